"""kill -9 in the middle of the yearly settlement: after a restart the same totals, nothing twice, nothing missing."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import date

import pytest

from deposits import operations, tasks
from deposits.models import InterestRun
from deposits.operations import settling
from deposits.states import RunStatus
from ledger import queries as books
from ledger.models import Entry
from ledger.states import Reason
from tests import make, people
from tests.deposits import savings, settler, world

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNTS = 60
FIRST = date(2024, 7, 1)


def begun() -> InterestRun:
    """A settlement that waits for workers: twenty chunks."""
    employer = world.employer_account()
    for place in range(ACCOUNTS):
        savings.account(employer, place, [(FIRST, 10_000_00 + place * 1_337)])
    run = operations.prepare_settlement(fund_year=2025, by=people.zhou_jiu(), at=make.AT)
    tasks.count_interest()
    return operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)


def assert_settled_once(run: InterestRun) -> None:
    """What an undisturbed run gives: the trial's totals, one entry an account, whole books."""
    run.refresh_from_db()
    assert (run.status, run.people, run.fen) == (RunStatus.DONE, run.expected_people, run.expected_fen)
    rows = Entry.objects.filter(journal__reason=Reason.INTEREST_SETTLED, credit_fen__gt=0)
    assert rows.count() == rows.values("account").distinct().count() == ACCOUNTS
    assert sum(rows.values_list("credit_fen", flat=True)) == run.fen
    assert books.verify_books() == []


def kill_workers(dice: random.Random, times: int, url: str = "") -> None:
    """Start workers and kill each after some chunks and some milliseconds more."""
    for _ in range(times):
        worker = settler.start(url)
        assert worker.stdout is not None
        for _chunk in range(dice.randrange(1, 3)):
            worker.stdout.readline()
        time.sleep(dice.random() / 50)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(30)


def test_a_killed_worker_is_followed_by_another(open_day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "CHUNK_ACCOUNTS", 3)
    run = begun()
    kill_workers(random.Random(7), 2)
    assert InterestRun.objects.get().status == RunStatus.POSTING
    tasks.settle_interest()
    assert_settled_once(run)
