"""What withdrawals ask of the fund's own loans: what was paid on them, what accounts gave of it (domain §4.1, 06)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, Sum

from loans.models import Loan, RepaymentPart, Taking
from loans.rules.overdue import Part
from loans.states.loans import LoanStatus


@dataclass(frozen=True)
class FundLoan:
    """A loan of the fund as withdrawals see it. `paid_fen`: principal and interest paid since the day asked about;
    `taken`: what of it accounts gave, as (day, fen, whose)."""

    number: str
    borrowers: tuple[str, ...]
    paid_fen: int
    last_paid_on: date | None
    settled_on: date | None
    is_overdue: bool
    taken: tuple[tuple[date, int, int], ...]


def fund_loans_of(person_ids: Collection[int], *, since: date, until: date) -> list[FundLoan]:
    """The loans that one of these people owes or owed, newest first; what was paid after `since`, up to `until`."""
    mine = Q(borrower__in=person_ids) | Q(co_borrower__in=person_ids)
    rows = Loan.objects.filter(mine).exclude(status=LoanStatus.CANCELLED)
    return [_seen(each, since, until) for each in rows.select_related("borrower", "co_borrower").order_by("-id")]


def _seen(loan: Loan, since: date, until: date) -> FundLoan:
    parts = RepaymentPart.objects.filter(
        repayment__loan=loan,
        repayment__value_on__gt=since,
        repayment__value_on__lte=until,
        part__in=[Part.PRINCIPAL, Part.INTEREST],
    )
    paid = parts.aggregate(fen=Sum("fen"), last=Max("repayment__value_on"))
    taken = Taking.objects.filter(repayment__loan=loan, value_on__gt=since, value_on__lte=until).order_by("id")
    return FundLoan(
        number=loan.number,
        borrowers=tuple(each.name for each in (loan.borrower, loan.co_borrower) if each is not None),
        paid_fen=paid["fen"] or 0,
        last_paid_on=paid["last"],
        settled_on=loan.settled_on,
        is_overdue=loan.status == LoanStatus.OVERDUE,
        taken=tuple(taken.values_list("value_on", "fen", "account__person")),
    )
