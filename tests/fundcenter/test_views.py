"""The pages everybody meets: home, look, language, errors."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from accounts.access import public
from accounts.models import Branch
from common.errors import BusinessError
from fundcenter import navigation
from fundcenter import urls as root

pytestmark = pytest.mark.django_db


@public
def refuse(request: object) -> None:
    raise BusinessError("账户已封存，不能提取。")


@public
def fail(request: object) -> None:
    raise ZeroDivisionError


urlpatterns = [*root.urlpatterns, path("refuse/", refuse), path("fail/", fail)]


def test_home_names_the_centre_and_its_branches(client: Client) -> None:
    Branch.objects.create(code="01", name="龙山管理部", hours="周一至周五")
    page = client.get("/").content.decode()
    assert "辽源市住房公积金管理中心" in page
    assert "龙山管理部" in page
    assert "12329" in page


def test_home_without_branches_has_no_empty_table(client: Client) -> None:
    assert "去哪里办" not in client.get("/").content.decode()


def test_look_is_kept_and_returns_where_it_was_chosen(client: Client) -> None:
    response = client.post("/look/", {"theme": "dark", "text": "large", "next": "/styleguide/?frame=counter"})
    assert (response.status_code, response.headers["Location"]) == (302, "/styleguide/?frame=counter")
    page = client.get("/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'class="large"' in page
    client.post("/look/", {"theme": ""})
    page = client.get("/").content.decode()
    assert "data-bs-theme" not in page
    assert 'class="large"' in page


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_look_never_leads_out_of_the_house(client: Client, target: str) -> None:
    assert client.post("/look/", {"theme": "dark", "next": target}).headers["Location"] == "/"


def test_a_look_that_does_not_exist_is_forgotten(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "<script>alert" not in client.get("/").content.decode()
    client.post("/look/", {"theme": "pink"})
    assert "data-bs-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/look/", "/language/"])
def test_look_and_language_change_by_post_only(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


def test_language_is_kept(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_a_page_that_does_not_exist_says_so_in_chinese(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "找不到这个页面" in response.content.decode()


def test_a_stale_form_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/look/", {"theme": "dark"})
    assert response.status_code == 403
    assert "页面放得太久了" in response.content.decode()


@override_settings(ROOT_URLCONF="tests.fundcenter.test_views")
def test_a_refusal_no_view_caught_is_shown_as_its_sentence(client: Client) -> None:
    response = client.get("/refuse/")
    assert response.status_code == 409
    assert "账户已封存，不能提取。" in response.content.decode()


@override_settings(ROOT_URLCONF="tests.fundcenter.test_views")
def test_a_failure_is_admitted_without_details() -> None:
    response = Client(raise_request_exception=False).get("/fail/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "系统出了问题" in page
    assert "ZeroDivisionError" not in page


def test_a_request_nobody_understands_is_answered_plainly(client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "看不懂" in response.content.decode()


@pytest.mark.parametrize("frame", ["", "public", "portal", "employer", "counter", "../../etc"])
def test_style_guide_is_drawn_in_every_frame(client: Client, frame: str) -> None:
    assert client.get("/styleguide/", {"frame": frame}).status_code == 200


def test_links_of_pages_that_do_not_exist_are_left_out() -> None:
    frame = navigation.Frame(RequestFactory().get("/styleguide/"))
    items = [
        navigation.Item("首页", "fundcenter:public_home"),
        navigation.Item("样张", "fundcenter:public_styleguide"),
        navigation.Item("没有", "no:such_page"),
    ]
    assert [(link.label, link.current) for link in frame.links(items)] == [("首页", False), ("样张", True)]


def test_every_frame_line_names_a_key_once() -> None:
    for items in navigation.FRAMES.values():
        keys = [item.key for item in items if item.key]
        assert len(keys) == len(set(keys))
