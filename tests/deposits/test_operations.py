"""Allocating, voiding and reversing a list."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bank import operations as bank
from bank import queries as bank_queries
from common.errors import WrongState
from deposits import operations, tasks
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from deposits.states import ChangeKind, ListStatus
from ledger import operations as ledger
from ledger import queries as books
from ledger.models import Journal
from notifications.models import Message
from policy import operations as policy
from policy import queries as policies
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import at_once, line, next_list

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(open_day: date) -> EmployerAccount:
    """An employer of three people that has not paid yet."""
    make.bank_account()
    return world.employer_account()


class TestAllocating:
    """Money to persons, to the exact total."""

    def test_it_credits_everybody_and_moves_paid_through(self, account: EmployerAccount) -> None:
        remittance = world.allocated(account)
        account.refresh_from_db()
        assert remittance.status == ListStatus.ALLOCATED
        assert account.paid_through == "202610"
        personal = world.account_of("张三")
        assert personal.ledger_account.balance_fen == 2 * 101_300
        assert personal.paid_through == "202610"
        assert books.verify_books() == []
        entry = personal.ledger_account.entries.get()
        assert entry.employer_id == account.employer_id
        assert Message.objects.filter(template__event__code="contribution_credited").exists()

    def test_it_needs_all_the_money(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        with pytest.raises(WrongState):
            operations.allocate(list_id=remittance.pk, by=None, at=make.AT)
        world.pay(remittance, fen=100_000)
        assert (remittance.status, remittance.received_fen) == (ListStatus.PARTLY, 100_000)
        with pytest.raises(WrongState):
            operations.allocate(list_id=remittance.pk, by=None, at=make.AT)

    def test_twice_and_two_at_once_books_once(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)

        def act() -> object:
            return operations.allocate(list_id=remittance.pk, by=None, at=make.AT)

        world_pay_without_following(remittance)
        results = at_once(act, act, tasks.allocate_covered)
        assert not [result for result in results if isinstance(result, Exception)]
        assert Journal.objects.filter(key=remittance.expectation_key).count() == 1
        assert world.account_of("张三").ledger_account.balance_fen == 2 * 101_300

    def test_the_employer_is_locked_before_its_list_and_people_before_their_money(
        self, account: EmployerAccount
    ) -> None:
        """Whoever locks in another order than everybody else ends in a deadlock one day."""
        remittance = world.declared(account)
        world_pay_without_following(remittance)
        facts: dict[str, Any] = {"list_id": remittance.pk, "at": make.AT}
        for act in (
            tasks.allocate_covered,
            lambda: operations.reverse_list(reason="报错", by=people.zhou_jiu(), **facts),
        ):
            with CaptureQueriesContext(connection) as seen:
                act()
            said = [each["sql"] for each in seen.captured_queries]
            locks = [(place, sql) for place, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql]
            first = [
                next(place for place, sql in locks if re.search(rf'FROM "?{table}\b', sql))
                for table in ("deposits_employeraccount", "deposits_remittancelist", "deposits_personalaccount")
            ]
            posted = next(place for place, sql in enumerate(said) if "INSERT INTO ledger_entry" in sql)
            assert [*first, posted] == sorted({*first, posted}), locks
        remittance.refresh_from_db()
        assert remittance.status == ListStatus.REVERSED

    def test_a_list_that_cannot_be_allocated_does_not_stop_the_others(self, account: EmployerAccount) -> None:
        stuck = world.declared(account)
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        fine = world.declared(other, world.list_file(other, {"李一": 500_000}))
        closed = world.account_of("陈一").ledger_account
        with transaction.atomic():
            ledger.close_account(account_id=closed.pk, on=date(2026, 10, 10))
        world.pay(stuck, serial="JH1")
        world.pay(fine, serial="JH2")
        stuck.refresh_from_db()
        assert fine.status == ListStatus.ALLOCATED
        assert stuck.status in (ListStatus.AWAITING, ListStatus.PARTLY)
        assert stuck.events.filter(action="cannot_allocate").exists()

    def test_money_that_was_too_much_is_used_for_the_next_month(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        world.pay(remittance, fen=remittance.total_fen * 2)
        lines = [line(account, name, ChangeKind.NORMAL) for name in world.BASES]
        following = world.declared(account, next_list(account, "202611", *lines))
        bank.apply_suspense(
            expectation_key=following.expectation_key, fen=following.total_fen, by=people.sun_ba(), at=make.AT
        )
        tasks.allocate_covered()
        following.refresh_from_db()
        assert following.status == ListStatus.ALLOCATED
        assert bank_queries.free_suspense_fen(account.employer_id) == 0

    def test_a_process_killed_in_the_middle_leaves_the_books_right(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        world_pay_without_following(remittance)
        script = f"""
