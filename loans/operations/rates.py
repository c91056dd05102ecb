"""The change of all loans' rates on 1 January (domain §5.2, §5.5), chunk by chunk, and telling each borrower.

Every step commits by itself: a kill loses at most one chunk that nobody has seen, and no loan is changed twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.money import yuan
from common.transactions import operation, step, wake
from loans import queries
from loans.models import Loan, RateChange, RateChunk, RateRun
from loans.rules import rates as rules
from loans.states.loans import OPEN_LOANS
from notifications import operations as notifications
from notifications.operations import Recipient
from policy import queries as policy
from policy.rules import ServiceTerms

CHUNK_LOANS = 5_000


class OldYearOpen(BusinessError):
    """An instalment of the old year has not fallen due yet: balances are not those of 31 December."""


_CUT = """
    INSERT INTO loans_ratechunk (run_id, number, first_loan, last_loan, loans)
    SELECT %(run)s, part + 1, min(id), max(id), 0 FROM (
        SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part
        FROM loans_loan WHERE status IN ('2', '5') AND months > %(kept)s AND disbursed_on < %(first)s
    ) AS standing GROUP BY part
"""


@operation
def start(*, year: int, at: datetime) -> RateRun:
    """Begin a year's change of rates, or go on with it. Raises OldYearOpen."""
    with connection.cursor() as cursor:  # two workers at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('loans rate run'))")
    run = RateRun.objects.filter(year=year).first()
    if run is not None:
        return run
    first = date(year, 1, 1)
    if policy.book_date() < first or Loan.objects.filter(status__in=OPEN_LOANS, next_due_on__lt=first).exists():
        raise OldYearOpen(_("%(year)d 年的到期贷款还没有全部扣收，扣收后才能调整利率。") % {"year": year - 1})
    run = RateRun.objects.create(year=year, started_at=at)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"run": run.pk, "size": CHUNK_LOANS, "kept": rules.KEPT_MONTHS, "first": first}
        cursor.execute(_CUT, values)
    return run


@operation
def next_chunk(*, run_id: int, at: datetime) -> RateChunk | None:
    """Change the loans of the next chunk that no other worker has in hand; None where none is left."""
    waiting = RateChunk.objects.filter(run=run_id, done_at=None).select_related("run")
    chunk = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("number").first()
    if chunk is None:
        return None
    year = chunk.run.year
    terms = policy.service_on(date(year, 1, 1))
    rows = [each for loan in _standing(chunk) if (each := _changed(loan, terms, year)) is not None]
    if rows:
        _write(rows, chunk, at)
    chunk.loans, chunk.done_at = len(rows), at
    chunk.told_at = None if rows else at
    chunk.save(update_fields=["loans", "done_at", "told_at"])
    return chunk


_COLUMNS = (
    "id",
    "months",
    "is_first",
    "rate_margin",
    "planned_fen",
    "months_left",
    "annual_rate",
    "method",
    "level_fen",
    "interest_from",
    "next_due_on",
    "next_principal_fen",
    "next_interest_fen",
)


@step
def _standing(chunk: RateChunk) -> Sequence[tuple[Any, ...]]:
    """The loans of a chunk that take part, locked in order of their ids."""
    rows = Loan.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__range=(chunk.first_loan, chunk.last_loan),
        status__in=OPEN_LOANS,
        months__gt=rules.KEPT_MONTHS,
        disbursed_on__lt=date(chunk.run.year, 1, 1),
        next_due_on__isnull=False,
    )
    return list(rows.order_by("id").values_list(*_COLUMNS))


def _changed(row: tuple[Any, ...], terms: ServiceTerms, year: int) -> tuple[Any, ...] | None:
    """What a loan becomes: id, old rate, new rate, level, principal, interest, old and new payment; None: it stays."""
    pk, months, is_first, margin, planned, left, rate, method, level, since, due_on, principal, _interest = row
    new_rate = queries.rate_of(terms, is_first=is_first, months=months) + margin
    if new_rate == rate:
        return None
    before = rules.Before(planned, left, rate, method, level, since, due_on)
    after = rules.change(before, new_rate, year)
    was = principal + rules.whole_month(planned, rate)
    becomes = after.principal_fen + rules.whole_month(planned, new_rate)
    return (pk, rate, new_rate, after.level_fen, after.principal_fen, after.interest_fen, was, becomes)


_NEW = """
    unnest(%(ids)s::bigint[], %(olds)s::numeric[], %(news)s::numeric[], %(levels)s::bigint[], %(principals)s::bigint[],
           %(interests)s::bigint[], %(was)s::bigint[], %(becomes)s::bigint[])
        AS new (id, old_rate, new_rate, level, principal, interest, was, becomes)
"""
_STATEMENTS = (
    f"""UPDATE loans_loan SET annual_rate = new_rate, level_fen = level, next_principal_fen = principal,
            next_interest_fen = interest
        FROM {_NEW} WHERE loans_loan.id = new.id""",
    f"""INSERT INTO loans_planchange
            (loan_id, reason, "on", from_number, planned_fen, months_left, annual_rate, level_fen, method, at, note)
        SELECT l.id, 'RATE', %(first)s, l.next_number, l.planned_fen, l.months_left, l.annual_rate, l.level_fen,
               l.method, %(at)s, ''
        FROM {_NEW} JOIN loans_loan l ON l.id = new.id ORDER BY l.id""",
    f"""INSERT INTO loans_ratechange (run_id, loan_id, old_rate, new_rate, old_fen, new_fen, first_fen)
        SELECT %(run)s, id, old_rate, new_rate, was, becomes, principal + interest FROM {_NEW} ORDER BY id""",
)


@step
def _write(rows: list[tuple[Any, ...]], chunk: RateChunk, at: datetime) -> None:
    names = ("ids", "olds", "news", "levels", "principals", "interests", "was", "becomes")
    values: dict[str, Any] = {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    values |= {"run": chunk.run_id, "first": date(chunk.run.year, 1, 1), "at": at}
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, values)


@operation
def finish(*, run_id: int, at: datetime) -> bool:
    """Close a run whose chunks are all done. False: not yet."""
    run = RateRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.done_at is not None:
        return True
    if run.chunks.filter(done_at=None).exists():
        return False
    run.done_at = at
    run.save(update_fields=["done_at"])
    wake("loans.tasks.tell_rates")
    return True


@operation
def tell_chunk(*, at: datetime) -> int | None:
    """Tell the borrowers of one chunk their old and new rate and payment; how many, None: nobody left."""
    waiting = RateChunk.objects.filter(run__done_at__isnull=False, told_at=None).select_related("run")
    chunk = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("run", "number").first()
    if chunk is None:
        return None
    chunk.told_at = at
    chunk.save(update_fields=["told_at"])
    mine = RateChange.objects.filter(run=chunk.run_id, loan__gte=chunk.first_loan, loan__lte=chunk.last_loan)
    rows = [
        Recipient(person_id, f"{change.loan.number}-{chunk.run.year}", _told(change, chunk.run.year))
        for change in mine.select_related("loan").order_by("loan")
        for person_id in (change.loan.borrower_id, change.loan.co_borrower_id)
        if person_id
    ]
    notifications.queue_many(template="loan_rate_changed", rows=rows, at=at)
    return len(rows)


def _told(change: RateChange, year: int) -> dict[str, str]:
    return {
        "year": str(year),
        "tail": change.loan.number[-4:],
        "old": f"{change.old_rate.normalize():f}",
        "new": f"{change.new_rate.normalize():f}",
        "before": yuan(change.old_fen),
        "first": yuan(change.first_fen),
        "after": yuan(change.new_fen),
    }
