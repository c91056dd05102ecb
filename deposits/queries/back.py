"""Months behind and ahead: what was paid for each month of whom, by which terms, and what a back payment comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from common import months
from deposits.files.back import BackExpected, BackPerson, BackRow
from deposits.models import (
    AccountMerge,
    BaseChange,
    EmployerAccount,
    PersonalAccount,
    RemittanceItem,
    RemittanceList,
    RemittanceMonth,
    ScheduledChange,
    WrongMonth,
)
from deposits.queries.employers import next_month
from deposits.queries.freezes import frozen_numbers
from deposits.queries.terms import first_change
from deposits.rules import Contribution
from deposits.rules import back as rules
from deposits.rules.back import MonthOwed, MonthTerms
from deposits.states import MONTHLY_PURPOSES, OPEN_STATUSES, WAITING_STATUSES, ListPurpose, ListStatus, ScheduledStatus
from policy import queries as policy

# What lists that stand pay for each month: a list of one month by its line, others by the months of their lines.
_PAID = """
    SELECT i.account_id, coalesce(m.month, l.month) AS month,
           sum(coalesce(m.employer_fen, i.employer_fen))::bigint, sum(coalesce(m.employee_fen, i.employee_fen))::bigint
    FROM deposits_remittanceitem i
    JOIN deposits_remittancelist l ON l.id = i.list_id AND l.status NOT IN ('VOID', 'REVERSED')
    LEFT JOIN deposits_remittancemonth m ON m.item_id = i.id
    WHERE i.account_id = ANY(%(accounts)s) AND coalesce(m.month, l.month) BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2
"""


@dataclass(frozen=True)
class PersonOwed:
    """What one person's back payment comes to, month by month; months that lack nothing are left out."""

    account_id: int
    number: str
    name: str
    reason: str
    months: Sequence[tuple[MonthOwed, str]]
    """Each month with the reason its line gave."""

    @property
    def employer_fen(self) -> int:
        """The employer's part of all months, in fen."""
        return sum(month.short.employer_fen for month, _reason in self.months)

    @property
    def employee_fen(self) -> int:
        """The person's part of all months, in fen."""
        return sum(month.short.employee_fen for month, _reason in self.months)

    @property
    def total_fen(self) -> int:
        """Both parts, in fen."""
        return self.employer_fen + self.employee_fen


def back_expected(account: EmployerAccount, numbers: Iterable[str]) -> BackExpected:
    """Whom an employer may pay back for among these account numbers, and up to which month.

    Whoever is or was on its lists and has an open account, wherever they work now: nothing else ends the duty. It waits
    while nothing may come to the account.
    """
    rows = PersonalAccount.objects.filter(number__in=set(numbers), status__in=OPEN_STATUSES)
    was_here = RemittanceItem.objects.filter(list__employer_account=account, list__status=ListStatus.ALLOCATED)
    rows = rows.filter(Q(employer_account=account) | Q(pk__in=was_here.values("account")))
    known = {
        number: BackPerson(pk, name) for pk, number, name in rows.distinct().values_list("pk", "number", "person__name")
    }
    return BackExpected(account.number, months.shift(next_month(account), -1), known, frozen_numbers())


def paid_for(account_ids: Iterable[int], first: str, last: str) -> dict[tuple[int, str], Contribution]:
    """What stands as paid (or declared) for each account and month from `first` to `last`.

    Accounts that became part of these count with them; what was taken back, or is asked to be, does not count.
    """
    ids = set(account_ids)
    sources = dict(AccountMerge.objects.filter(target__in=ids, done_at__isnull=False).values_list("source", "target"))
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"accounts": [*ids, *sources], "first": first, "last": last})
        paid = cursor.fetchall()
    back = WrongMonth.objects.filter(wrong__account__in=[*ids, *sources], month__range=(first, last), ended_at=None)
    taken = back.values_list("wrong__account", "month").annotate(own=-Sum("employer_fen"), theirs=-Sum("employee_fen"))
    for account, month, own, theirs in [*paid, *taken]:
        found = sums[sources.get(account, account), month]
        found[0], found[1] = found[0] + own, found[1] + theirs
    return {key: Contribution(own, theirs) for key, (own, theirs) in sums.items()}