import django, os, signal
django.setup()
from django.db import connection
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {connection.settings_dict["NAME"]!r}
connection.settings_dict["NAME"] = {connection.settings_dict["NAME"]!r}
from deposits import operations
from deposits.operations import messages
messages.tell_credited = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
from tests import make
operations.allocate(list_id={remittance.pk}, by=None, at=make.AT)
"""
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fundcenter.settings_test"}
        ended = subprocess.run(
            [sys.executable, "-c", script], cwd=Path(__file__).parents[2], env=environment, capture_output=True
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
        assert set(PersonalAccount.objects.values_list("ledger_account__balance_fen", flat=True)) == {0}
        tasks.allocate_covered()
        remittance.refresh_from_db()
        assert remittance.status == ListStatus.ALLOCATED
        assert books.verify_books() == []


def world_pay_without_following(remittance: RemittanceList) -> None:
    """The money arrives; the news of it is not followed yet."""
    follow, tasks.allocate_covered = tasks.allocate_covered, lambda: 0  # type: ignore[assignment]
    try:
        world.pay(remittance)
    finally:
        tasks.allocate_covered = follow


class TestEnding:
    """Void and reversed lists."""

    def test_void_frees_the_money_for_the_employer(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        world.pay(remittance, fen=50_000)
        operations.void_list(list_id=remittance.pk, reason="报错月份", by=people.wang_wu(), at=make.AT)
        assert bank_queries.free_suspense_fen(account.employer_id) == 50_000
        with pytest.raises(WrongState):
            operations.void_list(list_id=remittance.pk, reason="", by=people.wang_wu(), at=make.AT)
        again = world.declared(
            account,
            next_list(account, "202610", *[line(account, name, ChangeKind.NORMAL) for name in world.BASES]),
        )
        assert again.status == ListStatus.AWAITING

    def test_a_list_no_money_came_for_is_made_void_in_time(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        on = policies.book_date()
        with transaction.atomic():
            policy.set_book_date(on=on + timedelta(days=60))
        assert operations.stale_lists() == []
        with transaction.atomic():
            policy.set_book_date(on=on + timedelta(days=61))
        assert operations.stale_lists() == [remittance.pk]
        operations.void_stale_list(list_id=remittance.pk, at=make.AT)
        remittance.refresh_from_db()
        assert remittance.status == ListStatus.VOID

    def test_reversal_is_refused_while_a_later_month_is_allocated(self, account: EmployerAccount) -> None:
        first = world.allocated(account)
        lines = [line(account, name, ChangeKind.NORMAL) for name in world.BASES]
        second = world.declared(account, next_list(account, "202611", *lines))
        world.pay(second, serial="JH2")
        with pytest.raises(operations.LaterMonthAllocated):
            operations.reverse_list(list_id=first.pk, reason="错", by=people.zhao_liu(), at=make.AT)
        operations.reverse_list(list_id=second.pk, reason="错", by=people.zhao_liu(), at=make.AT)
        account.refresh_from_db()
        assert account.paid_through == "202610"
        assert world.account_of("张三").paid_through == "202610"
        assert world.account_of("张三").ledger_account.balance_fen == 2 * 101_300
        assert books.verify_books() == []

    def test_reversal_is_refused_when_somebody_has_not_enough_left(self, account: EmployerAccount) -> None:
        remittance = world.allocated(account)
        held = world.account_of("张三").ledger_account_id
        with transaction.atomic():
            ledger.hold(key="提取", account_id=held, fen=100, by=None, at=make.AT)
        with pytest.raises(operations.MoneyGone):
            operations.reverse_list(list_id=remittance.pk, reason="错", by=people.zhao_liu(), at=make.AT)
        remittance.refresh_from_db()
        assert remittance.status == ListStatus.ALLOCATED

    def test_a_waiting_list_cannot_be_reversed(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        with pytest.raises(WrongState):
            operations.reverse_list(list_id=remittance.pk, reason="错", by=people.zhao_liu(), at=make.AT)
