"""The admin: who comes in, what they may touch, and that nobody helps themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin

from accounts.admin_access import may_in_admin
from accounts.models import AuditEntry, Branch, PrivacyNotice, RoleGrant, Staff
from accounts.permissions import Permission, Role
from tests import people

pytestmark = pytest.mark.django_db

NEW = {
    "name": "冯二",
    "document_number": "220402198605120104",
    "phone": "13800000010",
    "number": "1010",
    "window": "3",
    "grade": "2",
    "limit_fen": "20,000",
}


@pytest.mark.parametrize("someone", people.EVERYBODY)
def test_administrators_and_who_reads_the_books_see_the_admin(someone: Any) -> None:
    user = someone()
    status = people.browser(user).get("/admin/", follow=True).status_code
    assert status == (200 if user.may(Permission.STAFF_MANAGE) or user.may(Permission.BOOKS_VIEW) else 403)


def test_an_auditor_reads_money_and_status_and_writes_nothing() -> None:
    client, shown = people.browser(people.wu_shi()), set()
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        status = client.get(base).status_code
        assert client.get(base + "add/").status_code == client.post(base + "add/", {}).status_code == 403, base
        if status == 200:
            shown.add(model._meta.app_label)
        assert client.post(base, {"action": "delete_selected", "_selected_action": [1]}).status_code in (200, 302, 403)
    assert shown == {"ledger", "bank", "deposits", "withdrawals"}
    assert "数据查阅" in client.get("/counter/").content.decode()


def test_an_accountant_reads_bank_and_books_and_nobodys_account() -> None:
    client = people.browser(people.sun_ba())
    assert client.get("/admin/bank/receipt/").status_code == client.get("/admin/ledger/journal/").status_code == 200
    assert client.get("/admin/deposits/personalaccount/").status_code == 403
    assert client.get("/admin/accounts/staff/").status_code == 403


def test_every_list_and_add_page_of_the_admin_opens_for_the_administrator() -> None:
    client = people.browser(people.zheng_yi())
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(base).status_code in (200, 403), base
        assert client.get(base + "add/").status_code in (200, 403), base


def test_persons_trails_and_money_cannot_be_written_and_nothing_is_deleted() -> None:
    user = people.zheng_yi()
    for perm in (
        "accounts.change_person",
        "accounts.view_person",
        "accounts.view_look",
        "accounts.change_auditentry",
        "ledger.change_journal",
        "ledger.add_entry",
        "bank.change_paymentorder",
        "deposits.change_personalaccount",
        "accounts.delete_staff",
        "policy.delete_parameter",
        "auth.add_group",
        "nonsense",
    ):
        assert not may_in_admin(user, perm), perm
    assert may_in_admin(user, "accounts.add_rolegrant") and may_in_admin(user, "policy.change_parameter")
    assert not may_in_admin(people.wang_wu(), "accounts.add_rolegrant")


def test_somebody_is_taken_on_and_gets_a_password_shown_once() -> None:
    client = people.browser(people.zheng_yi())
    page = client.post("/admin/accounts/staff/add/", {**NEW, "branch": people.branch().pk}, follow=True)
    staff = Staff.objects.get(number="1010")
    assert "只显示这一次" in page.content.decode() and staff.limit_fen == 2_000_000
    assert staff.user.must_change_password and staff.user.person.name == "冯二"
    again = client.post(
        "/admin/accounts/staff/add/", {**NEW, "number": "1011", "branch": people.branch().pk}, follow=True
    )
    assert "已登记为工作人员" in again.content.decode() and not Staff.objects.filter(number="1011").exists()


def test_an_administrator_changes_others_limits_not_their_own() -> None:
    admin_user, teller = people.zheng_yi(), people.wang_wu()
    client = people.browser(admin_user)
    answers = {"branch": people.branch().pk, "window": "5", "grade": "3", "limit_fen": "50000"}
    assert client.post(f"/admin/accounts/staff/{teller.staff.pk}/change/", answers).status_code == 302
    assert Staff.objects.get(pk=teller.staff.pk).limit_fen == 5_000_000
    assert AuditEntry.objects.filter(action="staff:change").exists()
    assert client.post(f"/admin/accounts/staff/{admin_user.staff.pk}/change/", answers).status_code == 403


def grant(user: Any, role: str = Role.REVIEWER, **more: Any) -> dict[str, Any]:
    return {
        "user": user.pk,
        "role": role,
        "since": "2026-01-01",
        "until": "",
        "deputising_for": "",
        "reason": "",
        **more,
    }


def test_roles_are_given_and_taken_back_never_to_oneself() -> None:
    admin_user, teller = people.zheng_yi(), people.wang_wu()
    client = people.browser(admin_user)
    client.post("/admin/accounts/rolegrant/add/", grant(teller))
    given = RoleGrant.objects.get(user=teller, role=Role.REVIEWER)
    assert given.granted_by == admin_user
    refused = client.post("/admin/accounts/rolegrant/add/", grant(admin_user), follow=True)
    assert "不能办理本人的授权" in refused.content.decode()
    refused = client.post(
        "/admin/accounts/rolegrant/add/", grant(teller, deputising_for=people.zhao_liu().pk), follow=True
    )
    assert "代理须写明终止日期" in refused.content.decode()
    assert client.get(f"/admin/accounts/rolegrant/{given.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/rolegrant/{given.pk}/change/", grant(teller)).status_code == 403
    action = {"action": "revoke", "_selected_action": [given.pk, admin_user.role_grants.get().pk]}
    page = client.post("/admin/accounts/rolegrant/", action, follow=True).content.decode()
    assert "已收回" in page and "不能办理本人的授权" in page
    given.refresh_from_db()
    assert given.revoked_at


def test_people_leave_by_an_action() -> None:
    client, teller = people.browser(people.zheng_yi()), people.wang_wu()
    chosen = {"_selected_action": [teller.staff.pk]}
    client.post("/admin/accounts/staff/", {"action": "dismiss", **chosen})
    teller.refresh_from_db()
    assert not teller.is_active


def test_branches_change_and_notices_only_grow() -> None:
    client = people.browser(people.zheng_yi())
    branch = people.branch()
    client.post(f"/admin/accounts/branch/{branch.pk}/change/", {"code": "01", "name": "市直管理部"})
    assert Branch.objects.get().name == "市直管理部"
    client.post(
        "/admin/accounts/privacynotice/add/", {"version": "2", "text": "新的告知", "published_on": "2026-12-01"}
    )
    notice = PrivacyNotice.objects.get(version="2")
    assert client.post(f"/admin/accounts/privacynotice/{notice.pk}/change/", {"text": "x"}).status_code == 403


def test_the_admins_own_log_in_and_password_pages_lead_to_ours() -> None:
    client = people.browser(people.zheng_yi())
    assert client.get("/admin/password_change/")["Location"] == "/me/password/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/admin/"
