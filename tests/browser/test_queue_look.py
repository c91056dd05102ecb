"""The hall in a real browser: kiosk, board and window work, booking on a phone in large text; axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import operations as accounts
from accounts.models import User
from accounts.permissions import Role
from desk import operations as desk
from desk.models import Appointment, Device, SlotPlan, Ticket
from fundcenter.demo import queueing as demo
from tests import people
from tests.browser.conftest import assert_accessible, assert_fits, screenshot, walk
from tests.desk import hall_queue as hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def head(open_day: date) -> User:
    """The demo's hall at our branch, with one window that calls; the head of the branch."""
    user = people._on_the_staff("冯二", "1020", Role.BRANCH_HEAD)
    with transaction.atomic():
        for number in range(6):
            accounts.find_or_create_person(
                name=f"陈小{'一二三四五六'[number]}",
                document_type="03",
                document_number=f"E{number:08d}",
                by=None,
                at=timezone.now(),
            )
    staff = {"1001": people.wang_wu(), "1002": people.zhao_liu(), "1003": user}
    demo.fill_queue(staff=staff, depositor=people.zhang_san(), at=timezone.now())
    return user


def bind(page: Page, kind: str, by: User) -> None:
    """Make the page's browser a machine, as somebody standing there would."""
    coded = desk.register_hall_device(branch_id=people.branch().pk, kind=kind, label="门口", by=by, at=timezone.now())
    page.goto("/device/")
    page.get_by_label("绑定码").fill(coded.code)
    page.get_by_role("button", name="绑定").click()


def test_the_kiosk_gives_a_number_that_a_phone_can_follow(new_page: Callable[..., Page], head: User) -> None:
    page = new_page(width=1080, height=1400)
    # A machine with a printer prints by itself; here the dialogue would stand in the way.
    page.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    bind(page, "KIOSK", head)
    faults = walk(
        page,
        {
            "queue-kiosk": "/kiosk/",
            "queue-kiosk-green": "/kiosk/?mode=green",
            "queue-kiosk-several": "/kiosk/?mode=several",
        },
    )
    page.goto("/kiosk/")
    page.get_by_role("button", name="提取").click()
    expect(page.locator(".slip .code")).to_have_text(re.compile(r"B\d{3}"))  # the demo's hall began some minutes ago
    code = page.locator(".slip .code").inner_text()
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")
    screenshot(page, "queue-kiosk-ticket")
    assert_accessible(page)
    page.goto("/kiosk/appointment/")
    assert_accessible(page)
    ticket = Ticket.objects.order_by("-pk").get(code=code, day=timezone.localdate())
    phone = new_page(width=375, height=740)
    faults += walk(
        phone,
        {
            "queue-number": f"/number/{ticket.secret}/",
            "queue-halls": "/halls/",
            "queue-services": "/special-services/",
            "queue-bind": "/device/",
        },
    )
    assert faults == []


def test_the_board_shows_and_says_whom_a_window_calls(new_page: Callable[..., Page], head: User, login: Any) -> None:
    board = new_page(width=1920, height=1080)
    board.add_init_script(
        "window.said = [];"
        "if (window.speechSynthesis) window.speechSynthesis.speak = each => window.said.push(each.text);"
    )
    bind(board, "BOARD", head)
    expect(board.locator(".big-screen")).to_be_visible()
    board.get_by_role("button", name="开启声音").click()
    window = hall.window("3")
    desk.open_window(window_id=window.pk, by=people.wang_wu(), at=timezone.now())
    ticket = desk.call_next(by=people.wang_wu(), at=timezone.now())
    expect(board.locator(".fresh .code")).to_have_text(ticket.code, timeout=10_000)
    board.wait_for_function("window.said.length > 0")
    assert board.evaluate("window.said") == [f"请 {ticket.code} 号到 3 号窗口办理"]
    screenshot(board, "queue-board", always=True)
    assert_accessible(board)
    size = board.locator(".big-calls li").first.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert size >= 60


