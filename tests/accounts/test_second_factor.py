"""The second factor at the staff's door: set up, guessed, replayed, late."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import operations as accounts
from accounts import rules
from accounts.models import User
from accounts.operations import staff as staff_operations
from tests import people
from tests.accounts.doors import code_now, logged_in
from tests.make import AT

pytestmark = pytest.mark.django_db


# --- the second factor


@pytest.fixture
def second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = True


STAFF = {"identifier": "1001", "password": people.PASSWORD}


def enrol(user: User) -> None:
    factor = accounts.enrol_second_factor(user_id=user.pk)
    code = staff_operations.totp_code(factor.secret, int(AT.timestamp()) // rules.TOTP_SECONDS)
    assert accounts.check_second_factor(user_id=user.pk, code=code, at=AT)


@pytest.mark.usefixtures("second_factor")
def test_staff_set_up_their_app_at_the_first_log_in_and_get_recovery_codes_once() -> None:
    user = people.wang_wu()
    client = Client()
    assert client.post("/login/staff/", STAFF)["Location"] == "/login/staff/code/"
    assert not logged_in(client)
    page = client.get("/login/staff/code/").content.decode()
    assert "data:image/svg+xml" in page
    page = client.post("/login/staff/code/", {"code": code_now(user)}).content.decode()
    codes = re.findall(r"<code>([0-9a-f]{6}-[0-9a-f]{6})</code>", page)
    assert len(codes) == rules.RECOVERY_CODES and logged_in(client)
    again = Client()
    again.post("/login/staff/", STAFF)
    assert "data:image" not in again.get("/login/staff/code/").content.decode()
    again.post("/login/staff/code/", {"code": codes[0]})
    assert logged_in(again)
    third = Client()
    third.post("/login/staff/", STAFF)
    third.post("/login/staff/code/", {"code": codes[0]})
    assert not logged_in(third)


@pytest.mark.usefixtures("second_factor")
def test_a_password_alone_opens_no_page_and_not_the_admin() -> None:
    enrol(people.wang_wu())
    client = Client()
    client.post("/login/staff/", STAFF)
    for path in ("/counter/audit/", "/me/", "/admin/"):
        assert client.get(path).status_code == 302
    client.post("/admin/login/", {"username": "staff:1001", "password": people.PASSWORD})
    assert not logged_in(client)


@pytest.mark.usefixtures("second_factor")
def test_a_totp_code_seen_over_the_shoulder_does_not_work_again() -> None:
    user = people.wang_wu()
    enrol(user)
    code = code_now(user)
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/login/staff/", STAFF)
        client.post("/login/staff/code/", {"code": code})
    assert logged_in(first) and not logged_in(second)


@pytest.mark.usefixtures("second_factor")
def test_guessing_the_second_factor_locks_and_so_does_coming_late() -> None:
    user = people.wang_wu()
    enrol(user)
    client = Client()
    client.post("/login/staff/", STAFF)
    for _try in range(5):
        response = client.post("/login/staff/code/", {"code": "000000"})
    assert response.status_code == 429
    late = Client(REMOTE_ADDR="10.0.0.3")
    late.post("/login/staff/", STAFF)
    session = late.session
    session["half_way"] = {**session["half_way"], "at": int(timezone.now().timestamp()) - 301}
    session.save()
    assert late.post("/login/staff/code/", {"code": code_now(user)})["Location"] == "/login/staff/"
    assert Client().get("/login/staff/code/")["Location"] == "/login/staff/"
