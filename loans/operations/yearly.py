"""The yearly offset (年冲, domain §5.8): on a fixed day all that lies on the borrowers' accounts pays early."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common import months
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
from deposits.models import PersonalAccount
from loans.models import Loan, YearlyOffset
from loans.operations import early_messages, prepaying, repaying
from loans.queries import own
from loans.queries import standing as queries
from loans.queries.standing import Quote, Wish
from loans.rules import standing as rules
from loans.rules.schedules import CannotPlan
from loans.states.early import EarlyMode, EarlySource
from loans.states.loans import OPEN_LOANS
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class CannotAgree(BusinessError):
    """The yearly offset cannot be agreed upon so, or there is none to end."""


@operation
def agree(*, loan_id: int, mode: str, first_on: date, by: User, at: datetime) -> YearlyOffset:
    """Let the accounts pay early once a year, first on a day within a year.

    Raises CannotAgree, NotTheirLoan, NeedsBoth.
    """
    loan, today = repaying.lock_loan(loan_id), policy.book_date()
    prepaying.refuse_stranger(loan, by)
    prepaying.refuse_alone(loan, by)
    if loan.status not in OPEN_LOANS:
        raise CannotAgree(_("贷款已结清，不需要冲还贷。"))
    if own.yearly_of(loan) is not None:
        raise CannotAgree(_("已签订按年冲还贷，要换日子或方式请先终止。"))
    if mode not in (EarlyMode.REDUCE, EarlyMode.SHORTEN):
        raise CannotAgree(_("请选择减少月供或缩短期限。"))
    if not today < first_on <= a_year_after(today):
        raise CannotAgree(_("首次冲还日请选明天起一年以内的一天。"))
    made = YearlyOffset.objects.create(loan=loan, mode=mode, next_on=first_on, made_by=by, made_at=at)
    early_messages.tell_changed(loan, _("签订按年冲还贷"), f"{loan.key}-yearly-{made.pk}", at=at)
    return made


@operation
def end(*, loan_id: int, by: User, at: datetime) -> None:
    """No more is taken once a year. Raises CannotAgree, NotTheirLoan."""
    loan = repaying.lock_loan(loan_id)
    prepaying.refuse_stranger(loan, by)
    found = stop(loan, at=at)
    if found is None:
        raise CannotAgree(_("没有签订按年冲还贷。"))
    early_messages.tell_changed(loan, _("终止按年冲还贷"), f"{loan.key}-yearly-end-{found.pk}", at=at)


@step
def stop(loan: Loan, *, at: datetime) -> YearlyOffset | None:
    """End what a locked loan's borrowers agreed upon; None where they have not."""
    found = own.yearly_of(loan)
    if found is not None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
    return found


@operation
def run(*, yearly_id: int, at: datetime) -> bool:
    """Pay early on the day with all that lies on the accounts; whether something was paid.

    Whatever stands in the way is noted. While an instalment is due or something is waited for, it is tried again the
    next day; with nothing on the accounts, in a year.
    """
    loan = repaying.lock_loan(YearlyOffset.objects.values_list("loan", flat=True).get(pk=yearly_id))
    found, today = lock(YearlyOffset, yearly_id), policy.book_date()
    if found.ended_at is not None or found.next_on > today:
        return False
    if loan.status not in OPEN_LOANS:
        _note(found, _("贷款已结清"), ended_at=at)
        return False
    if queries.open_prepayment(loan) is not None:
        _note(found, _("有一笔提前还款正在办理"))
        return False
    try:
        queries.refuse_early(loan, today)
    except CannotPlan as why:
        _note(found, str(why))
        return False
    shares = [(each.account, each.free_fen) for each in queries.savings_of(loan, today) if each.free_fen]
    next_on = a_year_after(found.next_on)
    try:
        quote = _quote(loan, found.mode, shares, today)
    except CannotPlan as why:
        _note(found, str(why), next_on=next_on)
        return False
    prepaying.book_at_once(loan, quote, today, at=at)
    _note(found, "", next_on=next_on)
    return True


def _quote(loan: Loan, mode: str, shares: list[tuple[PersonalAccount, int]], today: date) -> Quote:
    """All of the accounts; where that and what was paid too much before is enough for the loan, only what it takes.

    Raises CannotPlan.
    """
    now, credit = queries.standing_of(loan), queries.credit_of(loan)
    free_fen, how = sum(fen for _account, fen in shares), queries.MODES[EarlyMode(mode)]
    early = rules.pay_early_with(now, on=today, money_fen=free_fen + credit, mode=how)
    if early.after is not None:  # the credit pays the next instalment
        early, credit = rules.pay_early_with(now, on=today, money_fen=free_fen, mode=how), 0
    credit = min(credit, early.total_fen)
    left, parts = early.total_fen - credit, []
    for account, free in shares:
        if part := min(left, free):
            parts.append((account, part))
            left -= part
    return Quote(Wish(mode, EarlySource.ACCOUNTS, early.principal_fen), early, tuple(parts), 0, credit)


@step
def _note(found: YearlyOffset, words: str, **facts: date | datetime) -> None:
    found.note = words[:200]
    for name, value in facts.items():
        setattr(found, name, value)
    found.save(update_fields=["note", *facts])


def a_year_after(day: date) -> date:
    """The same day of the next year; 29 February has the 28th."""
    return months.day_in(months.shift(months.month_of(day), 12), day.day)


def due(today: date, limit: int = 500) -> list[int]:
    """Yearly offsets whose day has come."""
    rows = YearlyOffset.objects.filter(ended_at=None, next_on__lte=today)
    return list(rows.order_by("next_on", "id").values_list("pk", flat=True)[:limit])
