"""Accounts with movements of past years, posted straight into the books: what interest is reckoned from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from accounts import operations as accounts
from deposits.models import EmployerAccount, PersonalAccount
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from policy import queries as policy
from tests import make
from tests.deposits import world

Movement = tuple[date, int]
"""Value date and fen: above zero in, below zero out."""


def account(employer: EmployerAccount, place: int, movements: Sequence[Movement]) -> PersonalAccount:
    """Somebody's account with these movements, booked today."""
    number = world.citizen_number(place + 22_000)
    with transaction.atomic():
        person_id = _person(f"储户{place}", number)
        own = ledger.open_account(
            code=f"S{place:06d}", name=f"储户{place}", subject="201", on=policy.book_date(), is_guarded=True
        )
        found = PersonalAccount.objects.create(
            number=f"2204{place:08d}",
            person_id=person_id,
            employer_account=employer,
            ledger_account=own,
            base_fen=0,
            employer_part_fen=0,
            employee_part_fen=0,
            opened_on=policy.book_date(),
        )
    book(found, movements)
    return found


def _person(name: str, number: str) -> int:
    return accounts.find_or_create_person(
        name=name, document_type="01", document_number=number, phone="", by=None, at=make.AT
    ).pk


def book(account: PersonalAccount, movements: Sequence[Movement], tag: str = "") -> None:
    """Book movements against the bank, each with its value date."""
    own = ledger.Line(account.ledger_account_id, 0, account.employer_account.employer_id)
    with transaction.atomic():
        against = ledger.open_account(
            code="101-savings", name="测试专户", subject="101", on=policy.book_date(), is_guarded=False
        )
        for place, (day, fen) in enumerate(movements):
            mine, theirs = ledger.Line(own.account, abs(fen), own.employer), ledger.Line(against.pk, abs(fen))
            ledger.post(
                key=f"saved-{account.number}-{tag}{place}",
                reason=Reason.OTHER,
                on=policy.book_date(),
                value_on=day,
                debits=[theirs if fen > 0 else mine],
                credits=[mine if fen > 0 else theirs],
                by=None,
                at=make.AT,
            )


def monthly(day: int, fen: int, first: date, count: int) -> list[Movement]:
    """The same sum on the same day of `count` months."""
    start = first.year * 12 + first.month - 1
    return [(date((start + n) // 12, (start + n) % 12 + 1, day), fen) for n in range(count)]


def at_random(dice: random.Random, first: date, last: date) -> list[Movement]:
    """Movements in order of their days, never below zero, some before the year and some after it."""
    days = sorted(
        first + timedelta(days=dice.randrange(-200, (last - first).days + 60)) for _ in range(dice.randrange(0, 14))
    )
    balance, found = 0, []
    for day in days:
        fen = dice.choice([dice.randrange(1, 500_000), dice.randrange(1, 90), -dice.randrange(0, balance + 1)])
        if fen:
            found.append((day, fen))
            balance += fen
    return found


def balance(account: PersonalAccount) -> int:
    """What the account has now, in fen."""
    return Account.objects.get(pk=account.ledger_account_id).balance_fen
