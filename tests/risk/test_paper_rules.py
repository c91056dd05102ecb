"""F17–F20, what came before, lists, bans; and the terms of windows and bans."""

from __future__ import annotations

from datetime import date

import pytest

from risk.rules import papers, registry, sentences, stored, windows
from risk.rules.facts import PARENT, SPOUSE, Base, Handler, Relative, Suit, Transfer, WorkEnd
from risk.rules.hits import Hit
from risk.rules.links import Banned, Listed, document, key_of, links_of
from risk.rules.registry import RULES
from risk.states.lists import ListKind
from risk.states.screening import Action, LinkKind, ScreeningStatus
from tests.risk.told import ON, facts, house, known


def params(code: str) -> dict[str, int]:
    return dict(RULES[code].params)


# --- F17


@pytest.mark.parametrize(
    ("end", "what"),
    [
        ({"earliest_on": date(2026, 10, 1)}, None),  # on the very day
        ({"earliest_on": date(2026, 10, 2)}, "early"),
        ({"insured_on": date(2026, 11, 1)}, None),  # 31 days apart
        ({"insured_on": date(2026, 11, 2)}, "insured"),
        ({"insured_on": date(2026, 8, 31)}, None),
        ({"insured_on": date(2026, 8, 30)}, "insured"),
        ({"last_paid_month": "202610"}, None),  # the month of retirement is still paid
        ({"last_paid_month": "202611"}, "paid"),
        ({"differs_from_register": True}, "register"),
        ({}, None),
    ],
)
def test_a_retirement_paper_that_does_not_fit_stops(end: dict, what: str | None) -> None:
    told = facts(reason="retire", house=None, work_end=WorkEnd("RETIREMENT", on=date(2026, 10, 1), **end))
    hit = papers.f17(told, known(), params("F17"))
    assert (hit.values["what"] if hit else None) == what


def test_a_paper_without_a_day_says_nothing_but_what_its_register_says() -> None:
    early = WorkEnd("RETIREMENT", earliest_on=ON, last_paid_month="202611")
    assert papers.f17(facts(work_end=early), known(), params("F17")) is None


# --- F18


@pytest.mark.parametrize(
    ("settled_on", "between_relatives", "is_hit"),
    [
        (date(2026, 10, 31), True, True),  # thirty days after filing
        (date(2026, 11, 1), True, False),
        (date(2026, 10, 31), False, False),
        (None, True, False),
    ],
)
def test_relatives_who_settle_within_thirty_days_are_a_case(
    settled_on: date | None, between_relatives: bool, is_hit: bool
) -> None:
    suit = Suit(date(2026, 10, 1), settled_on, between_relatives, "龙山区人民法院", "（2026）吉0402执1号")
    hit = papers.f18(facts(business="deduction", suit=suit), known(), params("F18"))
    assert (hit is not None) is is_hit


# --- F19


@pytest.mark.parametrize(("count", "is_hit"), [(1, False), (2, True)])
def test_two_open_accounts_are_a_case(count: int, is_hit: bool) -> None:
    assert (papers.f19(facts(open_accounts=count), known(), params("F19")) is not None) is is_hit


# --- F20


@pytest.mark.parametrize(
    ("handler", "what"),
    [
        (Handler(1), "self"),
        (Handler(2), "relative"),
        (Handler(9, relative_ids=(1,)), "relative"),
        (Handler(9, phones=("+86 138-0000-0001",)), "phone"),
        (Handler(9, cards=("6217 0000 1000 1234 567",)), "card"),
        (Handler(7), "agent"),
        (Handler(9, relative_ids=(7,)), "agent"),
        (Handler(9, phones=("13800000009",), cards=("6217000010009999999",)), None),
    ],
)
def test_who_handles_it_may_not_be_tied_to_it(handler: Handler, what: str | None) -> None:
    told = facts(relatives=(Relative(2, PARENT),), agent_id=7, handlers=(Handler(50), handler))
    hit = papers.f20(told, known(), params("F20"))
    assert (hit.values["what"] if hit else None) == what


