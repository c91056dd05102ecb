"""Loans as those see them who owe or look after them: whose rows, what comes next, what was paid and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Door, User
from accounts.permissions import Permission
from common.money import yuan
from loans.models import Certificate, Instalment, Loan, Repayment, RepaymentPart, YearlyOffset
from loans.queries import dues, standing
from loans.rules import overdue, schedules
from loans.rules.overdue import Part
from loans.states.loans import OPEN_LOANS
from policy import queries as policy


def loans_visible_to(user: User) -> QuerySet[Loan]:
    """All for staff who look after loans, one's own as borrower or co-borrower; newest first."""
    rows = Loan.objects.select_related("borrower", "co_borrower", "branch").order_by("-id")
    if user.door == Door.STAFF:
        return rows if user.may(Permission.LOAN_VIEW) else rows.none()
    if user.door != Door.DEPOSITOR:
        return rows.none()
    return rows.filter(Q(borrower=user.person_id) | Q(co_borrower=user.person_id))


@dataclass(frozen=True)
class Owed:
    """What a loan comes to on a day: its next payment, what is due and unpaid, what is left and was paid so far."""

    next_on: date | None
    next_fen: int
    due_fen: int
    principal_fen: int
    paid_principal_fen: int
    paid_interest_fen: int
    interest_ahead_fen: int
    months_left: int
    ends_on: date

    @property
    def percent(self) -> int:
        """How much of the principal is paid back, in percent, rounded down."""
        whole = self.principal_fen + self.paid_principal_fen
        return self.paid_principal_fen * 100 // whole if whole else 100


def owed(loan: Loan, today: date, ahead: list[schedules.Instalment]) -> Owed:
    """How a loan stands today; `ahead` is what is still to fall due."""
    unpaid = dues.unpaid(loan)
    principal = loan.planned_fen + dues.unpaid_principal_fen(unpaid)
    interest = RepaymentPart.objects.filter(repayment__loan=loan, part=Part.INTEREST).aggregate(fen=Sum("fen"))["fen"]
    return Owed(
        next_on=loan.next_due_on,
        next_fen=loan.next_principal_fen + loan.next_interest_fen,
        due_fen=dues.due_fen(loan, today, grace_days=policy.service_on(today).loan_grace_days) if unpaid else 0,
        principal_fen=principal,
        paid_principal_fen=loan.principal_fen - principal,
        paid_interest_fen=interest or 0,
        interest_ahead_fen=schedules.total_interest(ahead),
        months_left=loan.months_left,
        ends_on=loan.matures_on,
    )


def instalments_of(loan: Loan) -> list[Instalment]:
    """What has fallen due, newest first."""
    return list(Instalment.objects.filter(loan=loan).order_by("-number"))


def payments_of(loan: Loan, count: int = 60) -> list[Repayment]:
    """The lines of a loan's account, newest first."""
    return list(Repayment.objects.filter(loan=loan).order_by("-value_on", "-id")[:count])


def by_year(loan: Loan, ahead: list[schedules.Instalment]) -> list[tuple[str, int, int]]:
    """Principal and interest of each calendar year: what was paid and what is planned, for the chart."""
    found: dict[int, list[int]] = {}
    parts = RepaymentPart.objects.filter(repayment__loan=loan, part__in=[Part.PRINCIPAL, Part.INTEREST])
    paid = parts.values_list("repayment__value_on__year", "part").annotate(fen=Sum("fen")).order_by()
    rows = [(year, part, fen) for year, part, fen in paid]
    for each in ahead:
        assert each.due_on is not None
        rows += [
            (each.due_on.year, Part.PRINCIPAL, each.principal_fen),
            (each.due_on.year, Part.INTEREST, each.interest_fen),
        ]
    for due in dues.unpaid(loan):
        rows += [
            (due.due_on.year, Part.PRINCIPAL, due.principal_fen - due.paid_principal_fen),
            (due.due_on.year, Part.INTEREST, due.interest_fen - due.paid_interest_fen),
        ]
    for year, part, fen in rows:
        found.setdefault(year, [0, 0])[part != Part.PRINCIPAL] += fen
    return [(str(year), principal, interest) for year, (principal, interest) in sorted(found.items())]


# --- one payment explained


@dataclass(frozen=True)
class Explained:
    """One part of a payment: what it was taken for, and how its amount came about."""

    what: str
    fen: int
    how: str


def explained(payment: Repayment) -> list[Explained]:
    """What a payment was taken for, in the order of the contract: penalty, interest, principal, then what was left."""
    parts = list(RepaymentPart.objects.filter(repayment=payment).order_by("id"))
    return [Explained(_what(each), each.fen, _how(payment, each)) for each in parts]


def _what(part: RepaymentPart) -> str:
    names = {
        Part.FEE: _("费用"),
        Part.PENALTY: _("罚息"),
        Part.INTEREST: _("利息"),
        Part.PRINCIPAL: _("本金"),
        Part.CREDIT: _("多还款，留待抵扣下一期"),
    }
    name = names[Part(part.part)]
    if part.part == Part.PRINCIPAL and not part.number:
        return _("提前归还的本金")
    return _("第 %(number)d 期%(name)s") % {"number": part.number, "name": name} if part.number else str(name)


def _how(payment: Repayment, part: RepaymentPart) -> str:
    if not part.days:
        return ""
    legs = overdue.legs(dues.rates_of(payment.loan), payment.value_on - timedelta(part.days), payment.value_on)
    if len(legs) > 1:
        return _by_legs(payment, part, legs)
    values = {"base": yuan(part.base_fen), "days": part.days, "rate": f"{_rate_on(payment).normalize():f}"}
    if part.part == Part.PENALTY:
        values["factor"] = f"{payment.loan.penalty_factor.normalize():f}"
        return _("%(base)s × %(rate)s%% ÷ 360 × %(factor)s × %(days)d 天") % values
    return _("%(base)s × %(rate)s%% ÷ 360 × %(days)d 天") % values


def _by_legs(payment: Repayment, part: RepaymentPart, legs: list[tuple[Decimal, int]]) -> str:
    """Across 1 January: each rate with its days."""
    words = _("%(rate)s%% × %(days)d 天")
    said = "＋".join(words % {"rate": f"{rate.normalize():f}", "days": days} for rate, days in legs)
    values = {"base": yuan(part.base_fen), "legs": said}
    if part.part == Part.PENALTY:
        values["factor"] = f"{payment.loan.penalty_factor.normalize():f}"
        return _("%(base)s × %(factor)s ×（%(legs)s）÷ 360") % values
    return _("%(base)s ×（%(legs)s）÷ 360") % values


def _rate_on(payment: Repayment) -> Decimal:
    """The rate that held on the day of a payment."""
    plans = payment.loan.plans.filter(on__lte=payment.value_on).order_by("-id")
    return plans.values_list("annual_rate", flat=True).first() or payment.loan.annual_rate


# --- certificate and agreements


def certificate_of_code(code: str) -> Certificate | None:
    """The settlement certificate issued under a code."""
    return Certificate.objects.select_related("loan__borrower").filter(verify_code=code.strip()[:16]).first()


def yearly_of(loan: Loan) -> YearlyOffset | None:
    """The yearly offset that holds."""
    return YearlyOffset.objects.filter(loan=loan, ended_at=None).first()


def is_open(loan: Loan) -> bool:
    """Whether anything is owed."""
    return loan.status in OPEN_LOANS


ahead_of = standing.ahead_of
