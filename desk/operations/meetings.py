"""The morning meeting (晨会): planned in turn, prepared, held at ten past eight, its minutes confirmed by the host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Branch, User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from desk.models import Attendance, FaultDrill, Meeting, MeetingProgramme, Problem, SharedProblem
from desk.operations.hall import NoReason, NoSuchColleague, NotYours, tell
from desk.queries import hall as people
from desk.queries import meetings as queries
from desk.states.meetings import MEETING_MOVES, MeetingStatus

PREPARED = (MeetingStatus.PLANNED, MeetingStatus.HELD)


class MeetingIsClosed(BusinessError):
    """Its minutes are confirmed, or it was cancelled."""


class NotToday(BusinessError):
    """A meeting is held on its day."""


class NotFinished(BusinessError):
    """Something of the programme has no record yet."""


class SameColleague(BusinessError):
    """Who plays the citizen and who serves are two people."""


class SharedAlready(BusinessError):
    """The problem is on the programme."""


class NothingToPlan(BusinessError):
    """Every day has its meeting, or nobody works here."""


@operation
def plan_meetings(*, branch_id: int, since: date, count: int, by: User, at: datetime) -> list[Meeting]:
    """Plan the next `count` working days that have no meeting, hosts in turn. Raises NotYours, NothingToPlan."""
    Branch.objects.select_for_update().get(pk=branch_id)
    if not people.leads(by, branch_id):
        raise NotYours(_("请由本管理部负责人安排晨会。"))
    days = queries.days_without_meeting(branch_id, since, count)
    hosts = queries.hosts_in_turn(branch_id, len(days))
    if not days or not hosts:
        raise NothingToPlan(_("这些日子都已经安排了晨会。"))
    planned = []
    for day, host_id in zip(days, hosts, strict=True):
        meeting = Meeting.objects.create(branch_id=branch_id, day=day, host_id=host_id)
        meeting.events.create(action="plan", before="", after=meeting.status, by=by, at=at, note="")
        _tell_host(meeting, by=by, at=at)
        planned.append(meeting)
    return planned


@operation
def change_host(*, meeting_id: int, host_id: int, by: User, at: datetime) -> Meeting:
    """Another host. The host may give it away, a head may give it to anybody. Raises NotYours, NoSuchColleague."""
    meeting = _open(meeting_id)
    _refuse_others(meeting, by)
    if meeting.status != MeetingStatus.PLANNED:
        raise MeetingIsClosed(_("晨会已经召开，不能再换主持人。"))
    _refuse_strangers(meeting, host_id)
    meeting.host_id = host_id
    meeting.save(update_fields=["host"])
    meeting.events.create(action="change_host", before=meeting.status, after=meeting.status, by=by, at=at, note="")
    _tell_host(meeting, by=by, at=at)
    return meeting


@operation
def add_programme(
    *, meeting_id: int, kind: str, title: str, lead_id: int, note: str = "", by: User, at: datetime
) -> MeetingProgramme:
    """Put a poem, a song, a lesson on the programme. Raises MeetingIsClosed, NoSuchColleague."""
    meeting = _open(meeting_id)
    _refuse_strangers(meeting, lead_id)
    return MeetingProgramme.objects.create(meeting=meeting, kind=kind, title=title, lead_id=lead_id, note=note)


@operation
def add_drill(
    *, meeting_id: int, citizen_id: int, clerk_id: int, window: str, business: str, by: User, at: datetime
) -> FaultDrill:
    """Put a fault-finding drill on the programme: who plays the citizen, who serves, which business.

    Raises MeetingIsClosed, NoSuchColleague, SameColleague.
    """
    meeting = _open(meeting_id)
    _refuse_strangers(meeting, citizen_id, clerk_id)
    if citizen_id == clerk_id:
        raise SameColleague(_("扮演群众的和办理的应是两位同事。"))
    return FaultDrill.objects.create(
        meeting=meeting, citizen_id=citizen_id, clerk_id=clerk_id, window=window, business=business
    )


@operation
def record_drill(
    *, drill_id: int, objections: str, answers: str, evaluation: str, by: User, at: datetime
) -> FaultDrill:
    """Note the objections, the answers given on the spot, and the host's word on it. Raises NotYours."""
    drill = lock(FaultDrill, drill_id)
    meeting = _open(drill.meeting_id)
    _refuse_others(meeting, by)
    drill.objections, drill.answers, drill.evaluation = objections, answers, evaluation
    drill.save(update_fields=["objections", "answers", "evaluation"])
    return drill


@operation
def drop_drill(*, drill_id: int, by: User, at: datetime) -> int:
    """Take a drill that did not take place off the programme; the meeting's id. Raises NotYours, MeetingIsClosed."""
    drill = lock(FaultDrill, drill_id)
    meeting = _open(drill.meeting_id)
    _refuse_others(meeting, by)
    drill.delete()
    note = _("取消找茬演练：%(business)s") % {"business": drill.business}
    meeting.events.create(action="drop", before=meeting.status, after=meeting.status, by=by, at=at, note=note)
    return meeting.pk


