"""The year's interest: tried, begun by a second person, posted chunk by chunk by any number of workers, kept right.

Every step finds its work in rows and commits by itself, so a kill at any point loses at most one chunk that nobody
has seen, and the next worker does it again under the same key.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from common import months
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step, wake
from deposits.models import InterestChunk, InterestRun
from deposits.operations import messages
from deposits.queries import settling as queries
from deposits.states import RUN_ALIVE, RUN_MOVES, RunStatus
from ledger import operations as ledger
from ledger import queries as ledger_queries
from ledger.models import Entry, Journal
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

CHUNK_ACCOUNTS = 10_000
"""Accounts that one journal settles: about a second of work, and as much is lost by a kill."""

PAYABLE, EXPENSE = "211", "411-01"


class YearNotOver(BusinessError):
    """The fund year has days to come."""


class SettledBefore(BusinessError):
    """The fund year has its settlement."""


class YearBeforeOpen(BusinessError):
    """The year before has no settlement, whose interest would earn in this one."""


class SamePerson(BusinessError):
    """Who tried the settlement does not begin it."""


class TrialIsOld(BusinessError):
    """Money came or went since the trial."""


@operation
def prepare_settlement(*, fund_year: int, by: User, at: datetime) -> InterestRun:
    """Begin the trial of a fund year; a worker counts. Raises YearNotOver, SettledBefore."""
    first, last = queries.fund_year_days(fund_year)
    if policy.book_date() < last:
        raise YearNotOver(_("%(year)s 年度要到 %(day)s 才能结息。") % {"year": fund_year, "day": f"{last:%Y-%m-%d}"})
    with connection.cursor() as cursor:  # two who ask at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('interest run'))")
    if InterestRun.objects.filter(fund_year=fund_year, status__in=RUN_ALIVE).exists():
        raise SettledBefore(_("%(year)s 年度已经有结息。") % {"year": fund_year})
    _refuse_out_of_order(fund_year)
    run = InterestRun.objects.create(
        fund_year=fund_year, first=first, last=last, prepared_by=by, prepared_by_person_id=by.person_id
    )
    run.events.create(action="prepare", before="", after=run.status, by=by, at=at)
    wake("deposits.tasks.count_interest")
    return run


def _refuse_out_of_order(fund_year: int) -> None:
    if InterestRun.objects.filter(fund_year=fund_year - 1, status=RunStatus.DONE).exists():
        return
    if queries.earned_in(*queries.fund_year_days(fund_year - 1)):
        raise YearBeforeOpen(_("请先完成 %(year)s 年度结息。") % {"year": fund_year - 1})


@operation
def count_settlement(*, run_id: int, at: datetime) -> InterestRun:
    """Count a trial: how many get how much, and the ten largest changes against last year. Raises WrongState."""
    run = lock(InterestRun, run_id)
    newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0  # before the count: what comes in between shows
    found = queries.count_interest(run)
    move(
        run,
        "count",
        RUN_MOVES,
        by=None,
        at=at,
        expected_people=found.people,
        expected_fen=found.fen,
        last_year_fen=found.last_year_fen,
        largest=[list(each) for each in found.largest],
        counted_at=at,
        counted_entry=newest,
    )
    return run


@operation
def count_settlement_again(*, run_id: int, by: User, at: datetime) -> InterestRun:
    """Throw a trial's figures away and count anew, after a correction. Raises WrongState."""
    run = lock(InterestRun, run_id)
    move(run, "count_again", RUN_MOVES, by=by, at=at)
    wake("deposits.tasks.count_interest")
    return run


@operation
def drop_settlement(*, run_id: int, reason: str, by: User, at: datetime) -> InterestRun:
    """Give a trial up; nothing was posted. Raises WrongState."""
    run = lock(InterestRun, run_id)
    move(run, "drop", RUN_MOVES, by=by, at=at, note=reason)
    return run


_CUT = """
    INSERT INTO deposits_interestchunk (run_id, number, first_account, last_account, people, fen)
    SELECT %(run)s, cut.number, min(cut.id), max(cut.id), 0, 0
    FROM (
        SELECT ledger_account_id AS id, (row_number() OVER (ORDER BY ledger_account_id) - 1) / %(size)s + 1 AS number
        FROM deposits_personalaccount WHERE closed_on IS NULL
    ) AS cut
    GROUP BY cut.number
"""


@operation
def start_settlement(*, run_id: int, by: User, at: datetime, tell: bool = True) -> InterestRun:
    """Begin to post a trial that was looked at, by a second person. Raises WrongState, SamePerson, TrialIsOld.

    Everybody is told of their interest afterwards; not where `tell` is off, for years long past.
    """
    run = lock(InterestRun, run_id)
    refuse_move(run, "start", RUN_MOVES)
    on = policy.book_date()
    if run.prepared_by_person_id == by.person_id:
        raise SamePerson(_("试算人不能自己入账，请由另一人核对后入账。"))
    if _moved_since(run):
        raise TrialIsOld(_("试算之后又有本年度的账务变动，请重新试算。"))
    move(
        run,
        "start",
        RUN_MOVES,
        by=by,
        at=at,
        started_by=by,
        started_by_person_id=by.person_id,
        started_at=at,
        started_on=on,
        tells=tell,
    )
    with connection.cursor() as cursor:
        cursor.execute(_CUT, {"run": run.pk, "size": CHUNK_ACCOUNTS})
    wake("deposits.tasks.settle_interest")
    return run


