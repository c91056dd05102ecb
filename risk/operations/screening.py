"""Running the rules over what was handed over, and the news of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from common.states import lock, move
from common.transactions import operation, step, wake
from risk import queries
from risk.models import Finding, Outcome, RuleSet, Screening
from risk.rules.hits import Hit
from risk.rules.registry import Setting, verdict
from risk.rules.registry import run as run_rules
from risk.states.rule_sets import RuleSetStatus
from risk.states.screening import SCREENING_MOVES, STOPPING, Action, OutcomeKind, ScreeningStatus

_MOVES = {
    ScreeningStatus.CLEAR: "find_nothing",
    ScreeningStatus.REVIEW: "ask_review",
    ScreeningStatus.BLOCKED: "block",
    ScreeningStatus.CLEARED: "find_known",
}
LISTED = "名单更新"
"""Why an application is looked at again that something new on a list concerns."""
SCREENED = (OutcomeKind.CLEAR, OutcomeKind.REVIEW, OutcomeKind.BLOCKED, OutcomeKind.CLEARED)


@step
def run(*, screening_id: int, at: datetime) -> Screening:
    """Run the published rules, and beside them those on trial; a screening that has run stays as it is.

    What the same case's earlier rounds found on the same grounds and a person has cleared stays cleared.
    """
    screening = lock(Screening, screening_id)
    if screening.status != ScreeningStatus.PENDING:
        return screening
    facts = queries.stored_facts(screening)
    earlier = _earlier(screening)
    told_on = timezone.localdate(screening.facts.at)
    # Looked at again because a house was sold: what was listed since is another matter than this withdrawal.
    listed_on = None if screening.cause not in ("", LISTED) else timezone.localdate(screening.handed_at)
    known = queries.known_of(facts, told_on=told_on, stopped=_stopped(screening, earlier), listed_on=listed_on)
    found: list[Finding] = []
    versions = queries.current_settings()
    for rule_set, settings in versions:
        found += _findings(screening, rule_set, run_rules(facts, known, settings), earlier, at)
    Finding.objects.bulk_create(found)
    _settle(screening, versions[0][0], found, at)
    return screening


def _settle(screening: Screening, published: RuleSet, found: Sequence[Finding], at: datetime) -> None:
    """Move the screening to what its findings make of it, and tell the business app."""
    decisive = [each for each in found if not each.is_shadow]
    status = verdict(each.action for each in decisive if each.cleared_at is None)
    cleared = [each for each in decisive if each.cleared_at is not None and each.action != Action.INFO]
    facts: dict[str, Any] = {"ran_at": at, "rule_set": published}
    if status == ScreeningStatus.CLEAR and cleared:
        status = ScreeningStatus.CLEARED
        facts |= {"cleared_by": cleared[0].cleared_by, "cleared_at": cleared[0].cleared_at}
    move(screening, _MOVES[status], SCREENING_MOVES, by=None, at=at, **facts)
    report(screening, OutcomeKind(status), at=at)


def _earlier(screening: Screening) -> list[Finding]:
    """What earlier rounds of the case found, newest first."""
    if screening.number == 1:
        return []
    rows = Finding.objects.filter(screening__case=screening.case, screening__number__lt=screening.number)
    rows = rows.filter(is_shadow=False).select_related("screening", "cleared_by")
    return list(rows.order_by("-screening__number", "id")[:200])


def _stopped(screening: Screening, earlier: Sequence[Finding]) -> tuple[str, ...]:
    """What stopped other facts of this case and nobody has cleared, in whichever round."""
    cleared = {each.digest for each in earlier if each.cleared_at is not None}
    found = {
        each.digest
        for each in earlier
        if each.action in STOPPING and each.code != "F00" and each.screening.facts_id != screening.facts_id
    }
    return tuple(sorted(found - cleared))


def _findings(
    screening: Screening,
    rule_set: RuleSet,
    hits: Sequence[tuple[Setting, Hit]],
    earlier: Sequence[Finding],
    at: datetime,
) -> list[Finding]:
    is_shadow = rule_set.status == RuleSetStatus.SHADOW
    cleared = {each.digest: each for each in reversed(earlier) if each.cleared_at is not None}
    found = []
    for setting, hit in hits:
        known = None if is_shadow else cleared.get(hit.digest())
        found.append(
            Finding(
                screening=screening,
                rule_set=rule_set,
                is_shadow=is_shadow,
                code=hit.code,
                severity=setting.severity,
                action=setting.action,
                content=hit.content(),
                cases=list(hit.cases),
                digest=hit.digest(),
                at=at,
                cleared_by=known.cleared_by if known else None,
                cleared_at=known.cleared_at if known else None,
                clear_reason=known.clear_reason if known else "",
            )
        )
    return found


@step
def report(screening: Screening, kind: OutcomeKind, *, at: datetime) -> Outcome:
    """Write news of a screening for its business app, and wake its task after commit."""
    found = Outcome.objects.create(source=screening.source, kind=kind, case=screening.case, screening=screening, at=at)
    if screening.wake:
        wake(screening.wake)
    return found


@step
def claim_outcomes(*, source: str, limit: int = 100, at: datetime, after: int = 0) -> list[Outcome]:
    """News for the app `source`, oldest first, claimed in the caller's transaction: each row is handed out once.

    What a screening said is no longer news where the case was looked at again, or somebody has cleared it since.
    `after` leaves out news up to that id: what an app could not act on does not keep it from the rest.
    """
    waiting = Outcome.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    waiting = waiting.filter(source=source, claimed_at=None)
    newest = Screening.objects.filter(case=OuterRef("case")).order_by("-number").values("pk")[:1]
    stale = waiting.filter(kind__in=SCREENED).filter(~Q(screening__status=F("kind")) | ~Q(screening=Subquery(newest)))
    Outcome.objects.filter(pk__in=[each.pk for each in stale]).update(claimed_at=at)
    rows = waiting.filter(pk__gt=after).select_related("screening", "ban", "person")
    found = list(rows.order_by("id")[:limit])
    Outcome.objects.filter(pk__in=[each.pk for each in found]).update(claimed_at=at)
    return found


@operation
def run_forgotten(*, screening_id: int, at: datetime) -> Screening:
    """Run a screening whose message was lost."""
    return run(screening_id=screening_id, at=at)
