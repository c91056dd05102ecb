"""How much each reason allows, at its boundaries (domain §4.1): amounts to the fen, window days inclusive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from common import names
from policy.withdrawing import WithdrawalTerms
from withdrawals.rules import days, reasons
from withdrawals.rules.limits import Funds, Limit, Refusal, Ruled, Situation, Use, allow
from withdrawals.rules.particulars import (
    PUBLIC,
    REGISTERED,
    Cost,
    Hardship,
    House,
    Lease,
    Loan,
    Particulars,
    Transfer,
    from_text,
    to_text,
)

ON = date(2026, 10, 10)
TERMS = WithdrawalTerms()
RICH = Funds(balance_fen=100_000_000)


def at(told: Particulars | None = None, **more: object) -> Situation:
    """A person who pays, who tells this, on that day."""
    given_: dict[str, object] = {"on": ON, "terms": TERMS, "told": told or Particulars(), "person_id": 1}
    return Situation(**{**given_, "steady_months": 12, "matter_key": "m", **more})  # type: ignore[arg-type]


def use(reason: str, on: date, fen: int = 100, person: int = 1, matter: str = "m") -> Use:
    """An earlier withdrawal."""
    return Use(on, fen, person, reason, matter)


def most(rule: str, situation: Situation, funds: Funds = RICH) -> int:
    """What can be had."""
    return allow(reasons.RULES[rule](situation), funds).most_fen


def refused(rule: str, situation: Situation) -> str:
    """Why not, in one line."""
    return " ".join(each.words for each in allow(reasons.RULES[rule](situation), RICH).refusals)


# --- windows


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (date(2024, 10, 10), 24, date(2026, 10, 10)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2025, 12, 15), 12, date(2026, 12, 15)),
    ],
)
def test_a_window_of_months_ends_on_the_same_day_inclusive(since: date, months: int, last: date) -> None:
    assert days.months_after(since, months) == last
    assert days.is_within(last, since, months)
    assert not days.is_within(date.fromordinal(last.toordinal() + 1), since, months)
    assert not days.is_within(date.fromordinal(since.toordinal() - 1), since, months)


# --- the lowest counts


def test_the_page_says_the_most_and_why() -> None:
    ruled = Ruled((Limit("家庭限额", 1_800_000, 0),))
    found = allow(ruled, Funds(4_231_055))
    assert found.most_fen == 1_800_000
    assert found.words == "最多可提 18,000.00 元：家庭限额 18,000.00 元；账户余额 42,310.55 元"
    assert found.binding == "家庭限额 18,000.00 元"


def test_the_free_balance_binds_where_it_is_lower() -> None:
    found = allow(Ruled((Limit("家庭限额", 1_800_000),)), Funds(1_000_000, held_fen=300_000, residual_fen=1_000))
    assert found.most_fen == 699_000
    assert found.binding == "账户余额 10,000.00 元，其中占用或冻结 3,000.00 元，最低留存 10.00 元"


def test_nothing_left_is_a_refusal_that_names_the_line() -> None:
    found = allow(Ruled((Limit("家庭限额", 1_800_000, 1_800_000),)), RICH)
    assert (found.may, found.most_fen) == (False, 0)
    assert "家庭限额 18,000.00 元，已用 18,000.00 元" in found.words


@given(
    balance=some.integers(0, 10**10),
    held=some.integers(0, 10**10),
    limits=some.lists(some.tuples(some.integers(0, 10**10), some.integers(0, 10**10)), max_size=3),
)
def test_never_more_than_any_limit_or_the_free_balance(balance: int, held: int, limits: list[tuple[int, int]]) -> None:
    found = allow(Ruled(tuple(Limit("限额", fen, used) for fen, used in limits)), Funds(balance, held))
    assert 0 <= found.most_fen <= max(0, balance - held)
    assert all(found.most_fen <= max(0, fen - used) for fen, used in limits)


def test_a_refusal_names_its_rule() -> None:
    assert Refusal("不能提取。", "本市办法").words == "不能提取。（本市办法）"


# --- buy


def bought(on: date = date(2026, 9, 1), own: int = 30_000_000) -> Particulars:
    """A house paid with 300,000 of own money."""
    return Particulars(house=House(contract_number="C1", price_fen=60_000_000, own_money_fen=own, signed_on=on))


def test_all_persons_together_withdraw_at_most_the_own_money_of_the_house() -> None:
    others = (use("purchase", date(2026, 9, 20), 12_345_678, person=2),)
    assert most("purchase", at(bought(), matter=others)) == 17_654_322


def test_a_purchase_is_asked_for_within_24_months_the_last_day_included() -> None:
    assert most("purchase", at(bought(date(2024, 10, 10)))) == 30_000_000
    assert "2024-10-09" in refused("purchase", at(bought(date(2024, 10, 9))))
    assert "还没有到" in refused("purchase", at(bought(date(2026, 10, 11))))
    assert "请填写" in refused("purchase", at(Particulars(house=House(own_money_fen=1, price_fen=1))))


def test_once_a_house_and_person_but_again_for_another_house() -> None:
    mine = use("purchase", date(2026, 9, 20))
    assert "每人只能提取一次" in refused("purchase", at(bought(), own=(mine,), matter=(mine,)))
    other = replace(mine, matter="n")
    assert most("purchase", at(bought(), own=(other,))) == 30_000_000


def test_own_money_is_no_more_than_the_price() -> None:
    assert "不能超过房屋总价" in refused("purchase", at(bought(own=60_000_001)))


# --- build


def test_building_is_limited_by_its_cost_over_all_persons() -> None:
    told = Particulars(cost=Cost("I", 8_000_000, issued_on=date(2026, 1, 1)))
    assert most("build", at(told, matter=(use("build", date(2026, 2, 1), 3_000_000, person=2),))) == 5_000_000


# --- repay


def owed(**more: object) -> Particulars:
    """A loan on which 36,000 was paid in twelve months."""
    return Particulars(loan=Loan("建行", "L1", paid_fen=3_600_000, **more))  # type: ignore[arg-type]


def test_repayment_is_what_was_paid_and_not_yet_used_by_whoever() -> None:
    spouse = use("repay", date(2026, 1, 5), 1_000_000, person=2)
    assert most("repay", at(owed(), matter=(spouse,))) == 2_600_000


def test_what_was_used_a_year_ago_counts_no_more() -> None:
    spouse = use("repay", date(2025, 10, 10), 1_000_000, person=2)
    assert most("repay", at(owed(), matter=(spouse,))) == 3_600_000
    day_later = replace(spouse, on=date(2025, 10, 11))
    assert most("repay", at(owed(), matter=(day_later,))) == 2_600_000


def test_repayment_is_once_in_twelve_months_unless_agreed_monthly() -> None:
    last = use("repay", date(2025, 10, 11))
    assert "2026-10-11 起可以再次申请" in refused("repay", at(owed(), own=(last,)))
    assert refused("repay", at(owed(), own=(replace(last, on=date(2025, 10, 10)),))) == ""
    assert refused("repay", at(owed(), own=(last,), is_standing=True)) == ""


def test_the_last_one_comes_within_twelve_months_after_payoff() -> None:
    assert refused("repay", at(owed(payoff_on=date(2025, 10, 10)))) == ""
    assert "结清后 12 个月内" in refused("repay", at(owed(payoff_on=date(2025, 10, 9))))


# --- rent


def test_a_family_has_18000_a_calendar_year_without_a_registered_lease() -> None:
    spouse = use("rent", date(2026, 1, 1), 500_000, person=2)
    last_year = use("rent", date(2025, 12, 31), 1_800_000)
    assert most("rent", at(family=(spouse, last_year))) == 1_300_000


def test_a_registered_lease_gives_its_rent_up_to_a_higher_limit() -> None:
    told = Particulars(lease=Lease(REGISTERED, "B1", monthly_rent_fen=180_000))
    assert most("rent", at(told)) == 2_160_000
    dear = Particulars(lease=Lease(REGISTERED, "B1", monthly_rent_fen=300_000))
    assert most("rent", at(dear)) == 2_400_000


def test_public_rental_gives_its_whole_rent() -> None:
    assert most("rent", at(Particulars(lease=Lease(PUBLIC, "G1", monthly_rent_fen=250_000)))) == 3_000_000


def test_multi_child_families_have_a_fifth_more() -> None:
    assert most("rent", at(Particulars(is_multi_child=True), children=2)) == 2_160_000
    assert "子女不足 2 名" in refused("rent", at(Particulars(is_multi_child=True), children=1))


def test_rent_needs_three_months_without_a_gap() -> None:
    assert most("rent", at(steady_months=3)) == 1_800_000
    assert "连续 2 个月" in refused("rent", at(steady_months=2))
    assert refused("rent", at(is_paying=False)) != ""


@pytest.mark.parametrize("other", ["purchase", "property_fee"])
def test_rent_and_a_purchase_or_property_fee_exclude_each_other_for_twelve_months(other: str) -> None:
    near = use(other, date(2025, 10, 11), person=2)
    assert "2026-10-11 起" in refused("rent", at(family=(near,)))
    assert refused("rent", at(family=(replace(near, on=date(2025, 10, 10)),))) == ""


def test_buying_ends_renting_and_need_not_wait_for_it() -> None:
    assert refused("purchase", at(bought(), family=(use("rent", date(2026, 10, 1)),))) == ""


def test_a_lease_that_has_ended_is_none() -> None:
    assert refused("rent", at(Particulars(lease=Lease(REGISTERED, "B", until=date(2026, 10, 9))))) != ""


# --- decorate, property fee, lift


def test_decoration_is_half_the_invoice_and_at_most_250000_a_house() -> None:
    assert most("decorate", at(Particulars(cost=Cost("Z", 10_000_001)))) == 5_000_001
    assert most("decorate", at(Particulars(cost=Cost("Z", 90_000_000)))) == 25_000_000


def test_the_same_house_is_decorated_again_after_ten_years() -> None:
    mine = use("decorate", date(2016, 10, 11))
    told = Particulars(cost=Cost("Z", 10_000_000))
    assert "10 年内不能重复提取" in refused("decorate", at(told, own=(mine,), matter=(mine,)))
    old = replace(mine, on=date(2016, 10, 10))
    assert most("decorate", at(told, own=(old,), matter=(old,))) == 5_000_000


def test_the_spouse_has_what_is_left_of_the_house() -> None:
    spouse = use("decorate", date(2026, 10, 1), 3_000_000, person=2)
    told = Particulars(cost=Cost("Z", 10_000_000))
    assert most("decorate", at(told, family=(spouse,), matter=(spouse,))) == 2_000_000


def test_property_fee_is_3000_a_family_and_year_and_no_more_than_the_receipt() -> None:
    assert most("property_fee", at(Particulars(cost=Cost("W", 500_000)))) == 300_000
    assert most("property_fee", at(Particulars(cost=Cost("W", 123_456)))) == 123_456
    used = use("property_fee", date(2026, 3, 1), 200_000, person=2, matter="n")
    assert most("property_fee", at(Particulars(cost=Cost("W", 500_000)), family=(used,))) == 100_000
    assert refused("property_fee", at(Particulars(cost=Cost("W", 1)), family=(use("rent", ON),))) != ""


def test_a_lift_is_the_own_share_less_the_subsidy_once() -> None:
    told = Particulars(cost=Cost("D", 3_000_000, subsidy_fen=1_000_000))
    assert most("lift", at(told)) == 2_000_000
    assert most("lift", at(replace(told, cost=Cost("D", 3_000_000, subsidy_fen=-1)))) == 3_000_000
    mine = use("lift", date(2020, 1, 1))
    assert "只能提取一次" in refused("lift", at(told, own=(mine,), matter=(mine,)))


# --- illness, hardship


def test_illness_is_what_was_paid_by_oneself_once_a_year() -> None:
    told = Particulars(cost=Cost("Y", 5_000_000, subsidy_fen=3_500_000))
    assert most("illness", at(told)) == 1_500_000
    assert refused("illness", at(told, own=(use("illness", date(2025, 10, 11), matter="n"),))) != ""


def test_hardship_is_twelve_months_of_need() -> None:
    assert most("hardship", at(Particulars(hardship=Hardship("D", 80_050)))) == 960_600


# --- before anything is told


@pytest.mark.parametrize("rule", sorted(reasons.RULES))
def test_before_anything_is_told_no_rule_asks_for_it(rule: str) -> None:
    assert refused(rule, at(is_open=True)) == ""


def test_parameters_are_the_citys() -> None:
    dear = replace(TERMS, rent_cap_fen=2_400_000, rent_multi_child_percent=Decimal("112.5"))
    assert most("rent", at(Particulars(is_multi_child=True), terms=dear, children=3)) == 2_700_000


# --- kept as text


def test_what_was_told_is_kept_whole() -> None:
    told = Particulars(
        house=House(
            "T", "C", "地址", "城", True, "88.5", 1, 1, ON, "卖方", ("甲", "乙"), (3,), True, (Transfer(ON, "丙"),)
        ),
        lease=Lease(REGISTERED, "B", "址", "房东", 5, ON, ON),
        loan=Loan("行", "L", ("甲",), 7, ON, None),
        cost=Cost("F", 8, 1, ON, "店", "修"),
        hardship=Hardship("D", 9),
        marriage="离异",
        is_multi_child=True,
        closing={"approved_on": "2026-10-01"},
    )
    assert from_text(to_text(told)) == told
    assert from_text("") == Particulars()


def test_numbers_written_differently_are_one() -> None:
    assert names.plain("ＬＹ-2026（01） 号") == names.plain("ly202601号")
