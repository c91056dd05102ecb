"""What the night finds: rings around one thing, and people with several accounts. Each opens one case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from common.transactions import operation, step
from risk.models import RiskCase
from risk.operations import cases
from risk.operations.insiders import lock_mark
from risk.queries import cases as names
from risk.queries import patterns as queries
from risk.queries.patterns import Group
from risk.rules.patterns import RINGS, families
from risk.states.cases import Origin, Part
from risk.states.screening import LinkKind

MARK = "pattern:links"


@operation
def look_for_rings(*, today: date, at: datetime) -> int | None:
    """Look at the next portion of new links; how many rings it touched, None where nothing is new. May run twice."""
    mark = lock_mark(MARK)
    first, last = queries.new_links(mark.last)
    if last is None:
        return None
    until = min(first + queries.PORTION - 1, last)  # ids leave gaps: a portion begins where there is something
    rings = [group for group in queries.crowded(after=mark.last, until=until, today=today) if _is_ring(group)]
    for group in rings:
        _bring_up(group, at)
    mark.last = until
    mark.save(update_fields=["last"])
    return len(rings)


def _is_ring(group: Group) -> bool:
    return families(group.members) >= RINGS[group.kind].families


@step
def _bring_up(group: Group, at: datetime) -> None:
    thing = group.kind.lower()
    if queries.all_decided(thing, group.cases):
        return
    said = {"kind": LinkKind(group.kind).label, "label": group.label, "count": families(group.members)}
    title = _("%(count)d 个没有亲属关系的家庭使用同一%(kind)s %(label)s") % said
    key = queries.key_in_use(group.cases) or f"{thing}:{group.key}"
    suspicion = cases.Suspicion(
        key=key,
        origin=Origin.PATTERN,
        title=title[:120],
        screenings=queries.newest_screenings(group.cases),
        note="" if queries.is_said(key, title[:120]) else title[:120],
    )
    cases.open_or_join(suspicion=suspicion, by=None, at=at)


@step
def note_duplicate_accounts(*, person_id: int, accounts: Sequence[str], at: datetime) -> RiskCase | None:
    """One identity document has several open accounts (F19, 一人多户); None where the case is known already."""
    key = f"duplicate:{person_id}:{'-'.join(sorted(accounts))}"[:200]
    if RiskCase.objects.filter(key=key).exists():
        return None
    name = names.names_of([person_id]).get(person_id, "")
    suspicion = cases.Suspicion(
        key=key,
        origin=Origin.PATTERN,
        title=_("%(name)s名下有 %(count)d 个住房公积金账户（F19）") % {"name": name, "count": len(accounts)},
        people=((person_id, Part.OTHER),),
        note=_("账户：%(accounts)s") % {"accounts": "、".join(sorted(accounts))},
    )
    return cases.open_or_join(suspicion=suspicion, by=None, at=at)
