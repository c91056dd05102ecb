"""Closing a business day: vouchers, snapshots, totals, and a seal chained to the day before."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation, step, wake
from ledger import hashes, queries
from ledger.guards import LOCK_CLASS
from ledger.models import DaySeal, Entry, Journal, Voucher
from ledger.rules import Verdict
from policy import operations as policy
from policy import queries as policy_queries

if TYPE_CHECKING:
    from accounts.models import User


class CannotClose(BusinessError):
    """The day is not the open one, or the next date does not lie after it."""


class DayNotReady(BusinessError):
    """A point of the checklist is not met."""


class DayPassedOver(BusinessError):
    """An earlier day has entries and was never closed."""


class SameReviewer(BusinessError):
    """A voucher is reviewed by somebody else than its maker."""


_SNAPSHOTS = """
    INSERT INTO ledger_accountsnapshot (account_id, "on", balance_fen)
    SELECT a.id, %(on)s, coalesce(last.balance_fen, 0)
        + coalesce(sum(CASE WHEN a.is_credit THEN e.credit_fen - e.debit_fen ELSE e.debit_fen - e.credit_fen END), 0)
    FROM ledger_account a
    JOIN ledger_entry e ON e.account_id = a.id AND e."on" = %(on)s
    LEFT JOIN LATERAL (
        SELECT balance_fen FROM ledger_accountsnapshot s WHERE s.account_id = a.id AND s."on" < %(on)s
        ORDER BY s."on" DESC LIMIT 1
    ) AS last ON true
    WHERE NOT a.is_guarded
    GROUP BY a.id, last.balance_fen
"""

_TOTALS = """
    INSERT INTO ledger_subjectday (subject_id, "on", debit_fen, credit_fen)
    SELECT a.subject_id, %(on)s, sum(e.debit_fen), sum(e.credit_fen)
    FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE e."on" = %(on)s
    GROUP BY a.subject_id
"""

_TURNOVERS = """
    INSERT INTO ledger_dayturnover (subject_id, account_id, "on", value_on, reason, debit_fen, credit_fen)
    SELECT a.subject_id, CASE WHEN a.is_guarded THEN NULL ELSE a.id END AS account, e."on", e.value_on, j.reason,
           sum(e.debit_fen), sum(e.credit_fen)
    FROM ledger_entry e
    JOIN ledger_account a ON a.id = e.account_id
    JOIN ledger_journal j ON j.id = e.journal_id
    WHERE e."on" = %(on)s
    GROUP BY a.subject_id, account, e."on", e.value_on, j.reason
    ORDER BY a.subject_id, e.value_on, j.reason, account
"""

_VOUCHERS = """
    INSERT INTO ledger_voucher
        (number, "on", reason, branch_id, journal_count, total_fen, made_by_id, made_by_person_id)
    SELECT to_char(%(on)s::date, 'YYYYMM') || '-' || CASE WHEN serial > 9999 THEN serial::text
                                                         ELSE lpad(serial::text, 4, '0') END,
           %(on)s, reason, branch_id, journals, total, %(by)s, %(person)s
    FROM (
        SELECT day.*, %(last)s + row_number() OVER (ORDER BY reason, branch_id NULLS FIRST) AS serial
        FROM (
            SELECT j.reason, j.branch_id, count(DISTINCT j.id) AS journals, sum(e.debit_fen) AS total
            FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id WHERE j."on" = %(on)s
            GROUP BY j.reason, j.branch_id
        ) AS day
    ) AS numbered
