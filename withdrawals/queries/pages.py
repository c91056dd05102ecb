"""Reads that pages need besides: what was told the last time, one reason's offer, whom it can be paid to."""

from __future__ import annotations

from datetime import date

from accounts.models import Person
from withdrawals.models import Reason, SupervisedAccount, Withdrawal
from withdrawals.queries.allowing import offers
from withdrawals.queries.rows import payees_on
from withdrawals.rules.limits import Allowance

PAYEES = 200
"""How many payees of a kind a page offers; a centre has some hundreds in all."""


def last_of(person_id: int, reason_id: int) -> Withdrawal | None:
    """The person's newest withdrawal for a reason: its particulars are first values of the next."""
    return Withdrawal.objects.filter(person=person_id, reason=reason_id).order_by("-judged_on", "-id").first()


def open_allowance(person_id: int, reason: Reason, on: date) -> Allowance | None:
    """What could be had for one reason before anything is told; None without an account."""
    return next((each.allowance for each in offers(person_id, on, code=reason.code)), None)


def payees_for(reason: Reason, on: date) -> list[SupervisedAccount]:
    """Registered accounts that a reason may be paid to on a day, kind by kind."""
    return [each for kind in reason.payees for each in payees_on(kind, on)[:PAYEES]]


def name_of(person_id: int) -> str:
    """What somebody is called."""
    return Person.objects.values_list("name", flat=True).get(pk=person_id)
