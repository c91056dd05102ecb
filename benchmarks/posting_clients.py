"""One client of `benchmarks.posting`, a process of its own: says "ready", starts on a line, posts until time is up.

`python -m benchmarks.posting_clients KIND SECONDS SEED`, where KIND is `ours` (ledger.post), `bare` (the same rows
by psycopg2 into our tables with their triggers) or `hordak` (django-hordak's transfer in a Django of its own).
Each transfer is one transaction of two lines: the bank's account against one of the depositors', picked at random.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

DAY = date(2026, 10, 10)
AT = datetime(2026, 10, 10, 1, 30, tzinfo=UTC)
DEPOSITORS = 1_000
Transfer = Callable[[str, int, int], None]
"""Move an amount in fen to the depositor with this number, under a key."""


def ours() -> Transfer:
    """ledger.post in an operation's transaction."""
    import django

    django.setup()
    from django.db import transaction

    from ledger import operations as ledger
    from ledger.models import Account
    from ledger.states import Reason

    bank = Account.objects.get(code="101").pk
    depositors = list(Account.objects.filter(code__startswith="D").order_by("id").values_list("id", flat=True))

    def transfer(key: str, place: int, fen: int) -> None:
        with transaction.atomic(durable=True):
            ledger.post(
                key=key,
                reason=Reason.RECEIPT_ALLOCATED,
                on=DAY,
                value_on=DAY,
                debits=[ledger.Line(bank, fen)],
                credits=[ledger.Line(depositors[place], fen)],
                by=None,
                at=AT,
            )

    return transfer


def bare() -> Transfer:
    """The rows of `ours` by plain psycopg2: two inserts, one commit."""
    import psycopg2

    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_account WHERE code = '101'")
        bank = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM ledger_account WHERE code LIKE 'D%' ORDER BY id")
        depositors = [row[0] for row in cursor.fetchall()]

    def transfer(key: str, place: int, fen: int) -> None:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO ledger_journal (key, body_hash, reason, "on", value_on, "case", memo, at, txid)'
                " VALUES (%s, 'bare', 'RECEIPT_ALLOCATED', %s, %s, '', '', %s, 0) RETURNING id",
                [key, DAY, DAY, AT],
            )
            journal = cursor.fetchone()[0]
            cursor.execute(
                'INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on)'
                " VALUES (%s, %s, %s, 0, %s, %s), (%s, %s, 0, %s, %s, %s)",
                [journal, bank, fen, DAY, DAY, journal, depositors[place], fen, DAY, DAY],
            )

    return transfer


def set_up_hordak() -> None:
    """A Django with hordak alone, on the database HORDAK_URL."""
    import django
    import environ
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
        DATABASES={"default": {**environ.Env.db_url_config(os.environ["HORDAK_URL"]), "CONN_MAX_AGE": None}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_CURRENCY="CNY",
        HORDAK_CURRENCIES=["CNY"],
        HORDAK_INTERNAL_CURRENCY="CNY",
        CURRENCIES=["CNY"],
        USE_TZ=True,
        SECRET_KEY="benchmark",
    )
    django.setup()


def fill_hordak() -> None:
    """hordak's tables, the bank and the depositors."""
    set_up_hordak()
    from django.core.management import call_command
    from hordak.models import Account

    call_command("migrate", verbosity=0)
    Account.objects.create(name="bank", code="1", type="AS", currencies=["CNY"], is_bank_account=True)
    parent = Account.objects.create(name="fund", code="2", type="LI", currencies=["CNY"])
    for number in range(DEPOSITORS):
        Account.objects.create(name=f"D{number}", parent=parent, code=f"{number:04d}", currencies=["CNY"])


def hordak() -> Transfer:
    """hordak's transfer in a transaction, as its documentation shows."""
    set_up_hordak()
    from decimal import Decimal

    from django.db import transaction
    from hordak.models import Account
    from moneyed import Money

    bank = Account.objects.get(name="bank")
    depositors = list(Account.objects.filter(name__startswith="D").order_by("id"))

    def transfer(key: str, place: int, fen: int) -> None:
        with transaction.atomic(durable=True):
            depositors[place].transfer_to(bank, Money(Decimal(fen) / 100, "CNY"), description=key, date=DAY)

    return transfer


def main(kind: str, seconds: int, seed: str) -> None:
    """Warm up, wait for the start, post, and say how many."""
    transfer, choice = {"ours": ours, "bare": bare, "hordak": hordak}[kind](), random.Random(seed)
    count = 0
    for number in range(50):
        transfer(f"{kind}:{seed}:warm{number}", choice.randrange(DEPOSITORS), choice.randint(1, 10_000))
    print("ready", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        count += 1
        transfer(f"{kind}:{seed}:{count}", choice.randrange(DEPOSITORS), choice.randint(1, 10_000))
    print(count, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fill-hordak":
        fill_hordak()
    else:
        main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
