"""Whose rows somebody sees: party affairs all, everybody else their own branch, its groups, and where they hold a post.

These functions are the only way in for pages. Business roles have no permission here at all (403); another branch's
rows do not exist for a branch's members (404).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.permissions import Permission
from partybuilding.models import Meeting, Member, Organisation, Post, Resolution
from partybuilding.states.meetings import COMMITTEE_ONLY
from partybuilding.states.organisation import MemberStatus, OrganisationKind

if TYPE_CHECKING:
    from accounts.models import User


def own_file(user: User) -> Member | None:
    """The user's own file as a member, while they are one here."""
    return Member.objects.filter(person=user.person_id, status=MemberStatus.HERE).select_related("branch").first()


def _own(user: User) -> QuerySet[Member]:
    return Member.objects.filter(person=user.person_id, status=MemberStatus.HERE)


def _posts(user: User) -> QuerySet[Post]:
    return Post.objects.filter(member__in=_own(user), until=None)


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """All for party affairs; else one's branch and its groups, and organisations in which one holds a post."""
    rows = Organisation.objects.select_related("parent")
    if user.may(Permission.PARTY_LEAD):
        return rows
    branches = _own(user).values("branch")
    return rows.filter(
        Q(pk__in=branches)
        | Q(parent__in=branches, kind=OrganisationKind.GROUP)
        | Q(pk__in=_posts(user).values("organisation"))
    )


def organisations_worked_by(user: User) -> QuerySet[Organisation]:
    """Those of them in which the user may write."""
    rows = organisations_visible_to(user)
    return rows if user.may(Permission.PARTY_WORK) else rows.none()


def works_for(user: User, organisation_id: int) -> bool:
    """Whether the user may write in the organisation."""
    return organisations_worked_by(user).filter(pk=organisation_id).exists()


def members_visible_to(user: User) -> QuerySet[Member]:
    """The roll: every name of one's branch."""
    rows = Member.objects.select_related("person", "branch", "group")
    if user.may(Permission.PARTY_LEAD):
        return rows
    return rows.filter(branch__in=organisations_visible_to(user).filter(kind=OrganisationKind.BRANCH))


def files_visible_to(user: User) -> QuerySet[Member]:
    """Whole files, with dues and appraisals: one's own, and those of who keeps the branch's records."""
    rows = members_visible_to(user)
    if user.may(Permission.PARTY_WORK):
        return rows
    return rows.filter(person=user.person_id)


def meetings_visible_to(user: User) -> QuerySet[Meeting]:
    """Meetings of one's organisations; those of a committee are for its members and who keeps the records."""
    rows = Meeting.objects.select_related("organisation", "host__person", "recorder__person")
    if user.may(Permission.PARTY_LEAD):
        return rows
    rows = rows.filter(organisation__in=organisations_visible_to(user))
    if user.may(Permission.PARTY_WORK):
        return rows
    return rows.filter(~Q(kind__in=COMMITTEE_ONLY) | Q(organisation__in=_posts(user).values("organisation")))


def resolutions_visible_to(user: User) -> QuerySet[Resolution]:
    """What was resolved in meetings one sees."""
    rows = Resolution.objects.select_related("topic__meeting__organisation", "owner__person")
    return rows.filter(topic__meeting__in=meetings_visible_to(user))
