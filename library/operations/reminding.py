"""What time does: reminders before and after the due day, and loans that lose their reader."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from common.transactions import operation
from library.models import Charge, Hold, Loan, Reader, ReadingYear
from library.queries import circulation
from library.states import OPEN_HOLDS, LoanStatus, ReaderKind
from notifications import operations as notifications
from policy import queries as policy

OVERDUE_AGAIN = timedelta(days=7)
"""How long after a reminder of what is overdue the next one follows."""
AT_ONCE = 2000


@operation
def remind(*, at: datetime) -> int:
    """One message a reader: what is due within the days policy gives, and what is overdue; how many were told.

    Readers without a person on file get none: the desk's list has their phones. A reader who has been told of a due
    day is told again only when it has passed, and then once a week.
    """
    today = timezone.localdate(at)
    days = policy.service_on(today).library_remind_days
    soon = _loans(Q(due_on__range=(today, today + timedelta(days=days)), reminded_on=None))
    last = today - OVERDUE_AGAIN
    late = _loans(
        Q(due_on__lt=today) & (Q(reminded_on=None) | Q(reminded_on__lt=F("due_on")) | Q(reminded_on__lte=last))
    )
    late = [loan for loan in late if (today - loan.due_on).days > _grace(loan.reader_kind, today)]
    return _tell("library_due_soon", soon, today, at) + _tell("library_overdue", late, today, at)


def _grace(kind: str, today: date) -> int:
    return circulation.grace_days(ReaderKind(kind), today)


def _loans(found: Q) -> list[Loan]:
    open_loans = Loan.objects.filter(found, status=LoanStatus.OPEN, reader__person__isnull=False)
    locked = open_loans.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return list(locked.select_related("reader").order_by("reader", "due_on", "id")[:AT_ONCE])


def _tell(event: str, loans: list[Loan], today: date, at: datetime) -> int:
    by_reader: dict[int, list[Loan]] = {}
    for loan in loans:
        by_reader.setdefault(loan.reader_id or 0, []).append(loan)
    rows = [
        notifications.Recipient(
            own[0].reader.person_id,  # type: ignore[union-attr, arg-type]
            f"{today:%Y%m%d}",
            {"count": str(len(own)), "day": f"{own[0].due_on:%Y-%m-%d}"},
        )
        for own in by_reader.values()
    ]
    if rows:
        notifications.queue_many(template=event, rows=rows, at=at)
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).update(reminded_on=today)
    return len(rows)


@operation
def forget(*, at: datetime) -> int:
    """Take the reader off loans and holds that ended long ago; a year's count by class is kept. How many loans."""
    today = timezone.localdate(at)
    before = today - timedelta(days=policy.service_on(today).library_forget_days)
    ended = Loan.objects.filter(reader__isnull=False, ended_on__lt=before).exclude(status=LoanStatus.OPEN)
    # What is still owed for needs its reader.
    ended = ended.exclude(charges__status="OWED").order_by("ended_on", "id")
    loans = list(ended.select_for_update(of=("self",), no_key=True, skip_locked=True)[:AT_ONCE])
    counts = Counter(
        (loan.reader_id, loan.lent_on.year, loan.clc) for loan in loans if loan.status != LoanStatus.UNDONE
    )
    for (reader_id, year, letter), count in sorted(counts.items(), key=str):
        row, _made = ReadingYear.objects.get_or_create(reader=_reader(reader_id), year=year, clc=letter)
        ReadingYear.objects.filter(pk=row.pk).update(loans=F("loans") + count)
    Charge.objects.filter(loan__in=loans).update(reader=None)
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).update(reader=None)
    moment = at - timedelta(days=policy.service_on(today).library_forget_days)
    over = Hold.objects.filter(ended_at__lt=moment, reader__isnull=False).exclude(status__in=OPEN_HOLDS)
    over.update(reader=None)
    return len(loans)


def _reader(reader_id: int | None) -> Reader:
    return Reader.objects.get(pk=reader_id or 0)
