"""The service manual with its readers, and what the courtesy drills say about people and halls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Sum

from accounts.models import User
from accounts.permissions import Permission
from desk.models import CourtesyDrill, CourtesyItem, CourtesyScore, ManualReading, ManualSection, ManualVersion
from desk.queries import hall
from desk.rules import inspection as rules


def sections_visible_to(user: User) -> QuerySet[ManualSection]:
    """The manual's sections, for the staff."""
    rows = ManualSection.objects.filter(is_active=True)
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def newest_version(section: ManualSection) -> ManualVersion | None:
    """The words in force."""
    return section.versions.select_related("by__person").order_by("-number").first()


@dataclass(frozen=True)
class SectionRow:
    """A section in the table of contents, for one reader."""

    section: ManualSection
    number: int
    at: datetime | None
    has_read: bool


def contents(user: User) -> list[SectionRow]:
    """The table of contents, and what the reader has confirmed."""
    newest = ManualVersion.objects.filter(section=OuterRef("pk")).order_by("-number")
    rows = sections_visible_to(user).annotate(
        version_id=Subquery(newest.values("pk")[:1]),
        number=Subquery(newest.values("number")[:1]),
        changed_at=Subquery(newest.values("at")[:1]),
    )
    read = set(ManualReading.objects.filter(user=user.pk).values_list("version_id", flat=True))
    return [
        SectionRow(each, each.number or 0, each.changed_at, each.version_id in read)
        for each in rows.order_by("order", "id")
    ]


@dataclass(frozen=True)
class Reader:
    """A colleague, and when they confirmed the version."""

    name: str
    at: datetime | None


def readers(version: ManualVersion, branch_id: int) -> list[Reader]:
    """Everybody in a hall, and whether they have read a version."""
    found = dict(version.readings.values_list("user_id", "at"))
    return [Reader(str(each), found.get(each.pk)) for each in hall.colleagues(branch_id)]


# --- drills


def courtesy_items() -> QuerySet[CourtesyItem]:
    """Both sevens, in order."""
    return CourtesyItem.objects.filter(is_active=True).order_by("group", "order", "id")


def courtesy_drills_visible_to(user: User) -> QuerySet[CourtesyDrill]:
    """Drills, for the staff."""
    rows = CourtesyDrill.objects.select_related("branch", "participant__person", "observer__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


@dataclass(frozen=True)
class ItemFigure:
    """How one courtesy does on average, in hundredths."""

    name: str
    group: str
    score_hundredths: int


def item_figures(drills: QuerySet[CourtesyDrill]) -> list[ItemFigure]:
    """The average of each courtesy over some drills, weakest first."""
    rows = (
        CourtesyScore.objects.filter(drill__in=drills.order_by())
        .values("item__name", "item__group", "item__order")
        .annotate(total=Sum("score"), count=Count("pk"))
        .order_by()
    )
    found = [
        ItemFigure(row["item__name"], row["item__group"], rules.average_hundredths(row["total"], row["count"]) or 0)
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.score_hundredths, each.name))


@dataclass(frozen=True)
class PersonFigure:
    """How somebody does in their drills."""

    user_id: int
    name: str
    count: int
    score_hundredths: int
    newest: date


def person_figures(branch_id: int, since: date) -> list[PersonFigure]:
    """Everybody of a hall who has drilled since a day, best first."""
    rows = (
        CourtesyDrill.objects.filter(branch=branch_id, on__gte=since)
        .values("participant", name=F("participant__person__name"))
        .annotate(count=Count("pk"), total=Sum("score_hundredths"), newest=Max("on"))
        .order_by()
    )
    found = [
        PersonFigure(
            row["participant"],
            row["name"],
            row["count"],
            (row["total"] * 2 + row["count"]) // (2 * row["count"]),
            row["newest"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each.score_hundredths, each.name))
