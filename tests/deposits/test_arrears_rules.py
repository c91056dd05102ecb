"""The ladder, promises and fines: pure arithmetic of domain §2.8."""

from __future__ import annotations

from datetime import date

import pytest

from deposits import rules
from deposits.rules import enforcement as arrears
from deposits.rules.enforcement import Instalment, Ladder, StepFacts
from deposits.states import EnforcementKind, Rung

LADDER = Ladder(message_days=1, notice_days=15, check_days=30, order_days=60)
TODAY = date(2026, 12, 20)
LATE, UNOPENED = EnforcementKind.ARREARS, EnforcementKind.OPENING


@pytest.mark.parametrize(
    ("days", "rungs"),
    [
        (0, []),
        (1, ["REMINDER"]),
        (14, ["REMINDER"]),
        (15, ["REMINDER", "NOTICE"]),
        (30, ["REMINDER", "NOTICE", "CHECK"]),
        (59, ["REMINDER", "NOTICE", "CHECK"]),
        (60, ["REMINDER", "NOTICE", "CHECK", "ORDER"]),
    ],
)
def test_each_rung_is_due_on_its_day_and_not_the_day_before(days: int, rungs: list[str]) -> None:
    assert LADDER.rungs(days) == rungs


@pytest.mark.parametrize(
    ("payday", "month", "due_on"),
    [
        (15, "202610", date(2026, 10, 20)),
        (31, "202602", date(2026, 3, 5)),
        (30, "202802", date(2028, 3, 5)),
        (None, "202611", date(2026, 12, 5)),
    ],
)
def test_a_short_month_and_an_unknown_payday_count_from_the_last_day(
    payday: int | None, month: str, due_on: date
) -> None:
    (first, *_more) = rules.months_due(month, due_on, payday=payday, grace_days=5)
    assert (first.due_on, first.days_late) == (due_on, 0)


def test_the_months_due_are_those_up_to_today_and_the_late_ones_are_among_them() -> None:
    due = rules.months_due("202610", date(2026, 12, 8), payday=5, grace_days=5)
    assert [(each.month, each.days_late) for each in due] == [("202610", 59), ("202611", 28), ("202612", -2)]
    late = rules.arrears("202609", date(2026, 12, 8), payday=5, grace_days=5)
    assert late == due[:2]
    assert rules.months_due("202701", date(2026, 12, 8), payday=5, grace_days=5) == []


def _task(kind: str, days: int, *steps: StepFacts) -> str:
    return arrears.task_of(kind, LADDER.rungs(days), steps, TODAY)


def test_the_task_is_the_most_pressing_thing_a_person_has_to_do() -> None:
    visit, done = StepFacts("CHECK", "PLANNED"), StepFacts("CHECK", "DONE")
    assert _task(LATE, 29) == ""
    assert _task(LATE, 30, visit) == "CHECK"
    assert _task(LATE, 45, done) == ""
    assert _task(LATE, 60, visit) == "ORDER"
    assert _task(LATE, 61, done, StepFacts("ORDER", "PROPOSED")) == "DECIDE"
    assert _task(LATE, 61, done, StepFacts("ORDER", "REJECTED")) == "ORDER"
    assert _task(LATE, 61, done, StepFacts("ORDER", "ISSUED")) == "SERVE"
    assert _task(LATE, 61, done, StepFacts("NOTICE", "ISSUED"), StepFacts("ORDER", "SERVED", TODAY)) == ""


def test_after_an_order_whose_term_is_over_comes_the_court_or_the_fine() -> None:
    yesterday = date(2026, 12, 19)
    order = StepFacts("ORDER", "SERVED", yesterday)
    assert _task(LATE, 80, order) == "COURT"
    assert _task(LATE, 80, order, StepFacts("COURT", "ISSUED")) == ""
    assert arrears.task_of(UNOPENED, [Rung.ORDER], [order], TODAY) == "FINE"
    fine = StepFacts("FINE", "SERVED", yesterday)
    assert arrears.task_of(UNOPENED, [Rung.ORDER], [order, fine], TODAY) == "COURT"
    assert arrears.next_decision(UNOPENED, [order, StepFacts("FINE", "SERVED", TODAY)], TODAY) is None
    assert arrears.next_decision(UNOPENED, [order, StepFacts("FINE", "ISSUED")], TODAY) is None
    assert arrears.next_decision(LATE, [], TODAY) is None


@pytest.mark.parametrize("fen", [4_999_999, 30_000_001, 0])
def test_a_fine_outside_the_range_is_refused(fen: int) -> None:
    with pytest.raises(arrears.FineOutOfRange, match="50,000.00"):
        arrears.check_fine(fen, least_fen=5_000_000, most_fen=30_000_000)


def test_both_ends_of_the_range_may_be_fined() -> None:
    assert arrears.check_fine(5_000_000, least_fen=5_000_000, most_fen=30_000_000) == 5_000_000
    assert arrears.check_fine(30_000_000, least_fen=5_000_000, most_fen=30_000_000) == 30_000_000


def test_a_debt_is_parted_in_whole_yuan_and_the_last_part_takes_the_rest() -> None:
    parts = arrears.instalments(100_050, count=3, first_on=date(2026, 12, 31), today=TODAY)
    assert parts == [
        Instalment(date(2026, 12, 31), 33_300),
        Instalment(date(2027, 1, 31), 33_300),
        Instalment(date(2027, 2, 28), 33_450),
    ]
    assert arrears.instalments(150, count=1, first_on=TODAY, today=TODAY) == [Instalment(TODAY, 150)]


@pytest.mark.parametrize(
    ("debt", "count", "first"),
    [(0, 1, TODAY), (100_000, 0, TODAY), (100_000, 13, TODAY), (100_000, 2, date(2026, 12, 19)), (150, 2, TODAY)],
)
def test_what_is_no_plan_is_refused(debt: int, count: int, first: date) -> None:
    with pytest.raises(arrears.BadInstalments):
        arrears.instalments(debt, count=count, first_on=first, today=TODAY)


def test_a_promise_is_broken_the_day_after_an_instalment_that_did_not_come() -> None:
    parts = [Instalment(date(2026, 12, 10), 50_000), Instalment(date(2027, 1, 10), 50_000)]
    assert not arrears.is_broken(parts, 0, date(2026, 12, 10))
    assert arrears.is_broken(parts, 49_999, date(2026, 12, 11))
    assert not arrears.is_broken(parts, 50_000, date(2026, 12, 11))
    assert arrears.is_broken(parts, 50_000, date(2027, 1, 11))
