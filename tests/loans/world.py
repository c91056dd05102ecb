"""Loans for everybody's tests, made by the real operations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from bank import operations as bank
from bank.gateways.base import Answer, Collection, Result
from bank.models import BankAccount, CollectionOrder
from common.money import yuan_plain
from deposits.models import Encumbrance, Freeze, PersonalAccount
from deposits.states import FREEZES_IN_FORCE, FreezeKind
from ledger import operations as ledger
from ledger.models import Account
from ledger.queries import verify_books
from loans import tasks
from loans.models import Loan, RateRun
from loans.operations import opening
from loans.queries import dues, reconciling
from policy import queries as policy
from policy.operations import set_book_date
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


def move_to(day: date) -> None:
    """The open business day is this one."""
    with transaction.atomic():
        set_book_date(on=day)


def run_due_day() -> bool:
    """The due-day run of the open day, whole."""
    return tasks.carry_out_due_day(timezone.now())


def run_days(*days: date) -> None:
    """One business day after the other, each with its due-day run; those between have none."""
    for day in days:
        move_to(day)
        assert run_due_day()


def rates_stand(year: int) -> None:
    """The rates of a year were looked at, and none has changed."""
    RateRun.objects.create(year=year, started_at=make.AT, done_at=make.AT)


def balance(account: PersonalAccount) -> int:
    """What a fund account has, in fen."""
    return Account.objects.get(pk=account.ledger_account_id).balance_fen


def due_fen(loan: Loan) -> int:
    """What a loan has to pay on the open day, in fen."""
    return dues.due_fen(loan, policy.book_date())


def laid_on(account: PersonalAccount) -> list[Encumbrance]:
    """What lies on somebody's account."""
    return list(Encumbrance.objects.filter(person=account.person_id, lifted_at=None).order_by("id"))


def freeze(account: PersonalAccount) -> None:
    """A court lets nothing leave the account."""
    Freeze.objects.create(
        account=account,
        kind=FreezeKind.IN_ONLY,
        authority="辽源市龙山区人民法院",
        document_number="（2026）吉0402执1号",
        document_on=date(2026, 10, 9),
        status=FREEZES_IN_FORCE[0],
        since=date(2026, 10, 9),
        made_by=people.wang_wu(),
        made_by_person=people.wang_wu().person,
        made_at=make.AT,
        authorised_by=people.zhao_liu(),
        authorised_by_person=people.zhao_liu().person,
    )


def cards_lack_money() -> None:
    """The bank hears of every order and finds nothing on the cards."""
    for order in CollectionOrder.objects.filter(status="MADE").order_by("id"):
        gateway = CardsEmpty()
        bank.send_collection(order_id=order.pk, gateway=gateway, at=make.AT)
    tasks.follow_cards()


def pay(loan: Loan, fen: int, serial: str = "JH1") -> None:
    """Somebody transfers money that names the loan; it arrives on the open day and is booked."""
    arrive(loan, fen, serial)
    tasks.book_receipts()
    loan.refresh_from_db()


def arrive(loan: Loan, fen: int, serial: str = "JH1") -> None:
    """The same, not booked yet."""
    bank_account = BankAccount.objects.first() or make.bank_account()
    balance = (bank_account.statement_balance_fen or 100_000_00) + fen
    head = (
        "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
        "reversal_flag\n"
    )
    line = (
        f"{bank_account.number},{policy.book_date():%Y-%m-%d},10:00:00,{serial},C,{yuan_plain(fen)},"
        f"{yuan_plain(balance)},6217000099998888,付款人,{loan.number},转账,\n"
    )
    bank.import_statement(name=f"{serial}.csv", content=(head + line).encode(), by=None, at=make.AT)


class CardsEmpty:
    """A bank whose customers have nothing on their cards."""

    def collect(self, collection: Collection) -> Answer:
        """Nothing there."""
        return Answer(Result.RETURNED, message="付款账户余额不足")


def books_stand() -> bool:
    """Everything in the books adds up; these tests seal no days."""
    unsealed = "entries on a day that is neither sealed nor open"
    return not [each for each in verify_books() if each.check != unsealed] and reconciling.differences() == []
