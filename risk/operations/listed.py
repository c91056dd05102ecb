"""Something came onto a list: applications that it concerns and that are still on their way are looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import Person
from common.transactions import step, wake
from risk.models import ListEntry, Outcome, Screening
from risk.queries import known as queries
from risk.rules.links import key_of
from risk.states.lists import ListKind
from risk.states.screening import LinkKind, OutcomeKind

THINGS = {ListKind.HOUSE: LinkKind.HOUSE, ListKind.PHONE: LinkKind.PHONE, ListKind.CARD: LinkKind.PAYEE}
"""Lists whose keys are those of the links; of persons a list knows the document number."""
PERSONS = {ListKind.DISHONEST: (LinkKind.PERSON, LinkKind.RELATIVE), ListKind.AGENT: (LinkKind.AGENT,)}


@step
def note_listed(entries: Sequence[ListEntry], *, at: datetime) -> int:
    """Tell the business apps which applications new entries concern; how many. They know what is paid and over, and
    have the others looked at again (`rescreen`). News that waits is not written twice."""
    cases = queries.cases_sharing(_links_of(entries))
    waiting = Outcome.objects.filter(kind=OutcomeKind.LISTED, case__in=cases, claimed_at=None)
    cases = sorted(set(cases) - set(waiting.values_list("case", flat=True)))
    newest = Screening.objects.filter(case__in=cases).order_by("case", "-number").distinct("case")
    rows = list(newest)
    Outcome.objects.bulk_create(
        Outcome(source=each.source, kind=OutcomeKind.LISTED, case=each.case, screening=each, at=at) for each in rows
    )
    for task in sorted({each.wake for each in rows if each.wake}):
        wake(task)
    return len(rows)


def _links_of(entries: Sequence[ListEntry]) -> list[tuple[str, UUID]]:
    """By which links an application may have to do with the entries: kind and key."""
    indexes = [each.key.hex for each in entries if each.kind in PERSONS]
    ids = dict(Person.objects.filter(document_index__in=indexes).values_list("document_index", "pk"))
    found: list[tuple[str, UUID]] = []
    for each in entries:
        if each.kind in THINGS:
            found.append((THINGS[ListKind(each.kind)], each.key))
        elif each.key.hex in ids:
            person = str(ids[each.key.hex])
            found += [(kind, key_of(kind, person)) for kind in PERSONS[ListKind(each.kind)]]
    return found
