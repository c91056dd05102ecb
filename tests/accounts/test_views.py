"""One's own pages, the counter's pages about persons and clerks, the audit list: what they show, to whom, and note."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts import operations as accounts
from accounts.models import Look
from tests import people
from tests.desk import world
from tests.make import AT

pytestmark = pytest.mark.django_db


def test_ones_own_page_masks_numbers_and_the_export_holds_them_all() -> None:
    client = people.browser(people.zhang_san())
    number = people.DOCUMENTS["张三"][0]
    page = client.get("/me/").content.decode()
    assert number not in page and "2204**********0016" in page
    export = client.get("/me/export/")
    assert json.loads(export.content)["个人信息"]["证件号码"] == number
    assert "attachment" in export["Content-Disposition"]


def test_a_card_is_bound_and_unbound_and_never_by_somebody_else() -> None:
    client = people.browser(people.zhang_san())
    answers = {"number": "6217000000012345678"[:18], "holder": "张三", "bank_name": "建设银行"}
    assert client.post("/me/cards/bind/", {**answers, "holder": "李四"}).status_code == 200
    assert client.post("/me/cards/bind/", answers).status_code == 302
    card = people.zhang_san().person.cards.get()
    assert people.browser(people.qian_qi()).post(f"/me/cards/{card.pk}/unbind/").status_code == 404
    assert client.post(f"/me/cards/{card.pk}/unbind/").status_code == 302


def test_a_new_phone_goes_through_its_code(sent: list[dict[str, Any]]) -> None:
    client = people.browser(people.zhang_san())
    client.post("/me/phone/", {"phone": "139 1111 2222"})
    assert sent[0]["phone"] == "13911112222"
    assert client.post("/me/phone/code/", {"code": "xxxxxx"}).status_code == 200
    client.post("/me/phone/code/", {"code": sent[0]["code"]})
    assert people.zhang_san().person.phone == "13911112222"


def test_opening_and_revealing_are_looks_that_the_person_sees(open_day: date) -> None:
    depositor, teller = people.zhang_san(), people.browser(people.wang_wu())
    number, pk = people.DOCUMENTS["张三"][0], depositor.person_id
    case = world.open_case().number
    assert number not in teller.get(f"/counter/people/{pk}/?case={case}").content.decode()
    revealed = teller.post(f"/counter/people/{pk}/reveal/", {"what": "document", "case": case})
    assert number in revealed.content.decode()
    assert list(Look.objects.order_by("id").values_list("kind", "case")) == [("PAGE", case), ("REVEAL", case)]
    page = people.browser(depositor).get("/me/looks/").content.decode()
    assert "综合柜员" in page and "完整证件号码" in page
    assert teller.post(f"/counter/people/{pk}/reveal/", {"what": "card-999"}).status_code == 404
    assert teller.post(f"/counter/people/{pk}/reveal/", {"what": "x"}).status_code == 404
    assert people.browser(people.wu_shi()).post(f"/counter/people/{pk}/reveal/", {"what": "phone"}).status_code == 403


def test_the_counter_corrects_relates_and_authorises() -> None:
    depositor, teller = people.zhang_san(), people.browser(people.wang_wu())
    pk, number = depositor.person_id, people.DOCUMENTS["张三"][0]
    answers = {
        "name": "张三丰",
        "document_type": "01",
        "document_number": number,
        "phone": "",
        "reason": "更名",
        "seen": "on",
    }
    assert teller.post(f"/counter/people/{pk}/correct/", answers).status_code == 302
    relative = {
        "kind": "SPOUSE",
        "name": "赵敏",
        "document_number": people.DOCUMENTS["赵六"][0],
        "proof": "结婚证",
        "since": "2010-05-01",
    }
    assert teller.post(f"/counter/people/{pk}/relate/", relative).status_code == 302
    assert "登记的另一段婚姻" not in teller.get(f"/counter/people/{pk}/").content.decode()
    relation = depositor.person.relations.get()
    assert teller.post(f"/counter/relations/{relation.pk}/end/").status_code == 302
    employer = people.employer()
    clerk = {
        "name": "张三丰",
        "document_type": "01",
        "document_number": number,
        "phone": "13800000001",
        "mandate": "授权书",
    }
    assert teller.post(f"/counter/employers/{employer.pk}/clerks/", clerk).status_code == 302
    mandate = employer.clerks.get()
    assert "张三丰" in teller.get(f"/counter/employers/{employer.pk}/clerks/").content.decode()
    assert teller.post(f"/counter/clerks/{mandate.pk}/end/").status_code == 302


def test_the_audit_list_filters() -> None:
    people.zhang_san(), people.li_si()
    client = people.browser(people.wu_shi())
    page = client.get(
        "/counter/audit/?action=clerk:authorise&since=2026-10-10&until=2026-10-10&staff=1001"
    ).content.decode()
    rows = page.partition("<tbody>")[2]
    assert "授权经办人" in rows and "授权材料：授权书" in rows and "开通登录" not in rows


def test_role_taken_back_is_felt_at_the_next_request() -> None:
    teller, admin = people.wang_wu(), people.zheng_yi()
    client = people.browser(teller)
    pk = people.zhang_san().person_id
    assert client.get(f"/counter/people/{pk}/").status_code == 200
    with transaction.atomic():
        accounts.revoke_role(grant_id=teller.role_grants.get().pk, by=admin, at=AT)
    assert client.get(f"/counter/people/{pk}/").status_code == 403


def test_history_knows_who_changed_a_record_and_on_which_page() -> None:
    depositor, teller = people.zhang_san(), people.wang_wu()
    number, path = people.DOCUMENTS["张三"][0], f"/counter/people/{depositor.person_id}/correct/"
    answers = {
        "name": "张三丰",
        "document_type": "01",
        "document_number": number,
        "phone": "",
        "reason": "更名",
        "seen": "on",
    }
    people.browser(teller).post(path, answers)
    context = depositor.person.events.latest("pgh_id").pgh_context
    assert (context.metadata["user"], context.metadata["url"]) == (teller.pk, path)


def test_refusals_are_shown_and_nothing_is_lost(sent: list[dict[str, Any]]) -> None:
    """Each form again with the sentence of the refusal beside it, or the message over the next page."""
    depositor, teller = people.zhang_san(), people.browser(people.wang_wu())
    own, pk, number = people.browser(depositor), depositor.person_id, people.DOCUMENTS["张三"][0]
    taken = {"name": "张三", "document_type": "01", "phone": "", "reason": "更正", "seen": "on"}
    taken["document_number"] = people.DOCUMENTS["王五"][0]
    assert "已登记在另一人名下" in teller.post(f"/counter/people/{pk}/correct/", taken).content.decode()
    oneself = {"kind": "SPOUSE", "name": "张三", "document_number": number, "proof": "结婚证", "since": "2010-05-01"}
    assert "不能与本人" in teller.post(f"/counter/people/{pk}/relate/", oneself).content.decode()
    employer = people.li_si().person.clerk_of.get().employer
    known = {"name": "李四", "document_type": "01", "document_number": people.DOCUMENTS["李四"][0]}
    known |= {"phone": "13800000002", "mandate": "授权书"}
    page = teller.post(f"/counter/employers/{employer.pk}/clerks/", known).content.decode()
    assert "已是该单位的经办人" in page
    mandate = employer.clerks.get()
    teller.post(f"/counter/clerks/{mandate.pk}/end/")
    assert "已终止" in teller.post(f"/counter/clerks/{mandate.pk}/end/", follow=True).content.decode()
    own.post("/me/phone/", {"phone": "13911112222"})
    assert "1 分钟后" in own.post("/me/phone/", {"phone": "13911112222"}).content.decode()
    assert own.get("/me/phone/code/").status_code == 200


def test_the_audit_trail_speaks_in_words() -> None:
    teller, someone = people.wang_wu(), people.zhang_san().person
    accounts.correct_person(
        person_id=someone.pk,
        name="张三丰",
        document_type="01",
        document_number=someone.document_number,
        phone="",
        reason="户口簿更名页",
        by=teller,
        at=AT,
    )
    accounts.add_relation(
        person_id=someone.pk,
        relative_id=people.qian_qi().person_id,
        kind="SPOUSE",
        proof="结婚证",
        since=AT.date(),
        by=teller,
        at=AT,
    )
    rows = people.browser(people.wu_shi()).get("/counter/audit/").content.decode()
    for words in ("更正项：姓名、手机号", "依据：户口簿更名页", "关系：配偶", "角色：综合柜员", "登记亲属关系"):
        assert words in rows, words
