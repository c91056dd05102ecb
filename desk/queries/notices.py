"""Notices and promises as their pages and figures need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from accounts.models import Door, User
from common import identity
from desk.models import Case, Notice, NoticeItem, Promise, Receipt
from desk.queries.cases import cases_visible_to
from desk.states.promises import PromiseStatus

REMEMBERED = timedelta(days=2 * 365)
"""How long a broken promise takes the right to the next one."""


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """Notices of the cases that the user may see, with their lines."""
    cases = cases_visible_to(user).order_by().values("pk")
    rows = Notice.objects.filter(case__in=cases).select_related(
        "case__version", "case__person", "case__employer", "branch", "by__person", "by__staff"
    )
    return rows.prefetch_related("items__requirement")


def notice_items_visible_to(user: User) -> QuerySet[NoticeItem]:
    """Lines of the notices of one's own cases; the staff tick their own side."""
    if user.door == Door.STAFF:
        return NoticeItem.objects.none()
    cases = cases_visible_to(user).order_by().values("pk")
    return NoticeItem.objects.filter(notice__case__in=cases).select_related("notice__case")


def notice_lines(notice: Notice) -> list[NoticeItem]:
    """The lines of a notice in order."""
    return sorted(notice.items.all(), key=lambda each: each.order)


def notice_of_code(code: str) -> Notice | None:
    """The notice that was issued under a code, typed with or without spaces."""
    rows = Notice.objects.select_related("case__version", "branch")
    return rows.filter(verify_code=identity.normalise(code)[:16]).first()


def receipt_of(case: Case) -> Receipt | None:
    """What the applicant was given when the case was accepted; None before."""
    return Receipt.objects.filter(case=case).select_related("branch", "by__person").first()


def receipt_of_code(code: str) -> Receipt | None:
    """The receipt that was issued under a code, typed with or without spaces."""
    rows = Receipt.objects.select_related("case__version", "branch")
    return rows.filter(verify_code=identity.normalise(code)[:16]).first()


def broken_promises_of(
    *, at: datetime, person_id: int | None = None, employer_id: int | None = None
) -> QuerySet[Promise]:
    """Promises that somebody broke in the last two years, newest first: the list of who may not promise again."""
    rows = Promise.objects.filter(status=PromiseStatus.BROKEN, ended_at__gte=at - REMEMBERED).select_related("case")
    rows = rows.filter(person=person_id) if person_id else rows.filter(employer=employer_id)
    return rows.order_by("-ended_at", "-id")


# --- figures


@dataclass(frozen=True)
class NoticeFigures:
    """How many notices a branch's member of staff gave, and how many of them were second ones: our own fault."""

    branch: str
    name: str
    given: int
    again: int


def second_notices(since: datetime, until: datetime) -> list[NoticeFigures]:
    """Notices from `since` to before `until`, by branch and person."""
    rows = Notice.objects.filter(at__gte=since, at__lt=until).values("branch__name", "by__person__name")
    counted = rows.annotate(given=Count("pk"), again=Count("pk", filter=Q(number__gte=2)))
    return [
        NoticeFigures(row["branch__name"], row["by__person__name"], row["given"], row["again"])
        for row in counted.order_by("-again", "branch__name", "by__person__name")
    ]


@dataclass(frozen=True)
class PromiseFigures:
    """What became of promises that ended in a time, at one branch."""

    branch: str
    kept: int
    broken: int


def promise_figures(since: datetime, until: datetime) -> list[PromiseFigures]:
    """Promises that ended from `since` to before `until`, by branch."""
    rows = Promise.objects.filter(ended_at__gte=since, ended_at__lt=until).values("branch__name")
    counted = rows.annotate(
        kept=Count("pk", filter=Q(status=PromiseStatus.KEPT)),
        broken=Count("pk", filter=Q(status=PromiseStatus.BROKEN)),
    )
    return [PromiseFigures(row["branch__name"], row["kept"], row["broken"]) for row in counted.order_by("branch__name")]


def open_promises() -> QuerySet[Promise]:
    """Promises still to be kept, the next due first."""
    rows = Promise.objects.filter(status=PromiseStatus.OPEN)
    return rows.select_related("case__person", "case__employer", "requirement", "branch").order_by("due_on", "id")
