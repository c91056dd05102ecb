"""A locked screen: nothing of the staff's opens, by any way in, until the own password; only our own pages follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.access import PUBLIC
from accounts.models import Relation
from accounts.permissions import Permission
from tests import people
from tests.conventions.test_routes import API, PAGES

pytestmark = pytest.mark.django_db

LOCK, UNLOCK = "/counter/lock/", "/counter/unlock/"
TYPED = {"kind": "SPOUSE", "name": "钱七", "document_number": "220402198605120059", "proof": "结婚证", "since": ""}


def locked_browser(back: str = "/counter/") -> Client:
    """王五's browser, left and locked."""
    client = people.browser(people.wang_wu())
    client.post(LOCK, {"next": back})
    return client


def unlock(client: Client, password: str = people.PASSWORD, back: str = "/counter/") -> Any:
    return client.post(UNLOCK, {"password": password, "next": back})


def is_turned_away(answer: Any) -> bool:
    is_lock = answer.status_code == 302 and answer["Location"].startswith(LOCK)
    return is_lock and not answer.content and "no-store" in answer["Cache-Control"]


def is_open(client: Client) -> bool:
    return client.get("/counter/").status_code == 200


# --- locking


@pytest.mark.usefixtures("open_day")
def test_the_button_stands_on_every_page_of_the_staff_with_its_key_and_the_page_to_come_back_to() -> None:
    client = people.browser(people.wang_wu())
    page = client.get("/me/sessions/?from=1").content.decode()
    assert f'action="{LOCK}"' in page and 'data-key="F1"' in page
    assert 'name="next" value="/me/sessions/?from=1"' in page
    assert LOCK not in people.browser(people.zhang_san()).get("/me/sessions/").content.decode()


@pytest.mark.usefixtures("open_day")
def test_the_lock_page_says_whose_it_is_and_nothing_else_of_the_staff() -> None:
    client = people.browser(people.wang_wu())
    onward = client.post(LOCK, {"next": "/counter/search/"})
    assert onward["Location"] == f"{LOCK}?next=%2Fcounter%2Fsearch%2F"
    answer = client.get(onward["Location"])
    page = answer.content.decode()
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert "王五" in page and "换人登录" in page and 'value="/counter/search/"' in page
    assert "/counter/cases/" not in page and 'type="search"' not in page


def test_a_word_for_the_staff_waits_until_the_screen_is_open() -> None:
    client = people.browser(people.wang_wu())
    person = people.zhang_san().person_id
    client.post(f"/counter/people/{person}/relate/", {**TYPED, "since": "2020-01-01"})
    assert "messages" in client.cookies
    client.post(LOCK, {"next": "/counter/"})
    for path in (LOCK, "/login/", "/guides/"):
        assert "亲属关系已登记" not in client.get(path).content.decode()


# --- closed


@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize("someone", [people.wang_wu, people.zheng_yi, people.zhou_jiu], ids=lambda each: each.__name__)
def test_every_page_that_asks_for_a_permission_is_closed(someone: Any) -> None:
    client, wrong = people.browser(someone()), []
    client.post(LOCK, {"next": "/counter/"})
    own = {LOCK, UNLOCK}
    for route in PAGES:
        if route.permission == PUBLIC or route.path in own:
            continue
        answers = [client.get(route.path)]
        if someone is people.wang_wu:  # what stands before all views asks who and where, not how
            answers += [client.post(route.path, {"x": "1"}), client.options(route.path)]
        wrong += [route.name for answer in answers if not is_turned_away(answer)]
    assert wrong == []


@pytest.mark.usefixtures("open_day")
def test_the_api_knows_no_session_that_is_locked() -> None:
    client, wrong = locked_browser(), []
    for route in API:
        if route.permission == PUBLIC:
            continue
        for answer in (client.get(route.path), client.post(route.path, {}, content_type="application/json")):
            shaped = answer.status_code in (401, 403, 405) and answer.json()["errors"]
            wrong += [] if shaped else [(route.name, answer.status_code)]
    assert wrong == []


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/staff/", "/admin/login/", "/admin/jsi18n/", "/counter"])
def test_the_admin_and_what_is_no_page_are_closed(path: str) -> None:
    client = people.browser(people.zheng_yi())
    client.post(LOCK, {"next": "/admin/"})
    assert is_turned_away(client.get(path))


def test_a_fragment_asked_for_brings_the_whole_lock_page() -> None:
    client = locked_browser()
    poll = {"HX-Request": "true", "X-Poll": "1", "HX-Current-URL": "http://testserver/counter/calling/?a=1"}
    answer = client.get("/counter/calling/", headers=poll)
    assert answer["HX-Redirect"] == f"{LOCK}?next={quote('/counter/calling/?a=1', safe='')}" and not answer.content


@pytest.mark.usefixtures("open_day")
def test_public_pages_and_kiosks_go_on_as_for_a_stranger() -> None:
    client = locked_browser()
    page = client.get("/guides/")
    assert page.status_code == 200 and "王五" not in page.content.decode()
    assert client.get("/login/staff/").status_code == 200
    assert not is_open(client)


