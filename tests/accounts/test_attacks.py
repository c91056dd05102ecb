"""Attacks on doors, sessions, roles and looks through the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import transaction
from django.test import Client

from accounts import operations as accounts
from accounts.models import Look, RoleGrant
from accounts.permissions import Role
from common.identity import citizen_check_digit
from notifications.models import Message
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db
NEW = "22040219900101123" + citizen_check_digit("22040219900101123")


def test_the_form_with_full_numbers_is_never_shown_without_a_look() -> None:
    pk, number = people.zhang_san().person_id, people.DOCUMENTS["张三"][0]
    teller = people.browser(people.wang_wu())
    for place, ask in enumerate((teller.get, teller.options, teller.post), start=1):
        shown = number in ask(f"/counter/people/{pk}/correct/").content.decode()
        assert not shown or Look.objects.filter(person=pk, kind="REVEAL").count() == place


@pytest.mark.parametrize(
    "address",
    ["/counter/employers/?q=%00abc", "/counter/employers/?q=张%00", "/counter/people/{}/?case=%00", "/verify/%00abc/"],
)
def test_a_null_character_in_an_address_is_refused_and_no_failure(address: str) -> None:
    pk = people.zhang_san().person_id
    teller = people.browser(people.wang_wu())
    assert teller.get(address.format(pk)).status_code == 400
    assert teller.post(f"/counter/people/{pk}/reveal/", {"what": "phone", "case": "W\0"}).status_code == 200
    assert Look.objects.get(kind="REVEAL").case == ""


def test_the_end_of_time_is_no_day_to_filter_by() -> None:
    assert people.browser(people.wu_shi()).get("/counter/audit/?until=9999-12-31").status_code == 200


def test_the_table_of_wrong_tries_names_nobody() -> None:
    number = people.DOCUMENTS["张三"][0]
    for door in ("/login/", "/login/employer/", "/login/staff/"):
        asked = f"{door}?next=/counter/search/%3Fq%3D{number}"
        Client().post(asked, {"identifier": number, "password": "wrong-password"})
        Client().post(asked, {"identifier": "1001", "password": number})
    assert AccessAttempt.objects.exists()
    assert number not in str(list(AccessAttempt.objects.values_list()))


def test_a_code_in_strange_letters_is_wrong_and_counted(settings: Any) -> None:
    settings.SECOND_FACTOR = True
    teller, client = people.wang_wu(), Client()
    client.post("/login/staff/", {"identifier": "1001", "password": people.PASSWORD})
    client.get("/login/staff/code/")
    answers = [client.post("/login/staff/code/", {"code": code}) for code in ("éééééé", "①②③④⑤⑥", "密", "1", "2", "3")]
    assert [answer.status_code for answer in answers][:4] == [200] * 4
    assert answers[-1].status_code == 429
    assert client.get("/counter/").status_code == 302
    assert not teller.login_sessions.exists()


def test_rights_end_while_somebody_is_logged_in() -> None:
    admin = people.zheng_yi()
    teller, clerk, auditor = (people.browser(each) for each in (people.wang_wu(), people.li_si(), people.wu_shi()))
    assert clerk.get("/employer/people/").status_code in (200, 404)
    with transaction.atomic():
        accounts.revoke_role(grant_id=RoleGrant.objects.get(user=people.wang_wu()).pk, by=admin, at=AT)
        accounts.dismiss_staff(user_id=people.wu_shi().pk, by=admin, at=AT)
    assert teller.get("/counter/search/").status_code == 403
    assert auditor.get("/counter/audit/").status_code == 302
    mandate = people.li_si().person.clerk_of.get()
    accounts.end_clerk(clerk_id=mandate.pk, by=people.zhao_liu(), at=AT)
    for address in ("/employer/lists/", "/employer/upload/", "/employer/people/", "/employer/upload/template.xlsx"):
        assert clerk.get(address).status_code == 404


def test_a_deputy_of_a_past_term_may_nothing() -> None:
    with transaction.atomic():
        accounts.grant_role(
            user_id=people.wang_wu().pk,
            role=Role.CHIEF_ACCOUNTANT,
            since=date(2020, 1, 1),
            until=date(2020, 1, 1) + timedelta(days=3),
            deputising_for_id=people.zhou_jiu().pk,
            by=people.zheng_yi(),
            at=AT,
        )
    assert people.browser(people.wang_wu()).get("/counter/books/").status_code in (403, 404)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_no_door_leads_out_of_the_house(target: str) -> None:
    people.zhang_san()
    client = Client()
    answer = client.post(
        "/login/",
        {"identifier": people.DOCUMENTS["张三"][0], "password": people.PASSWORD},
        query_params={"next": target},
    )
    assert answer.headers["Location"] == "/portal/"
    assert client.post("/look/", {"next": target}).headers["Location"] == "/"
    assert client.post("/language/", {"next": target, "language": "en"}).headers["Location"] == "/"


def test_an_administrator_cannot_take_over_somebodys_door_unheard() -> None:
    victim, admin = people.zhou_jiu(), people.zheng_yi()
    with pytest.raises(accounts.TwoAreNeeded), transaction.atomic():
        accounts.issue_password(user_id=victim.pk, by=admin, at=AT)
    with transaction.atomic():
        accounts.issue_password(user_id=victim.pk, by=None, at=AT)
    assert Message.objects.filter(person=victim.person_id, template__event="password_changed").exists()
    with transaction.atomic():
        hired = accounts.hire_staff(
            name="新来", document_number=NEW, number="1099", branch_id=people.branch().pk, by=admin, at=AT
        )
        accounts.issue_password(user_id=hired.user_id, by=admin, at=AT)
    assert not Message.objects.filter(person=hired.user.person_id).exists()
