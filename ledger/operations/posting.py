"""Writes of the books. Business apps move money through these steps and nothing else.

Every step is one statement: the lines are hashed, the journal inserted unless its key exists, the entries inserted
beside it, and the triggers of `ledger.guards` judge the whole. `post_select` is the same statement over a query, for
batches of any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import step
from ledger import guards, hashes, queries
from ledger.models import Account, Journal, Subject
from ledger.states import Reason, Side

if TYPE_CHECKING:
    from accounts.models import User


class InsufficientBalance(BusinessError):
    """The account's balance less holds does not cover the debit."""


class DayClosed(BusinessError):
    """The business date is not open."""


class AccountClosed(BusinessError):
    """The account is closed."""


class AccountNotEmpty(BusinessError):
    """The account still has a balance or a hold."""


class AlreadyReversed(BusinessError):
    """The journal was reversed before."""


class KeyReused(Exception):
    """The key was used before for a different body: a programming error, or somebody trying."""


class Unbalanced(Exception):
    """Debits and credits differ, or the lines are empty: a programming error."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a journal: ledger account id, amount above zero in fen, the entry's employer."""

    account: int
    fen: int
    employer: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One journal to be, for `post_many`."""

    key: str
    reason: Reason
    value_on: date
    debits: Sequence[Line]
    credits: Sequence[Line]
    case: str = ""
    memo: str = ""


LINES = """
    SELECT * FROM unnest(%(accounts)s::bigint[], %(debits)s::bigint[], %(credits)s::bigint[], %(employers)s::bigint[])
"""

# {lines} gives (account, debit, credit, employer). The hash covers what the caller means, not when or by whom.
POST = f"""
WITH lines (account_id, debit_fen, credit_fen, employer_id) AS MATERIALIZED ({{lines}}),
body AS (
    SELECT count(*) AS n, coalesce(sum(debit_fen), 0) AS debit, coalesce(sum(credit_fen), 0) AS credit,
           encode(sha256(convert_to(%(head)s || {hashes.BODY_LINES}, 'UTF8')), 'hex') AS hash
    FROM lines
),
journal AS (
    INSERT INTO ledger_journal
        (id, key, body_hash, reason, "on", value_on, branch_id, "case", memo, by_id, at, reverses_id, txid)
    SELECT coalesce(%(id)s, nextval(pg_get_serial_sequence('ledger_journal', 'id'))), %(key)s, hash, %(reason)s,
           %(on)s, %(value_on)s, %(branch)s, %(case)s, %(memo)s, %(by)s, %(at)s, %(reverses)s, 0
    FROM body WHERE n > 0
    ON CONFLICT (key) DO NOTHING RETURNING id
),
entries AS (
    INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on, employer_id)
    SELECT journal.id, account_id, debit_fen, credit_fen, %(on)s, %(value_on)s, employer_id FROM journal, lines
    ORDER BY account_id
)
SELECT (SELECT id FROM journal), hash, n FROM body
"""


@step
def post(
    *,
    key: str,
    reason: Reason,
    on: date,
    value_on: date,
    debits: Sequence[Line],
    credits: Sequence[Line],
    by: User | None,
    at: datetime,
    case: str = "",
    memo: str = "",
    branch_id: int | None = None,
) -> Journal:
    """Book one journal and return it; the same `key` with the same body returns the first one.

    `on` is the open business date, `value_on` the bank's date (that day or earlier), amounts are fen. Raises
    InsufficientBalance, DayClosed or AccountClosed; KeyReused and Unbalanced are programming errors.
    """
    lines = line_arrays(debits, credits)
    return write(LINES, lines, journal_head(key, reason, on, value_on, by, at, case, memo, branch_id))


@step
def post_select(
    *,
    key: str,
    reason: Reason,
    on: date,
    value_on: date,
    select: str,
    params: dict[str, Any],
    by: User | None,
    at: datetime,
    case: str = "",
    memo: str = "",
    branch_id: int | None = None,
) -> Journal:
    """Book one journal whose lines come from a query: the set-based path for batches, with the same guarantees.

    `select` yields (account id, debit fen, credit fen, employer id or NULL) and takes its values from `params` by
    name (`%(list_id)s`); it is code, never a person's input. Raises as `post`.
    """
    return write(select, params, journal_head(key, reason, on, value_on, by, at, case, memo, branch_id))


@step
def post_many(
    *,
    postings: Sequence[Posting],
    on: date,
    by: User | None,
    at: datetime,
    branch_id: int | None = None,
) -> list[Journal]:
    """Book several journals, all or none, also for a caller that survives the refusal. Guarded accounts are locked
    in id order first. Raises as `post`."""
    with transaction.atomic():
        lock_accounts({line.account for posting in postings for line in (*posting.debits, *posting.credits)})
        return [
            post(
                key=posting.key,
                reason=posting.reason,
                on=on,
                value_on=posting.value_on,
                debits=posting.debits,
                credits=posting.credits,
                by=by,
                at=at,
                case=posting.case,
                memo=posting.memo,
                branch_id=branch_id,
            )
            for posting in postings
        ]


@step
def reverse(
    *, journal_id: int, key: str, on: date, value_on: date, by: User | None, at: datetime, memo: str = ""
) -> Journal:
    """Book the mirror of a journal (红字冲销), which names it. A journal is reversed once.

    Raises AlreadyReversed, and as `post`.
    """
    original = Journal.objects.get(pk=journal_id)
    select = "SELECT account_id, credit_fen, debit_fen, employer_id FROM ledger_entry WHERE journal_id = %(reverses)s"
    head = journal_head(key, Reason.REVERSAL, on, value_on, by, at, original.case, memo, original.branch_id)
    return write(select, {}, {**head, "reverses": journal_id})


@step
def lock_accounts(account_ids: set[int]) -> None:
    """Lock guarded accounts in id order, before an act that posts more than once."""
    list(
        Account.objects.select_for_update(no_key=True)
        .filter(pk__in=account_ids, is_guarded=True)
        .order_by("pk")
        .values_list("pk")
    )


@step
def open_account(*, code: str, name: str, subject: str, on: date, is_guarded: bool) -> Account:
    """Open a ledger account under `subject` (its code), or give back the one with this code."""
    side = Subject.objects.get(pk=subject).side
    account, _created = Account.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "subject_id": subject,
            "is_credit": side == Side.CREDIT,
            "is_guarded": is_guarded,
            "opened_on": on,
        },
    )
    return account


@step
def subject_account(*, subject: str, on: date) -> Account:
    """The one account of a subject that has one (income, expense, what is owed), opened when first needed."""
    found = Subject.objects.get(pk=subject)
    return open_account(code=found.code, name=found.name, subject=found.code, on=on, is_guarded=False)


@step
def open_accounts(*, rows: Sequence[tuple[str, str]], subject: str, on: date, is_guarded: bool) -> dict[str, int]:
    """Open many ledger accounts (code, name) under `subject` in one statement; ids by code, old and new."""
    side = Subject.objects.get(pk=subject).side
    codes, names = [code for code, _name in rows], [name for _code, name in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_account"
            " (code, name, subject_id, is_credit, is_guarded, balance_fen, held_fen, opened_on)"
            " SELECT code, name, %s, %s, %s, 0, 0, %s FROM unnest(%s::text[], %s::text[]) AS new (code, name)"
            " ON CONFLICT (code) DO NOTHING",
            [subject, side == Side.CREDIT, is_guarded, on, codes, names],
        )
        cursor.execute("SELECT code, id FROM ledger_account WHERE code = ANY(%s)", [codes])
        return dict(cursor.fetchall())


@step
def close_account(*, account_id: int, on: date) -> None:
    """Close an empty ledger account for good. Raises AccountNotEmpty."""
    if not Account.objects.get(pk=account_id).is_guarded:
        # Nobody locks a control account, so its balance stands still only while no posting is under way.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [guards.LOCK_CLASS])
    lock_accounts({account_id})
    account = Account.objects.get(pk=account_id)
    if queries.balance_fen(account) or account.held_fen:
        raise AccountNotEmpty(_("账户还有余额或占用，不能销户。"))
    Account.objects.filter(pk=account_id, closed_on=None).update(closed_on=on)


def line_arrays(debits: Sequence[Line], credits: Sequence[Line]) -> dict[str, Any]:
    """Lines as four arrays for unnest. Raises Unbalanced."""
    total, other = sum(line.fen for line in debits), sum(line.fen for line in credits)
    if total != other or total <= 0 or any(line.fen <= 0 for line in (*debits, *credits)):
        raise Unbalanced(f"debits {total}, credits {other}")
    zeros, others = [0] * len(debits), [0] * len(credits)
    both = (*debits, *credits)
    return {
        "accounts": [line.account for line in both],
        "debits": [line.fen for line in debits] + others,
        "credits": zeros + [line.fen for line in credits],
        "employers": [line.employer for line in both],
    }


def journal_head(
    key: str,
    reason: Reason,
    on: date,
    value_on: date,
    by: User | None,
    at: datetime,
    case: str,
    memo: str,
    branch_id: int | None,
) -> dict[str, Any]:
    """A journal's own columns, as parameters of POST."""
    return {
        "key": key,
        "reason": reason.value,
        "on": on,
        "value_on": value_on,
        "by": by.pk if by else None,
        "at": at,
        "case": case,
        "memo": memo,
        "branch": branch_id,
        "reverses": None,
        "id": None,
    }


