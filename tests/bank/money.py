"""The bank's side of tests: an opened account, the six employers of the first month, lines and files."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from pathlib import Path

from django.db import transaction

from accounts import operations as accounts
from accounts.models import Employer, User
from bank import operations, queries
from bank.gateways.base import Answer, Instruction, Notice, Result
from bank.gateways.sandbox import SandboxGateway
from bank.models import BankAccount, Expectation, PaymentOrder
from bank.rules import opening, statement
from bank.states import Channel
from ledger import operations as ledger
from ledger.models import Journal
from ledger.states import Reason
from policy import operations as policy
from policy import queries as policies
from tests import people
from tests.ledger.books import account as ledger_account
from tests.ledger.books import open_books
from tests.make import AT

__all__ = ["ledger_account", "open_books"]
FIRST_MONTH = Path(__file__).resolve().parent.parent / "data" / "first-month"
STATEMENT = FIRST_MONTH / "statement-202610.csv"
NUMBER = "22001618636055000123"
OPENING_FEN = 86_120_451_937
SHORT, OVER = "11000006", "11000005"
TOTALS = {  # what each list asks for: 11000005 pays 500.00 too much, 11000006 1,200.00 too little
    "11000001": 47_413_200,
    "11000002": 12_961_600,
    "11000003": 29_879_400,
    "11000004": 9_170_600,
    "11000005": 3_771_000,
    "11000006": 14_372_400,
}


def account(*, channel: Channel = Channel.GATEWAY) -> BankAccount:
    """The centre's fund account, with its opening balance in the books."""
    known = BankAccount.objects.filter(number=NUMBER).first()
    if known:
        return known
    open_books()
    row = opening.OpeningRow(2, "101", NUMBER, "辽源市住房公积金管理中心", "建设银行", channel, OPENING_FEN, 0)
    result = operations.import_opening_balances(rows=[row], debit_fen=OPENING_FEN, credit_fen=0, by=None, at=AT)
    return result.accounts[0]


def six_employers() -> dict[str, Employer]:
    """The employers of the first month by fund account number, known to the bank as payers."""
    text = (FIRST_MONTH / "employers.csv").read_text(encoding="utf-8-sig")
    made = {}
    with transaction.atomic():
        for row in csv.DictReader(io.StringIO(text)):
            employer = accounts.register_employer(
                name=row["单位名称"],
                social_credit_code=row["统一社会信用代码"],
                branch_id=people.branch().pk,
                by=None,
                at=AT,
            )
            operations.register_payer(
                employer_id=employer.pk,
                account_number=row["单位账号"],
                payer_account=row["付款账号"],
                payer_name=row["单位名称"],
            )
            made[row["单位账号"]] = employer
    return made


def payer(name: str = "辽源市测试有限公司", number: str = "10000001", paying: str = "0880000000000001") -> Employer:
    """One employer, known to the bank."""
    employer = people.employer(name)
    with transaction.atomic():
        operations.register_payer(employer_id=employer.pk, account_number=number, payer_account=paying, payer_name=name)
    return employer


def expectation(
    employer: Employer | None,
    fen: int,
    *,
    number: str = "10000001",
    paying: str = "0880000000000001",
    key: str = "list-1",
    reference: str = "HJ20261010000001",
    wake: str = "",
) -> Expectation:
    """Something an employer should pay."""
    with transaction.atomic():
        return operations.expect(
            key=key,
            amount_fen=fen,
            employer_id=employer.pk if employer else None,
            reference=reference,
            account_number=number,
            payer_account=paying,
            payer_name=employer.name if employer else "",
            source="deposits",
            wake=wake,
            by=None,
            at=AT,
        )


def first_month_expected() -> dict[str, Expectation]:
    """The six lists of the first month, waiting."""
    return {
        number: expectation(
            employer, TOTALS[number], number=number, key=f"list-{number}", reference=f"HJ202610{number}",
            paying=paying_account(number),
        )
        for number, employer in six_employers().items()
    }  # fmt: skip


def paying_account(number: str) -> str:
    """The registered paying account of one of the six."""
    text = (FIRST_MONTH / "employers.csv").read_text(encoding="utf-8-sig")
    return next(row["付款账号"] for row in csv.DictReader(io.StringIO(text)) if row["单位账号"] == number)


def line(
    serial: str,
    fen: int,
    balance_fen: int,
    *,
    direction: str = "C",
    day: str = "2026-10-10",
    at: str = "09:00:00",
    payer: str = "",
    name: str = "",
    remark: str = "",
    flag: str = "",
    number: str = NUMBER,
) -> dict[str, str]:
    """One line of a statement file."""
    yuan = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    values = [number, day, at, serial, direction, yuan, f"{balance_fen // 100}.{balance_fen % 100:02d}"]
    return dict(zip(statement.COLUMNS, [*values, payer, name, remark, "转账", flag], strict=True))


