"""What an employer has paid, owes, and waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.models import User
from bank.models import BankAccount
from bank.states import AccountKind
from common.months import shift
from deposits import rules
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList, RemittanceListEvent
from deposits.queries.accounts import lists_visible_to
from deposits.queries.freezes import frozen_whole
from deposits.queries.terms import deferred_spans
from deposits.rules.terms import postponed
from deposits.states import (
    MONTHLY_PURPOSES,
    PAYING_STATUSES,
    WAITING_STATUSES,
    ListPurpose,
    ListStatus,
    PersonalAccountStatus,
)
from ledger.states import Reason
from policy import queries as policy


@dataclass(frozen=True)
class MonthDue:
    """One month an employer owes: when it was due and how many days late it is (0 or less: not yet late).

    `fen` is what its list still lacks; without a list, what its people's contributions come to now.
    """

    month: str
    due_on: date
    days_late: int
    list: RemittanceList | None
    fen: int


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

    @property
    def late_fen(self) -> int:
        """What those months come to, in fen."""
        return sum(month.fen for month in self.arrears)


@dataclass(frozen=True)
class EmployerRecord:
    """An employer's record as it should be."""

    name: str
    social_credit_code: str
    branch_id: int
    contact_phone: str
    address: str
    payday: int | None
    paying_account: str
    paying_bank: str


def record_of(account: EmployerAccount) -> EmployerRecord:
    """An employer's record as it is."""
    employer = account.employer
    return EmployerRecord(
        name=employer.name,
        social_credit_code=employer.social_credit_code,
        branch_id=employer.branch_id,
        contact_phone=employer.contact_phone,
        address=employer.address,
        payday=account.payday,
        paying_account=account.paying_account,
        paying_bank=account.paying_bank,
    )


def next_month(account: EmployerAccount) -> str:
    """The only month a list may be declared for: the one after the month paid through."""
    return shift(account.paid_through, 1) if account.paid_through else account.first_month


def last_event(account: EmployerAccount) -> int:
    """The newest event of an account, 0 without one: a page that shows it knows when it has grown stale."""
    return account.events.order_by("-id").values_list("pk", flat=True).first() or 0


def standing(account: EmployerAccount, today: date) -> EmployerStanding:
    """Where an employer stands on business date `today`."""
    totals = employer_totals(account)
    waiting = waiting_list(account)
    upcoming = next_month(account)
    grace = policy.on(today).payment_grace_days
    due = []
    for each in months_owed(account, upcoming, today, grace):
        of_month = waiting if waiting is not None and waiting.month == each.month else None
        fen = of_month.missing_fen if of_month else totals["monthly_fen"]
        due.append(MonthDue(each.month, each.due_on, each.days_late, of_month, fen))
    return EmployerStanding(account=account, next_month=upcoming, waiting=waiting, due=due, **totals)


def months_owed(account: EmployerAccount, upcoming: str, today: date, grace_days: int) -> list[rules.Arrear]:
    """The months an employer owes from `upcoming` on; none while it may defer, is sealed or closed (domain §2.8)."""
    if account.status not in PAYING_STATUSES:
        return []
    months = rules.months_due(upcoming, today, payday=account.payday, grace_days=grace_days)
    spans = deferred_spans([account.pk]).get(account.pk, [])
    return postponed(months, spans, today, payday=account.payday, grace_days=grace_days)


def employer_totals(account: EmployerAccount) -> dict[str, int]:
    """Head counts, the month's contributions and the balance of the people under an employer, in fen.

    Who is frozen neither in nor out is counted as active; nothing is due for them meanwhile.
    """
    normal = Q(status=PersonalAccountStatus.NORMAL)
    return PersonalAccount.objects.filter(employer_account=account).aggregate(
        active_count=Count("id", filter=normal),
        sealed_count=Count("id", filter=Q(status=PersonalAccountStatus.SEALED)),
        monthly_fen=Sum(F("employer_part_fen") + F("employee_part_fen"), filter=normal & ~Q(frozen_whole()), default=0),
        balance_fen=Sum("ledger_account__balance_fen", default=0),
    )


def months_of(account: EmployerAccount, count: int = 24) -> list[RemittanceList]:
    """The newest lists that were not made void, newest month first."""
    lists = account.lists.exclude(status=ListStatus.VOID).select_related("journal")
    return list(lists.order_by("-month", "-id")[:count])


def waiting_list(account: EmployerAccount) -> RemittanceList | None:
    """The one list of an employer's months that waits for money; a back payment may wait beside it."""
    return account.lists.filter(purpose__in=MONTHLY_PURPOSES, status__in=WAITING_STATUSES).first()


def list_of_month(account: EmployerAccount, month: str) -> RemittanceList | None:
    """The list that stands for a month: neither void nor reversed."""
    regular = account.lists.filter(purpose=ListPurpose.REGULAR, month=month)
    return regular.exclude(status__in=[ListStatus.VOID, ListStatus.REVERSED]).first()


def paying_people(account: EmployerAccount) -> QuerySet[PersonalAccount]:
    """The people an employer pays for, by account number: not who is frozen neither in nor out."""
    active = account.personal_accounts.filter(status=PersonalAccountStatus.NORMAL).exclude(frozen_whole())
    return active.select_related("person").order_by("number", "id")


def paying_in_accounts() -> QuerySet[BankAccount]:
    """The centre's accounts that contributions are paid into: what anybody who pays must know."""
    return BankAccount.objects.filter(kind=AccountKind.FUND, is_active=True).order_by("id")


def list_events(remittance: RemittanceList) -> QuerySet[RemittanceListEvent]:
    """What happened to a list, newest first."""
    return remittance.events.select_related("by__person").order_by("-at", "-id")


@dataclass(frozen=True)
class DayLists:
    """What a day did to the lists of the centre: counts, and fen allocated. Counts of what waits stop at a thousand."""

    declared: int
    allocated: int
    allocated_fen: int
    awaiting: int
    partly: int


def day_lists(on: date, since: datetime) -> DayLists:
    """Figures of book date `on`; `since` is the moment the day began."""
    allocated = RemittanceList.objects.filter(journal__on=on, journal__reason=Reason.RECEIPT_ALLOCATED)
    paid = allocated.aggregate(count=Count("pk"), fen=Sum("total_fen", default=0))
    waiting = {
        status: RemittanceList.objects.filter(status=status)[:1000].count()
        for status in (ListStatus.AWAITING, ListStatus.PARTLY)
    }
    return DayLists(
        declared=RemittanceList.objects.filter(declared_at__gte=since).count(),
        allocated=paid["count"],
        allocated_fen=paid["fen"],
        awaiting=waiting[ListStatus.AWAITING],
        partly=waiting[ListStatus.PARTLY],
    )


def lists_waiting(user: User, count: int) -> list[RemittanceList]:
    """The lists that wait for money longest, those with part of it first."""
    visible = lists_visible_to(user)
    partly = list(visible.filter(status=ListStatus.PARTLY).order_by("declared_at", "id")[:count])
    awaiting = visible.filter(status=ListStatus.AWAITING).order_by("declared_at", "id")[:count]
    return [*partly, *awaiting][:count]
