"""What a person does with money that waits in suspense."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank.models import Expectation, PaymentOrder, SuspenseItem
from bank.operations import expectations, payments
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation
from ledger import operations as ledger
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NothingToRefund(BusinessError):
    """The item has no free money of that amount, a refund is under way, or nobody knows where it came from."""


@operation
def apply_suspense(*, expectation_key: str, fen: int, by: User, at: datetime) -> Expectation:
    """Use an employer's suspense for what waits from it. Raises as `use_suspense`."""
    key = f"suspense-{expectation_key}-{at:%Y%m%d%H%M%S%f}"
    return expectations.use_suspense(
        key=key, expectation_key=expectation_key, fen=fen, on=policy.book_date(), by=by, at=at
    )


@operation
def refund_suspense(*, item_id: int, fen: int, by: User, at: datetime, note: str = "") -> PaymentOrder:
    """Order the refund of free suspense to the account it came from; others review and authorise the payment.

    The money is held in the books until the bank has answered. One refund an item at a time. Raises NothingToRefund.
    """
    item = lock(SuspenseItem, item_id)
    line = item.receipt.line
    if item.refunding_fen:
        raise NothingToRefund(_("这笔暂收款正在退款，请等银行答复。"))
    if not 0 < fen <= item.free_fen:
        raise NothingToRefund(_("退款金额超过了这笔暂收款的可用余额。"))
    if not line.counter_account:
        raise NothingToRefund(_("银行明细没有对方账号，不能原路退回。"))
    order = payments.make_order(
        key=f"bank-refund-{item.pk}-{item.refunds.count() + 1}",
        source="bank",
        amount_fen=fen,
        payee_account=line.counter_account,
        payee_name=line.counter_name,
        summary=note[:60] or _("暂收款退回"),
        bank_account_id=line.bank_account_id,
        item_id=item.pk,
        by=by,
        at=at,
    )
    ledger.hold(key=order.key, account_id=item.account_id, fen=fen, by=by, at=at)
    item.refunding_fen = fen
    item.save(update_fields=["refunding_fen"])
    return order
