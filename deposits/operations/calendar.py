"""What the calendar brings: reminders to employers who are late, lists that no money came for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from bank import operations as bank
from common.months import month_of, shift
from common.states import lock, move
from common.transactions import operation
from deposits import queries, rules
from deposits.models import EmployerAccount, RemittanceList
from deposits.operations import messages
from deposits.states import LIST_MOVES, EmployerAccountStatus, ListStatus
from policy import queries as policy


@operation
def remind_late_employers(*, at: datetime) -> int:
    """Tell the clerks of employers whose due date has passed (domain §2.8, one day after it). Returns how many
    employers are late; each month is told once, however often this runs."""
    on = policy.book_date()
    behind = EmployerAccount.objects.filter(
        status__in=(EmployerAccountStatus.OPENED, EmployerAccountStatus.NORMAL)
    ).filter(Q(paid_through="") | Q(paid_through__lt=month_of(on)))
    grace_days = policy.on(on).payment_grace_days
    late = 0
    for account in behind.select_related("employer").order_by("id").iterator(chunk_size=500):
        before = shift(queries.next_month(account), -1)
        overdue = rules.arrears(before, on, payday=account.payday, grace_days=grace_days)
        late += bool(overdue)
        for each in overdue:
            messages.tell_late(account, each.month, at)
    return late


@operation
def void_stale_list(*, list_id: int, at: datetime) -> RemittanceList:
    """Make a list void that no money came for within the days the centre allows. Raises WrongState."""
    remittance = lock(RemittanceList, list_id)
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
