"""To whom the money of an application may go, judged with those who borrow and their cards at hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from accounts.models import BankCard, Person
from loans.models import Application
from loans.queries import couples
from loans.rules import payees
from loans.rules.telling import Told
from loans.states.applying import Product


def why_not_payee(application: Application, name: str, account: str) -> str:
    """Why an application's money may not go to an account, in a sentence; empty where it may."""
    project = application.project
    if project is not None and application.product != Product.CONVERSION:
        return payees.why_not_developer(application.told, project.developer)
    return why_not_told(
        application.told,
        product=application.product,
        house_kind=application.house_kind,
        borrowers=[each for each in (application.borrower_id, application.co_borrower_id) if each is not None],
        on=application.judged_on,
        name=name,
        account=account,
    )


def why_not_told(
    told: Told, *, product: str, house_kind: str, borrowers: Collection[int], on: date, name: str, account: str
) -> str:
    """The same of what is being asked for, where no project says so."""
    return payees.why_not(
        told,
        product=product,
        house_kind=house_kind,
        name=name,
        account=account,
        own=_household(borrowers, on),
    )


def _household(borrowers: Collection[int], on: date) -> payees.Household:
    spouses = [couples.spouse_of(each, on) for each in borrowers]
    persons = {*borrowers, *(each.pk for each in spouses if each is not None)}
    cards = BankCard.objects.filter(person__in=persons, ended_at=None)
    return payees.Household(
        names=frozenset(Person.objects.filter(pk__in=persons).values_list("name", flat=True)),
        cards=frozenset(cards.values_list("number", flat=True)),
    )
