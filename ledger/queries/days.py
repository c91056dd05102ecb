"""What a business day holds: its journals, vouchers and seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from ledger.models import DaySeal, Entry, Journal, Voucher
from ledger.states import Reason

LINES_SHOWN = 500
"""Lines of one journal on a page; a batch may have tens of thousands."""


@dataclass(frozen=True)
class DayFigures:
    """One reason's journals and turnover on a day, in fen."""

    reason: Reason
    journal_count: int
    total_fen: int


def day_figures(day: date) -> list[DayFigures]:
    """What was booked on a day, by reason."""
    rows = (
        Entry.objects.filter(on=day)
        .values("journal__reason")
        .annotate(journals=Count("journal_id", distinct=True), total=Sum("debit_fen"))
        .order_by("journal__reason")
    )
    return [DayFigures(Reason(row["journal__reason"]), row["journals"], row["total"]) for row in rows]


def days() -> QuerySet[DaySeal]:
    """Sealed days, the last first."""
    return DaySeal.objects.select_related("by__person").order_by("-on")


def vouchers() -> QuerySet[Voucher]:
    """All vouchers with what a page shows of them, the last day first."""
    return Voucher.objects.select_related("branch", "made_by__person", "reviewed_by__person").order_by("-on", "number")


def vouchers_on(day: date) -> QuerySet[Voucher]:
    """The vouchers of a sealed day."""
    return vouchers().filter(on=day).order_by("number")


def unreviewed_before(day: date) -> QuerySet[Voucher]:
    """Vouchers of earlier days that still wait for a second person."""
    return Voucher.objects.filter(on__lt=day, reviewed_at=None).order_by("number")


def journals_of_voucher(voucher: Voucher) -> QuerySet[Journal]:
    """The journals a voucher gathers, each with `total_fen`, the sum of its debits."""
    total = Entry.objects.filter(journal=OuterRef("pk")).values("journal").values(total=Sum("debit_fen"))
    return (
        Journal.objects.filter(on=voucher.on, reason=voucher.reason, branch=voucher.branch)
        .annotate(total_fen=Subquery(total))
        .select_related("by__person")
        .order_by("id")
    )


def voucher_of(journal: Journal) -> Voucher | None:
    """The voucher that gathers a journal, once its day is closed."""
    return Voucher.objects.filter(on=journal.on, reason=journal.reason, branch=journal.branch).first()
