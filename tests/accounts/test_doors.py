"""The three doors, attacked: enumeration, lock-out, fixation, stale sessions, other people's rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import access
from accounts import operations as accounts
from accounts.models import Door, LoginSession, Person, User
from tests import people
from tests.accounts.doors import GOOD, log_in, logged_in
from tests.make import AT

pytestmark = pytest.mark.django_db


# --- log-in


def test_a_depositor_comes_in_by_identity_number_or_verified_phone() -> None:
    user = people.zhang_san()
    client = Client()
    assert log_in(client).status_code == 302 and logged_in(client)
    assert LoginSession.objects.get().session_key == client.session.session_key
    by_phone = Client()
    log_in(by_phone, identifier=people.DOCUMENTS["张三"][1])
    assert not logged_in(by_phone)
    Person.objects.filter(pk=user.person_id).update(phone_verified_at=AT)
    log_in(by_phone, identifier=people.DOCUMENTS["张三"][1])
    assert logged_in(by_phone)


def test_the_number_may_be_typed_full_width_and_with_a_small_x() -> None:
    with transaction.atomic():
        person = accounts.find_or_create_person(
            name="老人", document_type="01", document_number="11010519491231002X", by=None, at=AT
        )
        accounts.open_door(person_id=person.pk, door=Door.DEPOSITOR, password=people.PASSWORD, by=None, at=AT)
    client = Client()
    log_in(client, identifier="１１０１０５ 19491231 002x")
    assert logged_in(client)


def test_nobody_comes_in_by_another_kinds_door() -> None:
    people.zhang_san(), people.li_si(), people.wang_wu()
    for path, identifier in (
        ("/login/", people.DOCUMENTS["李四"][0]),
        ("/login/employer/", people.DOCUMENTS["张三"][0]),
        ("/login/staff/", people.DOCUMENTS["王五"][0]),
        ("/login/", "1001"),
    ):
        client = Client()
        assert log_in(client, path, identifier=identifier).status_code == 200
        assert not logged_in(client)


def test_the_answer_is_the_same_for_a_wrong_password_and_for_nobody() -> None:
    people.zhang_san()
    wrong = log_in(Client(), password="wrong-password-1").content.decode()
    nobody = log_in(Client(), identifier=people.DOCUMENTS["赵六"][0], password="wrong-password-1").content.decode()
    plain = [
        re.sub(r'value="[^"]*"', "", text.replace(people.DOCUMENTS["赵六"][0], people.DOCUMENTS["张三"][0]))
        for text in (wrong, nobody)
    ]
    assert plain[0] == plain[1]


def test_five_wrong_tries_lock_the_door_for_this_address_with_a_clear_sentence_even_to_the_right_password() -> None:
    people.zhang_san()
    client = Client()
    for _try in range(4):
        assert log_in(client, password="wrong").status_code == 200
    assert log_in(client, password="wrong").status_code == 429
    locked = log_in(client)
    assert locked.status_code == 429 and "15 分钟" in locked.content.decode() and not logged_in(client)
    elsewhere = Client(REMOTE_ADDR="10.0.0.2")
    log_in(elsewhere)
    assert logged_in(elsewhere)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    log_in(client)
    assert logged_in(client)


def test_who_does_not_exist_is_locked_out_all_the_same() -> None:
    client = Client()
    for _try in range(5):
        response = log_in(client, password="wrong")
    assert response.status_code == 429


def test_the_table_of_wrong_tries_names_nobody() -> None:
    log_in(Client(), password="wrong-secret")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM axes_accessattempt a")
        row = cursor.fetchone()[0]
    assert people.DOCUMENTS["张三"][0] not in row and "wrong-secret" not in row


def test_a_good_log_in_forgets_the_wrong_tries_before_it() -> None:
    people.zhang_san()
    for _round in range(2):
        client = Client()
        for _try in range(4):
            log_in(client, password="wrong")
        log_in(client)
        assert logged_in(client)


def test_a_session_planted_before_log_in_is_worth_nothing_after_it() -> None:
    people.zhang_san()
    client = Client()
    client.get("/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    log_in(client)
    assert client.session.session_key != planted and "planted" not in client.session
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/counter/", "javascript:alert(1)"])
def test_next_leads_only_behind_the_same_door(target: str) -> None:
    people.zhang_san()
    response = log_in(Client(), f"/login/?next={target}")
    assert target not in response["Location"]
    assert log_in(Client(), "/login/?next=/me/looks/")["Location"] == "/me/looks/"


def test_a_stranger_is_sent_to_the_door_that_the_page_lies_behind() -> None:
    client = Client()
    for path, door in (
        ("/me/", "/login/"),
        ("/counter/audit/", "/login/staff/"),
        ("/employer/choose/", "/login/employer/"),
        ("/admin/", "/login/staff/"),
    ):
        location = client.get(path, follow=True).redirect_chain[-1][0]
        assert location.split("?")[0] == door
    fragment = client.get("/me/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"].startswith("/login/")


def test_log_out_is_by_post_and_ends_the_session() -> None:
    people.zhang_san()
    client = Client()
    log_in(client)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert not logged_in(client) and LoginSession.objects.get().ended_at


# --- idle and revoked sessions


def test_who_was_away_too_long_is_logged_out_and_told_so() -> None:
    people.zhang_san()
    client = Client()
    log_in(client)
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - 15 * 60 - 5
    session.save()
    response = client.get("/me/", follow=True)
    assert not logged_in(client) and "请重新登录" in response.content.decode()
    assert LoginSession.objects.get().ended_at


def test_being_at_work_keeps_the_session() -> None:
    people.zhang_san()
    client = Client()
    log_in(client)
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - 14 * 60
    session.save()
    assert client.get("/me/").status_code == 200
    assert timezone.now().timestamp() - client.session["seen"] < 5


def test_a_log_in_can_be_ended_from_another_device_but_not_by_somebody_else() -> None:
    people.zhang_san()
    here, there = Client(), Client()
    log_in(here), log_in(there)
    row = LoginSession.objects.get(session_key=there.session.session_key)
    assert people.browser(people.qian_qi()).post(f"/me/sessions/{row.pk}/end/").status_code == 404
    assert here.post(f"/me/sessions/{row.pk}/end/").status_code == 302
    assert there.get("/me/").status_code == 302
    assert here.post(f"/me/sessions/{row.pk}/end/").status_code == 404


def test_a_deactivated_user_is_out_at_once() -> None:
    user = people.zhang_san()
    client = people.browser(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302


def test_a_new_password_ends_other_sessions_and_keeps_this_one() -> None:
    people.zhang_san()
    here, there = Client(), Client()
    log_in(here), log_in(there)
    answers = {"old": people.PASSWORD, "new": "another-horse-43", "again": "another-horse-43"}
    assert "当前密码不正确" in here.post("/me/password/", {**answers, "old": "wrong"}).content.decode()
    assert here.post("/me/password/", answers).status_code == 302
    assert here.get("/me/").status_code == 200 and there.get("/me/").status_code == 302
    assert LoginSession.objects.filter(ended_at=None).get().session_key == here.session.session_key


@pytest.mark.parametrize("new", ["short-1", "1234567890123", "password123", "x19860512xyz", "abc13800000001"])
def test_a_weak_or_telling_password_is_refused(new: str) -> None:
    client = people.browser(people.zhang_san())
    response = client.post("/me/password/", {"old": people.PASSWORD, "new": new, "again": new})
    assert response.status_code == 200


def test_an_issued_password_leads_nowhere_but_to_a_new_one() -> None:
    teller = people.wang_wu()
    with transaction.atomic():
        password = accounts.issue_password(user_id=teller.pk, by=None, at=AT)
    client = Client()
    client.post("/login/staff/", {"identifier": "1001", "password": password})
    assert client.get("/me/")["Location"] == "/me/password/"
    client.post("/me/password/", {"old": password, "new": "another-horse-43", "again": "another-horse-43"})
    assert client.get("/me/").status_code == 200


# --- clerks


def test_a_clerk_of_one_employer_is_there_at_once_and_of_two_chooses() -> None:
    clerk = people.li_si()
    answers = {"identifier": people.DOCUMENTS["李四"][0], "password": people.PASSWORD}
    client = Client()
    client.post("/login/employer/", answers)
    assert client.session["employer_id"] == people.employer().pk
    other = _second_employer()
    accounts.authorise_clerk(
        employer_id=other.pk, person_id=clerk.person_id, mandate="授权书", by=people.wang_wu(), at=AT
    )
    client = Client()
    assert client.post("/login/employer/", answers)["Location"] == "/employer/choose/"
    client.post("/employer/choose/", {"employer": other.pk})
    assert client.session["employer_id"] == other.pk


def _second_employer() -> Any:
    from common import identity

    organisation = "MA17XY00"
    first17 = f"91220402{organisation}{identity.organisation_check_digit(organisation)}"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for last in alphabet:
        try:
            code = identity.check_social_credit_code(first17 + last)
        except identity.InvalidNumber:
            continue
        return people.employer("另一家有限公司", code)
    raise AssertionError


@pytest.mark.parametrize("choice", ["other", "", "x", "-1"])
def test_a_clerk_cannot_choose_an_employer_they_do_not_act_for(choice: str) -> None:
    client = people.browser(people.li_si())
    employer = str(_second_employer().pk) if choice == "other" else choice
    assert client.post("/employer/choose/", {"employer": employer}).status_code == 404


def test_a_removed_clerk_cannot_log_in_again() -> None:
    clerk = people.li_si()
    accounts.end_clerk(clerk_id=clerk.person.clerk_of.get().pk, by=people.wang_wu(), at=AT)
    client = Client()
    client.post("/login/employer/", {"identifier": people.DOCUMENTS["李四"][0], "password": people.PASSWORD})
    assert not logged_in(client)


# --- addresses


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),
        (1, "nonsense", ""),
        (1, "", "10.0.0.9"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_callers_address_is_what_trusted_proxies_say_and_nobody_else(
    trusted: int, forwarded: str, address: str, settings: Any, rf: Any
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": forwarded})
    assert access.client_address(request) == address


def test_a_forged_address_does_not_open_a_locked_door() -> None:
    people.zhang_san()
    client = Client()
    for place in range(5):
        client.post("/login/", {**GOOD, "password": "wrong"}, headers={"X-Forwarded-For": f"6.6.6.{place}"})
    locked = client.post("/login/", GOOD, headers={"X-Forwarded-For": "6.6.6.99"})
    assert locked.status_code == 429
