"""What the fraud checks ask of an account: since when the employer pays, how many people pay there, which bases."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from common import months
from deposits.models import EmployerAccount, PersonalAccount, PersonalAccountEvent, RemittanceItem
from deposits.states import ListPurpose, ListStatus, PersonalAccountStatus
from risk.rules.facts import Base

BASE_MONTHS = 18
"""How many months of bases the checks see: a jump within half a year, against the twelve months before it."""
A_HANDFUL = 20
"""People are counted up to here: the checks ask whether it is a handful."""


def enrolled_on(account: PersonalAccount) -> date:
    """Since when the present employer pays: since the last unsealing, which every change of employer is, or ever."""
    last = PersonalAccountEvent.objects.filter(record=account, action="unseal").order_by("-at", "-id").first()
    return account.opened_on if last is None else timezone.localdate(last.at)


def active_staff(employer: EmployerAccount) -> int:
    """How many people pay there, at most A_HANDFUL."""
    rows = PersonalAccount.objects.filter(employer_account=employer, status=PersonalAccountStatus.NORMAL)
    return rows.order_by()[:A_HANDFUL].count()


def bases_of(account: PersonalAccount, on: date) -> tuple[Base, ...]:
    """The bases that contributions were paid on in the last months."""
    last = months.month_of(on)
    rows = RemittanceItem.objects.filter(
        account=account,
        list__status=ListStatus.ALLOCATED,
        list__purpose=ListPurpose.REGULAR,
        list__month__gte=months.shift(last, -BASE_MONTHS),
        list__month__lte=last,
    )
    return tuple(Base(month, fen) for month, fen in rows.order_by("list__month").values_list("list__month", "base_fen"))
