"""What business apps hand over, and what is learnt later: a case that ended, a house that was sold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from accounts.rules import name_key
from common.crypto import blind_index
from common.states import lock
from common.transactions import step
from risk import queries
from risk.models import HouseTransfer, HouseWatch, Link, Screening, StoredFacts
from risk.rules import normal, stored
from risk.rules.facts import SPOUSE, Facts, House
from risk.rules.links import key_of, links_of, own_house_keys
from risk.states.screening import LinkKind, ScreeningStatus

SERIAL = (LinkKind.HOUSE, LinkKind.DOCUMENT, LinkKind.PAYEE)
"""Two applications that share one of these wait for each other, so that the second sees the first."""
WATCH_AFTER = timedelta(days=30)
"""When the register is first asked about a house that was bought."""
MOST_AGAIN = 200
"""Applications that one sale of a house makes looked at again."""


@step
def hand_over(*, facts: Facts, at: datetime, source: str = "", wake: str = "") -> Screening:
    """Store what a business app knows of a case with its links; its screening is PENDING until `run`.

    `source` names the app that claims the outcome (empty: the business), `wake` its task. The same facts again give
    the standing screening back; changed ones replace the links and are a new round, or what the screening that
    still waits will look at.
    """
    content = stored.to_json(facts)
    digest = blind_index(content, kind="risk.facts")
    _line_up(f"case:{facts.case}")
    last = queries.latest(facts.case)
    if last is not None and last.facts.digest == digest:
        return last
    for key in sorted({str(link.key) for link in links_of(facts) if link.kind in SERIAL}):
        _line_up(key)
    kept = StoredFacts.objects.create(
        case=facts.case,
        round=1 if last is None else last.facts.round + 1,
        business=facts.business,
        reason=facts.reason,
        accepted_on=facts.accepted_on,
        person_id=facts.applicant_id,
        amount_fen=facts.amount_fen,
        content=content,
        digest=digest,
        at=at,
    )
    Link.objects.filter(case=facts.case).delete()
    Link.objects.bulk_create(_links(facts, kept))
    _watch(facts)
    return _put_in_line(kept, last, source=source or facts.business, wake=wake, at=at)


def _put_in_line(kept: StoredFacts, last: Screening | None, *, source: str, wake: str, at: datetime) -> Screening:
    """A screening of these facts: the one that still waits, or the next."""
    waiting = None if last is None else lock(Screening, last.pk)
    if waiting is None or waiting.status != ScreeningStatus.PENDING:
        number = 1 if last is None else last.number + 1
        return Screening.objects.create(
            facts=kept, case=kept.case, number=number, source=source, wake=wake, handed_at=at
        )
    waiting.facts, waiting.source, waiting.wake, waiting.handed_at = kept, source, wake, at
    waiting.save(update_fields=["facts", "source", "wake", "handed_at"])
    return waiting


def _watch(facts: Facts) -> None:
    """Ask the register about a house later on. Before it has a title number, no register knows whose it is."""
    if facts.buys and facts.house is not None and facts.house.title_number.strip():
        first = facts.accepted_on + WATCH_AFTER
        HouseWatch.objects.update_or_create(case=facts.case, defaults={"since": facts.accepted_on, "next_on": first})


def _line_up(key: str) -> None:
    """Wait for whoever holds `key`, to the end of the transaction. Keys are taken in one order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20180046))", [key])


def _links(facts: Facts, kept: StoredFacts) -> list[Link]:
    spouses = sorted(facts.spouse_ids)
    others = sorted({each.person_id for each in facts.relatives if each.kind != SPOUSE})
    houses = sorted(own_house_keys(facts))
    return [
        Link(
            facts=kept,
            case=facts.case,
            kind=link.kind,
            key=link.key,
            label=link.label,
            on=facts.accepted_on,
            business=facts.business,
            reason=facts.reason,
            is_purchase=facts.buys,
            amount_fen=facts.amount_fen,
            person_id=link.person_id or facts.applicant_id,
            spouse_ids=spouses,
            relative_ids=others,
            house_keys=houses,
        )
        for link in links_of(facts)
    ]


@step
def note_ended(*, case: str, at: datetime) -> int:
    """A case ended and no money went: it counts as an application, not as a withdrawal. Returns its links."""
    HouseWatch.objects.filter(case=case).update(next_on=None)
    return Link.objects.filter(case=case, is_live=True).update(is_live=False)


@step
def rescreen(*, case: str, cause: str, at: datetime) -> Screening | None:
    """Look at a case again with the facts it has; None where it was never handed over or still waits."""
    _line_up(f"case:{case}")
    last = queries.latest(case)
    if last is None or last.status == ScreeningStatus.PENDING:
        return None
    return Screening.objects.create(
        facts=last.facts,
        case=case,
        number=last.number + 1,
        source=last.source,
        wake=last.wake,
        cause=cause[:100],
        handed_at=at,
    )


@step
def note_house_transfer(
    *, house: House, on: date, to: str, at: datetime, source: str, to_person_id: int | None = None
) -> list[Screening]:
    """The title of a house went to `to` on a day: purchase withdrawals for it that this may concern are looked at
    again (F03, F04). Noting it twice does nothing."""
    keys = sorted(key_of(LinkKind.HOUSE, text) for text in normal.house_keys(house))
    index = blind_index(name_key(to), kind="risk.transferee")
    made = [
        HouseTransfer.objects.get_or_create(
            key=key,
            on=on,
            to_index=index,
            defaults={"to_name": to, "to_person_id": to_person_id, "source": source, "at": at},
        )[1]
        for key in keys
    ]
    if not any(made):
        return []
    found = [rescreen(case=case, cause=source, at=at) for case in _concerned(keys, on)]
    return [each for each in found if each is not None]


def _concerned(keys: list[UUID], on: date) -> list[str]:
    """Cases that bought one of these houses before the day, as far back as the published F04 reaches."""
    days = queries.days_watched()
    rows = Link.objects.filter(key__in=keys, kind=LinkKind.HOUSE, is_purchase=True, is_live=True)
    rows = rows.filter(on__range=(on - timedelta(days=days), on)).order_by("-on", "-id")
    return sorted(set(rows.values_list("case", flat=True)[:MOST_AGAIN]))