def running(*lines: tuple[str, int, dict[str, str]], opening_fen: int = OPENING_FEN) -> list[dict[str, str]]:
    """Lines (serial, signed fen, the rest) with their running balance."""
    made, balance = [], opening_fen
    for serial, fen, rest in lines:
        balance += fen
        direction = "C" if fen > 0 else "D"
        made.append(line(serial, abs(fen), balance, direction=direction, **rest))
    return made


def file(lines: list[dict[str, str]], encoding: str = "utf-8") -> bytes:
    """The lines as a file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, statement.COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode(encoding)


def take_in(*lines: tuple[str, int, dict[str, str]], opening_fen: int = OPENING_FEN) -> operations.ImportResult:
    """A statement with these lines, imported and matched."""
    content = file(running(*lines, opening_fen=opening_fen))
    return operations.import_statement(name="对账单.csv", content=content, by=None, at=AT)


def notice(
    serial: str, fen: int, balance_fen: int, *, direction: str = "C", remark: str = "", payer: str = ""
) -> Notice:
    """A pushed line."""
    return Notice(
        account=NUMBER,
        value_date=date(2026, 10, 10),
        time=time(9, 0),
        bank_serial=serial,
        direction=direction,
        amount_fen=fen,
        balance_fen=balance_fen,
        counter_account=payer,
        remark=remark,
    )


def day(on: date) -> None:
    """Move the business date."""
    with transaction.atomic():
        policy.set_book_date(on=on)


def take(key: str = "list-1") -> operations.Taken:
    """What the app above does when its money is there: take it and credit 201 in one journal."""
    on = policies.book_date()
    with transaction.atomic():
        taken = operations.take(expectation_key=key, on=on, by=None, at=AT)
        person = ledger.open_account(code="P-1", name="职工", subject="201", on=on, is_guarded=True)
        ledger.post(
            key=f"allocate-{key}",
            reason=Reason.RECEIPT_ALLOCATED,
            on=on,
            value_on=taken.value_on,
            debits=taken.debits,
            credits=[ledger.Line(person.pk, taken.fen)],
            by=None,
            at=AT,
        )
    return taken


def order(
    fen: int = 500_000, *, key: str = "pay-1", payee: str = "6217000000000001", by: User | None = None
) -> PaymentOrder:
    """A payment order as an app above makes it."""
    with transaction.atomic():
        return operations.make_order(
            key=key,
            source="withdrawals",
            amount_fen=fen,
            payee_account=payee,
            payee_name="张三",
            payee_bank_no="105245000017",
            summary="提取",
            by=by or people.sun_ba(),
            at=AT,
        )


def authorised(fen: int = 500_000, **options: str) -> PaymentOrder:
    """An order that three persons have agreed to."""
    made = order(fen, **options)  # type: ignore[arg-type]
    return agree(made)


def agree(order: PaymentOrder) -> PaymentOrder:
    """A second and a third person agree to an order."""
    operations.review_order(order_id=order.pk, by=people.zhou_jiu(), at=AT)
    return operations.authorise_order(order_id=order.pk, by=people.feng_er(), at=AT)


def send(order: PaymentOrder) -> PaymentOrder:
    """Hand an order to the sandbox bank."""
    return operations.send_order(order_id=order.pk, gateway=SandboxGateway(), at=AT)


def settle(order: PaymentOrder, *, serial: str, on: date = date(2026, 10, 10)) -> PaymentOrder:
    """An authorised order is sent and paid under a serial of our choice."""
    gateway = Fixed(Answer(Result.SETTLED, serial, on, "成功"))
    return operations.send_order(order_id=order.pk, gateway=gateway, at=AT)


class Fixed:
    """A bank with one answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def pay(self, instruction: Instruction) -> Answer:
        return self.answer

    def ask(self, business_no: str) -> Answer:
        return self.answer

    def notices(self) -> list[Notice]:
        return []


def give_back(key: str = "list-1") -> None:
    """What the app above does to reverse a month: money back to suspense, its journal reversed."""
    on = policies.book_date()
    with transaction.atomic():
        operations.give_back(expectation_key=key, by=None, at=AT)
        journal = Journal.objects.get(key=f"allocate-{key}")
        ledger.reverse(journal_id=journal.pk, key=f"undo-{key}", on=on, value_on=on, by=None, at=AT)


def books_agree() -> bool:
    """219-01 is the sum of its items."""
    return queries.suspense_check().agrees
