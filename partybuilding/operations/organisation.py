"""Founding organisations, terms of office, posts, and members' files: in, within, out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Person, User
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from partybuilding.models import Deed, Member, Organisation, Post, Term
from partybuilding.operations.guard import TooEarly, refuse_all_but_affairs, refuse_others
from partybuilding.rules import days
from partybuilding.states.organisation import (
    HEADS,
    MEMBER_MOVES,
    PARENTS,
    TERM_YEARS,
    MemberStage,
    MemberStatus,
    OrganisationKind,
)

CITIZEN = "01"


class WrongPlace(BusinessError):
    """The organisation cannot stand there, or the member cannot be put there."""


class ThereAlready(BusinessError):
    """The name is taken, the person is on the roll, or the post is held."""


class StillInUse(BusinessError):
    """Somebody or something still belongs to it."""


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()


def refuse_future(day: date, at: datetime) -> None:
    """Raise TooEarly for a day that has not come."""
    if day > _today(at):
        raise TooEarly(_("日期不能晚于今天。"))


# --- organisations


@operation
def found_organisation(
    *, kind: str, name: str, parent_id: int | None, founded_on: date, approval: str, by: User, at: datetime
) -> Organisation:
    """Enter a new organisation under its parent. Raises NotYours, TooEarly, WrongPlace, ThereAlready."""
    refuse_all_but_affairs(by)
    refuse_future(founded_on, at)
    parent = lock(Organisation, parent_id) if parent_id else None
    if (parent is not None and parent.kind not in PARENTS[kind]) or (parent is None and kind == OrganisationKind.GROUP):
        raise WrongPlace(_("这一级组织不能设在所选的上级之下。"))
    try:
        with transaction.atomic():
            made = Organisation.objects.create(
                kind=kind, name=name, parent=parent, founded_on=founded_on, approval=approval
            )
    except IntegrityError:
        raise ThereAlready(_("已经有同名的组织。")) from None
    made.path = [*(parent.path if parent else []), made.pk]
    made.save(update_fields=["path"])
    return made


@operation
def end_organisation(*, organisation_id: int, on: date, by: User, at: datetime) -> Organisation:
    """Dissolve an organisation that nobody belongs to any more. Raises NotYours, TooEarly, StillInUse."""
    refuse_all_but_affairs(by)
    found = lock(Organisation, organisation_id)
    refuse_future(on, at)
    if on < found.founded_on:
        raise TooEarly(_("撤销日期不能早于成立日期。"))
    here = Member.objects.filter(status=MemberStatus.HERE)
    if (
        here.filter(branch=found).exists()
        or here.filter(group=found).exists()
        or found.children.filter(ended_on=None).exists()
    ):
        raise StillInUse(_("还有党员或下级组织，请先转出。"))
    found.ended_on = on
    found.save(update_fields=["ended_on"])
    found.posts.filter(until=None).update(until=on)
    return found


@operation
def begin_term(*, organisation_id: int, since: date, approval: str, by: User, at: datetime) -> Term:
    """A new term of office after an election; the one before ends that day. Raises NotYours, TooEarly, WrongPlace."""
    refuse_all_but_affairs(by)
    found = lock(Organisation, organisation_id)
    refuse_future(since, at)
    return start_term(found, since=since, approval=approval)


@step
def start_term(found: Organisation, *, since: date, approval: str) -> Term:
    """The same, as part of another act; `found` is locked."""
    if found.kind not in TERM_YEARS:
        raise WrongPlace(_("这一级组织没有届期。"))
    last = found.terms.order_by("-number").first()
    if since < found.founded_on or (last is not None and since <= last.since):
        raise TooEarly(_("选出日期须晚于上一届选出的日期。"))
    found.terms.filter(ended_on=None).update(ended_on=since)
    return Term.objects.create(
        organisation=found,
        number=last.number + 1 if last else 1,
        since=since,
        until=days.after_years(since, TERM_YEARS[found.kind]),
        approval=approval,
    )


@operation
def fill_post(*, organisation_id: int, member_id: int, kind: str, since: date, by: User, at: datetime) -> Post:
    """Put a member in a post; who headed it before leaves. Raises NotYours, WrongPlace, ThereAlready."""
    refuse_all_but_affairs(by)
    found = lock(Organisation, organisation_id)
    refuse_future(since, at)
    return take_post(found, lock(Member, member_id), kind=kind, since=since)


@step
def take_post(found: Organisation, member: Member, *, kind: str, since: date) -> Post:
    """The same, as part of another act; both rows are locked."""
    if member.status != MemberStatus.HERE or member.stage != MemberStage.FULL:
        raise WrongPlace(_("党内职务由本单位的正式党员担任。"))
    if found.kind == OrganisationKind.BRANCH and member.branch_id != found.pk:
        raise WrongPlace(_("支部委员须是本支部的党员。"))
    if kind in HEADS:
        found.posts.filter(kind=kind, until=None).exclude(member=member).update(until=since)
    try:
        with transaction.atomic():
            return Post.objects.create(organisation=found, member=member, kind=kind, since=since)
    except IntegrityError:
        raise ThereAlready(_("该同志已担任这一职务。")) from None


@operation
def leave_post(*, post_id: int, until: date, by: User, at: datetime) -> Post:
    """End a post. Raises NotYours, TooEarly, ThereAlready."""
    refuse_all_but_affairs(by)
    post = lock(Post, post_id)
    refuse_future(until, at)
    if post.until is not None:
        raise ThereAlready(_("这一职务已经免去。"))
    if until < post.since:
        raise TooEarly(_("免职日期不能早于任职日期。"))
    post.until = until
    post.save(update_fields=["until"])
    return post


# --- members


@operation
def enrol(
    *,
    name: str,
    document_number: str,
    branch_id: int,
    joined_on: date,
    full_on: date | None,
    employment: str,
    since: date,
    origin: str,
    by: User,
    at: datetime,
) -> Member:
    """Take a member's organisational relation in (转入), or open the file of who is here already.

    Raises NotYours, TooEarly, WrongPlace, ThereAlready.
    """
    refuse_all_but_affairs(by)
    for day in (joined_on, full_on, since):
        if day is not None:
            refuse_future(day, at)
    person = accounts.find_or_create_person(
        name=name, document_type=CITIZEN, document_number=document_number, phone="", by=by, at=at
    )
    return open_file(
        person,
        branch_id=branch_id,
        joined_on=joined_on,
        full_on=full_on,
        employment=employment,
        since=since,
        note=origin,
        by=by,
        at=at,
    )


@step
def open_file(
    person: Person,
    *,
    branch_id: int,
    joined_on: date,
    full_on: date | None,
    employment: str,
    since: date,
    note: str,
    by: User,
    at: datetime,
) -> Member:
    """The file of a member, part of another act. Raises WrongPlace, TooEarly, ThereAlready."""
    branch = lock(Organisation, branch_id)
    if branch.kind != OrganisationKind.BRANCH or branch.ended_on is not None:
        raise WrongPlace(_("党员须编入一个支部。"))
    if full_on is not None and full_on < days.after_years(joined_on, 1):
        raise TooEarly(_("转正日期须在入党满一年之后。"))
    stage = MemberStage.FULL if full_on else MemberStage.PROBATIONARY
    known = Member.objects.select_for_update(of=("self",)).filter(person=person).first()
    if known is not None and known.status == MemberStatus.HERE:
        raise ThereAlready(_("%(name)s已有党员档案。") % {"name": person})
    if known is not None:
        facts: dict[str, Any] = {"branch": branch, "since": since, "until": None}
        if known.status == MemberStatus.ENDED:
            facts |= {"stage": stage, "joined_on": joined_on, "full_on": full_on}
        move(known, "come_back", MEMBER_MOVES, by=by, at=at, note=note, **facts)
        return known
    made = Member.objects.create(
        person=person,
        branch=branch,
        stage=stage,
        joined_on=joined_on,
        full_on=full_on,
        employment=employment,
        since=since,
    )
    made.events.create(action="enrol", before="", after=made.status, by=by, at=at, note=note)
    return made


@operation
def move_out(*, member_id: int, on: date, to: str, by: User, at: datetime) -> Member:
    """Hand the organisational relation over to another organisation (转出). Raises NotYours, TooEarly, WrongState."""
    refuse_all_but_affairs(by)
    member = lock(Member, member_id)
    refuse_future(on, at)
    if on < member.since:
        raise TooEarly(_("转出日期不能早于转入日期。"))
    move(member, "move_out", MEMBER_MOVES, by=by, at=at, note=to, until=on, group=None)
    member.posts.filter(until=None).update(until=on)
    return member


@operation
def assign(*, member_id: int, branch_id: int, group_id: int | None, by: User, at: datetime) -> Member:
    """Put a member into another branch or group. A secretary moves people between the own branch's groups.

    Raises NotYours, WrongPlace.
    """
    member = lock(Member, member_id)
    refuse_others(member.branch_id, by)
    if branch_id != member.branch_id:
        refuse_all_but_affairs(by)
    branch = Organisation.objects.get(pk=branch_id)
    group = Organisation.objects.get(pk=group_id) if group_id else None
    if branch.kind != OrganisationKind.BRANCH or branch.ended_on or member.status != MemberStatus.HERE:
        raise WrongPlace(_("党员须编入一个支部。"))
    if group is not None and (group.parent_id != branch.pk or group.kind != OrganisationKind.GROUP):
        raise WrongPlace(_("党小组须属于所选的支部。"))
    if branch_id != member.branch_id:
        member.posts.filter(until=None, organisation=member.branch_id).update(until=_today(at))
    member.branch, member.group = branch, group
    member.save(update_fields=["branch", "group"])
    note = " · ".join(str(each) for each in (branch, group) if each)
    member.events.create(action="assign", before=member.status, after=member.status, by=by, at=at, note=note)
    return member


@operation
def record_deed(*, member_id: int, kind: str, on: date, text: str, hours: int, by: User, at: datetime) -> Deed:
    """Write down an award or hours of volunteer work. Raises NotYours, TooEarly."""
    member = lock(Member, member_id)
    refuse_others(member.branch_id, by)
    refuse_future(on, at)
    if kind == "VOLUNTEER":
        member.volunteer_hours += hours
        member.save(update_fields=["volunteer_hours"])
    return Deed.objects.create(member=member, kind=kind, on=on, text=text, hours=hours, by=by, at=at)


@step
def end_file(member: Member, *, note: str, by: User, at: datetime) -> None:
    """A locked member's file ends (取消预备党员资格); part of another act."""
    move(member, "end", MEMBER_MOVES, by=by, at=at, note=note, until=_today(at), group=None)
    member.posts.filter(until=None).update(until=_today(at))
