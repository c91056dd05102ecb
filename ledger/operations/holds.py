"""Money promised and not yet paid: held, then posted or released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import step
from ledger.models import Hold, Journal
from ledger.operations import posting
from ledger.states import HoldStatus, Reason

if TYPE_CHECKING:
    from accounts.models import User


class HoldEnded(BusinessError):
    """The hold was posted or released before."""


@step
def hold(*, key: str, account_id: int, fen: int, by: User | None, at: datetime, case: str = "") -> Hold:
    """Reserve money on a guarded account; the same key gives the first hold back. Raises InsufficientBalance."""
    posting.lock_accounts({account_id})
    first = Hold.objects.filter(key=key).first()
    if first is not None:
        if (first.account_id, first.fen) != (account_id, fen):
            raise posting.KeyReused(key)
        return first
    with posting.refusals():
        return Hold.objects.create(key=key, account_id=account_id, fen=fen, by=by, at=at, case=case)


@step
def post_hold(
    *,
    hold_key: str,
    key: str,
    reason: Reason,
    on: date,
    value_on: date,
    credits: Sequence[posting.Line],
    by: User | None,
    at: datetime,
    memo: str = "",
    employer_id: int | None = None,
    branch_id: int | None = None,
) -> Journal:
    """Turn a hold into the journal it was for: its account is debited with the held amount.

    The same `key` gives the first journal back. Raises HoldEnded, and as `post`.
    """
    found = _lock_hold(hold_key)
    lines = posting.line_arrays([posting.Line(found.account_id, found.fen, employer_id)], credits)
    head = posting.journal_head(key, reason, on, value_on, by, at, found.case, memo, branch_id)
    if found.journal is not None and found.journal.key == key:
        return posting.write(posting.LINES, lines, head)
    _refuse_ended(found)
    # The hold makes room before the debit, since the balance covers what is held at every moment. It names its
    # journal by an id drawn beforehand; the foreign key is checked at commit.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_journal', 'id'))")
        journal_id = cursor.fetchone()[0]
    Hold.objects.filter(pk=found.pk).update(status=HoldStatus.POSTED, ended_at=at, journal_id=journal_id)
    journal = posting.write(posting.LINES, lines, {**head, "id": journal_id})
    if journal.pk != journal_id:
        raise posting.KeyReused(key)
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


def _lock_hold(key: str) -> Hold:
    """Lock a hold after its account, the order every posting keeps."""
    posting.lock_accounts({Hold.objects.only("account_id").get(key=key).account_id})
    return Hold.objects.select_for_update(no_key=True, of=("self",)).get(key=key)


def _refuse_ended(found: Hold) -> None:
    if found.status != HoldStatus.HELD:
        raise HoldEnded(_("这笔占用已经结束（%(status)s），不能再处理。") % {"status": found.get_status_display()})
