"""Rules on houses and their papers: F01–F09 (domain §4.4, 建金〔2018〕46号)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from accounts.rules import name_key
from risk.rules.facts import SPOUSE, Facts, Transfer
from risk.rules.hits import Hit, Params, about, moved
from risk.rules.links import Known, Row
from risk.rules.normal import city
from risk.rules.windows import within_months
from risk.states.screening import LinkKind

WITHDRAWAL = "withdrawal"


def f01(facts: Facts, known: Known, params: Params) -> Hit | None:
    """A document's number that somebody outside the family, or another house, has already used."""
    for row in known.of(LinkKind.DOCUMENT):
        paper = row.label.partition(" ")[0]
        told_by_them = {*row.spouse_ids, *row.relative_ids}
        if row.person_id not in facts.family_ids and facts.applicant_id not in told_by_them:
            return about("F01", [row], paper=paper, other="person")
        if row.house_keys and known.house_keys and not row.house_keys & known.house_keys:
            return about("F01", [row], paper=paper, other="house")
    return None


def f02(facts: Facts, known: Known, params: Params) -> Hit | None:
    """What the registers say otherwise, or do not know."""
    if not facts.register_differences:
        return None
    lines = tuple(("text", {"text": each}) for each in facts.register_differences)
    values = {"differences": list(facts.register_differences), "grounds": list(facts.register_grounds)}
    return Hit("F02", values, (), lines)


def f03(facts: Facts, known: Known, params: Params) -> Hit | None:
    """The title of one house passed on `transfers` times or more in the window: two make three owners."""
    found = [
        each
        for each in all_transfers(facts, known)
        if within_months(each.on, before=facts.accepted_on, count=params["months"])
    ]
    if len(found) < params["transfers"]:
        return None
    return moved("F03", found, months=params["months"], count=len(found))


def f04(facts: Facts, known: Known, params: Params) -> Hit | None:
    """The house went to somebody outside the family within `days` days after the purchase withdrawal.

    A check afterwards. The applicant's own title may come later than the money and is no sale; where no name is
    known, nothing is said.
    """
    last = facts.accepted_on + timedelta(days=params["days"])
    sold = [
        each
        for each in all_transfers(facts, known)
        if facts.accepted_on <= each.on <= last and not _in_family(each, facts)
    ]
    if not facts.buys or not sold:
        return None
    after = (sold[0].on - facts.accepted_on).days
    return moved("F04", sold, days=after, on=sold[0].on.isoformat())


