"""A form sent after the log-in had ended: it waits for its own person, is never sent by itself, is nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms as django_forms
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import kept, rules
from accounts import operations as accounts
from accounts.models import Door, Relation, SecondFactor, User
from accounts.operations import staff as staff_operations
from tests import people

pytestmark = pytest.mark.django_db

TYPED = {"kind": "SPOUSE", "name": "钱七", "document_number": "220402198605120059", "proof": "结婚证 <甲>", "since": ""}
CLERK_IN = {"identifier": people.DOCUMENTS["李四"][0], "password": people.PASSWORD}
SECOND_CODE = "91220400BTGJNLCW37"
STAFF_IN = {"identifier": "1001", "password": people.PASSWORD}


def log_in(client: Client, path: str = "/login/staff/", **answers: str) -> Any:
    return client.post(path, {**STAFF_IN, **answers})


def gone_idle(client: Client) -> None:
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - 31 * 60
    session.save()


@pytest.fixture
def page() -> str:
    """The form that the teller was filling in."""
    return f"/counter/people/{people.zhang_san().person_id}/relate/"


@pytest.fixture
def teller(page: str) -> Client:
    """王五's browser, idle while the form was typed."""
    people.wang_wu()
    client = Client()
    log_in(client)
    gone_idle(client)
    return client


def test_what_was_typed_waits_behind_the_door_and_is_shown_again_not_sent(teller: Client, page: str) -> None:
    answer = teller.post(page, TYPED, follow=True)
    assert "您填写的内容已保留，登录后可继续" in answer.content.decode()
    assert TYPED["document_number"] not in answer.content.decode() + str(answer.redirect_chain)
    back = log_in(teller)
    assert back["Location"] == page
    shown = teller.get(page).content.decode()
    assert 'value="220402198605120059"' in shown and 'value="结婚证 &lt;甲&gt;"' in shown
    assert '<option value="SPOUSE" selected>' in shown and "还没有提交，请核对后再提交" in shown
    assert not Relation.objects.exists()
    assert 'value="220402198605120059"' in teller.get(page).content.decode()  # also after a reload
    assert teller.post(page, {**TYPED, "since": "2020-01-01"}).status_code == 302
    assert Relation.objects.count() == 2
    assert "220402198605120059" not in teller.get(page).content.decode()


def test_nothing_of_it_lies_in_the_clear(teller: Client, page: str) -> None:
    teller.post(page, TYPED)
    session = teller.session
    words = str(dict(session.items())) + Session.objects.get(session_key=session.session_key).session_data
    assert "220402198605120059" not in words and "结婚证" not in words
    assert "_auth_user_id" not in session
    assert session.get_expiry_age() <= kept.SECONDS


def test_another_person_never_sees_it_and_it_is_gone_then(teller: Client, page: str) -> None:
    people.zhao_liu()
    teller.post(page, TYPED)
    assert log_in(teller, identifier="1002")["Location"] != page
    assert "220402198605120059" not in teller.get(page).content.decode()
    assert "220402198605120059" not in teller.get("/me/kept/").content.decode()
    teller.post("/logout/")
    log_in(teller)
    assert "220402198605120059" not in teller.get(page).content.decode()


def test_the_same_persons_other_door_does_not_open_it() -> None:
    clerk = people.li_si()
    with transaction.atomic():
        accounts.open_door(
            person_id=clerk.person_id, door=Door.DEPOSITOR, password=people.PASSWORD, by=None, at=timezone.now()
        )
    client = Client()
    log_in(client, "/login/employer/", **CLERK_IN)
    gone_idle(client)
    client.post("/me/phone/", {"phone": "13911112222"})
    assert log_in(client, "/login/", **CLERK_IN)["Location"] != "/me/phone/"
    assert "13911112222" not in client.get("/me/phone/").content.decode()