def test_who_is_away_too_long_is_logged_out_all_the_same() -> None:
    client = locked_browser()
    session = client.session
    session["seen"] = int((timezone.now() - timedelta(minutes=31)).timestamp())
    session.save()
    assert client.get("/counter/")["Location"].startswith("/login/staff/")


# --- unlocking


@pytest.mark.usefixtures("open_day")
def test_the_own_password_opens_the_page_that_was_left() -> None:
    client = locked_browser()
    key = client.session.session_key
    assert unlock(client, back="/me/sessions/?a=1")["Location"] == "/me/sessions/?a=1"
    assert is_open(client) and client.session.session_key == key


@pytest.mark.usefixtures("open_day")
def test_a_wrong_or_somebody_elses_password_opens_nothing() -> None:
    client = locked_browser()
    for password in ("", "wrong-password-1", people.PASSWORD.upper()):
        answer = unlock(client, password)
        assert answer.status_code == 200 and "解锁" in answer.content.decode()
        assert not is_open(client)
    assert unlock(client).status_code == 302 and is_open(client)
    assert not AccessAttempt.objects.exists()


@pytest.mark.usefixtures("open_day")
def test_five_wrong_tries_lock_out_here_and_at_the_door_together() -> None:
    client = locked_browser()
    assert [unlock(client, "wrong").status_code for _try in range(5)] == [200, 200, 200, 200, 429]
    assert unlock(client).status_code == 429 and not is_open(client)
    at_door = Client().post("/login/staff/", {"identifier": "1001", "password": people.PASSWORD})
    assert at_door.status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert unlock(client).status_code == 302 and is_open(client)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", LOCK, f"{UNLOCK}?a=1", ""],
)
def test_the_way_back_is_only_to_our_own_pages(elsewhere: str) -> None:
    client = people.browser(people.wang_wu())
    assert client.post(LOCK, {"next": elsewhere})["Location"] == f"{LOCK}?next=%2Fcounter%2F"
    assert "evil" not in client.get(LOCK, {"next": elsewhere}).content.decode()
    assert unlock(client, back=elsewhere)["Location"] == "/counter/"
    assert client.get(LOCK, {"next": elsewhere})["Location"] == "/counter/"


def test_a_late_unlock_from_another_tab_neither_locks_nor_counts() -> None:
    client = people.browser(people.wang_wu())
    assert unlock(client, "wrong")["Location"] == "/counter/"
    assert not AccessAttempt.objects.exists()
    assert client.get(UNLOCK).status_code == 405


def test_somebody_else_logs_in_after_a_log_out_and_is_not_locked() -> None:
    client = locked_browser()
    client.post("/logout/")
    assert "_auth_user_id" not in client.session and "locked" not in client.session
    people.zhao_liu()
    client.post("/login/staff/", {"identifier": "1002", "password": people.PASSWORD})
    assert not is_turned_away(client.get("/counter/"))


@pytest.mark.usefixtures("open_day")
def test_depositors_and_clerks_have_no_lock_and_are_not_touched_by_one() -> None:
    locked_browser()
    for user in (people.zhang_san(), people.li_si()):
        assert not user.may(Permission.STAFF_DESK)
        client = people.browser(user)
        assert client.post(LOCK, {"next": "/me/"}).status_code == 403
        assert unlock(client).status_code == 403
        assert client.get("/me/sessions/").status_code == 200


# --- what another tab sent meanwhile


@pytest.fixture
def form() -> str:
    """A form open in another tab."""
    return f"/counter/people/{people.zhang_san().person_id}/relate/"


@pytest.mark.usefixtures("open_day")
def test_a_form_sent_meanwhile_is_kept_and_stands_filled_in_after_the_lock(form: str) -> None:
    client = locked_browser()
    onward = client.post(form, TYPED, headers={"Referer": f"http://testserver{form}"})
    assert onward["Location"] == f"{LOCK}?next={quote(form, safe='')}"
    page = client.get(onward["Location"]).content.decode()
    assert "已为您保留" in page and TYPED["document_number"] not in page
    stored = Session.objects.get(session_key=client.session.session_key)
    assert "220402198605120059" not in str(stored.get_decoded())
    assert client.session.get_expiry_age() > 3600
    assert unlock(client, back=form)["Location"] == form
    assert 'value="220402198605120059"' in client.get(form).content.decode()
    assert not Relation.objects.exists()


def test_a_button_pressed_meanwhile_is_told_of_as_not_sent(form: str) -> None:
    client = locked_browser()
    onward = client.post(form, {}, headers={"Referer": f"http://testserver{form}"})
    assert onward["Location"].endswith("&lost=1")
    assert "没有提交" in client.get(onward["Location"]).content.decode()


def test_a_form_of_another_site_is_not_kept(form: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.wang_wu(), backend="accounts.backends.DoorBackend")
    session = client.session
    session["locked"] = int(timezone.now().timestamp())
    session.save()
    assert client.post(form, TYPED)["Location"].endswith("lost=1")
    assert "kept_form" not in client.session
