"""Many at once: nothing lost, nothing twice, no deadlock."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from ledger import operations as ledger
from ledger import queries
from ledger.models import Account, DaySeal, Entry, Hold, Journal
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.ledger.threads import together
from tests.make import AT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def day(transactional_db: None) -> Iterator[date]:
    yield books.open_books()
    assert queries.verify_books() == []


def balance(owner: Account) -> int:
    return queries.balance_fen(owner)


def failures(results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, Exception)]


def test_the_same_key_at_once_makes_one_journal() -> None:
    owner, till = books.account("A"), books.bank()
    results = together([partial(books.transfer, till, owner, 100, "k")] * 8)
    assert {journal.pk for journal in results} == {Journal.objects.get().pk}
    assert balance(owner) == 100


def test_the_same_key_with_other_bodies_at_once_lets_one_win() -> None:
    owner, till = books.account("A"), books.bank()
    results = together([partial(books.transfer, till, owner, fen, "k") for fen in range(1, 9)])
    assert {type(error) for error in failures(results)} == {ledger.KeyReused}
    assert len(failures(results)) == 7
    assert balance(owner) == Entry.objects.get(account=owner).credit_fen


def test_the_last_money_goes_out_once() -> None:
    owner, till = books.funded("A", 100), books.bank()
    results = together([partial(books.transfer, owner, till, 60, f"k{n}") for n in range(6)])
    assert [type(error) for error in failures(results)] == [ledger.InsufficientBalance] * 5
    assert balance(owner) == 40


def test_the_same_money_is_promised_once() -> None:
    owner = books.funded("A", 100)
    results = together([partial(books.hold, owner, 60, f"h{n}") for n in range(6)])
    assert [type(error) for error in failures(results)] == [ledger.InsufficientBalance] * 5
    owner.refresh_from_db()
    assert (owner.balance_fen, owner.held_fen) == (100, 60)


def test_the_same_hold_at_once_is_one_hold() -> None:
    owner = books.funded("A", 100)
    results = together([partial(books.hold, owner, 60, "h")] * 6)
    assert {found.pk for found in results} == {Hold.objects.get().pk}


def test_a_hold_is_posted_once_though_two_release_and_two_post_it() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.hold(owner, 100, "h")
    acts = [partial(books.post_hold, "h", till, 100, "p1"), partial(books.post_hold, "h", till, 100, "p2")]
    results = together([*acts, partial(books.release, "h"), partial(books.release, "h")])
    assert {type(error) for error in failures(results)} == {ledger.HoldEnded}
    owner.refresh_from_db()
    found = Hold.objects.get()
    assert (owner.balance_fen, owner.held_fen) == ((0, 0) if found.status == "POSTED" else (100, 0))


def test_a_journal_is_reversed_once_though_many_try() -> None:
    owner, till = books.account("A"), books.bank()
    original = books.transfer(till, owner, 100, "in")
    books.transfer(till, owner, 1_000, "more")
    results = together([partial(books.reverse, original, f"r{n}") for n in range(6)])
    assert [type(error) for error in failures(results)] == [ledger.AlreadyReversed] * 5
    assert balance(owner) == 1_000


def random_transfers(seed: int, owners: list[Account], count: int) -> int:
    """Random movements among the accounts; how many the balance refused."""
    choice, refused = random.Random(seed), 0
    for number in range(count):
        debit, credit = choice.sample(owners, 2)
        try:
            books.transfer(debit, credit, choice.randint(1, 400), f"t{seed}:{number}")
        except ledger.InsufficientBalance:
            refused += 1
    return refused


def test_random_transfers_among_few_accounts_lose_nothing_and_do_not_deadlock() -> None:
    owners = [books.funded(f"A{n}", 1_000) for n in range(6)]
    results = together([partial(random_transfers, seed, owners, 20) for seed in range(8)])
    assert failures(results) == []
    assert Journal.objects.filter(key__startswith="t").count() == 160 - sum(results)
    assert sum(balance(owner) for owner in owners) == 6_000


def test_opposite_lock_orders_do_not_deadlock() -> None:
    """Each journal names its accounts in another order, post_many in another order still."""
    owners = [books.funded(f"A{n}", 10_000) for n in range(4)]

    def post_all(seed: int) -> None:
        choice = random.Random(seed)
        for number in range(15):
            mixed = choice.sample(owners, 4)
            with transaction.atomic():
                ledger.post_many(
                    postings=[
                        ledger.Posting(
                            key=f"{seed}:{number}:{place}",
                            reason=books.Reason.OTHER,
                            value_on=OPEN_DAY,
                            debits=[ledger.Line(mixed[place].pk, 2), ledger.Line(mixed[place + 1].pk, 1)],
                            credits=[ledger.Line(mixed[place + 2].pk, 3)],
                        )
                        for place in range(2)
                    ],
                    on=OPEN_DAY,
                    by=None,
                    at=AT,
                )

    assert failures(together([partial(post_all, seed) for seed in range(6)])) == []
    assert Journal.objects.filter(key__contains=":").exclude(key__startswith="fund").count() == 6 * 15 * 2


def test_two_open_transactions_do_not_lose_money_to_the_cached_balance() -> None:
    """hordak's pull request 142: the entry with the lower id commits last, after a reader has seen the balance."""
    owner, till = books.account("A"), books.bank()
    first_in, second_done, seen = threading.Event(), threading.Event(), []

    def slow() -> None:
        with transaction.atomic():
            books.transfer(till, owner, 500, "first")
            first_in.set()
            # The second cannot finish while this transaction holds the account: wait until it is seen waiting.
            wait_until_somebody_waits()
            seen.append(balance(Account.objects.get(code="A")))

    def quick() -> None:
        first_in.wait(10)
        books.transfer(till, owner, 1_100, "second")
        second_done.set()

    assert failures(together([slow, quick])) == []
    assert second_done.is_set()
    assert seen == [500]
    owner.refresh_from_db()
    assert owner.balance_fen == 1_600 == queries.balance_on(owner, OPEN_DAY)
    assert queries.balance_fen(till) == 1_600


