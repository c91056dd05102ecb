"""The library in a real browser: a librarian's rush by keyboard alone, and every page seen once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from library.models import Activity, Copy, Hold, ImportBatch, Loan, Reader, StockTaking, Subscription
from library.operations import (
    activities,
    catalogue,
    city,
    holds,
    imports,
    lending,
    losing,
    periodicals,
    stock,
    wishes,
)
from library.rules.marc import Found, write
from library.states import CopyStatus
from tests import people
from tests.browser.conftest import look_at, walk
from tests.library import shelves

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(open_day: date) -> Reader:
    """Three books out, three on the shelf, somebody who waits, something owed, a wish, a gift, a file."""
    librarian, now = people.xu_shiliu(), timezone.now()
    reader, other = shelves.reader(), shelves.citizen("欧阳司徒诸葛·艾力肯江买买提托合提努尔艾合买提")
    for number in range(3):
        lending.lend(
            reader_id=other.pk,
            copy_id=shelves.copy(f"还的第{number}种", barcode=f"R{number}").pk,
            by=librarian,
            at=now,
        )
        shelves.copy(f"借的第{number}种", barcode=f"L{number}", shelf="A-01")
    holds.place(reader_id=reader.pk, title_id=Copy.objects.get(barcode="R0").title_id, by=None, at=now)
    lost = shelves.copy("丢的", barcode="X1")
    lending.lend(reader_id=reader.pk, copy_id=lost.pk, by=librarian, at=now)
    losing.lose(copy_id=lost.pk, by=librarian, at=now)
    wishes.wish(reader_id=reader.pk, title="额尔古纳河右岸", author="迟子建", isbn="", why="想看", at=now)
    catalogue.receive_gift(
        donor="州作协",
        is_organisation=True,
        contact="",
        on=date(2026, 10, 1),
        volumes=30,
        note="",
        by=librarian,
        at=now,
    )
    periodicals.subscribe(
        name="收获", publisher="上海文艺出版社", issues_a_year=12, year=now.year, shelf="P-01", by=librarian, at=now
    )
    stock.begin(shelf="A-01", by=librarian, at=now)
    activity = activities.announce(
        name="读书会：《活着》",
        intro="",
        venue="半亩方塘",
        starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=2),
        seats=20,
        by=librarian,
        at=now,
    )
    activities.sign_up(activity_id=activity.pk, reader_id=reader.pk, by=None, at=now)
    content = write([Found("家")], unimarc=True) + b"broken\x1d"
    imports.lay_out(kind="MARC", name="books.mrc", content=content, by=librarian, at=now)
    city.set_line(host="127.0.0.1", port=1, login="fund", password="x", prefix="CITY", institution="CITY")
    return reader


def test_a_librarians_rush_by_keyboard_alone(page: Page, login: Callable[[Page, Any], None], house: Reader) -> None:
    login(page, people.xu_shiliu())
    page.goto("/counter/library/")
    wrong = look_at(page, "library-desk", ())

    def scan(text: str, words: str) -> None:
        expect(page.locator("[data-scan]")).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator("main, .messages").filter(has_text=words).first).to_be_visible()

    scan("R0", "有人预约：放到待取架，留给 张三")
    scan("R1", "归还《还的第1种》")
    scan("R2", "归还《还的第2种》")
    scan(house.card, "借书给 张三")
    scan("L0", "有赔偿或逾期费还没有处理")
    page.keyboard.press("F7")
    page.keyboard.type("馆长同意")
    page.keyboard.press("Enter")
    expect(page.locator(".messages").first).to_contain_text("借出《借的第0种》")
    scan("L0", "重复扫描不再办理")
    wrong += look_at(page, "library-desk-reader", ())
    page.keyboard.press("F6")
    expect(page.locator(".messages").first).to_contain_text("续借了 1 本")
    page.keyboard.press("F4")
    expect(page.locator(".messages").first).to_contain_text("已撤销")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("h2").first).to_contain_text("还书")
    scan("L0", "归还《借的第0种》")
    assert Loan.objects.filter(status="OPEN").count() == 0
    assert Copy.objects.get(barcode="R0").status == CopyStatus.HELD
    assert Hold.objects.get().status == "READY"
    assert wrong == []


def test_the_librarys_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], house: Reader
) -> None:
    here = "/counter/library/"
    copy = Copy.objects.get(barcode="R0")
    staff = new_page()
    login(staff, people.xu_shiliu())
    names = (
        "waiting",
        "readers",
        "readers/enrol",
        "titles",
        "titles/add",
        "copies",
        "imports",
        "rules",
        "gifts",
        "activities",
        "periodicals",
        "stock",
    )
    pages = {f"library-{name.replace('/', '-')}": f"{here}{name}/" for name in (*names, "wishes", "city", "figures")}
    batch = ImportBatch.objects.get().pk
    pages |= {
        "library-desk-owing": f"{here}?reader={house.pk}",
        "library-reader": f"{here}readers/{house.pk}/",
        "library-title": f"{here}titles/{copy.title_id}/",
        "library-copy": f"{here}copies/{copy.pk}/",
        "library-import": f"{here}imports/{batch}/",
        "library-city-log": f"{here}city/log/",
        "library-activity": f"{here}activities/{Activity.objects.get().pk}/",
        "library-taking": f"{here}stock/{StockTaking.objects.get().pk}/",
        "library-periodical": f"{here}periodicals/{Subscription.objects.get().pk}/",
    }
    wrong = walk(staff, pages)
    own = new_page()
    login(own, people.zhang_san())
    shelves.lent(shelves.citizen("路人乙", "13911110002"), Copy.objects.get(barcode="L1"), at=timezone.now())
    wrong += walk(
        own,
        {
            "library-public": "/library/",
            "library-search": "/library/?q=借的",
            "library-class": "/library/classes/I2/",
            "library-public-title": f"/library/titles/{Copy.objects.get(barcode='L1').title_id}/",
            "library-activity-public": f"/library/activities/{Activity.objects.get().pk}/",
            "library-display": "/library/displays/red/",
            "library-portal": "/portal/library/",
            "library-wishes-own": "/portal/library/wishes/",
            "library-year": "/portal/library/year/",
        },
    )
    assert wrong == []
