"""Payments that leave as a file and come back as a result file."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import queries
from bank.gateways.base import Answer
from bank.models import BankAccount, PaymentBatch, PaymentOrder, PaymentResultFile
from bank.operations import payments
from bank.rules import payments as files
from bank.states import ORDER_MOVES, Channel, OrderStatus
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation

if TYPE_CHECKING:
    from accounts.models import User

LINES_A_FILE = 5_000


class NothingToExport(BusinessError):
    """No authorised payment waits for a file."""


@operation
def export_payments(*, bank_account_id: int, by: User, at: datetime) -> PaymentBatch:
    """Put the authorised orders of an account that pays by file into one file; they count as sent.

    Raises NothingToExport.
    """
    account = lock(BankAccount, bank_account_id)
    orders = list(
        PaymentOrder.objects.select_for_update(of=("self",), no_key=True)
        .filter(bank_account=account, status=OrderStatus.AUTHORISED)
        .order_by("id")[:LINES_A_FILE]
    )
    if not orders or account.channel != Channel.FILE:
        raise NothingToExport(_("该账户没有已授权、待导出的付款单。"))
    content = files.payment_file([queries.instruction_of(order) for order in orders])
    batch = PaymentBatch.objects.create(
        bank_account=account,
        order_count=len(orders),
        total_fen=sum(order.amount_fen for order in orders),
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
        at=at,
    )
    for order in orders:
        move(order, "send", ORDER_MOVES, by=by, at=at, sent_at=at, batch=batch)
    return batch


@operation
def import_results(
    *,
    batch_id: int,
    content: bytes,
    count: int,
    total_fen: int,
    by: User,
    at: datetime,
) -> int:
    """Note the bank's results on a batch's orders; how many lines there were. All or nothing.

    `count` and `total_fen` are the control totals that came with the file. An order that ended before stays as it is.
    Raises BadFile, SamePerson: who asks for the money, or carried the file to the bank, does not say what became of
    it, or one person could have a payment that was made counted as returned, and paid again.
    """
    batch = lock(PaymentBatch, batch_id)
    orders = list(batch.orders.select_for_update(of=("self",), no_key=True).order_by("id"))
    if by.person_id in {batch.by.person_id, *(order.made_by_person_id for order in orders)}:
        raise payments.SamePerson(_("付款单的制单人、付款文件的导出人不能登记银行结果，请由另一人登记。"))
    lines = files.parse_results(content)
    files.check_totals(lines, count=count, total_fen=total_fen)
    files.check_results(lines, [queries.instruction_of(order) for order in orders])
    for line in lines:
        answer = Answer(line.result, line.bank_serial, line.value_date, line.message)
        payments.apply_answer(orders[line.line_no - 1], answer, by=by, at=at, brought_by=by.person_id)
    PaymentResultFile.objects.create(
        batch=batch,
        order_count=count,
        total_fen=total_fen,
        sha256=hashlib.sha256(content).hexdigest(),
        exported_by_person_id=batch.by.person_id,
        by=by,
        by_person_id=by.person_id,
        at=at,
    )
    return len(lines)
