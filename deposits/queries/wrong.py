"""What an employer paid for somebody, month by month, and what of it may be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from accounts.models import Door, User
from accounts.permissions import Permission
from deposits.models import EmployerAccount, PersonalAccount, WrongPayment
from deposits.queries.accounts import employer_accounts_visible_to
from deposits.queries.back import terms_of
from deposits.rules import Contribution, wrong
from deposits.states import ListStatus
from ledger.models import Entry

_LINES = """
    SELECT i.id, coalesce(m.month, l.month) AS month, l.value_on, l.number,
           (coalesce(m.employer_fen, i.employer_fen) - coalesce(sum(w.employer_fen), 0))::bigint,
           (coalesce(m.employee_fen, i.employee_fen) - coalesce(sum(w.employee_fen), 0))::bigint
    FROM deposits_remittanceitem i
    JOIN deposits_remittancelist l ON l.id = i.list_id AND l.status = 'ALLOCATED'
        AND l.employer_account_id = %(employer_account)s
    LEFT JOIN deposits_remittancemonth m ON m.item_id = i.id
    LEFT JOIN deposits_wrongmonth w ON w.item_id = i.id AND w.month = coalesce(m.month, l.month) AND w.ended_at IS NULL
    WHERE i.account_id = %(account)s
    GROUP BY i.id, m.id, l.id
    ORDER BY month DESC, i.id DESC
"""


@dataclass(frozen=True)
class Taken:
    """What of one month of one line is to be taken back, in fen; the line came with value date `value_on`."""

    item_id: int
    month: str
    value_on: date
    list_number: str
    employer_fen: int
    employee_fen: int
    is_whole: bool

    @property
    def total_fen(self) -> int:
        """Both parts."""
        return self.employer_fen + self.employee_fen


def lines_of(employer_account: EmployerAccount, account: PersonalAccount) -> list[Taken]:
    """What the employer has paid for somebody and nothing has taken back, newest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"employer_account": employer_account.pk, "account": account.pk})
        rows = cursor.fetchall()
    return [
        Taken(item, month, value_on, number, own, theirs, is_whole=True)
        for item, month, value_on, number, own, theirs in rows
        if own > 0 or theirs > 0
    ]


def to_take(
    employer_account: EmployerAccount,
    account: PersonalAccount,
    months: Collection[str],
    correct_base_fen: int | None,
) -> list[Taken]:
    """What is taken back for these months: everything, or what is too much by the right base, newest lines first."""
    lines = [each for each in lines_of(employer_account, account) if each.month in set(months)]
    if correct_base_fen is None or not lines:
        return lines
    terms = terms_of(employer_account, min(each.month for each in lines), max(each.month for each in lines))
    found: list[Taken] = []
    for month in sorted({each.month for each in lines}):
        own = [each for each in lines if each.month == month]
        excess = wrong.excess(
            terms[month],
            base_fen=correct_base_fen,
            paid=Contribution(sum(each.employer_fen for each in own), sum(each.employee_fen for each in own)),
        )
        parts = wrong.spread(excess, [Contribution(each.employer_fen, each.employee_fen) for each in own])
        found += [
            Taken(each.item_id, month, each.value_on, each.list_number, part.employer_fen, part.employee_fen, False)
            for each, part in zip(own, parts, strict=True)
            if part.total_fen
        ]
    return found


def least_balance(account: PersonalAccount, taken: Sequence[tuple[date, int]]) -> int:
    """The lowest balance by value date, from the first of `taken` (value date, fen) on, were they never credited."""
    first = min(day for day, _fen in taken)
    entries = Entry.objects.filter(account=account.ledger_account_id)
    before = entries.filter(value_on__lt=first).aggregate(c=Sum("credit_fen", default=0), d=Sum("debit_fen", default=0))
    moves = list(entries.filter(value_on__gte=first).values_list("value_on", "credit_fen", "debit_fen"))
    return wrong.lowest(
        before["c"] - before["d"],
        [(day, came - went) for day, came, went in moves] + [(day, -fen) for day, fen in taken],
    )


def wrong_payments_visible_to(user: User) -> QuerySet[WrongPayment]:
    """Staff who see cases see all; a clerk those of their employers; the person their own."""
    rows = WrongPayment.objects.select_related("case__version", "account__person")
    if user.door == Door.STAFF and user.may(Permission.CASE_VIEW):
        return rows
    if user.door == Door.CLERK:
        return rows.filter(case__employer__in=employer_accounts_visible_to(user).order_by().values("employer"))
    return rows.filter(Q(account__person=user.person_id) & Q(months__journal__isnull=False)).distinct()


def payers_of(account: PersonalAccount) -> list[EmployerAccount]:
    """The employers that have paid into an account."""
    paid = EmployerAccount.objects.filter(lists__items__account=account, lists__status=ListStatus.ALLOCATED)
    return list(paid.select_related("employer").distinct().order_by("number", "id"))
