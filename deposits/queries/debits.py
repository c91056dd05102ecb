"""Mandates and their tries: whose a user may see, and whose day has come."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from deposits.models import DebitMandate, DebitTry, EmployerAccount, RemittanceList
from deposits.queries.accounts import employer_accounts_visible_to
from deposits.rules import debits as rules
from deposits.states import MONTHLY_PURPOSES, WAITING_STATUSES, DebitStatus, MandateStatus

RECENT = 12


def mandates_visible_to(user: User) -> QuerySet[DebitMandate]:
    """Mandates of the employers that a user may see."""
    found = DebitMandate.objects.select_related("employer_account__employer")
    return found.filter(employer_account__in=employer_accounts_visible_to(user))


def mandate_of(account: EmployerAccount) -> DebitMandate | None:
    """The mandate that holds now, else the last one."""
    return account.mandates.order_by("status", "-id").first()


def active_mandate(account: EmployerAccount) -> DebitMandate | None:
    """The mandate that holds now."""
    return account.mandates.filter(status=MandateStatus.ACTIVE).first()


def tries_of(account: EmployerAccount) -> list[DebitTry]:
    """The newest tries to fetch an employer's lists."""
    found = DebitTry.objects.filter(mandate__employer_account=account).select_related("list", "collection")
    return list(found.order_by("-id")[:RECENT])


def last_try(remittance: RemittanceList) -> DebitTry | None:
    """The newest try to fetch a list."""
    return remittance.debits.select_related("collection").order_by("-number").first()


def mandates_due(today: date) -> list[int]:
    """Mandates whose employer has a list that waits and whose day for it has come, by id."""
    tries = DebitTry.objects.filter(list=OuterRef("pk"))
    lists = RemittanceList.objects.filter(
        ~Exists(tries.exclude(status=DebitStatus.FAILED)),
        purpose__in=MONTHLY_PURPOSES,
        status__in=WAITING_STATUSES,
        employer_account__mandates__status=MandateStatus.ACTIVE,
    ).annotate(
        mandate=F("employer_account__mandates"),
        day=F("employer_account__mandates__day"),
        signed_on=F("employer_account__mandates__signed_on"),
        was_tried=Exists(tries),
    )
    return [
        each.mandate
        for each in lists.order_by("mandate")
        if each.was_tried or today >= rules.fetched_from(each.declared_month, each.signed_on, each.day)
    ]
