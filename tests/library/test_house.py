"""Stock-taking, periodicals, activities."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from common.errors import WrongState
from library.models import Copy, Issue, Place, StockTaking
from library.operations import activities, periodicals, stock
from library.rules import issues
from library.states import ReaderKind
from notifications.models import Message
from tests import people
from tests.library import shelves
from tests.library.shelves import AT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning(open_day: date, time_machine: Any) -> None:
    """The library's Monday morning."""
    time_machine.move_to(AT, tick=False)


@pytest.mark.parametrize(
    ("a_year", "second", "last"),
    [(12, date(2026, 2, 1), date(2026, 12, 1)), (4, date(2026, 4, 1), date(2026, 10, 1)), (1, None, date(2026, 1, 1))]
    + [(365, date(2026, 1, 2), date(2026, 12, 31)), (24, date(2026, 1, 16), date(2026, 12, 16))],
)
def test_when_issues_are_expected(a_year: int, second: date | None, last: date) -> None:
    found = issues.expected(2026, a_year)
    assert (len(found), found[-1]) == (a_year, (a_year, last))
    assert second is None or found[1] == (2, second)


# --- stock


def status(copy: Copy) -> str:
    copy.refresh_from_db()
    return copy.status


def test_a_shelf_is_looked_at_and_what_was_not_seen_is_missing() -> None:
    librarian = people.xu_shiliu()
    seen, unseen, out = (shelves.copy(name, barcode=name, shelf="A-01") for name in ("甲A", "乙B", "丙C"))
    wrong = shelves.copy("丁D", barcode="D4", shelf="B-01")
    shelves.lent(shelves.citizen(), out)
    taking = stock.begin(shelf="A-01", by=librarian, at=AT)
    with pytest.raises(stock.TakenAlready):
        stock.begin(shelf="A-01", by=librarian, at=AT)
    with pytest.raises(stock.ShelfUnknown):
        stock.begin(shelf="Z", by=librarian, at=AT)
    browser = people.browser(librarian)
    address = reverse("library:counter_taking", args=[taking.pk])
    browser.post(address, {"barcodes": f"{seen.barcode}\n{seen.barcode}\nD4 NOBODY"})
    look = browser.get(address).context["look"]
    assert (look.seen, look.unseen, look.misplaced, look.unknown) == (3, [unseen], [wrong], ["NOBODY"])
    browser.post(reverse("library:counter_finish_taking", args=[taking.pk]))
    taking.refresh_from_db()
    assert (taking.expected, taking.missing) == (2, 1)
    assert [status(each) for each in (seen, unseen, out, wrong)] == ["AVAILABLE", "MISSING", "ON_LOAN", "AVAILABLE"]
    with pytest.raises(WrongState):
        stock.finish(taking_id=taking.pk, by=librarian, at=AT)
    with pytest.raises(stock.Over):
        stock.scan(taking_id=taking.pk, barcodes=["X"], at=AT)
    again = stock.begin(shelf="A-01", by=librarian, at=AT)
    stock.scan(taking_id=again.pk, barcodes=[seen.barcode, unseen.barcode], at=AT)
    stock.finish(taking_id=again.pk, by=librarian, at=AT)
    assert status(unseen) == "AVAILABLE"
    assert StockTaking.objects.get(pk=again.pk).missing == 0


# --- periodicals


def test_a_periodical_comes_issue_by_issue() -> None:
    librarian = people.xu_shiliu()
    browser = people.browser(librarian)
    home = reverse("library:counter_periodicals")
    browser.post(home, {"name": "收获", "issues_a_year": "6", "year": "2026", "publisher": "上海文艺出版社"})
    due = browser.get(home).context["due"]
    assert [issue.number for issue in due] == [1, 2, 3, 4, 5]  # the sixth is expected on 1 November
    browser.post(reverse("library:counter_issue", args=[due[0].pk]), {"action": "lend"})
    browser.post(reverse("library:counter_issue", args=[due[1].pk]), {"action": "read"})
    browser.post(reverse("library:counter_issue", args=[due[2].pk]), {"action": "claim"})
    first = Issue.objects.get(pk=due[0].pk)
    assert (first.arrived_on, first.copy.item_kind) == (AT.date(), "PERIODICAL")
    loan = shelves.lent(shelves.citizen(), first.copy)
    assert loan.due_on == date(2026, 10, 15)
    assert Issue.objects.get(pk=due[2].pk).claimed_on == AT.date()
    with pytest.raises(periodicals.ArrivedAlready):
        periodicals.arrive(issue_id=first.pk, lends=False, by=librarian, at=AT)
    assert periodicals.expect_year(year=2026) == 0
    assert periodicals.expect_year(year=2027) == 6


