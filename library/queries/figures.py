"""Figures of the library: what was lent, to whom by kind, how often a book turns, what nobody asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import ExtractMonth

from library.models import Copy, Loan, Title
from library.rules import clc
from library.states import CopyStatus, LoanStatus, ReaderKind

NEVER_SHOWN = 50


@dataclass(frozen=True)
class Figures:
    """A year: loans by month, class and kind of reader; copies; loans a hundred copies."""

    loans: int
    months: list[tuple[int, int]]
    classes: list[tuple[str, str, int]]
    kinds: list[tuple[str, int]]
    copies: int
    per_hundred: int


def of_year(year: int) -> Figures:
    """The figures of a year; undone loans are none."""
    loans = Loan.objects.filter(lent_on__year=year).exclude(status=LoanStatus.UNDONE).order_by()
    by_month = loans.values(month=ExtractMonth("lent_on")).annotate(n=Count("pk"))
    months: dict[int, int] = {row["month"]: row["n"] for row in by_month}
    classes = loans.values("clc").annotate(n=Count("pk")).order_by("-n", "clc")
    kinds: dict[str, int] = {
        row["reader_kind"]: row["n"] for row in loans.values("reader_kind").annotate(n=Count("pk"))
    }
    copies = Copy.objects.exclude(status=CopyStatus.WEEDED).count()
    total = sum(months.values())
    return Figures(
        loans=total,
        months=[(month, months.get(month, 0)) for month in range(1, 13)],
        classes=[(row["clc"], clc.label(row["clc"]), row["n"]) for row in classes],
        kinds=[(str(kind.label), kinds.get(kind.value, 0)) for kind in ReaderKind],
        copies=copies,
        per_hundred=total * 100 // copies if copies else 0,
    )


def never_lent(before: date) -> list[Title]:
    """Titles with copies that came before a day and were never lent: what weeding looks at first."""
    old = Copy.objects.filter(title=OuterRef("pk"), added_on__lt=before, status=CopyStatus.AVAILABLE)
    lent = Loan.objects.filter(copy__title=OuterRef("pk"))
    found = Title.objects.filter(Exists(old)).exclude(Exists(lent)).defer("search_keys", "summary")
    return list(found.order_by("clc", "title_key", "id")[:NEVER_SHOWN])
