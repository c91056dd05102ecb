"""All loans as those see them who answer for them: lists, classes, what is late, what comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from loans.models import CardDebit, Loan
from loans.queries.own import loans_visible_to
from loans.states.loans import OPEN_LOANS

CLASSES = {
    "01": _("正常"),
    "02": _("关注"),
    "03": _("次级"),
    "04": _("可疑"),
    "05": _("损失"),
    "99": _("其他"),
}
"""The five classes (DKFXDJ, domain §5.7)."""
CLASS_BADGE = {"01": "good", "02": "warn", "03": "bad", "04": "bad", "05": "bad", "99": "quiet"}


def loans(user: User) -> QuerySet[Loan]:
    """The loans the user may see with the principal the books say is owed (`owed_fen`)."""
    late = Coalesce(F("overdue_account__balance_fen"), 0)
    return loans_visible_to(user).annotate(owed_fen=F("ledger_account__balance_fen") + late)


def loans_of(user: User, person_id: int, count: int) -> list[Loan]:
    """A person's loans, as borrower or co-borrower, newest first, as far as the user may see them."""
    rows = loans(user).filter(Q(borrower=person_id) | Q(co_borrower=person_id))
    return list(rows.order_by("-id")[:count])


def due(user: User) -> QuerySet[Loan]:
    """Open loans with an instalment to come, the next first, with what it comes to (`next_fen`)."""
    rows = loans_visible_to(user).filter(status__in=OPEN_LOANS, next_due_on__isnull=False)
    return rows.annotate(next_fen=F("next_principal_fen") + F("next_interest_fen")).order_by("next_due_on", "id")


def debits_of(loan: Loan, count: int = 12) -> list[CardDebit]:
    """The newest tries to fetch money from the card."""
    return list(CardDebit.objects.filter(loan=loan).order_by("-id")[:count])


# --- figures


@dataclass(frozen=True)
class ClassRow:
    """Loans of one class: how many, and the principal the books say they owe; `late_fen` is what lies in 122."""

    code: str
    count: int
    owed_fen: int
    late_fen: int

    @property
    def label(self) -> str:
        """The class in words."""
        return str(CLASSES.get(self.code, self.code))

    @property
    def badge(self) -> str:
        """Its colour."""
        return CLASS_BADGE.get(self.code, "quiet")


_BY_CLASS = """
    SELECT l.risk_class, count(*), sum(a.balance_fen + coalesce(o.balance_fen, 0))::bigint,
        coalesce(sum(o.balance_fen), 0)::bigint
    FROM loans_loan l JOIN ledger_account a ON a.id = l.ledger_account_id
    LEFT JOIN ledger_account o ON o.id = l.overdue_account_id
    WHERE l.status IN ('2', '5') GROUP BY 1 ORDER BY 1
"""


def by_class() -> list[ClassRow]:
    """The open loans by class; a class without loans is listed with none."""
    found = {row[0]: ClassRow(*row) for row in _ask(_BY_CLASS)}
    codes = [code for code in CLASSES if code != "99" or code in found]
    return [found.get(code, ClassRow(code, 0, 0, 0)) for code in codes]


@dataclass(frozen=True)
class Late:
    """What counts as overdue by the statistics: loans late with so many instalments or more, and what lies in 122."""

    count: int
    fen: int
    stat_count: int
    stat_fen: int


_LATE = """
    SELECT count(*), coalesce(sum(fen), 0)::bigint, count(*) FILTER (WHERE periods >= %(least)s),
        coalesce(sum(fen) FILTER (WHERE periods >= %(least)s), 0)::bigint
    FROM (
        SELECT l.id, count(i.id) AS periods, sum(i.principal_fen - i.paid_principal_fen) AS fen
        FROM loans_loan l JOIN loans_instalment i ON i.loan_id = l.id AND i.status = 'DUE' AND i.is_overdue
        WHERE l.status = '5' GROUP BY l.id
    ) late
"""


def late(least_periods: int) -> Late:
    """Late loans and their unpaid past-due principal; those of the statistics are `least_periods` behind or more."""
    return Late(*_ask(_LATE, least=least_periods)[0])


_COMING = """
    SELECT next_due_on, count(*), sum(next_principal_fen + next_interest_fen)::bigint FROM loans_loan
    WHERE status IN ('2', '5') AND next_due_on BETWEEN %(since)s AND %(until)s GROUP BY 1 ORDER BY 1
"""


def coming(since: date, until: date) -> list[tuple[date, int, int]]:
    """Day, loans and fen of the instalments that fall due in some days."""
    return [(day, count, fen) for day, count, fen in _ask(_COMING, since=since, until=until)]


def _ask(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
