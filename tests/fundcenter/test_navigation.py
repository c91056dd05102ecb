"""Which bar a person gets, and what stands in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from accounts.permissions import Permission
from fundcenter import navigation
from fundcenter.navigation import Frame, Item, Look
from tests import people

pytestmark = pytest.mark.django_db


def frame_of(user: Any, address: str = "/styleguide/") -> Frame:
    request = RequestFactory().get(address)
    request.user = user
    return Frame(request)


def test_everybody_gets_the_frame_of_their_own_door() -> None:
    assert frame_of(people.zhang_san()).layout == "layout/portal.html"
    assert frame_of(people.li_si()).layout == "layout/employer.html"
    assert frame_of(people.wang_wu()).layout == "layout/counter.html"
    assert frame_of(AnonymousUser()).layout == "layout/public.html"


def test_a_visitor_has_no_menu_search_or_way_out() -> None:
    frame = frame_of(AnonymousUser())
    assert (frame.signed_in, frame.account_menu, frame.search, frame.inbox, frame.logout) == (False, [], "", "", "")


def test_a_line_needs_its_permission() -> None:
    items = [Item("账", "fundcenter:public_home", Permission.BOOKS_VIEW), Item("首页", "fundcenter:public_home")]
    assert [link.label for link in frame_of(people.wang_wu()).links(items)] == ["首页"]
    assert [link.label for link in frame_of(people.sun_ba()).links(items)] == ["账", "首页"]


def test_the_place_of_work_is_branch_and_window() -> None:
    user = people.wang_wu()
    assert frame_of(user).place == str(user.staff.branch)
    user.staff.window = "3"
    assert frame_of(user).place == "测试管理部01 · 3 号窗口"
    assert frame_of(people.zhang_san()).place == "辽源市住房公积金"


def test_the_nearest_line_is_the_current_one() -> None:
    items = [Item("首页", "fundcenter:public_home"), Item("样张", "fundcenter:public_styleguide")]
    assert [link.current for link in frame_of(AnonymousUser(), "/").links(items)] == [True, False]
    assert [link.current for link in frame_of(AnonymousUser(), "/styleguide/more/").links(items)] == [False, True]
    assert [link.current for link in frame_of(AnonymousUser(), "/look/").links(items)] == [False, False]


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/counter/takeover/7/", "账簿"),
        ("/counter/report/", "账簿"),
        ("/counter/interest/3/", "账簿"),
        ("/counter/books/slips/", "账簿"),
        ("/counter/arrears/", "单位"),
        ("/counter/freezes/", "办理"),
    ],
)
def test_pages_that_belong_to_a_line_are_under_it(address: str, label: str) -> None:
    links = frame_of(people.sun_ba(), address).links(navigation.FRAMES["counter"])
    assert [link.label for link in links if link.current] == [label]


def test_home_greets_who_is_logged_in_and_leads_back(client: Client) -> None:
    client.force_login(people.zhang_san())
    page = client.get("/").content.decode()
    assert "张三，您已登录" in page


def test_looks_come_from_cookies_and_only_known_ones_count() -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update({"theme": "pink", "text": "large", "keys": "off"})
    look = Look(request)
    assert (look.theme, look.large, look.keys_off) == ("", True, True)


def test_addresses_of_pages_that_do_not_exist_are_empty() -> None:
    assert navigation.resolve("no:such_page") == ""
