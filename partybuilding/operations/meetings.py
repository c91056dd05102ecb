"""Meetings: the year's plan, notice, sign-in, minutes by one and approval by another, resolutions to completion."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from partybuilding.models import Meeting, MeetingAttendance, Member, Organisation, Resolution, Topic
from partybuilding.operations import telling
from partybuilding.operations.guard import NotYours, TooEarly, refuse_others
from partybuilding.queries import organisation as people
from partybuilding.queries import scope
from partybuilding.rules import board
from partybuilding.states.meetings import (
    COMMITTEE_ONLY,
    KINDS_OF,
    MEETING_MOVES,
    RESOLUTION_MOVES,
    MeetingStatus,
    Presence,
)

WRITABLE = (MeetingStatus.NOTICED, MeetingStatus.HELD)


class NotThisKind(BusinessError):
    """The organisation holds no such meetings."""


class NothingToPlan(BusinessError):
    """Every coming period has its meeting."""


class NobodyToCall(BusinessError):
    """Nobody belongs to the organisation, or host and recorder are not of those called."""


class NotOnTheList(BusinessError):
    """Who signs in was not called, or the code is not this meeting's."""


class Incomplete(BusinessError):
    """Something that the minutes need is missing."""


class MinutesClosed(BusinessError):
    """The minutes are handed in or approved; topics stand as they are."""


class SamePerson(BusinessError):
    """Who wrote the minutes does not approve them."""


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()


def is_file_of(member: Member | None, user: User) -> bool:
    """Whether the member is the user."""
    return member is not None and member.person_id == user.person_id


# --- plan and notice


@operation
def plan_year(*, organisation_id: int, year: int, by: User, at: datetime) -> int:
    """Plan a meeting for each period to come of the year that has none, kind by kind; how many were planned.

    Raises NotYours, NothingToPlan.
    """
    found = lock(Organisation, organisation_id)
    refuse_others(found.pk, by)
    today = _today(at)
    rows = Meeting.objects.filter(organisation=found, year=year).exclude(status=MeetingStatus.CANCELLED)
    planned = set(rows.values_list("kind", "period"))
    made = 0
    for kind in KINDS_OF[found.kind]:
        if kind not in board.EVERY_MONTHS:
            continue
        for period in board.periods(kind, year):
            if period.last >= today and (kind, period.name) not in planned:
                _new(found, kind, period, theme="", by=by, at=at)
                made += 1
    if not made:
        raise NothingToPlan(_("今年剩下的会议都已经列入计划。"))
    return made


@operation
def plan_meeting(*, organisation_id: int, kind: str, on: date, theme: str, by: User, at: datetime) -> Meeting:
    """Put one meeting on the plan, for the period that the day lies in. Raises NotYours, NotThisKind."""
    found = lock(Organisation, organisation_id)
    refuse_others(found.pk, by)
    if kind not in KINDS_OF[found.kind]:
        raise NotThisKind(_("%(organisation)s不召开这一类会议。") % {"organisation": found})
    return _new(found, kind, board.period_of(kind, on), theme=theme, by=by, at=at)


def _new(found: Organisation, kind: str, period: board.Period, *, theme: str, by: User, at: datetime) -> Meeting:
    made = Meeting.objects.create(
        organisation=found, kind=kind, period=period.name, year=period.first.year, theme=theme
    )
    made.events.create(action="plan", before="", after=made.status, by=by, at=at, note="")
    return made


@operation
def call_meeting(
    *,
    meeting_id: int,
    starts_at: datetime,
    place: str,
    theme: str,
    host_id: int,
    recorder_id: int,
    by: User,
    at: datetime,
) -> Meeting:
    """Give notice: time, place, host and recorder. Everybody called is told, and the meeting gets its number.

    Raises NotYours, WrongState, TooEarly, NobodyToCall.
    """
    meeting = lock(Meeting, meeting_id)
    refuse_others(meeting.organisation_id, by)
    refuse_move(meeting, "give_notice", MEETING_MOVES)
    organisation = lock(Organisation, meeting.organisation_id)
    called = list(_to_call(meeting, organisation))
    if not {host_id, recorder_id} <= {each.pk for each in called}:
        raise NobodyToCall(_("主持人和记录人须在参会人员之中。"))
    year = timezone.localtime(starts_at).year
    last = Meeting.objects.filter(organisation=organisation, kind=meeting.kind, year=year).aggregate(
        last=Max("serial")
    )["last"]
    move(
        meeting,
        "give_notice",
        MEETING_MOVES,
        by=by,
        at=at,
        starts_at=starts_at,
        place=place,
        theme=theme,
        host_id=host_id,
        recorder_id=recorder_id,
        year=year,
        period=board.period_of(meeting.kind, timezone.localtime(starts_at).date()).name,
        serial=(last or 0) + 1,
        should_attend=len(called),
        sign_code=secrets.token_urlsafe(9),
    )
    MeetingAttendance.objects.bulk_create(MeetingAttendance(meeting=meeting, member=each) for each in called)
    telling.tell_called(meeting, called, by=by, at=at)
    return meeting


