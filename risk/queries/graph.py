"""Who hangs together with whom: around a house, a person, an agent, a phone; a few indexed, limited look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import rules as people
from accounts.models import Employer, Person, User
from accounts.permissions import Permission
from common import identity
from common.money import yuan
from risk.models import Link
from risk.rules import graph as rules
from risk.rules import normal
from risk.rules.links import key_of
from risk.states.screening import LinkKind

ALWAYS = (LinkKind.HOUSE, LinkKind.AGENT, LinkKind.STAFF)
"""Through whom or what, shown though only one application has it; other things only where people share them."""
THROUGH = (*ALWAYS, LinkKind.PAYEE, LinkKind.PHONE, LinkKind.DOCUMENT, LinkKind.DEVICE, LinkKind.ADDRESS)
PEOPLE = (LinkKind.PERSON, LinkKind.SPOUSE, LinkKind.RELATIVE, LinkKind.AGENT, LinkKind.STAFF)
MOST_LINKS = 2_000
"""Links read of all the applications shown: thirty of them have a few dozen each."""


@dataclass(frozen=True)
class Row:
    """One application as the table says it."""

    on: date
    case: str
    name: str
    reason: str
    amount_fen: int
    is_live: bool
    through: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """Everything a page needs to draw and to tell."""

    title: str
    graph: rules.Graph
    rows: tuple[Row, ...]
    total_fen: int
    link: Link


def links_visible_to(user: User) -> QuerySet[Link]:
    """Links are for who investigates; never those of one's own applications."""
    if not user.may(Permission.RISK_WORK):
        return Link.objects.none()
    return Link.objects.exclude(person_id=user.person_id)


def start_of(kind: str, text: str) -> Link | None:
    """Where a picture begins for what somebody typed: an application's number, a house, a phone, an account, an
    identity number; None where nothing of the kind was ever handed over."""
    if kind == "CASE":
        own = Link.objects.filter(case=text.strip().upper())
        return own.filter(kind=LinkKind.HOUSE).order_by("id").first() or own.order_by("id").first()
    return Link.objects.filter(_asked(kind, text)).order_by("-on", "-id").first()


def _asked(kind: str, text: str) -> Q:
    if kind == "IDENTITY":
        known = Person.objects.filter(document_index=people.document_index(identity.normalise(text))).first()
        return Q(key=key_of(LinkKind.PERSON, str(known.pk)), kind=LinkKind.PERSON) if known else Q(pk=None)
    if kind == LinkKind.HOUSE:
        forms = {normal.house_key(title_number=text), normal.house_key(contract_number=text)}
        forms |= {normal.house_key(address=text), normal.listed_house(text)}
        return Q(key__in=[key_of(LinkKind.HOUSE, form) for form in forms if form], kind=LinkKind.HOUSE)
    form = normal.phone(text) if kind == LinkKind.PHONE else normal.account(text)
    return Q(key=key_of(kind, form), kind=kind)


def around(link: Link, user: User) -> Surroundings:
    """The applications that have the link's thing in common, newest first, and what else they share; as a user may
    see it."""
    seen = links_visible_to(user)
    found = list(seen.filter(key=link.key, kind=link.kind).order_by("-on", "-id")[: rules.MOST_PEOPLE + 1])
    cut, found = len(found) > rules.MOST_PEOPLE, found[: rules.MOST_PEOPLE]
    others = Link.objects.filter(case__in=[each.case for each in found], kind__in=THROUGH)
    shared = _shared(link, list(others.order_by("kind", "key", "id")[:MOST_LINKS]))
    labels = labels_of([link, *(rows[0] for rows in shared.values())])
    names = _names(found)
    own = Link.objects.filter(case__in=[each.case for each in found], kind=LinkKind.PERSON).order_by("id")
    pages = dict(own.values_list("person_id", "pk"))
    centre = rules.Node("centre", link.kind.lower(), labels[link.pk], str(link.get_kind_display()))
    graph = rules.Graph(
        centre=centre,
        people=tuple(
            _person(person, [each for each in found if each.person_id == person], names, pages) for person in names
        ),
        shared=tuple(
            _thing(rows[0], labels[rows[0].pk], len({row.person_id for row in rows})) for rows in shared.values()
        ),
        ties=(*(rules.Tie("centre", f"p{person}") for person in names), *_ties(shared)),
        cut=cut,
    )
    rows = tuple(_row(each, names, shared, labels) for each in found)
    return Surroundings(labels[link.pk], graph, rows, sum(each.amount_fen for each in found if each.is_live), link)


