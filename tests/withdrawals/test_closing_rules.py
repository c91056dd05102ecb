"""Retirement ages, what stands against closing, and shares of an estate: worked by hand from the law's tables."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withdrawals.rules import closing, heirs, retirement
from withdrawals.rules.heirs import Share
from withdrawals.states.closing import Inheritance, RetireAs


@pytest.mark.parametrize(
    ("birth", "group", "years", "rest"),
    [
        (date(1964, 12, 31), RetireAs.MEN, 60, 0),
        (date(1965, 1, 1), RetireAs.MEN, 60, 1),
        (date(1965, 4, 30), RetireAs.MEN, 60, 1),
        (date(1965, 5, 1), RetireAs.MEN, 60, 2),
        (date(1968, 12, 31), RetireAs.MEN, 61, 0),
        (date(1976, 8, 31), RetireAs.MEN, 62, 11),
        (date(1976, 9, 1), RetireAs.MEN, 63, 0),
        (date(1990, 1, 1), RetireAs.MEN, 63, 0),
        (date(1969, 12, 31), RetireAs.WOMEN_55, 55, 0),
        (date(1970, 1, 1), RetireAs.WOMEN_55, 55, 1),
        (date(1981, 9, 1), RetireAs.WOMEN_55, 58, 0),
        (date(1974, 12, 31), RetireAs.WOMEN_50, 50, 0),
        (date(1975, 1, 1), RetireAs.WOMEN_50, 50, 1),
        (date(1975, 3, 1), RetireAs.WOMEN_50, 50, 2),
        (date(1984, 10, 31), RetireAs.WOMEN_50, 54, 11),
        (date(1984, 11, 1), RetireAs.WOMEN_50, 55, 0),
    ],
)
def test_the_age_rises_by_the_month_of_birth(birth: date, group: str, years: int, rest: int) -> None:
    """The table of 2024: a month for each four (men, women of 55) or two (women of 50) months of birth."""
    assert retirement.statutory_age_months(birth, group) == years * 12 + rest


def test_the_table_s_own_examples() -> None:
    """The appendix: born January 1965 retires in February 2025; September 1976 in September 2039."""
    assert retirement.statutory_day(date(1965, 1, 15), RetireAs.MEN) == date(2025, 2, 15)
    assert retirement.statutory_day(date(1976, 9, 30), RetireAs.MEN) == date(2039, 9, 30)
    assert retirement.statutory_day(date(1984, 11, 1), RetireAs.WOMEN_50) == date(2039, 11, 1)
    assert retirement.statutory_day(date(1965, 1, 31), RetireAs.MEN) == date(2025, 2, 28)


def test_one_retires_on_the_day_and_not_a_day_before_it() -> None:
    """Born 10 September 1966: 60 years and 6 months, so 10 March 2027."""
    asked = {"birth_on": date(1966, 9, 10), "as_": RetireAs.MEN, "approved_on": None}
    assert "60 周岁 6 个月" in retirement.why_not_retire(on=date(2027, 3, 9), **asked)  # type: ignore[arg-type]
    assert retirement.why_not_retire(on=date(2027, 3, 10), **asked) == ""  # type: ignore[arg-type]


def test_an_approval_lets_one_retire_early_but_not_as_a_child_nor_tomorrow() -> None:
    """弹性提前、特殊工种、病退."""
    asked = {"birth_on": date(1970, 5, 12), "as_": RetireAs.MEN, "on": date(2026, 10, 10)}
    assert retirement.why_not_retire(approved_on=date(2026, 10, 10), **asked) == ""  # type: ignore[arg-type]
    assert "今天以后" in retirement.why_not_retire(approved_on=date(2026, 10, 11), **asked)  # type: ignore[arg-type]
    assert "45 周岁" in retirement.why_not_retire(approved_on=date(2015, 5, 11), **asked)  # type: ignore[arg-type]
    assert retirement.why_not_retire(approved_on=date(2015, 5, 12), **asked) == ""  # type: ignore[arg-type]


def _closing(**changed: object) -> closing.Closing:
    facts: dict[str, object] = {
        "reason": closing.LEFT,
        "on": date(2026, 10, 10),
        "is_sealed": True,
        "sealed_on": date(2026, 4, 10),
        "balance_fen": 4_231_055,
        "held_fen": 0,
    }
    return closing.Closing(**{**facts, **changed})  # type: ignore[arg-type]


def test_who_left_waits_six_months_the_last_day_included() -> None:
    """Sealed on 10 April: from 10 October on."""
    assert closing.why_not_close(_closing(), left_months=6) == []
    (said,) = closing.why_not_close(_closing(sealed_on=date(2026, 4, 11)), left_months=6)
    assert "2026-10-11" in said
    assert closing.ready_on(date(2025, 8, 31), 6) == date(2026, 2, 28)


def test_who_retires_does_not_wait() -> None:
    """Only who left work does."""
    assert closing.why_not_close(_closing(reason=closing.RETIRE, sealed_on=date(2026, 10, 9)), left_months=6) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"is_sealed": False, "sealed_on": None}, "封存"),
        ({"held_fen": 1}, "0.01"),
        ({"balance_fen": 0}, "余额为零"),
        ({"in_waiting_list": True}, "清册"),
        ({"other_cases": ["TQ20261010000001"]}, "TQ20261010000001"),
        ({"encumbrances": ["限制提取至 2029-10-09。"]}, "2029-10-09"),
        ({"loans": ["贷款未还清。"]}, "贷款未还清"),
        ({"elsewhere": "在其他城市已有缴存。"}, "其他城市"),
    ],
)
def test_each_bar_is_named(changed: dict[str, object], words: str) -> None:
    """One sentence for each thing in the way."""
    (said,) = closing.why_not_close(_closing(**changed), left_months=6)
    assert words in said


def test_for_those_who_retire_the_balance_pays_the_loan_first() -> None:
    """03, 04 and 08 are not sent away for good: the loan comes first."""
    (said,) = closing.why_not_close(_closing(reason=closing.DEATH, loans=["贷款未还清。"]), left_months=6)
    assert "先还这笔贷款" in said


def test_shares_make_up_the_whole_and_each_heir_stands_once() -> None:
    """Halves and quarters; two thirds and a half are too much."""
    right = [Share(1, 1, 2), Share(2, 1, 4), Share(3, 1, 4)]
    assert heirs.why_not_share(right, deceased_id=9) == []
    assert heirs.amounts(10_001, right) == [5_001, 2_500, 2_500]
    assert "7/6" in heirs.why_not_share([Share(1, 2, 3), Share(2, 1, 2)], deceased_id=9)[0]
    assert "两次" in heirs.why_not_share([Share(1, 1, 2), Share(1, 1, 2)], deceased_id=9)[0]
    assert "本人" in heirs.why_not_share([Share(9, 1, 1)], deceased_id=9)[0]
    assert "大于零" in heirs.why_not_share([Share(1, 0, 1), Share(2, 1, 1)], deceased_id=9)[0]
    assert heirs.why_not_share([], deceased_id=9)


def test_thirds_lose_no_fen() -> None:
    """100.00 among three."""
    thirds = [Share(pk, 1, 3) for pk in (1, 2, 3)]
    assert heirs.amounts(10_000, thirds) == [3_334, 3_333, 3_333]


@given(st.integers(1, 10**12), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_parts_always_sum_to_the_whole(total: int, parts: list[int]) -> None:
    """Whatever the paper says, and nobody is more than a fen away from their exact part."""
    shares = [Share(pk, part, sum(parts)) for pk, part in enumerate(parts)]
    found = heirs.amounts(total, shares)
    assert sum(found) == total
    assert all(abs(Fraction(fen) - total * share.fraction) < 1 for fen, share in zip(found, shares, strict=True))


def test_a_promise_is_enough_for_small_sums_only() -> None:
    """The limit itself still is small."""
    assert heirs.why_not_proved(Inheritance.PROMISE, balance_fen=5_000_000, promise_limit_fen=5_000_000) == ""
    assert heirs.why_not_proved(Inheritance.PROMISE, balance_fen=5_000_001, promise_limit_fen=5_000_000)
    assert heirs.why_not_proved(Inheritance.NOTARY, balance_fen=5_000_001, promise_limit_fen=5_000_000) == ""
