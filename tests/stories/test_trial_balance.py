"""The trial balance of domain §6.2, to the fen: a period of every kind of entry, closed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from ledger import operations as ledger
from ledger import queries
from ledger.models import Account
from ledger.states import Reason
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT

pytestmark = pytest.mark.django_db
GUARDED = {"201", "219-01"}


class Period:
    """Books kept in yuan and fen as the document writes them; one ledger account a subject."""

    def __init__(self) -> None:
        books.open_books()
        self.accounts: dict[str, Account] = {}
        self.count = 0

    def account(self, subject: str) -> Account:
        if subject not in self.accounts:
            self.accounts[subject] = books.account(f"T{subject}", subject, is_guarded=subject in GUARDED)
        return self.accounts[subject]

    def book(self, reason: Reason, debits: dict[str, int], credits: dict[str, int]) -> None:
        """One journal, subject → fen."""
        self.count += 1
        with transaction.atomic():
            ledger.post(
                key=f"story:{self.count}",
                reason=reason,
                on=OPEN_DAY,
                value_on=OPEN_DAY,
                debits=[ledger.Line(self.account(subject).pk, fen) for subject, fen in debits.items()],
                credits=[ledger.Line(self.account(subject).pk, fen) for subject, fen in credits.items()],
                by=None,
                at=AT,
            )

    def balance(self, subject: str) -> int:
        return queries.subject_balance_fen(subject, OPEN_DAY)


def live_the_period() -> Period:
    """The events of domain §6.2, in order."""
    period = Period()
    period.book(Reason.OPENING, {"101": 100_000_000}, {"201": 100_000_000})
    period.book(Reason.RECEIPT_SUSPENSE, {"101": 1_260_000}, {"219-01": 1_260_000})
    period.book(Reason.SUSPENSE_ALLOCATED, {"219-01": 1_200_000}, {"201": 1_200_000})
    period.book(Reason.WITHDRAWAL, {"201": 300_000}, {"101": 300_000})
    period.book(Reason.LOAN_DISBURSED, {"121-01": 10_000_000}, {"101": 10_000_000})
    period.book(Reason.LOAN_REPAID, {"101": 91_837 + 108_333}, {"121-01": 91_837, "401-03": 108_333})
    period.book(Reason.LOAN_OFFSET, {"201": 50_000}, {"121-01": 30_000, "401-03": 20_000})
    period.book(Reason.INTEREST_ACCRUED, {"411-01": 150_000}, {"211": 150_000})
    period.book(Reason.INTEREST_SETTLED, {"211": 145_000}, {"201": 145_000})
    period.book(Reason.BANK_INTEREST, {"101": 300_000}, {"401-01": 300_000})
    period.book(Reason.FEE_ACCRUED, {"411-03": 5_417}, {"219-02": 5_417})
    period.book(Reason.PERIOD_CLOSE, {"401-01": 300_000, "401-03": 128_333}, {"311": 428_333})
    period.book(Reason.PERIOD_CLOSE, {"311": 155_417}, {"411-01": 150_000, "411-03": 5_417})
    return period


def test_the_trial_balance_of_the_document_to_the_fen() -> None:
    period = live_the_period()
    assert {subject: period.balance(subject) for subject in ("101", "121", "201", "211", "219", "311")} == {
        "101": 91_460_170,
        "121": 9_878_163,
        "201": 100_995_000,
        "211": 5_000,
        "219": 65_417,
        "311": 272_916,
    }
    assert period.balance("101") + period.balance("121") == 101_338_333
    assert sum(period.balance(subject) for subject in ("201", "211", "219", "311")) == 101_338_333
    assert period.balance("401") == period.balance("411") == 0
    books.assert_books_balance()


def test_it_stays_the_same_when_the_day_is_sealed() -> None:
    live_the_period()
    before = queries.trial_balance(OPEN_DAY, OPEN_DAY)
    assert sum(row.debit_fen for row in before) == sum(row.credit_fen for row in before)
    books.seal(OPEN_DAY, date(2026, 10, 12))
    assert queries.trial_balance(OPEN_DAY, OPEN_DAY) == before
    books.assert_books_balance()


def test_the_statements_show_the_document_to_the_fen() -> None:
    live_the_period()
    for sealed in (False, True):
        if sealed:
            books.seal(OPEN_DAY, date(2026, 10, 12))
        sheet = queries.balance_sheet(OPEN_DAY)
        shown = {row.subject: row.amounts[1] for row in sheet.rows if row.subject}
        sums = [row.amounts[1] for row in sheet.rows if row.weight == "sum"]
        assert sheet.is_sound and sums[0] == sums[-1] == 101_338_333
        assert (shown["101"], shown["121"], shown["201"]) == (91_460_170, 9_878_163, 100_995_000)
        assert (shown["211"], shown["219"], shown["311"]) == (5_000, 65_417, 272_916)
        earned = queries.surplus(date(2026, 10, 1), OPEN_DAY)
        assert [row.amounts[0] for row in earned.rows if row.weight == "sum"] == [428_333, 155_417, 272_916]
        assert earned.notes == []
        cash = queries.cash(OPEN_DAY, OPEN_DAY)
        assert cash.is_sound and cash.rows[-1].amounts == [0, 101_760_170, 10_300_000, 91_460_170]


def test_a_statement_can_be_asked_as_the_books_stood() -> None:
    period = live_the_period()
    books.seal(OPEN_DAY, date(2026, 10, 12))
    till, suspense = period.account("101"), period.account("219-01")
    books.transfer(till, suspense, 700, "late", on=date(2026, 10, 12), value_on=OPEN_DAY)

    def on_101(known_on: date | None) -> int | None:
        sheet = queries.balance_sheet(OPEN_DAY, known_on=known_on)
        return next(row.amounts[1] for row in sheet.rows if row.subject == "101")

    assert on_101(None) == 91_460_870
    assert on_101(OPEN_DAY) == 91_460_170
    assert on_101(date(2026, 10, 12)) == 91_460_870
    books.seal(date(2026, 10, 12), date(2026, 10, 13))
    assert on_101(OPEN_DAY) == 91_460_170 and on_101(None) == 91_460_870
