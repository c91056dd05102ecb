"""What was decided for a month to come takes effect when that month is the employer's next to declare.

Lists come in strict order, so a month can be declared only once the one before it is paid: at that moment, and when a
change is made for a month that has come already, the waiting rows are laid upon the accounts. Everything else (files,
typed lists, templates, totals) reads the accounts and knows nothing of changes to come.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import step
from deposits import queries
from deposits.models import BaseChange, EmployerAccount, TermsChange
from deposits.states import TERMS_MOVES, TermsKind, TermsStatus
from policy import queries as policy


class TermsToCome(BusinessError):
    """Rates that held would wait again, and something of the kind waits or is asked for already."""


_LOCK = """
    SELECT count(*) FROM (
        SELECT a.id FROM deposits_personalaccount a
        WHERE a.id IN (
            SELECT account_id FROM deposits_basechange
            WHERE employer_account_id = %(employer_account)s AND month <= %(month)s
              AND applied_at IS NULL AND ended_at IS NULL
        )
        ORDER BY a.id FOR NO KEY UPDATE
    ) AS locked
"""

# Parts as `rules.part_fen` reckons them, in whole numbers: rates have two places, so percent × 100 is one.
_PART = "(2 * fit.base_fen * %({rate})s + 10000 * %(unit)s) / (20000 * %(unit)s) * %(unit)s"

# One pass over base tables, each found by its key: rows of a file just written have no statistics yet, and a join of
# two such sets was tried pair by pair (50,000 people: minutes).
_APPLY = f"""
    WITH fit AS MATERIALIZED (
        SELECT c.id, c.account_id, c.month, c.base_fen, c.by_id, a.base_fen AS before_fen,
               a.employer_account_id = %(employer_account)s AND a.status = '01' AS is_ours,
               row_number() OVER (PARTITION BY c.account_id ORDER BY c.month DESC, c.id DESC) AS place
        FROM deposits_basechange c JOIN deposits_personalaccount a ON a.id = c.account_id
        WHERE c.employer_account_id = %(employer_account)s AND c.month <= %(month)s
          AND c.applied_at IS NULL AND c.ended_at IS NULL
    ), noted AS (
        INSERT INTO deposits_personalaccountevent (record_id, action, before, after, by_id, at, note, month)
        SELECT account_id, 'change_base', '01', '01', by_id, %(at)s, before_fen || ' → ' || base_fen, month
        FROM fit WHERE is_ours AND place = 1 AND before_fen <> base_fen
    ), marked AS (
        UPDATE deposits_basechange c
        SET applied_at = CASE WHEN fit.is_ours THEN %(at)s END,
            before_fen = CASE WHEN fit.is_ours THEN fit.before_fen ELSE c.before_fen END,
            ended_at = CASE WHEN NOT fit.is_ours THEN %(at)s END,
            note = CASE WHEN fit.is_ours THEN c.note ELSE %(gone)s END
        FROM fit WHERE c.id = fit.id
    )
    UPDATE deposits_personalaccount a
    SET base_fen = fit.base_fen, employer_part_fen = {_PART.format(rate="employer_rate")},
        employee_part_fen = {_PART.format(rate="employee_rate")}
    FROM fit WHERE a.id = fit.account_id AND fit.is_ours AND fit.place = 1
"""


@step
def take_effect(account: EmployerAccount, *, at: datetime) -> int:
    """Lay on a locked employer account and its people what is due with its next month; how many bases changed.

    While a list waits for money nothing changes: it was declared as things were. Who has left meanwhile is passed
    over, and the row says so.
    """
    month = queries.next_month(account)
    terms = list(_terms_due(account, month))
    has_bases = waiting(account).filter(month__lte=month).exists()
    if not (terms or has_bases) or queries.waiting_list(account) is not None:
        return 0
    for pk in terms:
        _take_terms(account, lock(TermsChange, pk), at=at)
    if terms:
        recompute(account)
    if not has_bases:
        return 0
    with connection.cursor() as cursor:
        gone = _("账户已不在本单位缴存")
        values: dict[str, Any] = {**rates_of(account), "employer_account": account.pk, "month": month, "at": at}
        values["gone"] = gone
        cursor.execute(_LOCK, values)
        cursor.execute(_APPLY, values)
        return int(cursor.rowcount)


def _terms_due(account: EmployerAccount, month: str) -> QuerySet[TermsChange, int]:
    """Ids of the employer's changes of rates whose month has come, what ends before what begins."""
    begins = Q(status=TermsStatus.WAITING, first_month__lte=month)
    ends = Q(status=TermsStatus.RUNNING, last_month__lt=month)
    rows = account.terms.exclude(kind=TermsKind.DEFERRAL).filter(begins | ends)
    return rows.order_by("status", "id").values_list("pk", flat=True)


