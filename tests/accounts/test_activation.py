"""Opening one's own door and getting in again: codes, strangers, wrong tries."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts import operations as accounts
from accounts.models import Door, OneTimeCode, Person, User
from tests import people
from tests.accounts.doors import log_in, logged_in
from tests.make import AT

pytestmark = pytest.mark.django_db


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