def _to_call(meeting: Meeting, organisation: Organisation) -> list[Member]:
    rows = people.committee(organisation) if meeting.kind in COMMITTEE_ONLY else people.roll(organisation)
    return list(rows)


@operation
def cancel_meeting(*, meeting_id: int, reason: str, by: User, at: datetime) -> Meeting:
    """Take it off again before it was held. Raises NotYours, WrongState."""
    meeting = lock(Meeting, meeting_id)
    refuse_others(meeting.organisation_id, by)
    move(meeting, "cancel", MEETING_MOVES, by=by, at=at, note=reason)
    return meeting


# --- sign-in


@operation
def sign_in(*, meeting_id: int, code: str, by: User, at: datetime) -> MeetingAttendance:
    """A member signs in with the code shown in the room, on the day. Signing twice is signing once.

    Raises NotOnTheList, TooEarly, MinutesClosed.
    """
    meeting = lock(Meeting, meeting_id)
    if meeting.status != MeetingStatus.NOTICED:
        raise MinutesClosed(_("这次会议现在不能签到。"))
    if not constant_time_compare(code, meeting.sign_code):
        raise NotOnTheList(_("签到码不对，请重新扫描会场的二维码。"))
    if timezone.localtime(meeting.starts_at).date() != _today(at):
        raise TooEarly(_("请在开会当天签到。"))
    found = meeting.attendances.select_for_update(of=("self",)).filter(member__person=by.person_id).first()
    if found is None:
        raise NotOnTheList(_("您不在这次会议的应到名单里。"))
    if found.presence != Presence.PRESENT:
        found.presence, found.signed_at, found.reason = Presence.PRESENT, at, ""
        found.save(update_fields=["presence", "signed_at", "reason"])
    return found


@operation
def record_attendance(
    *, meeting_id: int, presences: Mapping[int, tuple[str, str]], guests: str, by: User, at: datetime
) -> Meeting:
    """Write the list of who came (attendance id → presence and reason). Raises NotYours, MinutesClosed, Incomplete."""
    meeting = _writable(meeting_id, by)
    rows = list(meeting.attendances.select_for_update(of=("self",)))
    if {row.pk for row in rows} != set(presences):
        raise Incomplete(_("请给应到名单里的每个人都填写到会情况。"))
    for row in rows:
        presence, reason = presences[row.pk]
        if presence == Presence.LEAVE and not reason:
            raise Incomplete(_("%(name)s请假，请写明事由。") % {"name": row.member})
        row.presence = presence
        row.reason = reason if presence == Presence.LEAVE else ""
        row.signed_at = (row.signed_at or at) if presence == Presence.PRESENT else None
    MeetingAttendance.objects.bulk_update(rows, ["presence", "reason", "signed_at"])
    meeting.attended = sum(row.presence == Presence.PRESENT for row in rows)
    meeting.guests = guests
    meeting.save(update_fields=["attended", "guests"])
    return meeting


def _writable(meeting_id: int, by: User) -> Meeting:
    """The meeting, locked, whose agenda and list are still open to the secretary and the recorder."""
    meeting = lock(Meeting, meeting_id)
    if not is_file_of(meeting.recorder, by):
        refuse_others(meeting.organisation_id, by)
    if meeting.status not in WRITABLE:
        raise MinutesClosed(_("会议记录已经提交，不能再改；需要更正请先退回。"))
    return meeting


# --- agenda and minutes


@dataclass(frozen=True)
class TopicWords:
    """What is written of one topic."""

    kind: str
    title: str
    proposer: str
    discussion: str = ""
    resolution: str = ""


@operation
def add_topic(*, meeting_id: int, words: TopicWords, by: User, at: datetime) -> Topic:
    """Put a topic on the agenda, with the next number. Raises NotYours, MinutesClosed."""
    meeting = _writable(meeting_id, by)
    last = meeting.topics.aggregate(last=Max("number"))["last"] or 0
    return Topic.objects.create(meeting=meeting, number=last + 1, **vars(words))


@operation
def write_topic(*, topic_id: int, words: TopicWords, by: User, at: datetime) -> Topic:
    """Write what was said and resolved of a topic. Raises NotYours, MinutesClosed."""
    topic = Topic.objects.get(pk=topic_id)
    _writable(topic.meeting_id, by)
    for name, value in vars(words).items():
        setattr(topic, name, value)
    topic.save(update_fields=list(vars(words)))
    return topic


