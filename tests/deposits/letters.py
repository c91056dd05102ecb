"""Transfers between centres for tests: who may ask, other centres that answer, money that comes with a letter."""

from __future__ import annotations

from datetime import date
from typing import Any

from bank import operations as bank
from bank.gateways.base import Answer, Result
from bank.models import BankAccount, PaymentOrder
from bank.states import OrderStatus
from common.money import yuan_plain
from deposits import operations, tasks
from deposits.models import EmployerAccount, PersonalAccount, TransferLetter
from deposits.operations import Asked
from deposits.platform import Application, sandbox
from desk import operations as desk
from desk.models import Case, Centre
from desk.states.cases import Channel
from ledger import operations as ledger
from ledger import queries as books
from tests import make, people
from tests.deposits import world
from tests.desk import world as desk_world

AT = desk_world.AT
CHANGCHUN = "220100"
NUMBER = "2201002610100001"
PAYEE = "22050110063600000999"


def centre(code: str = CHANGCHUN, name: str = "长春市住房公积金管理中心") -> Centre:
    """Another centre."""
    return Centre.objects.get_or_create(code=code, defaults={"name": name, "province": "吉林"})[0]


def paying(employer: EmployerAccount) -> PersonalAccount:
    """张三's account with a month paid, which is enough in these tests."""
    make.parameter("transfer_in_months", "1")
    world.allocated(employer)
    return world.account_of("张三")


def ask(their_account: str = "220100000123", **facts: Any) -> Case:
    """张三 asks in the portal for the money from the other centre."""
    person = people.zhang_san()
    given = {"person_id": person.person_id, "channel": Channel.PORTAL, "by": person, "at": AT, **facts}
    return operations.apply_transfer_in(centre_id=centre().pk, their_account=their_account, **given)


def sent(their_account: str = "220100000123") -> TransferLetter:
    """A letter on its way to the other centre, not yet delivered."""
    case = ask(their_account)
    tasks.follow_transfers()
    return TransferLetter.objects.get(case=case)


def informed(their_account: str = "220100000123") -> TransferLetter:
    """A letter that the sandbox has heard of and answered."""
    letter = sent(their_account)
    tasks.exchange_letters()
    letter.refresh_from_db()
    return letter


def now_(letter: TransferLetter) -> TransferLetter:
    """The letter as it stands."""
    return TransferLetter.objects.select_related("case", "account__ledger_account").get(pk=letter.pk)


def receive(fen: int, *, remark: str, serial: str = "YD1", day: date = date(2026, 10, 10)) -> None:
    """Money of the other centre arrives; what follows is followed."""
    arrive(fen, remark=remark, serial=serial, day=day)
    tasks.follow_transfers()


def arrive(fen: int, *, remark: str, serial: str = "YD1", day: date = date(2026, 10, 10)) -> None:
    """Money of the other centre arrives."""
    _statement(fen, f"公积金转出 {remark}", serial, day, flag="")


def take_back(fen: int, *, serial: str, day: date = date(2026, 10, 10)) -> None:
    """The bank reverses that line; what follows is followed."""
    _statement(-fen, "冲正", f"{serial}R", day, flag="1")
    tasks.follow_transfers()


def _statement(fen: int, remark: str, serial: str, day: date, *, flag: str) -> None:
    bank_account = BankAccount.objects.get()
    balance = (bank_account.statement_balance_fen or 100_000_00) + fen
    head = (
        "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
        "reversal_flag\n"
    )
    line = (
        f"{bank_account.number},{day:%Y-%m-%d},10:00:00,{serial},C,{yuan_plain(fen)},{yuan_plain(balance)},"
        f"220501999,长春市住房公积金管理中心,{remark},转账,{flag}\n"
    )
    bank.import_statement(name=f"{serial}.csv", content=(head + line).encode(), by=None, at=make.AT)


# --- out


def leaving(employer: EmployerAccount, *, days: bool = True) -> PersonalAccount:
    """张三's account, paid once on 10 October and sealed; with `days`, the books stand at 10 November."""
    world.allocated(employer)
    account = world.account_of("张三")
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    if days:
        ledger.close_day(on=date(2026, 10, 10), next_on=date(2026, 11, 10), by=None, at=make.AT)
    return world.account_of("张三")


def asked(**facts: Any) -> Asked:
    """A letter of the other centre about 张三."""
    given = {
        "number": NUMBER,
        "centre_id": centre().pk,
        "name": "张三",
        "document_type": "01",
        "document_number": people.DOCUMENTS["张三"][0],
        "payee_account": PAYEE,
        "payee_name": "长春市住房公积金管理中心",
        **facts,
    }
    return Asked(**given)


def received(**facts: Any) -> TransferLetter:
    """That letter, come on paper and typed by 王五."""
    return operations.receive_letter(asked=asked(**facts), by=people.wang_wu(), at=AT)


def came(**facts: Any) -> TransferLetter:
    """That letter, come by the platform."""
    return operations.receive_letter(asked=asked(**facts), by=None, at=AT)


def pushed(**facts: Any) -> Application:
    """That letter at the platform's door."""
    given = {
        "number": NUMBER,
        "from_centre": "220400",
        "to_centre": CHANGCHUN,
        "name": "张三",
        "document_type": "01",
        "document_number": people.DOCUMENTS["张三"][0],
        "their_account": "",
        "payee_account": PAYEE,
        "payee_name": "长春市住房公积金管理中心",
        **facts,
    }
    centre()
    application = Application(**given)
    sandbox.push(application)
    return application


def approved(letter: TransferLetter) -> TransferLetter:
    """王五 accepts it, 赵六 agrees; what follows is followed."""
    case, teller = letter.case, people.wang_wu()
    assert case is not None
    desk.accept_case(case_id=case.pk, by=teller, at=AT)
    desk.send_case(case_id=case.pk, by=teller, at=AT)
    desk.review(case_id=case.pk, decision="APPROVE", by=desk_world.rank(people.zhao_liu(), grade=3), at=AT)
    tasks.follow_transfers()
    return now_(letter)


def pay_out(result: Result = Result.SETTLED, *, value: date = date(2026, 11, 10), message: str = "") -> PaymentOrder:
    """Two more people let the newest order go, and the bank answers; what follows is followed."""
    order = PaymentOrder.objects.order_by("-id")[0]
    bank.review_order(order_id=order.pk, by=people.zhou_jiu(), at=AT)
    bank.authorise_order(order_id=order.pk, by=people.feng_er(), at=AT)
    PaymentOrder.objects.filter(pk=order.pk).update(status=OrderStatus.SENT, sent_at=AT)
    settled = result == Result.SETTLED
    said = Answer(result, f"S{order.pk}" if settled else "", value if settled else None, message)
    bank.record_answer(order_id=order.pk, answer=said, by=None, at=AT)
    tasks.follow_transfers()
    return PaymentOrder.objects.get(pk=order.pk)


def balance(account: PersonalAccount) -> int:
    """What lies on the account, in fen."""
    return books.balance_fen(account.ledger_account)
