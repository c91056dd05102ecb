"""A phone that an employer's list names opens no door: seen from the attacker's side, and from the window's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import operations as accounts
from accounts.models import AuditEntry, Door, EmployerClerk, OneTimeCode, Person, User
from accounts.rules import PersonRow
from notifications.models import Message
from notifications.operations import claim_next, queue
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db
NUMBER = people.DOCUMENTS["张三"][0]
ATTACKERS, OWN = "13999999999", "13800000001"
WAY_ON = "携带身份证到任一柜台核实手机号"


def reported(phone: str = ATTACKERS) -> Person:
    """张三 as an employer's list put them on file, with a phone of the employer's choice."""
    with transaction.atomic():
        (pk,) = accounts.persons_for_list(rows=[PersonRow("张三", "01", NUMBER, phone)], at=AT)
    return Person.objects.get(pk=pk)


def claim(client: Client, sent: list[dict[str, Any]], path: str, phone: str = ATTACKERS) -> str:
    """Everything right up to the code; what the page answers to it."""
    OneTimeCode.objects.all().delete()
    client.post(path, {"name": "张三", "document_number": NUMBER, "phone": phone})
    return str(client.post("/activate/code/", {"code": sent[-1]["code"]}, follow=True).content.decode())


def test_who_put_a_phone_into_a_list_cannot_open_the_persons_door_with_it(sent: list[dict[str, Any]]) -> None:
    someone, client = reported(), Client()
    assert WAY_ON in claim(client, sent, "/activate/")
    assert client.get("/activate/password/").status_code == 302
    assert client.post("/activate/password/", {"new": "a-new-horse-44", "again": "a-new-horse-44"}).status_code == 302
    OneTimeCode.objects.all().delete()
    accounts.send_code(person=someone, phone=ATTACKERS, purpose=accounts.RESET, at=AT)
    proof = accounts.prove_code(phone=ATTACKERS, purpose=accounts.RESET, code=sent[-1]["code"], at=AT)
    for purpose in (accounts.ACTIVATE, accounts.RESET):
        with pytest.raises(accounts.PhoneNotOwn):
            accounts.open_own_door(
                person_id=someone.pk,
                door=Door.DEPOSITOR,
                purpose=purpose,
                proof_id=proof,
                password=people.PASSWORD,
                notice_id=None,
                at=AT,
            )
    assert not User.objects.filter(person=someone).exists()
    someone.refresh_from_db()
    assert not someone.phone_is_own


def test_nor_reset_a_door_that_was_set_up_beside_it(sent: list[dict[str, Any]]) -> None:
    someone = reported()
    with transaction.atomic():
        accounts.open_door(person_id=someone.pk, door=Door.DEPOSITOR, password=people.PASSWORD, by=None, at=AT)
    assert WAY_ON in claim(Client(), sent, "/reset/")
    assert User.objects.get(person=someone).check_password(people.PASSWORD)


def test_nor_act_for_the_employer_whose_clerk_the_person_is(sent: list[dict[str, Any]]) -> None:
    someone = reported()
    accounts.authorise_clerk(
        employer_id=people.employer().pk, person_id=someone.pk, mandate="授权书", by=people.wang_wu(), at=AT
    )
    assert WAY_ON in claim(Client(), sent, "/activate/?door=CLERK")
    assert not User.objects.filter(person=someone).exists()


def test_a_phone_written_down_for_an_absent_person_is_reported_too(sent: list[dict[str, Any]]) -> None:
    """An employer's clerk may stand at the window with a form that names the person and a phone."""
    with transaction.atomic():
        accounts.find_or_create_person(
            name="张三", document_type="01", document_number=NUMBER, phone=ATTACKERS, by=people.wang_wu(), at=AT
        )
    assert WAY_ON in claim(Client(), sent, "/activate/")


def test_neither_a_list_nor_a_form_replaces_a_phone_given_at_the_window() -> None:
    user = people.zhang_san()
    reported()
    with transaction.atomic():
        accounts.find_or_create_person(
            name="张三", document_type="01", document_number=NUMBER, phone=ATTACKERS, by=people.wang_wu(), at=AT
        )
    assert Person.objects.get(pk=user.person_id).phone == OWN


def test_the_person_at_the_window_gives_their_phone_and_opens_the_door_at_once(sent: list[dict[str, Any]]) -> None:
    someone, teller = reported(), people.browser(people.wang_wu())
    page, address = f"/counter/people/{someone.pk}/", f"/counter/people/{someone.pk}/phone/"
    assert "单位申报，未核实" in teller.get(page).content.decode()
    assert ATTACKERS not in teller.get(address).content.decode()
    teller.post(address, {"phone": OWN})  # nobody says that a document was seen
    someone.refresh_from_db()
    assert (someone.phone, someone.phone_is_own) == (ATTACKERS, False)
    done = teller.post(address, {"phone": OWN, "seen": "on"}, follow=True).content.decode()
    assert "手机号已核实" in done and "柜台已核实" in done and address not in done
    someone.refresh_from_db()
    assert (someone.phone, someone.phone_is_own) == (OWN, True)
    assert AuditEntry.objects.filter(action="phone:confirm", person=someone, user=people.wang_wu()).count() == 1
    assert Message.objects.filter(person=someone, template__event="account_info_changed").exists()
    client = Client()
    claim(client, sent, "/activate/", OWN)
    assert client.get("/activate/password/").status_code == 200
    assert sent[-1]["phone"] == OWN


