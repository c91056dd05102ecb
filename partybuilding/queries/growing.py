"""Talks, study, and the figures of a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from partybuilding.models import (
    Applicant,
    DuesCharge,
    Meeting,
    Member,
    Organisation,
    Resolution,
    StudyHours,
    StudyNote,
    Talk,
    TalkPart,
    Topic,
)
from partybuilding.queries import scope
from partybuilding.states.growing import TalkKind
from partybuilding.states.meetings import TOOK_PLACE, MeetingKind
from partybuilding.states.organisation import MemberStatus, OrganisationKind

if TYPE_CHECKING:
    from accounts.models import User


def talks_visible_to(user: User) -> QuerySet[Talk]:
    """That a talk was held: who keeps the records of its organisation, and who took part."""
    rows = Talk.objects.select_related("organisation", "host__person").prefetch_related("parts__member__person")
    own = Q(host__person=user.person_id) | Q(parts__member__person=user.person_id)
    if user.may(Permission.PARTY_WORK):
        own |= Q(organisation__in=scope.organisations_worked_by(user))
    return rows.filter(pk__in=Talk.objects.filter(own).values("pk"))


def took_part(user: User, talk: Talk) -> bool:
    """Whether the content is the user's to read."""
    people = {talk.host.person_id, *(part.member.person_id for part in talk.parts.all())}
    return user.person_id in people


def not_talked_with(user: User, year: int) -> QuerySet[Member]:
    """Members with whom nobody has talked this year; once a year is the least."""
    talked = TalkPart.objects.filter(talk__on__year=year).values("member")
    rows = scope.files_visible_to(user) if user.may(Permission.PARTY_WORK) else Member.objects.none()
    return rows.filter(status=MemberStatus.HERE).exclude(pk__in=talked).order_by("branch", "id")


def notes_visible_to(user: User) -> QuerySet[StudyNote]:
    """Notes of the people whose files one sees."""
    rows = StudyNote.objects.select_related("member__person", "branch")
    return rows.filter(member__in=scope.files_visible_to(user))


def hours_visible_to(user: User) -> QuerySet[StudyHours]:
    """Hours of the same people."""
    rows = StudyHours.objects.select_related("member__person", "branch")
    return rows.filter(member__in=scope.files_visible_to(user))


@dataclass(frozen=True)
class Learner:
    """A member's year: hours and notes."""

    member: Member
    hours: int
    notes: int


def learners(user: User, year: int) -> list[Learner]:
    """Who studied how much, the most first. Three questions."""
    people = list(scope.files_visible_to(user).filter(status=MemberStatus.HERE).order_by("branch", "id")[:500])
    hours = dict(
        StudyHours.objects.filter(member__in=people, on__year=year)
        .order_by()
        .values_list("member")
        .annotate(total=Sum("hours"))
    )
    notes = dict(
        StudyNote.objects.filter(member__in=people, at__year=year)
        .order_by()
        .values_list("member")
        .annotate(count=Count("id"))
    )
    rows = [Learner(each, hours.get(each.pk, 0), notes.get(each.pk, 0)) for each in people]
    return sorted(rows, key=lambda row: (-row.hours, -row.notes, row.member.pk))


@dataclass(frozen=True)
class Figure:
    """One line of the year's report."""

    group: str
    label: str
    value: int
    kind: str = "number"


def report(user: User, organisation: Organisation, year: int) -> list[Figure]:
    """The year in figures, as reports of centres give them: of the organisation and everything below it."""
    below = scope.organisations_visible_to(user).filter(path__contains=[organisation.pk])
    members = Member.objects.filter(branch__in=below, status=MemberStatus.HERE)
    return [
        *_of_people(members, year),
        *_of_meetings(below, year),
        *_of_talks(below, year),
        *_of_study(below, members.count(), year),
        *_of_dues(below, year),
    ]


def _of_people(members: QuerySet[Member], year: int) -> list[Figure]:
    group = _("党员队伍")
    applicants = Applicant.objects.filter(branch__in=members.values("branch"))
    return [
        Figure(group, _("在册党员"), members.count()),
        Figure(group, _("其中预备党员"), members.filter(full_on=None).count()),
        Figure(group, _("当年入党"), members.filter(joined_on__year=year).count()),
        Figure(group, _("当年递交入党申请"), applicants.filter(applied_on__year=year).count()),
    ]


def _of_meetings(below: QuerySet[Organisation], year: int) -> list[Figure]:
    group = _("组织生活")
    rows = Meeting.objects.filter(organisation__in=below, held_on__year=year, status__in=TOOK_PLACE)
    counts = dict(rows.order_by().values_list("kind").annotate(count=Count("id")))
    topics = Topic.objects.filter(meeting__in=rows)
    tasks = Resolution.objects.filter(topic__in=topics)
    return [
        Figure(group, _("会议合计"), sum(counts.values())),
        *(Figure(group, str(kind.label), counts[kind]) for kind in MeetingKind if kind in counts),
        Figure(group, _("研究议题"), topics.count()),
        Figure(group, _("交办事项"), tasks.count()),
        Figure(group, _("已落实"), tasks.exclude(done_at=None).count()),
    ]


def _of_talks(below: QuerySet[Organisation], year: int) -> list[Figure]:
    group = _("谈心谈话")
    rows = Talk.objects.filter(organisation__in=below, on__year=year)
    counts = dict(rows.order_by().values_list("kind").annotate(count=Count("id")))
    times = TalkPart.objects.filter(talk__in=rows).count()
    return [
        *(Figure(group, str(kind.label), counts.get(kind, 0)) for kind in TalkKind),
        Figure(group, _("谈话人次"), times),
    ]


def _of_study(below: QuerySet[Organisation], people: int, year: int) -> list[Figure]:
    group = _("学习")
    hours = StudyHours.objects.filter(branch__in=below, on__year=year).aggregate(total=Sum("hours"))["total"] or 0
    return [
        Figure(group, _("总学时"), hours),
        Figure(group, _("人均学时"), hours // people if people else 0),
        Figure(group, _("学习心得"), StudyNote.objects.filter(branch__in=below, at__year=year).count()),
    ]


def _of_dues(below: QuerySet[Organisation], year: int) -> list[Figure]:
    group = _("党费")
    rows = DuesCharge.objects.filter(branch__in=below, month__startswith=str(year))
    sums = rows.aggregate(due=Sum("fen", default=0), paid=Sum("fen", filter=~Q(payment=None), default=0))
    return [
        Figure(group, _("应交党费"), sums["due"], "money"),
        Figure(group, _("已交党费"), sums["paid"], "money"),
    ]


def reported(user: User) -> QuerySet[Organisation]:
    """Organisations a year's report is made for."""
    kinds = [OrganisationKind.COMMITTEE, OrganisationKind.GENERAL, OrganisationKind.BRANCH]
    return scope.organisations_worked_by(user).filter(kind__in=kinds, ended_on=None).order_by("path", "id")
