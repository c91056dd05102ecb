"""F01–F09 at their boundaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from risk.rules import houses
from risk.rules.facts import CHILD, PARENT, SPOUSE, Relative, Transfer
from risk.rules.registry import RULES
from risk.states.screening import LinkKind
from tests.risk.told import ON, facts, house, known, row

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
WIFE = Relative(2, SPOUSE, "李四")


def params(code: str, **changes: int) -> dict[str, int]:
    """The parameters a rule begins with."""
    return {**RULES[code].params, **changes}


def test_the_honest_purchase_hits_nothing() -> None:
    for code, rule in RULES.items():
        assert rule.check(facts(), known(), rule.params) is None, code


# --- F01


def papers(**changes: object) -> object:
    return row(LinkKind.DOCUMENT, label="contract HT1", house_keys=frozenset({HERE}), **changes)


def test_a_paper_of_somebody_else_stops() -> None:
    hit = houses.f01(facts(), known(papers(person_id=9), house_keys=frozenset({HERE})), {})
    assert hit is not None and hit.cases == ("TQ202611220009",)
    assert "购房合同" in hit.sentence and "其他人" in hit.sentence


def test_a_paper_of_the_same_family_for_the_same_house_does_not() -> None:
    shared = known(papers(person_id=2), papers(person_id=1, case="TQ1"), house_keys=frozenset({HERE}))
    assert houses.f01(facts(relatives=(WIFE,)), shared, {}) is None


def test_a_relation_that_only_the_other_told_of_makes_a_family() -> None:
    for theirs in ({"spouse_ids": (1,)}, {"relative_ids": (1,)}):
        assert houses.f01(facts(), known(papers(person_id=9, **theirs), house_keys=frozenset({HERE})), {}) is None


def test_a_paper_used_for_another_house_stops() -> None:
    hit = houses.f01(facts(), known(papers(person_id=1), house_keys=frozenset({ELSEWHERE})), {})
    assert hit is not None and "另一套房屋" in hit.sentence


def test_a_paper_is_not_said_to_be_of_another_house_where_none_is_known() -> None:
    assert houses.f01(facts(house=None), known(papers(person_id=1)), {}) is None


# --- F02


def test_what_registers_say_otherwise_is_read_out() -> None:
    hit = houses.f02(facts(register_differences=("面积不一致。", "没有查到合同")), known(), {})
    assert hit is not None and "面积不一致；没有查到合同。" in hit.sentence


# --- F03


def sold(*days: date) -> tuple[Transfer, ...]:
    return tuple(Transfer(day, f"买方{place}") for place, day in enumerate(days))


@pytest.mark.parametrize(
    ("days", "is_hit"),
    [
        ((date(2025, 11, 22), ON), True),  # exactly twelve months: inside
        ((date(2025, 11, 21), ON), False),
        ((ON,), False),
        ((date(2026, 6, 1), date(2026, 11, 23)), False),  # a transfer after acceptance is not looked at
    ],
)
def test_two_transfers_in_twelve_months_are_reviewed(days: tuple[date, ...], is_hit: bool) -> None:
    told = facts(house=house(transfers=sold(*days)))
    assert (houses.f03(told, known(), params("F03")) is not None) is is_hit


def test_a_transfer_told_and_noted_counts_once() -> None:
    told = facts(house=house(transfers=(Transfer(ON, "张 三"),)))
    assert houses.f03(told, known(transfers=(Transfer(ON, "张三"),)), params("F03")) is None
    assert houses.f03(told, known(transfers=(Transfer(ON, "李四"),)), params("F03")) is not None


# --- F04


@pytest.mark.parametrize(("days", "is_hit"), [(-1, False), (0, True), (6, True), (180, True), (181, False)])
def test_a_house_sold_within_180_days_is_a_case(days: int, is_hit: bool) -> None:
    sale = Transfer(ON + timedelta(days=days), "买方")
    hit = houses.f04(facts(), known(transfers=(sale,)), params("F04"))
    assert (hit is not None) is is_hit
    if hit:
        assert f"第 {days} 天" in hit.sentence and "买方" not in hit.sentence


@pytest.mark.parametrize("transfer", [Transfer(ON, "张三"), Transfer(ON, "李四"), Transfer(ON, "无名", to_person_id=2)])
def test_a_title_that_comes_to_the_family_is_no_sale(transfer: Transfer) -> None:
    assert houses.f04(facts(relatives=(WIFE,)), known(transfers=(transfer,)), params("F04")) is None


def test_a_sale_says_nothing_where_nobodys_name_is_known_or_nothing_was_bought() -> None:
    sale = known(transfers=(Transfer(ON, "买方"),))
    assert houses.f04(facts(applicant_name="", house=house(owners=())), sale, params("F04")) is None
    assert houses.f04(facts(reason="rent"), sale, params("F04")) is None


# --- F05


def test_one_unrelated_person_more_stops() -> None:
    hit = houses.f05(facts(), known(row(person_id=2)), params("F05"))
    assert hit is not None and hit.cases == ("TQ202611220002",)
    assert "2" not in hit.sentence  # nothing of the other's


@pytest.mark.parametrize("kind", [SPOUSE, PARENT, CHILD])
def test_spouse_parent_and_child_are_one_family(kind: str) -> None:
    assert houses.f05(facts(relatives=(Relative(2, kind),)), known(row(person_id=2)), params("F05")) is None


def test_a_relation_that_only_the_other_told_counts() -> None:
    assert houses.f05(facts(), known(row(person_id=2, relative_ids=(1,))), params("F05")) is None


def test_a_couple_with_both_fathers_is_one_family() -> None:
    husband = facts(relatives=(WIFE, Relative(3, PARENT)))
    others = known(row(person_id=3, relative_ids=(1,)), row(person_id=4, relative_ids=(2,)))
    assert houses.f05(husband, others, params("F05")) is None


def test_two_brothers_are_two_families_unless_their_father_joins() -> None:
    brother = facts(relatives=(Relative(3, PARENT),))
    assert houses.f05(brother, known(row(person_id=2, relative_ids=(3,))), params("F05")) is not None
    joined = known(row(person_id=2, relative_ids=(3,)), row(person_id=3, relative_ids=(1, 2)))
    assert houses.f05(brother, joined, params("F05")) is None


def test_a_family_that_withdrew_together_is_still_unrelated_to_the_applicant() -> None:
    others = known(row(person_id=2, spouse_ids=(3,)), row(person_id=3, spouse_ids=(2,)))
    hit = houses.f05(facts(), others, params("F05"))
    assert hit is not None and hit.values["groups"] == 2


@pytest.mark.parametrize(
    ("changes", "is_hit"),
    [
        ({"on": date(2024, 11, 22)}, True),  # exactly 24 months
        ({"on": date(2024, 11, 21)}, False),
        ({"is_live": False}, False),  # refused or withdrawn: no money went
        ({"is_purchase": False}, False),  # rented it
        ({"business": "loan"}, False),
    ],
)
def test_only_money_for_buying_the_house_counts(changes: dict, is_hit: bool) -> None:
    assert (houses.f05(facts(), known(row(person_id=2, **changes)), params("F05")) is not None) is is_hit


def test_without_a_window_all_years_count() -> None:
    old = known(row(person_id=2, on=date(2001, 1, 1)))
    assert houses.f05(facts(), old, params("F05", months=0)) is not None


def test_flatmates_who_rent_one_house_are_no_ring() -> None:
    assert houses.f05(facts(reason="rent"), known(row(person_id=2)), params("F05")) is None


# --- F06


@pytest.mark.parametrize(("asked_fen", "is_hit"), [(100_000_00, False), (100_000_01, True)])
def test_all_withdrawals_for_a_house_stay_within_own_money(asked_fen: int, is_hit: bool) -> None:
    told = facts(amount_fen=asked_fen, relatives=(WIFE,))
    hit = houses.f06(told, known(row(person_id=2)), params("F06"))
    assert (hit is not None) is is_hit
    if hit:
        assert "200,000.01" in hit.sentence and "200,000.00" in hit.sentence


def test_a_case_that_was_found_by_two_keys_of_the_house_is_summed_once() -> None:
    twice = known(row(person_id=2), row(person_id=2))
    assert houses.f06(facts(relatives=(WIFE,)), twice, params("F06")) is None


def test_own_money_that_is_not_known_is_not_exceeded() -> None:
    assert houses.f06(facts(house=house(own_money_fen=None), amount_fen=10**12), known(), params("F06")) is None
    assert houses.f06(facts(house=house(own_money_fen=0), amount_fen=1), known(), params("F06")) is not None


# --- F07


def test_shares_with_a_stranger_stop() -> None:
    shares = house(is_share_purchase=True, owners=("张三", "王五"))
    hit = houses.f07(facts(house=shares), known(), {})
    assert hit is not None and "王五" not in hit.sentence
    assert houses.f07(facts(house=replace(shares, owners=(), co_owner_person_ids=(9,))), known(), {}) is not None


def test_shares_of_husband_and_wife_do_not() -> None:
    shares = house(is_share_purchase=True, owners=("张三", "李　四"), co_owner_person_ids=(2,))
    assert houses.f07(facts(house=shares, relatives=(WIFE,)), known(), {}) is None


def test_shares_with_nobody_named_stop_and_no_shares_do_not() -> None:
    assert houses.f07(facts(house=house(is_share_purchase=True)), known(), {}) is not None
    assert houses.f07(facts(house=house(owners=("张三", "王五"))), known(), {}) is None
    assert houses.f07(facts(house=None), known(), {}) is None


# --- F08


@pytest.mark.parametrize(
    ("home", "is_hit"),
    [
        ({"household_city": "吉林省长春市"}, False),
        ({"contribution_city": "长春"}, False),
        ({"spouse_household_city": "长春市"}, False),
        ({"spouse_contribution_city": "长春市"}, False),
        ({"household_city": "辽源市"}, True),
        ({}, True),
    ],
)
def test_a_house_where_nobody_is_at_home_is_reviewed(home: dict, is_hit: bool) -> None:
    away = house(is_out_of_town=True, city="长春市")
    assert (houses.f08(facts(house=away, **home), known(), {}) is not None) is is_hit


def test_a_house_in_town_is_not() -> None:
    assert houses.f08(facts(house=house(city="长春市")), known(), {}) is None


# --- F09


@pytest.mark.parametrize(
    ("price_fen", "district_fen", "is_hit"),
    [
        (100_000_00, None, False),  # exactly the least
        (99_999_99, None, True),
        (300_000_00, 6_000_00, False),  # exactly half of the district's price
        (299_999_99, 6_000_00, True),
        (150_000_00, None, False),
    ],
)
def test_a_price_below_half_or_below_the_least_is_reviewed(
    price_fen: int, district_fen: int | None, is_hit: bool
) -> None:
    told = house(price_fen=price_fen, district_price_fen=district_fen, area_m2=Decimal("100"))
    assert (houses.f09(facts(house=told), known(), params("F09")) is not None) is is_hit


def test_a_price_without_area_or_of_a_house_that_is_not_bought_says_nothing() -> None:
    cheap = house(price_fen=150_000_00, area_m2=None)
    assert houses.f09(facts(house=cheap), known(), params("F09")) is None
    assert houses.f09(facts(reason="decorate", house=house(price_fen=1)), known(), params("F09")) is None
