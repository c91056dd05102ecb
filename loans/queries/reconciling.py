"""Σ principal = 121 + 122 (domain §6.2, nightly): the schedules beside the books, loan by loan and in sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from common import money
from ledger.queries import turnover
from ledger.rules import Point, Verdict
from loans.models import DueRun, Loan
from loans.states.loans import OPEN_LOANS

SUBJECTS = ("121-01", "122")


@dataclass(frozen=True)
class Difference:
    """A loan whose schedule and books disagree, in fen."""

    number: str
    planned_fen: int
    booked_fen: int


_PLANNED = """
    SELECT l.id, l.number, l.planned_fen + coalesce(sum(i.principal_fen - i.paid_principal_fen), 0) AS planned,
           a.balance_fen + coalesce(o.balance_fen, 0) AS booked, coalesce(o.balance_fen, 0) AS booked_late,
           coalesce(sum(i.principal_fen - i.paid_principal_fen) FILTER (WHERE i.is_overdue), 0) AS late
    FROM loans_loan l JOIN ledger_account a ON a.id = l.ledger_account_id
    LEFT JOIN ledger_account o ON o.id = l.overdue_account_id
    LEFT JOIN loans_instalment i ON i.loan_id = l.id AND i.status = 'DUE'
    WHERE l.status IN ('2', '5')
    GROUP BY l.id, a.balance_fen, o.balance_fen
"""
_DIFFERENT = f"""
    SELECT number, planned, booked FROM ({_PLANNED}) AS compared
    WHERE planned <> booked OR late <> booked_late ORDER BY id LIMIT 100
"""
_ENDED = """
    SELECT l.number, 0, a.balance_fen + coalesce(o.balance_fen, 0)
    FROM loans_loan l JOIN ledger_account a ON a.id = l.ledger_account_id
    LEFT JOIN ledger_account o ON o.id = l.overdue_account_id
    WHERE l.status NOT IN ('2', '5') AND a.balance_fen + coalesce(o.balance_fen, 0) <> 0 ORDER BY l.id LIMIT 100
"""
_CREDITS = """
    SELECT l.number, 0, a.balance_fen FROM loans_loan l JOIN ledger_account a ON a.id = l.credit_account_id
    WHERE l.status NOT IN ('2', '5') AND a.balance_fen <> 0 ORDER BY l.id LIMIT 100
"""


def credits_left() -> list[Difference]:
    """Loans that have ended while what was paid too much lies with us still, to be paid back; at most a hundred."""
    with connection.cursor() as cursor:
        cursor.execute(_CREDITS)
        return [Difference(*row) for row in cursor.fetchall()]


def differences() -> list[Difference]:
    """Loans whose principal by the schedule is not what the books say, at most a hundred of a kind."""
    found: list[Difference] = []
    with connection.cursor() as cursor:
        for statement in (_DIFFERENT, _ENDED):
            cursor.execute(statement)
            found += [Difference(*row) for row in cursor.fetchall()]
    return found


def planned_fen() -> int:
    """The principal of all loans by their schedules: what has not fallen due, and what has and is not paid."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(planned), 0)::bigint FROM ({_PLANNED}) AS compared")
        return int(cursor.fetchone()[0])


def booked_fen(on: date) -> int:
    """121-01 and 122 in the books up to a day, in fen."""
    return sum(turnover.net_on(subject, on) for subject in SUBJECTS)


def day_points(on: date) -> list[Point]:
    """The loans' points of the day-close checklist: schedules, accounts and subjects agree; the due day is done."""
    return [_principal(on), _due_run(on), *_credits()]


def _credits() -> list[Point]:
    """What is to be paid back does not keep the day open."""
    left = credits_left()
    if not left:
        return []
    said = {"count": len(left), "number": left[0].number}
    return [Point(_("已结束的贷款没有多还款"), Verdict.NOTE, _("%(count)d 笔待退还，首笔 %(number)s") % said)]


def _due_run(on: date) -> Point:
    """Whether the day's instalments were asked for; what was not is asked for on the next day, and nobody is late."""
    label = _("到期贷款已扣收")
    done = DueRun.objects.filter(on=on, done_at__isnull=False).exists()
    if done or not Loan.objects.filter(status__in=OPEN_LOANS, next_due_on__lte=on).exists():
        return Point(label, Verdict.GOOD, _("没有待扣收的贷款"))
    return Point(label, Verdict.NOTE, _("还没有完成，未扣收的转下一会计日，不计罚息"))


def _principal(on: date) -> Point:
    label = _("贷款本金合计等于总账 121 与 122")
    by_plan, in_books = planned_fen(), booked_fen(on)
    wrong = differences()
    if by_plan == in_books and not wrong:
        return Point(label, Verdict.GOOD, _("%(fen)s 元") % {"fen": money.yuan(by_plan)})
    words = _("总账 %(book)s 元，还款计划 %(parts)s 元") % {"book": money.yuan(in_books), "parts": money.yuan(by_plan)}
    if wrong:
        words += "；" + _("首个不符的贷款 %(number)s") % {"number": wrong[0].number}
    return Point(label, Verdict.BAD, words)
