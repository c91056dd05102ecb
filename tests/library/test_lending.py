"""The desk's verbs: they happen, they are refused, in the wrong order, twice, by two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from common.errors import BusinessError, WrongState
from library.models import Hold, Loan, LoanEvent, Reader
from library.operations import holds, lending, losing, readers, reminding
from library.states import ChargeStatus, CopyStatus, HoldStatus, LoanStatus, ReaderKind
from notifications.models import Message
from tests import make, people
from tests.library import shelves
from tests.library.shelves import AT

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(open_day: date) -> None:
    """The centre's day and parameters."""


def test_a_book_goes_out_and_comes_back() -> None:
    copy, reader = shelves.copy(), shelves.reader()
    loan = shelves.lent(reader, copy)
    assert (loan.due_on, loan.clc, loan.reader_kind) == (date(2026, 11, 11), "I", "DEPOSITOR")
    copy.refresh_from_db()
    assert copy.status == CopyStatus.ON_LOAN
    returned = lending.give_back(copy_id=copy.pk, by=people.xu_shiliu(), at=AT + DAY)
    copy.refresh_from_db()
    assert (copy.status, returned.loan.status, returned.hold, returned.fine_fen) == ("AVAILABLE", "RETURNED", None, 0)
    assert [event.action for event in loan.events.order_by("id")] == ["lend", "give_back"]


def test_a_second_scan_of_one_barcode_changes_nothing() -> None:
    copy, reader = shelves.copy(), shelves.reader()
    shelves.lent(reader, copy)
    with pytest.raises(lending.HasItAlready):
        shelves.lent(reader, copy)
    with pytest.raises(lending.NotHere):
        shelves.lent(shelves.citizen(), copy)
    lending.give_back(copy_id=copy.pk, by=people.xu_shiliu(), at=AT)
    with pytest.raises(lending.NotOnLoan):
        lending.give_back(copy_id=copy.pk, by=people.xu_shiliu(), at=AT)
    assert Loan.objects.count() == 1


def test_the_fourth_book_needs_a_reason() -> None:
    reader = shelves.citizen()
    for name in ("甲", "乙", "丙"):
        shelves.lent(reader, shelves.copy(name))
    fourth = shelves.copy("丁")
    with pytest.raises(lending.NotLent, match="已借满 3 本"):
        shelves.lent(reader, fourth)
    loan = lending.lend(reader_id=reader.pk, copy_id=fourth.pk, override="课题急用", by=people.xu_shiliu(), at=AT)
    assert loan.override == "课题急用"
    assert loan.events.get().note == "课题急用"


def test_staff_have_five_and_reference_books_stay() -> None:
    reader = shelves.reader(people.wang_wu(), ReaderKind.STAFF)
    for order in range(5):
        shelves.lent(reader, shelves.copy(f"第{order}种"))
    with pytest.raises(lending.NotLent, match="已借满 5 本"):
        shelves.lent(reader, shelves.copy("第六种"))
    with pytest.raises(lending.NotLent, match="馆内阅览"):
        shelves.lent(shelves.citizen(), shelves.copy("辞海", item_kind="REFERENCE"))


def test_an_overdue_book_blocks_after_the_grace() -> None:
    reader = shelves.reader()
    shelves.lent(reader, shelves.copy("甲"))
    second = shelves.copy("乙")
    with pytest.raises(lending.NotLent, match="2026-11-11"):
        shelves.lent(reader, second, at=AT + 34 * DAY)
    shelves.lent(reader, second, at=AT + 33 * DAY)


def test_a_stopped_card_opens_nothing_whatever_the_reason() -> None:
    reader, copy = shelves.citizen(), shelves.copy()
    readers.stop(reader_id=reader.pk, reason="挂失", by=people.xu_shiliu(), at=AT)
    with pytest.raises(lending.CardStopped):
        lending.lend(reader_id=reader.pk, copy_id=copy.pk, override="急", by=people.xu_shiliu(), at=AT)
    with pytest.raises(WrongState):
        readers.stop(reader_id=reader.pk, reason="挂失", by=people.xu_shiliu(), at=AT)


