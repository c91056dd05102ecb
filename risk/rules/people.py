"""Rules on people, accounts, doors and employers: F10–F16 (domain §4.4)."""

from __future__ import annotations

from datetime import date

from common import months
from risk.rules import normal
from risk.rules.facts import SPOUSE, Base, Facts
from risk.rules.hits import Hit, Params, about
from risk.rules.links import Known, Row
from risk.rules.windows import add_months, within_days, within_months
from risk.states.screening import LinkKind


def f10(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Married or divorced `changes` times or more in the window, with a purchase after each change."""
    if not facts.buys:
        return None
    changes = sorted(
        {each for each in facts.marriages if within_months(each, before=facts.accepted_on, count=params["months"])}
    )
    rows = _own_purchases(facts, known)
    bought = {facts.accepted_on, *facts.purchases_elsewhere, *(row.on for row in rows)}
    ends = [*changes[1:], date.max]
    count = sum(any(start <= day < end for day in bought) for start, end in zip(changes, ends, strict=False))
    if count < params["changes"]:
        return None
    return about("F10", [row for row in rows if row.on >= changes[0]], months=params["months"], count=count)


def f11(facts: Facts, known: Known, params: Params) -> Hit | None:
    """One account receives for `persons` or more depositors or heirs; a supervised account may."""
    if facts.payee_is_supervised:
        return None
    heirs = _most_on_one_card(facts)
    if heirs >= params["persons"]:
        return Hit("F11", {"count": heirs, "heirs": True})
    own = {facts.applicant_id, *(each.person_id for each in facts.payees)}
    rows = [
        row
        for row in known.of(LinkKind.PAYEE)
        if row.person_id not in own
        and within_months(row.on, before=facts.accepted_on, count=params["months"], until=known.until)
    ]
    persons = {facts.applicant_id, *(row.person_id for row in rows)}
    return about("F11", rows, count=len(persons)) if rows and len(persons) >= params["persons"] else None


def _most_on_one_card(facts: Facts) -> int:
    """How many of those who are paid here name one and the same account."""
    cards: dict[str, set[int]] = {}
    for each in facts.payees:
        cards.setdefault(normal.account(each.account), set()).add(each.person_id)
    return max((len(persons) for persons in cards.values()), default=0)


def f12(facts: Facts, known: Known, params: Params) -> Hit | None:
    """One phone belongs to `persons` or more depositors; husband and wife count as one."""
    spouses = {each.person_id for each in facts.relatives if each.kind == SPOUSE}
    rows = [
        row
        for row in known.of(LinkKind.PHONE)
        if row.person_id not in {facts.applicant_id, *spouses}
        and facts.applicant_id not in row.spouse_ids
        and within_months(row.on, before=facts.accepted_on, count=params["months"], until=known.until)
    ]
    persons = {facts.applicant_id, *_one_of_each_couple(rows)}
    if len(persons) < params["persons"]:
        return None
    return about("F12", rows, months=params["months"], count=len(persons))


def f13(facts: Facts, known: Known, params: Params) -> Hit | None:
    """One agent, device or network address made `applications` or more in the window, this one included."""
    for kind in (LinkKind.AGENT, LinkKind.DEVICE, LinkKind.ADDRESS):
        rows = [
            row
            for row in known.of(kind)
            if within_days(row.on, before=facts.accepted_on, count=params["days"], until=known.until)
        ]
        if rows and len(rows) + 1 >= params["applications"]:
            return about("F13", rows, by=kind.lower(), days=params["days"], count=len(rows) + 1)
    return None


def f14(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Enrolled less than `months` ago, to the day, by an employer that is small, new or an agency.

    Which employers are agencies nobody hands over yet; small and new ones are known from their accounts.
    """
    if facts.enrolled_on is None or add_months(facts.enrolled_on, params["months"]) <= facts.accepted_on:
        return None
    is_new = (
        facts.employer_since is not None
        and add_months(facts.employer_since, params["employer_months"]) > facts.accepted_on
    )
    is_small = facts.employer_active_staff is not None and facts.employer_active_staff <= params["staff"]
    if not (facts.is_agency or is_new or is_small):
        return None
    return Hit("F14", {"months": params["months"]})


def f15(facts: Facts, known: Known, params: Params) -> Hit | None:
    """In the window a base rose above `percent` of the average of the twelve months before it."""
    bases = sorted(facts.bases, key=lambda each: each.month)
    for place, base in enumerate(bases):
        before = [each.fen for each in bases[:place] if each.month >= months.shift(base.month, -12)]
        if not sum(before) or base.fen <= bases[place - 1].fen or not _is_recent(base, facts, params["months"]):
            continue
        # Exactly `percent` is no hit: base ÷ (sum ÷ count) > percent ÷ 100, in whole numbers.
        if base.fen * len(before) * 100 > sum(before) * params["percent"]:
            return Hit("F15", {"month": base.month, "percent": base.fen * len(before) * 100 // sum(before)})
    return None


def f16(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Another purchase withdrawal of the same person in the window.

    Those at other centres count where somebody hands them over; no register tells of them yet.
    """
    if not facts.buys:
        return None
    rows = [
        row
        for row in _own_purchases(facts, known)
        if within_months(row.on, before=facts.accepted_on, count=params["months"])
    ]
    elsewhere = [
        each
        for each in facts.purchases_elsewhere
        if within_months(each, before=facts.accepted_on, count=params["months"])
    ]
    days = sorted([*elsewhere, *(row.on for row in rows)])
    if len(days) + 1 < params["purchases"]:
        return None
    return about("F16", rows, months=params["months"], on=days[-1].isoformat())


def _own_purchases(facts: Facts, known: Known) -> list[Row]:
    """The applicant's other purchase withdrawals that were not given up."""
    return [
        row
        for row in known.of(LinkKind.PERSON)
        if row.person_id == facts.applicant_id and row.is_purchase and row.is_live and row.business == "withdrawal"
    ]


def _one_of_each_couple(rows: list[Row]) -> set[int]:
    """The persons of the rows, husband and wife as one."""
    kept: set[int] = set()
    for row in rows:
        if not kept & set(row.spouse_ids):
            kept.add(row.person_id)
    return kept


def _is_recent(base: Base, facts: Facts, count: int) -> bool:
    return within_months(months.first_day(base.month), before=facts.accepted_on, count=count)
