"""Acts of the staff handed in from above, and what the nightly look at them brings before the discipline office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.states import lock
from common.transactions import operation, step
from risk.models import FeedMark, InsiderFinding, StaffAct
from risk.operations import cases
from risk.queries import cases as names
from risk.queries import insiders as queries
from risk.queries.insiders import InsiderHit
from risk.rules.insiders import InsiderTerms
from risk.states.cases import Origin, Part
from risk.states.insiders import ActKind, InsiderRule


@dataclass(frozen=True)
class Act:
    """What somebody on the staff did. `key` is its own for ever ("event:52"), so that it is noted once."""

    key: str
    kind: str
    staff_id: int
    at: datetime
    case: str = ""
    person_id: int | None = None
    agent_id: int | None = None
    seconds: int | None = None


@step
def note_staff_acts(*, acts: Iterable[Act]) -> int:
    """Note what members of staff did; what is known already is left as it is. How many were handed in."""
    rows = [
        StaffAct(
            key=act.key,
            kind=ActKind(act.kind),
            staff_id=act.staff_id,
            person_id=act.person_id,
            agent_id=act.agent_id,
            case=act.case,
            at=act.at,
            on=localtime(act.at).date(),
            hour=localtime(act.at).hour,
            seconds=act.seconds,
        )
        for act in acts
    ]
    StaffAct.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@step
def lock_mark(source: str) -> FeedMark:
    """How far a source has been read, locked: one feeder at a time."""
    FeedMark.objects.bulk_create([FeedMark(source=source)], ignore_conflicts=True)
    return lock(FeedMark, source)


@operation
def look_at_staff(*, today: date, at: datetime) -> int:
    """Open or join the discipline office's case of everybody whose acts stand out; how many did. May run twice."""
    terms = queries.terms_on(today)
    hits = queries.hits_on(today, terms)
    known = names.names_of({hit.staff_id for hit in hits} | {hit.other_id for hit in hits if hit.other_id})
    for hit in hits:
        _bring_up(hit, known, terms, today, at)
    return len(hits)


@step
def _bring_up(hit: InsiderHit, known: dict[int, str], terms: InsiderTerms, today: date, at: datetime) -> None:
    sentence = _sentence(hit, known, terms)
    suspicion = cases.Suspicion(
        key=f"insider:{hit.staff_id}",
        origin=Origin.INSIDER,
        title=_("%(name)s的业务操作需要核实") % {"name": known[hit.staff_id]},
        people=((hit.staff_id, Part.STAFF),),
        is_insider=True,
    )
    risk_case = cases.open_or_join(suspicion=suspicion, by=None, at=at)
    if risk_case.insider_findings.filter(rule=hit.rule, sentence=sentence).exists():
        return
    InsiderFinding.objects.bulk_create(
        [
            InsiderFinding(
                risk_case=risk_case,
                rule=hit.rule,
                staff_id=hit.staff_id,
                other_id=hit.other_id,
                sentence=sentence,
                count=hit.count,
                found_on=today,
                cases=list(hit.cases),
            )
        ],
        ignore_conflicts=True,
    )


def _sentence(hit: InsiderHit, known: dict[int, str], terms: InsiderTerms) -> str:
    """What stands out, as the discipline office reads it."""
    said = {
        "days": terms.window_days,
        "count": hit.count,
        "name": known[hit.staff_id],
        "other": known.get(hit.other_id or 0, ""),
        "seconds": terms.fast_seconds,
    }
    words = {
        InsiderRule.AGENT: _("近 %(days)d 天内，代办人%(other)s的 %(count)d 件业务由%(name)s一人经办。"),
        InsiderRule.FAST: _("近 %(days)d 天内，%(name)s有 %(count)d 次审批用时不到 %(seconds)d 秒。"),
        InsiderRule.NIGHT: _("近 %(days)d 天内，%(name)s在夜间改动业务 %(count)d 次。"),
        InsiderRule.LOOKS: _("近 %(days)d 天内，%(name)s有一天在没有办件的情况下查看了 %(count)d 人的资料。"),
        InsiderRule.RELATIVE: _("近 %(days)d 天内，%(name)s为亲属%(other)s办理或查看业务 %(count)d 次。"),
    }
    return words[InsiderRule(hit.rule)] % said