@operation
def drop_programme(*, programme_id: int, by: User, at: datetime) -> int:
    """Take an item off the programme; the meeting's id. Raises NotYours, MeetingIsClosed."""
    item = lock(MeetingProgramme, programme_id)
    meeting = _open(item.meeting_id)
    if by.pk != item.lead_id:
        _refuse_others(meeting, by)
    item.delete()
    note = _("取消节目：%(title)s") % {"title": item.title}
    meeting.events.create(action="drop", before=meeting.status, after=meeting.status, by=by, at=at, note=note)
    return meeting.pk


@operation
def share_problem(*, meeting_id: int, problem_id: int, by: User, at: datetime) -> SharedProblem:
    """Put a hard problem on the programme. Raises MeetingIsClosed, SharedAlready."""
    meeting = _open(meeting_id)
    problem = lock(Problem, problem_id)
    try:
        with transaction.atomic():
            return SharedProblem.objects.create(meeting=meeting, problem=problem, by=by)
    except IntegrityError:
        raise SharedAlready(_("这个问题已经在今天的交流里了。")) from None


@operation
def hold_meeting(*, meeting_id: int, presence: Mapping[int, tuple[str, str]], by: User, at: datetime) -> Meeting:
    """Call the roll and begin: who was in time, late, on leave or absent (user → presence, note).

    Raises NotYours, NotToday, NoSuchColleague, WrongState.
    """
    meeting = lock(Meeting, meeting_id)
    refuse_move(meeting, "hold", MEETING_MOVES)
    _refuse_others(meeting, by)
    if meeting.day > timezone.localtime(at).date():
        raise NotToday(_("还没到开会的日子。"))
    _refuse_strangers(meeting, *presence)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, user_id=user_id, presence=kind, note=note)
        for user_id, (kind, note) in presence.items()
    )
    move(meeting, "hold", MEETING_MOVES, by=by, at=at, held_at=at)
    return meeting


@operation
def confirm_minutes(*, meeting_id: int, minutes: str, by: User, at: datetime) -> Meeting:
    """The host (or the head in their place) stands for the minutes; from here on they are final.

    Raises NotYours, NotFinished, WrongState.
    """
    meeting = lock(Meeting, meeting_id)
    refuse_move(meeting, "confirm", MEETING_MOVES)
    _refuse_others(meeting, by)
    if not minutes.strip():
        raise NotFinished(_("请写下晨会记录再确认。"))
    if meeting.drills.filter(evaluation="").exists():
        raise NotFinished(_("还有找茬演练没有主持人评价，请先补记或取消。"))
    move(meeting, "confirm", MEETING_MOVES, by=by, at=at, minutes=minutes, confirmed_by=by, confirmed_at=at)
    return meeting


@operation
def cancel_meeting(*, meeting_id: int, reason: str, by: User, at: datetime) -> Meeting:
    """There is no meeting that day, for a reason. Raises NotYours, NoReason, WrongState."""
    meeting = lock(Meeting, meeting_id)
    refuse_move(meeting, "cancel", MEETING_MOVES)
    if not people.leads(by, meeting.branch_id):
        raise NotYours(_("请由本管理部负责人取消。"))
    if not reason.strip():
        raise NoReason(_("请写明取消的原因。"))
    move(meeting, "cancel", MEETING_MOVES, by=by, at=at, note=reason)
    return meeting


def _open(meeting_id: int) -> Meeting:
    """A meeting whose record may still be written. Raises MeetingIsClosed."""
    meeting = lock(Meeting, meeting_id)
    if meeting.status not in PREPARED:
        raise MeetingIsClosed(_("这次晨会的记录已经确认或取消，不能再改。"))
    return meeting


def _refuse_others(meeting: Meeting, by: User) -> None:
    if by.pk != meeting.host_id and not people.leads(by, meeting.branch_id):
        raise NotYours(_("请由主持人操作。"))


def _refuse_strangers(meeting: Meeting, *user_ids: int) -> None:
    known = set(people.colleagues(meeting.branch_id).filter(pk__in=user_ids).values_list("pk", flat=True))
    if set(user_ids) - known:
        raise NoSuchColleague(_("请选择本管理部的在岗同事。"))


def _tell_host(meeting: Meeting, *, by: User, at: datetime) -> None:
    key = f"meeting-{meeting.pk}-{meeting.host_id}"
    day = _("%(month)d月%(day)d日") % {"month": meeting.day.month, "day": meeting.day.day}
    context = {"day": day, "time": f"{meeting.starts:%H:%M}"}
    tell(meeting.host_id, "meeting_host", key, context, by=by, at=at)