@step
def _take_terms(account: EmployerAccount, terms: TermsChange, *, at: datetime) -> None:
    if terms.status == TermsStatus.RUNNING:
        move(terms, "end", TERMS_MOVES, by=None, at=at)
        _set_rates(account, terms.before_employer_rate, terms.before_employee_rate, terms, at=at)
        return
    action = "settle" if terms.kind == TermsKind.RATES else "begin"
    before: dict[str, Any] = {
        "before_employer_rate": account.employer_rate,
        "before_employee_rate": account.employee_rate,
    }
    move(terms, action, TERMS_MOVES, by=None, at=at, **before)
    _set_rates(account, terms.employer_rate, terms.employee_rate, terms, at=at)


@step
def _set_rates(
    account: EmployerAccount, employer: Decimal | None, employee: Decimal | None, terms: TermsChange, *, at: datetime
) -> None:
    assert employer is not None and employee is not None, "rates that changed are known before and after"
    if (account.employer_rate, account.employee_rate) == (employer, employee):
        return
    words = _("单位 %(employer)s%%，个人 %(employee)s%%") % {
        "employer": f"{employer.normalize():f}",
        "employee": f"{employee.normalize():f}",
    }
    account.employer_rate, account.employee_rate = employer, employee
    account.save(update_fields=["employer_rate", "employee_rate"])
    account.events.create(
        action="change_rates", before=account.status, after=account.status, by=terms.by, at=at, note=words
    )


_RECOMPUTE = f"""
    WITH fit AS MATERIALIZED (
        SELECT id, base_fen FROM deposits_personalaccount
        WHERE employer_account_id = %(employer_account)s AND status = '01' ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE deposits_personalaccount a
    SET employer_part_fen = {_PART.format(rate="employer_rate")},
        employee_part_fen = {_PART.format(rate="employee_rate")}
    FROM fit WHERE a.id = fit.id
"""


@step
def recompute(account: EmployerAccount) -> int:
    """Both parts of everybody who pays, from base and rates (domain §2.2), in one statement; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTE, {**rates_of(account), "employer_account": account.pk})
        return int(cursor.rowcount)


def waiting(account: EmployerAccount) -> Any:
    """Bases of an employer's people that are still to come."""
    return BaseChange.objects.filter(employer_account=account, applied_at=None, ended_at=None)


def rates_of(account: EmployerAccount) -> dict[str, int]:
    """An employer's rates as hundredths of a percent, and the unit of the day, for the arithmetic in SQL."""
    unit_fen = policy.on(policy.book_date()).contribution_unit_fen
    return {
        "employer_rate": int(account.employer_rate * 100),
        "employee_rate": int(account.employee_rate * 100),
        "unit": unit_fen,
    }


