"""What the calendar brings: lists that no money came for. Employers who are late: `arrears`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bank import operations as bank
from common.states import lock, move
from common.transactions import operation
from deposits.models import RemittanceList
from deposits.operations import debits
from deposits.states import LIST_MOVES, ListStatus
from policy import queries as policy


@operation
def void_stale_list(*, list_id: int, at: datetime) -> RemittanceList:
    """Make a list void that no money came for within the days the centre allows.

    Raises WrongState, BeingFetched.
    """
    remittance = lock(RemittanceList, list_id)
    debits.refuse_fetching(remittance, by=None, at=at)
    days = policy.on(policy.book_date()).list_void_days
    note = _("%(days)d 天内没有款项到账，自动作废") % {"days": days}
    move(remittance, "void", LIST_MOVES, by=None, at=at, note=note)
    bank.cancel_expectation(key=remittance.expectation_key, at=at)
    return remittance


def stale_lists() -> list[int]:
    """Ids of the lists that `void_stale_list` is for, by business date: a list's number begins with its own."""
    on = policy.book_date()
    last = on - timedelta(days=policy.on(on).list_void_days)
    waiting = RemittanceList.objects.filter(status=ListStatus.AWAITING, received_fen=0)
    return list(waiting.filter(number__lt=f"HJ{last:%Y%m%d}").order_by("id").values_list("id", flat=True))