def test_after_half_an_hour_it_is_gone(teller: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    teller.post(page, TYPED)
    monkeypatch.setattr(kept, "SECONDS", -1)
    assert log_in(teller)["Location"] != page
    monkeypatch.undo()
    assert "220402198605120059" not in teller.get(page).content.decode()


def test_a_log_in_that_was_ended_elsewhere_keeps_it_too(page: str) -> None:
    user = people.wang_wu()
    client, other = Client(), Client()
    log_in(client), log_in(other)
    row = user.login_sessions.get(session_key=client.session.session_key)
    other.post(f"/me/sessions/{row.pk}/end/")
    client.post(page, TYPED)
    assert log_in(client)["Location"] == page
    assert 'value="220402198605120059"' in client.get(page).content.decode()


def test_a_stranger_has_nothing_kept_and_is_told(page: str) -> None:
    answer = Client().post(page, TYPED, follow=True)
    assert "没能保留" in answer.content.decode()
    assert not Session.objects.exists()


def test_a_form_of_another_site_is_refused_before_anything_is_kept(teller: Client, page: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = teller.cookies
    assert strict.post(page, TYPED).status_code == 403
    assert "kept_form" not in strict.session


def test_passwords_and_files_are_not_kept() -> None:
    people.zhang_san()
    client = Client()
    answers = {"identifier": people.DOCUMENTS["张三"][0], "password": people.PASSWORD}
    client.post("/login/", answers)
    gone_idle(client)
    secret = {"old": people.PASSWORD, "new": "another-horse-43", "again": "another-horse-43"}
    client.post("/me/password/", {**secret, "paper": SimpleUploadedFile("a.txt", b"x"), "phone": "1"})
    form = kept.waiting(client.get("/login/").wsgi_request)
    assert form is not None and form.fields == {"phone": ["1"]} and form.had_files
    assert "文件不能保留" in client.get("/login/").content.decode()


def test_every_password_field_has_a_name_that_is_never_kept() -> None:
    def below(kind: type[django_forms.BaseForm]) -> set[type[django_forms.BaseForm]]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    names = {
        name
        for kind in below(django_forms.BaseForm)
        if not kind.__module__.startswith("django.")
        for name, field in getattr(kind, "base_fields", {}).items()
        if isinstance(field.widget, django_forms.PasswordInput)
    }
    assert names and names <= kept.NEVER


def test_a_very_long_form_is_not_kept_and_the_door_says_so(teller: Client, page: str) -> None:
    answer = teller.post(page, {**TYPED, "proof": "长" * (kept.LARGEST + 1)}, follow=True)
    assert "没能保留" in answer.content.decode()


def test_a_form_on_another_page_than_its_address_leads_back_to_that_page(teller: Client) -> None:
    relation_page = f"/counter/people/{people.zhang_san().person_id}/"
    answer = teller.post(
        f"{relation_page}reveal/", {"what": "phone"}, headers={"referer": f"http://testserver{relation_page}"}
    )
    assert answer.status_code == 302
    assert log_in(teller)["Location"] == relation_page
    assert "还没有提交" in teller.get(relation_page).content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/x/", "http://testserver//evil.example/", "javascript:x"])
def test_no_false_page_leads_out_of_the_house(teller: Client, page: str, referer: str) -> None:
    teller.post(page, TYPED, headers={"referer": referer})
    assert log_in(teller)["Location"] == page


def test_where_the_page_no_longer_has_the_form_the_words_are_still_there(teller: Client) -> None:
    gone = "/counter/people/2000000000/relate/"
    teller.post(gone, TYPED)
    assert log_in(teller)["Location"] == gone
    lost = teller.get(gone, follow=True)
    assert lost.redirect_chain == [("/me/kept/", 302)] and "结婚证 &lt;甲&gt;" in lost.content.decode()
    assert teller.get(gone).status_code == 404
    teller.post("/me/kept/")
    assert "没有保留的内容" in teller.get("/me/kept/").content.decode()


def test_an_act_without_typing_is_told_of_and_not_done(teller: Client) -> None:
    user = people.wang_wu()
    accounts.start_session(user=user, session_key="x" * 32, address=None, device="", at=timezone.now())
    row = user.login_sessions.get(session_key="x" * 32)
    teller.post(f"/me/sessions/{row.pk}/end/", headers={"referer": "http://testserver/me/sessions/"})
    answer = log_in(teller)
    assert answer["Location"] == "/me/sessions/"
    assert "刚才的操作没有提交" in teller.get("/me/sessions/").content.decode()
    row.refresh_from_db()
    assert row.ended_at is None


def test_it_comes_through_the_second_step(teller: Client, page: str, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    user = people.wang_wu()
    accounts.enrol_second_factor(user_id=user.pk)
    SecondFactor.objects.update(confirmed_at=timezone.now())
    teller.post(page, TYPED)
    log_in(teller)
    step = int(timezone.now().timestamp()) // rules.TOTP_SECONDS
    code = staff_operations.totp_code(SecondFactor.objects.get(user=user).secret, step)
    assert teller.post("/login/staff/code/", {"code": code})["Location"] == page
    assert 'value="220402198605120059"' in teller.get(page).content.decode()


def test_a_clerk_comes_back_to_the_employer_they_acted_for() -> None:
    clerk, second = people.li_si(), people.employer("辽源市另一有限公司", SECOND_CODE)
    accounts.authorise_clerk(
        employer_id=second.pk, person_id=clerk.person_id, mandate="授权书", by=people.wang_wu(), at=timezone.now()
    )
    client = Client()
    assert log_in(client, "/login/employer/", **CLERK_IN)["Location"] == "/employer/choose/"
    client.post("/employer/choose/", {"employer": second.pk})
    gone_idle(client)
    client.post("/me/phone/", {"phone": "139"})
    assert log_in(client, "/login/employer/", **CLERK_IN)["Location"] == "/me/phone/"
    assert client.session["employer_id"] == second.pk
    assert 'value="139"' in client.get("/me/phone/").content.decode()
    client.post("/employer/choose/", {"employer": people.employer().pk})
    assert 'value="139"' not in client.get("/me/phone/").content.decode()


def test_a_table_of_sessions_tells_nobodys_words(teller: Client, page: str) -> None:
    teller.post(page, TYPED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM django_session s")
        assert "220402198605120059" not in str(cursor.fetchall())
    assert django_settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_a_dismissed_persons_words_are_not_kept(teller: Client, page: str) -> None:
    User.objects.filter(username="staff:1001").update(is_active=False)
    assert "没能保留" in teller.post(page, TYPED, follow=True).content.decode()
