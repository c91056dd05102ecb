"""What an employer has paid, owes, and waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum

from common.months import month_of, months_between, shift
from deposits import rules
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from deposits.states import WAITING_STATUSES, ListStatus, PersonalAccountStatus
from policy import queries as policy


@dataclass(frozen=True)
class MonthDue:
    """One month an employer owes: when it was due and how many days late it is (0 or less: not yet late)."""

    month: str
    due_on: date
    days_late: int
    list: RemittanceList | None


@dataclass(frozen=True)
class EmployerStanding:
    """An employer's account at a glance. Amounts in fen."""

    account: EmployerAccount
    active_count: int
    sealed_count: int
    monthly_fen: int
    balance_fen: int
    next_month: str
    waiting: RemittanceList | None
    due: list[MonthDue]

    @property
    def arrears(self) -> list[MonthDue]:
        """Months whose due date has passed."""
        return [month for month in self.due if month.days_late > 0]


def next_month(account: EmployerAccount) -> str:
    """The only month a list may be declared for: the one after the month paid through."""
    return shift(account.paid_through, 1) if account.paid_through else account.first_month


def standing(account: EmployerAccount, today: date) -> EmployerStanding:
    """Where an employer stands on business date `today`."""
    totals = employer_totals(account)
    waiting = account.lists.filter(status__in=WAITING_STATUSES).first()
    upcoming = next_month(account)
    grace = policy.on(today).payment_grace_days
    due = []
    for step in range(months_between(upcoming, month_of(today)) + 1):
        month = shift(upcoming, step)
        due_on = rules.due_date(month, account.payday, grace)
        of_month = waiting if waiting is not None and waiting.month == month else None
        due.append(MonthDue(month, due_on, (today - due_on).days, of_month))
    return EmployerStanding(account=account, next_month=upcoming, waiting=waiting, due=due, **totals)


def employer_totals(account: EmployerAccount) -> dict[str, int]:
    """Head counts, the month's contributions and the balance of the people under an employer, in fen."""
    normal = Q(status=PersonalAccountStatus.NORMAL)
    return PersonalAccount.objects.filter(employer_account=account).aggregate(
        active_count=Count("id", filter=normal),
        sealed_count=Count("id", filter=Q(status=PersonalAccountStatus.SEALED)),
        monthly_fen=Sum(F("employer_part_fen") + F("employee_part_fen"), filter=normal, default=0),
        balance_fen=Sum("ledger_account__balance_fen", default=0),
    )


def months_of(account: EmployerAccount, count: int = 24) -> list[RemittanceList]:
    """The newest lists that were not made void, newest month first."""
    lists = account.lists.exclude(status=ListStatus.VOID).select_related("journal")
    return list(lists.order_by("-month", "-id")[:count])
