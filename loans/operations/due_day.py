"""The due day (domain §5.8): instalments fall due for all loans at once, savings are offset, cards are asked.

Every step finds its work in rows and commits by itself: a kill at any point loses at most one chunk that nobody has
seen, and the next worker does it again under the same key. What is not plain (an older instalment unpaid, money held
as credit, a fund account that pays for several loans) is left to `collecting`, loan by loan.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.transactions import operation, step, wake
from deposits.models import Freeze
from deposits.states import FREEZES_IN_FORCE, OPEN_STATUSES, FreezeKind
from ledger import operations as ledger
from ledger.models import Journal
from ledger.states import Reason
from loans.models import DueChunk, DueRun, Instalment, Loan, RateRun
from loans.operations import asking, keeping, repaying
from loans.queries import dues
from loans.states.loans import OPEN_LOANS, InstalmentStatus
from policy import queries as policy

CHUNK_LOANS = 5_000
"""Loans that one transaction takes: a second or two of work, and as much is lost by a kill."""


@operation
def start(*, on: date, at: datetime) -> DueRun:
    """Begin the due-day run of a business day, or go on with it.

    Late instalments are looked at again: their savings and cards may have money today.
    """
    with connection.cursor() as cursor:  # two workers at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('loans due run'))")
    run = DueRun.objects.filter(on=on).first()
    if run is not None:
        return run
    wake("loans.tasks.run_due_day")  # whoever begins it need not carry it out
    run = DueRun.objects.create(on=on, started_at=at)
    unpaid = Instalment.objects.filter(status=InstalmentStatus.DUE, asked_on__lt=on, is_tried=True)
    unpaid.exclude(dues.on_its_way(on)).update(is_tried=False)
    cut(run)
    return run


def rates_wanted(on: date) -> bool:
    """Whether the year's rates are still to be changed: the centre ran its due days in an earlier year already.

    Until then only what fell due in the old year is taken; the new year's instalments go by the new rates.
    """
    earlier = DueRun.objects.filter(on__lt=date(on.year, 1, 1)).exists()
    return earlier and not RateRun.objects.filter(year=on.year, done_at__isnull=False).exists()


_CUT = """
    INSERT INTO loans_duechunk (run_id, number, branch_id, due_on, first_loan, last_loan, loans, due_fen, offset_fen)
    SELECT %(run)s, %(last)s + row_number() OVER (ORDER BY due_on, branch_id, min(id)), branch_id, due_on, min(id),
           max(id), 0, 0, 0
    FROM (
        SELECT id, branch_id, next_due_on AS due_on,
               (row_number() OVER (PARTITION BY next_due_on, branch_id ORDER BY id) - 1) / %(size)s AS part
        FROM loans_loan WHERE status IN ('2', '5') AND next_due_on <= %(on)s
    ) AS due
    GROUP BY due_on, branch_id, part
"""


@step
def cut(run: DueRun) -> int:
    """Cut the loans that fall due into chunks; how many. Again where one is due twice, after days without a run."""
    until = date(run.on.year - 1, 12, 31) if rates_wanted(run.on) else run.on
    with connection.cursor() as cursor:
        cursor.execute(_CUT, {"run": run.pk, "last": run.chunks.count(), "size": CHUNK_LOANS, "on": until})
        return int(cursor.rowcount)


@operation
def next_chunk(*, run_id: int, at: datetime) -> DueChunk | None:
    """Take the next chunk that no other worker has in hand; None where none is left. Raises DayClosed."""
    waiting = DueChunk.objects.filter(run=run_id, done_at=None).select_related("run")
    chunk = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("number").first()
    if chunk is None:
        return None
    values = _values(chunk)
    with connection.cursor() as cursor:
        for statement in (_LOCK_ACCOUNTS, _LOCK_LOANS, _LOCK_LEDGER, "DROP TABLE IF EXISTS due_now", _DUE_NOW, _LOOK):
            cursor.execute(statement, values)
    chunk.journal = _post(chunk, values, at)
    values["journal"] = chunk.journal.pk if chunk.journal else None
    with connection.cursor() as cursor:
        if chunk.journal:
            cursor.execute(_NOTE, {**values, "at": at})
        for statement in (_FALL_DUE, _GO_ON):
            cursor.execute(statement, values)
        cursor.execute("SELECT count(*), coalesce(sum(due), 0), coalesce(sum(from_b + from_c), 0) FROM due_now")
        chunk.loans, chunk.due_fen, chunk.offset_fen = cursor.fetchone()
    _ask(chunk.run.on, at)
    _settle_paid(chunk.run.on, at)
    chunk.done_at = at
    chunk.save(update_fields=["journal", "loans", "due_fen", "offset_fen", "done_at"])
    return chunk


def _values(chunk: DueChunk) -> dict[str, Any]:
    frozen = Freeze.objects.filter(kind__in=[FreezeKind.IN_ONLY, FreezeKind.NEITHER], status__in=FREEZES_IN_FORCE)
    return {
        "first": chunk.first_loan,
        "last": chunk.last_loan,
        "branch": chunk.branch_id,
        "due_on": chunk.due_on,
        "on": chunk.run.on,
        "open": [str(each) for each in OPEN_STATUSES],
        "frozen": list(frozen.values_list("account_id", flat=True)),
        "residual": policy.service_on(chunk.run.on).minimum_residual_fen,
        "income": ledger.subject_account(subject=repaying.INCOME, on=chunk.run.on).pk,
    }


_THESE = """
    l.id BETWEEN %(first)s AND %(last)s AND l.branch_id = %(branch)s AND l.next_due_on = %(due_on)s
    AND l.status IN ('2', '5')
