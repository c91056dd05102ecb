"""Partners: their tokens in the admin, and the page on which depositors let them read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import operations as accounts
from accounts import queries
from accounts.models import AuditEntry, DepositorToken, Partner, PartnerToken
from accounts.operations.partners import hashed
from accounts.permissions import Scope
from tests import make, partners, people

pytestmark = pytest.mark.django_db


def issue(owner: Partner, *scopes: Scope, days: int = 30, **options: Any) -> Any:
    with transaction.atomic():
        return accounts.issue_token(
            partner_id=owner.pk,
            scopes=scopes,
            expires_at=make.AT + timedelta(days=days),
            by=None,
            at=make.AT,
            **options,
        )


def test_a_token_is_kept_as_its_hash_and_the_signing_secret_encrypted() -> None:
    issued = issue(partners.partner(), Scope.BANK_PUSH)
    assert issued.token.token_hash == hashed(issued.secret)
    assert issued.secret not in repr(issued) and issued.signing_secret not in repr(issued)
    assert PartnerToken.objects.get().signing_secret == issued.signing_secret
    assert AuditEntry.objects.get(action="partner_token:issue").detail["scopes"] == ["bank:push"]


def test_a_token_without_push_has_no_signing_secret() -> None:
    assert issue(partners.partner(), Scope.ACCOUNTS_READ).signing_secret == ""


@pytest.mark.parametrize(
    ("scopes", "options"),
    [
        ((), {}),
        ((Scope.LISTS_READ,), {}),
        ((Scope.LISTS_WRITE, Scope.ACCOUNTS_READ), {}),
        ((Scope.ACCOUNTS_READ,), {"days": 0}),
        ((Scope.ACCOUNTS_READ,), {"days": 367}),
        ((Scope.ACCOUNTS_READ,), {"addresses": ["10.0.0.0/33"]}),
        ((Scope.ACCOUNTS_READ,), {"addresses": ["example.org"]}),
    ],
)
def test_a_token_is_refused(scopes: tuple[Scope, ...], options: dict[str, Any]) -> None:
    with pytest.raises(accounts.TokenRefused):
        issue(partners.partner(), *scopes, **options)
    assert not PartnerToken.objects.exists()


def test_an_employers_system_pushes_no_bank_lines() -> None:
    with pytest.raises(accounts.TokenRefused):
        issue(partners.partner("payroll", people.employer()), Scope.BANK_PUSH)


def test_a_partner_that_is_switched_off_gets_nothing() -> None:
    owner = partners.partner()
    Partner.objects.update(is_active=False)
    with pytest.raises(accounts.PartnerGone):
        issue(owner, Scope.ACCOUNTS_READ)
    with pytest.raises(accounts.PartnerGone):
        accounts.issue_depositor_token(partner_id=owner.pk, by=people.zhang_san(), at=make.AT)


def test_a_token_is_revoked_once() -> None:
    token = issue(partners.partner(), Scope.ACCOUNTS_READ).token
    with transaction.atomic():
        accounts.revoke_token(token_id=token.pk, by=people.zheng_yi(), at=make.AT)
    with pytest.raises(accounts.TokenGone), transaction.atomic():
        accounts.revoke_token(token_id=token.pk, by=people.zheng_yi(), at=make.AT)


def test_leave_is_taken_back_once_and_not_after_its_end() -> None:
    zhang, owner = people.zhang_san(), partners.partner()
    leave, _secret = accounts.issue_depositor_token(partner_id=owner.pk, by=zhang, at=make.AT)
    accounts.revoke_depositor_token(leave_id=leave.pk, by=zhang, at=make.AT)
    for at in (make.AT, make.AT + timedelta(hours=1)):
        with pytest.raises(accounts.TokenGone):
            accounts.revoke_depositor_token(leave_id=leave.pk, by=zhang, at=at)


def test_answers_are_kept_for_a_week() -> None:
    first = accounts.begin_call(owner="user:1", key="k" * 8, request_hash="a", at=make.AT)
    accounts.finish_call(
        call_id=first.pk, status=201, body={}, at=make.AT, by=None, partner=None, action="x", target="y"
    )
    again = accounts.begin_call(owner="user:1", key="k" * 8, request_hash="a", at=make.AT + timedelta(days=7))
    assert (again.pk, again.status) == (first.pk, 201)
    anew = accounts.begin_call(owner="user:1", key="k" * 8, request_hash="b", at=make.AT + timedelta(days=8))
    assert anew.status is None


# --- the depositor's page

PAGE = "/me/partners/"


def test_a_depositor_gets_a_code_once_and_takes_it_back() -> None:
    owner = partners.partner()
    partners.token(owner, Scope.ACCOUNTS_READ)
    browser = people.browser(people.zhang_san())
    answer = browser.post(PAGE, {"partner": owner.pk})
    text = answer.content.decode()
    (code,) = re.findall(r'<p class="code text-break">([\w-]{43})</p>', text)
    assert queries.depositor_token(code, owner.pk, timezone.now()) is not None
    assert "style=" not in text and "no-store" in answer["Cache-Control"]
    assert code not in browser.get(PAGE).content.decode()
    leave = DepositorToken.objects.get()
    assert browser.post(f"{PAGE}{leave.pk}/end/").status_code == 302
    assert queries.depositor_token(code, owner.pk, timezone.now()) is None
    assert browser.post(f"{PAGE}{leave.pk}/end/").status_code == 404


def test_only_partners_that_can_read_are_offered() -> None:
    pushing = partners.partner("ccb")
    partners.token(pushing, Scope.BANK_PUSH)
    browser = people.browser(people.zhang_san())
    assert "目前没有可以授权的小程序" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {"partner": pushing.pk}).status_code == 200
    assert not DepositorToken.objects.exists()


def test_nobody_ends_anothers_leave() -> None:
    owner = partners.partner()
    partners.leave(owner, people.zhang_san())
    leave = DepositorToken.objects.get()
    assert people.browser(people.qian_qi()).post(f"{PAGE}{leave.pk}/end/").status_code == 404
    assert people.browser(people.wang_wu()).post(f"{PAGE}{leave.pk}/end/").status_code == 403


# --- the admin


def test_an_administrator_registers_a_partner_and_issues_a_token_shown_once() -> None:
    browser = people.browser(people.zheng_yi())
    new = {"code": "city-app", "name": "辽源通", "contact": "张工", "employer": ""}
    assert browser.post("/admin/accounts/partner/add/", new).status_code == 302
    owner = Partner.objects.get()
    assert (owner.name, owner.is_active) == ("辽源通", True)
    ask = {"partner": owner.pk, "scopes": ["accounts:read"], "valid_days": 30, "addresses": "10.1.0.0/16\n10.2.0.1"}
    answer = browser.post("/admin/accounts/partnertoken/add/", ask, follow=True)
    (secret,) = re.findall(r"接口令牌</dt><dd[^>]*>([\w.-]+)<", answer.content.decode())
    token = queries.partner_token(secret, timezone.now())
    assert token is not None and token.addresses == ["10.1.0.0/16", "10.2.0.1/32"]
    assert secret not in browser.get("/admin/accounts/partnertoken/").content.decode()
    assert browser.get(f"/admin/accounts/partnertoken/{token.pk}/change/").status_code in (200, 403)
    assert token.token_hash not in browser.get(f"/admin/accounts/partnertoken/{token.pk}/change/").content.decode()
    revoke = {"action": "revoke", "_selected_action": [token.pk]}
    browser.post("/admin/accounts/partnertoken/", revoke)
    assert queries.partner_token(secret, timezone.now()) is None


def test_an_employers_own_system_is_registered_by_the_employers_code() -> None:
    browser, own = people.browser(people.zheng_yi()), people.employer()
    new = {"code": "payroll", "name": "薪酬软件", "contact": "", "employer": " 91350100m000100y43 "}
    unknown = browser.post("/admin/accounts/partner/add/", {**new, "employer": "91220400BTGJNLCW37"})
    assert "没有登记过这个统一社会信用代码" in unknown.content.decode()
    assert browser.post("/admin/accounts/partner/add/", new).status_code == 302
    assert Partner.objects.get().employer == own


def test_a_refused_token_is_explained() -> None:
    owner = partners.partner()
    browser = people.browser(people.zheng_yi())
    ask = {"partner": owner.pk, "scopes": ["lists:read"], "valid_days": 30, "addresses": ""}
    answer = browser.post("/admin/accounts/partnertoken/add/", ask, follow=True)
    assert "请先为合作系统填写所属单位" in answer.content.decode()
    assert not PartnerToken.objects.exists()


def test_a_partner_is_switched_off_in_the_admin() -> None:
    owner = partners.partner()
    browser = people.browser(people.zheng_yi())
    browser.post(f"/admin/accounts/partner/{owner.pk}/change/", {"name": "新名称", "contact": ""})
    owner.refresh_from_db()
    assert (owner.name, owner.is_active, owner.code) == ("新名称", False, "city-app")
    assert AuditEntry.objects.get(action="partner:change").detail == {"fields": ["name", "is_active"]}


def test_others_do_not_see_partners() -> None:
    for user in (people.wang_wu(), people.zhou_jiu(), people.zhang_san()):
        assert people.browser(user).get("/admin/accounts/partnertoken/").status_code in (302, 403)
