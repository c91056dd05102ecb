"""What people and clerks are told, as rows in the same transaction as the act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import EmployerClerk
from accounts.permissions import Permission
from common.money import yuan
from common.months import period_words
from common.transactions import step
from deposits.models import (
    AccountMerge,
    EmployerAccount,
    InterestChunk,
    InternalTransfer,
    PersonalAccount,
    RemittanceList,
    TransferLetter,
    WrongPayment,
)
from desk import queries as desk
from ledger import queries as ledger
from ledger.models import Entry
from notifications import operations as notifications
from notifications.operations import Recipient

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import PaymentOrder
    from desk.models import Case


def day_text(day: date) -> str:
    """A day as messages write it."""
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def month_text(month: str) -> str:
    """A month as messages write it."""
    return _("%(year)s年%(month)d月") % {"year": month[:4], "month": int(month[4:])}


def period_text(remittance: RemittanceList) -> str:
    """What a list pays for, as messages write it."""
    return remittance.period.replace(" ", "") if remittance.first_month else month_text(remittance.month)


@step
def tell_credited(remittance: RemittanceList, day: date, at: datetime) -> None:
    """ "Your contribution has come", to everybody on the list (event 5 of the 12329 texts)."""
    same = {"day": day_text(day), "month": period_text(remittance)}
    items = remittance.items.annotate(fen=F("employer_fen") + F("employee_fen")).values_list(
        "account__person_id", "fen", "account__ledger_account__balance_fen"
    )
    rows = [
        Recipient(person, remittance.number, {**same, "amount": yuan(fen), "balance": yuan(balance)})
        for person, fen, balance in items
    ]
    notifications.queue_many(template="contribution_credited", rows=rows, at=at)


@step
def tell_clerks(
    account: EmployerAccount, event: str, remittance: RemittanceList, at: datetime, *, by: User | None, **more: str
) -> None:
    """Tell the employer's clerks about one of its lists; `key` makes repeated news of one kind distinct."""
    key = more.pop("key", remittance.number)
    context = {"employer": account.employer.name, "month": period_text(remittance), **more}
    _to_clerks(account, event, context, key, at, by=by)


@step
def tell_employer_changed(account: EmployerAccount, what: str, day: date, at: datetime, *, by: User) -> None:
    """Tell all the employer's clerks that its record was changed, and what of it."""
    context = {"employer": account.employer.name, "day": day_text(day), "what": what}
    _to_clerks(account, "employer_info_changed", context, f"{account.number}-{at:%Y%m%d%H%M%S%f}", at, by=by)


@step
def tell_employer(account: EmployerAccount, event: str, context: dict[str, str], key: str, at: datetime) -> None:
    """Tell all the employer's clerks what the centre has decided or issued; `key` once."""
    _to_clerks(account, event, {"employer": account.employer.name, **context}, key, at, by=None)


@step
def _to_clerks(
    account: EmployerAccount, event: str, context: dict[str, str], key: str, at: datetime, *, by: User | None
) -> None:
    clerks = EmployerClerk.objects.filter(employer=account.employer_id, ended_at=None).values_list("person", flat=True)
    for person in clerks:
        notifications.queue(
            person_id=person,
            template=event,
            context=context,
            key=key,
            at=at,
            by=by,
            own_act=by is not None and by.person_id == person,
        )


@step
def tell_opened(accounts: Iterable[int], employer: str, day: date, at: datetime) -> None:
    """ "An account was opened for you", to the owners of new accounts."""
    rows = [
        Recipient(person, number, {"day": day_text(day), "employer": employer, "account": number[-4:]})
        for person, number in PersonalAccount.objects.filter(pk__in=list(accounts)).values_list("person_id", "number")
    ]
    notifications.queue_many(template="account_opened", rows=rows, at=at)


@step
def tell_changed(event: str, persons: Iterable[int], employer: str, day: date, key: str, at: datetime) -> None:
    """ "Your account was sealed / unsealed", to their owners."""
    rows = [Recipient(person, key, {"day": day_text(day), "employer": employer}) for person in persons]
    notifications.queue_many(template=event, rows=rows, at=at)


@step
def tell_taken_back(found: WrongPayment, day: date, at: datetime) -> None:
    """ "Money that was paid into your account by mistake went back", to its owner."""
    months = [each.month for each in found.months.order_by("month")]
    notifications.queue(
        person_id=found.account.person_id,
        template="payment_taken_back",
        context={
            "day": day_text(day),
            "month": period_words(months[0], months[-1]).replace(" ", ""),
            "amount": yuan(found.fen),
            "reason": found.get_cause_display(),
        },
        key=f"wrong-{found.pk}",
        at=at,
    )