def wait_until_somebody_waits() -> None:
    """Until some connection waits for a lock."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def test_a_control_account_makes_nobody_wait() -> None:
    """Two open transactions on 101 with different depositors pass each other."""
    first, second, till = books.account("A"), books.account("B"), books.bank()

    def quick() -> Journal:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            return books.transfer(till, second, 2, "second")

    with transaction.atomic():
        books.transfer(till, first, 1, "first")
        assert failures(together([quick])) == []
    assert balance(till) == 3


def test_a_day_is_sealed_between_two_postings() -> None:
    owner, till = books.account("A"), books.bank()
    days = [OPEN_DAY + timedelta(days=n) for n in range(4)]

    def post_all(seed: int) -> int:
        for number in range(25):
            for day in days:
                try:
                    books.transfer(till, owner, 1, f"{seed}:{number}", on=day, value_on=OPEN_DAY)
                    break
                except ledger.DayClosed:
                    continue
        return 25

    def close_all() -> int:
        for day, following in zip(days, days[1:], strict=False):
            books.seal(day, following)
        return 0

    results = together([*[partial(post_all, seed) for seed in range(4)], close_all])
    assert failures(results) == []
    posted = sum(results)
    assert DaySeal.objects.count() == 3
    # A posting may find every day it knows sealed just before and open just after; it is then refused, never lost.
    assert balance(owner) == Entry.objects.filter(account=owner).count() == Journal.objects.count() <= posted


def test_closing_waits_for_a_posting_under_way_and_takes_it_in() -> None:
    owner, till = books.account("A"), books.bank()
    posted = threading.Event()

    def slow() -> None:
        with transaction.atomic():
            books.transfer(till, owner, 100, "k")
            posted.set()
            wait_until_somebody_waits()

    def close() -> None:
        posted.wait(10)
        books.seal(OPEN_DAY, OPEN_DAY + timedelta(days=1))

    assert failures(together([slow, close])) == []
    assert DaySeal.objects.get().entry_count == 2


def test_a_day_close_in_the_middle_does_not_deadlock_with_a_posting_that_holds_an_account() -> None:
    """One has posted and wants an account; the other holds it and wants to post; the closer stands between them."""
    first, second, till = books.funded("A", 100), books.funded("B", 100), books.bank()
    one_posted, two_locked, closer_waits = threading.Event(), threading.Event(), threading.Event()

    def one() -> None:
        with transaction.atomic():
            books.transfer(till, first, 1, "one")
            one_posted.set()
            closer_waits.wait(10)
            books.transfer(till, second, 1, "one again")

    def two() -> None:
        with transaction.atomic():
            ledger.lock_accounts({second.pk})
            two_locked.set()
            closer_waits.wait(10)
            books.transfer(till, second, 1, "two")

    def watch() -> None:
        one_posted.wait(10)
        two_locked.wait(10)
        wait_until_somebody_waits()
        closer_waits.set()

    def close() -> None:
        one_posted.wait(10)
        two_locked.wait(10)
        books.seal(OPEN_DAY, OPEN_DAY + timedelta(days=1))

    results = together([one, two, close, watch])
    # `two` may find the day closed; nobody may be killed by the database.
    assert not [error for error in failures(results) if isinstance(error, OperationalError)]
    assert {type(error) for error in failures(results)} <= {ledger.DayClosed}


def test_an_account_is_not_closed_under_a_posting() -> None:
    for number in range(5):
        owner, till = books.account(f"A{number}"), books.bank()

        def close(owner: Account = owner) -> None:
            with transaction.atomic():
                ledger.close_account(account_id=owner.pk, on=OPEN_DAY)

        together([partial(books.transfer, till, owner, 1, f"k{number}"), close])
        owner.refresh_from_db()
        assert (owner.closed_on is None) == (owner.balance_fen == 1)


def test_a_control_account_is_not_closed_under_a_posting() -> None:
    owner = books.account("A")
    odd = books.account("401", "401-01", is_guarded=False)
    posted = threading.Event()

    def slow() -> None:
        with transaction.atomic():
            books.transfer(odd, owner, 5, "k")
            posted.set()
            wait_until_somebody_waits()

    def close() -> None:
        posted.wait(10)
        with transaction.atomic():
            ledger.close_account(account_id=odd.pk, on=OPEN_DAY)

    results = together([slow, close])
    assert [type(error) for error in failures(results)] == [ledger.AccountNotEmpty]
