"""Money for a loan, and what it is taken for: penalty, interest, principal, the oldest instalment first (domain §5.7).

Locks: the fund accounts of its borrowers, the loan, then ledger accounts. Every act here works on a loan locked so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.states import lock
from common.transactions import step
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES
from ledger import operations as ledger
from ledger.models import Account, Journal
from ledger.states import Reason
from loans.models import Instalment, Loan, Repayment, RepaymentPart, Taking
from loans.operations import keeping
from loans.queries import dues
from loans.rules import overdue
from loans.rules.overdue import Part
from loans.states.loans import Detail, InstalmentStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

CREDIT = "219-03"
"""Subject of what borrowers paid beyond everything due."""
INCOME = "401-03"


@dataclass(frozen=True)
class Money:
    """Money on its way to a loan: the debit lines of its journal, the day it counts from, what people read of it.

    `takings` is what fund accounts gave of it: account id and fen.
    """

    debits: Sequence[ledger.Line]
    value_on: date
    source: str
    reason: Reason = Reason.LOAN_REPAID
    takings: Sequence[tuple[int, int]] = field(default=())

    @property
    def fen(self) -> int:
        """How much it is."""
        return sum(line.fen for line in self.debits)


@step
def lock_loan(loan_id: int) -> Loan:
    """The loan, locked after its borrowers' open fund accounts."""
    people = Loan.objects.values_list("borrower", "co_borrower").get(pk=loan_id)
    accounts = PersonalAccount.objects.select_for_update(of=("self",), no_key=True)
    mine = accounts.filter(person__in=[each for each in people if each], status__in=OPEN_STATUSES)
    list(mine.order_by("id").values_list("pk"))
    return lock(Loan, loan_id)


@step
def pay_in(loan: Loan, *, key: str, money: Money, on: date, by: User | None, at: datetime, case: str = "") -> Repayment:
    """Take money for what has fallen due of a locked loan; what is above is held as credit for the next instalment.

    Prepaying is somebody's request, never a guess. `key` once: the journal's. Raises what `ledger.post` refuses.
    """
    known = Repayment.objects.filter(journal__key=key).first()
    if known is not None:
        return known
    waiting = {each.number: each for each in dues.unpaid(loan)}
    rates = dues.rates_of(loan) if waiting else ()
    asked = {number: dues.asked(each, money.value_on, _grace(on), rates) for number, each in waiting.items()}
    taken = overdue.take(money.fen, list(asked.values()), annual_rate=loan.annual_rate, factor=loan.penalty_factor)
    journal = ledger.post(
        key=key,
        reason=money.reason,
        on=on,
        value_on=money.value_on,
        debits=money.debits,
        credits=_credits(loan, taken, waiting, on),
        case=case,
        memo=loan.number,
        branch_id=loan.branch_id,
        by=by,
        at=at,
    )
    repayment = _note(loan, taken, waiting, asked, money, journal, on=on, case=case, at=at)
    for number, due in waiting.items():
        _settle_instalment(loan, due, asked[number], [each for each in taken if each.number == number], money.value_on)
    keeping.look_again(loan, on=on, value_on=money.value_on, by=by, at=at)
    return repayment


def _grace(on: date) -> int:
    return policy.service_on(on).loan_grace_days


def _credits(loan: Loan, taken: Sequence[overdue.Taken], waiting: dict[int, Instalment], on: date) -> list[ledger.Line]:
    """Where the money goes: principal in order or late, income, and what is held as credit."""
    sums: dict[int, int] = defaultdict(int)
    for each in taken:
        if each.part == Part.PRINCIPAL:
            late = waiting[each.number].is_overdue
            account = loan.overdue_account_id if late else loan.ledger_account_id
            assert account is not None
        elif each.part == Part.CREDIT:
            account = credit_account(loan, on).pk
        else:
            account = ledger.subject_account(subject=INCOME, on=on).pk
        sums[account] += each.fen
    return [ledger.Line(account, fen) for account, fen in sorted(sums.items())]


@step
def credit_account(loan: Loan, on: date) -> Account:
    """The ledger account of what was paid beyond everything due, made when first needed."""
    if loan.credit_account is None:
        loan.credit_account = ledger.open_account(
            code=f"{CREDIT}-{loan.number}",
            name=_("贷款 %(number)s 多还款") % {"number": loan.number},
            subject=CREDIT,
            on=on,
            is_guarded=True,
        )
        loan.save(update_fields=["credit_account"])
    return loan.credit_account


@step
def _note(
    loan: Loan,
    taken: Sequence[overdue.Taken],
    waiting: dict[int, Instalment],
    asked: dict[int, overdue.Due],
    money: Money,
    journal: Journal,
    *,
    on: date,
    case: str,
    at: datetime,
) -> Repayment:
    """The line of the loan's account, with every part: of which instalment, on which base, for how many days."""
    principal = sum(each.fen for each in taken if each.part == Part.PRINCIPAL)
    repayment = Repayment.objects.create(
        loan=loan,
        detail=_detail(taken, waiting, money),
        on=on,
        value_on=money.value_on,
        fen=money.fen,
        source=money.source[:40],
        balance_fen=loan.planned_fen + dues.unpaid_principal_fen(waiting.values()) - principal,
        journal=journal,
        case=case,
        at=at,
    )
    RepaymentPart.objects.bulk_create(
        RepaymentPart(
            repayment=repayment,
            part=each.part,
            number=each.number,
            fen=each.fen,
            base_fen=asked[each.number].unpaid_fen if each.part == Part.PENALTY else 0,
            days=asked[each.number].days_late if each.part == Part.PENALTY else 0,
        )
        for each in taken
    )
    Taking.objects.bulk_create(
        Taking(repayment=repayment, account_id=account, value_on=money.value_on, fen=fen)
        for account, fen in money.takings
        if fen
    )
    return repayment


def _detail(taken: Sequence[overdue.Taken], waiting: dict[int, Instalment], money: Money) -> str:
    if money.reason == Reason.LOAN_OFFSET:
        return Detail.OFFSET
    if any(each.number and waiting[each.number].is_overdue for each in taken):
        return Detail.OVERDUE_REPAID
    return Detail.REPAID if any(each.number for each in taken) else Detail.OTHER


def _settle_instalment(
    loan: Loan, due: Instalment, asked: overdue.Due, taken: Sequence[overdue.Taken], value_on: date
) -> None:
    """Bring an instalment up to date with what was taken for it; penalty not covered stays owed."""
    if not taken:
        return
    got = {each.part: each.fen for each in taken}
    late = asked.late_fen(loan.annual_rate, loan.penalty_factor)
    due.penalty_fen += got.get(Part.PENALTY, 0)
    due.owed_penalty_fen = late - got.get(Part.PENALTY, 0)
    if asked.days_late:
        due.penalised_to = value_on
    due.paid_interest_fen += got.get(Part.INTEREST, 0)
    due.paid_principal_fen += got.get(Part.PRINCIPAL, 0)
    if not due.unpaid_fen:
        due.status, due.paid_on = InstalmentStatus.PAID, value_on
    due.save()