def _moved_since(run: InterestRun) -> bool:
    """Whether anything valued within the year was booked on a person's account since the trial."""
    rows = Entry.objects.filter(pk__gt=run.counted_entry, value_on__lte=run.last)
    return rows.exclude(account__personal_account=None).exists()


@operation
def settle_chunk(*, run_id: int, at: datetime) -> InterestChunk | None:
    """Post the next chunk that no other worker has in hand; None where none is left. Raises DayClosed.

    211 / 201, valued on the year's last day. A chunk that ends a kill in between is taken by the next worker.
    """
    waiting = InterestChunk.objects.filter(run=run_id, run__status=RunStatus.POSTING, done_at=None)
    chunk = waiting.select_for_update(of=("self",), skip_locked=True).order_by("number").first()
    if chunk is None:
        return None
    keep_apart(shared=True)
    run = InterestRun.objects.get(pk=run_id)
    journal = _post_chunk(run, chunk, at)
    if journal is not None:
        credited = Entry.objects.filter(journal=journal, credit_fen__gt=0)
        figures = credited.aggregate(people=Count("pk"), fen=Sum("credit_fen"))
        chunk.people, chunk.fen, chunk.journal = figures["people"], figures["fen"], journal
    chunk.done_at = at
    chunk.save(update_fields=["people", "fen", "journal", "done_at"])
    return chunk


@step
def keep_apart(*, shared: bool) -> None:
    """Chunks run beside each other, but not beside a closing: they must see its interest, or it theirs."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}(hashtext('interest settled'))")


@step
def _post_chunk(run: InterestRun, chunk: InterestChunk, at: datetime) -> Journal | None:
    values = queries.weights(run.first, run.last, (chunk.first_account, chunk.last_account))
    values["payable"] = ledger.subject_account(subject=PAYABLE, on=policy.book_date()).pk
    try:
        with transaction.atomic():
            return ledger.post_select(
                key=f"{run.key}-{chunk.number}",
                reason=Reason.INTEREST_SETTLED,
                on=policy.book_date(),
                value_on=run.last,
                select=queries.SETTLE_LINES,
                params=values,
                by=run.started_by,
                at=at,
                memo=str(run),
            )
    except ledger.Unbalanced:  # the statement is the only one who knows: nobody in the chunk earned a fen
        return None


@operation
def finish_settlement(*, run_id: int, at: datetime) -> bool:
    """Close a run whose chunks are all posted, and make 211 say what is still owed: nothing. False: not yet."""
    run = lock(InterestRun, run_id)
    if run.status != RunStatus.POSTING or run.chunks.filter(done_at=None).exists():
        return False
    figures = queries.progress(run)
    # By value date: what a later quarter has accrued meanwhile stays.
    owed = ledger_queries.balance_on(ledger.subject_account(subject=PAYABLE, on=policy.book_date()), run.last)
    _accrue(f"{run.key}-rest", -owed, run.last, run.started_by, at)
    move(
        run,
        "finish",
        RUN_MOVES,
        by=None,
        at=at,
        people=figures.people,
        fen=figures.fen,
        done_at=at,
        looked_on=run.started_on,
    )
    wake("deposits.tasks.tell_interest")
    return True


@operation
def tell_chunk(*, at: datetime) -> int | None:
    """Tell the persons of one posted chunk of their interest (12329 event 1); how many, None: nobody left."""
    waiting = InterestChunk.objects.filter(run__status=RunStatus.DONE, run__tells=True, told_at=None)
    chunk = waiting.select_for_update(of=("self",), skip_locked=True).order_by("run", "number").first()
    if chunk is None:
        return None
    chunk.told_at = at
    chunk.save(update_fields=["told_at"])
    return messages.tell_interest(chunk, at) if chunk.journal_id else 0


@operation
def accrue_quarter(*, last: date, at: datetime) -> Journal | None:
    """Accrue what the quarter that ended on `last` earned: 411-01 / 211 (domain §6.2), once.

    None where there is no fen to accrue, and where a settlement has taken the quarter's interest already.
    """
    first = months.first_day(months.shift(months.month_of(last), -2))
    if InterestRun.objects.filter(status__in=[RunStatus.POSTING, RunStatus.DONE], last__gte=last).exists():
        return None
    key = queries.accrual_key(last)
    known = Journal.objects.filter(key=key).first()
    return known or _accrue(key, queries.earned_in(first, last), last, None, at)


@step
def _accrue(key: str, fen: int, value_on: date, by: User | None, at: datetime) -> Journal | None:
    """411-01 / 211; the other way round where `fen` is below zero."""
    if fen == 0:
        return None
    on = policy.book_date()
    expense, payable = (ledger.subject_account(subject=each, on=on).pk for each in (EXPENSE, PAYABLE))
    debit, credit = (expense, payable) if fen > 0 else (payable, expense)
    return ledger.post(
        key=key,
        reason=Reason.INTEREST_ACCRUED,
        on=on,
        value_on=value_on,
        debits=[ledger.Line(debit, abs(fen))],
        credits=[ledger.Line(credit, abs(fen))],
        by=by,
        at=at,
    )


def next_quarter_end(on: date) -> date:
    """The last day of the last quarter that is over on `on`."""
    month = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    return month - timedelta(days=1)