def test_nobody_shares_an_empty_phone_or_account() -> None:
    told = facts(phone="", payee_account="", handlers=(Handler(9, phones=("",), cards=("",)),))
    assert papers.f20(told, known(), params("F20")) is None


@pytest.mark.parametrize(
    ("is_staff", "is_self_service", "asked", "is_hit"),
    [(True, True, 1, True), (True, True, 0, False), (True, False, 1, False), (False, True, 1, False)],
)
def test_staff_do_not_serve_themselves(is_staff: bool, is_self_service: bool, asked: int, is_hit: bool) -> None:
    told = facts(applicant_is_staff=is_staff, is_self_service=is_self_service)
    assert (papers.f20(told, known(), {"self_service": asked}) is not None) is is_hit


# --- before, lists, bans


def test_what_was_stopped_before_is_looked_at_by_a_person() -> None:
    assert papers.f00(facts(), known(stopped=("a",)), {}) is not None


def test_each_list_has_its_rule() -> None:
    for kind, code in papers.LIST_CODES.items():
        listed = known(listed=(Listed(kind, "138****0001", "公安机关", "涉案"),))
        hits = [hit.code for _setting, hit in registry.run(facts(), listed, registry.defaults())]
        assert hits == [code]
    assert papers.on_list(ListKind.HOUSE, listed) is None


def test_the_longest_ban_is_named() -> None:
    bans = (Banned(ON, date(2029, 11, 21)), Banned(date(2025, 1, 1), date(2029, 12, 31)))
    hit = papers.b01(facts(), known(bans=bans), {})
    assert hit is not None and "2029-12-31" in hit.sentence


@pytest.mark.parametrize(
    ("since", "years", "until"),
    [
        (date(2026, 11, 22), 3, date(2029, 11, 21)),
        (date(2026, 11, 22), 5, date(2031, 11, 21)),
        (date(2026, 1, 1), 3, date(2028, 12, 31)),
        (date(2026, 3, 1), 3, date(2029, 2, 28)),
        (date(2025, 3, 1), 3, date(2028, 2, 29)),
        (date(2025, 2, 28), 3, date(2028, 2, 27)),
        (date(2028, 2, 29), 3, date(2031, 2, 28)),  # no 29 February then: the month's last day
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
    ],
)
def test_a_ban_ends_the_day_before_its_anniversary(since: date, years: int, until: date) -> None:
    assert windows.last_day_of_years(since, years) == until


@pytest.mark.parametrize(
    ("day", "before", "months", "inside"),
    [
        (date(2026, 2, 28), date(2026, 8, 31), 6, True),
        (date(2026, 2, 27), date(2026, 8, 31), 6, False),
        (date(2026, 8, 31), date(2026, 8, 31), 0, True),
        (date(1990, 1, 1), date(2026, 8, 31), 0, True),
        (date(2026, 9, 1), date(2026, 8, 31), 6, False),
    ],
)
def test_windows_include_their_boundary_day(day: date, before: date, months: int, inside: bool) -> None:
    assert windows.within_months(day, before=before, count=months) is inside


# --- the whole version


def test_what_stops_outweighs_what_asks_for_review() -> None:
    assert registry.verdict([]) == registry.verdict([Action.INFO]) == ScreeningStatus.CLEAR
    assert registry.verdict([Action.INFO, Action.REVIEW]) == ScreeningStatus.REVIEW
    assert registry.verdict([Action.REVIEW, Action.BLOCK]) == ScreeningStatus.BLOCKED
    assert registry.verdict([Action.CASE]) == ScreeningStatus.BLOCKED


def test_a_rule_that_is_off_or_unknown_says_nothing() -> None:
    told = facts(register_differences=("没有查到合同",))
    off = [registry.Setting("F02", 3, Action.BLOCK, {}, is_on=False), registry.Setting("X99", 3, Action.BLOCK, {})]
    assert registry.run(told, known(), off) == []


def test_a_version_made_before_a_rule_was_written_gets_it_as_it_begins() -> None:
    old = [registry.Setting("F02", 1, Action.INFO, {}), registry.Setting("X99", 3, Action.BLOCK, {})]
    found = {each.code: each for each in registry.with_new_rules(old)}
    assert set(found) == set(RULES)
    assert (found["F02"].action, found["F09"].params) == (Action.INFO, dict(RULES["F09"].params))


