"""Accounts that end: sealed ones with money of known days, owners with a card, heirs who are no depositors."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from common import identity
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from ledger.models import Account
from tests.deposits import savings
from tests.withdrawals import saver

SEALED_ON, SINCE = date(2026, 3, 31), date(2026, 7, 1)


def sealed(place: int = 1, fen: int = 10_000_000, since: date = SINCE) -> PersonalAccount:
    """Somebody's sealed account with `fen` on it since a day, in the books of a centre that can pay."""
    found = savings.account(saver.employer(), place, [(since, fen)])
    long_ago = {"opened_on": date(2020, 3, 1), "paid_through": "202603"}
    sealing = {"status": PersonalAccountStatus.SEALED, "sealed_on": SEALED_ON}
    PersonalAccount.objects.filter(pk=found.pk).update(**sealing, **long_ago)
    return PersonalAccount.objects.get(pk=found.pk)


def of(user: User, fen: int = 10_000_000, since: date = SINCE) -> PersonalAccount:
    """The same for one of the cast, who has bound a card."""
    found = sealed(fen=fen, since=since)
    PersonalAccount.objects.filter(pk=found.pk).update(person=user.person_id)
    saver.card(user)
    return PersonalAccount.objects.get(pk=found.pk)


def heir_number(place: int) -> str:
    """A citizen number that checks, of somebody who is no depositor."""
    first = f"220402198801{place + 10:02d}{place + 200:03d}"
    return first + identity.citizen_check_digit(first)


def balance(account: PersonalAccount) -> tuple[int, int]:
    """What lies on an account and what of it is held, in fen."""
    return Account.objects.values_list("balance_fen", "held_fen").get(pk=account.ledger_account_id)
