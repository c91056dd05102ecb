"""A small employer with its people, made by the real operations: what the tests of pages begin with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from accounts.models import DocumentType
from bank import operations as bank
from bank.models import BankAccount
from common import identity
from common.money import yuan_plain
from deposits import operations, queries, rules, tasks
from deposits.files.typed import TypedLine, write_typed_list
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.operations import NewEmployer
from deposits.states import ChangeKind
from tests import make, people

BASES = {"张三": 843_756, "陈一": 600_000, "陈二": 500_001}
"""Who works for 李四's employer, with their bases in fen."""

MACHINES, SCHOOL = "91220400BTGJNLCW37", "12220400DER5HGR757"


def employer_account(
    name: str = "辽源市第一机械厂", code: str = MACHINES, rate: int = 12, at: datetime = make.AT
) -> EmployerAccount:
    """A registered employer with its fund account, first month 2026-10."""
    new = NewEmployer(
        name=name,
        social_credit_code=code,
        employer_rate=Decimal(rate),
        employee_rate=Decimal(rate),
        payday=5,
        first_month="202610",
        paying_account="0880453207335095",
        paying_bank="中国建设银行辽源分行",
    )
    return operations.register_employer(new=new, branch_id=people.branch().pk, by=None, at=at)


def citizen_number(place: int) -> str:
    """A citizen number that checks, another for each place up to 25,000. Lists take those below 21,000 by account."""
    first = f"220402199001{place // 900 % 28 + 1:02d}{place % 900 + 100:03d}"
    return first + identity.citizen_check_digit(first)


def lines(account: EmployerAccount, bases: dict[str, int] | None = None) -> list[TypedLine]:
    """New people for a list; 张三 is the one of the cast."""
    found = []
    for place, (name, base) in enumerate((bases or BASES).items()):
        parts = rules.contribution(
            base_fen=base, employer_rate=account.employer_rate, employee_rate=account.employee_rate, unit_fen=100
        )
        own = citizen_number(place + account.pk % 200 * 100 + 100)
        number = people.DOCUMENTS[name][0] if name in people.DOCUMENTS else own
        found.append(
            TypedLine(
                account_number="",
                name=name,
                document_type=DocumentType.CITIZEN,
                document_number=number,
                base_fen=base,
                employer_fen=parts.employer_fen,
                employee_fen=parts.employee_fen,
                change=ChangeKind.NEW,
            )
        )
    return found


def list_file(account: EmployerAccount, bases: dict[str, int] | None = None, month: str = "") -> bytes:
    """A list of new people as .csv."""
    return write_typed_list(
        employer_number=account.number,
        employer_name=account.employer.name,
        month=month or queries.next_month(account),
        lines=lines(account, bases),
    )


def upload(account: EmployerAccount, content: bytes | None = None) -> PayrollUpload:
    """A list taken in, by nobody."""
    return operations.upload_payroll(
        employer_account_id=account.pk, name="清册.csv", content=content or list_file(account), by=None, at=make.AT
    )


def declared(account: EmployerAccount, content: bytes | None = None) -> RemittanceList:
    """A list that waits for its money."""
    return operations.declare(upload_id=upload(account, content).pk, by=None, at=make.AT)


def pay(remittance: RemittanceList, fen: int | None = None, serial: str = "JH1") -> None:
    """Money for a list arrives in the centre's bank account; the news is followed."""
    receive(remittance.total_fen if fen is None else fen, remark=remittance.number, serial=serial)
    remittance.refresh_from_db()


def receive(amount: int, *, remark: str = "", serial: str = "JH1") -> None:
    """Money from the employers' paying account arrives in the centre's; the news is followed."""
    bank_account = BankAccount.objects.first() or make.bank_account()
    balance = (bank_account.statement_balance_fen or 100_000_00) + amount
    head = (
        "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
        "reversal_flag\n"
    )
    line = (
        f"{bank_account.number},2026-10-10,10:00:00,{serial},C,{yuan_plain(amount)},{yuan_plain(balance)},"
        f"0880453207335095,付款单位,{remark},转账,\n"
    )
    bank.import_statement(name=f"{serial}.csv", content=(head + line).encode(), by=None, at=make.AT)
    tasks.allocate_covered()


def allocated(account: EmployerAccount) -> RemittanceList:
    """A list whose money is allocated."""
    remittance = declared(account)
    pay(remittance)
    return remittance


def account_of(name: str) -> PersonalAccount:
    """The account of one of the people above."""
    return PersonalAccount.objects.select_related("ledger_account", "person").get(person__name=name)