def test_a_loan_is_renewed_once_and_not_while_somebody_waits() -> None:
    copy, reader = shelves.copy(), shelves.reader()
    loan = shelves.lent(reader, copy)
    other = shelves.citizen()
    holds.place(reader_id=other.pk, title_id=copy.title_id, by=None, at=AT)
    with pytest.raises(lending.NotRenewed, match="有读者在等"):
        lending.renew(loan_id=loan.pk, by=None, at=AT)
    holds.cancel(hold_id=Hold.objects.get().pk, by=None, at=AT)
    assert lending.renew(loan_id=loan.pk, by=None, at=AT).due_on == date(2026, 11, 26)
    with pytest.raises(lending.NotRenewed):
        lending.renew(loan_id=loan.pk, by=None, at=AT)
    lending.give_back(copy_id=copy.pk, by=None, at=AT)
    with pytest.raises(lending.NotOnLoan):
        lending.renew(loan_id=loan.pk, by=None, at=AT)


# --- the queue


def test_a_queue_of_three_goes_on_when_nobody_comes() -> None:
    copy, first = shelves.copy(), shelves.reader()
    shelves.lent(shelves.citizen(), copy)
    queue = [first, shelves.reader(people.qian_qi()), shelves.citizen("路人乙", "13911110002")]
    placed = [holds.place(reader_id=each.pk, title_id=copy.title_id, by=None, at=AT) for each in queue]
    lending.give_back(copy_id=copy.pk, by=people.xu_shiliu(), at=AT)
    placed[0].refresh_from_db()
    assert (placed[0].status, placed[0].keep_until) == (HoldStatus.READY, date(2026, 10, 15))
    assert Message.objects.filter(key__startswith="library_hold_ready", channel="INBOX").count() == 1
    with pytest.raises(lending.KeptForAnother):
        shelves.lent(queue[1], copy)
    assert holds.expire(hold_id=placed[0].pk, at=AT + 3 * DAY) is None  # the last day
    assert holds.expire(hold_id=placed[0].pk, at=AT + 4 * DAY) is not None
    assert holds.expire(hold_id=placed[0].pk, at=AT + 4 * DAY) is None
    placed[1].refresh_from_db()
    # Friday, then the weekend: kept Monday to Wednesday.
    assert (placed[1].status, placed[1].keep_until) == (HoldStatus.READY, date(2026, 10, 21))
    holds.cancel(hold_id=placed[1].pk, by=None, at=AT + 5 * DAY)
    loan = shelves.lent(queue[2], copy, at=AT + 7 * DAY)
    assert loan.status == LoanStatus.OPEN
    statuses = [Hold.objects.get(pk=each.pk).status for each in placed]
    assert statuses == [HoldStatus.EXPIRED, HoldStatus.CANCELLED, HoldStatus.TAKEN]


def test_who_may_stand_in_a_queue() -> None:
    copy, reader = shelves.copy(), shelves.reader()
    with pytest.raises(holds.OnTheShelf):
        holds.place(reader_id=reader.pk, title_id=copy.title_id, by=None, at=AT)
    shelves.lent(reader, copy)
    with pytest.raises(holds.WaitsAlready):
        holds.place(reader_id=reader.pk, title_id=copy.title_id, by=None, at=AT)
    other = shelves.citizen()
    holds.place(reader_id=other.pk, title_id=copy.title_id, by=None, at=AT)
    with pytest.raises(holds.WaitsAlready):
        holds.place(reader_id=other.pk, title_id=copy.title_id, by=None, at=AT)
    with pytest.raises(holds.NothingToWaitFor):
        holds.place(reader_id=other.pk, title_id=shelves.title("空").pk, by=None, at=AT)


