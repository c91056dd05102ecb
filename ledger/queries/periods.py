"""Months and years of the books: which is next to be closed, what its closing carries over, how a surplus divides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from common import months
from ledger import rules
from ledger.models import Account, DaySeal, Journal, Slip
from ledger.queries import turnover
from ledger.queries.turnover import Figure
from ledger.states import SLIP_ALIVE, SlipKind, SlipStatus
from policy import queries as policy


@dataclass(frozen=True, slots=True)
class Carried:
    """One account that a period's end empties: debits less credits on it, in fen."""

    account_id: int
    subject: str
    net_fen: int


def month_carries(month: str) -> list[Carried]:
    """What lies on income and expense at the end of a month, late bookings of earlier months included."""
    return _carried(["401", "411"], months.last_day(month))


def year_carries(year: int) -> list[Carried]:
    """What lies on 311 at the end of a year."""
    return _carried(["311"], date(year, 12, 31))


def _carried(parents: list[str], last: date) -> list[Carried]:
    subjects = [code for parent in parents for code in turnover.family(parent)]
    found: dict[int, Figure] = turnover.by_account(subjects, last, last)
    named = Account.objects.filter(pk__in=found).order_by("code").values_list("pk", "subject_id")
    rows = [Carried(pk, subject, found[pk].net_fen) for pk, subject in named]
    return [row for row in rows if row.net_fen]


def first_month() -> str | None:
    """The month in which the books begin; nothing before the first day is closed."""
    first = DaySeal.objects.order_by("on").first()
    return months.month_of(first.on) if first else None


def last_closed_month() -> str | None:
    """The last month whose closing is in the books."""
    closed = Slip.objects.filter(kind=SlipKind.MONTH_END, status=SlipStatus.POSTED).order_by("-period")
    return closed.values_list("period", flat=True).first()


def next_month() -> str | None:
    """The month whose turn it is, whether or not it is over."""
    last = last_closed_month()
    return months.shift(last, 1) if last else first_month()


def year_is_ended(year: int) -> bool:
    """Whether a year's end is in the books."""
    return Slip.objects.filter(kind=SlipKind.YEAR_END, period=str(year), status=SlipStatus.POSTED).exists()


def alive(kind: SlipKind, period: str) -> Slip | None:
    """The slip of a period that waits or is posted."""
    return Slip.objects.filter(kind=kind, period=period, status__in=SLIP_ALIVE).first()


@dataclass(frozen=True)
class SurplusShare:
    """How a year's surplus divides, with what it was worked out from, in fen."""

    method: str
    surplus_fen: int
    loans_fen: int
    reserve_so_far_fen: int
    parts: rules.Distribution

    @property
    def figures(self) -> dict[str, int | str]:
        """What is kept beside the slip."""
        return {
            "method": self.method,
            "surplus_fen": self.surplus_fen,
            "loans_fen": self.loans_fen,
            "reserve_so_far_fen": self.reserve_so_far_fen,
            "fee_fen": self.parts.fee_fen,
        }


def share_surplus(year: int, fee_fen: int, *, on: date) -> SurplusShare:
    """The distribution of a year's surplus by the method in force on `on`. Raises NoMethod, SurplusTooSmall."""
    terms = policy.service_on(on)
    last = date(year, 12, 31)
    loans = turnover.net_on("121", last) + turnover.net_on("122", last)
    reserve, surplus = turnover.net_on("301", last), year_surplus_fen(year)
    parts = rules.distribute(
        terms.reserve_method,
        surplus_fen=surplus,
        loans_fen=loans,
        reserve_so_far_fen=reserve,
        fee_fen=fee_fen,
        income_percent=Decimal(terms.reserve_income_percent),
        balance_percent=Decimal(terms.reserve_balance_percent),
    )
    return SurplusShare(terms.reserve_method, surplus, loans, reserve, parts)


def year_surplus_fen(year: int) -> int:
    """What a year's end carried to 321-04, in fen."""
    slip = Slip.objects.filter(kind=SlipKind.YEAR_END, period=str(year), status=SlipStatus.POSTED).first()
    if slip is None:
        return 0
    lines = slip.lines.filter(account__subject="321-04").values_list("debit_fen", "credit_fen")
    return sum(credit - debit for debit, credit in lines)


def slips() -> QuerySet[Slip]:
    """All slips with what a list shows of them, the newest first."""
    return Slip.objects.select_related("made_by__person", "reviewed_by__person").order_by("-id")


def slips_waiting() -> QuerySet[Slip]:
    """Slips that wait for their second person."""
    return slips().filter(status=SlipStatus.WAITING)


def slip_of(journal: Journal) -> Slip | None:
    """The slip a journal came from."""
    return Slip.objects.filter(journal=journal).first()
