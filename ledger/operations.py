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

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import step
from ledger.models import Account, Hold, Journal, Subject
from ledger.states import HoldStatus, Reason, Side

if TYPE_CHECKING:
    from accounts.models import User


class InsufficientBalance(BusinessError):
    """The account's balance less holds does not cover the debit."""


class DayClosed(BusinessError):
    """The business date is not open."""


class AccountClosed(BusinessError):
    """The account is closed."""


class HoldEnded(BusinessError):
    """The hold was posted or released before."""


class KeyReused(Exception):
    """The key was used before for a different body: a programming error, or somebody trying."""


class Unbalanced(Exception):
    """Debits and credits differ, or the lines are empty: a programming error."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a journal: ledger account id, amount above zero in fen, employer a depositor's entry is stamped with."""

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


_LINES = """
    SELECT * FROM unnest(%(accounts)s::bigint[], %(debits)s::bigint[], %(credits)s::bigint[], %(employers)s::bigint[])
"""

# {lines} gives (account, debit, credit, employer). The hash covers what the caller means, not when or by whom.
_POST = """
WITH lines (account_id, debit_fen, credit_fen, employer_id) AS MATERIALIZED ({lines}),
body AS (
    SELECT count(*) AS n, coalesce(sum(debit_fen), 0) AS debit, coalesce(sum(credit_fen), 0) AS credit,
           encode(sha256(convert_to(%(head)s || string_agg(
               account_id || ':' || debit_fen || ':' || credit_fen || ':' || coalesce(employer_id::text, ''), E'\\n'
               ORDER BY account_id, debit_fen, credit_fen, employer_id), 'UTF8')), 'hex') AS hash
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
    lines = _line_arrays(debits, credits)
    return _post(_LINES, lines, _head(key, reason, on, value_on, by, at, case, memo, branch_id))


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
    return _post(select, params, _head(key, reason, on, value_on, by, at, case, memo, branch_id))


@step
def post_many(
    *,
    postings: Sequence[Posting],
    on: date,
    by: User | None,
    at: datetime,
    branch_id: int | None = None,
) -> list[Journal]:
    """Book several journals in one transaction, all or none. Guarded accounts are locked in id order first."""
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
    """Book the mirror of a journal (红字冲销), which names it. A journal is reversed once. Raises as `post`."""
    original = Journal.objects.get(pk=journal_id)
    select = "SELECT account_id, credit_fen, debit_fen, employer_id FROM ledger_entry WHERE journal_id = %(reverses)s"
    head = _head(key, Reason.REVERSAL, on, value_on, by, at, original.case, memo, original.branch_id)
    return _post(select, {}, {**head, "reverses": journal_id})


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
def hold(*, key: str, account_id: int, fen: int, by: User | None, at: datetime, case: str = "") -> Hold:
    """Reserve money on a guarded account; the same key gives the first hold back. Raises InsufficientBalance."""
    lock_accounts({account_id})
    first = Hold.objects.filter(key=key).first()
    if first is not None:
        if (first.account_id, first.fen) != (account_id, fen):
            raise KeyReused(key)
        return first
    with _refusals():
        return Hold.objects.create(key=key, account_id=account_id, fen=fen, by=by, at=at, case=case)


@step
def post_hold(
    *,
    hold_key: str,
    key: str,
    reason: Reason,
    on: date,
    value_on: date,
    credits: Sequence[Line],
    by: User | None,
    at: datetime,
    memo: str = "",
    employer_id: int | None = None,
    branch_id: int | None = None,
) -> Journal:
    """Turn a hold into the journal it was for: its account is debited with the held amount. Raises HoldEnded."""
    found = _lock_hold(hold_key)
    if found.status == HoldStatus.POSTED and found.journal is not None and found.journal.key == key:
        return found.journal
    _refuse_ended(found)
    # The hold makes room before the debit, since the balance covers what is held at every moment. It names its
    # journal by an id drawn beforehand; the foreign key is checked at commit.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_journal', 'id'))")
        journal_id = cursor.fetchone()[0]
    Hold.objects.filter(pk=found.pk).update(status=HoldStatus.POSTED, ended_at=at, journal_id=journal_id)
    lines = _line_arrays([Line(found.account_id, found.fen, employer_id)], credits)
    head = _head(key, reason, on, value_on, by, at, found.case, memo, branch_id)
    journal = _post(_LINES, lines, {**head, "id": journal_id})
    if journal.pk != journal_id:
        raise KeyReused(key)
    return journal


@step
def release(*, hold_key: str, at: datetime) -> Hold:
    """End a hold without a journal: the money is free again. Releasing twice does nothing. Raises HoldEnded."""
    found = _lock_hold(hold_key)
    if found.status == HoldStatus.RELEASED:
        return found
    _refuse_ended(found)
    found.status, found.ended_at = HoldStatus.RELEASED, at
    found.save(update_fields=["status", "ended_at"])
    return found


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


def _lock_hold(key: str) -> Hold:
    """Lock a hold after its account, the order every posting keeps."""
    lock_accounts({Hold.objects.only("account_id").get(key=key).account_id})
    return Hold.objects.select_for_update(no_key=True, of=("self",)).get(key=key)


def _refuse_ended(found: Hold) -> None:
    if found.status != HoldStatus.HELD:
        raise HoldEnded(_("这笔占用已经结束（%(status)s），不能再处理。") % {"status": found.get_status_display()})


def _line_arrays(debits: Sequence[Line], credits: Sequence[Line]) -> dict[str, Any]:
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


def _head(
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


def _post(select: str, params: dict[str, Any], head: dict[str, Any]) -> Journal:
    body = f"{head['reason']}|{head['value_on']}|{head['case']}|{head['reverses'] or ''}\n"
    with _refusals(), connection.cursor() as cursor:
        cursor.execute(_POST.format(lines=select), {**params, **head, "head": body})
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
def _refusals() -> Iterator[None]:
    """Turn the database's refusals into sentences. Whatever else it raises is a defect and stays as it is."""
    try:
        yield
    except DatabaseError as error:
        cause: Any = error.__cause__
        code = getattr(cause, "pgcode", None)
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if constraint == "balance_covers_holds":
            raise InsufficientBalance(_("余额不足：可用余额不够支付这笔金额。")) from error
        if code == "FC001":
            raise DayClosed(_("该会计日期未开放，不能记账。")) from error
        if code == "FC003":
            raise AccountClosed(_("账户已销户，不能记账。")) from error
        if code == "FC002":
            raise Unbalanced(str(error)) from error
        raise
