"""Promised money: reserved, then posted or released, once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from ledger import operations as ledger
from ledger import queries
from ledger.models import Account, Hold
from ledger.states import HoldStatus, Reason
from tests.ledger import books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> date:
    return books.open_books()


def figures(code: str) -> tuple[int, int, int]:
    """Balance, held, available."""
    found = Account.objects.get(code=code)
    return found.balance_fen, found.held_fen, found.available_fen


def test_held_money_cannot_leave_otherwise() -> None:
    owner = books.funded("A", 100)
    books.hold(owner, 70, "h")
    assert figures("A") == (100, 70, 30)
    with pytest.raises(ledger.InsufficientBalance):
        books.transfer(owner, books.bank(), 31, "k")
    with pytest.raises(ledger.InsufficientBalance):
        books.hold(owner, 31, "h2")
    books.transfer(owner, books.bank(), 30, "k")
    assert figures("A") == (70, 70, 0)


def test_the_whole_balance_can_be_held_and_posted() -> None:
    owner = books.funded("A", 100)
    books.hold(owner, 100, "h")
    journal = books.post_hold("h", books.bank(), 100, "pay")
    found = Hold.objects.get()
    assert (found.status, found.journal) == (HoldStatus.POSTED, journal)
    assert figures("A") == (0, 0, 0)
    books.assert_books_balance()


def test_the_same_key_gives_the_first_hold_back() -> None:
    owner = books.funded("A", 100)
    first = books.hold(owner, 60, "h")
    assert books.hold(owner, 60, "h") == first
    assert figures("A") == (100, 60, 40)
    with pytest.raises(ledger.KeyReused):
        books.hold(owner, 61, "h")
    with pytest.raises(ledger.KeyReused):
        books.hold(books.funded("B", 100), 60, "h")


def test_posting_a_hold_twice_gives_the_first_journal_back() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.hold(owner, 60, "h")
    first = books.post_hold("h", till, 60, "pay")
    assert books.post_hold("h", till, 60, "pay") == first
    assert figures("A") == (40, 0, 40)


def test_a_repeat_with_another_body_or_key_is_refused() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.hold(owner, 60, "h")
    books.post_hold("h", till, 60, "pay")
    with pytest.raises(ledger.KeyReused):
        books.post_hold("h", books.account("B"), 60, "pay")
    with pytest.raises(ledger.HoldEnded, match="已入账"):
        books.post_hold("h", till, 60, "pay again")


def test_a_hold_posted_under_the_key_of_another_journal_is_refused_and_stays() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.transfer(owner, till, 60, "pay")
    books.hold(owner, 40, "h")
    with pytest.raises(ledger.KeyReused):
        books.post_hold("h", till, 40, "pay")
    books.transfer(till, owner, 40, "in")
    books.transfer(owner, till, 40, "the same body", reason=Reason.WITHDRAWAL)
    with pytest.raises(ledger.KeyReused):
        books.post_hold("h", till, 40, "the same body")
    assert figures("A") == (40, 40, 0)


def test_credits_must_come_to_what_is_held() -> None:
    books.hold(books.funded("A", 100), 60, "h")
    with pytest.raises(ledger.Unbalanced):
        books.post_hold("h", books.bank(), 59, "pay")
    assert Hold.objects.get().status == HoldStatus.HELD


def test_releasing_frees_the_money_and_twice_does_nothing() -> None:
    owner = books.funded("A", 100)
    books.hold(owner, 60, "h")
    books.release("h")
    assert books.release("h").status == HoldStatus.RELEASED
    assert figures("A") == (100, 0, 100)
    with pytest.raises(ledger.HoldEnded, match="已释放"):
        books.post_hold("h", books.bank(), 60, "pay")


def test_a_posted_hold_is_not_released() -> None:
    books.hold(books.funded("A", 100), 60, "h")
    books.post_hold("h", books.bank(), 60, "pay")
    with pytest.raises(ledger.HoldEnded):
        books.release("h")


def test_a_hold_stays_when_its_payment_is_refused() -> None:
    books.hold(books.funded("A", 100), 60, "h")
    with pytest.raises(ledger.DayClosed):
        books.post_hold("h", books.bank(), 60, "pay", on=date(2026, 10, 9))
    assert figures("A") == (100, 60, 40)
    assert queries.verify_books() == []


def test_an_account_with_a_hold_is_not_closed() -> None:
    owner = books.funded("A", 100)
    books.hold(owner, 60, "h")
    with pytest.raises(ledger.AccountNotEmpty), transaction.atomic():
        ledger.close_account(account_id=owner.pk, on=date(2026, 10, 10))
