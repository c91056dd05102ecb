"""One's own cases and the guides: what the applicant reads, and that nobody else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import operations as desk
from desk.models import Case, Rating
from desk.rules import guides, progress
from desk.states.cases import CaseStatus, Channel
from tests import people
from tests.desk import voices, world
from tests.desk.world import AT

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def text_of(user: Any, name: str, *args: Any) -> str:
    return people.browser(user).get(reverse(f"desk:{name}", args=args)).content.decode()


# --- the way


def test_the_way_shows_where_a_case_is_and_when_it_got_there() -> None:
    reached = {"SUBMITTED": DAY, "ACCEPTED": DAY + timedelta(hours=1)}
    found = progress.steps("ACCEPTED", reached=reached, levels=1)
    assert [(step.title, step.state, step.note) for step in found] == [
        ("提交申请", "done", "11-23 09:30"),
        ("受理核对", "now", "11-23 10:30"),
        ("复核", "", ""),
        ("执行", "", ""),
        ("办结", "", ""),
    ]


def test_a_case_nobody_reviews_has_no_such_step_and_a_done_one_is_done_throughout() -> None:
    found = progress.steps("DONE", reached={"SUBMITTED": DAY, "DONE": DAY}, levels=0)
    assert [step.title for step in found] == ["提交申请", "受理核对", "执行", "办结"]
    assert {step.state for step in found} == {"done"}


@pytest.mark.parametrize("status", ["REFUSED", "RECALLED", "VOID"])
def test_a_case_that_ended_otherwise_ends_with_that(status: str) -> None:
    found = progress.steps(status, reached={"SUBMITTED": DAY, status: DAY}, levels=1)
    assert [step.state for step in found] == ["done", "now"]


@pytest.mark.parametrize("status", list(CaseStatus.values))
def test_every_status_says_what_comes_next(status: str) -> None:
    assert progress.next_words(status, progress.Whereabouts("本部 3 号窗口", "11-25 23:59", "12-07", 0))


def test_the_guide_says_how_long_and_when() -> None:
    assert guides.takes(0, None) == "当场办结"
    assert guides.takes(2, None) == "受理后 2 个工作日"
    assert guides.takes(0, 50) == "50 分钟"
    words = guides.channel(opens=None, closes=None, weekdays=(1, 7), most_a_day=3, most_fen=None)
    assert words == "星期一、星期日，每天最多 3 件"


# --- pages


def test_the_applicant_follows_a_case_and_reads_no_notes_of_the_staff() -> None:
    case = world.accepted(at=timezone.now())
    desk.remark(case_id=case.pk, text="内部备注", by=people.wang_wu(), at=timezone.now())
    page = text_of(people.zhang_san(), "portal_case", case.pk)
    assert case.number in page
    assert "内部备注" not in page
    assert case.number in text_of(people.zhang_san(), "portal_cases")


def test_another_persons_case_does_not_exist() -> None:
    case = world.open_case()
    outsider = people.browser(people.qian_qi())
    for name in ("portal_case", "portal_recall_case"):
        url = reverse(f"desk:{name}", args=[case.pk])
        assert outsider.get(url).status_code in (404, 405)
        assert outsider.post(url).status_code in (404, 405)
    clerk = people.browser(people.li_si())
    assert clerk.get(reverse("desk:employer_case", args=[case.pk])).status_code == 404


def test_a_case_is_taken_back_with_one_button() -> None:
    case = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL)
    people.browser(people.zhang_san()).post(reverse("desk:portal_recall_case", args=[case.pk]))
    assert Case.objects.get(pk=case.pk).status == CaseStatus.RECALLED
    assert "已撤回" in text_of(people.zhang_san(), "portal_case", case.pk)


def test_the_clerk_sees_the_employers_cases_only() -> None:
    own = world.open_case(employer_id=people.employer().pk)
    other = world.open_case()
    page = text_of(people.li_si(), "employer_cases")
    assert own.number in page
    assert other.number not in page
    assert text_of(people.li_si(), "employer_case", own.pk)


def test_a_draft_waits_where_it_was_left() -> None:
    world.kind()
    mine = people.zhang_san()
    desk.save_draft(
        kind="try", fields={"a": "1"}, channel=Channel.PORTAL, person_id=mine.person_id, by=mine, at=timezone.now()
    )
    assert "接着填" in text_of(mine, "portal_cases")
    assert "接着填" not in text_of(people.qian_qi(), "portal_cases")


def test_guides_are_for_everybody_and_keep_their_older_versions() -> None:
    version = world.kind()
    draft = desk.draft_version(
        kind_id=version.kind_id, valid_from=timezone.localdate(), by=people.zheng_yi(), at=timezone.now()
    )
    draft.documents.create(code="new", label="新材料", order=9)
    desk.publish_draft(version_id=draft.pk, by=people.chen_shisan(), at=timezone.now())
    stranger = Client()
    assert "试办业务" in stranger.get(reverse("desk:public_guides")).content.decode()
    assert "试办业务" not in stranger.get(reverse("desk:public_guides"), {"q": "没有的"}).content.decode()
    url = reverse("desk:public_guide", args=["try"])
    assert "新材料" in stranger.get(url).content.decode()
    older = stranger.get(url, {"version": "1"}).content.decode()
    assert "新材料" not in older
    assert "现在施行的是另一版" in older
    assert stranger.get(url, {"version": "9"}).status_code == 404
    assert stranger.get(reverse("desk:public_guide", args=["nothing"])).status_code == 404


def test_a_refused_case_says_why() -> None:
    case = world.accepted()
    with transaction.atomic():
        desk.refuse(case_id=case.pk, reason="连续缴存不足6个月", by=people.wang_wu(), at=AT)
    assert "连续缴存不足6个月" in text_of(people.zhang_san(), "portal_case", case.pk)


def test_an_employers_clerk_rates_the_employers_case_in_the_portal() -> None:
    clerk, now = people.li_si(), timezone.now()
    case = voices.done(employer_id=people.employer().pk, at=now)
    client = people.browser(clerk)
    page = client.get(reverse("desk:employer_case", args=[case.pk])).content.decode()
    url = reverse("desk:employer_rate", args=[case.pk])
    assert url in page
    assert url in client.get(reverse("desk:employer_ratings")).content.decode()
    assert client.post(url, {"level": ""}).status_code == 200
    client.post(url, {"level": "2", "words": "等得久"})
    rating = Rating.objects.get(case=case)
    assert (rating.level, rating.rated_by) == (2, clerk)
    again = client.get(reverse("desk:employer_rate_again", args=[rating.follow_up.pk]))
    assert again.status_code == 200 and "不满意" in again.content.decode()
    assert url not in client.get(reverse("desk:employer_case", args=[case.pk])).content.decode()
    assert client.get(url).status_code == 404


def test_another_employers_case_is_not_there_to_rate() -> None:
    now = timezone.now()
    case = voices.done(employer_id=people.employer("辽源市第二机械厂", "91350211M000100Y46").pk, at=now)
    client = people.browser(people.li_si())
    assert client.get(reverse("desk:employer_rate", args=[case.pk])).status_code == 404
