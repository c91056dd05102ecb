"""The counter's pages of cases: found, taken, moved, reviewed, by whoever may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Look
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus, Channel
from tests import people
from tests.desk import world

pytestmark = pytest.mark.django_db


def page(name: str, *args: Any) -> str:
    return reverse(f"desk:counter_{name}", args=args)


def do(user: Any, case: Case, name: str, **answers: str) -> Any:
    return people.browser(user).post(page("do", case.pk, name), answers, follow=True)


def test_the_worklist_shows_what_is_mine_what_is_free_and_what_waits() -> None:
    now, teller = timezone.now(), people.wang_wu()
    free = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL, at=now)
    mine = world.accepted(person_id=people.qian_qi().person_id, at=now)
    waits = world.in_review(person_id=people.li_si().person_id, at=now)
    client = people.browser(teller)
    for tab, case in (("mine", mine), ("free", free), ("elsewhere", waits)):
        text = client.get(page("cases"), {"tab": tab}).content.decode()
        assert case.number in text
        assert not any(other.number in text for other in {free, mine, waits} - {case})
    reviewer = people.browser(people.zhao_liu()).get(page("cases"), {"tab": "review"}).content.decode()
    assert waits.number in reviewer
    everything = client.get(page("cases"), {"tab": "all", "number": mine.number}).content.decode()
    assert mine.number in everything
    assert free.number not in everything


def test_opening_a_case_is_a_look_with_its_number() -> None:
    case = world.open_case()
    assert people.browser(people.wang_wu()).get(page("case", case.pk)).status_code == 200
    assert Look.objects.get(person=case.person).case == case.number


def test_a_case_walks_from_hand_to_hand_on_its_pages() -> None:
    now, teller, judge = timezone.now(), people.wang_wu(), people.zhao_liu()
    case = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL, at=now)
    assert "已接手" in do(teller, case, "take").content.decode()
    assert "还有材料没有核对" in do(teller, case, "accept").content.decode()
    world.check_all(case, at=now)
    assert "已受理" in do(teller, case, "accept").content.decode()
    do(teller, case, "stop", whose="OTHER", reason="等民政答复")
    assert Case.objects.get(pk=case.pk).whose == "OTHER"
    do(teller, case, "resume")
    do(teller, case, "send")
    judging = people.browser(judge)
    assert judging.post(page("take_review", case.pk), follow=True).status_code == 200
    refused = judging.post(page("review", case.pk), {"decision": "SEND_BACK", "reason": ""})
    assert (refused.status_code, "请写明理由" in refused.content.decode()) == (422, True)
    judging.post(page("review", case.pk), {"decision": "APPROVE", "reason": ""})
    assert Case.objects.get(pk=case.pk).status == CaseStatus.APPROVED


def test_a_case_in_anothers_hand_is_read_and_not_changed() -> None:
    case = world.accepted(at=timezone.now())
    other = people.browser(people.zhao_liu())
    text = other.get(page("case", case.pk)).content.decode()
    assert "王五" in text
    assert page("do", case.pk, "send") not in text
    assert "王五" in do(people.zhao_liu(), case, "send").content.decode()
    assert Case.objects.get(pk=case.pk).status == CaseStatus.ACCEPTED


def test_nobody_reviews_their_own_work_on_the_page_either() -> None:
    head = world.rank(people.zhao_liu(), grade=5)
    case = world.in_review(by=head, at=timezone.now())
    answer = people.browser(head).post(page("review", case.pk), {"decision": "APPROVE", "reason": ""})
    assert "经办人不能复核自己经办的业务" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).status == CaseStatus.IN_REVIEW


def test_an_act_that_does_not_exist_and_a_case_that_does_not() -> None:
    case, client = world.open_case(), people.browser(people.wang_wu())
    assert client.get(page("do", case.pk, "explode")).status_code == 404
    assert client.get(page("case", 2_000_000_000)).status_code == 404


def test_the_board_shows_late_cases_first_and_each_once() -> None:
    now = timezone.now()
    late = world.accepted(at=now - timedelta(days=30))
    fresh = world.accepted(person_id=people.qian_qi().person_id, at=now)
    world.kind("slow", statutory_days=None, promise_days=0, promise_minutes=100)
    warned = world.accepted("slow", person_id=people.li_si().person_id, at=now - timedelta(minutes=80))
    text = people.browser(people.wang_wu()).get(page("board")).content.decode()
    assert text.count(late.number) == 1
    assert text.index(late.number) < text.index(warned.number)
    assert fresh.number not in text


def test_an_automatic_approval_drawn_for_a_second_look_is_looked_at() -> None:
    case = world.accepted()
    Case.objects.filter(pk=case.pk).update(is_sampled=True, is_automatic=True, decided_at=timezone.now())
    client = people.browser(people.zhao_liu())
    assert case.number in client.get(page("samples")).content.decode()
    client.post(page("sample", case.pk), {"text": "材料齐全"})
    assert case.number not in client.get(page("samples")).content.decode()


@pytest.mark.parametrize("tab", ["mine", "free", "elsewhere", "review", "all"])
def test_a_list_costs_as_many_questions_whatever_its_length(tab: str, django_assert_max_num_queries: Any) -> None:
    now, client = timezone.now(), people.browser(people.zhao_liu())
    for place in range(6):
        world.open_case(by=people.zhang_san(), channel=Channel.PORTAL, at=now, matter=f"m{place}")
    client.get(page("cases"), {"tab": tab})
    with django_assert_max_num_queries(16):
        client.get(page("cases"), {"tab": tab})


def test_cases_are_handed_over_on_a_page_and_acknowledged() -> None:
    case = world.accepted(at=timezone.now())
    taker = people.zhao_liu()
    page_url = page("hand_over")
    client = people.browser(people.wang_wu())
    assert case.number in client.get(page_url).content.decode()
    empty = client.post(page_url, {"taker": taker.pk, "cases": [case.pk], "note": ""})
    assert Case.objects.get(pk=case.pk).owner == people.wang_wu()
    assert empty.status_code == 200
    client.post(page_url, {"taker": taker.pk, "cases": [case.pk], "note": "等民政答复"})
    assert Case.objects.get(pk=case.pk).owner == taker
    mine = people.browser(taker)
    assert "等民政答复" in mine.get(page_url).content.decode()
    mine.post(page("seen_hand_over", case.hand_overs.get().pk))
    assert "等民政答复" not in mine.get(page_url).content.decode()


def test_figures_count_what_ended_in_the_period() -> None:
    world.kind("spot", levels=())
    now = timezone.now()
    case = world.in_review("spot", at=now - timedelta(minutes=90))
    with transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=now - timedelta(minutes=60))
        desk.finish(case_id=case.pk, by=None, at=now - timedelta(minutes=30))
    client = people.browser(people.wu_shi())
    for group in ("kind", "branch", "step", "person"):
        text = client.get(page("figures"), {"group": group}).content.decode()
        assert "1 小时 0 分" in text or "30 分钟" in text
    assert client.get(page("figures"), {"export": "xlsx"})["Content-Type"].startswith("application/vnd")
    assert client.get(page("figures"), {"since": "2026-02-01", "until": "2026-01-01"}).status_code == 422
