"""By what an application hangs together with others: its links from its facts, and what the rules see of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common import identity
from common.crypto import blind_index
from risk.rules import normal
from risk.rules.facts import SPOUSE, Facts, Transfer
from risk.states.screening import LinkKind

_PERSONS = (LinkKind.PERSON, LinkKind.SPOUSE, LinkKind.RELATIVE, LinkKind.AGENT, LinkKind.STAFF)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to be written. `label` is masked; of persons and employers it is their id."""

    kind: str
    key: UUID
    label: str
    person_id: int | None = None
    """Whose it is, where that is not the applicant: the card of another heir."""


@dataclass(frozen=True, slots=True)
class Row:
    """A link of another application that shares a key with this one."""

    kind: str
    case: str
    person_id: int
    on: date
    business: str
    is_purchase: bool
    amount_fen: int
    spouse_ids: tuple[int, ...] = ()
    relative_ids: tuple[int, ...] = ()
    house_keys: frozenset[UUID] = frozenset()
    is_live: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry on a list that something of this application is on."""

    kind: str
    label: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Banned:
    """A ban that is running."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Known:
    """All that the rules may look at beside the application's own facts."""

    rows: tuple[Row, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    house_keys: frozenset[UUID] = frozenset()
    listed: tuple[Listed, ...] = ()
    bans: tuple[Banned, ...] = ()
    until: date | None = None
    """Rows up to this day are known. Corrected facts come after the acceptance date, and so may others before them."""
    district_price_fen: int | None = None
    """What a square metre costs where the house is."""
    stopped: tuple[str, ...] = ()
    """What stopped earlier facts of this case and nobody has cleared, by the digests of the findings."""

    def of(self, kind: str) -> list[Row]:
        """Rows of one kind of link, one for each case, newest first."""
        return list({row.case: row for row in reversed(self.rows) if row.kind == kind}.values())[::-1]


def key_of(kind: str, normal_form: str) -> UUID:
    """The key of a link. A person is one person, whether as applicant, spouse, agent or clerk."""
    return UUID(hex=blind_index(normal_form, kind=f"risk.{'PERSON' if kind in _PERSONS else kind}"))


def links_of(facts: Facts) -> list[NewLink]:
    """The links of an application, each once."""
    found = {(kind, text): label for kind, text, label in _texts(facts) if text}
    owners = {(str(LinkKind.PAYEE), normal.account(each.account)): each.person_id for each in facts.payees}
    return [
        NewLink(kind, key_of(kind, text), label[:80], owners.get((kind, text))) for (kind, text), label in found.items()
    ]


def own_house_keys(facts: Facts) -> frozenset[UUID]:
    """The keys of the application's house."""
    if facts.house is None:
        return frozenset()
    return frozenset(key_of(LinkKind.HOUSE, text) for text in normal.house_keys(facts.house))


def _texts(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Kind, normal form and label of everything that may be shared."""
    yield LinkKind.PERSON, str(facts.applicant_id), str(facts.applicant_id)
    for relative in facts.relatives:
        kind = LinkKind.SPOUSE if relative.kind == SPOUSE else LinkKind.RELATIVE
        yield kind, str(relative.person_id), str(relative.person_id)
    yield from _ids(LinkKind.RELATIVE, facts.others)
    if facts.house is not None:
        for text in normal.house_keys(facts.house):
            yield LinkKind.HOUSE, text, facts.house.address or identity.mask(text[2:], head=4, tail=4)
    for paper in facts.documents:
        form = document(paper.kind, paper.number)
        yield LinkKind.DOCUMENT, form, f"{paper.kind} {identity.mask(normal.number(paper.number), head=2, tail=4)}"
    if not facts.payee_is_supervised:
        for account in facts.payee_accounts:
            yield LinkKind.PAYEE, normal.account(account), mask_account(account)
    yield LinkKind.PHONE, normal.phone(facts.phone), mask_phone(facts.phone)
    yield from _doors(facts)


def _doors(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Through whom and from where it came."""
    yield from _ids(LinkKind.AGENT, [facts.agent_id])
    yield LinkKind.DEVICE, facts.device.strip(), ""
    yield LinkKind.ADDRESS, facts.address.strip(), facts.address.strip()
    yield from _ids(LinkKind.EMPLOYER, [facts.employer_id])
    yield from _ids(LinkKind.STAFF, [each.person_id for each in facts.handlers])


def _ids(kind: str, ids: Iterable[int | None]) -> Iterator[tuple[str, str, str]]:
    for each in ids:
        if each is not None:
            yield kind, str(each), str(each)


def document(kind: str, text: str) -> str:
    """A document's normal form with its kind in front; empty for none."""
    form = normal.title(text) if kind == "title" else normal.number(text)
    return f"{kind}:{form}" if form else ""


def mask_phone(text: str) -> str:
    """A phone as lists show it."""
    return identity.mask(normal.phone(text), head=3, tail=4)


def mask_account(text: str) -> str:
    """A bank account as lists show it."""
    return identity.mask(normal.account(text), head=4, tail=4)
