"""What is done loan by loan on a day: savings and credit of those that are not plain, late ones, money that came.

Each act is a transaction of its own, found from rows, and does nothing twice.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from bank import operations as bank
from bank import rules as bank_rules
from bank.models import Receipt
from bank.states import CollectionStatus, ReceiptStatus
from common.transactions import operation, step
from deposits.models import Freeze, PersonalAccount
from deposits.operations import news
from deposits.states import FREEZES_IN_FORCE, OPEN_STATUSES, FreezeKind
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from loans.models import CardDebit, Instalment, Loan, Repayment
from loans.operations import asking, due_messages, keeping, repaying
from loans.operations.repaying import Money
from loans.queries import dues
from loans.rules import offsets
from loans.states.loans import OPEN_LOANS, DebitStatus, InstalmentStatus, LoanStatus
from policy import queries as policy

if TYPE_CHECKING:
    from bank.models import Outcome


@operation
def note_late(*, loan_id: int, at: datetime) -> bool:
    """Move a loan's instalments that are late to the overdue loans; whether there were any.

    First what has come and was not booked yet: who paid on the due date in the evening is not late.
    """
    loan, on = repaying.lock_loan(loan_id), policy.book_date()
    if loan.status in OPEN_LOANS and _take_what_came(loan, on, at):
        asking.recall(loan, at=at)
        Instalment.objects.filter(loan=loan, status=InstalmentStatus.DUE).update(is_tried=False)  # `collect` goes on
    before = on - timedelta(days=policy.service_on(on).loan_grace_days)
    late = [each.number for each in dues.unpaid(loan) if not each.is_overdue and each.asked_on < before]
    if loan.status not in OPEN_LOANS or not late:
        return False
    keeping.fall_behind(loan, late, on=on, by=None, at=at)
    return True


@operation
def collect(*, loan_id: int, at: datetime) -> None:
    """Look for a loan's money on the open day: what has come, credit, savings; the rest is asked of payer and card.

    Savings are taken where a monthly offset is agreed, and of everybody who is late (the contract's clause).
    """
    loan, on = repaying.lock_loan(loan_id), policy.book_date()
    untried = Instalment.objects.filter(loan=loan, is_tried=False)
    if not untried.exists():
        return
    if loan.status in OPEN_LOANS:
        if not loan.planned_fen:  # the last of it: a credit that is not used now never is
            _use_credit(loan, on, at)
        _take_what_came(loan, on, at)
        _use_credit(loan, on, at)
        if loan.status == LoanStatus.OVERDUE or loan.is_offset:
            _use_savings(loan, on, at)
        _ask_again(loan, on, at)
    untried.update(is_tried=True)


@step
def _use_credit(loan: Loan, on: date, at: datetime) -> None:
    """What was paid too much before pays now, as far as something is due."""
    held = Account.objects.get(pk=loan.credit_account_id).balance_fen if loan.credit_account_id else 0
    fen = min(held, _due_fen(loan, on))
    if fen and loan.credit_account_id:
        money = Money([ledger.Line(loan.credit_account_id, fen)], on, _("多还款结转"))
        repaying.pay_in(loan, key=_key(loan, "credit", on), money=money, on=on, by=None, at=at)


@step
def _use_savings(loan: Loan, on: date, at: datetime) -> None:
    """The borrower's savings, then the co-borrower's, each down to the residual (domain §5.8)."""
    accounts = _savings(loan)
    ids = {each.ledger_account_id for each in accounts}
    ledger.lock_accounts(ids)
    free = {each.pk: each.available_fen for each in Account.objects.filter(pk__in=ids)}
    found = offsets.offset(
        _due_fen(loan, on),
        [free[each.ledger_account_id] for each in accounts],
        residual_fen=policy.service_on(on).minimum_residual_fen,
    )
    taken = [(each, fen) for each, fen in zip(accounts, found.from_accounts, strict=True) if fen]
    if not taken:
        return
    money = Money(
        [ledger.Line(each.ledger_account_id, fen, each.employer_account.employer_id) for each, fen in taken],
        on,
        _("公积金账户"),
        Reason.LOAN_OFFSET,
        [(each.pk, fen) for each, fen in taken],
    )
    row = repaying.pay_in(loan, key=_key(loan, "offset", on), money=money, on=on, by=None, at=at)
    due_messages.tell_paid(loan, row, at)


def _savings(loan: Loan) -> list[PersonalAccount]:
    """The open fund accounts of the borrowers that money may leave, the borrower's first."""
    people = [each for each in (loan.borrower_id, loan.co_borrower_id) if each]
    rows = PersonalAccount.objects.filter(person__in=people, status__in=OPEN_STATUSES)
    frozen = Freeze.objects.filter(kind__in=[FreezeKind.IN_ONLY, FreezeKind.NEITHER], status__in=FREEZES_IN_FORCE)
    found = rows.exclude(pk__in=frozen.values("account")).select_related("employer_account")
    return sorted(found, key=lambda each: people.index(each.person_id))


@step
def _ask_again(loan: Loan, on: date, at: datetime) -> None:
    """The bank waits for what a locked loan owes now, penalty to the day included, or no more."""
    if loan.status not in OPEN_LOANS:
        asking.ask_no_more(loan, at=at)
        return
    left = _due_fen(loan, on)
    if not left:
        asking.ask_no_more(loan, at=at)
        return
    paid = Repayment.objects.filter(loan=loan).count()
    asking.ask_many({loan.pk: left}, on=on, at=at, suffix=f"-{paid}")
    loan.refresh_from_db(fields=["expectation"])
    if loan.expectation:
        bank.match_earlier(expectation_key=loan.expectation, since=loan.disbursed_on, by=None, at=at)


def _due_fen(loan: Loan, value_on: date, on: date | None = None) -> int:
    """What is due of money that counts from a day, by the terms of the open one."""
    return dues.due_fen(loan, value_on, grace_days=policy.service_on(on or value_on).loan_grace_days)


def _key(loan: Loan, kind: str, on: date) -> str:
    """One journal a kind, day and instalment."""
    return f"{loan.key}-{kind}-{on:%Y%m%d}-{loan.next_number}"


# --- what comes from outside


@step
def _take_what_came(loan: Loan, on: date, at: datetime) -> bool:
    """Book what has come for a locked loan, less or more than it waits for; what is above is held as credit.

    Of the last instalment no more is taken than is due: there is nothing left that a credit could pay.
    """
    if not loan.expectation:
        return False
    most = None if loan.planned_fen else partial(_due_fen, loan, on=on)
    taken = bank.take_all(expectation_key=loan.expectation, on=on, most=most, by=None, at=at)
    if taken is None:
        return False
    key, loan.expectation = loan.expectation, ""
    loan.save(update_fields=["expectation"])
    money = Money(taken.debits, taken.value_on, _("银行到账"))
    row = repaying.pay_in(loan, key=f"{key}-paid", money=money, on=on, by=None, at=at)
    due_messages.tell_paid(loan, row, at)
    return True


@operation
def book_receipt(*, at: datetime) -> bool:
    """Hear of money that came for one loan and book it; False: no news that can be acted on. Raises DayClosed."""
    return news.follow(bank.claim_outcomes, asking.SOURCE, _came, at=at)


@step
def _came(outcome: Outcome, *, at: datetime) -> None:
    """Money that one loan waits for; one that has ended waits no more, and the money stays unidentified."""
    key = outcome.expectation.key if outcome.expectation else ""
    known = Loan.objects.filter(expectation=key).values_list("pk", flat=True).first() if key else None
    if known is None:
        return
    loan, on = repaying.lock_loan(known), policy.book_date()
    if loan.status not in OPEN_LOANS:
        asking.ask_no_more(loan, at=at)
    elif _take_what_came(loan, on, at):
        asking.recall(loan, at=at)
        _ask_again(loan, on, at)


@operation
def follow_card(*, at: datetime) -> bool:
    """Hear how one try of a card ended; money fetched comes as a receipt. False: no news."""
    ended = bank.claim_collections(source=asking.SOURCE, limit=1, at=at)
    for order in ended:
        status = DebitStatus.DONE if order.status == CollectionStatus.SETTLED else DebitStatus.FAILED
        CardDebit.objects.filter(order=order).update(status=status, message=order.message)
    return bool(ended)


@operation
def match_early(*, loan_id: int, at: datetime) -> None:
    """Money that named a loan before anything of it was due is reserved for what is due now."""
    loan = repaying.lock_loan(loan_id)
    if loan.expectation:
        bank.match_earlier(expectation_key=loan.expectation, since=loan.disbursed_on, by=None, at=at)


def paid_early() -> list[int]:
    """Loans that unidentified money names and that wait for money now: a few, found from the money."""
    early = Receipt.objects.filter(
        status=ReceiptStatus.UNIDENTIFIED,
        suspense__employer=None,
        suspense__left_fen__gt=F("suspense__reserved_fen") + F("suspense__refunding_fen"),
    )
    named: set[str] = set()
    for remark, summary in early.values_list("line__remark", "line__summary"):
        named |= {each for each in bank_rules.tokens(remark, summary) if each.startswith("DK")}
    rows = Loan.objects.filter(number__in=named).exclude(expectation="")
    return list(rows.order_by("id").values_list("pk", flat=True))


def late_loans(on: date) -> list[int]:
    """Loans with an instalment that is late on a day and has not moved to the overdue ones."""
    before = on - timedelta(days=policy.service_on(on).loan_grace_days)
    rows = Instalment.objects.filter(status=InstalmentStatus.DUE, is_overdue=False, asked_on__lt=before)
    rows = rows.exclude(dues.on_its_way(on))
    return list(rows.order_by("loan").values_list("loan", flat=True).distinct())


def untried_loans() -> list[int]:
    """Loans whose money the run of the day has still to look for."""
    rows = Instalment.objects.filter(is_tried=False)
    return list(rows.order_by("loan").values_list("loan", flat=True).distinct())