# --- activities


def announced(seats: int = 1) -> Any:
    return activities.announce(
        name="读书会",
        intro="",
        venue="半亩方塘",
        starts_at=AT + HOUR,
        ends_at=AT + 2 * HOUR,
        seats=seats,
        by=people.xu_shiliu(),
        at=AT,
    )


def test_who_waits_has_the_seat_that_is_given_back() -> None:
    activity = announced()
    owner, waiting = people.browser(people.zhang_san()), people.browser(people.qian_qi())
    shelves.reader(), shelves.reader(people.qian_qi())
    address = reverse("library:portal_sign_up", args=[activity.pk])
    owner.post(address)
    waiting.post(address)
    waiting.post(address)
    first, second = Place.objects.order_by("id")
    assert (first.status, second.status) == ("SEATED", "WAITING")
    give_up = reverse("library:portal_give_up", args=[first.pk])
    assert waiting.post(give_up).status_code == 404
    owner.post(give_up)
    second.refresh_from_db()
    assert second.status == "SEATED"
    assert Message.objects.filter(key__startswith="library_seat", channel="INBOX").count() == 1
    page = waiting.get(reverse("library:portal_loans")).content.decode()
    assert "读书会" in page
    card = second.reader.card
    desk = people.browser(people.xu_shiliu())
    scanned = reverse("library:counter_activity", args=[activity.pk])
    desk.post(scanned, {"card": card})
    desk.post(scanned, {"card": card})
    second.refresh_from_db()
    assert (second.status, second.events.count()) == ("CAME", 3)
    with pytest.raises(activities.NotOnTheList):
        activities.come(activity_id=activity.pk, card=first.reader.card, by=people.xu_shiliu(), at=AT)


def test_an_activity_that_is_called_off_tells_everybody() -> None:
    activity = announced(5)
    reader = shelves.reader(people.zhang_san(), ReaderKind.DEPOSITOR)
    activities.sign_up(activity_id=activity.pk, reader_id=reader.pk, by=None, at=AT)
    with pytest.raises(activities.SignedUpAlready):
        activities.sign_up(activity_id=activity.pk, reader_id=reader.pk, by=None, at=AT)
    desk = people.browser(people.xu_shiliu())
    desk.post(reverse("library:counter_cancel_activity", args=[activity.pk]), {"reason": "停电"})
    assert Message.objects.filter(key__startswith="library_activity_off", channel="INBOX").count() == 1
    with pytest.raises(activities.NotOpen):
        activities.sign_up(activity_id=activity.pk, reader_id=shelves.citizen().pk, by=None, at=AT)
    with pytest.raises(WrongState):
        activities.cancel(activity_id=activity.pk, reason="x", by=people.xu_shiliu(), at=AT)


def test_one_signs_up_before_it_begins() -> None:
    activity = announced(5)
    with pytest.raises(activities.NotOpen):
        activities.sign_up(activity_id=activity.pk, reader_id=shelves.citizen().pk, by=None, at=AT + HOUR)
    desk = people.browser(people.xu_shiliu())
    typed = {
        "name": "讲座",
        "venue": "一楼",
        "starts_at": "2026-10-20T19:00",
        "ends_at": "2026-10-20T18:00",
        "seats": "9",
    }
    address = reverse("library:counter_activities")
    assert desk.post(address, typed).status_code == 422
    assert desk.post(address, {**typed, "ends_at": "2026-10-20T21:00"}).status_code == 302
    assert desk.post(address, {**typed, "starts_at": "2026-10-01T19:00"}).status_code == 422
