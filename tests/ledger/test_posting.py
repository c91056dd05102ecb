"""Posting: what it writes, what it refuses, and what a repeat gives back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from ledger import operations as ledger
from ledger import queries
from ledger.models import Entry, Journal
from ledger.states import Reason
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def day() -> date:
    return books.open_books()


def balance(owner: object) -> int:
    return queries.balance_fen(owner)  # type: ignore[arg-type]


def test_a_journal_moves_both_balances() -> None:
    owner, till = books.account("A"), books.bank()
    journal = books.transfer(till, owner, 12_345, "k", value_on=date(2026, 10, 9), case="TQ1")
    assert (balance(owner), balance(till)) == (12_345, 12_345)
    stored = Journal.objects.get()
    assert stored == journal
    assert (stored.on, stored.value_on, stored.case, stored.body_hash) == (
        OPEN_DAY,
        date(2026, 10, 9),
        "TQ1",
        journal.body_hash,
    )
    assert {(e.account_id, e.debit_fen, e.credit_fen) for e in journal.entries.all()} == {
        (till.pk, 12_345, 0),
        (owner.pk, 0, 12_345),
    }


def test_posting_refuses_to_run_outside_an_operation(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="inside an operation"):
        ledger.lock_accounts({1})


def test_the_same_key_gives_the_first_journal_back() -> None:
    owner, till = books.account("A"), books.bank()
    first = books.transfer(till, owner, 100, "k")
    again = books.transfer(till, owner, 100, "k")
    assert again == first
    assert again.at == first.at
    assert (Entry.objects.count(), balance(owner)) == (2, 100)


def test_the_order_of_lines_does_not_make_another_body() -> None:
    owner, other, till = books.account("A"), books.account("B"), books.bank()

    def post(*credits: ledger.Line) -> Journal:
        with transaction.atomic():
            return ledger.post(
                key="k",
                reason=Reason.OTHER,
                on=OPEN_DAY,
                value_on=OPEN_DAY,
                debits=[ledger.Line(till.pk, 30)],
                credits=credits,
                by=None,
                at=AT,
            )

    assert post(ledger.Line(owner.pk, 10), ledger.Line(other.pk, 20)) == post(
        ledger.Line(other.pk, 20), ledger.Line(owner.pk, 10)
    )


@pytest.mark.parametrize(
    "change",
    [{"fen": 101}, {"case": "TQ2"}, {"reason": Reason.WITHDRAWAL}, {"value_on": date(2026, 10, 9)}, {"swap": True}],
)
def test_a_changed_body_under_an_old_key_is_refused(change: dict[str, object]) -> None:
    owner, till = books.funded("A", 1_000), books.bank()
    books.transfer(till, owner, 100, "k", case="TQ1")
    arguments = {"fen": 100, "case": "TQ1", **change}
    sides = (owner, till) if arguments.pop("swap", False) else (till, owner)
    with pytest.raises(ledger.KeyReused):
        books.transfer(*sides, key="k", **arguments)  # type: ignore[arg-type]
    assert balance(owner) == 1_100


def test_a_repeat_after_the_day_was_closed_gives_the_first_journal_back() -> None:
    owner, till = books.account("A"), books.bank()
    first = books.transfer(till, owner, 100, "k")
    books.seal(OPEN_DAY, NEXT_DAY)
    assert books.transfer(till, owner, 100, "k") == first
    assert books.transfer(till, owner, 100, "k", on=NEXT_DAY, value_on=OPEN_DAY) == first
    with pytest.raises(ledger.DayClosed):
        books.transfer(till, owner, 100, "new")


@pytest.mark.parametrize(
    ("debits", "credits"), [((100,), (99,)), ((), ()), ((0,), (0,)), ((-5,), (-5,)), ((5, -5), ())]
)
def test_lines_that_are_no_journal_are_a_programming_error(debits: tuple[int, ...], credits: tuple[int, ...]) -> None:
    owner, till = books.account("A"), books.bank()
    with pytest.raises(ledger.Unbalanced), transaction.atomic():
        ledger.post(
            key="k",
            reason=Reason.OTHER,
            on=OPEN_DAY,
            value_on=OPEN_DAY,
            debits=[ledger.Line(till.pk, fen) for fen in debits],
            credits=[ledger.Line(owner.pk, fen) for fen in credits],
            by=None,
            at=AT,
        )
    assert not Journal.objects.exists()


def test_a_depositor_does_not_go_below_zero() -> None:
    owner, till = books.funded("A", 100), books.bank()
    with pytest.raises(ledger.InsufficientBalance, match="余额不足"):
        books.transfer(owner, till, 101, "k")
    books.transfer(owner, till, 100, "k")
    assert balance(owner) == 0


def test_a_control_account_may_stand_on_its_other_side() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.transfer(owner, till, 100, "out")
    books.transfer(books.account("401-05", "401-05", is_guarded=False), till, 50, "odd")
    assert balance(till) == -50


def test_a_closed_account_is_refused_with_a_sentence() -> None:
    owner = books.account("A")
    with transaction.atomic():
        ledger.close_account(account_id=owner.pk, on=OPEN_DAY)
    with pytest.raises(ledger.AccountClosed, match="已销户"):
        books.transfer(books.bank(), owner, 1, "k")


@pytest.mark.parametrize("is_guarded", [True, False])
def test_an_account_with_money_is_not_closed(is_guarded: bool) -> None:
    owner = books.account("A", "201" if is_guarded else "401-01", is_guarded=is_guarded)
    books.transfer(books.bank(), owner, 1, "k")
    with pytest.raises(ledger.AccountNotEmpty), transaction.atomic():
        ledger.close_account(account_id=owner.pk, on=OPEN_DAY)
    books.transfer(owner, books.bank(), 1, "back")
    with transaction.atomic():
        ledger.close_account(account_id=owner.pk, on=OPEN_DAY)
    owner.refresh_from_db()
    assert owner.closed_on == OPEN_DAY


def test_an_account_is_opened_once_and_many_at_a_time() -> None:
    first = books.account("A")
    with transaction.atomic():
        ids = ledger.open_accounts(
            rows=[("A", "甲"), ("B", "乙"), ("C", "丙")], subject="201", on=OPEN_DAY, is_guarded=True
        )
    assert ids["A"] == first.pk
    assert len(set(ids.values())) == 3
    assert books.account("B").is_credit


# --- several journals


def posting(key: str, debit: object, credit: object, fen: int) -> ledger.Posting:
    return ledger.Posting(
        key=key,
        reason=Reason.OTHER,
        value_on=OPEN_DAY,
        debits=[ledger.Line(debit.pk, fen)],  # type: ignore[attr-defined]
        credits=[ledger.Line(credit.pk, fen)],  # type: ignore[attr-defined]
    )


def test_post_many_writes_all_or_none() -> None:
    owner, other = books.funded("A", 100), books.account("B")
    good = [posting("k1", owner, other, 60), posting("k2", other, owner, 10)]
    with transaction.atomic():
        with pytest.raises(ledger.InsufficientBalance):
            ledger.post_many(postings=[*good, posting("k3", owner, other, 51)], on=OPEN_DAY, by=None, at=AT)
        # The caller survives the refusal, and nothing of it is left.
        assert (balance(owner), balance(other)) == (100, 0)
        journals = ledger.post_many(postings=good, on=OPEN_DAY, by=None, at=AT)
    assert [journal.key for journal in journals] == ["k1", "k2"]
    assert (balance(owner), balance(other)) == (50, 50)


def test_post_many_leaves_nothing_when_an_old_key_comes_with_another_body() -> None:
    owner, other = books.funded("A", 100), books.account("B")
    books.transfer(owner, other, 1, "k2")
    with transaction.atomic(), pytest.raises(ledger.KeyReused):
        ledger.post_many(
            postings=[posting("k1", owner, other, 60), posting("k2", owner, other, 2)], on=OPEN_DAY, by=None, at=AT
        )
    assert balance(owner) == 99


def select_post(key: str, select: str, params: dict[str, object], reason: Reason = Reason.OTHER) -> Journal:
    with transaction.atomic():
        return ledger.post_select(
            key=key, reason=reason, on=OPEN_DAY, value_on=OPEN_DAY, select=select, params=params, by=None, at=AT
        )


LINES = (
    "SELECT * FROM (VALUES (%(till)s::bigint, %(fen)s::bigint, 0::bigint, NULL::bigint),"
    " (%(owner)s, 0, %(fen)s, NULL)) AS lines"
)


def test_post_select_is_the_same_journal_as_post() -> None:
    owner, till = books.account("A"), books.bank()
    values = {"till": till.pk, "owner": owner.pk, "fen": 100}
    first = books.transfer(till, owner, 100, "k")
    assert select_post("k", LINES, values) == first
    assert select_post("other", LINES, values).body_hash == first.body_hash
    with pytest.raises(ledger.KeyReused):
        select_post("k", LINES, {**values, "fen": 99})
    assert balance(owner) == 200


@pytest.mark.parametrize(
    "select",
    [
        "SELECT %(till)s::bigint, 5::bigint, 0::bigint, NULL::bigint",
        "SELECT %(till)s::bigint, 5::bigint, 0::bigint, NULL::bigint WHERE false",
        "SELECT %(till)s::bigint, 5::bigint, 5::bigint, NULL::bigint",
    ],
)
def test_post_select_refuses_lines_that_are_no_journal(select: str) -> None:
    with pytest.raises(ledger.Unbalanced):
        select_post("k", select, {"till": books.bank().pk})
    assert not Journal.objects.exists()


def test_post_select_refuses_an_overdraft_anywhere_in_the_batch() -> None:
    owner, other, till = books.funded("A", 100), books.funded("B", 5), books.bank()
    select = (
        "SELECT id, 10::bigint, 0::bigint, NULL::bigint FROM ledger_account WHERE subject_id = '201'"
        " UNION ALL SELECT %(till)s, 0, 20, NULL"
    )
    with pytest.raises(ledger.InsufficientBalance):
        select_post("k", select, {"till": till.pk})
    assert (balance(owner), balance(other)) == (100, 5)


# --- reversal


def test_a_reversal_mirrors_and_names_its_original() -> None:
    owner, till = books.funded("A", 100), books.bank()
    original = books.transfer(owner, till, 30, "out", case="TQ1")
    mirror = books.reverse(original, "back")
    assert (mirror.reverses_id, mirror.reason, mirror.case) == (original.pk, Reason.REVERSAL, "TQ1")
    assert (balance(owner), balance(till)) == (100, 100)
    assert {(e.debit_fen, e.credit_fen) for e in mirror.entries.all()} == {(30, 0), (0, 30)}
    books.assert_books_balance()


def test_a_journal_is_reversed_once() -> None:
    owner, till = books.funded("A", 100), books.bank()
    original = books.transfer(owner, till, 30, "out")
    mirror = books.reverse(original, "back")
    assert books.reverse(original, "back") == mirror
    with pytest.raises(ledger.AlreadyReversed, match="已经冲销"):
        books.reverse(original, "back again")
    assert balance(owner) == 100


def test_money_that_is_gone_cannot_be_reversed() -> None:
    owner, till = books.account("A"), books.bank()
    original = books.transfer(till, owner, 100, "in")
    books.transfer(owner, till, 80, "out")
    with pytest.raises(ledger.InsufficientBalance):
        books.reverse(original, "back")


def test_a_reversal_under_the_key_of_another_journal_is_refused() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.transfer(till, owner, 5, "k")
    with pytest.raises(ledger.KeyReused):
        books.reverse(books.transfer(till, owner, 7, "seven"), "k")
