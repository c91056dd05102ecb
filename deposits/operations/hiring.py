"""Somebody who pays for themselves is hired: their employer's list takes the account along, the agreement ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import operations as bank
from common.states import lock, move
from common.transactions import step
from deposits.models import EmployerAccount, FlexibleMember, OwnPayment, PersonalAccount, RemittanceList
from deposits.operations import own_fetching
from deposits.states import (
    MEMBER_MOVES,
    OWN_PAYMENT_MOVES,
    PERSONAL_MOVES,
    ChangeKind,
    MemberStatus,
    OwnPaymentStatus,
    PersonalAccountStatus,
)
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


@step
def release_hired(remittance: RemittanceList, *, by: User | None, at: datetime) -> None:
    """Seal the accounts that a new list takes from a collective account, as if their owners had left an employer."""
    paying = PersonalAccount.objects.filter(
        items__list=remittance,
        items__change=ChangeKind.UNSEAL,
        status=PersonalAccountStatus.NORMAL,
        employer_account__flexible_home__isnull=False,
    )
    for pk, home in paying.order_by("employer_account_id", "pk").values_list("pk", "employer_account_id"):
        lock(EmployerAccount, home)
        account = lock(PersonalAccount, pk)
        if account.employer_account_id == home and account.status == PersonalAccountStatus.NORMAL:
            note = _("被单位录用")
            move(account, "seal", PERSONAL_MOVES, by=by, at=at, note=note, sealed_on=policy.book_date())
        for member in FlexibleMember.objects.filter(account=pk).exclude(status=MemberStatus.ENDED):
            end_agreement(lock(FlexibleMember, member.pk), at)


@step
def end_agreement(member: FlexibleMember, at: datetime) -> None:
    """End a locked agreement whose owner an employer pays for now; a payment that waits is cancelled. WrongState."""
    for waiting in member.payments.filter(status=OwnPaymentStatus.AWAITING):
        payment = lock(OwnPayment, waiting.pk)
        own_fetching.recall(payment, by=None, at=at)
        move(payment, "void", OWN_PAYMENT_MOVES, by=None, at=at)
        bank.cancel_expectation(key=payment.key, at=at)
    why = _("单位已接续缴存")
    own_fetching.end_mandates(member, why, by=None, at=at)
    move(member, "end", MEMBER_MOVES, by=None, at=at, note=why, ended_on=policy.book_date())
