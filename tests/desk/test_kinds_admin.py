"""Kinds of business in the admin: drafts are edited, published versions are read, publishing shows what changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms import BaseModelForm
from django.utils import timezone

from desk import operations as desk
from desk.models import Kind, KindVersion
from desk.states.cases import VersionStatus
from tests import people
from tests.desk import world

pytestmark = pytest.mark.django_db
BASE = "/admin/desk/kindversion/"
PARTS = ("documents", "stages", "levels", "channels")


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def draft(day: date | None = None) -> KindVersion:
    world.kind()
    kind = Kind.objects.get(code="try")
    return desk.draft_version(kind_id=kind.pk, valid_from=day or tomorrow(), by=people.zheng_yi(), at=timezone.now())


def page_of(version: KindVersion, then: str = "change") -> str:
    return f"{BASE}{version.pk}/{then}/"


def typed(form: BaseModelForm[Any]) -> dict[str, Any]:
    """What a browser would send back of a form nobody has touched."""
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def untouched(version: KindVersion) -> dict[str, Any]:
    """The whole page of a draft as the administrator's browser would send it back."""
    context = people.browser(people.zheng_yi()).get(page_of(version)).context
    sent = typed(context["adminform"].form)
    for shown in context["inline_admin_formsets"]:
        sent |= typed(shown.formset.management_form)
        for form in shown.formset.initial_forms:
            sent |= typed(form)
    return sent


def test_a_draft_is_edited_with_its_lines_and_money_in_yuan() -> None:
    version = draft()
    sent = untouched(version) | {"label": "试办业务（新）", "auto_limit_fen": "30,000", "levels-0-above_fen": "5000"}
    sent |= {"documents-1-DELETE": "on", "channels-0-weekdays": ["1", "7"], "channels-0-most_fen": "1,234.5"}
    answer = people.browser(people.zheng_yi()).post(page_of(version), sent)
    assert answer.status_code == 302
    version.refresh_from_db()
    assert (version.label, version.auto_limit_fen, version.levels.get().above_fen) == (
        "试办业务（新）",
        3_000_000,
        500_000,
    )
    assert [each.code for each in version.documents.all()] == ["identity", "mandate"]
    window = version.channels.get(channel="WINDOW")
    assert (window.weekdays, window.most_fen) == ([1, 7], 123_450)


def test_an_untouched_draft_stays_as_it_is() -> None:
    version = draft()
    before = {name: list(getattr(version, name).order_by("pk").values()) for name in PARTS}
    assert people.browser(people.zheng_yi()).post(page_of(version), untouched(version)).status_code == 302
    assert before == {name: list(getattr(version, name).order_by("pk").values()) for name in PARTS}
    assert version.levels.get().above_fen == -1


def test_hours_of_a_channel_come_in_pairs() -> None:
    version = draft()
    sent = untouched(version) | {"channels-0-opens": "09:00"}
    answer = people.browser(people.zheng_yi()).post(page_of(version), sent)
    assert "开始和结束时间须同时填写" in answer.content.decode()
    assert version.channels.filter(opens=None).count() == 3


