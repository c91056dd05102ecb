"""Bookings by hand: prepared by one, posted by another, undone by red entry only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from common.errors import WrongState
from ledger import operations as ledger
from ledger import queries
from ledger.models import Journal, Slip, Voucher
from ledger.states import SlipKind, SlipStatus
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def day() -> date:
    books.bank()
    return books.open_books()


def prepared(fen: int = 5_000, *, value_on: date = OPEN_DAY, credit: str = "101") -> Slip:
    """Other expense paid from the bank account, by 孙八."""
    lines = [("411-04", fen, 0), (credit, 0, fen)]
    return ledger.prepare_slip(lines=lines, value_on=value_on, memo="公证费", by=people.sun_ba(), at=AT)


def confirmed(slip: Slip) -> Slip:
    return ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=AT)


def test_nothing_is_booked_until_a_second_person_posts_it() -> None:
    slip = prepared()
    assert not Journal.objects.exists()
    done = confirmed(slip)
    journal = Journal.objects.get()
    assert (done.status, done.journal, journal.by, journal.memo) == (
        SlipStatus.POSTED,
        journal,
        people.sun_ba(),
        "公证费",
    )
    assert queries.net_on("411", OPEN_DAY) == 5_000
    books.assert_books_balance()


def test_the_maker_does_not_post_nor_send_back_and_nobody_posts_twice() -> None:
    slip = prepared()
    for act in (
        lambda: ledger.confirm_slip(slip_id=slip.pk, by=people.sun_ba(), at=AT),
        lambda: ledger.reject_slip(slip_id=slip.pk, reason="错", by=people.sun_ba(), at=AT),
    ):
        with pytest.raises(ledger.SameSlipPerson):
            act()
    confirmed(slip)
    with pytest.raises(WrongState):
        ledger.confirm_slip(slip_id=slip.pk, by=people.feng_er(), at=AT)
    assert Journal.objects.count() == 1


def test_the_database_itself_refuses_the_maker_and_any_later_change() -> None:
    slip = prepared()
    maker = people.sun_ba()
    with pytest.raises(IntegrityError):
        books.sql(
            "UPDATE ledger_slip SET status = 'POSTED', reviewed_by_id = %s, reviewed_by_person_id = %s,"
            " reviewed_at = now()",
            maker.pk,
            maker.person_id,
        )
    confirmed(slip)
    for statement in ("UPDATE ledger_slip SET memo = 'x'", "DELETE FROM ledger_slip", "DELETE FROM ledger_slipline"):
        with pytest.raises(Exception, match="never changes|Cannot"):
            books.sql(statement)


def test_a_slip_is_sent_back_with_its_reason_or_taken_back_by_its_maker() -> None:
    back, away = prepared(), prepared()
    ledger.reject_slip(slip_id=back.pk, reason="没有发票", by=people.zhou_jiu(), at=AT)
    with pytest.raises(ledger.NotTheMaker):
        ledger.withdraw_slip(slip_id=away.pk, by=people.zhou_jiu(), at=AT)
    ledger.withdraw_slip(slip_id=away.pk, by=people.sun_ba(), at=AT)
    assert list(Slip.objects.order_by("pk").values_list("status", flat=True)) == ["REJECTED", "WITHDRAWN"]
    assert back.events.order_by("-id")[0].note == "没有发票"
    assert not Journal.objects.exists()
    for slip in (back, away):
        with pytest.raises(WrongState):
            confirmed(slip)


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([("411-04", 100, 0), ("101", 0, 99)], ledger.SlipUnbalanced),
        ([], ledger.SlipUnbalanced),
        ([("411-04", 100, 0), ("nowhere", 0, 100)], ledger.NoSuchAccount),
        ([("411", 100, 0), ("101", 0, 100)], ledger.NoSuchAccount),
        ([("201", 100, 0), ("101", 0, 100)], ledger.NoSuchAccount),
        ([("201-A", 100, 0), ("101", 0, 100)], ledger.NotByHand),
    ],
)
def test_what_may_not_be_booked_by_hand(lines: list[tuple[str, int, int]], refusal: type[Exception]) -> None:
    books.account("201-A")
    with pytest.raises(refusal):
        ledger.prepare_slip(lines=lines, value_on=OPEN_DAY, memo="x", by=people.sun_ba(), at=AT)
    assert not Slip.objects.exists()


def test_a_value_date_to_come_or_in_a_closed_month_is_refused() -> None:
    with pytest.raises(ledger.BadValueDate, match="2026-10-10"):
        prepared(value_on=OPEN_DAY + timedelta(days=1))
    books.seal(OPEN_DAY, date(2026, 11, 2))
    confirmed(ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT))
    with pytest.raises(ledger.BadValueDate, match="2026-10"):
        prepared(value_on=date(2026, 10, 31))
    assert prepared(value_on=date(2026, 11, 1)).status == SlipStatus.WAITING


def test_a_slip_whose_month_was_closed_meanwhile_is_not_posted_into_it() -> None:
    books.seal(OPEN_DAY, date(2026, 11, 2))
    late = prepared(value_on=date(2026, 10, 31))
    confirmed(ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT))
    with pytest.raises(ledger.BadValueDate, match="2026-10"):
        confirmed(late)
    assert queries.net_on("411", date(2026, 10, 31)) == 0
    ledger.withdraw_slip(slip_id=late.pk, by=people.sun_ba(), at=AT)


def test_a_mistake_is_undone_by_red_entry_of_two_persons_once() -> None:
    journal = confirmed(prepared()).journal
    assert journal is not None
    red = ledger.prepare_reversal(journal_id=journal.pk, memo="记错科目", by=people.sun_ba(), at=AT)
    with pytest.raises(ledger.SlipExists):
        ledger.prepare_reversal(journal_id=journal.pk, memo="再来", by=people.sun_ba(), at=AT)
    done = confirmed(red)
    assert done.journal is not None and done.journal.reverses == journal
    assert queries.net_on("411", OPEN_DAY) == 0
    with pytest.raises(ledger.AlreadyReversed):
        ledger.prepare_reversal(journal_id=journal.pk, memo="再来", by=people.sun_ba(), at=AT)


def test_journals_of_a_business_and_of_a_period_are_not_undone_by_hand() -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, date(2026, 11, 2))
    paid = prepared(value_on=date(2026, 11, 2))
    confirmed(paid)
    books.seal(date(2026, 11, 2), date(2026, 12, 1))
    confirmed(ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT))
    carried = confirmed(ledger.prepare_month_end(month="202611", by=people.sun_ba(), at=AT)).journal
    for journal in (Journal.objects.get(key="fund:A"), carried):
        with pytest.raises(ledger.NotByHand):
            ledger.prepare_reversal(journal_id=journal.pk, memo="x", by=people.sun_ba(), at=AT)


def test_a_slip_waits_over_the_close_and_is_booked_on_the_open_day() -> None:
    slip = prepared()
    books.seal(OPEN_DAY, NEXT_DAY)
    journal = confirmed(slip).journal
    assert journal is not None
    assert (journal.on, journal.value_on) == (NEXT_DAY, OPEN_DAY)


def test_who_made_the_slip_does_not_review_its_voucher() -> None:
    confirmed(prepared())
    books.seal(OPEN_DAY, NEXT_DAY)
    voucher = Voucher.objects.get()
    with pytest.raises(ledger.SameReviewer):
        ledger.review_voucher(voucher_id=voucher.pk, by=people.sun_ba(), at=AT)
    assert ledger.review_voucher(voucher_id=voucher.pk, by=people.zhou_jiu(), at=AT).reviewed_at == AT


def test_an_account_that_was_closed_meanwhile_takes_no_slip() -> None:
    slip = prepared()
    books.sql("UPDATE ledger_account SET closed_on = %s WHERE code = '101'", OPEN_DAY)
    with pytest.raises(ledger.AccountClosed):
        confirmed(slip)
    assert Slip.objects.get().status == SlipStatus.WAITING
    with pytest.raises(ledger.AccountClosed):
        prepared()


def test_slips_tell_what_they_are() -> None:
    slip = prepared()
    assert str(slip) == f"手工记账 {slip.pk}"
    assert slip.kind == SlipKind.MANUAL
