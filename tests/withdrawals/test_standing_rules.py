"""When standing withdrawals fall due, what they pay and what ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from withdrawals.rules import standing
from withdrawals.rules.standing import Matter

ON = date(2026, 10, 10)
LIVE = Matter(reason="rent", on=ON, is_open=True, is_sealed=False)


def test_a_thirty_first_does_not_drift() -> None:
    """31 January, 28 February, 31 March."""
    days = [standing.due_day(date(2026, 1, 31), 1, place) for place in range(4)]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert standing.due_day(date(2024, 2, 29), 12, 1) == date(2025, 2, 28)
    assert standing.due_day(date(2024, 2, 29), 12, 4) == date(2028, 2, 29)
    assert standing.due_day(date(2026, 11, 30), 3, 1) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"is_open": False}, "销户"),
        ({"is_sealed": True}, "封存"),
        ({"ban": "限制提取至 2029 年。"}, "限制提取"),
        ({"purchase": "已办理购房提取。"}, "购房"),
        ({"ends_on": date(2026, 10, 9)}, "2026-10-09"),
        ({"reason": "repay", "paid_off": "贷款已结清。"}, "结清"),
        ({"reason": "repay", "ends_on": date(2026, 10, 9)}, "贷款已于"),
    ],
)
def test_each_stop_says_why(changed: dict[str, object], words: str) -> None:
    """Domain §4.3."""
    assert words in standing.why_stop(replace(LIVE, **changed))  # type: ignore[arg-type]


def test_what_does_not_concern_an_agreement_does_not_stop_it() -> None:
    """A home bought does not end the repayment of its loan; the last day of the lease still pays."""
    assert standing.why_stop(LIVE) == ""
    assert standing.why_stop(replace(LIVE, ends_on=ON)) == ""
    assert standing.why_stop(replace(LIVE, reason="repay", purchase="已办理购房提取。")) == ""
    assert standing.why_stop(replace(LIVE, paid_off="贷款已结清。")) == ""


@pytest.mark.parametrize(
    ("asked", "most", "least", "fen"),
    [(150_000, 200_000, 0, 150_000), (150_000, 90_000, 0, 90_000), (150_000, 0, 0, 0), (150_000, 9_999, 10_000, 0)],
)
def test_a_period_pays_what_can_be_had(asked: int, most: int, least: int, fen: int) -> None:
    """Never more than agreed, never less than the least."""
    assert standing.payable(asked_fen=asked, most_fen=most, least_fen=least) == fen


def test_an_agreement_begins_today_at_the_earliest() -> None:
    """And within a year, before its end, with an amount, one of a kind."""

    def whys(**changed: object) -> list[str]:
        asked: dict[str, object] = {"first_on": ON, "today": ON, "ends_on": None, "asked_fen": 100, "others": []}
        return standing.why_not_agree(**{**asked, **changed})  # type: ignore[arg-type]

    assert whys() == []
    assert whys(ends_on=ON) == []
    assert len(whys(first_on=date(2026, 10, 9))) == 1
    assert whys(first_on=date(2027, 10, 31)) == []
    assert len(whys(first_on=date(2027, 11, 1))) == 1
    assert len(whys(ends_on=date(2026, 10, 9))) == 1
    assert len(whys(asked_fen=0)) == 1
    assert len(whys(others=["x"])) == 1