_PUT_BACK = f"""
    WITH early AS MATERIALIZED (
        SELECT DISTINCT ON (c.account_id) c.account_id, c.before_fen AS base_fen
        FROM deposits_basechange c JOIN deposits_personalaccount a ON a.id = c.account_id
        WHERE c.employer_account_id = %(employer_account)s AND c.month > %(month)s AND c.applied_at IS NOT NULL
          AND a.employer_account_id = %(employer_account)s AND a.status = '01' AND a.base_fen = c.base_fen
        ORDER BY c.account_id, c.month
    ), noted AS (
        INSERT INTO deposits_personalaccountevent (record_id, action, before, after, by_id, at, note, month)
        SELECT a.id, 'change_base', '01', '01', NULL, %(at)s, a.base_fen || ' → ' || early.base_fen, %(month)s
        FROM early JOIN deposits_personalaccount a ON a.id = early.account_id
    ), marked AS (
        UPDATE deposits_basechange SET applied_at = NULL
        WHERE employer_account_id = %(employer_account)s AND month > %(month)s AND applied_at IS NOT NULL
          AND account_id IN (SELECT account_id FROM early)
    )
    UPDATE deposits_personalaccount a
    SET base_fen = fit.base_fen, employer_part_fen = {_PART.format(rate="employer_rate")},
        employee_part_fen = {_PART.format(rate="employee_rate")}
    FROM early AS fit WHERE a.id = fit.account_id
"""


@step
def put_back(account: EmployerAccount, *, at: datetime) -> int:
    """A month of a locked employer account was reversed: what took effect after it waits again; how many bases.

    Raises TermsToCome where more than one change of rates would be to come; of several from the same month only the
    last is.
    """
    month = queries.next_month(account)
    _refuse_two_to_come(account, month)
    terms = list(_terms_early(account, month))
    for pk, is_overtaken in terms:
        _put_terms_back(account, lock(TermsChange, pk), month, is_overtaken=is_overtaken, at=at)
    if terms:
        recompute(account)
    values: dict[str, Any] = {**rates_of(account), "employer_account": account.pk, "month": month, "at": at}
    rows = BaseChange.objects.filter(employer_account=account, month__gt=month, applied_at__isnull=False)
    if not rows.exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BACK, values)
        return int(cursor.rowcount)


def _refuse_two_to_come(account: EmployerAccount, month: str) -> None:
    early = _terms_early(account, month).filter(first_month__gt=month)
    again = [pk for pk, is_overtaken in early if not is_overtaken]
    to_come = account.terms.filter(status__in=[TermsStatus.ASKED, TermsStatus.WAITING])
    if again and len(again) + to_come.count() > 1:
        raise TermsToCome(
            _(
                "冲账后，从以后月份起执行的缴存比例要退回等候，而该单位还有别的比例变动或缓缴正在办理、等候执行或者已接着执行，"
                "不能冲账。还没有办完的，请先办结或撤销。"
            )
        )


def _terms_early(account: EmployerAccount, month: str) -> QuerySet[TermsChange, tuple[int, bool]]:
    """Ids of changes of rates that began after a month, or ended before it was reversed: the newest first.

    New rates for good that gave way to others for good from the same month are overtaken: no list went by them, and
    where the others wait again they stay as they are.
    """
    newer = TermsChange.objects.filter(
        employer_account=OuterRef("employer_account"),
        kind=TermsKind.RATES,
        status__in=[TermsStatus.WAITING, TermsStatus.ENDED],
        first_month=OuterRef("first_month"),
        pk__gt=OuterRef("pk"),
    )
    rows = account.terms.exclude(kind=TermsKind.DEFERRAL).exclude(before_employer_rate=None)
    rows = rows.annotate(is_overtaken=Q(kind=TermsKind.RATES) & Exists(newer))
    begun = Q(status__in=[TermsStatus.RUNNING, TermsStatus.ENDED], first_month__gt=month)
    ended = Q(kind=TermsKind.REDUCTION, status=TermsStatus.ENDED, last_month__gte=month)
    return rows.filter(begun | ended).order_by("-id").values_list("pk", "is_overtaken")


@step
def _put_terms_back(
    account: EmployerAccount, terms: TermsChange, month: str, *, is_overtaken: bool, at: datetime
) -> None:
    if terms.first_month > month:
        if not is_overtaken:
            move(terms, "put_back", TERMS_MOVES, by=None, at=at)
        _set_rates(account, terms.before_employer_rate, terms.before_employee_rate, terms, at=at)
    else:
        move(terms, "put_back_end", TERMS_MOVES, by=None, at=at)
        _set_rates(account, terms.employer_rate, terms.employee_rate, terms, at=at)