@operation
def close_meeting(*, meeting_id: int, by: User, at: datetime) -> Meeting:
    """The meeting is over: who is still only called was absent. Raises NotYours, WrongState, TooEarly, Incomplete."""
    meeting = lock(Meeting, meeting_id)
    if not is_file_of(meeting.recorder, by):
        refuse_others(meeting.organisation_id, by)
    refuse_move(meeting, "close", MEETING_MOVES)
    assert meeting.starts_at is not None
    if meeting.starts_at > at:
        raise TooEarly(_("会议还没有开始。"))
    meeting.attendances.filter(presence=Presence.CALLED).update(presence=Presence.ABSENT)
    attended = meeting.attendances.filter(presence=Presence.PRESENT).count()
    if not attended:
        raise Incomplete(_("还没有人签到，请先填写到会名单。"))
    move(
        meeting,
        "close",
        MEETING_MOVES,
        by=by,
        at=at,
        held_on=timezone.localtime(meeting.starts_at).date(),
        attended=attended,
    )
    return meeting


@operation
def submit_minutes(*, meeting_id: int, summary: str, by: User, at: datetime) -> Meeting:
    """Hand the minutes in: every topic with its discussion and resolution. Raises NotYours, WrongState, Incomplete."""
    meeting = lock(Meeting, meeting_id)
    refuse_move(meeting, "submit", MEETING_MOVES)
    _writable(meeting_id, by)
    topics = list(meeting.topics.order_by("number"))
    if not topics:
        raise Incomplete(_("会议记录至少要有一项议题。"))
    empty = next((each for each in topics if not (each.discussion and each.resolution)), None)
    if empty is not None:
        raise Incomplete(
            _("第 %(number)d 项“%(title)s”还没有写讨论情况和决议。") % {"number": empty.number, "title": empty.title}
        )
    move(meeting, "submit", MEETING_MOVES, by=by, at=at, summary=summary, written_by=by, written_at=at)
    return meeting


@operation
def send_back_minutes(*, meeting_id: int, reason: str, by: User, at: datetime) -> Meeting:
    """Give handed-in minutes back to be put right. Raises NotYours, WrongState."""
    meeting = lock(Meeting, meeting_id)
    _refuse_approver(meeting, by)
    move(meeting, "send_back", MEETING_MOVES, by=by, at=at, note=reason)
    return meeting


@operation
def approve_minutes(*, meeting_id: int, by: User, at: datetime) -> Meeting:
    """Approve them: host, secretary or party affairs, and never who handed them in. Raises NotYours, SamePerson."""
    meeting = lock(Meeting, meeting_id)
    _refuse_approver(meeting, by)
    refuse_move(meeting, "approve", MEETING_MOVES)
    assert meeting.written_by is not None
    if meeting.written_by.person_id == by.person_id:
        raise SamePerson(_("记录由谁提交，就不能由谁审定。"))
    move(meeting, "approve", MEETING_MOVES, by=by, at=at, approved_by=by, approved_at=at)
    return meeting


def _refuse_approver(meeting: Meeting, by: User) -> None:
    if not (is_file_of(meeting.host, by) or scope.works_for(by, meeting.organisation_id)):
        raise NotYours(_("会议记录由主持人、书记或党务工作者审定。"))


# --- what follows


@operation
def assign_resolution(*, topic_id: int, text: str, owner_id: int, due_on: date, by: User, at: datetime) -> Resolution:
    """Somebody does what was resolved, by a day; they are told. Raises NotYours, TooEarly, NobodyToCall."""
    topic = Topic.objects.select_related("meeting").get(pk=topic_id)
    meeting = lock(Meeting, topic.meeting_id)
    refuse_others(meeting.organisation_id, by)
    if meeting.held_on is None:
        raise TooEarly(_("会议开过之后才有决议。"))
    if due_on < _today(at):
        raise TooEarly(_("完成期限不能早于今天。"))
    owner = Member.objects.get(pk=owner_id)
    if not people.roll(meeting.organisation).filter(pk=owner_id).exists() and not (
        people.committee(meeting.organisation).filter(pk=owner_id).exists()
    ):
        raise NobodyToCall(_("责任人须是本组织的党员。"))
    made = Resolution.objects.create(topic=topic, text=text, owner=owner, due_on=due_on)
    made.events.create(action="assign", before="", after=made.status, by=by, at=at, note="")
    telling.tell_task(owner, what=text, due_on=due_on, key=f"resolution-{made.pk}", by=by, at=at)
    return made


@operation
def finish_resolution(*, resolution_id: int, result: str, by: User, at: datetime) -> Resolution:
    """Say what was done: the one responsible, or who keeps the records. Raises NotYours, WrongState."""
    found = lock(Resolution, resolution_id)
    if found.owner.person_id != by.person_id:
        refuse_others(found.topic.meeting.organisation_id, by)
    move(found, "finish", RESOLUTION_MOVES, by=by, at=at, result=result, done_at=at)
    return found
