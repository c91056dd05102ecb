"""Somebody has looked into what was found, and it is in order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import step
from risk import queries
from risk.models import Finding, Screening
from risk.operations.screening import report
from risk.rules.registry import verdict
from risk.states.screening import SCREENING_MOVES, STOPPING, Action, OutcomeKind, ScreeningStatus

if TYPE_CHECKING:
    from accounts.models import User


class NotCleared(BusinessError):
    """Nothing to clear: on trial only, cleared already, without a reason, or the case was looked at again since."""


class OnlyDeciders(BusinessError):
    """What stops an application is cleared by those who may decide, what asks for review by those who look into it."""


class Concerned(BusinessError):
    """Nobody clears what concerns themselves, their relatives, or what they handled."""


@step
def clear(*, finding_id: int, by: User, reason: str, at: datetime) -> Screening:
    """One finding is in order, with the reason. The last one cleared lets the case go on.

    Raises NotCleared, OnlyDeciders, Concerned.
    """
    finding = Finding.objects.get(pk=finding_id)
    screening = _locked(finding.screening_id)
    finding.refresh_from_db()
    _clear(finding, screening, by=by, reason=reason, at=at)
    return _go_on(screening, by=by, at=at, note=reason)


@step
def clear_case(*, case: str, by: User, reason: str, at: datetime) -> Screening | None:
    """All that was found on a case is in order; None where nothing was. Raises as `clear` does."""
    newest = queries.latest(case)
    if newest is None:
        return None
    screening = _locked(newest.pk)
    open_findings = screening.findings.filter(is_shadow=False, cleared_at=None).exclude(action=Action.INFO)
    for finding in open_findings.order_by("id"):
        _clear(finding, screening, by=by, reason=reason, at=at)
    return _go_on(screening, by=by, at=at, note=reason)


def _locked(screening_id: int) -> Screening:
    """The screening, locked and still the newest of its case."""
    screening = lock(Screening, screening_id)
    newest = queries.latest(screening.case)
    if newest is None or newest.pk != screening.pk:
        raise NotCleared(_("这笔业务已经重新筛查，请看最新的结果。"))
    return screening


def _clear(finding: Finding, screening: Screening, *, by: User, reason: str, at: datetime) -> None:
    if finding.is_shadow or finding.cleared_at is not None:
        raise NotCleared(_("这条发现不需要处理，或已经处理过了。"))
    if not reason.strip():
        raise NotCleared(_("请写明核查情况和排除理由。"))
    needed = Permission.RISK_DECIDE if finding.action in STOPPING else Permission.RISK_WORK
    if not by.may(needed):
        raise OnlyDeciders(_("这条发现需要有权限的人员核查后排除。"))
    facts = queries.stored_facts(screening)
    staff = {each.person_id for each in facts.handlers}
    if by.person_id in facts.family_ids | staff:
        raise Concerned(_("这笔业务与您本人、亲属或您经办的业务有关，请由其他人核查。"))
    finding.cleared_by, finding.cleared_at, finding.clear_reason = by, at, reason.strip()[:200]
    finding.save(update_fields=["cleared_by", "cleared_at", "clear_reason"])


def _go_on(screening: Screening, *, by: User, at: datetime, note: str) -> Screening:
    """Let the case go on where nothing is left open; a case that only needs review now may be reviewed."""
    left = screening.findings.filter(is_shadow=False, cleared_at=None).values_list("action", flat=True)
    status = verdict(left)
    if status == ScreeningStatus.CLEAR and screening.status != ScreeningStatus.CLEAR:
        action = "clear"
    elif status == ScreeningStatus.REVIEW and screening.status == ScreeningStatus.BLOCKED:
        action = "unblock"
    else:
        return screening
    facts: dict[str, Any] = {"cleared_by": by, "cleared_at": at} if action == "clear" else {}
    move(screening, action, SCREENING_MOVES, by=by, at=at, note=note[:200], **facts)
    report(screening, OutcomeKind(screening.status), at=at)
    return screening
