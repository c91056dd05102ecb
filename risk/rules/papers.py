"""Rules on papers of a life's turns, courts, accounts and our own staff: F17–F20; lists and bans (domain §4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from common.months import month_of
from risk.rules import normal
from risk.rules.facts import Facts, Handler, WorkEnd
from risk.rules.hits import Hit, Params
from risk.rules.links import Known
from risk.states.lists import ListKind

LIST_CODES: dict[str, str] = {
    ListKind.DISHONEST: "L01",
    ListKind.HOUSE: "L02",
    ListKind.PHONE: "L03",
    ListKind.CARD: "L04",
    ListKind.AGENT: "L05",
}


def f17(facts: Facts, known: Known, params: Params) -> Hit | None:
    """A retirement or disability paper does not fit age, social insurance, its register or what was paid after it.

    Handed over are the day, what the register says otherwise, and the last paid month; the other two have no source.
    """
    what = None if facts.work_end is None else next(_misfits(facts.work_end, params), None)
    return None if what is None else Hit("F17", {"what": what})


def _misfits(end: WorkEnd, params: Params) -> Iterator[str]:
    if end.differs_from_register:
        yield "register"
    if end.on is None:
        return
    if end.earliest_on is not None and end.on < end.earliest_on:
        yield "early"
    if end.insured_on is not None and abs((end.on - end.insured_on).days) > params["days"]:
        yield "insured"
    if end.last_paid_month and end.last_paid_month > month_of(end.on):
        yield "paid"


def f18(facts: Facts, known: Known, params: Params) -> Hit | None:
    """A court takes from the account after relatives settled within `days` days of filing.

    Nobody hands over a suit yet: the centre freezes at a court's word, but pays out no deduction of a court's, and an
    inheritance that relatives settle is no sham. Until there is such a business, the rule cannot hit (`Rule.unfed`).
    """
    suit = facts.suit
    if suit is None or not suit.between_relatives or suit.filed_on is None or suit.settled_on is None:
        return None
    days = (suit.settled_on - suit.filed_on).days
    if days > params["days"]:
        return None
    line = ("text", {"text": f"{suit.court} {suit.number}".strip()})
    return Hit("F18", {"days": max(days, 0)}, (), (line,) if suit.court or suit.number else ())


def f19(facts: Facts, known: Known, params: Params) -> Hit | None:
    """More than one open account for one identity document."""
    return Hit("F19", {"count": facts.open_accounts}) if facts.open_accounts >= params["accounts"] else None


def f20(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Who handles it is the applicant or a relative, or shares phone, account or mandate; or staff serve themselves."""
    for handler in facts.handlers:
        what = next(_ties(handler, facts), None)
        if what is not None:
            return Hit("F20", {"what": what}, (), (("text", {"text": f"#{handler.person_id}"}),))
    if facts.applicant_is_staff and facts.is_self_service and params["self_service"]:
        return Hit("F20", {"what": "staff"})
    return None


def _ties(handler: Handler, facts: Facts) -> Iterator[str]:
    if handler.person_id == facts.applicant_id:
        yield "self"
    if handler.person_id in facts.family_ids | set(facts.others) or set(facts.concerned_ids) & set(
        handler.relative_ids
    ):
        yield "relative"
    if facts.agent_id is not None and facts.agent_id in {handler.person_id, *handler.relative_ids}:
        yield "agent"
    if facts.phone and normal.phone(facts.phone) in {normal.phone(each) for each in handler.phones}:
        yield "phone"
    if {normal.account(each) for each in facts.payee_accounts} & {normal.account(each) for each in handler.cards}:
        yield "card"


def on_list(kind: str, known: Known) -> Hit | None:
    """Something of this application is on the list of that kind."""
    found = [each for each in known.listed if each.kind == kind]
    if not found:
        return None
    lines = tuple(("list", {"label": each.label, "source": each.source, "reason": each.reason}) for each in found)
    return Hit(LIST_CODES[kind], {"source": found[0].source}, (), lines)


def f00(facts: Facts, known: Known, params: Params) -> Hit | None:
    """What was handed over earlier for this case was stopped; new facts do not clear it by themselves."""
    return Hit("F00", {"stopped": list(known.stopped)}) if known.stopped else None


def b01(facts: Facts, known: Known, params: Params) -> Hit | None:
    """A ban is running: for fraud with a withdrawal or a loan neither is given (Regulation Art. 41)."""
    if not known.bans:
        return None
    last = max(known.bans, key=lambda each: each.until)
    return Hit("B01", {"on": last.since.isoformat(), "until": last.until.isoformat()})