"""
# Everybody who moves money of a loan locks its borrowers' fund accounts, the loan, then the ledger's, each by id.
_LOCK_ACCOUNTS = f"""
    SELECT 1 FROM deposits_personalaccount
    WHERE status = ANY(%(open)s) AND person_id IN (
        SELECT unnest(ARRAY[l.borrower_id, l.co_borrower_id]) FROM loans_loan l WHERE l.is_offset AND {_THESE}
    ) ORDER BY id FOR NO KEY UPDATE
"""
_LOCK_LOANS = f"SELECT 1 FROM loans_loan l WHERE {_THESE} ORDER BY l.id FOR NO KEY UPDATE"
_LOCK_LEDGER = f"""
    SELECT 1 FROM ledger_account WHERE id IN (
        SELECT l.ledger_account_id FROM loans_loan l WHERE l.is_offset AND {_THESE}
        UNION ALL
        SELECT p.ledger_account_id FROM loans_loan l
        JOIN deposits_personalaccount p ON p.person_id IN (l.borrower_id, l.co_borrower_id) AND p.status = ANY(%(open)s)
        WHERE l.is_offset AND {_THESE}
    ) ORDER BY id FOR NO KEY UPDATE
"""
# What each loan owes now and what its borrowers' savings give: the borrower's first, then the co-borrower's, each down
# to the residual (domain §5.8). `plain`: nothing older is unpaid, no credit is held, no account pays for another loan.
# Each step is worked out once (MATERIALIZED) and joined, never asked again for each row.
_SAVING = """
    SELECT m.id AS loan_id, p.id AS account_id, a.id AS ledger_id, e.employer_id,
           greatest(0, a.balance_fen - a.held_fen - %(residual)s) AS free
    FROM mine m
    JOIN deposits_personalaccount p ON p.person_id = m.{who} AND p.status = ANY(%(open)s) AND p.id <> ALL(%(frozen)s)
    JOIN ledger_account a ON a.id = p.ledger_account_id
    JOIN deposits_employeraccount e ON e.id = p.employer_account_id
    WHERE m.is_offset
