"""The fund's own loans of a household: reason 06 goes by what our books say was paid, not by what is typed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from common.names import plain
from loans.queries.used import FundLoan, fund_loans_of
from policy import queries as policy
from withdrawals.queries import household
from withdrawals.rules.asking import Application
from withdrawals.rules.days import months_after
from withdrawals.rules.limits import Use
from withdrawals.rules.particulars import Loan, Particulars

FUND = "公积金"
"""Whoever names the fund as lender means one of our own loans."""
REPAY = "repay"


def own_loans(person_ids: Collection[int], on: date) -> list[FundLoan]:
    """The household's loans with what was paid in the months that count, up to a day."""
    window = policy.service_on(on).repay_window_months
    return fund_loans_of(person_ids, since=months_after(on, -window), until=on)


def of_told(told: Particulars, loans: Collection[FundLoan]) -> FundLoan | None:
    """Which of them an application is about, by its number."""
    if told.loan is None:
        return None
    number = plain(told.loan.contract_number)
    return next((each for each in loans if plain(each.number) == number), None)


def as_booked(found: FundLoan) -> Loan:
    """The loan as it is told: every figure from the books."""
    return Loan(
        lender=settings.CENTRE_NAME,
        contract_number=found.number,
        borrowers=found.borrowers,
        paid_fen=found.paid_fen,
        last_paid_on=found.last_paid_on,
        payoff_on=found.settled_on,
    )


def known(application: Application, on: date) -> Application:
    """The application with the figures of the books where it is about one of our own loans; else as it was told."""
    if application.reason != REPAY or application.particulars.loan is None:
        return application
    loans = own_loans(family_of(application, on), on)
    return replace(application, particulars=booked(application.particulars, loans))


def booked(told: Particulars, loans: Collection[FundLoan]) -> Particulars:
    """The same for what was told."""
    found = of_told(told, loans)
    return replace(told, loan=as_booked(found)) if found else told


def family_of(application: Application, on: date) -> frozenset[int]:
    """Whose loans it may be about: the owner's, the spouse's, and whom it is withdrawn for."""
    subject = {application.subject_id} if application.subject_id else set()
    return household.household_of(application.person_id, on) | subject


def taken_of(found: FundLoan | None) -> tuple[Use, ...]:
    """What accounts gave for a loan: offsets are withdrawals by the same reason and use up the same limit."""
    return tuple(Use(on, fen, person, REPAY) for on, fen, person in found.taken) if found else ()


def why_not(told: Particulars, loans: Collection[FundLoan]) -> str:
    """Why a loan cannot be the one: it is said to be ours and is not, or one of ours is overdue and comes first."""
    if told.loan is None or of_told(told, loans) is not None:
        return ""
    if FUND in told.loan.lender:
        return _("没有查到您家庭的这笔公积金贷款，请核对贷款账号（在网厅“我的贷款”里可以看到）。")
    late = next((each for each in loans if each.is_overdue), None)
    if late is None:
        return ""
    return _("公积金贷款 %(number)s 已逾期，提取须先用于这笔贷款。") % {"number": late.number}
