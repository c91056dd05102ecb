"""Missed months that somebody who pays for themselves makes up for, each by its own limits (domain §2.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation
from deposits.models import OwnPayment, OwnPaymentMonth
from deposits.operations import flexible
from deposits.queries import flexible as found
from deposits.rules import Contribution
from deposits.states import OwnPurpose
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotMissed(BusinessError):
    """A month that is paid, not yet over, before the agreement, or too long ago; or no month at all."""


@operation
def order_back_payment(*, member_id: int, months: Collection[str], by: User, at: datetime) -> OwnPayment:
    """Order a payment for missed months; they earn interest from the day it comes and do not count as in time.

    Raises WrongState, PaymentWaits, NotMissed.
    """
    member = flexible.lock_member(member_id)
    flexible.refuse_not_active(member)
    flexible.refuse_waiting(member)
    missed = found.missed(member, policy.book_date())
    chosen = sorted(set(months))
    if not chosen or not missed.keys() >= set(chosen):
        raise NotMissed(_("请选择没有缴过、可以补缴的月份。"))
    parts = Contribution(
        sum(missed[month].parts.employer_fen for month in chosen),
        sum(missed[month].parts.employee_fen for month in chosen),
    )
    payment = flexible.write_payment(member, chosen, parts, purpose=OwnPurpose.BACK, by=by, at=at)
    OwnPaymentMonth.objects.bulk_create(
        OwnPaymentMonth(
            payment=payment,
            month=month,
            base_fen=missed[month].base_fen,
            employer_fen=missed[month].parts.employer_fen,
            employee_fen=missed[month].parts.employee_fen,
        )
        for month in chosen
    )
    return payment