"""


@operation
def close_day(*, on: date, next_on: date, by: User | None, at: datetime) -> DaySeal:
    """Seal the open business day `on` and open `next_on`. Raises CannotClose, DayPassedOver, DayNotReady.

    Waits for postings under way; none can enter the day afterwards. The day's journals become vouchers, one a reason
    and branch, numbered without gaps within the month.
    """
    last = _lock_books()
    _refuse_close(on, next_on, last)
    _refuse_unready(on)
    seal = seal_day(on=on, next_on=next_on, by=by, at=at)
    for task in settings.DAY_CLOSED_TASKS:  # what waited for the new day need not wait for its timed job as well
        wake(task)
    return seal


@step
def seal_day(*, on: date, next_on: date, by: User | None, at: datetime) -> DaySeal:
    """`close_day` as part of a larger act, without the checklist. Raises CannotClose and DayPassedOver."""
    last = _lock_books()
    _refuse_close(on, next_on, last)
    seal = write_day(on=on, previous=last.hash if last else "", by=by, at=at)
    policy.set_book_date(on=next_on)
    return seal


@step
def write_day(*, on: date, previous: str, by: User | None, at: datetime) -> DaySeal:
    """All that is derived from a day's entries: snapshots, totals, vouchers, and the seal over them."""
    values: dict[str, Any] = {
        "on": on,
        "last": _last_voucher(on),
        "by": by.pk if by else None,
        "person": by.person_id if by else None,
    }
    with connection.cursor() as cursor:
        for statement in (_SNAPSHOTS, _TOTALS, _TURNOVERS, _VOUCHERS):
            cursor.execute(statement, values)
    day = hashes.day_hash(on, previous)
    return DaySeal.objects.create(
        on=on,
        entry_count=day.entry_count,
        turnover_fen=day.turnover_fen,
        previous_hash=previous,
        hash=day.hash,
        by=by,
        at=at,
    )


def _lock_books() -> DaySeal | None:
    """Wait for postings under way and keep others out; the last seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_CLASS])
    return DaySeal.objects.order_by("-on").first()


def _refuse_unready(on: date) -> None:
    bad = [point for point in queries.day_points(on) if point.verdict == Verdict.BAD]
    if bad:
        raise DayNotReady(
            _("还不能日结：%(why)s") % {"why": "；".join(f"{point.label}：{point.words}" for point in bad)}
        )


def _refuse_close(on: date, next_on: date, last: DaySeal | None) -> None:
    open_on = policy_queries.book_date()
    if open_on != on:
        raise CannotClose(_("只能日结当前会计日期 %(date)s。") % {"date": f"{open_on:%Y-%m-%d}"})
    if next_on <= on:
        raise CannotClose(_("下一会计日期必须晚于 %(date)s。") % {"date": f"{on:%Y-%m-%d}"})
    unsealed = Entry.objects.filter(on__lt=on)
    if last is not None:
        unsealed = unsealed.filter(on__gt=last.on)
    passed = unsealed.order_by("on", "account_id").values_list("on", flat=True).first()
    if passed is not None:
        raise DayPassedOver(_("%(date)s 有账而没有日结，请先联系系统管理员。") % {"date": f"{passed:%Y-%m-%d}"})


def _last_voucher(on: date) -> int:
    # Longer numbers are higher: past 9999 the text alone no longer sorts.
    numbers = Voucher.objects.filter(number__startswith=f"{on:%Y%m}-").order_by(Length("number").desc(), "-number")
    last = numbers.values_list("number", flat=True).first()
    return int(last.partition("-")[2]) if last else 0


@operation
def review_voucher(*, voucher_id: int, by: User, at: datetime) -> Voucher:
    """A second person, who booked nothing in it, confirms a voucher. Raises SameReviewer; reviewing twice keeps the
    first review."""
    voucher = Voucher.objects.select_for_update(no_key=True, of=("self",)).get(pk=voucher_id)
    if voucher.reviewed_at is not None:
        return voucher
    if voucher.made_by_person_id == by.person_id:
        raise SameReviewer(_("制单人与复核人不能是同一人。"))
    own = Journal.objects.filter(on=voucher.on, reason=voucher.reason, branch=voucher.branch_id)
    if own.filter(by__person=by.person_id).exists():
        raise SameReviewer(_("凭证里有您本人记的账，请由其他人复核。"))
    voucher.reviewed_by, voucher.reviewed_by_person, voucher.reviewed_at = by, by.person, at
    voucher.save(update_fields=["reviewed_by", "reviewed_by_person", "reviewed_at"])
    return voucher
