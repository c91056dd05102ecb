"""Loans of the demo centre, taken over from the former system: most pay from savings, two are late.

Their principal stands against undistributed surplus, as the opening of the books left it (domain §11): no money of the
history's bank statements moves. A borrower whose savings pay each month gets a password.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from common.transactions import operation
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from fundcenter.demo import doors, plan
from ledger import operations as ledger
from loans import queries, tasks
from loans.models import DueChunk
from loans.operations import opening
from loans.rules.schedules import Method
from policy import queries as policy

SURPLUS = "321-04"
TAKEN_OVER = date(2026, 7, 16)


@dataclass(frozen=True)
class Old:
    """A loan as the former system had it."""

    fen: int
    months: int
    method: str = Method.EQUAL_INSTALMENT
    is_first: bool = True


IN_ORDER = (
    Old(180_000_00, 240),
    Old(260_000_00, 300),
    Old(150_000_00, 180, Method.EQUAL_PRINCIPAL),
    Old(200_000_00, 360),
    Old(90_000_00, 120, is_first=False),
    Old(220_000_00, 240, Method.EQUAL_PRINCIPAL),
)
LATE = (Old(480_000_00, 48), Old(380_000_00, 36))


def take_loans_over(*, at: datetime) -> list[doors.LogIn]:
    """Open the loans on the open business day, which asks for their first two instalments; who can log in."""
    savers = _borrowers(order="-ledger_account__balance_fen", count=len(IN_ORDER))
    spent = _borrowers(order="ledger_account__balance_fen", count=len(LATE))
    for account, old in zip(savers, IN_ORDER, strict=False):
        _open(account, old, is_offset=True, at=at)
    for account, old in zip(spent, LATE, strict=False):
        _open(account, old, is_offset=False, at=at)
    tasks.carry_out_due_day(at)
    DueChunk.objects.update(told_at=at)  # nobody is told of the past
    first = savers[:1]
    return [log_in for each in first for log_in in _let_in(each, at=at)]


def _let_in(account: PersonalAccount, *, at: datetime) -> list[doors.LogIn]:
    person = account.person
    worker = plan.Worker(name=person.name, number=person.document_number, phone="", wage_fen=0)
    return doors.let_in_depositor(worker=worker, at=at)


def _borrowers(*, order: str, count: int) -> Sequence[PersonalAccount]:
    """Depositors with an account in order, without the one whose pages are shown."""
    rows = PersonalAccount.objects.filter(status=PersonalAccountStatus.NORMAL, ledger_account__balance_fen__gt=0)
    found = rows.exclude(person__name=plan.STAR[0]).select_related("person", "employer_account__employer")
    return list(found.order_by(order, "number")[:count])


@operation
def _open(account: PersonalAccount, old: Old, *, is_offset: bool, at: datetime) -> None:
    on = policy.book_date()
    surplus = ledger.subject_account(subject=SURPLUS, on=on)
    rate: Decimal = queries.rate_of(policy.service_on(TAKEN_OVER), is_first=old.is_first, months=old.months)
    opening.open_loan(
        key=f"loan-taken-over-{account.number}",
        borrower_id=account.person_id,
        co_borrower_id=None,
        branch_id=account.employer_account.employer.branch_id,
        principal_fen=old.fen,
        months=old.months,
        annual_rate=rate,
        method=old.method,
        penalty_factor=policy.service_on(on).loan_penalty_factor,
        due_day=20,
        disbursed_on=TAKEN_OVER,
        card_account="",
        is_offset=is_offset,
        is_first=old.is_first,
        credits=[ledger.Line(surplus.pk, old.fen)],
        on=on,
        by=None,
        at=at,
    )
