"""What the checks may look at beside an application's own facts, in a constant number of indexed queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.models import Person
from risk.models import HouseTransfer, ListEntry
from risk.queries.bans import bans_on
from risk.queries.prices import price_at
from risk.rules import normal
from risk.rules.facts import Facts, Transfer
from risk.rules.links import Banned, Known, Listed, Row, key_of, links_of, own_house_keys
from risk.states.lists import ListKind
from risk.states.screening import LinkKind

COUNTED = {
    *(LinkKind.PERSON, LinkKind.HOUSE, LinkKind.DOCUMENT, LinkKind.PAYEE, LinkKind.PHONE),
    *(LinkKind.AGENT, LinkKind.DEVICE, LinkKind.ADDRESS),
}
"""Kinds that a rule counts; the others are for the eyes of those who look into a case."""
OTHERS_ONLY = {LinkKind.PAYEE, LinkKind.PHONE}
"""Where only other people count, one's own rows are left out: nobody hides others behind many of theirs."""
MOST = 200
"""Newest rows of each key that are read: more than any rule counts to, so a question costs the same at any size."""

_SHARED = f"""
SELECT link.kind, link."case", link.person_id, link."on", link.business, link.is_purchase, link.amount_fen,
       link.spouse_ids, link.relative_ids, link.house_keys, link.is_live, link.label
FROM unnest(%s::uuid[], %s::text[], %s::boolean[]) AS wanted (key, kind, others)
CROSS JOIN LATERAL (
    SELECT * FROM risk_link
    WHERE key = wanted.key AND kind = wanted.kind AND "on" <= %s AND "case" <> %s
      AND (NOT wanted.others OR person_id <> %s)
    ORDER BY "on" DESC, id DESC LIMIT {MOST}
) AS link
"""


def known_of(
    facts: Facts,
    *,
    stopped: tuple[str, ...] = (),
    told_on: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
    listed_on: date | None = None,
) -> Known:
    """What is known of an application on its acceptance date, or on the day `told_on` if these facts came later, and
    of its house up to `until` (empty: to this day). Lists are read as on `listed_on` (empty: its acceptance date).

    `as_of` leaves out lists and bans that were written later: what a fraud led to did not give it away. One query
    for all links, one each for lists, the house's transfers, bans and persons, however much is stored.
    """
    last = max(facts.accepted_on, told_on or facts.accepted_on)
    bans = bans_on(facts.concerned_ids, facts.accepted_on)
    return Known(
        rows=tuple(_shared(facts, last)),
        transfers=_transfers(facts, until),
        house_keys=own_house_keys(facts),
        listed=_listed(facts, as_of, max(facts.accepted_on, listed_on or facts.accepted_on)),
        bans=tuple(Banned(ban.since, ban.until) for ban in bans if as_of is None or ban.at <= as_of),
        until=last,
        district_price_fen=price_at(facts.house, facts.accepted_on, as_of) if facts.buys else None,
        stopped=stopped,
    )


def _shared(facts: Facts, until: date) -> list[Row]:
    wanted = [link for link in links_of(facts) if link.kind in COUNTED]
    with connection.cursor() as cursor:
        cursor.execute(
            _SHARED,
            [
                [str(link.key) for link in wanted],
                [str(link.kind) for link in wanted],
                [link.kind in OTHERS_ONLY for link in wanted],
                until,
                facts.case,
                facts.applicant_id,
            ],
        )
        return [_row(values) for values in cursor.fetchall()]


_SHARING = f"""
SELECT DISTINCT link."case" FROM unnest(%s::text[], %s::uuid[]) AS wanted (kind, key)
CROSS JOIN LATERAL (
    SELECT "case" FROM risk_link WHERE key = wanted.key AND kind = wanted.kind AND is_live
    ORDER BY "on" DESC, id DESC LIMIT {MOST}
) AS link
"""


def cases_sharing(links: Sequence[tuple[str, UUID]]) -> list[str]:
    """Cases not ended without payment that have one of these links (kind, key); of each link the newest."""
    if not links:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, [[str(kind) for kind, _key in links], [str(key) for _kind, key in links]])
        return sorted(case for (case,) in cursor.fetchall())


def _row(values: tuple[Any, ...]) -> Row:
    kind, case, person_id, on, business, is_purchase, amount_fen, spouses, relatives, houses, is_live, label = values
    return Row(
        *(kind, case, person_id, on, business, is_purchase, amount_fen),
        *(tuple(spouses), tuple(relatives), frozenset(houses), is_live, label),
    )


def _transfers(facts: Facts, until: date | None) -> tuple[Transfer, ...]:
    """The newest transfers of the house that were noted."""
    keys = own_house_keys(facts)
    if not keys:
        return ()
    rows = HouseTransfer.objects.filter(key__in=keys, on__gte=facts.accepted_on - timedelta(days=3660))
    if until is not None:
        rows = rows.filter(on__lte=until)
    return tuple(Transfer(each.on, each.to_name, each.to_person_id) for each in rows.order_by("-on", "-id")[:MOST])


def _listed(facts: Facts, as_of: datetime | None, on: date) -> tuple[Listed, ...]:
    persons = [(ListKind.DISHONEST, each) for each in facts.concerned_ids]
    persons += [(ListKind.AGENT, facts.agent_id)] if facts.agent_id else []
    numbers = dict(Person.objects.filter(pk__in=[each for _kind, each in persons]).values_list("pk", "document_index"))
    wanted: set[tuple[str, UUID]] = {(kind, UUID(hex=numbers[each])) for kind, each in persons if each in numbers}
    wanted |= {(ListKind.HOUSE, key) for key in own_house_keys(facts)}
    if facts.phone:
        wanted.add((ListKind.PHONE, key_of(LinkKind.PHONE, normal.phone(facts.phone))))
    for account in facts.payee_accounts:
        wanted.add((ListKind.CARD, key_of(LinkKind.PAYEE, normal.account(account))))
    rows = ListEntry.objects.filter(
        Q(until=None) | Q(until__gte=on), key__in={key for _kind, key in wanted}, ended_at=None, since__lte=on
    )
    return tuple(
        Listed(row.kind, row.label, row.source, row.reason)
        for row in rows.order_by("kind", "id")
        if (row.kind, row.key) in wanted and (as_of is None or row.added_at <= as_of)
    )
