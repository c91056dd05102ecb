"""A colleague's new password takes two people; what is shown once is shown on one answer and nowhere else."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import operations as accounts
from accounts import queries
from accounts.models import AuditEntry, Door, PartnerToken, PasswordReset, RoleGrant, Staff, User
from accounts.permissions import Scope
from common.errors import BusinessError
from notifications.models import Message
from tests import partners, people
from tests.make import AT

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
REASON = "本人当面说明忘记密码"


def ask(user: User | None = None, by: User | None = None, at: Any = AT) -> PasswordReset:
    people.han_shiyi()
    return accounts.ask_reset(user_id=(user or people.wang_wu()).pk, reason=REASON, by=by or people.zheng_yi(), at=at)


# --- the act


def test_one_asks_another_confirms_and_only_then_the_password_changes() -> None:
    teller = people.wang_wu()
    accounts.enrol_second_factor(user_id=teller.pk)
    reset = ask(teller)
    teller.refresh_from_db()
    assert teller.check_password(people.PASSWORD) and not teller.must_change_password
    password = accounts.confirm_reset(reset_id=reset.pk, by=people.han_shiyi(), at=AT)
    teller = User.objects.get(pk=teller.pk)
    assert teller.check_password(password) and teller.must_change_password
    with pytest.raises(ObjectDoesNotExist):
        assert teller.second_factor
    entry = AuditEntry.objects.get(action="password:issue")
    assert entry.user == people.han_shiyi() and entry.detail == {"asked_by": "郑一", "reason": REASON}
    assert AuditEntry.objects.get(action="reset:ask").user == people.zheng_yi()
    assert Message.objects.filter(person=teller.person_id, template__event="password_changed").exists()


def test_an_administrator_alone_gets_nobodys_password() -> None:
    admin, teller = people.zheng_yi(), people.wang_wu()
    with pytest.raises(accounts.TwoAreNeeded), transaction.atomic():
        accounts.issue_password(user_id=teller.pk, by=admin, at=AT)
    reset = ask(teller, admin)
    with pytest.raises(accounts.SecondPersonNeeded):
        accounts.confirm_reset(reset_id=reset.pk, by=admin, at=AT)
    assert User.objects.get(pk=teller.pk).check_password(people.PASSWORD)


def test_another_door_of_the_same_person_is_no_second_person() -> None:
    admin = people.zheng_yi()
    reset = ask(by=admin)
    with transaction.atomic():
        other = accounts.open_door(
            person_id=admin.person_id, door=Door.DEPOSITOR, password=people.PASSWORD, by=None, at=AT
        )
    with pytest.raises(accounts.SecondPersonNeeded):
        accounts.confirm_reset(reset_id=reset.pk, by=other, at=AT)


def test_nobody_asks_for_themselves_or_confirms_their_own() -> None:
    admin, boss = people.zheng_yi(), people.han_shiyi()
    with pytest.raises(accounts.NotToThemselves):
        accounts.ask_reset(user_id=admin.pk, reason=REASON, by=admin, at=AT)
    assert not queries.may_confirm_reset(boss, admin, AT).exists()
    people.jiang_shier()
    reset = ask(boss, admin)
    with pytest.raises(accounts.NotToThemselves):
        accounts.confirm_reset(reset_id=reset.pk, by=boss, at=AT)


def test_the_database_too_wants_another_person() -> None:
    admin, boss = people.zheng_yi(), people.han_shiyi()
    reset = ask()
    row = PasswordReset.objects.filter(pk=reset.pk)
    facts = {"confirmed_by": admin, "confirmed_at": AT}
    with pytest.raises(IntegrityError, match="reset_confirmed_by_another"), transaction.atomic():
        row.update(**facts, confirmed_by_person=admin.person_id)
    with pytest.raises(IntegrityError, match="reset_never_ones_own"), transaction.atomic():
        row.update(**facts, confirmed_by_person=people.wang_wu().person_id)
    with pytest.raises(IntegrityError, match="reset_confirmed_whole"), transaction.atomic():
        row.update(**facts)
    with pytest.raises(IntegrityError, match="reset_ends_one_way"), transaction.atomic():
        row.update(confirmed_by=boss, confirmed_by_person=boss.person_id, confirmed_at=AT, withdrawn_at=AT)
    with pytest.raises(IntegrityError, match="reset_never_ones_own"), transaction.atomic():
        row.update(asked_by_person=people.wang_wu().person_id)


def test_it_is_asked_once_and_ends_by_being_confirmed_withdrawn_or_a_day_old() -> None:
    reset = ask()
    with pytest.raises(accounts.NoReset, match="已有人申请"):
        ask()
    accounts.withdraw_reset(reset_id=reset.pk, by=people.zheng_yi(), at=AT)
    for act in (accounts.confirm_reset, accounts.withdraw_reset):
        with pytest.raises(accounts.ResetGone):
            act(reset_id=reset.pk, by=people.han_shiyi(), at=AT)
    old = ask()
    late = AT + timedelta(hours=24)
    with pytest.raises(accounts.ResetGone):
        accounts.confirm_reset(reset_id=old.pk, by=people.han_shiyi(), at=late)
    again = ask(at=late)
    accounts.confirm_reset(reset_id=again.pk, by=people.han_shiyi(), at=late)
    with pytest.raises(accounts.ResetGone):
        accounts.confirm_reset(reset_id=again.pk, by=people.han_shiyi(), at=late)


def test_who_left_meanwhile_gets_no_password() -> None:
    teller = people.wang_wu()
    reset = ask(teller)
    with transaction.atomic():
        accounts.dismiss_staff(user_id=teller.pk, by=people.zheng_yi(), at=AT)
    with pytest.raises(accounts.ResetGone, match="离岗"):
        accounts.confirm_reset(reset_id=reset.pk, by=people.han_shiyi(), at=AT)
    with pytest.raises(accounts.NoReset, match="在岗"):
        ask(teller)


def test_where_nobody_could_confirm_the_way_out_is_told() -> None:
    with pytest.raises(accounts.NoReset, match="先把.*角色授予另一位同事"):
        accounts.ask_reset(user_id=people.wang_wu().pk, reason=REASON, by=people.zheng_yi(), at=AT)
    boss = people.han_shiyi()
    RoleGrant.objects.filter(user=boss).update(until=AT.date() - timedelta(days=1))
    with pytest.raises(accounts.NoReset):
        accounts.ask_reset(user_id=people.wang_wu().pk, reason=REASON, by=people.zheng_yi(), at=AT)


def test_a_locked_out_administrator_is_let_in_by_two_heads() -> None:
    people.jiang_shier()
    reset = ask(people.zheng_yi(), people.han_shiyi())
    director = people.jiang_shier()
    password = accounts.confirm_reset(reset_id=reset.pk, by=director, at=AT)
    assert User.objects.get(username="staff:1006").check_password(password)


def test_a_first_password_may_be_issued_again_until_it_is_used() -> None:
    admin = people.zheng_yi()
    with transaction.atomic():
        hired = accounts.hire_staff(
            name="冯二",
            document_number=people.DOCUMENTS["冯二"][0],
            number="1010",
            branch_id=people.branch().pk,
            by=admin,
            at=AT,
        )
        accounts.issue_password(user_id=hired.user_id, by=admin, at=AT)
        password = accounts.issue_password(user_id=hired.user_id, by=admin, at=AT)
    Client().post("/login/staff/", {"identifier": "1010", "password": password})
    with pytest.raises(accounts.TwoAreNeeded), transaction.atomic():
        accounts.issue_password(user_id=hired.user_id, by=admin, at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_gets_the_password() -> None:
    reset, confirmers = ask(), [people.han_shiyi(), people.jiang_shier()]
    outcomes: list[str] = []

    def confirm(by: User) -> None:
        try:
            outcomes.append(accounts.confirm_reset(reset_id=reset.pk, by=by, at=AT))
        except BusinessError as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=[each]) for each in confirmers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome == "ResetGone" for outcome in outcomes) == [False, True]


# --- the pages


def test_the_page_leads_from_the_asking_to_the_password() -> None:
    people.wang_wu()
    admin, boss = people.browser(people.zheng_yi()), people.browser(people.han_shiyi())
    assert "没有等待确认的申请" in boss.get("/counter/resets/").content.decode()
    refused = admin.post("/counter/resets/", {"number": "9999", "reason": REASON})
    assert "没有这个工号的在岗人员" in refused.content.decode()
    page = admin.post("/counter/resets/", {"number": "1001", "reason": REASON}, follow=True).content.decode()
    reset = PasswordReset.objects.get()
    assert "申请已提交" in page and "须由另一人确认" in page and f"/counter/resets/{reset.pk}/confirm/" not in page
    assert f"/counter/resets/{reset.pk}/confirm/" in boss.get("/counter/resets/").content.decode()
    answer = admin.post(f"/counter/resets/{reset.pk}/confirm/", follow=True).content.decode()
    assert "申请人不能确认" in answer and not SECRET.search(answer)
    shown = boss.post(f"/counter/resets/{reset.pk}/confirm/")
    found = SECRET.search(shown.content.decode())
    assert found and User.objects.get(username="staff:1001").check_password(found[0])
    assert_shown_once(boss, shown, found[0])
    again = boss.post(f"/counter/resets/{reset.pk}/confirm/", follow=True)
    assert "已经办结" in again.content.decode() and not SECRET.search(again.content.decode())


def test_who_is_concerned_sees_it_and_can_refuse() -> None:
    people.jiang_shier()
    reset = ask(people.han_shiyi(), at=timezone.now())
    boss = people.browser(people.han_shiyi())
    assert "不是您本人要求的，请拒绝" in boss.get("/counter/resets/").content.decode()
    page = boss.post(f"/counter/resets/{reset.pk}/withdraw/", follow=True).content.decode()
    assert "申请已撤回" in page
    assert "已经办结" in boss.post(f"/counter/resets/{reset.pk}/withdraw/", follow=True).content.decode()


@pytest.mark.parametrize("someone", [people.wang_wu, people.zhao_liu, people.sun_ba, people.zhou_jiu, people.wu_shi])
def test_nobody_else_may(someone: Any) -> None:
    client, reset = people.browser(someone()), ask(people.wang_wu())
    assert client.get("/counter/resets/").status_code == 403
    assert client.post(f"/counter/resets/{reset.pk}/confirm/").status_code == 403
    assert client.post(f"/counter/resets/{reset.pk}/withdraw/").status_code == 403
    reset.refresh_from_db()
    assert reset.confirmed_at is None and reset.withdrawn_at is None


def test_the_list_of_waiting_costs_the_same_for_many() -> None:
    client = people.browser(people.zheng_yi())
    client.get("/counter/resets/")
    counts = []
    for someone in (people.wang_wu, people.zhao_liu, people.sun_ba):
        ask(someone(), at=timezone.now())
        with CaptureQueriesContext(connection) as counted:
            client.get("/counter/resets/")
        counts.append(len(counted))
    assert len(set(counts)) == 1


# --- shown once


def assert_shown_once(client: Client, answer: Any, secret: str) -> None:
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert secret not in str(answer.cookies) + str(client.cookies)
    assert secret not in str(dict(client.session.items()))
    for page in ("/counter/", "/counter/resets/", "/admin/accounts/staff/"):
        assert secret not in client.get(page, follow=True).content.decode()


def test_a_first_password_is_on_the_answer_alone() -> None:
    client = people.browser(people.zheng_yi())
    new = {"name": "冯二", "document_number": people.DOCUMENTS["冯二"][0], "phone": "", "number": "1010", "window": "3"}
    answer = client.post(
        "/admin/accounts/staff/add/", {**new, "grade": "2", "limit_fen": "0", "branch": people.branch().pk}
    )
    found = SECRET.search(answer.content.decode())
    assert found and Staff.objects.get(number="1010").user.check_password(found[0])
    assert_shown_once(client, answer, found[0])


def test_the_admins_action_gives_first_passwords_and_leads_on_for_the_others() -> None:
    client, teller = people.browser(people.zheng_yi()), people.wang_wu()
    chosen = {"action": "issue_password", "_selected_action": [teller.staff.pk]}
    led = client.post("/admin/accounts/staff/", chosen, follow=True)
    assert led.redirect_chain == [("/counter/resets/", 302)] and "重设须由另一人确认" in led.content.decode()
    User.objects.filter(pk=teller.pk).update(must_change_password=True)
    answer = client.post("/admin/accounts/staff/", chosen)
    found = SECRET.search(answer.content.decode())
    assert found and User.objects.get(pk=teller.pk).check_password(found[0])
    assert_shown_once(client, answer, found[0])


def test_a_partners_keys_are_on_the_answer_alone() -> None:
    owner, client = partners.partner(), people.browser(people.zheng_yi())
    answer = client.post(
        "/admin/accounts/partnertoken/add/",
        {"partner": owner.pk, "scopes": [Scope.BANK_PUSH], "valid_days": "30", "addresses": ""},
    )
    token = PartnerToken.objects.get()
    page = answer.content.decode()
    key = re.search(rf"{token.prefix}\.[\w-]+", page)
    assert key and token.signing_secret and token.signing_secret in page
    for secret in (key[0], token.signing_secret):
        assert_shown_once(client, answer, secret)
