"""Inbox, choices, delivery and the admin of words, each for the right people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Look
from notifications import operations, queries
from notifications.models import Contact, Message, Preference, Template
from tests import people
from tests.make import AT
from tests.notifications.conftest import sms

Tell = Callable[..., int]


def test_the_inbox_shows_what_is_new_and_marks_it_read(tell: Tell) -> None:
    tell()
    browser = people.browser(people.zhang_san())
    page = browser.get(reverse("notifications:portal_inbox")).content.decode()
    assert "余额42,300.00元" in page and "未读" in page
    browser.post(reverse("notifications:portal_read"))
    assert "未读" not in browser.get(reverse("notifications:portal_inbox")).content.decode()
    assert browser.get(reverse("notifications:portal_read")).status_code == 405


def test_an_empty_inbox_says_so(db: None) -> None:
    assert "还没有消息" in people.browser(people.qian_qi()).get(reverse("notifications:portal_inbox")).content.decode()


def test_nobody_sees_another_persons_inbox(tell: Tell) -> None:
    tell()
    page = people.browser(people.qian_qi()).get(reverse("notifications:portal_inbox")).content.decode()
    assert "42,300.00" not in page
    assert not queries.messages_visible_to(people.qian_qi()).exists()


def test_a_clerk_and_the_same_person_as_depositor_have_two_inboxes(tell: Tell) -> None:
    clerk = people.li_si()
    tell(person_id=clerk.person_id)
    tell(
        person_id=clerk.person_id,
        template="contribution_overdue",
        context={"employer": "某单位", "month": "2026年9月"},
        key="overdue-1",
    )
    assert [message.template.event_id for message in queries.inbox_of(clerk)] == ["contribution_overdue"]
    page = people.browser(clerk).get(reverse("notifications:portal_inbox")).content.decode()
    assert "未汇缴入账" in page and "42,300.00" not in page


def test_security_news_are_behind_every_door_of_the_person(tell: Tell) -> None:
    clerk = people.li_si()
    tell(person_id=clerk.person_id, template="password_changed", context={"time": "10月10日 09:30"})
    assert queries.unread_count(clerk) == 1
    assert operations.mark_read(by=clerk, at=AT) == 1


def test_words_in_messages_are_escaped(tell: Tell) -> None:
    tell(template="account_sealed", context={"day": "10月10日", "employer": "<script>alert(1)</script>"})
    page = people.browser(people.zhang_san()).get(reverse("notifications:portal_inbox")).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_the_bar_counts_what_is_unread(tell: Tell) -> None:
    user = people.zhang_san()
    assert queries.unread_count(user) == 0
    tell()
    tell(key="list-2")
    assert queries.unread_count(user) == 2
    assert "2 条未读" in people.browser(user).get(reverse("notifications:portal_inbox")).content.decode()


def test_choices_are_saved_and_an_address_waits_for_its_proof(db: None) -> None:
    user = people.zhang_san()
    browser = people.browser(user)
    address = reverse("notifications:portal_preferences")
    assert "checked" in browser.get(address).content.decode()
    page = browser.post(address, {"channels": ["EMAIL"], "email": "z@example.org"}, follow=True).content.decode()
    assert "消息设置已保存" in page and "电子邮件还没有确认" in page
    assert [row.channel for row in Preference.objects.order_by("channel")] == ["SMS", "WECOM"]
    assert "error" in browser.post(address, {"email": "不是邮箱"}).content.decode()
    letter = Message.objects.get(channel="EMAIL")
    proof = re.search(r"(http://testserver/messages/confirm/\?proof=\S+)", letter.sealed)
    assert proof is not None
    assert "确认使用这个地址" in browser.get(proof[1]).content.decode()
    assert Contact.objects.get().verified_at is None
    assert "已确认，以后也会用它通知您" in browser.post(proof[1], follow=True).content.decode()
    assert Contact.objects.get().verified_at is not None
    assert (
        "链接已失效" in browser.post(reverse("notifications:portal_confirm") + "?proof=x", follow=True).content.decode()
    )


def test_a_wecom_account_is_proved_by_a_message_on_it_and_asked_only_where_the_centre_has_it(
    db: None, settings: Any
) -> None:
    user = people.zhang_san()
    browser, address = people.browser(user), reverse("notifications:portal_preferences")
    page = browser.post(address, {"channels": ["WECOM"], "wecom": "zhang.san"}, follow=True).content.decode()
    assert "企业微信还没有确认" in page and 'value="zhang.san"' in page
    assert "只能用字母" in browser.post(address, {"wecom": "张三 1"}).content.decode()
    message = Message.objects.get(channel="WECOM")
    proof = re.search(r"(http://testserver/messages/confirm/\?proof=\S+)", message.sealed)
    assert message.address == "zhang.san" and proof is not None
    assert browser.post(proof[1]).status_code == 302
    assert Contact.objects.get(channel="WECOM").verified_at is not None
    assert people.browser(people.qian_qi()).post(proof[1], follow=True).status_code == 200
    settings.NOTIFY_TEST_MODE = False
    assert "企业微信账号" not in browser.get(address).content.decode()
    browser.post(address, {"channels": []})
    assert Contact.objects.filter(channel="WECOM").exists() and not Preference.objects.filter(channel="WECOM").exists()


def test_staff_see_delivery_masked_and_narrow_it(tell: Tell) -> None:
    tell()
    browser = people.browser(people.wang_wu())
    address = reverse("notifications:counter_messages")
    page = browser.get(address).content.decode()
    assert "测试模式" in page and "张三" in page and "13800000001" not in page
    assert "张三" in browser.get(address, {"status": "QUEUED", "channel": "SMS", "person": "zhangsan"}).content.decode()
    assert "找人找单位" in browser.get(address, {"person": "13800000001"}).content.decode()
    assert "张三" in browser.get(address, {"who": people.zhang_san().person_id}).content.decode()
    for nothing in (
        {"status": "FAILED"},
        {"who": people.qian_qi().person_id},
        {"channel": "EMAIL"},
        {"person": "钱七"},
        {"event": "login_code"},
    ):
        assert "没有符合条件的记录" in browser.get(address, nothing).content.decode()


def test_the_list_costs_the_same_queries_for_one_message_and_for_many(
    tell: Tell, django_assert_max_num_queries: Any
) -> None:
    browser = people.browser(people.wang_wu())
    for count in range(60):
        tell(key=str(count))
    with django_assert_max_num_queries(15):
        browser.get(reverse("notifications:counter_messages"))


def test_opening_a_message_is_a_look_and_shows_what_happened(tell: Tell) -> None:
    tell()
    operations.claim_next(at=AT)
    teller = people.wang_wu()
    page = people.browser(teller).get(reverse("notifications:counter_message", args=[sms().pk])).content.decode()
    assert "余额42,300.00元" in page and "138****0001" in page and "开始发送" in page
    assert Look.objects.filter(person=people.zhang_san().person_id, user=teller).count() == 1
    assert "重新发送" not in page


def test_a_code_is_shown_to_staff_only_where_nothing_is_really_sent(tell: Tell, settings: Any) -> None:
    tell(template="login_code", context={"code": "482913", "minutes": "10"}, to="13900000000", key="c")
    address = reverse("notifications:counter_message", args=[sms("c").pk])
    browser = people.browser(people.wang_wu())
    assert "482913" in browser.get(address).content.decode()
    settings.NOTIFY_TEST_MODE = False
    assert "482913" not in browser.get(address).content.decode()


def test_a_failed_message_is_sent_again_by_a_button(tell: Tell) -> None:
    tell()
    Message.objects.filter(pk=sms().pk).update(status="UNKNOWN", error="没有答复")
    browser = people.browser(people.wang_wu())
    page = browser.get(reverse("notifications:counter_message", args=[sms().pk])).content.decode()
    assert "重新发送" in page and "可能收到两次" in page
    retry = reverse("notifications:counter_retry", args=[sms().pk])
    assert "已重新排队" in browser.post(retry, follow=True).content.decode()
    assert sms().status == "QUEUED"
    assert "不能执行此操作" in browser.post(retry, follow=True).content.decode()
    assert browser.get(retry).status_code == 405
    assert browser.post(reverse("notifications:counter_retry", args=[0])).status_code == 404


@pytest.mark.parametrize("who", [people.zhang_san, people.li_si, people.sun_ba])
def test_who_may_not_look_at_messages_is_refused(tell: Tell, who: Callable[[], Any]) -> None:
    tell()
    browser = people.browser(who())
    assert browser.get(reverse("notifications:counter_messages")).status_code in (302, 403)
    assert browser.get(reverse("notifications:counter_message", args=[sms().pk])).status_code in (302, 403)
    assert browser.post(reverse("notifications:counter_retry", args=[sms().pk])).status_code in (302, 403)
    assert sms().attempts == 0


def test_the_worklist_knows_how_many_wait_for_a_person(tell: Tell) -> None:
    tell()
    assert queries.waiting_for_a_person() == 0
    Message.objects.filter(pk=sms().pk).update(status="UNKNOWN")
    assert queries.waiting_for_a_person() == 1


# --- the admin of words


def words(**changes: str) -> dict[str, str]:
    return {"event": "contribution_credited", "channel": "SMS", "title": "", "body": "{name}：{amount}元。", **changes}


def test_saving_words_in_the_admin_makes_a_version(db: None) -> None:
    before = Template.objects.get(event="contribution_credited", channel="SMS", active=True)
    browser = people.browser(people.zheng_yi())
    address = reverse("admin:notifications_template_change", args=[before.pk])
    page = browser.get(address).content.decode()
    assert "余额42,300.00元" in page and "<code>{balance}</code>" in page
    assert browser.post(address, {"title": "", "body": "{name}：{amount}元。"}).status_code == 302
    after = Template.objects.get(event="contribution_credited", channel="SMS", active=True)
    assert (after.version, after.body, after.made_by) == (2, "{name}：{amount}元。", people.zheng_yi())
    before.refresh_from_db()
    assert (before.active, before.version) == (False, 1)
    assert browser.post(reverse("admin:notifications_template_add"), words(body="{name}！")).status_code == 302
    assert Template.objects.get(event="contribution_credited", channel="SMS", active=True).version == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "{person.password}"}, "花括号"),
        ({"body": "{balanse}"}, "没有 {balanse} 这个占位符"),
        ({"channel": "INBOX"}, "要有标题"),
        ({"body": ""}, "errorlist"),
        ({"event": ""}, "errorlist"),
    ],
)
def test_the_admin_refuses_words_that_cannot_be_filled_in(db: None, changes: dict[str, str], sentence: str) -> None:
    before = Template.objects.count()
    browser = people.browser(people.zheng_yi())
    page = browser.post(reverse("admin:notifications_template_add"), words(**changes))
    assert sentence in page.content.decode()
    assert Template.objects.count() == before


def test_the_admin_lists_words_and_events_and_deletes_nothing(db: None) -> None:
    browser = people.browser(people.zheng_yi())
    assert browser.get(reverse("admin:notifications_template_changelist")).status_code == 200
    assert browser.get(reverse("admin:notifications_event_changelist")).status_code == 200
    template = Template.objects.order_by("id")[0]
    delete = reverse("admin:notifications_template_delete", args=[template.pk])
    assert browser.post(delete, {"post": "yes"}).status_code == 403
    assert people.browser(people.wang_wu()).get(reverse("admin:notifications_template_changelist")).status_code in (
        302,
        403,
    )
