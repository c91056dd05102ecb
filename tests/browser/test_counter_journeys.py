"""Two journeys of the counter: a clerk who serves three people without a mouse, an old depositor on a small screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.models import Appointment, Case, Requirement, Ticket
from desk.states.appointments import SlotKind
from desk.states.cases import Channel
from tests import people
from tests.browser.conftest import accessibility_faults, screenshot, width_faults
from tests.deposits import world as fund
from tests.desk import files, world
from tests.desk import hall_queue as hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Way:
    """A page and what was found wrong on the way; each stop is looked at once."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.wrong = page, name, []  # type: Page, str, list[str]
        self.seen: set[str] = set()

    def stop(self, name: str) -> None:
        """Look at the page as it stands, the first time it is reached."""
        if name in self.seen:
            return
        self.seen.add(name)
        faults = accessibility_faults(self.page) + width_faults(self.page)
        screenshot(self.page, f"{self.name}-{name}", always=bool(faults))
        self.wrong += [f"{name}: {fault}" for fault in faults]

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def title(self, words: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.locator("h1")).to_contain_text(words)


# --- the clerk


@pytest.fixture
def queue(open_day: date) -> User:
    """王五 at window 3; three people wait: two to seal their accounts, 张三 for a case that he began at home."""
    fund.allocated(fund.employer_account())
    teller, now = people.wang_wu(), timezone.now()
    teller.staff.window = "3"
    teller.staff.save(update_fields=["window"])
    hall.window("3")
    world.kind("spot", levels=())
    world.open_case("spot", by=people.zhang_san(), channel=Channel.PORTAL, at=now)
    for _place in range(3):
        desk.take_ticket(branch_id=people.branch().pk, line_ids=[hall.line("A").pk], by=None, at=now)
    return teller


def come_up(way: Way, name: str) -> None:
    """Call the next number, begin, and open everything about the person by their identity number."""
    document = PersonalAccount.objects.get(person__name=name).person.document_number
    way.press("n")
    expect(way.page.locator(".now-serving .code")).to_be_visible()
    way.stop("called")
    way.press("a")
    expect(way.page.get_by_role("heading", name="正在办理")).to_be_visible()
    way.stop("serving")
    way.press("f")
    way.title("找人找单位")
    way.press("/")
    way.page.keyboard.type(document)
    way.press("Enter")
    expect(way.page.get_by_role("link", name=name)).to_be_visible()
    way.stop("found")
    way.press("ArrowDown", "Enter")
    way.title(name)
    way.stop("customer")


def leave(way: Way) -> None:
    """Back to the queue, and this one is done."""
    way.press("F10")
    expect(way.page.get_by_role("heading", name="正在办理")).to_be_visible()
    way.press("d")
    expect(way.page.get_by_role("heading", name="窗口空着")).to_be_visible()


def seal(way: Way, name: str) -> None:
    """Begin 账户封存 by the key that the page shows, fill it in and do it."""
    start = way.page.locator(".verbs a", has_text="封存").first
    way.press(str(start.get_attribute("data-key")))
    way.title(f"封存{name}的账户")
    way.stop("seal")
    way.press("ArrowDown")
    way.page.keyboard.type("解除劳动关系")
    way.press("Tab", "Tab", "Space", "F9")
    expect(way.page.get_by_text("账户已封存。")).to_be_visible()
    way.stop("sealed")


def finish_case(way: Way) -> None:
    """The case that waits: taken, each paper ticked, accepted, its receipt offered, decided."""
    way.press("ArrowDown", "Enter")
    way.title("试办")
    way.stop("case")
    way.press("1")
    expect(way.page.get_by_text("已接手。")).to_be_visible()
    for words in ("还有 1 份没有核对", "全部已核对"):
        way.press("s")
        expect(way.page.get_by_text(words)).to_be_visible()
    way.press("2")
    expect(way.page.get_by_text("已受理。")).to_be_visible()
    expect(way.page.get_by_role("link", name="打印受理回执")).to_be_visible()
    way.stop("accepted")
    way.press("3")
    expect(way.page.get_by_text("已提交。")).to_be_visible()


def test_a_clerk_serves_three_people_from_the_call_to_the_end_without_a_mouse(
    page: Page, queue: User, login: Any
) -> None:
    login(page, queue)
    way = Way(page, "journey-clerk")
    page.goto("/counter/calling/")
    way.press("o")
    expect(page.get_by_role("heading", name="窗口空着")).to_be_visible()
    for name in ("陈一", "陈二"):
        come_up(way, name)
        seal(way, name)
        leave(way)
    come_up(way, "张三")
    finish_case(way)
    leave(way)
    way.press("F2")
    way.title("办理")
    way.stop("bench")
    assert way.wrong == []
    assert Ticket.objects.filter(called_by=queue, status="DONE").count() == 3
    assert set(PersonalAccount.objects.filter(person__name__in=["陈一", "陈二"]).values_list("status", flat=True)) == {
        "02"
    }
    assert Case.objects.get(kind__code="spot").status == "APPROVED"


# --- the old depositor


@pytest.fixture
def told(open_day: date) -> Case:
    """Places on Sunday morning (seed 003), and a case of 张三 that lacks a paper."""
    hall.plan(kind=SlotKind.SUNDAY, weekdays=(7,))
    hall.plan()
    case = world.open_case(at=timezone.now())
    missing = [desk.Missing(code="proof", why="缺少街道办盖章")]
    desk.give_notice(case_id=case.pk, missing=missing, by=people.wang_wu(), at=timezone.now())
    return case


def test_an_old_depositor_books_sunday_at_nine_and_hands_in_a_photo_in_large_text(
    new_page: Callable[..., Page], told: Case, login: Any, live_server: Any
) -> None:
    page = new_page(width=375, height=740)
    login(page, people.zhang_san())
    page.context.add_cookies([{"name": "text", "value": "large", "url": live_server.url}])
    way = Way(page, "journey-old")
    page.goto(reverse("desk:portal_cases"))
    way.stop("cases")
    page.get_by_role("link", name="试办").click()
    way.title("试办")
    way.stop("case")
    page.get_by_role("link", name=re.compile("材料清单")).click()
    way.stop("tasks")
    photo = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": files.phone_photo()}
    page.get_by_label("给“证明”选文件").set_input_files(photo)
    page.get_by_role("button", name="上传 证明").click()
    expect(page.get_by_text("已收到 1 个文件")).to_be_visible()
    way.stop("handed-in")
    page.goto(reverse("desk:portal_book"))
    way.stop("book-branch")
    page.locator(".choose").get_by_role("link", name=people.branch().name).first.click()
    way.stop("book-business")
    page.locator(".choose a").first.click()
    way.stop("book-day")
    page.locator(".choose a", has_text="周日半天").first.click()
    way.stop("book-time")
    page.get_by_role("link", name=re.compile("^09:00")).first.click()
    way.stop("book-check")
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("heading", name="约好了")).to_be_visible()
    way.stop("booked")
    assert way.wrong == []
    found = Appointment.objects.get(person=people.zhang_san().person)
    starts = timezone.localtime(found.starts_at)
    assert (starts.isoweekday(), starts.hour) == (7, 9)
    told.refresh_from_db()
    assert told.status == "SUBMITTED"
    assert Requirement.objects.get(case=told, code="proof").status == "PROVIDED"
