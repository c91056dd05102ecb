"""Random sequences of every verb against a model of a few lines: the short sample of `tests/torture`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from ledger import operations as ledger
from ledger import queries
from ledger.models import Account
from ledger.states import HoldStatus
from tests.conftest import OPEN_DAY
from tests.ledger import books

ACCOUNTS = {"A": "201", "B": "201", "S": "219-01", "101": "101", "401": "401-01"}
GUARDED = ("A", "B", "S")
codes = strategies.sampled_from(sorted(ACCOUNTS))
guarded = strategies.sampled_from(GUARDED)
amounts = strategies.integers(min_value=1, max_value=1_000)


class Books(RuleBasedStateMachine):
    """The model: balances by account, holds by key, journals with what they moved. Each run is rolled back."""

    journals = Bundle("journals")
    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day: date = books.open_books(OPEN_DAY)
        self.accounts: dict[str, Account] = {
            code: books.account(code, subject, is_guarded=code in GUARDED) for code, subject in ACCOUNTS.items()
        }
        self.balances = dict.fromkeys(ACCOUNTS, 0)
        self.held: dict[str, tuple[str, int, HoldStatus]] = {}
        self.moved: dict[str, tuple[str, str, int]] = {}
        self.reversed: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        """The proof, then as if nothing had been."""
        try:
            books.assert_books_balance()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def held_on(self, code: str) -> int:
        return sum(fen for owner, fen, status in self.held.values() if owner == code and status == HoldStatus.HELD)

    def after(self, debit: str, credit: str, fen: int) -> dict[str, int]:
        """Balances after a movement, on each account's own side."""
        found = dict(self.balances)
        found[debit] += fen if debit == "101" else -fen
        found[credit] += -fen if credit == "101" else fen
        return found

    def covered(self, balances: dict[str, int], released: int = 0, owner: str = "") -> bool:
        return all(balances[code] >= self.held_on(code) - (released if code == owner else 0) for code in GUARDED)

    @rule(target=journals, debit=codes, credit=codes, fen=amounts, days_ago=strategies.integers(0, 40))
    def post(self, debit: str, credit: str, fen: int, days_ago: int) -> Any:
        """A journal of two lines, also of an account with itself."""
        key, after = self.key(), self.after(debit, credit, fen)
        values: dict[str, Any] = {"on": self.day, "value_on": self.day - timedelta(days=days_ago)}
        if self.covered(after):
            books.transfer(self.accounts[debit], self.accounts[credit], fen, key, **values)
            self.balances, self.moved[key] = after, (debit, credit, fen)
            return key
        with pytest.raises(ledger.InsufficientBalance):
            books.transfer(self.accounts[debit], self.accounts[credit], fen, key, **values)
        return multiple()

    @rule(key=journals)
    def repeat_with_another_body(self, key: str) -> None:
        """An old key is refused, whatever the balance."""
        debit, credit, fen = self.moved[key]
        with pytest.raises(ledger.KeyReused):
            books.transfer(self.accounts[debit], self.accounts[credit], fen + 1, key, on=self.day)

    @rule(target=journals, key=journals)
    def reverse(self, key: str) -> Any:
        """The mirror of a journal, once."""
        debit, credit, fen = self.moved[key]
        mirror, after = self.key(), self.after(credit, debit, fen)
        journal = books.Journal.objects.get(key=key)
        refusal = (
            ledger.AlreadyReversed
            if key in self.reversed
            else None
            if self.covered(after)
            else ledger.InsufficientBalance
        )
        if refusal:
            with pytest.raises(refusal):
                books.reverse(journal, mirror, on=self.day)
            return multiple()
        books.reverse(journal, mirror, on=self.day)
        self.reversed.add(key)
        self.balances, self.moved[mirror] = after, (credit, debit, fen)
        return mirror

    @rule(target=holds, owner=guarded, fen=amounts)
    def hold(self, owner: str, fen: int) -> Any:
        """Money promised, when it is there."""
        key = self.key()
        if self.balances[owner] - self.held_on(owner) < fen:
            with pytest.raises(ledger.InsufficientBalance):
                books.hold(self.accounts[owner], fen, key)
            return multiple()
        books.hold(self.accounts[owner], fen, key)
        self.held[key] = (owner, fen, HoldStatus.HELD)
        return key

    @rule(key=holds)
    def release(self, key: str) -> None:
        """Money free again; twice does nothing; a paid hold stays paid."""
        owner, fen, status = self.held[key]
        if status == HoldStatus.POSTED:
            with pytest.raises(ledger.HoldEnded):
                books.release(key)
            return
        books.release(key)
        self.held[key] = (owner, fen, HoldStatus.RELEASED)

    @rule(target=journals, key=holds, credit=codes)
    def post_hold(self, key: str, credit: str) -> Any:
        """Promised money paid out, once."""
        owner, fen, status = self.held[key]
        journal = self.key()
        if status != HoldStatus.HELD:
            with pytest.raises(ledger.HoldEnded):
                books.post_hold(key, self.accounts[credit], fen, journal, on=self.day)
            return multiple()
        books.post_hold(key, self.accounts[credit], fen, journal, on=self.day)
        self.balances = self.after(owner, credit, fen)
        self.held[key] = (owner, fen, HoldStatus.POSTED)
        self.moved[journal] = (owner, credit, fen)
        return journal

    @rule(days=strategies.integers(1, 40))
    def close_day(self, days: int) -> None:
        """The day sealed, and the next one open."""
        books.seal(self.day, self.day + timedelta(days=days))
        self.day += timedelta(days=days)

    @invariant()
    def balances_are_the_models(self) -> None:
        """Cached balances, held figures and control accounts say what the model says, and a commit would pass."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        rows = {row.code: row for row in Account.objects.all()}
        assert {code: queries.balance_fen(rows[code]) for code in ACCOUNTS} == self.balances
        assert {code: rows[code].held_fen for code in GUARDED} == {code: self.held_on(code) for code in GUARDED}


def run(examples: int, steps: int, seed: int | None = None) -> None:
    """Run the machine, on the same sequences each time unless a seed is given; the torture runs it longer."""
    run_state_machine_as_test(
        Books if seed is None else hypothesis.seed(seed)(lambda: Books()),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=seed is None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_random_sequences_agree_with_the_model() -> None:
    run(examples=15, steps=25)