def test_a_queue_is_three_titles_long_at_most() -> None:
    reader, keeper = shelves.citizen(), shelves.reader(people.wang_wu(), ReaderKind.STAFF)
    out = [shelves.copy(name) for name in "甲乙丙丁"]
    for copy in out:
        shelves.lent(keeper, copy)
    for copy in out[:3]:
        holds.place(reader_id=reader.pk, title_id=copy.title_id, by=None, at=AT)
    with pytest.raises(holds.HoldsFull):
        holds.place(reader_id=reader.pk, title_id=out[3].title_id, by=None, at=AT)


# --- undo


def _last() -> int:
    return LoanEvent.objects.order_by("-id")[0].pk


def test_the_last_act_is_undone_and_nothing_before_it() -> None:
    librarian, copy, reader = people.xu_shiliu(), shelves.copy(), shelves.reader()
    loan = shelves.lent(reader, copy)
    lending.undo(event_id=_last(), by=librarian, at=AT)
    copy.refresh_from_db(), loan.refresh_from_db()
    assert (copy.status, loan.status) == (CopyStatus.AVAILABLE, LoanStatus.UNDONE)
    with pytest.raises(lending.NothingToUndo):
        lending.undo(event_id=_last(), by=librarian, at=AT)
    again = shelves.lent(reader, copy)
    first = _last()
    lending.give_back(copy_id=copy.pk, by=librarian, at=AT)
    with pytest.raises(lending.NothingToUndo):
        lending.undo(event_id=first, by=librarian, at=AT)
    lending.undo(event_id=_last(), by=librarian, at=AT + timedelta(minutes=10))
    again.refresh_from_db(), copy.refresh_from_db()
    assert (again.status, copy.status, again.ended_on) == (LoanStatus.OPEN, CopyStatus.ON_LOAN, None)


def test_undo_is_refused_to_another_and_too_late() -> None:
    shelves.lent(shelves.reader(), shelves.copy())
    with pytest.raises(lending.NothingToUndo):
        lending.undo(event_id=_last(), by=people.wang_wu(), at=AT)
    with pytest.raises(lending.NothingToUndo):
        lending.undo(event_id=_last(), by=people.xu_shiliu(), at=AT + timedelta(minutes=11))


def test_an_undone_return_puts_the_waiting_reader_back_in_place() -> None:
    librarian, copy, reader = people.xu_shiliu(), shelves.copy(), shelves.reader()
    shelves.lent(shelves.citizen(), copy)
    hold = holds.place(reader_id=reader.pk, title_id=copy.title_id, by=None, at=AT)
    lending.give_back(copy_id=copy.pk, by=librarian, at=AT)
    lending.undo(event_id=_last(), by=librarian, at=AT)
    hold.refresh_from_db(), copy.refresh_from_db()
    assert (hold.status, hold.copy, copy.status) == (HoldStatus.WAITING, None, CopyStatus.ON_LOAN)
    lending.give_back(copy_id=copy.pk, by=librarian, at=AT)
    shelves.lent(reader, copy)
    lending.undo(event_id=_last(), by=librarian, at=AT)
    hold.refresh_from_db(), copy.refresh_from_db()
    assert (hold.status, hold.copy_id, copy.status) == (HoldStatus.READY, copy.pk, CopyStatus.HELD)


def test_an_undone_renewal_gives_the_old_day_back() -> None:
    loan = shelves.lent(shelves.reader(), shelves.copy())
    lending.renew(loan_id=loan.pk, by=people.xu_shiliu(), at=AT)
    lending.undo(event_id=_last(), by=people.xu_shiliu(), at=AT)
    loan.refresh_from_db()
    assert (loan.due_on, loan.renewals) == (date(2026, 11, 11), 0)


# --- lost, found, late


