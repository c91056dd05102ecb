"""Morning meetings: the coming ones, what was on, who came; and the suggestions raised there or anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from desk.models import Attendance, FaultDrill, Meeting, MeetingProgramme, SharedProblem, Suggestion
from desk.queries import hall
from desk.rules import hall as rules
from desk.states.meetings import MeetingStatus, Presence
from desk.states.suggestions import SuggestionStatus
from policy import queries as policy


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings, for the staff."""
    rows = Meeting.objects.select_related("branch", "host__person", "confirmed_by__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def drills_visible_to(user: User) -> QuerySet[FaultDrill]:
    """Fault-finding drills, for the staff."""
    rows = FaultDrill.objects.select_related("meeting", "citizen__person", "clerk__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def programme_visible_to(user: User) -> QuerySet[MeetingProgramme]:
    """Items of culture, for the staff."""
    rows = MeetingProgramme.objects.select_related("meeting", "lead__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def meeting_of(branch_id: int, day: date) -> Meeting | None:
    """The meeting of a hall on a day."""
    rows = Meeting.objects.filter(branch=branch_id, day=day).exclude(status=MeetingStatus.CANCELLED)
    return rows.select_related("host__person").first()


def days_without_meeting(branch_id: int, since: date, count: int) -> list[date]:
    """The next `count` working days from `since` on that have no meeting planned."""
    until = since + timedelta(days=4 * count + 15)
    calendar = policy.calendar(since, until)
    planned = set(
        Meeting.objects.filter(branch=branch_id, day__range=(since, until))
        .exclude(status=MeetingStatus.CANCELLED)
        .values_list("day", flat=True)
    )
    span = (since + timedelta(days=shift) for shift in range((until - since).days))
    return [day for day in span if calendar.is_working_day(day) and day not in planned][:count]


def hosts_in_turn(branch_id: int, count: int) -> list[int]:
    """Ids of those whose turn it is to host."""
    ids = list(hall.colleagues(branch_id).values_list("pk", flat=True))
    held = Meeting.objects.filter(branch=branch_id, host__in=ids).exclude(status=MeetingStatus.CANCELLED)
    last = dict(held.order_by().values_list("host").annotate(last=Max("day")))
    return rules.hosts_in_turn(ids, last, count)


@dataclass(frozen=True)
class MeetingParts:
    """Everything on a meeting's page."""

    programme: list[MeetingProgramme]
    drills: list[FaultDrill]
    shared: list[SharedProblem]
    suggestions: list[Suggestion]
    attendance: list[Attendance]


def parts_of(meeting: Meeting) -> MeetingParts:
    """The programme in its three parts with what stands before them, and who came."""
    return MeetingParts(
        programme=list(meeting.programme.select_related("lead__person").order_by("id")),
        drills=list(meeting.drills.select_related("citizen__person", "clerk__person").order_by("id")),
        shared=list(meeting.shared.select_related("problem", "by__person").order_by("id")),
        suggestions=list(meeting.suggestions.select_related("raised_by__person").order_by("id")),
        attendance=list(meeting.attendance.select_related("user__person").order_by("id")),
    )


@dataclass(frozen=True)
class Turnout:
    """How often somebody came in a span."""

    name: str
    present: int
    late: int
    leave: int
    absent: int

    @property
    def total(self) -> int:
        """Meetings they were expected at."""
        return self.present + self.late + self.leave + self.absent

    @property
    def percent(self) -> int | None:
        """Share of those they were there in time, in whole percent; leave does not count against them."""
        expected = self.total - self.leave
        return (self.present * 200 + expected) // (2 * expected) if expected else None


def turnouts(branch_id: int, since: date, until: date) -> list[Turnout]:
    """Attendance by person in a span, by staff number."""
    rows = (
        Attendance.objects.filter(meeting__branch=branch_id, meeting__day__range=(since, until))
        .values("user__staff__number", "user__person__name")
        .annotate(
            present=Count("pk", filter=Q(presence=Presence.PRESENT)),
            late=Count("pk", filter=Q(presence=Presence.LATE)),
            leave=Count("pk", filter=Q(presence=Presence.LEAVE)),
            absent=Count("pk", filter=Q(presence=Presence.ABSENT)),
        )
        .order_by("user__staff__number")
    )
    return [
        Turnout(row["user__person__name"], row["present"], row["late"], row["leave"], row["absent"]) for row in rows
    ]


# --- suggestions


def suggestions_visible_to(user: User) -> QuerySet[Suggestion]:
    """Suggestions, for the staff."""
    rows = Suggestion.objects.select_related(
        "branch", "raised_by__person", "decided_by__person", "responsible__person", "meeting"
    )
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def my_suggestions(user: User, limit: int) -> list[Suggestion]:
    """What somebody proposed, newest first."""
    rows = suggestions_visible_to(user).filter(raised_by=user.pk)
    return list(rows.order_by("-raised_at", "-id")[:limit])


@dataclass(frozen=True)
class Adoption:
    """What became of the suggestions of a span."""

    raised: int
    adopted: int
    done: int
    declined: int

    @property
    def percent(self) -> int | None:
        """Share adopted of those decided on, in whole percent."""
        decided = self.adopted + self.done + self.declined
        return ((self.adopted + self.done) * 200 + decided) // (2 * decided) if decided else None


def adoption(branch_id: int, since: date, until: date) -> Adoption:
    """Suggestions of a hall raised in a span, by what became of them."""
    first, end = hall.moments(since, until)
    rows = Suggestion.objects.filter(branch=branch_id, raised_at__gte=first, raised_at__lt=end)
    counts = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    return Adoption(
        raised=sum(counts.values()),
        adopted=counts.get(SuggestionStatus.ADOPTED, 0),
        done=counts.get(SuggestionStatus.DONE, 0),
        declined=counts.get(SuggestionStatus.DECLINED, 0),
    )


def suggestion_board(branch_id: int, limit: int) -> list[tuple[str, str, list[Suggestion]]]:
    """The newest suggestions of a hall in columns by status: (status, label, rows)."""
    rows = Suggestion.objects.filter(branch=branch_id).select_related("raised_by__person", "responsible__person")
    return [
        (status.value, str(status.label), list(rows.filter(status=status).order_by("-raised_at", "-id")[:limit]))
        for status in SuggestionStatus
    ]