def test_a_clerk_at_the_window_opens_their_door_an_absent_one_is_asked_to_come() -> None:
    employer, teller = people.employer(), people.browser(people.wang_wu())
    answers = {"name": "张三", "document_type": "01", "document_number": NUMBER, "phone": OWN, "mandate": "授权书"}
    address = f"/counter/employers/{employer.pk}/clerks/"
    assert "还没有经本人核实" in teller.post(address, answers, follow=True).content.decode()
    assert not Person.objects.get(name="张三").phone_is_own
    accounts.end_clerk(clerk_id=EmployerClerk.objects.get(ended_at=None).pk, by=people.wang_wu(), at=AT)
    done = teller.post(address, {**answers, "present": "on"}, follow=True).content.decode()
    assert "用手机号开通" in done and Person.objects.get(name="张三").phone_is_own


def test_the_window_refuses_ones_own_record_another_persons_phone_and_everybody_else() -> None:
    someone, teller = reported(), people.wang_wu()
    with pytest.raises(accounts.OwnRecord):
        accounts.confirm_phone(person_id=teller.person_id, phone=OWN, by=teller, at=AT)
    with pytest.raises(accounts.BadNumber):
        accounts.confirm_phone(person_id=someone.pk, phone="12345", by=teller, at=AT)
    Person.objects.filter(pk=people.qian_qi().person_id).update(phone_verified_at=AT)
    with pytest.raises(accounts.PhoneTaken):
        accounts.confirm_phone(person_id=someone.pk, phone=people.DOCUMENTS["钱七"][1], by=teller, at=AT)
    address = f"/counter/people/{someone.pk}/phone/"
    for user in (people.li_si(), people.qian_qi(), people.wu_shi(), people.zheng_yi()):
        assert people.browser(user).post(address, {"phone": OWN, "seen": "on"}).status_code == 403
    someone.refresh_from_db()
    assert not someone.phone_is_own


def test_a_corrected_name_does_not_make_a_reported_phone_the_persons_own() -> None:
    someone = reported()
    record = {"document_type": "01", "document_number": NUMBER, "reason": "户口簿", "by": people.wang_wu(), "at": AT}
    accounts.correct_person(person_id=someone.pk, name="张三丰", phone=ATTACKERS, **record)
    someone.refresh_from_db()
    assert not someone.phone_is_own
    accounts.correct_person(person_id=someone.pk, name="张三丰", phone=OWN, **record)
    someone.refresh_from_db()
    assert someone.phone_is_own
    accounts.correct_person(person_id=someone.pk, name="张三丰", phone="", **record)
    someone.refresh_from_db()
    assert not someone.phone_is_own
    with pytest.raises(IntegrityError, match="seen_phone_exists"), transaction.atomic():
        Person.objects.filter(pk=someone.pk).update(phone_seen_at=AT)


def test_a_phone_that_is_not_theirs_gets_no_more_messages_and_opens_nothing() -> None:
    someone, teller = reported(), people.wang_wu()

    def tell(key: str) -> int:
        with transaction.atomic():
            return queue(
                person_id=someone.pk, template="account_info_changed", context={"day": "x", "what": "y"}, key=key, at=AT
            )

    def sms() -> list[Message]:
        return list(Message.objects.filter(person=someone, channel="SMS").order_by("id"))

    tell("before")
    page = people.browser(teller).post(f"/counter/people/{someone.pk}/wrong-phone/", follow=True).content.decode()
    assert "已停发短信" in page and "当面核实" in page
    tell("after")
    assert [each.key for each in sms()] == ["account_info_changed:before"]
    claimed = claim_next(at=AT + timedelta(days=1))
    assert claimed is not None and (claimed.status, claimed.error) == ("SKIPPED", "机主说号码不是本人的")
    with pytest.raises(accounts.PhoneNotOwn):
        accounts.refuse_reported_phone(Person.objects.get(pk=someone.pk))

    # The person comes with a phone of their own: they are reached again.
    accounts.confirm_phone(person_id=someone.pk, phone=OWN, by=teller, at=AT)
    tell("again")
    assert sms()[-1].key == "account_info_changed:again"
    assert not [each for each in sms() if each.address == ATTACKERS]
    assert AuditEntry.objects.filter(action="phone:wrong", person=someone).exists()


def test_nobody_reports_their_own_phone_or_one_that_is_not_there() -> None:
    teller = people.wang_wu()
    with pytest.raises(accounts.OwnRecord):
        accounts.report_wrong_phone(person_id=teller.person_id, by=teller, at=AT)
    with pytest.raises(accounts.NoPhone):
        accounts.report_wrong_phone(person_id=reported("").pk, by=teller, at=AT)


def test_a_proved_phone_is_told_a_last_time_that_it_hears_no_more() -> None:
    someone, teller = people.zhang_san().person, people.wang_wu()
    accounts.report_wrong_phone(person_id=someone.pk, by=teller, at=AT)
    told = Message.objects.filter(person=someone, template__event__code="account_info_changed").order_by("id")
    assert {(each.channel, each.address) for each in told} == {("INBOX", ""), ("SMS", people.DOCUMENTS["张三"][1])}
    someone.refresh_from_db()
    assert not someone.phone_is_own and someone.phone_wrong_at == AT
