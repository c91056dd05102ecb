"""Closing a day: vouchers, snapshots, the seal, and the second person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ledger import operations as ledger
from ledger import queries
from ledger.models import AccountSnapshot, DaySeal, SubjectDay, Voucher
from ledger.states import Reason
from policy import operations as policy
from policy import queries as policy_queries
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def day() -> date:
    return books.open_books()


def test_close_day_seals_and_opens_the_next() -> None:
    accountant = people.sun_ba()
    books.funded("A", 100)
    seal = ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=accountant, at=AT)
    assert (seal.entry_count, seal.turnover_fen, seal.previous_hash, seal.by) == (2, 100, "", accountant)
    assert policy_queries.book_date() == NEXT_DAY
    assert AccountSnapshot.objects.get().balance_fen == 100
    assert {(row.subject_id, row.debit_fen, row.credit_fen) for row in SubjectDay.objects.all()} == {
        ("101", 100, 0),
        ("201", 0, 100),
    }
    books.assert_books_balance()


def test_a_day_is_closed_once_and_only_forward() -> None:
    books.seal(OPEN_DAY, NEXT_DAY)
    for on, next_on in ((OPEN_DAY, NEXT_DAY), (NEXT_DAY, NEXT_DAY), (NEXT_DAY, OPEN_DAY)):
        with pytest.raises(ledger.CannotClose):
            books.seal(on, next_on)
    assert DaySeal.objects.count() == 1


def test_an_empty_day_closes_and_keeps_the_chain() -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, NEXT_DAY)
    books.seal(NEXT_DAY, NEXT_DAY + timedelta(days=1))
    first, second = DaySeal.objects.order_by("on")
    assert (second.entry_count, second.previous_hash) == (0, first.hash)
    assert second.hash != first.hash
    books.assert_books_balance()


def test_a_day_that_was_passed_over_with_entries_stops_the_next_close() -> None:
    books.funded("A", 100)
    with transaction.atomic():
        policy.set_book_date(on=NEXT_DAY)
    with pytest.raises(ledger.DayPassedOver, match="2026-10-10"):
        books.seal(NEXT_DAY, NEXT_DAY + timedelta(days=1))
    assert [fault.check for fault in queries.verify_books()] == ["entries on a day that is neither sealed nor open"]


def test_snapshots_run_on_over_days() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.seal(OPEN_DAY, NEXT_DAY)
    books.transfer(owner, till, 30, "out", on=NEXT_DAY)
    assert queries.balance_fen(till) == 70
    books.seal(NEXT_DAY, NEXT_DAY + timedelta(days=1))
    assert queries.balance_fen(till) == 70
    assert list(AccountSnapshot.objects.order_by("on").values_list("balance_fen", flat=True)) == [100, 70]


def test_vouchers_are_one_a_reason_and_numbered_without_gaps_within_the_month() -> None:
    owner, till = books.funded("A", 1_000), books.bank()
    books.transfer(owner, till, 1, "w1", reason=Reason.WITHDRAWAL)
    books.transfer(owner, till, 2, "w2", reason=Reason.WITHDRAWAL)
    books.seal(OPEN_DAY, NEXT_DAY)
    books.transfer(owner, till, 3, "w3", on=NEXT_DAY, reason=Reason.WITHDRAWAL)
    books.seal(NEXT_DAY, date(2026, 11, 2))
    books.transfer(owner, till, 4, "w4", on=date(2026, 11, 2), reason=Reason.WITHDRAWAL)
    books.seal(date(2026, 11, 2), date(2026, 11, 3))
    rows = Voucher.objects.order_by("number").values_list("number", "reason", "journal_count", "total_fen")
    assert list(rows) == [
        ("202610-0001", "RECEIPT_ALLOCATED", 1, 1_000),
        ("202610-0002", "WITHDRAWAL", 2, 3),
        ("202610-0003", "WITHDRAWAL", 1, 3),
        ("202611-0001", "WITHDRAWAL", 1, 4),
    ]
    assert [journal.key for journal in queries.journals_of_voucher(Voucher.objects.get(number="202610-0002"))] == [
        "w1",
        "w2",
    ]


def test_voucher_numbers_go_on_past_9999() -> None:
    earlier = date(2026, 10, 8)
    Voucher.objects.create(number="202610-9998", on=earlier, reason=Reason.OTHER, journal_count=1, total_fen=1)
    owner, till = books.funded("A", 1_000), books.bank()
    books.transfer(owner, till, 1, "w1", reason=Reason.WITHDRAWAL)
    books.seal(OPEN_DAY, NEXT_DAY)
    books.transfer(owner, till, 1, "w2", on=NEXT_DAY, reason=Reason.WITHDRAWAL)
    books.seal(NEXT_DAY, date(2026, 10, 13))
    numbers = Voucher.objects.exclude(on=earlier).order_by("id").values_list("number", flat=True)
    assert list(numbers) == ["202610-9999", "202610-10000", "202610-10001"]


def test_a_voucher_is_reviewed_by_a_second_person() -> None:
    maker, reviewer = people.sun_ba(), people.zhou_jiu()
    books.funded("A", 100)
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=maker, at=AT)
    voucher = Voucher.objects.get()
    with pytest.raises(ledger.SameReviewer, match="不能是同一人"):
        ledger.review_voucher(voucher_id=voucher.pk, by=maker, at=AT)
    ledger.review_voucher(voucher_id=voucher.pk, by=reviewer, at=AT)
    again = ledger.review_voucher(voucher_id=voucher.pk, by=people.wu_shi(), at=AT + timedelta(hours=1))
    assert (again.reviewed_by, again.reviewed_at) == (reviewer, AT)
    assert not queries.unreviewed_before(NEXT_DAY).exists()


def test_the_database_itself_refuses_the_maker_as_reviewer() -> None:
    maker = people.sun_ba()
    books.funded("A", 100)
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=maker, at=AT)
    with pytest.raises(IntegrityError):
        books.sql(
            "UPDATE ledger_voucher SET reviewed_by_id = %s, reviewed_by_person_id = %s, reviewed_at = now()",
            maker.pk,
            maker.person_id,
        )


# --- the checklist


def bad_points() -> list[str]:
    return [point.words for point in queries.day_points(policy_queries.book_date()) if point.verdict == "bad"]


def test_a_voucher_of_yesterday_keeps_today_open_until_somebody_reviews_it() -> None:
    books.funded("A", 100)
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)
    after = NEXT_DAY + timedelta(days=1)
    with pytest.raises(ledger.DayNotReady, match="1 张凭证待复核"):
        ledger.close_day(on=NEXT_DAY, next_on=after, by=people.sun_ba(), at=AT)
    assert policy_queries.book_date() == NEXT_DAY
    ledger.review_voucher(voucher_id=Voucher.objects.get().pk, by=people.zhou_jiu(), at=AT)
    assert bad_points() == []
    assert ledger.close_day(on=NEXT_DAY, next_on=after, by=people.sun_ba(), at=AT).on == NEXT_DAY


def test_a_slip_that_waits_keeps_the_day_open() -> None:
    books.bank()
    lines = [("411-04", 100, 0), ("101", 0, 100)]
    slip = ledger.prepare_slip(lines=lines, value_on=OPEN_DAY, memo="x", by=people.sun_ba(), at=AT)
    with pytest.raises(ledger.DayNotReady, match="1 张记账单待复核"):
        ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)
    ledger.withdraw_slip(slip_id=slip.pk, by=people.sun_ba(), at=AT)
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)


def test_tampered_balances_keep_the_day_open() -> None:
    books.funded("A", 100)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_account DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_account SET balance_fen = 101 WHERE code = 'A'")
    with pytest.raises(ledger.DayNotReady, match="总账 1.00 元，分户 1.01 元"):
        ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)
    assert not DaySeal.objects.exists()


def test_a_month_that_is_over_is_shown_and_does_not_keep_the_day_open() -> None:
    books.seal(OPEN_DAY, date(2026, 11, 2))
    notes = [point.words for point in queries.day_points(date(2026, 11, 2)) if point.verdict == "warn"]
    assert "2026-10 还没有月末结转" in notes
    assert bad_points() == []


def test_into_a_closed_day_nothing_is_posted_by_any_way() -> None:
    owner, till = books.funded("A", 100), books.bank()
    books.seal(OPEN_DAY, NEXT_DAY)
    with pytest.raises(ledger.DayClosed, match="未开放"):
        books.transfer(owner, till, 1, "late", on=OPEN_DAY)
    with pytest.raises(DatabaseError, match="not open"):
        books.sql(
            'INSERT INTO ledger_journal (key, body_hash, reason, "on", value_on, "case", memo, at, txid)'
            " VALUES ('sql', '', 'OTHER', %s, %s, '', '', now(), 0)",
            OPEN_DAY,
            OPEN_DAY,
        )
    books.sql('UPDATE policy_businessdate SET "on" = %s', OPEN_DAY)  # the seal keeps it closed all the same
    with pytest.raises(ledger.DayClosed):
        books.transfer(owner, till, 1, "late", on=OPEN_DAY)
    assert not Voucher.objects.exclude(number="202610-0001").exists()


def test_a_voucher_number_is_given_once() -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, NEXT_DAY)
    with pytest.raises(IntegrityError):
        books.sql(
            'INSERT INTO ledger_voucher (number, "on", reason, journal_count, total_fen)'
            " VALUES ('202610-0001', %s, 'OTHER', 1, 1)",
            NEXT_DAY,
        )
    with pytest.raises(DatabaseError, match="otherwise never changed"):
        books.sql("UPDATE ledger_voucher SET number = '202610-0002'")
