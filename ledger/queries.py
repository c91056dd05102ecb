"""Reads of the books: balances, statements, the trial balance, and everything that must add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, QuerySet, Sum

from ledger import hashes
from ledger.models import Account, AccountSnapshot, DaySeal, Entry, Journal, Subject, Voucher
from ledger.states import Side


def _net_fen(entries: QuerySet[Entry]) -> int:
    """Credits less debits of the entries."""
    return int(entries.aggregate(net=Sum(F("credit_fen") - F("debit_fen"), default=0))["net"])


def balance_fen(account: Account) -> int:
    """The account's balance now, on its normal side. A guarded account's is cached; a control account's is its last
    snapshot plus the entries since."""
    if account.is_guarded:
        return Account.objects.values_list("balance_fen", flat=True).get(pk=account.pk)
    last = AccountSnapshot.objects.filter(account=account).order_by("-on").first()
    since = Entry.objects.filter(account=account)
    if last is not None:
        since = since.filter(on__gt=last.on)
    return (last.balance_fen if last else 0) + _sign(account) * _net_fen(since)


def balance_on(account: Account, day: date) -> int:
    """The balance at the end of `day` by value date, from the entries alone."""
    return _sign(account) * _net_fen(Entry.objects.filter(account=account, value_on__lte=day))


def balance_known_on(account: Account, day: date, *, booked_by: date) -> int:
    """What the books booked up to the end of `booked_by` said the balance at the end of `day` was."""
    entries = Entry.objects.filter(account=account, value_on__lte=day, on__lte=booked_by)
    return _sign(account) * _net_fen(entries)


def _sign(account: Account) -> int:
    return 1 if account.is_credit else -1


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


def statement(account: Account, since: date, until: date) -> Statement:
    """The account's statement by value date, from the entries alone."""
    opening = balance = _sign(account) * _net_fen(Entry.objects.filter(account=account, value_on__lt=since))
    lines = []
    entries = Entry.objects.filter(account=account, value_on__range=(since, until)).select_related(
        "journal", "employer"
    )
    for entry in entries.order_by("value_on", "id"):
        change = _sign(account) * (entry.credit_fen - entry.debit_fen)
        balance += change
        lines.append(StatementLine(entry, change, balance))
    return Statement(account, since, until, opening, lines, balance)


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


def vouchers_on(day: date) -> QuerySet[Voucher]:
    """The vouchers of a sealed day."""
    return (
        Voucher.objects.filter(on=day)
        .select_related("branch", "made_by__person", "reviewed_by__person")
        .order_by("number")
    )


def journals_of_voucher(voucher: Voucher) -> QuerySet[Journal]:
    """The journals a voucher gathers."""
    return Journal.objects.filter(on=voucher.on, reason=voucher.reason, branch=voucher.branch).order_by("id")


_CHECKS = {
    "unbalanced journal": """
        SELECT j.key FROM ledger_journal j LEFT JOIN ledger_entry e ON e.journal_id = j.id
        GROUP BY j.id HAVING coalesce(sum(e.debit_fen), 0) <> coalesce(sum(e.credit_fen), 0) OR count(e.id) < 2""",
    "entry's dates differ from its journal's": """
        SELECT e.id::text FROM ledger_entry e JOIN ledger_journal j ON j.id = e.journal_id
        WHERE (e."on", e.value_on) IS DISTINCT FROM (j."on", j.value_on)""",
    "cached balance differs from the entries": """
        SELECT a.code FROM ledger_account a
        LEFT JOIN (SELECT account_id, sum(credit_fen - debit_fen) AS net FROM ledger_entry GROUP BY account_id) AS e
            ON e.account_id = a.id
        WHERE a.is_guarded AND a.balance_fen <> (CASE WHEN a.is_credit THEN 1 ELSE -1 END) * coalesce(e.net, 0)""",
    "held figure differs from the holds": """
        SELECT a.code FROM ledger_account a
        LEFT JOIN (SELECT account_id, sum(fen) AS held FROM ledger_hold WHERE status = 'HELD' GROUP BY account_id) AS h
            ON h.account_id = a.id
        WHERE a.held_fen <> coalesce(h.held, 0)""",
    "snapshot differs from the entries": """
        SELECT a.code || ' ' || s."on" FROM (
            SELECT DISTINCT ON (account_id) account_id, "on", balance_fen FROM ledger_accountsnapshot
            ORDER BY account_id, "on" DESC
        ) AS s JOIN ledger_account a ON a.id = s.account_id
        WHERE s.balance_fen <> (CASE WHEN a.is_credit THEN 1 ELSE -1 END) * (
            SELECT coalesce(sum(credit_fen - debit_fen), 0) FROM ledger_entry e
            WHERE e.account_id = a.id AND e."on" <= s."on")""",
    "day total differs from the entries": """
        SELECT coalesce(d.subject_id, t.subject_id) || ' ' || coalesce(d."on", t."on") FROM ledger_subjectday d
        FULL JOIN (
            SELECT a.subject_id, e."on", sum(e.debit_fen) AS debit, sum(e.credit_fen) AS credit
            FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id JOIN ledger_dayseal s ON s."on" = e."on"
            GROUP BY a.subject_id, e."on"
        ) AS t ON t.subject_id = d.subject_id AND t."on" = d."on"
        WHERE (d.debit_fen, d.credit_fen) IS DISTINCT FROM (t.debit, t.credit)""",
}


@dataclass(frozen=True)
class Fault:
    """Something in the books that does not add up."""

    check: str
    where: str


def verify_books() -> list[Fault]:
    """Recompute everything from the entries: balances, holds, snapshots, totals, and the chain of day hashes."""
    faults = []
    with connection.cursor() as cursor:
        for check, statement_ in _CHECKS.items():
            cursor.execute(statement_)
            faults += [Fault(check, where) for (where,) in cursor.fetchall()]
    previous = ""
    for seal in DaySeal.objects.order_by("on"):
        day = hashes.day_hash(seal.on, seal.previous_hash)
        if seal.previous_hash != previous:
            faults.append(Fault("chain of day hashes is broken", f"{seal.on:%Y-%m-%d}"))
        if (day.hash, day.entry_count, day.turnover_fen) != (seal.hash, seal.entry_count, seal.turnover_fen):
            faults.append(Fault("day hash differs from the entries", f"{seal.on:%Y-%m-%d}"))
        previous = seal.hash
    return faults


def books_hash() -> str:
    """One hash of all books: the last seal, and the open day chained to it."""
    last = DaySeal.objects.order_by("-on").first()
    open_days = Entry.objects.filter(on__gt=last.on) if last else Entry.objects.all()
    digest = last.hash if last else ""
    for day in open_days.order_by("on").values_list("on", flat=True).distinct():
        digest = hashes.day_hash(day, digest).hash
    return digest