def test_a_lost_book_is_owed_until_it_is_found_or_replaced() -> None:
    librarian, copy, reader = people.xu_shiliu(), shelves.copy(), shelves.reader()
    shelves.lent(reader, copy)
    charge = losing.lose(copy_id=copy.pk, by=librarian, at=AT)
    assert charge.fen == 2000
    with pytest.raises(lending.NotLent, match="赔偿"):
        shelves.lent(reader, shelves.copy("家"))
    with pytest.raises(losing.NothingLost):
        losing.lose(copy_id=copy.pk, by=librarian, at=AT)
    losing.find(copy_id=copy.pk, by=librarian, at=AT)
    charge.refresh_from_db(), copy.refresh_from_db()
    assert (charge.status, copy.status) == (ChargeStatus.WAIVED, CopyStatus.AVAILABLE)
    shelves.lent(reader, copy)
    second = losing.lose(copy_id=copy.pk, fen=5000, by=librarian, at=AT)
    losing.settle(charge_id=second.pk, action="replace", note="同版新书", by=librarian, at=AT)
    copy.refresh_from_db()
    assert copy.status == CopyStatus.AVAILABLE
    with pytest.raises(WrongState):
        losing.settle(charge_id=second.pk, action="pay", note="", by=librarian, at=AT)


def test_a_copy_without_price_asks_for_one() -> None:
    copy = shelves.copy(shelves.title("无价", price_fen=None))
    shelves.lent(shelves.reader(), copy)
    with pytest.raises(losing.NoPrice):
        losing.lose(copy_id=copy.pk, by=people.xu_shiliu(), at=AT)


def test_there_is_no_fine_until_the_centre_sets_one() -> None:
    reader, copy = shelves.reader(), shelves.copy()
    shelves.lent(reader, copy)
    assert lending.give_back(copy_id=copy.pk, by=None, at=AT + 60 * DAY).fine_fen == 0
    make.parameter("library_fine_a_day_fen", "10")
    shelves.lent(reader, copy)
    back = lending.give_back(copy_id=copy.pk, by=None, at=AT + 40 * DAY)
    assert back.fine_fen == 10 * 10
    assert back.loan.charges.get().fen == 100


def test_reminders_go_once_before_and_weekly_after() -> None:
    shelves.lent(shelves.reader(), shelves.copy("甲"))
    shelves.lent(shelves.citizen(), shelves.copy("乙"))  # nobody on file: the desk calls
    assert reminding.remind(at=AT + 26 * DAY) == 0
    assert reminding.remind(at=AT + 27 * DAY) == 1
    assert reminding.remind(at=AT + 28 * DAY) == 0
    assert reminding.remind(at=AT + 33 * DAY) == 0  # within the grace
    assert reminding.remind(at=AT + 34 * DAY) == 1
    assert reminding.remind(at=AT + 35 * DAY) == 0
    assert reminding.remind(at=AT + 41 * DAY) == 1


def test_ended_loans_lose_their_reader_and_the_year_keeps_its_count() -> None:
    from library.queries import circulation

    reader, copy = shelves.reader(), shelves.copy()
    loan = shelves.lent(reader, copy)
    lending.give_back(copy_id=copy.pk, by=None, at=AT)
    still = shelves.lent(reader, copy)
    assert reminding.forget(at=AT + 180 * DAY) == 0
    assert reminding.forget(at=AT + 181 * DAY) == 1
    loan.refresh_from_db(), still.refresh_from_db()
    assert (loan.reader, still.reader) == (None, reader)
    assert circulation.year_of(reader, 2026).classes == [("I", 2)]


# --- two at once


@pytest.mark.django_db(transaction=True)
def test_two_desks_lend_one_copy_and_one_gets_it() -> None:
    copy, librarian = shelves.copy(), people.xu_shiliu()
    both = [shelves.reader(), shelves.citizen()]

    def take(reader: Reader) -> bool:
        try:
            lending.lend(reader_id=reader.pk, copy_id=copy.pk, by=librarian, at=AT)
        except BusinessError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, both)) == [False, True]
    assert Loan.objects.filter(status=LoanStatus.OPEN).count() == 1