def labels_of(links: list[Link]) -> dict[int, str]:
    """What each thing is called: of persons and employers the name, of the rest the masked text that was kept."""
    people = {int(each.label) for each in links if each.kind in PEOPLE and each.label.isdigit()}
    employers = {int(each.label) for each in links if each.kind == LinkKind.EMPLOYER and each.label.isdigit()}
    named = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    called = dict(Employer.objects.filter(pk__in=employers).values_list("pk", "name")) if employers else {}
    found = {}
    for each in links:
        known = named if each.kind in PEOPLE else called if each.kind == LinkKind.EMPLOYER else None
        text = each.label if known is None else known.get(int(each.label) if each.label.isdigit() else 0, "")
        found[each.pk] = text or str(each.get_kind_display())
    return found


def _names(found: list[Link]) -> dict[int, str]:
    """Applicants in the order of their newest application, with their names."""
    ids = list(dict.fromkeys(each.person_id for each in found))
    known = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {pk: known.get(pk) or _("人员 %(number)s") % {"number": pk} for pk in ids}


def _shared(centre: Link, others: list[Link]) -> dict[tuple[str, UUID], list[Link]]:
    """Links by thing: what several people have in common, and through whom it went."""
    things: dict[tuple[str, UUID], list[Link]] = {}
    for each in others:
        if (each.kind, each.key) != (centre.kind, centre.key):
            things.setdefault((each.kind, each.key), []).append(each)
    of_a_person = centre.kind == LinkKind.PERSON
    kept = {
        thing: rows
        for thing, rows in things.items()
        if of_a_person or thing[0] in ALWAYS or len({row.person_id for row in rows}) > 1
    }
    most = sorted(kept.items(), key=lambda item: (-len(item[1]), item[0][0], str(item[0][1])))
    return dict(_one_a_house(centre, most)[: rules.MOST_SHARED])


def _one_a_house(
    centre: Link, things: list[tuple[tuple[str, UUID], list[Link]]]
) -> list[tuple[tuple[str, UUID], list[Link]]]:
    """Without the other keys of houses that are shown: a house is found by title number, contract and address."""
    known = set(centre.house_keys) if centre.kind == LinkKind.HOUSE else set()
    found = []
    for (kind, key), rows in things:
        if kind == LinkKind.HOUSE:
            if key in known:
                continue
            known |= {each for row in rows for each in row.house_keys}
        found.append(((kind, key), rows))
    return found


def _person(person: int, rows: list[Link], names: dict[int, str], pages: dict[int, int]) -> rules.Node:
    note = f"{rows[0].on:%Y-%m-%d}  {yuan(sum(row.amount_fen for row in rows))}"
    url = reverse("risk:office_graph", args=[pages[person]]) if person in pages else ""
    return rules.Node(f"p{person}", "person", names[person], note, url)


def _thing(row: Link, label: str, people: int) -> rules.Node:
    note = _("%(kind)s · %(count)d 人") % {"kind": row.get_kind_display(), "count": people}
    url = reverse("risk:office_graph", args=[row.pk])
    return rules.Node(f"{row.kind}{row.key}", row.kind.lower(), label, note, url)


def _ties(shared: dict[tuple[str, UUID], list[Link]]) -> list[rules.Tie]:
    pairs = dict.fromkeys((row.person_id, f"{kind}{key}") for (kind, key), rows in shared.items() for row in rows)
    return [rules.Tie(f"p{person}", thing) for person, thing in pairs]


def _row(each: Link, names: dict[int, str], shared: dict[tuple[str, UUID], list[Link]], labels: dict[int, str]) -> Row:
    through = [
        f"{rows[0].get_kind_display()} {labels[rows[0].pk]}".strip()
        for rows in shared.values()
        if any(row.case == each.case for row in rows)
    ]
    return Row(each.on, each.case, names[each.person_id], each.reason, each.amount_fen, each.is_live, tuple(through))
