"""Declaring, allocating, voiding and reversing a list; opening, sealing and unsealing accounts."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts import operations as accounts
from accounts import queries as accounts_queries
from accounts.models import Employer
from bank import operations as bank
from bank import queries as bank_queries
from common.errors import BusinessError, WrongState
from common.identity import citizen_check_digit
from deposits import operations, tasks
from deposits.files.typed import TypedLine, write_typed_list
from deposits.models import EmployerAccount, PersonalAccount, RemittanceItem, RemittanceList
from deposits.operations import NewEmployer
from deposits.operations.arrears import follow_arrears
from deposits.queries import arrears
from deposits.states import ChangeKind, EmployerAccountStatus, ListStatus, PersonalAccountStatus, UploadStatus
from ledger import operations as ledger
from ledger import queries as books
from ledger.models import Journal
from notifications.models import Message
from policy import operations as policy
from policy import queries as policies
from tests import make, people
from tests.deposits import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(open_day: date) -> EmployerAccount:
    """An employer of three people that has not paid yet."""
    make.bank_account()
    return world.employer_account()


def line(account: EmployerAccount, name: str, change: ChangeKind, base_fen: int = 0) -> TypedLine:
    """A line about somebody who has an account."""
    personal = PersonalAccount.objects.get(person__name=name)
    base = base_fen or personal.base_fen
    part = 0 if change == ChangeKind.SEAL else round(base * 12 / 10_000) * 100
    number = personal.person.document_number
    return TypedLine("", name, "01", number, 0 if change == ChangeKind.SEAL else base, part, part, change)


def next_list(account: EmployerAccount, month: str, *lines: TypedLine) -> bytes:
    """A list of these lines."""
    return write_typed_list(
        employer_number=account.number, employer_name=account.employer.name, month=month, lines=lines
    )


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own, released together; results or exceptions in order."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = acts[place]()
        except Exception as problem:
            results[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestDeclaring:
    """From a checked upload to a list that waits."""

    def test_it_opens_accounts_and_waits(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        account.refresh_from_db()
        assert remittance.status == ListStatus.AWAITING
        assert account.status == EmployerAccountStatus.NORMAL
        assert PersonalAccount.objects.filter(employer_account=account, status="01").count() == 3
        assert set(PersonalAccount.objects.values_list("ledger_account__balance_fen", flat=True)) == {0}
        expected = sum(2 * round(base * 12 / 10_000) * 100 for base in (843_756, 600_000, 500_001))
        assert remittance.total_fen == remittance.employer_fen * 2 == expected
        assert Message.objects.filter(template__event__code="account_opened").exists()

    def test_a_faulty_file_is_kept_with_its_faults_and_declares_nothing(self, account: EmployerAccount) -> None:
        content = world.list_file(account).replace(b"720.00", b"721.00")
        upload = world.upload(account, content)
        assert upload.status == UploadStatus.FAULTY
        assert upload.errors
        assert operations.content_of(upload) == content
        with pytest.raises(WrongState):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        with pytest.raises(operations.PayrollFaulty) as refusal:
            operations.declare_file(
                employer_account_id=account.pk, name="清册.csv", content=content, by=None, at=make.AT
            )
        assert refusal.value.checked.errors
        assert not RemittanceList.objects.exists()
        assert not PersonalAccount.objects.exists()

    def test_the_file_is_encrypted_at_rest(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        with connection.cursor() as cursor:
            cursor.execute("SELECT content FROM deposits_payrollupload WHERE id = %s", [upload.pk])
            stored = bytes(cursor.fetchone()[0])
        assert people.DOCUMENTS["张三"][0].encode() not in stored

    def test_the_same_upload_is_declared_once(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        with pytest.raises(BusinessError):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        assert RemittanceList.objects.count() == 1

    def test_the_same_file_twice_makes_one_list(self, account: EmployerAccount) -> None:
        first, second = world.upload(account), world.upload(account)
        operations.declare(upload_id=first.pk, by=None, at=make.AT)
        with pytest.raises(operations.ListWaiting):
            operations.declare(upload_id=second.pk, by=None, at=make.AT)

    def test_two_clerks_at_once_make_one_list(self, account: EmployerAccount) -> None:
        uploads = [world.upload(account), world.upload(account)]
        results = at_once(
            *(lambda pk=upload.pk: operations.declare(upload_id=pk, by=None, at=make.AT) for upload in uploads)
        )
        assert sorted(type(result).__name__ for result in results) == ["ListWaiting", "RemittanceList"]
        assert PersonalAccount.objects.count() == 3

    def test_two_employers_at_once_with_the_same_new_person_give_them_one_account(
        self, account: EmployerAccount
    ) -> None:
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        uploads = [world.upload(account, world.list_file(each, {"张三": 500_000})) for each in [account]]
        uploads.append(world.upload(other, world.list_file(other, {"张三": 500_000})))
        results = at_once(
            *(lambda pk=upload.pk: operations.declare(upload_id=pk, by=None, at=make.AT) for upload in uploads)
        )
        assert PersonalAccount.objects.count() == 1
        assert sum(isinstance(result, RemittanceList) for result in results) == 1

    def test_a_roster_that_changed_after_the_check_is_noticed(self, account: EmployerAccount) -> None:
        upload = world.upload(account, world.list_file(account, {"张三": 500_000}))
        operations.open_account(
            employer_account_id=account.pk,
            name="张三",
            document_type="01",
            document_number=people.DOCUMENTS["张三"][0],
            phone="",
            base_fen=500_000,
            by=people.wang_wu(),
            at=make.AT,
        )
        with pytest.raises(operations.ListStale):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)

    def test_months_go_in_order(self, account: EmployerAccount) -> None:
        upload = world.upload(account, world.list_file(account, month="202611"))
        assert upload.status == UploadStatus.FAULTY
        with pytest.raises(operations.MonthOutOfOrder):
            operations.declare_file(
                employer_account_id=account.pk,
                name="a.csv",
                content=world.list_file(account, month="202611"),
                by=None,
                at=make.AT,
            )

    def test_it_is_refused_to_a_sealed_employer(self, account: EmployerAccount) -> None:
        EmployerAccount.objects.filter(pk=account.pk).update(status=EmployerAccountStatus.SEALED)
        with pytest.raises(operations.EmployerNotActive):
            world.upload(account)

    def test_a_discarded_upload_cannot_be_declared(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        operations.discard_upload(upload_id=upload.pk, by=None, at=make.AT)
        with pytest.raises(WrongState):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)

    def test_a_crash_in_the_middle_leaves_nothing(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        with transaction.atomic(), connection.cursor() as cursor:  # the last write of a declaration fails
            cursor.execute("ALTER TABLE bank_expectation ADD CONSTRAINT spoilt CHECK (false) NOT VALID")
        try:
            with pytest.raises(Exception, match="spoilt"):
                operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE bank_expectation DROP CONSTRAINT spoilt")
        upload.refresh_from_db()
        assert upload.status == UploadStatus.CHECKED
        assert not PersonalAccount.objects.exists()
        assert not RemittanceList.objects.exists()


class TestChanges:
    """What a second month's list says about people."""

    def test_it_seals_changes_and_unseals(self, account: EmployerAccount) -> None:
        world.allocated(account)
        remittance = world.declared(
            account,
            next_list(
                account,
                "202611",
                line(account, "张三", ChangeKind.NORMAL),
                line(account, "陈一", ChangeKind.SEAL),
                line(account, "陈二", ChangeKind.BASE, 700_000),
            ),
        )
        assert remittance.person_count == 2
        assert world.account_of("陈一").status == PersonalAccountStatus.SEALED
        assert world.account_of("陈二").base_fen == 700_000
        assert not RemittanceItem.objects.filter(list=remittance, account__person__name="陈一").exists()
        world.pay(remittance, serial="JH2")
        third = world.declared(
            account,
            next_list(
                account,
                "202612",
                line(account, "张三", ChangeKind.NORMAL),
                line(account, "陈一", ChangeKind.UNSEAL, 650_000),
                line(account, "陈二", ChangeKind.NORMAL),
            ),
        )
        back = world.account_of("陈一")
        assert (back.status, back.base_fen, back.sealed_on) == (PersonalAccountStatus.NORMAL, 650_000, None)
        assert third.person_count == 3
        assert [event.action for event in back.events.order_by("id")] == ["open", "seal", "unseal"]

    def test_somebody_sealed_elsewhere_takes_the_account_along(self, account: EmployerAccount) -> None:
        world.allocated(account)
        moving = world.account_of("陈一")
        operations.seal(account_id=moving.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        new = line(other, "陈一", ChangeKind.NEW, 550_000)
        world.declared(other, next_list(other, "202610", new))
        moving.refresh_from_db()
        assert (moving.employer_account, moving.status) == (other, PersonalAccountStatus.NORMAL)
        assert PersonalAccount.objects.filter(person__name="陈一").count() == 1


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


class TestPersonalAccounts:
    """One person at a counter."""

    def open(self, account: EmployerAccount, name: str = "张三", number: str = "", base_fen: int = 500_000) -> object:
        """Open an account for somebody."""
        return operations.open_account(
            employer_account_id=account.pk,
            name=name,
            document_type="01",
            document_number=number or people.DOCUMENTS[name][0],
            phone="",
            base_fen=base_fen,
            by=people.wang_wu(),
            at=make.AT,
        )

    def test_one_open_account_a_person(self, account: EmployerAccount) -> None:
        self.open(account)
        with pytest.raises(operations.AlreadyOpen):
            self.open(account)

    @pytest.mark.parametrize("base_fen", [222_999, 3_050_501])
    def test_the_base_keeps_to_its_limits(self, account: EmployerAccount, base_fen: int) -> None:
        with pytest.raises(operations.BaseRefused):
            self.open(account, base_fen=base_fen)

    def test_nobody_under_sixteen(self, account: EmployerAccount) -> None:
        day_after = "22040220101011001"
        with pytest.raises(operations.TooYoung):
            self.open(account, "小明", day_after + citizen_check_digit(day_after))
        birthday = "22040220101010001"
        assert self.open(account, "小红", birthday + citizen_check_digit(birthday))

    def test_sealing_waits_for_the_list(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        personal = world.account_of("张三")
        with pytest.raises(operations.InWaitingList):
            operations.seal(account_id=personal.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        world.pay(remittance)
        operations.seal(account_id=personal.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        with pytest.raises(WrongState):
            operations.seal(account_id=personal.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        moved = operations.unseal(
            account_id=personal.pk, employer_account_id=other.pk, base_fen=600_000, by=people.wang_wu(), at=make.AT
        )
        assert (moved.employer_account, moved.monthly_fen) == (other, 2 * 72_000)
        assert moved.ledger_account.balance_fen == 2 * 101_300


class TestEmployers:
    """Registering employers."""

    def new(self, **changes: object) -> NewEmployer:
        """An employer to register."""
        facts = {
            "name": "某公司",
            "social_credit_code": world.MACHINES,
            "employer_rate": Decimal(12),
            "employee_rate": Decimal(12),
            "payday": 5,
            "first_month": "",
        }
        return NewEmployer(**(facts | changes))  # type: ignore[arg-type]

    @pytest.mark.parametrize("rate", ["4.99", "12.01"])
    def test_rates_keep_to_five_and_twelve(self, open_day: date, rate: str) -> None:
        with pytest.raises(operations.RateRefused):
            operations.register_employer(
                new=self.new(employee_rate=Decimal(rate)), branch_id=people.branch().pk, by=None, at=make.AT
            )

    def test_equal_rates_where_the_city_wants_them(self, open_day: date) -> None:
        make.parameter("contribution_equal_rates", "true")
        with pytest.raises(operations.RateRefused):
            operations.register_employer(
                new=self.new(employee_rate=Decimal(8)), branch_id=people.branch().pk, by=None, at=make.AT
            )

    def test_a_file_is_taken_whole_or_not_at_all(self, open_day: date) -> None:
        good, bad = self.new(), self.new(name="另一家", social_credit_code=world.SCHOOL, employer_rate=Decimal(3))
        with pytest.raises(operations.RateRefused, match="另一家"):
            operations.import_employers(employers=[good, bad], branch_id=people.branch().pk, by=None, at=make.AT)
        assert not Employer.objects.exists()

    def test_numbers_follow_and_pass_over_taken_ones(self, open_day: date) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('deposits_employer_number')")
            upcoming = cursor.fetchone()[0] + 1
        taken = self.new(number=f"1{upcoming:07d}")
        first = operations.register_employer(new=taken, branch_id=people.branch().pk, by=None, at=make.AT)
        second = operations.register_employer(
            new=self.new(name="另一家", social_credit_code=world.SCHOOL),
            branch_id=people.branch().pk,
            by=None,
            at=make.AT,
        )
        assert int(second.number) == int(first.number) + 1
        assert second.first_month == "202610"

    def test_a_taken_number_is_refused(self, account: EmployerAccount) -> None:
        with pytest.raises(operations.NumberTaken):
            operations.register_employer(
                new=self.new(name="另一家", social_credit_code=world.SCHOOL, number=account.number),
                branch_id=people.branch().pk,
                by=None,
                at=make.AT,
            )


class TestLateEmployers:
    """Reminders to the clerks of employers who are late."""

    def test_each_month_is_told_once(self, account: EmployerAccount) -> None:
        person = people.li_si().person

        accounts.authorise_clerk(
            employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
        )
        told = Message.objects.filter(template__event__code="contribution_overdue", person=person, channel="INBOX")
        assert arrears.late_accounts(date(2026, 10, 10)) == []  # due on the tenth: payday 5 and five days
        with transaction.atomic():
            policy.set_book_date(on=date(2026, 10, 11))
        assert arrears.late_accounts(date(2026, 10, 11)) == [account.pk]
        for _again in range(2):
            follow_arrears(account_id=account.pk, at=make.AT)
        assert told.count() == 1
        with transaction.atomic():
            policy.set_book_date(on=date(2026, 11, 11))
        follow_arrears(account_id=account.pk, at=make.AT)
        assert told.count() == 2


def test_old_uploads_lose_their_bytes(account: EmployerAccount) -> None:
    upload = world.upload(account)
    assert operations.drop_old_contents(at=make.AT + timedelta(days=90)) == 0
    assert operations.drop_old_contents(at=make.AT + timedelta(days=91)) == 1
    upload.refresh_from_db()
    with pytest.raises(operations.UploadEmpty):
        operations.content_of(upload)


def test_the_export_of_ones_own_data_has_every_entry_with_its_reason(account: EmployerAccount) -> None:
    world.allocated(account)
    person = world.account_of("张三").person
    (own,) = accounts_queries.own_data(person)["公积金账户"]
    assert own["余额（分）"] == 2 * 101_300
    assert [line["金额（分）"] for line in own["明细"]] == [2 * 101_300]
    assert "8,437.56 × 12%" in own["明细"][0]["依据"]
