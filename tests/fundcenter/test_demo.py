"""The demo centre: made-up people with numbers that hold, books that are the same each time and add up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts import queries as accounts
from accounts.models import Door, User
from accounts.permissions import STAFF_ROLES
from bank.models import BankAccount
from common import identity
from deposits import queries as deposits
from deposits import tasks
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList, SandboxLetter, TransferLetter
from deposits.states import ChangeKind, ListStatus
from fundcenter.demo import build, doors, files, partners, plan
from ledger import queries as ledger
from loans.models import Loan
from loans.queries import reconciling
from notifications.models import Message
from policy import queries as policy

LIMITS = plan.Limits(floor_fen=223_000, cap_fen=3_050_500, unit_fen=100)
REAL_MONTH = Path(__file__).parents[1] / "data" / "first-month"


def drawn(**scale: int) -> plan.Plan:
    return plan.draw(files.employers(), lambda month: LIMITS, **(scale or build.SMALL))


@contextmanager
def rolled_back() -> Iterator[None]:
    """Everything inside is undone; numbers begin at the same place each time."""
    savepoint = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(format('%I.%I', schemaname, sequencename), 500000) FROM pg_sequences")
    yield
    transaction.savepoint_rollback(savepoint)


# --- on paper


OF_THE_BOOKS = {
    *("account_info_changed", "account_opened", "account_sealed", "account_unsealed", "account_moved"),
    *("contribution_credited", "contribution_overdue", "list_waiting", "list_allocated", "payment_short"),
}


def test_the_plan_is_the_same_each_time() -> None:
    assert drawn() == drawn()


def test_the_whole_plan_has_thirty_employers_3000_people_and_two_years() -> None:
    whole = drawn(**build.WHOLE)
    people = {line.worker.number for lists in whole.lists.values() for each in lists for line in each.lines}
    assert (len(whole.months), whole.months[0], whole.months[-1]) == (24, "202410", "202609")
    assert len({each.employer.number for lists in whole.lists.values() for each in lists}) == 30
    assert len(people) == 3_000


def test_every_number_of_the_plan_holds_and_every_base_lies_within_the_limits() -> None:
    for employer in files.employers():
        assert identity.check_social_credit_code(employer.code) == employer.code
    for lists in drawn(**build.WHOLE).lists.values():
        for each in lists:
            for line in each.lines:
                assert identity.check_citizen_number(line.worker.number, today=build.OPEN_ON) == line.worker.number
                assert line.change == ChangeKind.SEAL or LIMITS.floor_fen <= line.base_fen <= LIMITS.cap_fen
                assert identity.check_mobile(line.worker.phone) == line.worker.phone


def test_who_is_sealed_pays_no_more_until_unsealed() -> None:
    away: set[str] = set()
    for lists in drawn(**build.WHOLE).lists.values():
        paying = {line.worker.number: line.change for each in lists for line in each.lines if line.base_fen}
        assert all(change == ChangeKind.UNSEAL for number, change in paying.items() if number in away)
        away -= paying.keys()
        away |= {line.worker.number for each in lists for line in each.lines if line.change == ChangeKind.SEAL}
    assert away


def test_people_of_the_demo_are_not_those_of_the_first_month() -> None:
    ours = {
        line.worker.number for lists in drawn(**build.WHOLE).lists.values() for each in lists for line in each.lines
    }
    theirs = {
        str(cell)
        for path in REAL_MONTH.glob("*.xlsx")
        for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        for cell in row
        if len(str(cell)) == 18
    }
    assert len(theirs) > 900
    assert not ours & theirs


# --- built


def test_two_builds_give_the_same_books(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    seen = []
    for _time in range(2):
        with rolled_back():
            build.build(**build.SMALL)
            seen.append((ledger.books_hash(), ledger.trial_balance(date(2024, 1, 1), build.OPEN_ON)))
    assert seen[0] == seen[1]


def test_a_built_centre_is_what_the_readme_says(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    build.build(**build.SMALL)
    the_books_add_up_and_agree_with_the_bank()
    employers_have_their_stories()
    the_star_has_the_contribution_of_the_worked_example()
    everybody_in_the_table_can_log_in()
    each_partner_in_the_table_has_a_token_that_opens_its_door()
    nobody_is_told_about_the_past()
    another_centre_has_written()


def the_books_add_up_and_agree_with_the_bank() -> None:
    fund = BankAccount.objects.get(number=build.BANK_ACCOUNT)
    assert ledger.verify_books() == []
    assert policy.book_date() == date(2026, 10, 10)
    assert ledger.balance_fen(fund.ledger_account) == fund.statement_balance_fen == 86_120_451_937
    assert not fund.reconciliations.exclude(difference_fen=0).exists()
    assert reconciling.differences() == [] and {each.status for each in Loan.objects.all()} == {"2", "5"}


def employers_have_their_stories() -> None:
    lists = {
        number: RemittanceList.objects.filter(employer_account__number=number).order_by("-month")
        for number in (plan.ARREARS, plan.PARTLY)
    }
    late = deposits.standing(EmployerAccount.objects.get(number=plan.ARREARS), build.OPEN_ON)
    assert [each.month for each in late.arrears] == ["202607", "202608", "202609"]
    assert [each.status for each in lists[plan.PARTLY][:2]] == [ListStatus.PARTLY, ListStatus.ALLOCATED]
    assert not RemittanceList.objects.filter(employer_account__number__startswith="1100000").exists()
    assert EmployerAccount.objects.filter(number__startswith="1100000", paid_through="").count() == 6


def the_star_has_the_contribution_of_the_worked_example() -> None:
    star = PersonalAccount.objects.get(person__name=plan.STAR[0])
    assert (star.base_fen, star.monthly_fen) == (843_756, 202_600)


def everybody_in_the_table_can_log_in() -> None:
    table = doors.log_ins_table("http://127.0.0.1:8000/")
    assert f"密码都是 {doors.PASSWORD}" in table
    for door, name in (
        *((Door.STAFF, row["number"]) for row in files.rows("staff.csv")),
        (Door.DEPOSITOR, PersonalAccount.objects.get(person__name=plan.STAR[0]).person.document_number),
    ):
        user = accounts.user_at_door(door, name)
        assert user is not None
        assert user.check_password(doors.PASSWORD)
        assert (name in table) == (name not in doors.NOT_SHOWN)
    clerks = User.objects.filter(door=Door.CLERK)
    assert len([clerk for clerk in clerks if clerk.has_usable_password()]) == 7
    staff = User.objects.filter(door=Door.STAFF)
    assert {role for user in staff for role in user.roles} == set(STAFF_ROLES)


def each_partner_in_the_table_has_a_token_that_opens_its_door() -> None:
    table = partners.partners_table("http://127.0.0.1:8000/")
    line = next(line for line in table.splitlines() if "试一试" in line)
    secret = line.split("Partner ")[1].split('"')[0]
    path = line.split("http://127.0.0.1:8000")[1]
    client = Client(headers={"Authorization": f"Partner {secret}"})
    assert client.get(path).json()["results"]
    assert client.get(path.replace(doors.HISTORY_CLERK, "10000101")).status_code == 404
    assert "掌上公积金小程序" in table


def another_centre_has_written() -> None:
    letter = SandboxLetter.objects.get()
    tasks.exchange_letters()
    found = TransferLetter.objects.get(number=letter.number)
    assert found.case is not None and found.case.status == "SUBMITTED"


def nobody_is_told_about_the_past() -> None:
    history = {"account_opened", "account_sealed", "account_unsealed", "contribution_credited", "list_allocated"}
    assert not Message.objects.filter(template__event__in=history).exists()
