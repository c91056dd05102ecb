"""Paying early on a loan that stands: domain §5.6 to the fen, on and between due dates, twice on a day, to the end."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from common import months
from loans.rules import schedules, standing
from loans.rules.schedules import CannotPlan, Method, Mode, Plan
from loans.rules.standing import Standing

RATE = Decimal("2.6")
OUT = date(2024, 10, 10)


def stands(
    principal: int = 50_000_000, count: int = 360, after: int = 24, method: Method = Method.EQUAL_INSTALMENT
) -> Standing:
    """The loan of domain §5.6, disbursed on a due day, after so many instalments."""
    plan = Plan(principal, count, RATE, method)
    rows = schedules.schedule(plan, disbursed_on=OUT)
    due = rows[after]
    assert due.due_on is not None
    last = months.day_in(months.shift(months.month_of(due.due_on), -1), 10)
    return Standing(
        planned_fen=schedules.balance_after(rows, principal, after),
        months_left=count - after,
        method=method,
        level_fen=plan.level_fen,
        due_day=10,
        next_number=after + 1,
        next_due_on=due.due_on,
        next_principal_fen=due.principal_fen,
        next_interest_fen=due.interest_fen,
        interest_since=last,
        rates=((last, RATE),),
    )


def test_what_lies_ahead_is_the_schedule() -> None:
    rows = schedules.schedule(Plan(50_000_000, 360, RATE), disbursed_on=OUT)
    assert list(standing.ahead(stands())) == rows[24:]


def test_a_part_on_the_due_date_reduces_the_payment() -> None:
    now = stands()
    found = standing.pay_early(now, on=now.interest_since, principal_fen=10_000_000, mode=Mode.REDUCE_PAYMENT)
    assert (now.planned_fen, found.interest_fen, found.payment_fen) == (47_740_118, 0, 158_241)
    assert found.after is not None
    assert (found.after.planned_fen, found.after.months_left, found.last_payment_fen) == (37_740_118, 336, 158_115)
    assert (found.interest_after_fen, found.saved_fen) == (15_428_732, 4_088_184)


def test_a_part_on_the_due_date_shortens_the_term() -> None:
    now = stands()
    found = standing.pay_early(now, on=now.interest_since, principal_fen=10_000_000, mode=Mode.SHORTEN_TERM)
    assert found.after is not None
    assert (found.after.months_left, found.payment_fen, found.last_payment_fen) == (243, 200_170, 123_462)
    assert (found.interest_after_fen, found.saved_fen) == (10_824_484, 8_692_432)


def test_all_of_it_twelve_days_later() -> None:
    now = stands()
    found = standing.pay_off(now, on=now.interest_since + timedelta(12))
    assert (found.interest_fen, found.total_fen, found.after) == (41_375, 47_781_493, None)


def test_between_due_dates_interest_is_taken_to_the_day_and_the_next_goes_by_the_days_left() -> None:
    now = stands()
    on = now.interest_since + timedelta(12)
    found = standing.pay_early(now, on=on, principal_fen=10_000_000, mode=Mode.REDUCE_PAYMENT)
    assert found.after is not None
    days = (now.next_due_on - on).days
    assert found.interest_fen == 41_375
    assert found.after.next_interest_fen == schedules.days_interest(37_740_118, RATE, days)
    assert found.after.next_principal_fen == 158_241 - schedules.month_interest(37_740_118, RATE)


def test_two_parts_on_one_day_take_the_interest_once() -> None:
    now = stands()
    on = now.interest_since + timedelta(12)
    first = standing.pay_early(now, on=on, principal_fen=4_000_000, mode=Mode.REDUCE_PAYMENT)
    assert first.after is not None
    second = standing.pay_early(first.after, on=on, principal_fen=6_000_000, mode=Mode.REDUCE_PAYMENT)
    whole = standing.pay_early(now, on=on, principal_fen=10_000_000, mode=Mode.REDUCE_PAYMENT)
    assert second.interest_fen == 0
    assert second.after == whole.after


def test_a_rate_change_within_the_month_counts_both_rates() -> None:
    new_year = date(2027, 1, 1)
    now = stands(after=26)  # the next one falls due on 2027-01-10
    changed = Standing(**{**_fields(now), "rates": ((now.interest_since, Decimal("2.85")), (new_year, RATE))})
    assert (now.interest_since, now.next_due_on) == (date(2026, 12, 10), date(2027, 1, 10))
    exact = Decimal(now.planned_fen) * (Decimal("2.85") * 22 + RATE * 4) / 36000
    assert standing.interest_to(changed, date(2027, 1, 5)) == int(exact.to_integral_value())


def _fields(given: Standing) -> dict[str, object]:
    return {name: getattr(given, name) for name in Standing.__dataclass_fields__}


def test_money_pays_the_interest_first() -> None:
    now = stands()
    on = now.interest_since + timedelta(12)
    found = standing.pay_early_with(now, on=on, money_fen=10_041_375, mode=Mode.SHORTEN_TERM)
    assert (found.principal_fen, found.interest_fen) == (10_000_000, 41_375)
    with pytest.raises(CannotPlan):
        standing.pay_early_with(now, on=on, money_fen=41_375, mode=Mode.SHORTEN_TERM)


@pytest.mark.parametrize("amount", [0, -1, 47_740_119])
def test_nothing_and_too_much_are_refused(amount: int) -> None:
    now = stands()
    with pytest.raises(CannotPlan):
        standing.pay_early(now, on=now.interest_since, principal_fen=amount, mode=Mode.REDUCE_PAYMENT)


def test_neither_before_the_last_due_date_nor_on_the_next() -> None:
    now = stands()
    for on in (now.interest_since - timedelta(1), now.next_due_on):
        with pytest.raises(CannotPlan):
            standing.pay_off(now, on=on)


@pytest.mark.parametrize("seed", range(12))
def test_paid_early_and_then_to_the_end_the_principals_are_the_loan(seed: int) -> None:
    dice = random.Random(seed)
    method, mode = dice.choice(list(Method)), dice.choice(list(Mode))
    now = stands(dice.randrange(5_000_000, 80_000_000), dice.choice([24, 60, 240, 360]), dice.randrange(20), method)
    on = now.interest_since + timedelta(dice.randrange(25))
    amount = dice.randrange(1, now.planned_fen)
    found = standing.pay_early(now, on=on, principal_fen=amount, mode=mode)
    assert found.after is not None
    rows = list(standing.ahead(found.after))
    assert sum(each.principal_fen for each in rows) + amount == now.planned_fen
    assert rows[-1].balance_fen == 0 and all(each.interest_fen >= 0 and each.principal_fen >= 0 for each in rows)
    assert len(rows) == found.after.months_left <= now.months_left
    assert found.saved_fen >= -len(rows)  # never dearer, but for the fen of roundings


def test_a_longer_term_keeps_the_running_interest() -> None:
    now = stands(count=240)
    found = standing.change_plan(now, months_left=300, method=Method.EQUAL_INSTALMENT)
    assert found.next_interest_fen == now.next_interest_fen
    assert found.level_fen == schedules.level_payment(now.planned_fen, 300, RATE)
    assert sum(each.principal_fen for each in standing.ahead(found)) == now.planned_fen
    with pytest.raises(CannotPlan):
        standing.change_plan(now, months_left=now.months_left, method=now.method)


def test_another_due_day_takes_the_interest_by_days() -> None:
    now = stands()  # last 2026-10-10, next 2026-11-10
    later = standing.change_due_day(now, due_day=20)
    assert later.next_due_on == date(2026, 11, 20)
    assert later.next_interest_fen == schedules.days_interest(now.planned_fen, RATE, 41)
    soon = standing.change_due_day(now, due_day=5)
    assert soon.next_due_on == date(2026, 11, 5)
    assert [each.due_on for each in list(standing.ahead(soon))[:2]] == [date(2026, 11, 5), date(2026, 12, 5)]
    with pytest.raises(CannotPlan):
        standing.change_due_day(now, due_day=31)


def test_the_subsidy_of_a_month() -> None:
    assert standing.subsidy(30_000_000, Decimal("3.5"), RATE) == 22_500
    assert standing.subsidy(30_000_000, Decimal("2.5"), RATE) == 0