def test_every_rule_has_a_name_a_sentence_and_words_for_its_parameters() -> None:
    assert set(RULES) == set(sentences.LABELS) == set(sentences._SENTENCES)
    for code, rule in RULES.items():
        assert len(sentences.label(code)) >= 4
        assert registry.check_params(code, rule.params) == rule.params
        assert set(rule.params) <= set(registry.PARAM_LABELS)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("F03", {"transfers": 2}),
        ("F03", {"transfers": 2, "months": 12, "days": 1}),
        ("F03", {"transfers": 0, "months": 12}),
        ("F03", {"transfers": 2, "months": 601}),
        ("F03", {"transfers": 2, "months": 0}),
        ("F03", {"transfers": "2", "months": 12}),
        ("F13", {"applications": 51, "days": 30}),
        ("F20", {"self_service": True}),
        ("X99", {}),
    ],
)
def test_parameters_that_cannot_be_are_refused(code: str, wrong: dict) -> None:
    with pytest.raises(registry.UnclearSetting):
        registry.check_params(code, wrong)


def test_a_hit_on_other_grounds_has_another_digest() -> None:
    assert Hit("F01", {}, ("A",)).digest() == Hit("F01", {}, ("A",)).digest()
    assert Hit("F01", {}, ("A",)).digest() != Hit("F01", {}, ("A", "B")).digest()
    assert Hit("F01", {}, ("A",)).digest() != Hit("F02", {}, ("A",)).digest()


# --- facts as they are kept


def test_facts_come_back_as_they_were_handed_over() -> None:
    told = facts(
        house=house(transfers=(Transfer(ON, "李四", 2),), co_owner_person_ids=(2,)),
        relatives=(Relative(2, SPOUSE, "李四"),),
        handlers=(Handler(9, (1,), ("1",), ("2",)),),
        bases=(Base("202611", 1),),
        marriages=(ON,),
        work_end=WorkEnd("RETIREMENT", on=ON),
        suit=Suit(ON, ON, True),
    )
    assert stored.from_json(stored.to_json(told)) == told
    assert stored.to_json(stored.from_json(stored.to_json(told))) == stored.to_json(told)


def test_facts_of_another_year_lack_and_have_fields() -> None:
    old = '{"case":"A","business":"withdrawal","reason":"rent","accepted_on":"2026-11-22","applicant_id":1,"gone":2}'
    assert stored.from_json(old) == facts(
        "A", reason="rent", amount_fen=0, applicant_name="", house=None, documents=(), payee_account="", payee_name="",
        phone="",
    )  # fmt: skip


# --- links


def test_links_are_the_same_however_things_were_typed() -> None:
    one = facts(phone="13800000001", payee_account="6217 0000 1000 1234 567")
    other = facts(phone="+86 138 0000 0001", payee_account="6217000010001234567")
    assert {link.key for link in links_of(one)} == {link.key for link in links_of(other)}


def test_a_person_is_one_person_in_every_part_and_a_phone_is_no_card() -> None:
    assert key_of(LinkKind.PERSON, "7") == key_of(LinkKind.AGENT, "7") == key_of(LinkKind.SPOUSE, "7")
    assert key_of(LinkKind.PHONE, "7") != key_of(LinkKind.PAYEE, "7")


def test_links_carry_no_phone_or_card_in_plain() -> None:
    labels = {link.kind: link.label for link in links_of(facts())}
    assert labels[LinkKind.PHONE] == "138****0001"
    assert labels[LinkKind.PAYEE] == "6217***********4567"
    assert labels[LinkKind.DOCUMENT] == "contract HT********2345"


def test_what_is_unknown_has_no_link_and_a_supervised_account_none() -> None:
    kinds = [link.kind for link in links_of(facts(house=None, documents=(), phone="", payee_is_supervised=True))]
    assert kinds == [LinkKind.PERSON]
    assert document("contract", " - ") == ""
