"""The yearly settlement under long attack: workers and the server killed at random points."""

from __future__ import annotations

import os
import random
import signal
from datetime import date
from pathlib import Path

import pytest

from deposits import tasks
from deposits.operations import settling
from fundcenter import servers
from tests.deposits import settler, test_settlement_killed
from tests.torture.measure import SEED, TIMES
from tests.torture.servers import kill_server, manage, own_server

pytestmark = pytest.mark.torture

__all__ = ["own_server"]


@pytest.mark.django_db(transaction=True)
def test_workers_killed_again_and_again_settle_once(open_day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "CHUNK_ACCOUNTS", 3)
    run = test_settlement_killed.begun()
    test_settlement_killed.kill_workers(random.Random(SEED), 8 * TIMES)
    tasks.settle_interest()
    test_settlement_killed.assert_settled_once(run)


SETUP = """
from django.core.management import call_command; call_command('migrate', verbosity=0)
from django.db import transaction
from policy import operations as policy
from tests import make
from tests.conftest import OPEN_DAY
from tests.deposits import test_settlement_killed as killed
from deposits.operations import settling
with transaction.atomic(): policy.set_book_date(on=OPEN_DAY)
make.city()
settling.CHUNK_ACCOUNTS = 3
killed.begun()
"""
AFTER = """
from deposits import tasks
from deposits.models import InterestRun
from tests.deposits import test_settlement_killed as killed
tasks.settle_interest()
killed.assert_settled_once(InterestRun.objects.get())
"""


def test_the_server_and_the_worker_killed_together(own_server: Path) -> None:
    dice = random.Random(SEED)
    url = servers.database_url(own_server, durable=True)
    manage(url, SETUP)
    for _ in range(4 * TIMES):
        worker = settler.start(url)
        assert worker.stdout is not None
        for _chunk in range(dice.randrange(1, 3)):
            worker.stdout.readline()
        kill_server(own_server)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(30)
        url = servers.database_url(own_server, durable=True)
    manage(url, AFTER)
