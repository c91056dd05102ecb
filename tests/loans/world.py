"""Loans for everybody's tests, made by the real operations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from deposits.models import PersonalAccount
from ledger import operations as ledger
from ledger.models import Account
from loans.models import Loan
from loans.operations import opening
from policy import queries as policy
from tests import make, people
from tests.deposits import savings
from tests.deposits import world as fund

CARD = "6217000012345678903"
RATE = Decimal("2.6")


def bank_line(fen: int) -> ledger.Line:
    """The centre's money, for the other side of a loan."""
    account = ledger.open_account(
        code="101-loans", name="测试贷款户", subject="101", on=policy.book_date(), is_guarded=False
    )
    return ledger.Line(account.pk, fen)


def loan(borrower: User | None = None, key: str = "", **facts: Any) -> Loan:
    """A loan of 500,000 over 360 months at 2.6 %, lent on 2026-09-20 and due on the 20th, unless told otherwise."""
    told: dict[str, Any] = {
        "borrower_id": (borrower or people.zhang_san()).person_id,
        "co_borrower_id": None,
        "branch_id": people.branch().pk,
        "principal_fen": 500_000_00,
        "months": 360,
        "annual_rate": RATE,
        "method": "equal_instalment",
        "penalty_factor": Decimal("1.5"),
        "due_day": 20,
        "disbursed_on": date(2026, 9, 20),
        "card_account": CARD,
        "is_offset": False,
        "on": policy.book_date(),
        "by": None,
        "at": make.AT,
        **facts,
    }
    with transaction.atomic():
        key = key or f"test-loan-{Loan.objects.count()}"
        return opening.open_loan(key=key, credits=[bank_line(told["principal_fen"])], **told)


def depositor(place: int, fen: int) -> PersonalAccount:
    """Somebody new with an open fund account and this much on it; `place` is who."""
    employer = fund.employer_account() if not _employer() else _employer()
    return savings.account(employer, place, [(policy.book_date(), fen)] if fen else [])


def _employer() -> Any:
    return fund.EmployerAccount.objects.order_by("id").first()


def owed_fen(loan: Loan) -> int:
    """The principal that the books say is owed, in order and late."""
    ids = filter(None, (loan.ledger_account_id, loan.overdue_account_id))
    return sum(Account.objects.filter(pk__in=list(ids)).values_list("balance_fen", flat=True))
