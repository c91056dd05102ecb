"""F10–F16 at their boundaries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from risk.rules import people
from risk.rules.facts import PARENT, SPOUSE, Base, Payee, Relative
from risk.rules.registry import RULES
from risk.states.screening import LinkKind
from tests.risk.told import ON, facts, known, row

WIFE = Relative(2, SPOUSE, "李四")


def params(code: str, **changes: int) -> dict[str, int]:
    """The parameters a rule begins with."""
    return {**RULES[code].params, **changes}


def own(on: date, **changes: object) -> object:
    return row(LinkKind.PERSON, person_id=1, on=on, **changes)


# --- F10


def test_two_marriages_with_a_purchase_each_are_reviewed() -> None:
    changes = (date(2025, 1, 5), date(2026, 10, 1))
    hit = people.f10(facts(marriages=changes), known(own(date(2025, 2, 1))), params("F10"))
    assert hit is not None and "2 次婚姻变更" in hit.sentence and hit.cases == ("TQ202502010001",)


@pytest.mark.parametrize(
    ("changes", "bought"),
    [
        ((date(2025, 1, 5), date(2026, 10, 1)), date(2026, 10, 2)),  # both after the second
        ((date(2025, 1, 5), date(2026, 10, 1)), date(2025, 1, 4)),  # the first before the first
        ((date(2024, 11, 21), date(2026, 10, 1)), date(2025, 2, 1)),  # the first a day out of the window
        ((date(2026, 10, 1),), date(2025, 2, 1)),
    ],
)
def test_marriages_without_a_purchase_each_are_not(changes: tuple[date, ...], bought: date) -> None:
    assert people.f10(facts(marriages=changes), known(own(bought)), params("F10")) is None


def test_a_purchase_elsewhere_and_one_on_the_day_of_the_marriage_count() -> None:
    changes = (date(2024, 11, 22), date(2026, 11, 22))
    told = facts(marriages=changes, purchases_elsewhere=(date(2024, 11, 22),))
    assert people.f10(told, known(), params("F10")) is not None
    assert people.f10(facts(reason="rent", marriages=changes), known(), params("F10")) is None


# --- F11


@pytest.mark.parametrize(("on", "is_hit"), [(ON, True), (date(2024, 11, 22), True), (date(2024, 11, 21), False)])
def test_an_account_that_receives_for_two_stops(on: date, is_hit: bool) -> None:
    hit = people.f11(facts(), known(row(LinkKind.PAYEE, on=on)), params("F11"))
    assert (hit is not None) is is_hit


def test_a_supervised_account_and_ones_own_may_receive_often() -> None:
    assert people.f11(facts(payee_is_supervised=True), known(row(LinkKind.PAYEE)), params("F11")) is None
    assert people.f11(facts(), known(row(LinkKind.PAYEE, person_id=1)), params("F11")) is None


def test_two_heirs_on_one_card_stop_and_each_on_their_own_do_not() -> None:
    heirs = (Payee(1, "6217000000000011"), Payee(7, "6217 0000 0000 0029"), Payee(8, "6217000000000029"))
    hit = people.f11(facts(payees=heirs), known(), params("F11"))
    assert hit is not None and "2 位继承人填写了同一个收款账户" in hit.sentence
    assert people.f11(facts(payees=heirs), known(), params("F11", persons=3)) is None
    assert people.f11(facts(payees=heirs[:2]), known(), params("F11")) is None


# --- F12


def test_a_phone_of_three_is_reviewed_and_of_two_not() -> None:
    two = row(LinkKind.PHONE, person_id=2)
    assert people.f12(facts(), known(two), params("F12")) is None
    hit = people.f12(facts(), known(two, row(LinkKind.PHONE, person_id=3)), params("F12"))
    assert hit is not None and "3 位缴存人" in hit.sentence


def test_husband_and_wife_count_as_one_at_a_phone() -> None:
    three = known(row(LinkKind.PHONE, person_id=2), row(LinkKind.PHONE, person_id=3))
    assert people.f12(facts(relatives=(WIFE,)), three, params("F12")) is None
    couple = known(row(LinkKind.PHONE, person_id=2, spouse_ids=(3,)), row(LinkKind.PHONE, person_id=3, spouse_ids=(2,)))
    assert people.f12(facts(), couple, params("F12")) is None
    assert people.f12(facts(relatives=(Relative(2, PARENT),)), three, params("F12")) is not None
    told_by_her = known(row(LinkKind.PHONE, person_id=2, spouse_ids=(1,)), row(LinkKind.PHONE, person_id=3))
    assert people.f12(facts(), told_by_her, params("F12")) is None


def test_the_same_person_at_a_phone_counts_once_and_old_uses_not() -> None:
    often = known(row(LinkKind.PHONE, person_id=2, case="A"), row(LinkKind.PHONE, person_id=2, case="B"))
    assert people.f12(facts(), often, params("F12")) is None
    old = known(row(LinkKind.PHONE, person_id=2), row(LinkKind.PHONE, person_id=3, on=date(2025, 11, 21)))
    assert people.f12(facts(), old, params("F12")) is None


# --- F13


@pytest.mark.parametrize("kind", [LinkKind.AGENT, LinkKind.DEVICE, LinkKind.ADDRESS])
def test_the_fifth_application_of_an_agent_or_device_is_reviewed(kind: str) -> None:
    four = [row(kind, person_id=each, on=ON - timedelta(days=30)) for each in range(2, 6)]
    hit = people.f13(facts(), known(*four), params("F13"))
    assert hit is not None and hit.values["count"] == 5 and len(hit.cases) == 4
    assert people.f13(facts(), known(*four[:3]), params("F13")) is None
    late = row(kind, person_id=9, on=ON - timedelta(days=31))
    assert people.f13(facts(), known(*four[:3], late), params("F13")) is None


def test_agents_and_devices_are_not_added_up() -> None:
    mixed = known(
        *(row(LinkKind.AGENT, person_id=each) for each in (2, 3)),
        *(row(LinkKind.DEVICE, person_id=each) for each in (4, 5)),
    )
    assert people.f13(facts(), mixed, params("F13")) is None


def test_applications_that_ended_without_money_count_too() -> None:
    four = known(*(row(LinkKind.DEVICE, person_id=each, is_live=False) for each in range(2, 6)))
    assert people.f13(facts(), four, params("F13")) is not None


# --- F14


@pytest.mark.parametrize(
    ("enrolled_on", "is_hit"),
    [
        (date(2026, 5, 22), False),  # exactly six months: no hit
        (date(2026, 5, 23), True),
        (ON, True),
        (None, False),
    ],
)
def test_a_new_member_of_a_small_employer_is_reviewed(enrolled_on: date | None, is_hit: bool) -> None:
    told = facts(enrolled_on=enrolled_on, employer_active_staff=3)
    assert (people.f14(told, known(), params("F14")) is not None) is is_hit


@pytest.mark.parametrize(
    ("employer", "is_hit"),
    [
        ({"employer_active_staff": 4}, False),
        ({"employer_since": date(2025, 11, 22)}, False),  # exactly twelve months
        ({"employer_since": date(2025, 11, 23)}, True),
        ({"is_agency": True}, True),
        ({}, False),
    ],
)
def test_what_makes_an_employer_small_new_or_an_agency(employer: dict, is_hit: bool) -> None:
    told = facts(enrolled_on=date(2026, 9, 1), **employer)
    assert (people.f14(told, known(), params("F14")) is not None) is is_hit


def test_six_months_from_the_end_of_a_long_month_end_with_a_short_one() -> None:
    told = facts(accepted_on=date(2027, 2, 28), enrolled_on=date(2026, 8, 31), is_agency=True)
    assert people.f14(told, known(), params("F14")) is None
    told = facts(accepted_on=date(2027, 2, 27), enrolled_on=date(2026, 8, 31), is_agency=True)
    assert people.f14(told, known(), params("F14")) is not None


# --- F15


def bases(*fen: int, last: str = "202611") -> tuple[Base, ...]:
    """Monthly bases that end with the month `last`."""
    year, month = int(last[:4]), int(last[4:])
    months = [divmod(year * 12 + month - 1 - back, 12) for back in range(len(fen))]
    return tuple(Base(f"{y}{m + 1:02d}", each) for (y, m), each in zip(months, reversed(fen), strict=True))


@pytest.mark.parametrize(("new_fen", "is_hit"), [(7500_00, False), (7500_01, True)])
def test_a_base_above_one_and_a_half_of_the_year_before_is_reviewed(new_fen: int, is_hit: bool) -> None:
    told = facts(bases=bases(*[5000_00] * 12, new_fen))
    hit = people.f15(told, known(), params("F15"))
    assert (hit is not None) is is_hit
    if hit:
        assert "2026-11" in hit.sentence and "150%" in hit.sentence


@pytest.mark.parametrize(
    ("jump_in", "accepted_on", "is_hit"),
    [
        ("202606", date(2026, 12, 1), True),  # six months after the first of June, inclusive
        ("202606", date(2026, 12, 2), False),
        ("202611", ON, True),
    ],
)
def test_a_jump_counts_for_six_months(jump_in: str, accepted_on: date, is_hit: bool) -> None:
    told = facts(accepted_on=accepted_on, bases=bases(*[5000_00] * 12, 9000_00, last=jump_in))
    assert (people.f15(told, known(), params("F15")) is not None) is is_hit


def test_only_the_twelve_months_before_are_averaged_and_a_high_base_that_stays_is_no_jump() -> None:
    told = facts(bases=bases(*[1000_00] * 12, *[8000_00] * 12, 9000_00))
    assert people.f15(told, known(), params("F15")) is None


@pytest.mark.parametrize("fen", [(), (9000_00,), (0, 9000_00)])
def test_without_months_before_there_is_no_jump(fen: tuple[int, ...]) -> None:
    assert people.f15(facts(bases=bases(*fen)), known(), params("F15")) is None


# --- F16


@pytest.mark.parametrize(("on", "is_hit"), [(date(2025, 11, 22), True), (date(2025, 11, 21), False), (ON, True)])
def test_a_second_purchase_in_twelve_months_is_reviewed(on: date, is_hit: bool) -> None:
    assert (people.f16(facts(), known(own(on)), params("F16")) is not None) is is_hit
    assert (people.f16(facts(purchases_elsewhere=(on,)), known(), params("F16")) is not None) is is_hit


def test_a_purchase_that_was_given_up_a_rent_and_a_spouses_purchase_are_not_second() -> None:
    for other in (
        own(ON, is_live=False),
        own(ON, is_purchase=False),
        own(ON, business="loan"),
        row(LinkKind.PERSON, person_id=2),
    ):
        assert people.f16(facts(), known(other), params("F16")) is None
    assert people.f16(facts(reason="rent"), known(own(ON)), params("F16")) is None