@step
def tell_moved(persons: Iterable[int], employer: str, why: str, day: date, key: str, at: datetime) -> None:
    """ "Your account goes on under another employer", to everybody whose employer merged, split or closed."""
    rows = [Recipient(person, key, {"day": day_text(day), "employer": employer, "why": why}) for person in persons]
    notifications.queue_many(template="employer_changed", rows=rows, at=at)


@step
def tell_merged(merge: AccountMerge, day: date, at: datetime) -> None:
    """ "Your two accounts became one", to their owner."""
    notifications.queue(
        person_id=merge.target.person_id,
        template="accounts_merged",
        context={
            "day": day_text(day),
            "source": merge.source.number[-4:],
            "target": merge.target.number[-4:],
            "amount": yuan(merge.fen),
        },
        key=f"merge-{merge.pk}",
        at=at,
    )


@step
def tell_decided(transfer: InternalTransfer, result: str, at: datetime) -> None:
    """What became of an objection, to the owner of the account."""
    notifications.queue(
        person_id=transfer.account.person_id,
        template="transfer_decided",
        context={"employer": transfer.to_account.employer.name, "result": result},
        key=f"transfer-{transfer.pk}",
        at=at,
    )


@step
def tell_interest(chunk: InterestChunk, at: datetime) -> int:
    """ "Your interest was settled", to everybody a chunk credited (event 1 of the 12329 texts); how many."""
    run = chunk.run
    rows = Entry.objects.filter(journal=chunk.journal, credit_fen__gt=0).values_list(
        "account__personal_account__person_id", "credit_fen", "account__balance_fen"
    )
    told = [
        Recipient(
            person,
            run.key,
            {"day": day_text(run.last), "year": str(run.fund_year), "amount": yuan(fen), "balance": yuan(balance)},
        )
        for person, fen, balance in rows
    ]
    notifications.queue_many(template="interest_settled", rows=told, at=at)
    return len(told)


@step
def tell_late(account: EmployerAccount, month: str, at: datetime) -> None:
    """ "This month has not come", to the employer's clerks (event 6 of the 12329 texts); once a month."""
    clerks = EmployerClerk.objects.filter(employer=account.employer_id, ended_at=None).values_list("person", flat=True)
    context = {"employer": account.employer.name, "month": month_text(month)}
    rows = [Recipient(person, f"{account.number}-{month}", context) for person in clerks]
    notifications.queue_many(template="contribution_overdue", rows=rows, at=at)


@step
def tell_moved_in(letter: TransferLetter, account: PersonalAccount, at: datetime) -> None:
    """ "The money from the other centre has come", to its owner (event "transfer in" of the 12329 texts)."""
    assert letter.value_on is not None and letter.person_id is not None
    balance = ledger.balance_fen(account.ledger_account)
    notifications.queue(
        person_id=letter.person_id,
        template="transferred_in",
        context={
            "day": day_text(letter.value_on),
            "centre": letter.centre.name,
            "amount": yuan(letter.total_fen),
            "balance": yuan(balance),
        },
        key=letter.expectation_key,
        at=at,
    )


@step
def tell_moved_out(letter: TransferLetter, at: datetime) -> None:
    """ "Your account has gone to the other centre", to its owner (event "transfer out" of the 12329 texts)."""
    assert letter.value_on is not None and letter.person_id is not None
    notifications.queue(
        person_id=letter.person_id,
        template="transferred_out",
        context={
            "day": day_text(letter.value_on),
            "centre": letter.centre.name,
            "amount": yuan(letter.total_fen),
            "interest": yuan(letter.interest_fen or 0),
        },
        key=letter.key,
        at=at,
    )


@step
def tell_returned_late(case: Case, order: PaymentOrder, at: datetime) -> None:
    """A refund that was paid came back: the clerks may ask anew, whoever handled it and the accountants see to it."""
    context = {"number": case.number, "amount": yuan(order.amount_fen), "tail": order.payee_tail}
    clerks = EmployerClerk.objects.filter(employer=case.employer_id, ended_at=None)
    staff = {user.person_id for user in desk.staff_who_may(Permission.SUSPENSE_USE, timezone.localdate(at))}
    if case.owner is not None and case.owner.is_active:
        staff.add(case.owner.person_id)
    told = [("refund_returned_late_clerk", person) for person in clerks.values_list("person", flat=True)]
    told += [("refund_returned_late", person) for person in sorted(staff)]
    for event, person in told:
        notifications.queue(person_id=person, template=event, context=context, key=order.number, at=at)
