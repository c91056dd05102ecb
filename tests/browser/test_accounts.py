"""The doors and the pages behind them, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import operations as accounts
from accounts.models import PrivacyNotice, SecondFactor, User
from accounts.operations import staff as staff_operations
from accounts.rules import TOTP_SECONDS
from tests import people
from tests.browser.conftest import assert_accessible, look_at, screenshot, walk
from tests.make import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN = ["/login/", "/login/employer/", "/login/staff/?idle=1", "/activate/", "/reset/?door=CLERK"]
OWN = ["/me/", "/me/looks/", "/me/sessions/", "/me/password/", "/me/phone/", "/me/cards/bind/"]


@pytest.fixture(autouse=True)
def nobody_is_told(settings: Any) -> None:
    """Messages are another test's matter; here their tables are empty."""
    settings.ACCOUNT_NEWS_SENDER = "tests.browser.test_accounts.keep"
    settings.LOGIN_CODE_SENDER = "tests.browser.test_accounts.keep"
    SENT.clear()


SENT: list[dict[str, Any]] = []


def keep(**facts: Any) -> None:
    """A sender that keeps what it is given."""
    SENT.append(facts)


def named(*paths: str) -> dict[str, str]:
    """Pages by the names of their pictures."""
    return {f"accounts-{path.strip('/').replace('/', '-').partition('?')[0]}": path for path in paths}


def test_the_doors_are_accessible_and_fit(page: Page) -> None:
    assert walk(page, named(*OPEN)) == []
    page.goto("/login/")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert look_at(page, "accounts-login-refused") == []


def test_ones_own_pages_are_accessible_and_fit(page: Page, login: Callable[[Page, Any], None]) -> None:
    depositor = people.zhang_san()
    accounts.bind_card(
        person_id=depositor.person_id,
        number="6217000000123456786",
        holder="张三",
        bank_name="中国建设银行辽源分行",
        by=depositor,
        at=AT,
    )
    accounts.look(person_id=depositor.person_id, user=people.wang_wu(), kind="PAGE", what="个人资料", case="W1", at=AT)
    accounts.start_session(user=depositor, session_key="a" * 32, address="10.0.0.1", device="Chrome，Windows", at=AT)
    login(page, depositor)
    assert walk(page, named(*OWN)) == []


def test_the_counters_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None]
) -> None:
    clerk, someone = people.li_si(), people.zhang_san().person_id
    people.han_shiyi()
    accounts.ask_reset(user_id=people.wang_wu().pk, reason="手机丢失", by=people.zheng_yi(), at=timezone.now())
    of_the_reviewer = [
        f"/counter/people/{clerk.person_id}/",
        f"/counter/people/{someone}/correct/",
        f"/counter/people/{someone}/phone/",
        f"/counter/people/{someone}/relate/",
        f"/counter/employers/{people.employer().pk}/clerks/",
    ]
    wrong = []
    for user, paths in (
        (people.wang_wu(), of_the_reviewer),
        (people.wu_shi(), ["/counter/audit/"]),
        (people.zheng_yi(), ["/counter/resets/"]),
        (clerk, ["/employer/choose/"]),
    ):
        page = new_page()
        login(page, user)
        wrong += walk(page, named(*paths))
    assert wrong == []


def test_what_was_typed_comes_back_after_the_log_in_had_ended(new_page: Callable[..., Page]) -> None:
    user, someone = people.wang_wu(), people.zhang_san().person_id
    page = new_page()
    page.goto("/login/staff/")

    def log_in() -> None:
        page.get_by_label("工号").fill("1001")
        page.get_by_label("密码").fill(people.PASSWORD)
        page.get_by_role("button", name="登录").click()

    log_in()
    page.goto(f"/counter/people/{someone}/relate/")
    page.get_by_label("对方姓名").fill("钱七")
    page.get_by_label("证明材料").fill("结婚证 “甲” <1>")
    session = SessionStore(session_key=user.login_sessions.get().session_key)
    session["seen"] = int(timezone.now().timestamp()) - 31 * 60
    session.save()
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".notice")).to_have_text("登录超时，您填写的内容已保留，登录后可继续。")
    assert look_at(page, "accounts-kept") == []
    log_in()
    expect(page.locator("h1")).to_contain_text("登记亲属")
    expect(page.locator(".notice")).to_contain_text("还没有提交")
    expect(page.get_by_label("对方姓名")).to_have_value("钱七")
    expect(page.get_by_label("证明材料")).to_have_value("结婚证 “甲” <1>")
    assert look_at(page, "accounts-refilled") == []


def test_somebody_activates_logs_in_and_out_without_javascript(new_page: Callable[..., Page]) -> None:
    PrivacyNotice.objects.create(version="9", text="我们怎样处理您的个人信息。", published_on=AT.date())
    number, phone = people.DOCUMENTS["张三"]
    with transaction.atomic():
        someone = accounts.find_or_create_person(
            name="张三", document_type="01", document_number=number, phone=phone, by=None, at=AT
        )
        accounts.phone_seen(person_id=someone.pk, phone=phone, by=None, at=AT)
    page = new_page(script=False)
    page.goto("/login/")
    page.get_by_role("link", name="第一次使用，先开通").click()
    page.get_by_label("姓名").fill("张三")
    page.get_by_label("证件号码").fill(number)
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("验证码").fill(SENT[0]["code"])
    page.get_by_role("button", name="下一步").click()
    screenshot(page, "accounts-new-password")
    assert page.locator("h1").inner_text() == "设置密码"
    page.get_by_label("新密码").fill("another-horse-43")
    page.get_by_label("再输入一次").fill("another-horse-43")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="完成").click()
    page.get_by_label("证件号码或手机号").fill(phone)
    page.get_by_label("密码").fill("another-horse-43")
    page.get_by_role("button", name="登录").click()
    page.goto("/me/")
    expect(page.locator("h1")).to_have_text("我的资料")
    page.locator("summary", has_text="张三").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/me/")
    expect(page.locator("h1")).to_have_text("个人登录")


def test_staff_set_up_their_second_factor(new_page: Callable[..., Page], settings: Any) -> None:
    settings.SECOND_FACTOR = True
    user: User = people.wang_wu()
    page = new_page()
    page.goto("/login/staff/")
    page.get_by_label("工号").fill("1001")
    page.get_by_label("密码").fill(people.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_alt_text("身份验证器二维码")).to_be_visible()
    screenshot(page, "accounts-second-factor")
    assert_accessible(page)
    secret = SecondFactor.objects.get(user=user).secret
    step = int((timezone.now() + timedelta(seconds=2)).timestamp()) // TOTP_SECONDS
    page.get_by_label("验证码").fill(staff_operations.totp_code(secret, step))
    page.get_by_role("button", name="确认").click()
    expect(page.locator("h1")).to_have_text("请抄下恢复码")
    assert_accessible(page)
    page.get_by_role("link", name="已抄下，继续").click()
    expect(page.locator("summary", has_text="王五")).to_be_visible()
