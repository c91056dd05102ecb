"""The change of rates on 1 January: the figures of §5.5, who takes part, once, and everybody told."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from common import money
from loans.models import Loan, RateChange, RateRun
from loans.operations import due_day, rates
from loans.queries import own
from loans.rules import rates as rules
from loans.rules import schedules
from loans.states.loans import PlanReason
from notifications.models import Message
from tests import make, people
from tests.loans import world
from tests.loans.test_repaying import cash

pytestmark = pytest.mark.django_db
YEAR, NEW_YEAR = 2027, date(2027, 1, 1)


def lower(long: str = "2.35", key: str = "loan_rate_first_long_percent") -> None:
    """The nation lowers a rate during 2026."""
    make.parameter(key, long, date(2026, 11, 5))


def december(**facts: Any) -> Loan:
    """A loan whose December instalment has fallen due, and the first day of the new year."""
    loan = world.loan(card_account="", **facts)
    world.run_days(date(2026, 10, 20), date(2026, 11, 20), date(2026, 12, 20))
    world.move_to(NEW_YEAR)
    loan.refresh_from_db()
    return loan


def change() -> None:
    world.tasks.change_rates(YEAR, make.AT)


class TestRule:
    """Pure."""

    def test_the_worked_numbers(self) -> None:
        """Domain §5.5: 400,000 at 2.85; after 16 instalments 379,827.56; at 2.6: 882.04 + 1,319.13 = 2,201.17."""
        before = rules.Before(
            379_827_56, 224, Decimal("2.85"), "equal_instalment", 2_188_47, date(2025, 12, 20), date(2026, 1, 20)
        )
        after = rules.change(before, Decimal("2.6"), 2026)
        assert (after.level_fen, after.interest_fen, after.principal_fen) == (2_142_09, 882_04, 1_319_13)
        assert after.payment_fen == 2_201_17

    def test_the_many_loans_rule_is_the_one_loans_rule(self) -> None:
        dice = random.Random(1)
        for _turn in range(200):
            fen, months = dice.randrange(1_000_00, 900_000_00), dice.randrange(1, 360)
            old, new = (Decimal(dice.randrange(0, 60_000)) / 10_000 for _side in range(2))
            due = date(2027, 1, dice.randrange(1, 29))
            before = rules.Before(fen, months, old, "equal_instalment", 0, date(2026, 12, due.day), due)
            after = rules.change(before, new, YEAR)
            whole = schedules.Plan(fen, months, new)
            one = schedules.change_rate(whole, old_rate=old, days_before=32 - due.day, days_after=due.day - 1)
            assert (after.level_fen, after.interest_fen, after.principal_fen) == (
                one.level_fen,
                one.first.interest_fen,
                one.first.principal_fen,
            )

    def test_who_takes_part(self) -> None:
        assert rules.changes(13, date(2026, 12, 31), YEAR)
        assert not rules.changes(12, date(2026, 1, 1), YEAR)
        assert not rules.changes(240, NEW_YEAR, YEAR)


def test_every_loan_goes_by_its_new_rate(open_day: date) -> None:
    loan = december()
    lower()
    change()
    loan.refresh_from_db()
    left = schedules.Plan(loan.planned_fen, 357, Decimal("2.35"))
    assert (loan.annual_rate, loan.level_fen, loan.months_left) == (Decimal("2.35"), left.level_fen, 357)
    expected = schedules.change_rate(left, old_rate=Decimal("2.6"), days_before=12, days_after=19).first
    assert (loan.next_interest_fen, loan.next_principal_fen) == (expected.interest_fen, expected.principal_fen)
    newest = loan.plans.order_by("-id")[0]
    assert (newest.reason, newest.on, newest.from_number) == (PlanReason.RATE, NEW_YEAR, 4)
    row = RateChange.objects.get()
    assert (row.old_fen, row.new_fen, row.first_fen) == (2_001_70, left.level_fen, expected.payment_fen)


def test_equal_principal_keeps_its_parts(open_day: date) -> None:
    loan = december(method="equal_principal")
    lower()
    change()
    loan.refresh_from_db()
    assert (loan.level_fen, loan.next_principal_fen) == (1_388_89, 1_388_89)


def test_penalty_across_the_turn_of_the_year_goes_by_both_rates(open_day: date) -> None:
    """3 days before 1 January at 2.6 %, 7 from it on at 2.35 %; the page says so."""
    loan = world.loan(card_account="", due_day=29, disbursed_on=date(2026, 9, 29))
    world.run_days(date(2026, 10, 29))
    cash(loan, 2_001_70, "one")
    world.run_days(date(2026, 11, 29))
    cash(loan, 2_001_70, "two")
    lower()
    world.run_days(date(2026, 12, 29), date(2026, 12, 30), NEW_YEAR)
    world.move_to(date(2027, 1, 8))
    loan.refresh_from_db()
    assert loan.annual_rate == Decimal("2.35")
    late = money.round_fen(Decimal(2_001_70) * (Decimal("2.6") * 3 + Decimal("2.35") * 7) * 15 / 360_000)
    assert world.due_fen(loan) == 2_001_70 + late
    cash(loan, 2_001_70 + late, "three")
    assert loan.instalments.get(number=3).status == "PAID"
    line = loan.repayments.order_by("-id")[0]
    assert own.explained(line)[0].how == "2,001.70 × 1.5 ×（2.6% × 3 天＋2.35% × 7 天）÷ 360"
    assert world.books_stand()


def test_a_margin_stays(open_day: date) -> None:
    loan = december(is_first=False, annual_rate=Decimal("3.2"))
    lower("2.9", "loan_rate_second_long_percent")
    change()
    loan.refresh_from_db()
    assert loan.annual_rate == Decimal("3.025")


def test_short_loans_and_those_of_an_unchanged_rate_stay(open_day: date) -> None:
    short = december(months=12, annual_rate=Decimal("2.1"))
    middle = world.loan(
        key="middle", months=48, annual_rate=Decimal("2.1"), disbursed_on=date(2026, 12, 20), on=NEW_YEAR
    )
    make.parameter("loan_rate_first_long_percent", "2.35", date(2026, 11, 5))
    change()
    assert not RateChange.objects.exists()
    assert {each.annual_rate for each in Loan.objects.filter(pk__in=[short.pk, middle.pk])} == {Decimal("2.1")}


def test_a_second_run_changes_nothing(open_day: date) -> None:
    loan = december()
    lower()
    change()
    first = list(Loan.objects.values())
    change()
    assert list(Loan.objects.values()) == first
    assert loan.plans.count() == 2 and RateRun.objects.count() == 1


def test_a_chunk_that_dies_is_done_again(open_day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    loan = december()
    lower()
    run = rates.start(year=YEAR, at=make.AT)

    class Killed(BaseException):
        pass

    def killed(*_args: Any, **_facts: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(rates.RateChunk, "save", killed)
        with pytest.raises(Killed):
            rates.next_chunk(run_id=run.pk, at=make.AT)
    loan.refresh_from_db()
    assert loan.annual_rate == Decimal("2.6") and not rates.finish(run_id=run.pk, at=make.AT)
    change()
    loan.refresh_from_db()
    assert loan.annual_rate == Decimal("2.35")


def test_the_old_year_is_finished_first(open_day: date) -> None:
    world.loan(card_account="")
    world.move_to(NEW_YEAR)
    with pytest.raises(rates.OldYearOpen):
        rates.start(year=YEAR, at=make.AT)


def test_each_borrower_is_told_old_and_new(open_day: date) -> None:
    other = people.qian_qi().person_id
    december(co_borrower_id=other)
    lower()
    change()
    assert world.tasks.tell_rates() == 2
    assert world.tasks.tell_rates() == 0
    bodies = Message.objects.filter(template__event="loan_rate_changed", channel="INBOX").values_list("body", flat=True)
    assert len(bodies) == 2
    assert all("由2.6%调整为2.35%" in body and "2,001.70元" in body for body in bodies)


def test_the_new_years_due_day_takes_the_old_year_then_changes_rates_then_goes_on(open_day: date) -> None:
    """The centre was closed over the turn of the year: 31 December is taken at the old rate, then rates change."""
    late = world.loan(card_account="", due_day=31, disbursed_on=date(2026, 9, 30), annual_rate=Decimal("2.6"))
    soon = world.loan(card_account="", due_day=2, disbursed_on=date(2026, 9, 2))
    lower()
    world.run_days(date(2026, 12, 30), date(2027, 1, 4))
    late.refresh_from_db(), soon.refresh_from_db()
    assert late.instalments.order_by("-number")[0].due_on == date(2026, 12, 31)
    assert late.instalments.order_by("-number")[0].interest_fen == schedules.month_interest(
        late.instalments.order_by("-number")[1].balance_fen, Decimal("2.6")
    )
    newest = soon.instalments.order_by("-number")[0]
    assert newest.due_on == date(2027, 1, 2)
    assert newest.principal_fen + newest.interest_fen == RateChange.objects.get(loan=soon).first_fen
    assert soon.annual_rate == late.annual_rate == Decimal("2.35")
    assert not due_day.rates_wanted(date(2027, 1, 4))
    assert world.books_stand()


def test_a_prepayment_in_december_counts_from_its_day(open_day: date) -> None:
    """The rate change in the month of a prepayment: interest runs from the day of the prepayment, at both rates."""
    before = rules.Before(100_000_00, 100, Decimal("2.6"), "equal_instalment", 0, date(2026, 12, 28), date(2027, 1, 20))
    after = rules.change(before, Decimal("2.35"), YEAR)
    assert after.interest_fen == 152_92
