"""Statements: one account between two value dates, and the trial balance of all subjects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum, Window

from ledger.models import Account, Entry, Subject
from ledger.queries.balances import net_fen, sign
from ledger.states import Side


def accounts(text: str = "") -> QuerySet[Account]:
    """Accounts whose code or subject begins with `text`; all for nothing."""
    found = Account.objects.select_related("subject").order_by("code")
    if not text:
        return found
    # Subjects are few and named one by one, so that both ways in have their index.
    subjects = list(Subject.objects.filter(code__startswith=text).values_list("pk", flat=True))
    return found.filter(Q(code__startswith=text) | Q(subject__in=subjects))


@dataclass(frozen=True)
class StatementLine:
    """One entry with the balance after it, in fen on the account's normal side."""

    entry: Entry
    change_fen: int
    balance_fen: int


@dataclass(frozen=True)
class Statement:
    """An account between two value dates, both included."""

    account: Account
    since: date
    until: date
    opening_fen: int
    lines: list[StatementLine]
    closing_fen: int


def statement(account: Account, since: date, until: date, *, booked_by: date | None = None) -> Statement:
    """The account's statement by value date, from the entries alone; as the books stood at the end of `booked_by`."""
    opening = opening_fen(account, since, booked_by=booked_by)
    entries: Any = statement_entries(account, since, until, booked_by=booked_by).select_related("employer")
    lines = [StatementLine(entry, entry.change_fen, opening + entry.running_fen) for entry in entries]
    return Statement(account, since, until, opening, lines, lines[-1].balance_fen if lines else opening)


def opening_fen(account: Account, since: date, *, booked_by: date | None = None) -> int:
    """The balance before the first moment of `since` by value date."""
    return sign(account) * net_fen(_entries(account, booked_by).filter(value_on__lt=since))


def statement_entries(account: Account, since: date, until: date, *, booked_by: date | None = None) -> QuerySet[Entry]:
    """The entries of a statement in order, each with `change_fen` and `running_fen`, the sum of changes so far."""
    change = sign(account) * (F("credit_fen") - F("debit_fen"))
    return (
        _entries(account, booked_by)
        .filter(value_on__range=(since, until))
        .annotate(change_fen=change)
        .annotate(running_fen=Window(Sum("change_fen"), order_by=["value_on", "id"]))
        .select_related("journal")
        .order_by("value_on", "id")
    )


def _entries(account: Account, booked_by: date | None) -> QuerySet[Entry]:
    entries = Entry.objects.filter(account=account)
    return entries.filter(on__lte=booked_by) if booked_by else entries


@dataclass(frozen=True)
class TrialRow:
    """One subject's line of the trial balance, in fen; balances on the subject's normal side."""

    subject: Subject
    opening_fen: int
    debit_fen: int
    credit_fen: int
    closing_fen: int


_TRIAL = """
    WITH turnover AS (
        SELECT subject_id, "on", debit_fen, credit_fen FROM ledger_subjectday WHERE "on" <= %(until)s
        UNION ALL
        SELECT a.subject_id, e."on", sum(e.debit_fen), sum(e.credit_fen)
        FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
        WHERE e."on" > coalesce((SELECT max("on") FROM ledger_dayseal), '0001-01-01') AND e."on" <= %(until)s
        GROUP BY a.subject_id, e."on"
    )
    SELECT subject_id,
           coalesce(sum(debit_fen - credit_fen) FILTER (WHERE "on" < %(since)s), 0)::bigint,
           coalesce(sum(debit_fen) FILTER (WHERE "on" >= %(since)s), 0)::bigint,
           coalesce(sum(credit_fen) FILTER (WHERE "on" >= %(since)s), 0)::bigint
    FROM turnover GROUP BY subject_id
"""


def trial_balance(since: date, until: date) -> list[TrialRow]:
    """Opening, turnover and closing of every subject that was ever booked, by book date."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL, {"since": since, "until": until})
        figures = {code: rest for code, *rest in cursor.fetchall()}
    rows = []
    for subject in Subject.objects.filter(pk__in=figures).order_by("code"):
        opening, debit, credit = figures[subject.code]
        sign = 1 if subject.side == Side.DEBIT else -1
        rows.append(TrialRow(subject, sign * opening, debit, credit, sign * (opening + debit - credit)))
    return rows


def subject_balance_fen(code: str, on: date) -> int:
    """Balance of one subject at the end of book date `on`, on its normal side, its sub-subjects included."""
    rows = trial_balance(on, on)
    parent = Subject.objects.get(pk=code)
    sign = {Side.DEBIT: 1, Side.CREDIT: -1}
    return sum(
        row.closing_fen * sign[Side(row.subject.side)] * sign[Side(parent.side)]
        for row in rows
        if code in (row.subject.code, row.subject.parent_id)
    )
