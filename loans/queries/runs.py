"""The due-day runs and the yearly changes of rates, as the staff look at them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from loans.models import CardDebit, DueChunk, DueRun, RateRun
from loans.states.loans import DebitStatus
from policy import queries as policy


def due_runs(user: User) -> QuerySet[DueRun]:
    """Runs with what fell due, what savings gave, and how many cards were asked on the day and failed."""
    rows = DueRun.objects.all() if user.may(Permission.LOAN_VIEW) else DueRun.objects.none()
    chunks = DueChunk.objects.filter(run=OuterRef("pk")).order_by().values("run")
    cards = CardDebit.objects.filter(on=OuterRef("on")).order_by().values("on")
    failed = cards.filter(status=DebitStatus.FAILED)
    return rows.annotate(
        loan_count=Coalesce(Subquery(chunks.annotate(n=Sum("loans")).values("n")), 0),
        due_fen=Coalesce(Subquery(chunks.annotate(n=Sum("due_fen")).values("n")), 0),
        offset_fen=Coalesce(Subquery(chunks.annotate(n=Sum("offset_fen")).values("n")), 0),
        card_count=Coalesce(Subquery(cards.annotate(n=Count("pk")).values("n")), 0),
        failed_count=Coalesce(Subquery(failed.annotate(n=Count("pk")).values("n")), 0),
    )


def rate_runs(user: User) -> list[RateRun]:
    """The yearly changes of rates, newest first, each with how many loans it changed and how far it is."""
    rows = RateRun.objects.all() if user.may(Permission.LOAN_VIEW) else RateRun.objects.none()
    found = rows.annotate(
        loan_count=Coalesce(Sum("chunks__loans"), 0),
        chunk_count=Count("chunks"),
        done_count=Count("chunks", filter=Q(chunks__done_at__isnull=False)),
        untold_count=Count("chunks", filter=Q(chunks__told_at=None)),
    )
    return list(found.order_by("-year"))


def is_due_run_open(at: datetime) -> bool:
    """Whether the open business day has come and its due-day run has not been finished."""
    on = policy.book_date()
    return not is_to_come(on, at) and not DueRun.objects.filter(on=on, done_at__isnull=False).exists()


def is_to_come(on: date, at: datetime) -> bool:
    """Whether a business day is still to come by the calendar: it is opened when the one before it is closed."""
    return on > timezone.localdate(at)
