"""Doors, codes, clerks, staff, cards, relations: each verb happens, and is refused to who may not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from accounts import operations as accounts
from accounts import rules, tasks
from accounts.models import AuditEntry, Consent, Door, LoginSession, Look, OneTimeCode, Person, PrivacyNotice, Relation
from accounts.operations import staff as staff_operations
from accounts.permissions import Permission, Role
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(minutes=2)


def send_and_prove(sent: list[dict[str, Any]], person: Person, purpose: str = accounts.ACTIVATE) -> int | None:
    accounts.send_code(person=person, phone=person.phone, purpose=purpose, at=AT)
    return accounts.prove_code(phone=person.phone, purpose=purpose, code=sent[-1]["code"], at=SOON)


def person(name: str = "张三") -> Person:
    number, phone = people.DOCUMENTS[name]
    with transaction.atomic():
        someone = accounts.find_or_create_person(
            name=name, document_type="01", document_number=number, phone=phone, by=None, at=AT
        )
        return accounts.phone_seen(person_id=someone.pk, phone=phone, by=None, at=AT)


def activate(someone: Person, proof_id: int | None, door: str = Door.DEPOSITOR, **more: Any) -> Any:
    notice = PrivacyNotice.objects.earliest("pk")
    return accounts.open_own_door(
        **{
            "person_id": someone.pk,
            "door": door,
            "purpose": accounts.ACTIVATE,
            "proof_id": proof_id,
            "password": people.PASSWORD,
            "notice_id": notice.pk,
            "at": SOON,
            **more,
        }
    )


# --- codes


def test_a_code_opens_the_door_verifies_the_phone_and_notes_the_consent(sent: list[dict[str, Any]]) -> None:
    someone = person()
    user = activate(someone, send_and_prove(sent, someone))
    someone.refresh_from_db()
    assert user.check_password(people.PASSWORD) and someone.phone_verified_at == SOON
    assert Consent.objects.get().person == someone


def test_a_code_is_six_digits_and_kept_only_as_a_hash(sent: list[dict[str, Any]]) -> None:
    accounts.send_code(person=person(), phone="13800000001", purpose="X", at=AT)
    code = sent[0]["code"]
    assert len(code) == 6 and code.isdigit()
    assert code not in OneTimeCode.objects.get().code_hash


def test_a_proof_serves_one_act_and_only_for_ten_minutes(sent: list[dict[str, Any]]) -> None:
    someone = person()
    proof = send_and_prove(sent, someone)
    with pytest.raises(accounts.NotProved):
        activate(someone, proof, at=SOON + rules.CODE_LIFE)
    activate(someone, proof)
    with pytest.raises(accounts.NotProved):
        activate(someone, proof)
    with pytest.raises(accounts.NotProved):
        activate(someone, None)


def test_a_proof_for_one_purpose_or_phone_is_none_for_another(sent: list[dict[str, Any]]) -> None:
    someone, other = person(), person("钱七")
    proof = send_and_prove(sent, someone, accounts.RESET)
    with pytest.raises(accounts.NotProved):
        activate(someone, proof)
    with pytest.raises(accounts.NotProved):
        activate(other, proof, purpose=accounts.RESET)


def test_a_wrong_code_may_be_tried_five_times_a_late_or_replaced_or_used_one_never(sent: list[dict[str, Any]]) -> None:
    someone = person()

    def prove(code: str, minutes: int = 1) -> int | None:
        return accounts.prove_code(phone=someone.phone, purpose="X", code=code, at=AT + timedelta(minutes=minutes))

    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT)
    wrong = "000000" if sent[0]["code"] != "000000" else "111111"
    assert prove(sent[0]["code"], minutes=10) is None
    for _try in range(5):
        assert prove(wrong) is None
    assert prove(sent[0]["code"]) is None
    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT + timedelta(minutes=2))
    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT + timedelta(minutes=4))
    if sent[1]["code"] != sent[2]["code"]:
        assert prove(sent[1]["code"], minutes=5) is None
    assert prove(sent[2]["code"], minutes=5)
    assert prove(sent[2]["code"], minutes=5) is None


def test_codes_are_limited_by_the_minute_the_day_and_the_address(sent: list[dict[str, Any]]) -> None:
    someone = person()
    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT)
    with pytest.raises(accounts.CodeTooSoon):
        accounts.send_code(person=someone, phone=someone.phone, purpose="Y", at=AT + timedelta(seconds=59))
    for place in range(1, rules.CODES_A_DAY):
        accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT + place * timedelta(minutes=1))
    with pytest.raises(accounts.TooManyCodes):
        accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT + timedelta(hours=2))
    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT + timedelta(hours=25))
    for place in range(rules.CODES_A_DAY_FROM_ADDRESS):
        accounts.send_code(person=None, phone=f"139{place:08d}", purpose="X", at=AT, address="10.0.0.9")
    with pytest.raises(accounts.TooManyCodes):
        accounts.send_code(person=None, phone="13911111111", purpose="X", at=AT, address="10.0.0.9")


def test_a_code_for_nobody_is_noted_never_sent_and_never_right(sent: list[dict[str, Any]]) -> None:
    accounts.send_code(person=None, phone="13800000001", purpose="X", at=AT)
    assert not sent and OneTimeCode.objects.count() == 1
    assert accounts.prove_code(phone="13800000001", purpose="X", code="", at=SOON) is None
    with pytest.raises(accounts.CodeTooSoon):
        accounts.send_code(person=None, phone="13800000001", purpose="X", at=AT)


def test_a_phone_that_somebody_else_has_verified_opens_no_second_account(sent: list[dict[str, Any]]) -> None:
    first, second = person(), person("钱七")
    Person.objects.filter(pk=second.pk).update(phone=first.phone, phone_index=first.phone_index)
    second.refresh_from_db()
    activate(first, send_and_prove(sent, first))
    accounts.send_code(person=second, phone=second.phone, purpose=accounts.ACTIVATE, at=SOON)
    later = SOON + timedelta(minutes=1)
    proof = accounts.prove_code(phone=second.phone, purpose=accounts.ACTIVATE, code=sent[-1]["code"], at=later)
    with pytest.raises(accounts.PhoneTaken):
        activate(second, proof, at=later)


def test_who_has_not_read_the_notice_in_force_is_asked_to(sent: list[dict[str, Any]]) -> None:
    someone = person()
    proof = send_and_prove(sent, someone)
    old = PrivacyNotice.objects.get()
    PrivacyNotice.objects.create(version="2", text="新", published_on=date(2026, 10, 1))
    with pytest.raises(accounts.NoticeNotAgreed):
        activate(someone, proof, notice_id=old.pk)


def test_a_new_phone_is_proved_by_a_code_sent_to_it(sent: list[dict[str, Any]]) -> None:
    user = people.zhang_san()
    accounts.send_code(person=user.person, phone="13911112222", purpose=accounts.PHONE, at=AT)
    proof = accounts.prove_code(phone="13911112222", purpose=accounts.PHONE, code=sent[-1]["code"], at=SOON)
    with pytest.raises(accounts.NotProved):
        accounts.change_phone(person_id=user.person_id, phone="13911113333", proof_id=proof, by=user, at=SOON)
    changed = accounts.change_phone(person_id=user.person_id, phone="13911112222", proof_id=proof, by=user, at=SOON)
    assert changed.phone_verified_at == SOON


def test_a_new_password_ends_the_other_log_ins_and_needs_the_old_one() -> None:
    user = people.zhang_san()
    for key in ("a" * 32, "b" * 32):
        accounts.start_session(user=user, session_key=key, address=None, device="", at=AT)
    change = {"user_id": user.pk, "new": "another-horse-43", "session_key": "a" * 32, "at": AT}
    with pytest.raises(accounts.WrongPassword):
        accounts.change_password(old="wrong", **change)
    assert accounts.change_password(old=people.PASSWORD, **change).check_password("another-horse-43")
    assert [s.session_key[0] for s in LoginSession.objects.filter(ended_at=None)] == ["a"]


# --- people at the counter


def test_staff_correct_others_never_themselves_and_never_into_somebody_else() -> None:
    teller, someone, other = people.wang_wu(), person(), person("钱七")
    facts = {"document_type": "01", "reason": "改名", "by": teller, "at": AT}
    number = someone.document_number
    accounts.correct_person(person_id=someone.pk, name="张三丰", document_number=number, phone="13911112222", **facts)
    someone.refresh_from_db()
    assert (someone.name, someone.phone_verified_at) == ("张三丰", None) and "zsf" in someone.search_keys
    assert AuditEntry.objects.filter(action="person:correct").get().detail["fields"] == ["name", "phone"]
    with pytest.raises(accounts.DocumentTaken):
        accounts.correct_person(
            person_id=someone.pk, name="张三", document_number=other.document_number, phone="", **facts
        )
    with pytest.raises(accounts.OwnRecord):
        accounts.correct_person(
            person_id=teller.person_id, name="王五", document_number=people.DOCUMENTS["王五"][0], phone="", **facts
        )


def test_history_keeps_what_the_record_was_before() -> None:
    someone = person()
    accounts.correct_person(
        person_id=someone.pk,
        name="张三丰",
        document_type="01",
        document_number=someone.document_number,
        phone="",
        reason="改名",
        by=people.wang_wu(),
        at=AT,
    )
    last = someone.events.latest("pgh_id")
    assert (last.name, last.phone) == ("张三", "13800000001")


def test_a_card_must_be_ones_own_by_name_and_is_bound_once() -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    card = {"person_id": user.person_id, "number": "6217000000012345678"[:16], "bank_name": "建设银行", "at": AT}
    with pytest.raises(accounts.NotTheirCard):
        accounts.bind_card(holder="李四", by=user, **card)
    with pytest.raises(accounts.NotTheirCard):
        accounts.bind_card(holder="张三", by=people.qian_qi(), **card)
    with pytest.raises(accounts.BadNumber):
        accounts.bind_card(holder="张三", by=user, **{**card, "number": "123"})
    bound = accounts.bind_card(holder="张 三", by=teller, **card)
    with pytest.raises(accounts.CardKnown):
        accounts.bind_card(holder="张三", by=user, **card)
    accounts.unbind_card(card_id=bound.pk, by=user, at=AT)
    with pytest.raises(accounts.CardGone):
        accounts.unbind_card(card_id=bound.pk, by=user, at=AT)
    accounts.bind_card(holder="张三", by=user, **card)


def test_a_marriage_has_two_sides_one_at_a_time_and_an_end() -> None:
    one, other, third, teller = person(), person("钱七"), person("赵六"), people.wang_wu()
    facts = {"kind": "SPOUSE", "proof": "结婚证", "since": date(2010, 5, 1), "by": teller, "at": AT}
    married = accounts.add_relation(person_id=one.pk, relative_id=other.pk, **facts)
    assert Relation.objects.get(person=other).relative == one
    for wrong in ({"person_id": one.pk, "relative_id": other.pk}, {"person_id": third.pk, "relative_id": other.pk}):
        with pytest.raises(accounts.RelationKnown):
            accounts.add_relation(**wrong, **facts)
    with pytest.raises(accounts.NoSuchRelation):
        accounts.add_relation(person_id=one.pk, relative_id=one.pk, **facts)
    with pytest.raises(accounts.NoSuchRelation):
        accounts.end_relation(relation_id=married.pk, until=date(2009, 1, 1), by=teller, at=AT)
    accounts.end_relation(relation_id=married.pk, until=date(2020, 1, 1), by=teller, at=AT)
    assert not Relation.objects.filter(until=None).exists()
    with pytest.raises(accounts.NoSuchRelation):
        accounts.end_relation(relation_id=married.pk, until=date(2020, 1, 1), by=teller, at=AT)
    accounts.add_relation(person_id=third.pk, relative_id=other.pk, **facts)


def test_a_parent_of_somebody_has_them_as_child() -> None:
    one, other = person(), person("钱七")
    accounts.add_relation(
        person_id=one.pk,
        relative_id=other.pk,
        kind="PARENT",
        proof="户口簿",
        since=AT.date(),
        by=people.wang_wu(),
        at=AT,
    )
    assert Relation.objects.get(person=other).kind == "CHILD"


# --- employers and clerks


def test_an_employer_is_registered_once_and_its_number_proves_itself() -> None:
    people.employer()
    with pytest.raises(accounts.EmployerKnown, match="辽源市测试有限公司"), transaction.atomic():
        accounts.register_employer(
            name="别的名字", social_credit_code="91350100M000100Y43", branch_id=people.branch().pk, by=None, at=AT
        )
    with pytest.raises(accounts.BadNumber), transaction.atomic():
        accounts.register_employer(
            name="错号", social_credit_code="91350100M000100Y44", branch_id=people.branch().pk, by=None, at=AT
        )


def test_clerks_are_authorised_by_staff_or_fellow_clerks_never_by_themselves_or_strangers() -> None:
    clerk, own = people.li_si(), people.employer()
    newcomer = person("钱七")
    facts = {"employer_id": own.pk, "person_id": newcomer.pk, "mandate": "授权书", "at": AT}
    with pytest.raises(accounts.NotForThem):
        accounts.authorise_clerk(by=people.zhang_san(), **facts)
    with pytest.raises(accounts.NotForThem):
        accounts.authorise_clerk(by=clerk, **{**facts, "person_id": clerk.person_id})
    accounts.authorise_clerk(by=clerk, **facts)
    with pytest.raises(accounts.ClerkKnown):
        accounts.authorise_clerk(by=people.wang_wu(), **facts)


def test_a_clerk_who_leaves_is_logged_out_and_their_door_stays_shut() -> None:
    clerk = people.li_si()
    browser = people.browser(clerk)
    accounts.start_session(user=clerk, session_key=browser.session.session_key, address=None, device="", at=AT)
    mandate = clerk.person.clerk_of.get()
    with pytest.raises(accounts.NotForThem):
        accounts.end_clerk(clerk_id=mandate.pk, by=clerk, at=AT)
    accounts.end_clerk(clerk_id=mandate.pk, by=people.wang_wu(), at=AT)
    assert browser.session.session_key is None or not browser.session.get("_auth_user_id")
    with pytest.raises(accounts.ClerkGone):
        accounts.end_clerk(clerk_id=mandate.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(accounts.NoMandate), transaction.atomic():
        accounts.open_door(person_id=clerk.person_id, door=Door.CLERK, password="x", by=None, at=AT)


# --- staff


def test_a_role_is_given_by_another_person_and_taken_back_at_once() -> None:
    admin, teller = people.zheng_yi(), people.wang_wu()
    with transaction.atomic():
        grant = accounts.grant_role(user_id=teller.pk, role=Role.REVIEWER, since=people.SINCE, by=admin, at=AT)
    assert type(teller).objects.get(pk=teller.pk).may(Permission.REMITTANCE_REVERSE)
    with transaction.atomic():
        accounts.revoke_role(grant_id=grant.pk, by=admin, at=AT)
    assert not type(teller).objects.get(pk=teller.pk).may(Permission.REMITTANCE_REVERSE)
    for refused in (
        lambda: accounts.grant_role(user_id=admin.pk, role=Role.REVIEWER, since=people.SINCE, by=admin, at=AT),
        lambda: accounts.issue_password(user_id=admin.pk, by=admin, at=AT),
        lambda: accounts.dismiss_staff(user_id=admin.pk, by=admin, at=AT),
    ):
        with pytest.raises(accounts.NotToThemselves), transaction.atomic():
            refused()
    with pytest.raises(accounts.NoSuchGrant), transaction.atomic():
        accounts.revoke_role(grant_id=grant.pk, by=admin, at=AT)
    with pytest.raises(accounts.NoSuchGrant), transaction.atomic():
        accounts.grant_role(user_id=people.zhang_san().pk, role=Role.TELLER, since=people.SINCE, by=admin, at=AT)


def test_the_database_too_refuses_a_role_given_to_oneself() -> None:
    admin = people.zheng_yi()
    with pytest.raises(IntegrityError, match="nobody_grants_to_themselves"), transaction.atomic():
        admin.role_grants.create(role=Role.REVIEWER, since=people.SINCE, granted_by=admin)


def test_a_deputy_has_the_role_for_the_term_only() -> None:
    admin, teller, reviewer = people.zheng_yi(), people.wang_wu(), people.zhao_liu()
    facts = {"user_id": teller.pk, "by": admin, "at": AT, "deputising_for_id": reviewer.pk}
    with pytest.raises(accounts.NoSuchGrant), transaction.atomic():
        accounts.grant_role(role=Role.REVIEWER, since=date(2020, 1, 1), **facts)
    with pytest.raises(accounts.NoSuchGrant), transaction.atomic():
        accounts.grant_role(role=Role.ADMIN, since=date(2020, 1, 1), until=date(2099, 1, 1), **facts)
    with transaction.atomic():
        accounts.grant_role(role=Role.REVIEWER, since=date(2020, 1, 1), until=date(2020, 1, 31), **facts)
        accounts.grant_role(role=Role.REVIEWER, since=date(2098, 1, 1), until=date(2099, 1, 1), **facts)
    assert Role.REVIEWER not in type(teller).objects.get(pk=teller.pk).roles
    with transaction.atomic():
        accounts.grant_role(role=Role.REVIEWER, since=date(2020, 1, 1), until=date(2099, 1, 31), **facts)
    assert Role.REVIEWER in type(teller).objects.get(pk=teller.pk).roles


def test_an_issued_password_must_be_changed_and_starts_the_second_factor_anew() -> None:
    teller = people.wang_wu()
    accounts.enrol_second_factor(user_id=teller.pk)
    with transaction.atomic():
        password = accounts.issue_password(user_id=teller.pk, by=None, at=AT)
    teller.refresh_from_db()
    assert teller.check_password(password) and teller.must_change_password
    assert not type(teller).objects.filter(pk=teller.pk, second_factor__isnull=False).exists()


def test_who_leaves_the_staff_loses_roles_and_door() -> None:
    teller, admin = people.wang_wu(), people.zheng_yi()
    with transaction.atomic():
        accounts.dismiss_staff(user_id=teller.pk, by=admin, at=AT)
    gone = type(teller).objects.get(pk=teller.pk)
    assert not gone.may(Permission.STAFF_DESK) and not gone.roles


# --- the second factor


def test_totp_codes_are_those_of_the_standard() -> None:
    secret = b"12345678901234567890".hex()
    assert staff_operations.totp_code(secret, 1) == "287082"  # RFC 6238, 59 s
    assert staff_operations.totp_code(secret, 1111111109 // 30) == "081804"


def test_a_totp_code_counts_once_and_so_does_a_recovery_code() -> None:
    user = people.wang_wu()
    factor = accounts.enrol_second_factor(user_id=user.pk)
    now = int(AT.timestamp()) // 30
    check = lambda code: accounts.check_second_factor(user_id=user.pk, code=code, at=AT)  # noqa: E731
    assert not check(staff_operations.totp_code(factor.secret, now - 2))
    assert check(staff_operations.totp_code(factor.secret, now))
    assert not check(staff_operations.totp_code(factor.secret, now))
    assert not check(staff_operations.totp_code(factor.secret, now - 1))
    assert check(staff_operations.totp_code(factor.secret, now + 1))
    recovery = accounts.make_recovery_codes(user_id=user.pk, at=AT)
    assert len(set(recovery)) == rules.RECOVERY_CODES
    assert check(recovery[0].upper()) and not check(recovery[0]) and check(recovery[1])
    assert not accounts.check_second_factor(user_id=people.zhao_liu().pk, code=recovery[2], at=AT)


# --- trails


def test_a_look_tells_who_as_what_and_why_and_ones_own_is_none() -> None:
    teller, someone = people.wang_wu(), person()
    look = accounts.look(person_id=someone.pk, user=teller, kind="PAGE", what="账户", case="", at=AT)
    assert look is not None and look.viewer == "测试管理部01 综合柜员"
    own = people.zhang_san()
    assert accounts.look(person_id=own.person_id, user=own, kind="PAGE", what="账户", at=AT) is None


@pytest.mark.parametrize("model", [Look, AuditEntry, Consent])
def test_trails_cannot_be_changed(model: Any, sent: list[dict[str, Any]]) -> None:
    someone = person()
    activate(someone, send_and_prove(sent, someone))
    accounts.look(person_id=someone.pk, user=people.wang_wu(), kind="PAGE", what="账户", at=AT)
    with pytest.raises(Exception, match="append_only|Cannot"), transaction.atomic():
        model.objects.update(at=SOON)
    with pytest.raises(Exception, match="append_only|Cannot"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_no_audit_entry_or_history_of_these_acts_holds_a_full_number(sent: list[dict[str, Any]]) -> None:
    assert settings.LOGIN_CODE_SENDER
    user = people.zhang_san()
    accounts.bind_card(
        person_id=user.person_id, number="6217000000123456786", holder="张三", bank_name="", by=user, at=AT
    )
    for entry in AuditEntry.objects.all():
        text = str(entry.detail)
        assert "6217000000123456786" not in text and people.DOCUMENTS["张三"][0] not in text


# --- tidying


def test_old_codes_and_sessions_go_and_what_is_in_use_stays(sent: list[dict[str, Any]]) -> None:
    someone, user = person(), people.zhang_san()
    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT - timedelta(days=31))
    accounts.send_code(person=someone, phone=someone.phone, purpose="X", at=AT)
    for key, expires in (("a" * 32, AT - timedelta(days=1)), ("b" * 32, AT + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        accounts.start_session(user=user, session_key=key, address=None, device="", at=AT)
    gone = accounts.tidy(at=AT)
    assert (gone["codes"], gone["sessions"]) == (1, 1)
    assert LoginSession.objects.filter(ended_at=None).get().session_key == "b" * 32
    assert sum(accounts.tidy(at=AT).values()) == 0
    tasks.tidy()
