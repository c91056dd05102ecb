"""What of a loan has fallen due and is not paid, to a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef

from loans.models import CardDebit, DueRun, Instalment, Loan, PlanChange
from loans.rules import overdue
from loans.states.loans import DebitStatus, InstalmentStatus, PlanReason

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

    Nobody is late, or asked again, while what was asked in time is with the bank: banks move no money over a long
    holiday, so what was asked on the business day before is on its way however many days ago that was.
    """
    debits = CardDebit.objects.filter(loan=OuterRef("loan"), number=OuterRef("number"))
    waiting = debits.filter(status__in=[DebitStatus.UNDER_WAY, DebitStatus.DONE])
    return Exists(waiting.filter(on__gte=in_transit_since(on)))


def in_transit_since(on: date) -> date:
    """The first day whose money may still be on its way on a day: the business day before, or some days ago."""
    before = DueRun.objects.filter(on__lt=on).order_by("-on").values_list("on", flat=True).first() or on
    return min(before, on - timedelta(days=TRANSIT_DAYS))


def rates_of(loan: Loan) -> overdue.Rates:
    """The rates of a loan since it began, each with its first day; only 1 January changes them."""
    rows = PlanChange.objects.filter(
        loan=loan, reason__in=[PlanReason.DISBURSED, PlanReason.TAKEN_OVER, PlanReason.RATE]
    )
    return list(rows.order_by("on", "id").values_list("on", "annual_rate"))


def asked(due: Instalment, on: date, grace_days: int = 0, rates: overdue.Rates = ()) -> overdue.Due:
    """What is asked for one instalment on a day: with the days it is late, and their rates.

    Nobody is late for a day on which the centre was closed, nor within the grace days; who pays later than that is
    late from the due date on.
    """
    in_time = on <= due.asked_on + timedelta(days=grace_days)
    since = due.penalised_to or due.due_on
    legs = overdue.legs(rates, since, on) if not in_time else []
    return overdue.Due(
        number=due.number,
        interest_fen=due.interest_fen - due.paid_interest_fen,
        principal_fen=due.principal_fen - due.paid_principal_fen,
        days_late=0 if in_time else max(0, (on - since).days),
        penalty_fen=due.owed_penalty_fen,
        percent_days=sum((rate * days for rate, days in legs), Decimal(0)) if legs else None,
    )


def due_fen(loan: Loan, on: date, *, grace_days: int = 0) -> int:
    """What a loan has to pay on a day: everything that has fallen due, with its penalty."""
    waiting = unpaid(loan)
    rates = rates_of(loan) if waiting else ()
    found = [asked(each, on, grace_days, rates) for each in waiting]
    return sum(due.unpaid_fen + due.late_fen(loan.annual_rate, loan.penalty_factor) for due in found)
