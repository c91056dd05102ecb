"""Who is called next, and how long the others wait: on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.rules import queueing as rules
from desk.rules.queueing import Waiting, Why
from desk.states.queueing import Lane

NINE = datetime(2026, 10, 10, 1, 0, tzinfo=UTC)
NOW = NINE + timedelta(minutes=30)


def waits(pk: int, lane: str = Lane.ORDINARY, minute: int | None = None, **more: object) -> Waiting:
    place = NINE + timedelta(minutes=pk if minute is None else minute)
    return Waiting(pk=pk, lane=lane, place_at=place, line_id=1, **more)  # type: ignore[arg-type]


def called(*waiting: Waiting, before: tuple[str, ...] = ()) -> list[tuple[int, Why]]:
    return [(turn.ticket.pk, turn.why) for turn in rules.order(waiting, before, NOW)]


def test_whoever_came_first_is_first_and_equal_times_go_by_number() -> None:
    assert called(waits(3), waits(2), waits(5, minute=2)) == [(2, Why.TURN), (5, Why.TURN), (3, Why.TURN)]


def test_nobody_waits_and_nobody_is_called() -> None:
    assert called() == []


def test_the_green_lane_goes_first_but_only_two_in_a_row() -> None:
    green = [waits(pk, Lane.GREEN) for pk in (4, 5, 6)]
    assert called(waits(1), waits(2), *green) == [
        (4, Why.GREEN),
        (5, Why.GREEN),
        (1, Why.AFTER_GREEN),
        (6, Why.GREEN),
        (2, Why.TURN),
    ]


def test_greens_called_before_count_and_others_between_them_end_the_row() -> None:
    assert called(waits(1), waits(9, Lane.GREEN), before=("GREEN", "GREEN"))[0] == (1, Why.AFTER_GREEN)
    assert called(waits(1), waits(9, Lane.GREEN), before=("GREEN", "ORDINARY", "GREEN"))[0] == (9, Why.GREEN)


def test_a_third_green_is_called_where_nobody_else_waits() -> None:
    assert called(waits(9, Lane.GREEN), before=("GREEN", "GREEN")) == [(9, Why.ONLY_GREEN)]


@pytest.mark.parametrize(
    ("minutes", "first"), [(-30, 9), (0, 9), (10, 9), (11, 1)], ids=["past", "now", "in ten", "in eleven"]
)
def test_an_appointment_goes_first_from_ten_minutes_before_its_time(minutes: int, first: int) -> None:
    due = waits(9, Lane.APPOINTMENT, due_at=NOW + timedelta(minutes=minutes))
    assert called(waits(1), due)[0][0] == first


def test_two_appointments_go_by_their_own_times() -> None:
    later = waits(2, Lane.APPOINTMENT, due_at=NOW + timedelta(minutes=5))
    sooner = waits(3, Lane.APPOINTMENT, due_at=NOW - timedelta(minutes=5))
    assert called(later, sooner) == [(3, Why.DUE), (2, Why.DUE)]


@pytest.mark.parametrize(("late", "ok"), [(-20, True), (10, True), (11, False)])
def test_who_comes_more_than_ten_minutes_late_waits_like_everybody(late: int, ok: bool) -> None:
    assert rules.came_in_time(NINE, NINE + timedelta(minutes=late)) is ok


def test_who_was_passed_on_keeps_the_place_in_front_of_all() -> None:
    passed = waits(8, is_transferred=True)
    assert called(waits(1), waits(2, Lane.GREEN), passed)[0] == (8, Why.TRANSFERRED)


def test_a_passed_on_green_counts_in_the_row() -> None:
    passed = waits(8, Lane.GREEN, is_transferred=True)
    assert [pk for pk, _why in called(waits(1), waits(2, Lane.GREEN), passed, before=("GREEN",))] == [8, 1, 2]


def test_every_reason_is_a_sentence() -> None:
    for why in Why:
        assert rules.reason(rules.Turn(waits(1), why), NOW).endswith("。")
    assert "29 分钟" in rules.reason(rules.Turn(waits(1), Why.TURN), NOW)


def test_a_window_serves_its_lines_and_who_was_sent_to_it() -> None:
    assert rules.may_serve(waits(1), window_id=7, line_ids={1})
    assert not rules.may_serve(waits(1), window_id=7, line_ids={2})
    assert rules.may_serve(waits(1, window_id=7), window_id=7, line_ids={2})
    assert not rules.may_serve(waits(1, window_id=8), window_id=7, line_ids={1})


@pytest.mark.parametrize(
    ("birth", "old"),
    [(date(1956, 10, 10), True), (date(1956, 10, 11), False), (date(1940, 1, 1), True), (None, False)],
)
def test_seventy_is_old_from_the_birthday_on(birth: date | None, old: bool) -> None:
    assert rules.is_old(birth, date(2026, 10, 10)) is old


TEN, FOUR = 600, 240


@pytest.mark.parametrize(
    ("ahead", "serving", "windows", "minutes"),
    [
        ([], [], 0, None),
        ([TEN] * 9, [], 0, None),
        ([], [TEN], 2, 0),
        ([], [TEN], 1, 5),
        ([TEN], [TEN], 1, 15),
        ([TEN, FOUR], [TEN], 1, 19),
        ([TEN] * 3, [TEN, TEN], 2, 20),
        ([TEN] * 4, [TEN], 2, 23),
        ([TEN], [], 1, 10),
    ],
)
def test_the_wait_is_shared_by_the_windows(
    ahead: list[int], serving: list[int], windows: int, minutes: int | None
) -> None:
    assert rules.expected_minutes(ahead=ahead, serving=serving, windows=windows) == minutes
