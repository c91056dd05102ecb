"""The three doors, attacked: enumeration, lock-out, replay, fixation, stale sessions, other people's rows."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import access, rules
from accounts import operations as accounts
from accounts.models import Door, LoginSession, OneTimeCode, Person, SecondFactor, User
from accounts.operations import staff as staff_operations
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db
GOOD = {"identifier": people.DOCUMENTS["张三"][0], "password": people.PASSWORD}


def log_in(client: Client, path: str = "/login/", **answers: str) -> Any:
    return client.post(path, {**GOOD, **answers})


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_now(user: User) -> str:
    step = int(timezone.now().timestamp()) // rules.TOTP_SECONDS
    return staff_operations.totp_code(SecondFactor.objects.get(user=user).secret, step)


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


# --- activation and reset


def claim(client: Client, path: str = "/activate/", name: str = "张三", **other: str) -> Any:
    number, phone = people.DOCUMENTS["张三"]
    return client.post(path, {"name": name, "document_number": number, "phone": phone, **other})


def on_file(name: str = "张三") -> Person:
    number, phone = people.DOCUMENTS[name]
    with transaction.atomic():
        someone = accounts.find_or_create_person(
            name=name, document_type="01", document_number=number, phone=phone, by=None, at=AT
        )
        return accounts.phone_seen(person_id=someone.pk, phone=phone, by=None, at=AT)


def finish(client: Client, code: str, password: str = "another-horse-43") -> Any:
    client.post("/activate/code/", {"code": code})
    page = client.get("/activate/password/")
    notice = re.search(r'name="notice" value="(\d+)"', page.content.decode())
    answers = {"new": password, "again": password, "agree": "on", "notice": notice[1] if notice else ""}
    return client.post("/activate/password/", answers)


def test_a_depositor_activates_and_logs_in_by_phone(sent: list[dict[str, Any]]) -> None:
    on_file()
    client = Client()
    assert claim(client)["Location"] == "/activate/code/"
    assert "138****0001" in client.get("/activate/code/").content.decode()
    assert finish(client, sent[0]["code"])["Location"] == "/login/"
    log_in(client, identifier=people.DOCUMENTS["张三"][1], password="another-horse-43")
    assert logged_in(client)


def test_the_notice_must_be_agreed_to(sent: list[dict[str, Any]]) -> None:
    on_file()
    client = Client()
    claim(client)
    client.post("/activate/code/", {"code": sent[0]["code"]})
    answers = {"new": "another-horse-43", "again": "another-horse-43"}
    assert "请先阅读并同意" in client.post("/activate/password/", answers).content.decode()
    assert not User.objects.filter(door=Door.DEPOSITOR).exists()


@pytest.mark.parametrize(
    "wrong", [{"name": "李四"}, {"phone": "13999999999"}, {"document_number": "110101190001011234"}]
)
@pytest.mark.parametrize("path", ["/activate/", "/reset/"])
def test_a_stranger_learns_nothing_from_activation(wrong: dict[str, str], path: str, sent: list[Any]) -> None:
    people.zhang_san()
    right, guess = Client(), Client()
    assert claim(right, path)["Location"] == "/activate/code/"
    OneTimeCode.objects.all().delete()
    assert claim(guess, path, **wrong)["Location"] == "/activate/code/"
    assert len(sent) == 1
    pages = [client.get("/activate/code/").content.decode() for client in (right, guess)]
    pages = [re.sub(r'value="[^"]*"', "", page).replace("139****9999", "138****0001") for page in pages]
    assert pages[0] == pages[1]
    wrong_code = guess.post("/activate/code/", {"code": "123456"})
    assert "验证码不正确或已过期" in wrong_code.content.decode()
    assert guess.get("/activate/password/").status_code == 302


def test_reset_needs_a_door_that_is_open_and_ends_its_sessions(sent: list[dict[str, Any]]) -> None:
    on_file()
    claim(Client(), "/reset/")
    assert not sent
    OneTimeCode.objects.all().delete()
    people.zhang_san()
    there = Client()
    log_in(there)
    client = Client()
    claim(client, "/reset/")
    finish(client, sent[0]["code"])
    assert there.get("/me/").status_code == 302
    log_in(client, password="another-horse-43")
    assert logged_in(client)


def test_a_code_typed_wrong_five_times_is_void(sent: list[dict[str, Any]]) -> None:
    on_file()
    client = Client()
    claim(client)
    wrong = "000000" if sent[0]["code"] != "000000" else "111111"
    for _try in range(5):
        client.post("/activate/code/", {"code": wrong})
    assert client.post("/activate/code/", {"code": sent[0]["code"]}).status_code == 200
    assert client.get("/activate/password/").status_code == 302


def test_a_second_code_within_a_minute_is_refused_in_words(sent: list[dict[str, Any]]) -> None:
    on_file()
    client = Client()
    claim(client)
    assert "1 分钟后" in claim(client).content.decode() and len(sent) == 1


def test_the_phone_waiting_for_its_code_is_not_plain_in_the_session(sent: list[dict[str, Any]]) -> None:
    on_file()
    client = Client()
    claim(client)
    assert people.DOCUMENTS["张三"][1] not in json.dumps(dict(client.session))


def test_a_clerk_activates_only_while_they_act_for_somebody(sent: list[dict[str, Any]]) -> None:
    on_file()
    client = Client()
    claim(client, "/activate/?door=CLERK")
    assert not sent
    OneTimeCode.objects.all().delete()
    accounts.authorise_clerk(
        employer_id=people.employer().pk, person_id=on_file().pk, mandate="授权书", by=people.wang_wu(), at=AT
    )
    claim(client, "/activate/?door=CLERK")
    assert finish(client, sent[0]["code"])["Location"] == "/login/employer/"


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
