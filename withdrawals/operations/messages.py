"""What depositors hear of their withdrawals. Words are templates; see the migrations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank.states import OrderStatus
from common.money import yuan
from common.transactions import step
from ledger.models import Account
from notifications import operations as notifications
from withdrawals.models import Withdrawal

if TYPE_CHECKING:
    from bank.models import PaymentOrder

PAID = "withdrawal_paid"


def paid_key(withdrawal: Withdrawal) -> str:
    """The key of the message that the money has arrived, for the order that arrived."""
    return f"{withdrawal.key}-{withdrawal.orders}"


@step
def tell_paid(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """The money is there: reason, principal, interest, balance (domain §7.5)."""
    assert withdrawal.value_on is not None
    book = Account.objects.get(personal_account=withdrawal.account_id)
    notifications.queue(
        person_id=withdrawal.person_id,
        template=PAID,
        context={
            "day": _("%(month)d月%(day)d日") % {"month": withdrawal.value_on.month, "day": withdrawal.value_on.day},
            "reason": withdrawal.reason.label,
            "amount": yuan(paid.amount_fen),
            "interest": yuan(withdrawal.interest_fen),
            "tail": paid.payee_tail,
            "balance": yuan(book.balance_fen),
        },
        key=paid_key(withdrawal),
        at=at,
        own_act=True,
    )


@step
def tell_returned(withdrawal: Withdrawal, paid: PaymentOrder, reason: str, *, at: datetime) -> None:
    """The bank returned it, or a colleague of ours stopped it: which card, why, and that another one is needed."""
    rejected = paid.status == OrderStatus.REJECTED
    context = {"amount": yuan(paid.amount_fen), "tail": paid.payee_tail}
    notifications.queue(
        person_id=withdrawal.person_id,
        template="withdrawal_rejected" if rejected else "withdrawal_returned",
        context=context if rejected else {**context, "reason": reason[:60]},
        key=f"{withdrawal.key}-{withdrawal.orders}",
        at=at,
        own_act=True,
    )
