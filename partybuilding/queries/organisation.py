"""The tree, rolls, terms that run out, and political birthdays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from partybuilding.models import Member, Organisation, Post, Term
from partybuilding.queries import scope
from partybuilding.rules import days
from partybuilding.states.organisation import HEADS, MASS, MemberStatus, OrganisationKind

if TYPE_CHECKING:
    from accounts.models import User

REMIND_MONTHS = 6
"""A term's end is told so many months before (基层组织选举工作条例 Art. 5: prepared in time)."""


@dataclass(frozen=True)
class Node:
    """One organisation of the tree: how deep it stands, its head, its term, its people."""

    organisation: Organisation
    depth: int
    head: Post | None
    term: Term | None
    count: int
    is_ending: bool


@dataclass(frozen=True)
class Tree:
    """Party organisations in order, and the mass organisations beside them."""

    party: list[Node]
    mass: list[Node]


def tree(user: User, today: date) -> Tree:
    """What the user sees of the whole organisation. Four questions, however large it is."""
    rows = list(scope.organisations_visible_to(user).filter(ended_on=None).order_by("path", "id"))
    keys = [row.pk for row in rows]
    heads = {
        post.organisation_id: post
        for post in Post.objects.filter(organisation__in=keys, until=None, kind__in=sorted(HEADS))
        .select_related("member__person")
        .order_by("id")
    }
    terms = {term.organisation_id: term for term in Term.objects.filter(organisation__in=keys, ended_on=None)}
    counts = _counts(keys)
    shown = set(keys)
    nodes = [
        Node(
            row,
            sum(key in shown for key in row.path[:-1]),
            heads.get(row.pk),
            terms.get(row.pk),
            counts.get(row.pk, 0),
            row.pk in terms and is_ending(terms[row.pk], today),
        )
        for row in rows
    ]
    return Tree(
        party=[node for node in nodes if node.organisation.kind not in MASS],
        mass=[node for node in nodes if node.organisation.kind in MASS],
    )


def _counts(keys: list[int]) -> dict[int, int]:
    """People of each organisation, those of everything below included."""
    here = Member.objects.filter(status=MemberStatus.HERE)
    counts: dict[int, int] = {}
    for path, count in here.values_list("branch__path").annotate(count=Count("id")).order_by():
        for key in path:
            counts[key] = counts.get(key, 0) + count
    counts |= dict(here.exclude(group=None).values_list("group").annotate(count=Count("id")).order_by())
    return counts


def is_ending(term: Term, today: date) -> bool:
    """Whether the term ends within half a year, or is over."""
    return today >= days.after_months(term.until, -REMIND_MONTHS)


def terms_ending(today: date) -> QuerySet[Term]:
    """Terms to be reminded of, the first to end first."""
    last = days.after_months(today, REMIND_MONTHS)
    rows = Term.objects.filter(ended_on=None, organisation__ended_on=None, until__lte=last)
    return rows.select_related("organisation").order_by("until", "id")


def roll(organisation: Organisation) -> QuerySet[Member]:
    """Who is called to a meeting of everybody: a branch's or group's members, and below a committee all."""
    rows = Member.objects.filter(status=MemberStatus.HERE).select_related("person")
    if organisation.kind == OrganisationKind.GROUP:
        return rows.filter(group=organisation).order_by("id")
    if organisation.kind == OrganisationKind.BRANCH:
        return rows.filter(branch=organisation).order_by("id")
    return rows.filter(branch__path__contains=[organisation.pk]).order_by("id")


def committee(organisation: Organisation) -> QuerySet[Member]:
    """Who holds a post in it."""
    rows = Member.objects.filter(status=MemberStatus.HERE, posts__organisation=organisation, posts__until=None)
    return rows.select_related("person").distinct().order_by("id")


def head_of(organisation: Organisation) -> Member | None:
    """Secretary, leader or chair."""
    rows = Post.objects.filter(organisation=organisation, until=None, kind__in=sorted(HEADS))
    post = rows.select_related("member__person").order_by("id").first()
    return post.member if post else None


@dataclass(frozen=True)
class Birthday:
    """A political birthday (政治生日): whose, when, how many years."""

    member: Member
    on: date
    years: int


def birthdays(user: User, today: date, *, within: int = 14) -> list[Birthday]:
    """Political birthdays of the next days among the people one sees, the nearest first."""
    coming = [today + timedelta(days=shift) for shift in range(within + 1)]
    wanted = Q()
    for day in coming:
        wanted |= Q(joined_on__month=day.month, joined_on__day=day.day)
    rows = scope.members_visible_to(user).filter(wanted | Q(joined_on__month=2, joined_on__day=29))
    found = []
    for member in rows.filter(status=MemberStatus.HERE, joined_on__lt=today).order_by("id"):
        for year in (today.year, today.year + 1):
            on = days.same_day_of_year(member.joined_on, year)
            if on in coming and year > member.joined_on.year:
                found.append(Birthday(member, on, year - member.joined_on.year))
    return sorted(found, key=lambda each: (each.on, each.member.pk))
