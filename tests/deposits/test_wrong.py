"""Money paid by mistake is taken back: held, agreed to by another, valued on its own day; and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from bank import operations as bank
from bank import queries as bank_queries
from common.errors import WrongState
from deposits import operations, queries
from deposits.models import EmployerAccount, RemittanceList, WrongMonth, WrongPayment
from deposits.operations import back, wrong
from deposits.operations.wrong import Wrong
from deposits.queries import back as back_queries
from deposits.rules import Contribution
from deposits.rules import wrong as rules
from deposits.states import ChangeKind, WrongCause
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus, Channel
from ledger import operations as ledger
from ledger.models import Entry
from notifications.models import Message
from tests import people
from tests.deposits import savings, world
from tests.deposits.corrections import NOW, agree
from tests.deposits.lists import line, next_list
from tests.deposits.test_back import asked, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(employer: EmployerAccount) -> EmployerAccount:
    """October is allocated: 张三, 陈一 and 陈二 pay."""
    world.allocated(employer)
    employer.refresh_from_db()
    return employer


def ask(
    employer: EmployerAccount,
    name: str = "陈一",
    months: Sequence[str] = ("202610",),
    cause: WrongCause = WrongCause.LEFT,
    base_fen: int | None = None,
) -> Case:
    """王五 takes the application, papers in hand."""
    return wrong.ask_correction(
        employer_account_id=employer.pk,
        wrong=Wrong(world.account_of(name).pk, months, cause, "离职未报", base_fen),
        channel=Channel.WINDOW,
        papers_seen=True,
        by=people.wang_wu(),
        at=NOW,
    )


def test_a_month_after_leaving_goes_back_to_suspense_with_its_own_value_date(paid: EmployerAccount) -> None:
    case = ask(paid)
    account = world.account_of("陈一")
    assert account.ledger_account.held_fen == 144_000
    assert agree(case).status == CaseStatus.DONE
    account = world.account_of("陈一")
    assert (account.ledger_account.balance_fen, account.ledger_account.held_fen) == (0, 0)
    assert account.paid_through == ""
    assert world.account_of("张三").paid_through == "202610"
    assert bank_queries.free_suspense_fen(paid.employer_id) == 144_000
    taken = Entry.objects.get(account=account.ledger_account, debit_fen__gt=0)
    came = Entry.objects.get(account=account.ledger_account, credit_fen__gt=0)
    assert taken.value_on == came.value_on
    assert queries.closing_interest(account, date(2027, 1, 1)).fen == 0
    newest = queries.recent_entries(account, 1)[0]
    assert (newest.title, newest.change_fen) == ("错缴更正", -144_000)
    assert queries.contributed_fen(account, 2027) == 0
    assert sum(each.fen for each in queries.months_paid(account, "202610", 3)) == 0
    assert Message.objects.filter(person=account.person, body__contains="错缴").exists()


def test_of_a_wrong_base_only_the_excess_goes_back_and_the_month_stays_paid(paid: EmployerAccount) -> None:
    agree(ask(paid, cause=WrongCause.BASE, base_fen=500_000))
    account = world.account_of("陈一")
    assert account.ledger_account.balance_fen == 2 * 60_000
    assert account.paid_through == "202610"
    owed = back_queries.paid_for([account.pk], "202610", "202610")
    assert owed == {(account.pk, "202610"): Contribution(60_000, 60_000)}
    with pytest.raises(wrong.NothingWrong):
        ask(paid, cause=WrongCause.BASE, base_fen=500_000)


def test_what_is_taken_back_may_be_owed_anew(paid: EmployerAccount) -> None:
    agree(ask(paid))
    assert uploaded(paid, asked("陈一", "202610", "202610", 600_000)).total_fen == 144_000


def test_months_of_an_advance_go_back_one_by_one(paid: EmployerAccount) -> None:
    remittance = back.declare_advance(employer_account_id=paid.pk, count=3, by=None, at=NOW)
    world.pay(remittance, serial="A1")
    agree(ask(paid, months=["202612", "202701"]))
    account = world.account_of("陈一")
    assert account.ledger_account.balance_fen == 2 * 144_000
    assert account.paid_through == "202611"
    with pytest.raises(operations.BackPaid):
        operations.reverse_list(list_id=remittance.pk, reason="报错", by=people.zhou_jiu(), at=NOW)


def test_refused_the_money_is_free_and_may_be_asked_for_again(paid: EmployerAccount) -> None:
    case = agree(ask(paid), "REFUSE")
    assert case.status == CaseStatus.REFUSED
    assert world.account_of("陈一").ledger_account.held_fen == 0
    assert WrongMonth.objects.get().ended_at is not None
    october = RemittanceList.objects.get()
    ask(paid)
    with pytest.raises(operations.BackPaid):
        operations.reverse_list(list_id=october.pk, reason="报错", by=people.zhou_jiu(), at=NOW)


def test_nobody_agrees_to_their_own(paid: EmployerAccount) -> None:
    case = ask(paid)
    with transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=NOW)
    with pytest.raises(desk.MayNotReview):
        desk.review(case_id=case.pk, decision="APPROVE", by=people.wang_wu(), at=NOW)


def test_asked_twice_it_is_refused(paid: EmployerAccount) -> None:
    ask(paid)
    with pytest.raises((desk.AlreadyOpen, wrong.NothingWrong)):
        ask(paid)
    assert WrongPayment.objects.count() == 1


def test_money_that_is_not_there_any_more_is_not_taken_back(paid: EmployerAccount) -> None:
    account = world.account_of("陈一")
    savings.book(account, [(date(2026, 10, 10), -100_000)])
    with pytest.raises(wrong.AlreadyGone, match="可用余额"):
        ask(paid)
    savings.book(account, [(date(2026, 10, 10), 100_000)], tag="again")
    ask(paid)  # out and in on one day leaves no day short
    assert world.account_of("陈一").ledger_account.held_fen == 144_000


def test_money_that_is_held_for_something_else_is_not_taken_back(paid: EmployerAccount) -> None:
    account = world.account_of("陈一")
    with transaction.atomic():
        ledger.hold(key="x", account_id=account.ledger_account_id, fen=1, by=None, at=NOW)
    with pytest.raises(wrong.AlreadyGone):
        ask(paid)


def test_other_peoples_months_are_none_of_an_employers(paid: EmployerAccount, other: EmployerAccount) -> None:
    with pytest.raises(wrong.NothingWrong):
        ask(other)
    with pytest.raises(wrong.NothingWrong):
        ask(paid, months=["202609"])


def test_a_month_that_went_back_is_not_given_back_twice_by_the_bank(paid: EmployerAccount) -> None:
    agree(ask(paid))
    october = RemittanceList.objects.get()
    with transaction.atomic(), pytest.raises(bank.NotEnoughSuspense), transaction.atomic():
        bank.give_back_part(expectation_key=october.expectation_key, fen=october.total_fen, note="", by=None, at=NOW)
    rows = [line(paid, name, ChangeKind.NORMAL) for name in world.BASES]
    november = world.declared(paid, next_list(paid, "202611", *rows))
    with transaction.atomic(), pytest.raises(WrongState), transaction.atomic():
        bank.give_back_part(expectation_key=november.expectation_key, fen=1, note="", by=None, at=NOW)


# --- arithmetic


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=5), st.integers(0, 900))
def test_lines_give_back_no_more_than_they_have(lines: list[tuple[int, int]], fen: int) -> None:
    parts = rules.spread(Contribution(fen, fen), [Contribution(*each) for each in lines])
    for part, (own, theirs) in zip(parts, lines, strict=True):
        assert 0 <= part.employer_fen <= own
        assert 0 <= part.employee_fen <= theirs
    assert sum(part.employer_fen for part in parts) == min(fen, sum(own for own, _theirs in lines))


def test_the_lowest_balance_is_that_of_the_end_of_a_day() -> None:
    days = [date(2026, 1, day) for day in (1, 2, 3)]
    assert rules.lowest(0, [(days[0], 100), (days[1], -100), (days[1], 30)]) == 0
    assert rules.lowest(50, [(days[2], 100), (days[1], -80)]) == -30
    assert rules.lowest(50, []) == 50