def write(select: str, params: dict[str, Any], head: dict[str, Any]) -> Journal:
    """Run the one statement of a posting and return its journal, or the first with this key. Raises as `post`."""
    body = hashes.body_head(head["reason"], head["value_on"], head["case"], head["reverses"])
    with refusals(), connection.cursor() as cursor:
        cursor.execute(POST.format(lines=select), {**params, **head, "head": body})
        journal_id, body_hash, count = cursor.fetchone()
    if count == 0:
        raise Unbalanced("a journal without lines")
    if journal_id is None:
        first = Journal.objects.get(key=head["key"])
        if first.body_hash != body_hash:
            raise KeyReused(head["key"])
        return first
    journal = Journal(
        id=journal_id,
        key=head["key"],
        body_hash=body_hash,
        reason=head["reason"],
        on=head["on"],
        value_on=head["value_on"],
        branch_id=head["branch"],
        case=head["case"],
        memo=head["memo"],
        by_id=head["by"],
        at=head["at"],
        reverses_id=head["reverses"],
    )
    journal._state.adding, journal._state.db = False, connection.alias
    return journal


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the database's refusals into sentences. Whatever else it raises is a defect and stays as it is."""
    try:
        yield
    except DatabaseError as error:
        cause: Any = error.__cause__
        code = getattr(cause, "pgcode", None)
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if constraint == "balance_covers_holds":
            raise InsufficientBalance(_("余额不足：可用余额不够支付这笔金额。")) from error
        if constraint == "ledger_journal_reverses_id_key":
            raise AlreadyReversed(_("这笔分录已经冲销过，不能再次冲销。")) from error
        if code == "FC001":
            raise DayClosed(_("该会计日期未开放，不能记账。")) from error
        if code == "FC003":
            raise AccountClosed(_("账户已销户，不能记账。")) from error
        if code == "FC002" or constraint == "debit_or_credit":
            raise Unbalanced(str(error)) from error
        raise