"""
_DUE_NOW = f"""
    CREATE TEMP TABLE due_now ON COMMIT DROP AS
    WITH mine AS MATERIALIZED (
        SELECT l.id, l.borrower_id, l.co_borrower_id, l.is_offset, l.ledger_account_id, l.credit_account_id,
               l.next_number, l.next_principal_fen, l.next_interest_fen, l.planned_fen,
               l.next_principal_fen + l.next_interest_fen AS due
        FROM loans_loan l WHERE {_THESE}
    ), b AS MATERIALIZED ({_SAVING.format(who="borrower_id")}
    ), c AS MATERIALIZED ({_SAVING.format(who="co_borrower_id")}
    ), shared AS MATERIALIZED (
        SELECT account_id FROM (SELECT account_id FROM b UNION ALL SELECT account_id FROM c) AS used
        GROUP BY account_id HAVING count(*) > 1
    ), late AS MATERIALIZED (
        SELECT DISTINCT loan_id FROM loans_instalment
        WHERE status = 'DUE' AND loan_id BETWEEN %(first)s AND %(last)s
    ), credit AS MATERIALIZED (
        SELECT m.id AS loan_id FROM mine m JOIN ledger_account k ON k.id = m.credit_account_id
        WHERE m.credit_account_id IS NOT NULL AND k.balance_fen > 0
    ), judged AS MATERIALIZED (
        SELECT m.*, b.account_id AS b_id, b.ledger_id AS b_ledger, b.employer_id AS b_employer, b.free AS b_free,
               c.account_id AS c_id, c.ledger_id AS c_ledger, c.employer_id AS c_employer, c.free AS c_free,
               late.loan_id IS NULL AND credit.loan_id IS NULL AND sb.account_id IS NULL AND sc.account_id IS NULL
                   AS plain
        FROM mine m
        LEFT JOIN b ON b.loan_id = m.id LEFT JOIN c ON c.loan_id = m.id
        LEFT JOIN late ON late.loan_id = m.id LEFT JOIN credit ON credit.loan_id = m.id
        LEFT JOIN shared sb ON sb.account_id = b.account_id LEFT JOIN shared sc ON sc.account_id = c.account_id
    ), begun AS MATERIALIZED (
        SELECT judged.*, CASE WHEN plain THEN least(due, coalesce(b_free, 0)) ELSE 0 END AS from_b FROM judged
    ), given AS MATERIALIZED (
        SELECT begun.*, CASE WHEN plain THEN least(due - from_b, coalesce(c_free, 0)) ELSE 0 END AS from_c FROM begun
    )
    SELECT id AS loan_id, ledger_account_id, next_number AS number, next_principal_fen AS principal,
           next_interest_fen AS interest, due, planned_fen AS planned, plain, b_id, b_ledger, b_employer, from_b,
           c_id, c_ledger, c_employer, from_c, least(from_b + from_c, next_interest_fen) AS to_interest,
           greatest(0, from_b + from_c - next_interest_fen) AS to_principal
    FROM given
"""
_LOOK = "ANALYZE due_now"
_LINES = """
    SELECT b_ledger, from_b, 0::bigint, b_employer FROM due_now WHERE from_b > 0
    UNION ALL SELECT c_ledger, from_c, 0, c_employer FROM due_now WHERE from_c > 0
    UNION ALL SELECT ledger_account_id, 0, to_principal, NULL FROM due_now WHERE to_principal > 0
    UNION ALL SELECT %(income)s, 0, sum(to_interest)::bigint, NULL FROM due_now HAVING sum(to_interest) > 0
"""


@step
def _post(chunk: DueChunk, values: dict[str, Any], at: datetime) -> Journal | None:
    """201 / 121-01 and 401-03, for everybody whose savings pay, valued on the day they are taken."""
    try:
        with transaction.atomic():
            return ledger.post_select(
                key=f"loans-due-{chunk.run.on:%Y%m%d}-{chunk.number}",
                reason=Reason.LOAN_OFFSET,
                on=chunk.run.on,
                value_on=chunk.run.on,
                select=_LINES,
                params=values,
                by=None,
                at=at,
                memo=_("按月冲还贷 %(day)s") % {"day": f"{chunk.due_on:%Y-%m-%d}"},
                branch_id=chunk.branch_id,
            )
    except ledger.Unbalanced:  # the statement is the only one who knows: nobody's savings pay anything
        return None


_NOTE = """
    WITH made AS (
        INSERT INTO loans_repayment
            (loan_id, detail, "on", value_on, fen, source, balance_fen, journal_id, "case", at)
        SELECT loan_id, '05', %(on)s, %(on)s, from_b + from_c, '', planned - to_principal, %(journal)s, '', %(at)s
        FROM due_now WHERE from_b + from_c > 0 ORDER BY loan_id RETURNING id, loan_id
    ), parts AS (
        INSERT INTO loans_repaymentpart (repayment_id, part, number, fen, base_fen, days)
        SELECT made.id, 'interest', number, to_interest, 0, 0 FROM made JOIN due_now USING (loan_id)
        WHERE to_interest > 0
        UNION ALL
        SELECT made.id, 'principal', number, to_principal, 0, 0 FROM made JOIN due_now USING (loan_id)
        WHERE to_principal > 0
    )
    INSERT INTO loans_taking (repayment_id, account_id, value_on, fen)
    SELECT made.id, b_id, %(on)s, from_b FROM made JOIN due_now USING (loan_id) WHERE from_b > 0
    UNION ALL
    SELECT made.id, c_id, %(on)s, from_c FROM made JOIN due_now USING (loan_id) WHERE from_c > 0
