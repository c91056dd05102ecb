"""What a person does with money that waits in suspense."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank.models import Expectation, PaymentOrder, SuspenseItem
from bank.operations import expectations, payments, refunds
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
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


@step
def reserve_refund(*, item_id: int, fen: int, key: str, case: str = "", by: User | None, at: datetime) -> SuspenseItem:
    """Hold free suspense under `key` for a refund, so that nothing else uses it. One refund an item at a time.

    Raises NothingToRefund.
    """
    item = lock(SuspenseItem, item_id)
    if item.refunding_fen:
        raise NothingToRefund(_("这笔暂收款正在退款，请等这次退款办结。"))
    if not 0 < fen <= item.free_fen:
        raise NothingToRefund(_("退款金额超过了这笔暂收款的可用余额。"))
    if not item.receipt.line.counter_account:
        raise NothingToRefund(_("银行明细没有对方账号，不能原路退回。"))
    ledger.hold(key=key, account_id=item.account_id, fen=fen, by=by, at=at, case=case)
    item.refunding_fen = fen
    item.save(update_fields=["refunding_fen"])
    return item


@step
def order_refund(
    *,
    item_id: int,
    hold_key: str,
    key: str,
    source: str,
    summary: str,
    case: str = "",
    wake: str = "",
    payee: tuple[str, str] | None = None,
    by: User | None,
    at: datetime,
) -> PaymentOrder:
    """Order the payment of money held for a refund, to the account it came from or to `payee` (account, name)."""
    item = SuspenseItem.objects.select_related("receipt__line").get(pk=item_id)
    line = item.receipt.line
    account, name = payee or (line.counter_account, line.counter_name)
    return payments.make_order(
        key=key,
        source=source,
        amount_fen=item.refunding_fen,
        payee_account=account,
        payee_name=name,
        summary=summary[:60],
        bank_account_id=line.bank_account_id,
        item_id=item.pk,
        hold_key=hold_key,
        case=case,
        wake=wake,
        by=by,
        at=at,
    )


@operation
def refund_suspense(*, item_id: int, fen: int, by: User, at: datetime, note: str = "") -> PaymentOrder:
    """Order the refund of free suspense to the account it came from; others review and authorise the payment.

    For money that nobody can apply for; an employer's goes by a case. Raises NothingToRefund.
    """
    key = f"bank-refund-{item_id}-{SuspenseItem.objects.get(pk=item_id).refunds.count() + 1}"
    reserve_refund(item_id=item_id, fen=fen, key=key, by=by, at=at)
    summary = note or _("暂收款退回")
    return order_refund(item_id=item_id, hold_key=key, key=key, source=refunds.OWN, summary=summary, by=by, at=at)
