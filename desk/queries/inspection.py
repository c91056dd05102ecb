"""5S: programmes, checks, findings, how a month's self-check stands, and the figures of a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Branch, User
from accounts.permissions import Permission
from desk.models import Bulletin, Case, CaseEvent, Check, Finding, HallPhoto, Programme, ProgrammeItem, Review
from desk.queries import hall
from desk.rules import inspection as rules
from desk.states.inspection import FINDING_OPEN, FindingStatus, Level


def programmes() -> QuerySet[Programme]:
    """The classes in use with their points, in order."""
    items = Prefetch("items", queryset=ProgrammeItem.objects.filter(is_active=True).order_by("order", "id"))
    return Programme.objects.filter(is_active=True).prefetch_related(items).order_by("order", "id")


def checks_visible_to(user: User) -> QuerySet[Check]:
    """Checks, for the staff."""
    rows = Check.objects.select_related("branch", "programme", "by__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def findings_visible_to(user: User) -> QuerySet[Finding]:
    """Findings, for the staff."""
    rows = Finding.objects.select_related(
        "branch",
        "programme",
        "case",
        "check_made",
        "head__person",
        "found_by__person",
        "rectified_person",
        "verified_person",
    )
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def photos_visible_to(user: User) -> QuerySet[HallPhoto]:
    """Photos of the hall, for the staff."""
    return HallPhoto.objects.all() if user.may(Permission.STAFF_DESK) else HallPhoto.objects.none()


def findings_due(user: User, branch_id: int, limit: int) -> list[Finding]:
    """What is still to be put right or looked at again in a hall, most urgent first."""
    rows = findings_visible_to(user).filter(branch=branch_id, status__in=FINDING_OPEN)
    return list(rows.order_by("due_on", "id")[:limit])


@dataclass(frozen=True)
class SelfCheck:
    """A programme in a month: how often it was checked at the windows, how well, and the newest check."""

    programme: Programme
    count: int
    score_hundredths: int | None
    newest: Check | None

    @property
    def average(self) -> str:
        """The average in points."""
        return "" if self.score_hundredths is None else rules.in_points(self.score_hundredths)


def month_of_self_checks(branch_id: int, first: date, last: date) -> list[SelfCheck]:
    """Every class of a month's self-check in a hall (每月自查)."""
    rows = Check.objects.filter(branch=branch_id, level=Level.WINDOW, on__range=(first, last)).order_by("on", "id")
    by_programme: dict[int, list[Check]] = {}
    for row in rows:
        by_programme.setdefault(row.programme_id, []).append(row)
    return [_self_check(each, by_programme.get(each.pk, [])) for each in programmes()]


def _self_check(programme: Programme, made: list[Check]) -> SelfCheck:
    average = rules.average_hundredths(sum(each.score for each in made), len(made))
    return SelfCheck(programme, len(made), average, made[-1] if made else None)


# --- the quarter


def bulletins_visible_to(user: User) -> QuerySet[Bulletin]:
    """Bulletins, for the staff: drafts only for those who inspect."""
    rows = Bulletin.objects.select_related("published_by__person", "made_by__person")
    if user.may(Permission.HALL_INSPECT):
        return rows
    return rows.exclude(published_at=None) if user.may(Permission.STAFF_DESK) else rows.none()


@dataclass(frozen=True)
class QuarterFigures:
    """A branch in a quarter."""

    branch_id: int
    checks: int
    score_hundredths: int | None
    self_checked: int
    findings: int
    rectified: int
    late: int


def quarter_figures(year: int, quarter: int, today: date) -> list[QuarterFigures]:
    """Every branch's figures of a quarter: checks and their average, findings, those put right, those late."""
    first, last = rules.quarter_span(year, quarter)
    checks = _by_branch(
        Check.objects.filter(on__range=(first, last)).values("branch").annotate(count=Count("pk"), total=Sum("score"))
    )
    months = (
        Check.objects.filter(on__range=(first, last), level=Level.WINDOW)
        .order_by()
        .values_list("branch", "programme", "on__month")
        .distinct()
    )
    self_checked: dict[int, int] = {}
    for branch_id, _programme, _month in months:
        self_checked[branch_id] = self_checked.get(branch_id, 0) + 1
    late = (Q(rectified_at=None, due_on__lt=today)) | Q(rectified_at__date__gt=F("due_on"))
    found = _by_branch(
        _found_between(first, last)
        .values("branch")
        .annotate(
            count=Count("pk"),
            rectified=Count("pk", filter=~Q(status=FindingStatus.OPEN)),
            late=Count("pk", filter=late),
        )
    )
    return [
        QuarterFigures(
            branch_id=pk,
            checks=checks.get(pk, {}).get("count", 0),
            score_hundredths=rules.average_hundredths(
                checks.get(pk, {}).get("total", 0), checks.get(pk, {}).get("count", 0)
            ),
            self_checked=self_checked.get(pk, 0),
            findings=found.get(pk, {}).get("count", 0),
            rectified=found.get(pk, {}).get("rectified", 0),
            late=found.get(pk, {}).get("late", 0),
        )
        for pk in Branch.objects.order_by("code", "id").values_list("pk", flat=True)
    ]


def _by_branch(rows: QuerySet) -> dict[int, dict[str, int]]:
    return {row["branch"]: row for row in rows.order_by()}


def _found_between(first: date, last: date) -> QuerySet[Finding]:
    since, end = hall.moments(first, last)
    return Finding.objects.filter(found_at__gte=since, found_at__lt=end)


def findings_of_quarter(year: int, quarter: int, limit: int) -> list[Finding]:
    """What was found in a quarter, by branch."""
    first, last = rules.quarter_span(year, quarter)
    rows = _found_between(first, last).select_related("branch", "programme", "head__person")
    return list(rows.order_by("branch__code", "found_at", "id")[:limit])


# --- whose it was from the beginning


@dataclass(frozen=True)
class Responsible:
    """Somebody who handled a case, in the order of responsibility: from the first hand upwards."""

    place: int
    name: str
    what: str
    at: object


def responsibility_chain(case: Case) -> list[Responsible]:
    """Who answers for a case, from the first who touched it upwards (初始责任倒查：由谁起，从谁开始，依次向上类推)."""
    words = {"submit": _("提交登记"), "accept": _("受理"), "to_review": _("送审"), "return": _("要求补正")}
    staff = Q(by__door="STAFF")
    events = CaseEvent.objects.filter(staff, record=case).select_related("by__person").order_by("at", "id")
    found: dict[int, Responsible] = {}
    for event in events:
        assert event.by is not None
        if event.by.person_id not in found:
            what = words.get(event.action, _("经手"))
            found[event.by.person_id] = Responsible(len(found) + 1, str(event.by), what, event.at)
    reviews = Review.objects.filter(case=case).select_related("by__person").order_by("at", "id")
    for review in reviews:
        what = _("第 %(level)d 级复核") % {"level": review.level}
        place = found[review.by_person_id].place if review.by_person_id in found else len(found) + 1
        found[review.by_person_id] = Responsible(place, str(review.by), what, review.at)
    return sorted(found.values(), key=lambda each: each.place)


def overdue_count(branch_id: int, today: date) -> int:
    """Findings of a hall past their day; counting stops at a hundred."""
    return Finding.objects.filter(branch=branch_id, status=FindingStatus.OPEN, due_on__lt=today)[:100].count()


def unread_heads(bulletin: Bulletin, heads: Sequence[User]) -> list[User]:
    """Heads who have not signed for a bulletin."""
    read = set(bulletin.reads.values_list("user_id", flat=True))
    return [each for each in heads if each.pk not in read]