"""
_FALL_DUE = """
    INSERT INTO loans_instalment
        (loan_id, number, due_on, principal_fen, interest_fen, balance_fen, paid_principal_fen, paid_interest_fen,
         penalty_fen, owed_penalty_fen, is_overdue, asked_on, is_tried, status, paid_on)
    SELECT loan_id, number, %(due_on)s, principal, interest, planned - principal, to_principal, to_interest,
           0, 0, false, %(on)s, plain, CASE WHEN to_principal + to_interest = due THEN 'PAID' ELSE 'DUE' END,
           CASE WHEN to_principal + to_interest = due THEN %(on)s::date END
    FROM due_now ORDER BY loan_id
"""
# What the savings did not pay is waited for, under the key that `asking` knows. The schedule goes on by a whole month,
# as loans.rules.schedules.run does; each due date by itself, so that a short month makes no drift.
_GO_ON = """
    UPDATE loans_loan SET
        planned_fen = now.balance,
        months_left = months_left - 1,
        next_number = next_number + 1,
        interest_from = %(due_on)s,
        expectation = CASE WHEN now.waits AND expectation = '' THEN 'loan-' || id || '-due-' || next_number
            ELSE expectation END,
        next_due_on = CASE WHEN months_left > 1 THEN now.first
            + (least(due_day, extract(day FROM now.first + interval '1 month - 1 day')::int) - 1) END,
        next_interest_fen = CASE WHEN months_left > 1 THEN now.interest ELSE 0 END,
        next_principal_fen = CASE
            WHEN months_left <= 1 THEN 0
            WHEN months_left = 2 THEN now.balance
            WHEN method = 'equal_principal' THEN least(level_fen, now.balance)
            ELSE greatest(0, least(now.balance, level_fen - now.interest)) END
    FROM (
        SELECT loan_id, planned - principal AS balance, plain AND due > to_principal + to_interest AS waits,
               (date_trunc('month', %(due_on)s::date) + interval '1 month')::date AS first,
               round((planned - principal) * l.annual_rate / 1200)::bigint AS interest
        FROM due_now JOIN loans_loan l ON l.id = loan_id
    ) AS now
    WHERE loans_loan.id = now.loan_id
"""


@step
def _ask(on: date, at: datetime) -> None:
    """What the savings did not pay is expected, and fetched where there is a card."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT loan_id, due - to_principal - to_interest FROM due_now"
            " WHERE plain AND due > to_principal + to_interest ORDER BY loan_id"
        )
        left = dict(cursor.fetchall())
    asking.ask_many(left, on=on, at=at)


@step
def _settle_paid(on: date, at: datetime) -> None:
    """Loans whose last instalment was paid just now have ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT loan_id FROM due_now WHERE planned = principal AND to_principal + to_interest = due AND plain"
        )
        ended = [row[0] for row in cursor.fetchall()]
    for loan in Loan.objects.filter(pk__in=ended, status__in=OPEN_LOANS).order_by("id"):
        keeping.look_again(loan, on=on, value_on=on, by=None, at=at)


_CLASSES = """
    UPDATE loans_loan SET risk_class = fresh.code FROM (
        SELECT id, CASE WHEN %(on)s::date - overdue_since <= 90 THEN '02'
                        WHEN %(on)s::date - overdue_since <= 180 THEN '03'
                        WHEN %(on)s::date - overdue_since <= 360 THEN '04' ELSE '05' END AS code
        FROM loans_loan WHERE status = '5'
    ) AS fresh WHERE loans_loan.id = fresh.id AND loans_loan.risk_class <> fresh.code
"""


@operation
def finish(*, run_id: int, at: datetime) -> bool:
    """Close a run when everything of its day was looked at; the classes go by days past due. False: not yet."""
    run = DueRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.done_at is not None:
        return True
    if run.chunks.filter(done_at=None).exists() or Instalment.objects.filter(is_tried=False).exists():
        return False
    if cut(run) or rates_wanted(run.on):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_CLASSES, {"on": run.on})
    run.done_at = at
    run.save(update_fields=["done_at"])
    return True