def terms_of(account: EmployerAccount, first: str, last: str) -> dict[str, MonthTerms]:
    """Each month's limits by the policy of its first day, and the rates its list was declared with.

    A month without a list of its own has the rates of the next one that has, else those of today.
    """
    lists = account.lists.filter(purpose__in=MONTHLY_PURPOSES, status=ListStatus.ALLOCATED, month__gte=first)
    declared = list(lists.order_by("month").values_list("month", "employer_rate", "employee_rate"))
    found = {}
    for month in months.months_from(first, last):
        limits = policy.on(months.first_day(month))
        rates = next(((own, theirs) for until, own, theirs in declared if until >= month), None)
        employer_rate, employee_rate = rates or (account.employer_rate, account.employee_rate)
        found[month] = MonthTerms(
            month=month,
            floor_fen=limits.contribution_floor_fen,
            cap_fen=limits.contribution_cap_fen,
            unit_fen=limits.contribution_unit_fen,
            employer_rate=employer_rate,
            employee_rate=employee_rate,
        )
    return found


def back_owed(account: EmployerAccount, rows: Sequence[BackRow]) -> list[PersonOwed]:
    """What the proved lines of a back payment come to, person by person in their order."""
    if not rows:
        return []
    first, last = min(row.first for row in rows), max(row.last for row in rows)
    terms = terms_of(account, first, last)
    paid = paid_for({row.account_id for row in rows}, first, last)
    owed: dict[int, list[tuple[MonthOwed, str]]] = defaultdict(list)
    who: dict[int, BackRow] = {}
    for row in rows:
        who.setdefault(row.account_id, row)
        for month in months.months_from(row.first, row.last):
            was = paid.get((row.account_id, month), Contribution(0, 0))
            found = rules.owed(terms[month], base_fen=row.base_fen, paid=was)
            if found.short.total_fen:
                owed[row.account_id].append((found, row.reason))
    return [
        PersonOwed(pk, row.number, row.name, row.reason, sorted(owed[pk], key=lambda each: each[0].month))
        for pk, row in who.items()
    ]


def waiting_back_list(account: EmployerAccount) -> RemittanceList | None:
    """The back payment of an employer that waits for money."""
    return account.lists.filter(purpose=ListPurpose.BACK, status__in=WAITING_STATUSES).first()


def months_of_item(item: RemittanceItem) -> QuerySet[RemittanceMonth]:
    """What a line pays for, month by month."""
    return item.months.order_by("month")


def months_ahead(account: EmployerAccount, today: date) -> list[str]:
    """The months an employer may pay in advance now, beginning with the next to declare.

    They end before the first month for which another base, another rate or other people are decided already.
    """
    decided = _decided(account)[0]
    return [month for month in _undecided_ahead(account, today) if not decided or month < decided]


def why_not_further(account: EmployerAccount, today: date) -> str:
    """Why an advance ends before the fund year does, in a sentence; "" where nothing is decided for its months."""
    month, what = _decided(account)
    ahead = _undecided_ahead(account, today)
    if not (month and ahead) or month > ahead[-1]:
        return ""
    return _("%(month)s起%(what)s，预缴只能缴到前一个月。") % {"month": months.month_words(month), "what": what}


def _undecided_ahead(account: EmployerAccount, today: date) -> list[str]:
    most = policy.service_on(today).advance_months
    return rules.months_ahead(next_month(account), today, most_months=most)


def _decided(account: EmployerAccount) -> tuple[str, str]:
    """The first month for which something else is decided, and what; two empty words where nothing is."""
    bases = BaseChange.objects.filter(employer_account=account, applied_at=None, ended_at=None)
    bases = bases.filter(month__gt=next_month(account))
    changes = ScheduledChange.objects.filter(employer_account=account, status=ScheduledStatus.WAITING)
    found = [
        (bases.order_by("month").values_list("month", flat=True).first(), _("有职工的缴存基数要调整")),
        (first_change(account), _("缴存比例或缓缴有变动")),
        (changes.order_by("month").values_list("month", flat=True).first(), _("有职工要封存或启封")),
    ]
    return min(((month, what) for month, what in found if month), default=("", ""))
