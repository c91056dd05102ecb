"""Talks held, hours studied, notes handed in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation
from partybuilding.models import Member, Organisation, StudyHours, StudyNote, Talk, TalkPart
from partybuilding.operations.guard import NotYours, refuse_others
from partybuilding.operations.organisation import refuse_future
from partybuilding.queries import scope
from partybuilding.states.growing import TalkKind
from partybuilding.states.organisation import MemberStatus


class WrongPeople(BusinessError):
    """Nobody was named, somebody of another organisation, or the host themselves."""


class TooManyHours(BusinessError):
    """More hours than a day has for study."""


MOST_HOURS = 12


@operation
def record_talk(
    *,
    organisation_id: int,
    kind: str,
    on: date,
    host_id: int,
    member_ids: Collection[int],
    content: str,
    by: User,
    at: datetime,
) -> Talk:
    """Write down a talk; its content is kept for those who took part. Raises NotYours, TooEarly, WrongPeople."""
    found = lock(Organisation, organisation_id)
    refuse_others(found.pk, by)
    refuse_future(on, at)
    people = set(member_ids)
    here = set(
        scope.members_visible_to(by).filter(pk__in=people, status=MemberStatus.HERE).values_list("pk", flat=True)
    )
    if not people or here != people or host_id in people:
        raise WrongPeople(_("请选择本组织的谈话对象，谈话人自己不算。"))
    if kind == TalkKind.ONE and len(people) != 1:
        raise WrongPeople(_("一对一谈话的对象只有一位。"))
    talk = Talk.objects.create(organisation=found, kind=kind, on=on, host_id=host_id, content=content, by=by, at=at)
    TalkPart.objects.bulk_create(TalkPart(talk=talk, member_id=pk) for pk in sorted(people))
    return talk


@operation
def record_session(
    *,
    branch_id: int,
    kind: str,
    title: str,
    on: date,
    hours: int,
    member_ids: Collection[int],
    by: User,
    at: datetime,
) -> int:
    """Hours of a lecture, an outing or an exam for everybody who was there; how many. Raises NotYours, WrongPeople."""
    branch = lock(Organisation, branch_id)
    refuse_others(branch.pk, by)
    refuse_future(on, at)
    people = list(Member.objects.filter(pk__in=member_ids, branch=branch, status=MemberStatus.HERE).order_by("id"))
    if not people or len(people) != len(set(member_ids)):
        raise WrongPeople(_("请选择本支部的党员。"))
    for member in people:
        _add_hours(member, kind, title, on, hours, by=by, at=at)
    return len(people)


@operation
def record_own_hours(*, kind: str, title: str, on: date, hours: int, by: User, at: datetime) -> StudyHours:
    """A member's own reading. Raises NotYours, TooEarly, TooManyHours."""
    return _add_hours(_own(by), kind, title, on, hours, by=by, at=at)


def _add_hours(member: Member, kind: str, title: str, on: date, hours: int, *, by: User, at: datetime) -> StudyHours:
    refuse_future(on, at)
    lock(Member, member.pk)
    known = sum(member.study_hours.filter(on=on).values_list("hours", flat=True))
    if hours < 1 or known + hours > MOST_HOURS:
        raise TooManyHours(
            _("%(name)s %(day)s 已登记 %(known)d 学时，一天最多 %(most)d 学时。")
            % {"name": member, "day": on, "known": known, "most": MOST_HOURS}
        )
    facts = {"kind": kind, "title": title, "on": on, "hours": hours}
    return StudyHours.objects.create(member=member, branch_id=member.branch_id, by=by, at=at, **facts)


@operation
def hand_in_note(*, title: str, text: str, by: User, at: datetime) -> StudyNote:
    """A member's note on what was learnt. Raises NotYours."""
    member = _own(by)
    return StudyNote.objects.create(member=member, branch_id=member.branch_id, title=title, text=text, at=at)


def _own(by: User) -> Member:
    member = scope.own_file(by)
    if member is None:
        raise NotYours(_("您还没有编入支部名册，请找党务工作者登记。"))
    return member