def f05(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Persons of `groups` or more families withdrew for buying one house.

    A family here is whoever hangs together by marriage, or as parent and child, among those who withdrew, their
    spouses and the co-owners: a couple with her father and his mother is one, two brothers are two.
    """
    rows = _money_for_house(facts, known, params)
    if not facts.buys or not rows:
        return None
    own = Row(
        kind=LinkKind.HOUSE,
        case=facts.case,
        person_id=facts.applicant_id,
        on=facts.accepted_on,
        business=facts.business,
        is_purchase=True,
        amount_fen=facts.amount_fen,
        spouse_ids=tuple(facts.spouse_ids),
        relative_ids=tuple(each.person_id for each in facts.relatives if each.kind != SPOUSE),
    )
    families = _families([own, *rows], facts.house.co_owner_person_ids if facts.house else ())
    if families < params["groups"]:
        return None
    others = [row for row in rows if row.person_id not in facts.family_ids]
    return about("F05", others or rows, groups=families)


def f06(facts: Facts, known: Known, params: Params) -> Hit | None:
    """All withdrawals for buying one house together exceed `percent` of the price paid by own money."""
    if not facts.buys or facts.house is None or facts.house.own_money_fen is None:
        return None
    rows = _money_for_house(facts, known, params)
    total = facts.amount_fen + sum(row.amount_fen for row in rows)
    if total * 100 <= facts.house.own_money_fen * params["percent"]:
        return None
    return about("F06", rows, sum_fen=total, limit_fen=facts.house.own_money_fen * params["percent"] // 100)


def f07(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Bought in shares, and a co-owner is not shown to be spouse, parent or child."""
    house = facts.house
    if house is None or not house.is_share_purchase:
        return None
    family = _keys(facts.applicant_name, *(each.name for each in facts.relatives))
    strangers = [name for name in house.owners if name_key(name) not in family] if facts.applicant_name else []
    unrelated = [each for each in house.co_owner_person_ids if each not in facts.family_ids]
    named = bool(house.co_owner_person_ids) or len(house.owners) > 1
    if named and not strangers and not unrelated:
        return None
    return Hit("F07", {"co_owners": sorted(unrelated)}, (), tuple(("text", {"text": name}) for name in strangers))


def f08(facts: Facts, known: Known, params: Params) -> Hit | None:
    """A house out of town, in a place where neither spouse is registered or contributes.

    Only the centre's own city is known as a place of contribution; nobody hands over where a household is registered,
    or what a spouse pays elsewhere. So every house out of town goes to a person, who sees the household's book.
    """
    house = facts.house
    if house is None or not house.is_out_of_town:
        return None
    homes = (
        *(facts.household_city, facts.contribution_city),
        *(facts.spouse_household_city, facts.spouse_contribution_city),
    )
    if house.city and city(house.city) in {city(each) for each in homes if each}:
        return None
    return Hit("F08", {"city": house.city})


def f09(facts: Facts, known: Known, params: Params) -> Hit | None:
    """Bought below `percent` of the district's price of a square metre, or below `least_fen` in all.

    The district's price is the centre's own record (`AreaPrice`); where it has none, only the total is looked at.
    """
    house = facts.house
    if house is None or house.price_fen is None or not facts.buys:
        return None
    if house.price_fen < params["least_fen"]:
        return Hit("F09", {"by": "total", "price_fen": house.price_fen, "least_fen": params["least_fen"]})
    average = house.district_price_fen or known.district_price_fen
    if not house.area_m2 or not average:
        return None
    if house.price_fen * 100 >= house.area_m2 * average * params["percent"]:
        return None
    return Hit("F09", {"by": "metre", "percent": params["percent"], "price_fen": house.price_fen})


def is_strangers(owners: str, facts: Facts) -> bool:
    """Whether registered owners, as one text of names, are known and nobody among them is of the buyers."""
    names = [name.strip() for name in re.split(r"[、，,;；/]", owners) if name.strip()]
    # 张 三 may be one name typed wide, or two: either way it is theirs if one of them is.
    names += [part for name in names for part in name.split()]
    return bool(names) and not any(_in_family(Transfer(facts.accepted_on, name), facts) for name in names)


def all_transfers(facts: Facts, known: Known) -> list[Transfer]:
    """Transfers that the application told of and those noted since, each once, oldest first."""
    told = facts.house.transfers if facts.house is not None else ()
    once = {(each.on, name_key(each.to)): each for each in (*told, *known.transfers)}
    return sorted(once.values(), key=lambda each: (each.on, each.to))


def _in_family(transfer: Transfer, facts: Facts) -> bool:
    if transfer.to_person_id is not None:
        return transfer.to_person_id in facts.family_ids
    owners = facts.house.owners if facts.house is not None else ()
    names = _keys(facts.applicant_name, *owners, *(each.name for each in facts.relatives))
    return not names or name_key(transfer.to) in names


def _keys(*names: str) -> set[str]:
    """Names without what two spellings may differ in."""
    return {name_key(name) for name in names if name}


def _money_for_house(facts: Facts, known: Known, params: Params) -> list[Row]:
    """Other withdrawals for buying this house, in the window, that were not given up."""
    return [
        row
        for row in known.of(LinkKind.HOUSE)
        if row.is_live
        and row.is_purchase
        and row.business == WITHDRAWAL == facts.business
        and within_months(row.on, before=facts.accepted_on, count=params["months"], until=known.until)
    ]


def _families(rows: Iterable[Row], co_owners: tuple[int, ...]) -> int:
    """Into how many families those who withdrew fall."""
    rows = list(rows)
    withdrew = {row.person_id for row in rows}
    people = withdrew | {each for row in rows for each in row.spouse_ids} | set(co_owners)
    family = {each: {each} for each in people}
    for row in rows:
        for other in {*row.spouse_ids, *row.relative_ids} & people:
            joined = family[row.person_id] | family[other]
            for each in joined:
                family[each] = joined
    return len({frozenset(family[each]) for each in withdrew})