def test_a_published_version_is_read_and_never_written() -> None:
    version, client = world.kind(), people.browser(people.zheng_yi())
    shown = client.get(page_of(version))
    page = shown.content.decode()
    assert "20,000.00" in page and "任何金额" in page and "每天" in page
    assert 'name="_save"' not in page and 'name="label"' not in page and "deletelink" not in page
    assert client.post(page_of(version), {"label": "改了"}).status_code == 403
    assert client.post(page_of(version, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(BASE, {"action": "delete_selected", "_selected_action": [version.pk]}).status_code in (200, 302)
    version.refresh_from_db()
    assert (version.label, version.status) == ("试办业务", VersionStatus.PUBLISHED)
    assert client.get(BASE + "add/").status_code == client.get("/admin/desk/kind/add/").status_code == 403


def test_a_draft_may_be_thrown_away() -> None:
    version = draft()
    assert people.browser(people.zheng_yi()).post(page_of(version, "delete"), {"post": "yes"}).status_code == 302
    assert not KindVersion.objects.filter(pk=version.pk).exists()


def test_a_version_is_copied_as_a_draft_from_tomorrow() -> None:
    version, client = world.kind(), people.browser(people.zheng_yi())
    chosen = client.post(BASE, {"action": "copy_chosen", "_selected_action": [version.pk]})
    assert chosen["Location"] == page_of(version, "copy")
    page = client.get(page_of(version, "copy")).content.decode()
    assert tomorrow().isoformat() in page and "第 1 版（已发布）" in page
    answer = client.post(page_of(version, "copy"), {"valid_from": tomorrow().isoformat()}, follow=True)
    made = version.kind.versions.get(number=2)
    assert (made.status, made.valid_from, made.made_by) == ("DRAFT", tomorrow(), people.zheng_yi())
    assert made.documents.count() == 3 and "已复制为第 2 版草稿" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == page_of(made)
    assert client.post(page_of(version, "copy"), {"valid_from": "随便"}).status_code == 200


def test_publishing_shows_what_changes_and_publishes() -> None:
    version, client = draft(), people.browser(people.chen_shisan())
    KindVersion.objects.filter(pk=version.pk).update(auto_limit_fen=3_000_000, who="所有人")
    version.documents.create(code="licence", label="结婚证", where_from="民政局")
    version.documents.filter(code="proof").delete()
    version.levels.update(above_fen=500_000)
    shown = client.get(page_of(version, "publish"))
    rows = {(row.what, row.subject): (row.before, row.after) for row in shown.context["changes"]}
    assert rows[("修改", "自动审批上限（元，0 为不自动）")] == ("20,000.00", "30,000.00")
    assert rows[("修改", "谁可以办")] == ("—", "所有人")
    assert rows[("修改", "复核级次“第1级复核”的金额超过（元）时需要")] == ("任何金额", "5,000.00")
    assert "从哪里取得：民政局" in rows[("增加", "所需材料“结婚证”")][1]
    assert "街道办" in rows[("去掉", "所需材料“证明”")][0]
    assert len(rows) == 6 and "结婚证" in shown.content.decode()  # and the first day
    answer = client.post(page_of(version, "publish"), follow=True).content.decode()
    version.refresh_from_db()
    assert "已发布第 2 版" in answer and (version.status, version.published_by) == ("PUBLISHED", people.chen_shisan())
    again = client.post(page_of(version, "publish"), follow=True).content.decode()
    assert "这一版已经发布" in again and version.events.count() == 1
    assert "这一版已经发布" in client.get(page_of(version, "publish"), follow=True).content.decode()


def test_a_day_that_overlaps_is_refused_and_nothing_changes() -> None:
    first = draft()
    second = draft()
    with transaction.atomic():
        desk.publish_version(version_id=first.pk, by=people.chen_shisan(), at=timezone.now())
    answer = people.browser(people.chen_shisan()).post(page_of(second, "publish"), follow=True)
    second.refresh_from_db()
    assert "施行日期须晚于已发布的版本。" in answer.content.decode()
    assert (second.status, second.published_at) == ("DRAFT", None) and not second.events.exists()


@pytest.mark.parametrize("someone", [people.wang_wu, people.zhao_liu, people.wu_shi, people.zhang_san])
def test_nobody_but_the_administrator_enters(someone: Any) -> None:
    version, client = draft(), people.browser(someone())
    for address in (BASE, "/admin/desk/kind/", *(page_of(version, then) for then in ("change", "copy", "publish"))):
        assert client.get(address, follow=True).status_code == client.post(address, {}, follow=True).status_code == 403
    version.refresh_from_db()
    assert version.status == VersionStatus.DRAFT and version.kind.versions.count() == 2


def test_a_kind_is_put_in_order_and_closed_and_nothing_else_of_it_changes() -> None:
    kind, client = world.kind().kind, people.browser(people.zheng_yi())
    prefix = kind.prefix
    assert "试办业务" in client.get("/admin/desk/kind/").content.decode()
    sent = {"code": "other", "prefix": "XX", "order": "7"}
    assert client.post(f"/admin/desk/kind/{kind.pk}/change/", sent).status_code == 302
    kind.refresh_from_db()
    assert (kind.code, kind.prefix, kind.order, kind.is_offered) == ("try", prefix, 7, False)


def test_whoever_drafted_or_changed_a_version_does_not_publish_it() -> None:
    version = draft()
    refused = people.browser(people.zheng_yi()).post(page_of(version, "publish"), follow=True).content.decode()
    assert "请另一位管理员核对后发布" in refused
    other = people.browser(people.chen_shisan())
    other.post(page_of(version), untouched(version) | {"label": "改过的名称"})
    assert "请另一位管理员核对后发布" in other.post(page_of(version, "publish"), follow=True).content.decode()
    version.refresh_from_db()
    assert (version.label, version.status) == ("改过的名称", VersionStatus.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        KindVersion.objects.filter(pk=version.pk).update(published_by=version.made_by)
    assert version.editors == [people.chen_shisan().person_id]
