"""The small book of dues: bands of a day, bases of a month, arrears, totals by branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q, QuerySet, Sum

from accounts.permissions import Permission
from common import months
from partybuilding.models import DuesBase, DuesCharge, DuesPayment, HandIn, Member, Organisation
from partybuilding.queries import scope
from partybuilding.rules import days
from partybuilding.rules import dues as rules
from partybuilding.states.organisation import MemberStatus, OrganisationKind
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


def bands_on(day: date) -> rules.Bands:
    """The bands in force on a day."""
    terms = policy.service_on(day)
    return rules.bands_of(
        limits_fen=(terms.dues_first_limit_fen, terms.dues_second_limit_fen, terms.dues_third_limit_fen),
        percents=(
            terms.dues_first_percent,
            terms.dues_second_percent,
            terms.dues_third_percent,
            terms.dues_fourth_percent,
        ),
        retired_limit_fen=terms.dues_retired_limit_fen,
    )


def bases_in(branch_id: int, month: str) -> dict[int, int]:
    """The base of each member of a branch that holds in a month."""
    rows = DuesBase.objects.filter(member__branch=branch_id, since__lte=month)
    rows = rows.order_by("member", "-since").distinct("member")
    return dict(rows.values_list("member", "base_fen"))


def quarter_of(day: date) -> str:
    """The quarter a day lies in: "2026Q4"."""
    return f"{day.year}Q{days.quarter_of(day)}"


def quarter_end(quarter: str) -> date:
    """Its last day."""
    return months.last_day(f"{quarter[:4]}{int(quarter[5]) * 3:02d}")


def quarter_before(day: date) -> str:
    """The quarter that was over last."""
    return quarter_of(days.after_months(day.replace(day=1), -3))


def payments_visible_to(user: User) -> QuerySet[DuesPayment]:
    """Receipts of the people whose files one sees."""
    rows = DuesPayment.objects.select_related("member__person", "branch", "by__person")
    return rows.filter(member__in=scope.files_visible_to(user))


@dataclass(frozen=True)
class Arrears:
    """What somebody owes of months that are over."""

    member: Member
    fen: int
    count: int
    since: str


def arrears(user: User, today: date) -> list[Arrears]:
    """Who owes for past months, the most first."""
    people = scope.files_visible_to(user).filter(status=MemberStatus.HERE)
    rows = DuesCharge.objects.filter(payment=None, month__lt=months.month_of(today), member__in=people)
    sums = (
        rows.values("member").annotate(fen=Sum("fen"), count=Count("id"), since=Min("month")).order_by("-fen", "member")
    )
    found = list(sums[:500])
    members = {row.pk: row for row in people.filter(pk__in=[each["member"] for each in found])}
    return [Arrears(members[each["member"]], each["fen"], each["count"], each["since"]) for each in found]


@dataclass(frozen=True)
class BranchYear:
    """A year of one branch's dues."""

    branch: Organisation
    due_fen: int
    paid_fen: int
    open_fen: int
    unhanded_fen: int
    without_base: int
    hand_ins: list[HandIn]


def branch_years(user: User, year: int) -> list[BranchYear]:
    """Every branch whose dues one keeps. Five questions."""
    if not user.may(Permission.PARTY_WORK):
        return []
    branches = list(
        scope.organisations_worked_by(user).filter(kind=OrganisationKind.BRANCH, ended_on=None).order_by("path", "id")
    )
    charges = DuesCharge.objects.filter(branch__in=branches, month__startswith=str(year)).order_by()
    sums = {
        row["branch"]: row
        for row in charges.values("branch").annotate(
            due=Sum("fen"), paid=Sum("fen", filter=~Q(payment=None), default=0)
        )
    }
    unhanded = dict(
        DuesPayment.objects.filter(branch__in=branches, hand_in=None, voided_at=None)
        .order_by()
        .values_list("branch")
        .annotate(total=Sum("fen"))
    )
    bare = dict(
        Member.objects.filter(branch__in=branches, status=MemberStatus.HERE, dues_bases=None)
        .order_by()
        .values_list("branch")
        .annotate(count=Count("id"))
    )
    handed = HandIn.objects.filter(branch__in=branches, quarter__startswith=str(year)).order_by("quarter")
    rows = list(handed)
    found = []
    for branch in branches:
        figures = sums.get(branch.pk, {"due": 0, "paid": 0})
        found.append(
            BranchYear(
                branch,
                figures["due"],
                figures["paid"],
                figures["due"] - figures["paid"],
                unhanded.get(branch.pk, 0),
                bare.get(branch.pk, 0),
                [row for row in rows if row.branch_id == branch.pk],
            )
        )
    return found
