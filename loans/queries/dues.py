"""What of a loan has fallen due and is not paid, to a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from loans.models import CardDebit, Instalment, Loan
from loans.rules import overdue
from loans.states.loans import DebitStatus, InstalmentStatus

TRANSIT_DAYS = 3
"""How long money that the bank says it has fetched may take to arrive, over a weekend."""


def unpaid(loan: Loan) -> list[Instalment]:
    """Instalments that have fallen due and are not paid, oldest first."""
    return list(Instalment.objects.filter(loan=loan, status=InstalmentStatus.DUE).order_by("number"))


def unpaid_principal_fen(instalments: Iterable[Instalment]) -> int:
    """The principal of these instalments that is not paid."""
    return sum(each.principal_fen - each.paid_principal_fen for each in instalments)


def on_its_way(on: date) -> Exists:
    """For instalments: the bank is fetching the money, or has fetched it and it is on its way (some days at most).

    Nobody is late, or asked again, while what was asked in time is with the bank.
    """
    debits = CardDebit.objects.filter(loan=OuterRef("loan"), number=OuterRef("number"))
    waiting = debits.filter(status__in=[DebitStatus.UNDER_WAY, DebitStatus.DONE])
    return Exists(waiting.filter(on__gte=on - timedelta(days=TRANSIT_DAYS)))


def asked(due: Instalment, on: date, grace_days: int = 0) -> overdue.Due:
    """What is asked for one instalment on a day: with the days it is late.

    Nobody is late for a day on which the centre was closed, nor within the grace days; who pays later than that is
    late from the due date on.
    """
    in_time = on <= due.asked_on + timedelta(days=grace_days)
    since = due.penalised_to or due.due_on
    return overdue.Due(
        number=due.number,
        interest_fen=due.interest_fen - due.paid_interest_fen,
        principal_fen=due.principal_fen - due.paid_principal_fen,
        days_late=0 if in_time else max(0, (on - since).days),
        penalty_fen=due.owed_penalty_fen,
    )


def due_fen(loan: Loan, on: date, *, grace_days: int = 0) -> int:
    """What a loan has to pay on a day: everything that has fallen due, with its penalty."""
    total = 0
    for each in unpaid(loan):
        due = asked(each, on, grace_days)
        late = overdue.penalty(due.unpaid_fen, loan.annual_rate, due.days_late, loan.penalty_factor)
        total += due.unpaid_fen + due.penalty_fen + late
    return total
