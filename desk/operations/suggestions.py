"""Suggestions (建言献策): raised by anybody on the staff, decided by another with a reason, done with evidence."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from desk.models import Meeting, Suggestion
from desk.operations.hall import NoReason, NoResult, NoSuchColleague, NotYours, tell
from desk.queries import hall as people
from desk.states.meetings import MeetingStatus
from desk.states.suggestions import SUGGESTION_MOVES


class OwnSuggestion(BusinessError):
    """Nobody decides on what they propose themselves."""


class DueInThePast(BusinessError):
    """A term lies before today."""


class MeetingIsClosed(BusinessError):
    """The minutes of the meeting are confirmed already."""


@operation
def raise_suggestion(
    *, branch_id: int, title: str, text: str, meeting_id: int | None = None, by: User, at: datetime
) -> Suggestion:
    """Propose something, at a morning meeting or any time. Raises MeetingIsClosed."""
    meeting = lock(Meeting, meeting_id) if meeting_id else None
    if meeting is not None and meeting.status not in (MeetingStatus.PLANNED, MeetingStatus.HELD):
        raise MeetingIsClosed(_("这次晨会的记录已经确认，请直接提出建议。"))
    suggestion = Suggestion.objects.create(
        branch_id=branch_id, title=title, text=text, meeting=meeting, raised_by=by, raised_at=at
    )
    suggestion.events.create(action="raise", before="", after=suggestion.status, by=by, at=at, note="")
    return suggestion


@operation
def adopt(*, suggestion_id: int, reason: str, responsible_id: int, due_on: date, by: User, at: datetime) -> Suggestion:
    """Adopt a suggestion: who does it, by when, and why. Raises NotYours, OwnSuggestion, DueInThePast, WrongState."""
    suggestion = _to_decide(suggestion_id, "adopt", reason, by)
    _refuse_term(due_on, at)
    _refuse_stranger(responsible_id)
    move(
        suggestion,
        "adopt",
        SUGGESTION_MOVES,
        by=by,
        at=at,
        note=reason,
        decided_by=by,
        decided_at=at,
        reason=reason,
        responsible_id=responsible_id,
        due_on=due_on,
    )
    _tell_decision(suggestion, _("已采纳"), by=by, at=at)
    _tell_responsible(suggestion, by=by, at=at)
    return suggestion


@operation
def decline(*, suggestion_id: int, reason: str, by: User, at: datetime) -> Suggestion:
    """Do not adopt a suggestion, and say why. Raises NotYours, OwnSuggestion, NoReason, WrongState."""
    suggestion = _to_decide(suggestion_id, "decline", reason, by)
    move(
        suggestion,
        "decline",
        SUGGESTION_MOVES,
        by=by,
        at=at,
        note=reason,
        decided_by=by,
        decided_at=at,
        reason=reason,
    )
    _tell_decision(suggestion, _("未采纳"), by=by, at=at)
    return suggestion


@operation
def reassign(
    *, suggestion_id: int, responsible_id: int, due_on: date, reason: str, by: User, at: datetime
) -> Suggestion:
    """Give an adopted suggestion to somebody else, or more time. Raises NotYours, NoReason, DueInThePast."""
    suggestion = lock(Suggestion, suggestion_id)
    refuse_move(suggestion, "reassign", SUGGESTION_MOVES)
    if not people.leads(by, suggestion.branch_id):
        raise NotYours(_("请由本管理部负责人调整。"))
    if not reason.strip():
        raise NoReason(_("请写明调整的原因。"))
    _refuse_term(due_on, at)
    _refuse_stranger(responsible_id)
    move(
        suggestion,
        "reassign",
        SUGGESTION_MOVES,
        by=by,
        at=at,
        note=reason,
        responsible_id=responsible_id,
        due_on=due_on,
    )
    _tell_responsible(suggestion, by=by, at=at)
    return suggestion


@operation
def finish_suggestion(*, suggestion_id: int, evidence: str, by: User, at: datetime) -> Suggestion:
    """Say what came of an adopted suggestion; who raised it is told. Raises NotYours, NoResult, WrongState."""
    suggestion = lock(Suggestion, suggestion_id)
    refuse_move(suggestion, "finish", SUGGESTION_MOVES)
    if by.pk != suggestion.responsible_id and not people.leads(by, suggestion.branch_id):
        raise NotYours(_("请由责任人填写落实情况。"))
    if not evidence.strip():
        raise NoResult(_("请写明落实情况。"))
    move(suggestion, "finish", SUGGESTION_MOVES, by=by, at=at, note=evidence, evidence=evidence, done_at=at)
    context = {"day": _day(timezone.localtime(suggestion.raised_at).date())}
    tell(suggestion.raised_by_id, "suggestion_done", f"suggestion-{suggestion.pk}", context, by=by, at=at)
    return suggestion


def _to_decide(suggestion_id: int, action: str, reason: str, by: User) -> Suggestion:
    """A suggestion that `by` may decide on."""
    suggestion = lock(Suggestion, suggestion_id)
    refuse_move(suggestion, action, SUGGESTION_MOVES)
    if not people.leads(by, suggestion.branch_id):
        raise NotYours(_("请由本管理部负责人决定。"))
    if suggestion.raised_by.person_id == by.person_id:
        raise OwnSuggestion(_("自己提的建议，请由其他负责人决定。"))
    if not reason.strip():
        raise NoReason(_("请写明理由。"))
    return suggestion


def _refuse_term(due_on: date, at: datetime) -> None:
    if due_on < timezone.localtime(at).date():
        raise DueInThePast(_("期限不能早于今天。"))


def _refuse_stranger(user_id: int) -> None:
    if not people.staff().filter(pk=user_id).exists():
        raise NoSuchColleague(_("请选择在岗同事。"))


def _tell_decision(suggestion: Suggestion, decision: str, *, by: User, at: datetime) -> None:
    context = {"day": _day(timezone.localtime(suggestion.raised_at).date()), "decision": decision}
    tell(suggestion.raised_by_id, "suggestion_decided", f"suggestion-{suggestion.pk}", context, by=by, at=at)


def _tell_responsible(suggestion: Suggestion, *, by: User, at: datetime) -> None:
    assert suggestion.responsible_id is not None and suggestion.due_on is not None
    key = f"suggestion-{suggestion.pk}-{suggestion.events.count()}"
    context = {"due": _day(suggestion.due_on)}
    tell(suggestion.responsible_id, "suggestion_assigned", key, context, by=by, at=at)


def _day(day: date) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
