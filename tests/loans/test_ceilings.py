"""The lowest of four limits, terms and offsets against domain §5.3, §5.4 and §5.8."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from loans.rules import ceilings
from loans.rules.ceilings import CapTerms, Limit
from loans.rules.offsets import Offset, offset

HALF = Decimal(50)


def test_a_couple_is_bound_by_the_house() -> None:
    pay = ceilings.monthly_capacity([8_200_00, 6_500_00], HALF, 1_200_00)
    assert pay == 6_150_00
    found = ceilings.ceiling(
        cap_fen=CapTerms(800_000_00).fen,
        house_fen=ceilings.house_limit(950_000_00, Decimal(20)),
        capacity_fen=ceilings.capacity_limit(pay, 360, Decimal("2.6")),
        account_fen=ceilings.account_limit([42_300_00, 31_650_00], Decimal(15)),
    )
    assert list(found.limits.values()) == [800_000_00, 760_000_00, 1_536_195_34, 1_109_250_00]
    assert (found.fen, found.binding) == (760_000_00, (Limit.HOUSE,))


def test_a_second_home_is_bound_by_the_account_and_rounded_down() -> None:
    found = ceilings.ceiling(
        cap_fen=500_000_00,
        house_fen=ceilings.house_limit(620_000_00, Decimal(30)),
        capacity_fen=ceilings.capacity_limit(3_800_00, 240, Decimal("3.075")),
        account_fen=ceilings.account_limit([21_480_35], Decimal(15)),
    )
    assert list(found.limits.values()) == [500_000_00, 434_000_00, 680_565_03, 322_205_25]
    assert (found.fen, found.binding) == (322_000_00, (Limit.ACCOUNT,))


def test_somebody_who_pays_elsewhere_is_bound_by_capacity() -> None:
    pay = ceilings.monthly_capacity([5_200_00], HALF, 900_00)
    capacity = ceilings.capacity_limit(pay, 240, Decimal("2.6"))
    assert (pay, capacity, ceilings.simple_capacity_limit(pay, 240)) == (1_700_00, 317_882_94, 408_000_00)
    found = ceilings.ceiling(cap_fen=500_000_00, house_fen=560_000_00, capacity_fen=capacity, account_fen=420_000_00)
    assert (found.fen, found.binding) == (317_000_00, (Limit.CAPACITY,))


def test_who_pays_more_than_half_elsewhere_gets_nothing() -> None:
    assert ceilings.monthly_capacity([3_000_00], HALF, 2_000_00) == 0
    assert ceilings.capacity_limit(0, 240, Decimal("2.6")) == 0
    assert ceilings.capacity_limit(100_00, 12, Decimal(0)) == 1_200_00


def test_boosts_stay_within_their_limit_and_liquidity_lowers() -> None:
    terms = CapTerms(1_000_000_00, (Decimal(20), Decimal(50)), Decimal(60), Decimal(80))
    assert terms.fen == 1_280_000_00
    assert ceilings.house_limit(900_000_00, Decimal(30), 800_000_00) == 560_000_00
    assert ceilings.account_limit([1_000_00], Decimal(15), Decimal("0.5"), 200_000_00) == 200_000_00


def test_a_man_of_46_years_and_7_months_has_21_years() -> None:
    found = ceilings.term(on=date(2026, 10, 10), born_on=date(1980, 3, 10), age_limit=68)
    assert (found.years, found.binding) == (21, "age")


def test_the_house_and_the_longest_term_bind_too() -> None:
    young = {"on": date(2026, 10, 10), "born_on": date(1996, 2, 29), "age_limit": 68}
    assert ceilings.term(**young).years == 30
    old = ceilings.term(**young, house_years=35)
    assert (old.years, old.binding) == (15, "house")
    assert ceilings.term(**young, house_years=55).years == 0
    assert ceilings.whole_years(date(2026, 10, 10), date(2020, 1, 1)) == 0
    leap = ceilings.term(on=date(2063, 3, 1), born_on=date(1996, 2, 29), age_limit=69)
    assert (leap.years, leap.binding) == (1, "age")


def test_an_offset_leaves_the_residual_and_the_card_pays_the_rest() -> None:
    assert offset(2_001_70, [1_260_44, 903_18], residual_fen=10_00) == Offset((1_250_44, 751_26), 0)
    assert offset(2_001_70, [1_260_44, 300_00], residual_fen=10_00) == Offset((1_250_44, 290_00), 461_26)
    assert offset(100_00, [5_00, 0], residual_fen=10_00) == Offset((0, 0), 100_00)
