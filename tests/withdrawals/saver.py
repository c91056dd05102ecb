"""Savers who withdraw: accounts with money on them, cards, applications, and the way of the money."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts import operations as accounts
from accounts.models import BankCard, User
from bank import operations as bank
from bank import queries as bank_queries
from bank.gateways.sandbox import SandboxGateway
from bank.models import BankAccount
from deposits.models import EmployerAccount, PersonalAccount
from ledger.models import Account
from tests import make, people
from tests.deposits import savings, world
from withdrawals import operations
from withdrawals.models import Withdrawal
from withdrawals.rules.particulars import (
    NO_LEASE,
    Cost,
    Hardship,
    House,
    Lease,
    Loan,
    Particulars,
)

ON = date(2026, 10, 10)
GOOD, REFUSED, UNKNOWN_PAID, UNKNOWN_UNPAID, SLOW, TWICE, BREAKS = (
    f"621700000000{ending}" for ending in ("0001", "9001", "9002", "9003", "9004", "9005", "9006")
)


def employer() -> EmployerAccount:
    """The savers' employer, at a centre that can pay."""
    if not BankAccount.objects.exists():
        make.bank_account(opening_fen=100_000_000_00)
    known = EmployerAccount.objects.filter(employer__social_credit_code=world.MACHINES).first()
    return known or world.employer_account()


def saver(user: User, fen: int = 5_000_000, place: int = 1) -> PersonalAccount:
    """The account of one of the cast with `fen` on it, paid through to last month, and a card that works."""
    found = savings.account(employer(), place, [(date(2026, 7, 1), fen)])
    long_ago = {"opened_on": date(2020, 3, 1), "paid_through": "202609"}
    PersonalAccount.objects.filter(pk=found.pk).update(person=user.person_id, **long_ago)
    found.refresh_from_db()
    card(user)
    return found


def card(user: User, number: str = GOOD) -> BankCard:
    """A bound card of somebody's own; the sandbox bank behaves as its last digits say."""
    known = BankCard.objects.filter(person=user.person_id, ended_at=None)
    same = [each for each in known if each.number == number]
    if same:
        return same[0]
    return accounts.bind_card(
        person_id=user.person_id,
        number=number,
        holder=user.person.name,
        bank_name="建设银行",
        by=user,
        at=make.AT,
    )


def house(place: int = 1, **more: Any) -> House:
    """A flat bought in September, 300,000 of it with own money; another for each place."""
    given: dict[str, Any] = {
        "contract_number": f"LY2026{place:06d}",
        "address": f"辽源市龙山区人民大街{place}号1栋1单元101室",
        "city": "辽源市",
        "area": "88.50",
        "price_fen": 60_000_000,
        "own_money_fen": 30_000_000,
        "signed_on": date(2026, 9, 15),
        "owners": ("张三",),
    }
    return House(**{**given, **more})


TOLD: dict[str, Particulars] = {
    "purchase": Particulars(house=house()),
    "build": Particulars(house=house(), cost=Cost("JZ0001", 20_000_000, 0, date(2026, 9, 1), "建筑队", "翻建")),
    "repay": Particulars(
        loan=Loan("建设银行", "JK2020001", ("张三",), 3_600_000, date(2026, 9, 20)),
    ),
    "rent": Particulars(lease=Lease(NO_LEASE, address="辽源市西安区安家街8号2单元301室")),
    "decorate": Particulars(
        house=house(title_number="吉（2024）辽源市不动产权第0001234号"),
        cost=Cost("ZX0001", 10_000_000, 0, date(2026, 10, 1), "装饰公司", "装修"),
    ),
    "property_fee": Particulars(
        house=house(title_number="吉（2024）辽源市不动产权第0001234号"),
        cost=Cost("WY0001", 260_000, 0, date(2026, 10, 1), "物业公司", "物业费"),
    ),
    "lift": Particulars(
        house=house(title_number="吉（2024）辽源市不动产权第0001234号"),
        cost=Cost("DT0001", 3_000_000, 1_000_000, date(2026, 10, 1), "电梯公司", "加装电梯"),
    ),
    "illness": Particulars(cost=Cost("YL0001", 5_000_000, 3_000_000, date(2026, 10, 1), "市中心医院", "住院")),
    "hardship": Particulars(hardship=Hardship("DB0001", 80_000)),
}
"""What is told for each reason."""


def hardship(place: int) -> Particulars:
    """Somebody's need, with a certificate of its own for each place."""
    return Particulars(hardship=Hardship(f"DB{place:06d}", 80_000))


def application(
    user: User, reason: str, fen: int, told: Particulars | None = None, **more: Any
) -> operations.Application:
    """A withdrawal asked for, to one's own card unless `payee` says otherwise."""
    more.setdefault("payee", operations.PayTo(card_id=card(user, more.pop("card", GOOD)).pk))
    return operations.Application(
        reason=reason, person_id=user.person_id, amount_fen=fen, particulars=told or TOLD[reason], **more
    )


def ask(
    user: User, reason: str, fen: int, told: Particulars | None = None, at: datetime = make.AT, **more: Any
) -> Withdrawal:
    """The same through the portal, not screened yet."""
    own = application(user, reason, fen, told, **more)
    return operations.apply(application=own, channel="PORTAL", by=user, at=at)


def screened(found: Withdrawal, at: datetime = make.AT) -> Withdrawal:
    """Screened, and what was approved on the spot ordered."""
    operations.screen(withdrawal_id=found.pk, at=at)
    follow(at)
    found.refresh_from_db()
    found.case.refresh_from_db()
    return found


def follow(at: datetime = make.AT) -> None:
    """Everything the timed jobs do, until nothing is left to be done."""
    while operations.follow_risk(at=at) or operations.follow_case(at=at):
        pass
    for order in list(bank_queries.orders_to_send()):
        bank.send_order(order_id=order.pk, gateway=SandboxGateway(), at=at)
    while operations.follow_payment(at=at):
        pass


def ask_bank(found: Withdrawal, at: datetime = make.AT) -> None:
    """The bank is asked once what became of its newest payment; the news is followed."""
    from withdrawals import queries

    order = queries.orders_of(found)[0]
    bank.ask_bank(order_id=order.pk, gateway=SandboxGateway(), by=None, at=at + timedelta(minutes=3))
    follow(at + timedelta(minutes=3))
    found.refresh_from_db()
    found.case.refresh_from_db()


def asked_and_paid(user: User, reason: str, fen: int, told: Particulars | None = None, **more: Any) -> Withdrawal:
    """The whole way of a small, verified application."""
    return screened(ask(user, reason, fen, told, **more), more.get("at", make.AT))


def balance(account: PersonalAccount) -> tuple[int, int]:
    """Balance and held money of an account, in fen."""
    book = Account.objects.get(pk=account.ledger_account_id)
    return book.balance_fen, book.held_fen


def marry(one: User, other: User, since: date = date(2020, 5, 20)) -> None:
    """Two of the cast are a couple from a day on."""
    accounts.add_relation(
        person_id=one.person_id,
        relative_id=other.person_id,
        kind="SPOUSE",
        proof="结婚证",
        since=since,
        by=people.wang_wu(),
        at=make.AT,
    )
