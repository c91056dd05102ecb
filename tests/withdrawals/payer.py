"""A worker that screens and pays withdrawals until it is killed: `python -m tests.withdrawals.payer`. Prints steps."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from tests.ledger.killing import ROOT

if TYPE_CHECKING:
    from withdrawals.rules.asking import Application

ENDINGS = ("0001", "0002", "9002", "0003", "9004", "9005", "0004", "9006", "0005", "9001")
"""Cards at a bank that mostly pays, and sometimes does not know, is slow, tells twice, breaks off, or refuses."""


def start(url: str = "") -> subprocess.Popen[str]:
    """A worker on this test's database, or on the one named."""
    parameters = connection.get_connection_params()
    url = url or f"postgresql://{parameters['user']}@/{parameters['dbname']}?host={parameters['host']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "PERSONAL_DATA_KEY": settings.PERSONAL_DATA_KEY,
        "BLIND_INDEX_KEY": settings.BLIND_INDEX_KEY,
        "PYTHONWARNINGS": "ignore",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.withdrawals.payer"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def kill_workers(dice: random.Random, times: int, url: str = "") -> None:
    """Start workers and kill each after some steps and some milliseconds more."""
    for _ in range(times):
        worker = start(url)
        assert worker.stdout is not None
        for _step in range(dice.randrange(1, 8)):
            worker.stdout.readline()
        time.sleep(dice.random() / 50)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(30)


def applications(count: int, endings: tuple[str, ...] = ("0001",)) -> Iterator[Application]:
    """So many people with money each ask for 900 yuan, to cards with these endings in turn."""
    from accounts.models import BankCard
    from accounts.rules import card_index
    from deposits.models import PersonalAccount
    from tests import make
    from tests.deposits import savings
    from tests.withdrawals import saver
    from withdrawals.rules.asking import Application, PayTo

    employer = saver.employer()
    for place in range(count):
        account = savings.account(employer, place, [(date(2026, 7, 1), 5_000_000)])
        PersonalAccount.objects.filter(pk=account.pk).update(opened_on=date(2020, 3, 1), paid_through="202609")
        number = f"62170000{place:04d}{endings[place % len(endings)]}"
        card = BankCard.objects.create(
            person_id=account.person_id, number=number, number_index=card_index(number), bound_at=make.AT
        )
        yield Application("hardship", account.person_id, 90_000, saver.hardship(place), PayTo(card_id=card.pk))


def begun(count: int) -> None:
    """The same, asked for: at a bank that treats the cards in all its ways."""
    from django.db import transaction

    from tests import make
    from withdrawals import operations

    for own in applications(count, ENDINGS):
        with transaction.atomic():
            operations.open_withdrawal(application=own, channel="PORTAL", by=None, at=make.AT)


def work(minutes: int = 0) -> int:
    """One round of what the timed jobs do, each step its own transaction; how many steps were done."""
    from bank import operations as bank
    from bank import queries as bank_queries
    from bank.gateways.sandbox import SandboxGateway
    from tests.make import AT
    from withdrawals import operations, queries

    at, done = AT + timedelta(minutes=minutes), 0

    def say(what: str) -> None:
        nonlocal done
        done += 1
        print(what, flush=True)

    for withdrawal_id in list(queries.to_screen().values_list("pk", flat=True)):
        operations.screen(withdrawal_id=withdrawal_id, at=at)
        say(f"screened {withdrawal_id}")
    for act in (operations.follow_risk, operations.follow_case):
        while act(at=at):
            say(act.__name__)
    for order in list(bank_queries.orders_to_send()):
        bank.send_order(order_id=order.pk, gateway=SandboxGateway(), at=at)
        say(f"sent {order.pk}")
    for order in list(bank_queries.orders_under_way()):
        bank.ask_bank(order_id=order.pk, gateway=SandboxGateway(), by=None, at=at)
        say(f"asked {order.pk}")
    while operations.follow_payment(at=at):
        say("follow_payment")
    return done


def assert_paid_once_or_never(count: int) -> None:
    """Each was paid exactly once, or not at all and its money still lies there; the books are whole."""
    from bank.models import PaymentOrder, SandboxPayment
    from bank.states import OrderStatus
    from ledger import queries as books
    from ledger.models import Account, Hold
    from withdrawals.models import Withdrawal
    from withdrawals.states import PayoutStatus

    found = list(Withdrawal.objects.select_related("account"))
    assert len(found) == count == PaymentOrder.objects.count()
    paid_at_the_bank = set(
        SandboxPayment.objects.exclude(behaviour__in=["REFUSES", "UNKNOWN_UNPAID"]).values_list(
            "business_no", flat=True
        )
    )
    for each in found:
        order = PaymentOrder.objects.get(key=f"{each.key}-1")
        book = Account.objects.get(pk=each.account.ledger_account_id)
        if each.status == PayoutStatus.PAID:
            assert order.number in paid_at_the_bank
            assert (book.balance_fen, book.held_fen) == (4_910_000, 0)
            continue
        assert order.number not in paid_at_the_bank, each.status
        assert (book.balance_fen, book.held_fen) == (5_000_000, 90_000)
        # Killed between its mark and the bank's ear: never sent again, two persons find out (bank.confirm_unpaid).
        assert each.status == PayoutStatus.RETURNED or order.status == OrderStatus.UNKNOWN
    assert Hold.objects.filter(status="HELD").count() == sum(each.status != PayoutStatus.PAID for each in found)
    assert books.verify_books() == []


def main() -> None:
    """Work until there is nothing left to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundcenter.settings_test")
    import django

    django.setup()
    minutes = 0
    while True:
        minutes += 3
        if not work(minutes):
            time.sleep(0.2)
            print("idle", flush=True)


if __name__ == "__main__":
    main()