def test_a_clerk_serves_three_people_with_the_keyboard_alone(page: Page, head: User, login: Any) -> None:
    teller = people.wang_wu()
    teller.staff.window = "3"
    teller.staff.save(update_fields=["window"])
    hall.window("3")
    login(page, teller)
    page.goto("/counter/calling/")
    screenshot(page, "queue-sit-down")
    assert_accessible(page)
    page.keyboard.press("o")
    served = []
    for _ in range(3):
        page.wait_for_selector("text=窗口空着")
        page.keyboard.press("n")
        code = page.locator(".now-serving .code")
        expect(code).to_be_visible()
        served.append(code.inner_text())
        page.keyboard.press("a")
        page.wait_for_selector("text=正在办理")
        page.keyboard.press("d")
    page.wait_for_selector("text=窗口空着")
    assert Ticket.objects.filter(called_by=teller, status="DONE").count() == len(set(served)) == 3


def test_the_windows_pages_look_right(page: Page, head: User, login: Any) -> None:
    desk.register_hall_device(branch_id=people.branch().pk, kind="BOARD", label="大屏", by=head, at=timezone.now())
    login(page, people.zhao_liu())
    visit = Appointment.objects.get(kind="EARLY")
    day = timezone.localdate(Appointment.objects.order_by("starts_at")[0].starts_at)
    pages = {
        "queue-calling": "/counter/calling/",
        "queue-take": "/counter/calling/numbers/",
        "queue-given": f"/counter/calling/numbers/{Ticket.objects.order_by('pk')[0].pk}/",
        "queue-machines": "/counter/calling/machines/",
        "queue-appointments": f"/counter/calling/appointments/?day={day}",
        "queue-caller": "/counter/calling/appointments/caller/",
        "queue-visits": "/counter/calling/appointments/visits/",
        "queue-book-for": f"/counter/calling/appointments/book/?person={people.zhang_san().person_id}",
        "queue-appointment": f"/counter/calling/appointments/{visit.pk}/",
    }
    assert walk(page, pages) == []


def test_the_heads_pages_look_right(page: Page, head: User, login: Any) -> None:
    desk.close_day(
        branch_id=None, day=timezone.localdate() + timedelta(days=20), reason="检修", by=head, at=timezone.now()
    )
    login(page, head)
    plan = SlotPlan.objects.order_by("pk")[0]
    pages = {
        "queue-windows": "/office/windows/",
        "queue-add-window": "/office/windows/add/",
        "queue-slots": "/office/slots/",
        "queue-slot": f"/office/slots/{plan.pk}/",
        "queue-closed": "/office/closed-days/",
    }
    assert walk(page, pages) == []
    assert Device.objects.count() == 0


def test_an_old_person_books_on_a_phone_in_large_text(
    new_page: Callable[..., Page], head: User, login: Any, live_server: Any
) -> None:
    page = new_page(width=375, height=740)
    login(page, people.qian_qi())
    page.context.add_cookies([{"name": "text", "value": "large", "url": live_server.url}])
    page.goto("/portal/appointments/")
    screenshot(page, "queue-portal-empty")
    assert_fits(page)
    page.locator(".empty").get_by_role("link", name="去预约").click()
    for choice in (people.branch().name, "提取"):
        expect(page.locator(".choose")).to_be_visible()
        screenshot(page, f"queue-book-{choice}")
        assert_accessible(page)
        assert_fits(page)
        page.locator(".choose").get_by_role("link", name=choice).first.click()
    page.locator(".choose a", has_text="周日半天").last.click()
    screenshot(page, "queue-book-times", always=True)
    page.get_by_role("link", name="09:00–09:30").click()
    screenshot(page, "queue-book-check", always=True)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("heading", name="约好了")).to_be_visible()
    screenshot(page, "queue-booked", always=True)
    assert_accessible(page)
    assert_fits(page)
    found = Appointment.objects.get(person=people.qian_qi().person)
    assert (timezone.localtime(found.starts_at).hour, found.kind) == (9, "SUNDAY")


def test_booking_works_without_javascript(new_page: Callable[..., Page], head: User, login: Any) -> None:
    page = new_page(script=False)
    login(page, people.qian_qi())
    page.goto("/portal/appointments/book/")
    page.locator(".choose a").first.click()
    page.locator(".choose a").nth(1).click()
    page.locator(".choose a").nth(2).click()
    page.locator(".choose a").first.click()
    page.get_by_role("button", name="确认预约").click()
    assert "约好了" in page.content()
