"""What people and clerks are told of changes that were decided: bases, rates, deferrals, freezes, days to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.models import EmployerClerk
from common.money import yuan
from common.transactions import step
from deposits.models import BaseChange, EmployerAccount, Freeze, PersonalAccount, ScheduledChange, TermsChange
from deposits.operations.messages import day_text, month_text
from notifications import operations as notifications
from notifications.operations import Recipient


@step
def tell_bases(bases: Iterable[tuple[int, int]], account: EmployerAccount, month: str, key: str, at: datetime) -> None:
    """ "Your base changes", to their owners: pairs of person and fen."""
    same = {"employer": account.employer.name, "month": month_text(month)}
    rows = [Recipient(person, key, {**same, "base": yuan(base_fen)}) for person, base_fen in bases]
    notifications.queue_many(template="base_changed", rows=rows, at=at)


@step
def tell_base_withdrawn(account: PersonalAccount, change: BaseChange, at: datetime) -> None:
    """ "It does not change after all", to its owner."""
    notifications.queue(
        person_id=account.person_id,
        template="base_change_withdrawn",
        context={"employer": change.employer_account.employer.name, "month": month_text(change.month)},
        key=f"base-withdrawn-{change.pk}",
        at=at,
    )


@step
def tell_frozen(freeze: Freeze, account: PersonalAccount, at: datetime) -> None:
    """ "Your account was frozen", by whose order and how, to its owner."""
    _tell_freeze("account_frozen", freeze, account, at, how=str(freeze.get_kind_display()))


@step
def tell_unfrozen(freeze: Freeze, account: PersonalAccount, at: datetime) -> None:
    """ "It is free again", to its owner."""
    _tell_freeze("account_unfrozen", freeze, account, at)


@step
def _tell_freeze(event: str, freeze: Freeze, account: PersonalAccount, at: datetime, **more: str) -> None:
    notifications.queue(
        person_id=account.person_id,
        template=event,
        context={"authority": freeze.authority, "number": freeze.document_number, **more},
        key=freeze.key,
        at=at,
    )


@step
def tell_not_done(change: ScheduledChange, at: datetime) -> None:
    """ "What you asked for could not be done", and why, to who asked for it."""
    if change.by is None:
        return
    notifications.queue(
        person_id=change.by.person_id,
        template="scheduled_refused",
        context={
            "who": change.account.person.name,
            "action": str(change.get_action_display()),
            "month": month_text(change.month),
            "why": change.why.rstrip("。"),
        },
        key=f"scheduled-{change.pk}",
        at=at,
    )


@step
def tell_terms(event: str, account: EmployerAccount, terms: TermsChange, due_on: date, at: datetime) -> None:
    """ "Your deferral ends", and when its months fall due, to the employer's clerks."""
    context = {
        "employer": account.employer.name,
        "first": month_text(terms.first_month),
        "last": month_text(terms.last_month),
        "day": day_text(due_on),
    }
    clerks = EmployerClerk.objects.filter(employer=account.employer_id, ended_at=None)
    for person in clerks.values_list("person", flat=True):
        notifications.queue(person_id=person, template=event, context=context, key=f"terms-{terms.pk}", at=at)
