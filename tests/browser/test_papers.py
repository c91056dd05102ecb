"""Papers in a real browser: the window's list by keyboard, the applicant's on a narrow screen, a photo handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from desk import operations as desk
from desk.models import Case, Requirement
from desk.operations import Missing
from tests import people
from tests.browser.conftest import LOOKS, look_at, walk
from tests.desk import files, world
from tests.desk.test_registers import case_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row_of(case: Case, code: str = "identity") -> Requirement:
    return Requirement.objects.get(case=case, code=code)


def hand_in(case: Case, content: bytes, *, by: Any, name: str = "身份证.jpg") -> int:
    at = timezone.now()
    row = row_of(case)
    paper = desk.upload_paper(requirement_id=row.pk, name=name, content=content, source="PHOTO", by=by, at=at)
    desk.scan_papers(at=at)
    return paper.pk


def told(case: Case, *, also: bool = True) -> int:
    lines = [Missing(code="proof", why="缺少街道办盖章")]
    lines += [Missing(label="购房发票", why="核对金额", where_from="开发商财务室")] if also else []
    return desk.give_notice(case_id=case.pk, missing=lines, by=people.wang_wu(), at=timezone.now()).pk


def test_pages_of_papers_look_right(open_day: date, new_page: Callable[..., Page], login: Any) -> None:
    now = timezone.now()
    teller, own = people.wang_wu(), people.zhang_san()
    case = world.open_case(at=now)
    picture = hand_in(case, files.picture("beige", size=(1200, 800)), by=own)
    pdf = hand_in(case, files.pdf(2), by=own, name="合同.pdf")
    notice = told(case)
    gap = world.open_case("gap", at=now)
    desk.check_paper(requirement_id=row_of(gap).pk, how="SEEN", by=teller, at=now)
    odd, row = case_with("93")
    question = desk_question(odd)
    answer = desk.ask_register_now(requirement_id=row.pk, question=question, by=teller, at=now)
    fresh = world.open_case("fresh", at=now)
    counter = {
        "papers-case": reverse("desk:counter_case", args=[case.pk]),
        "papers-odd": reverse("desk:counter_case", args=[odd.pk]),
        "papers-upload": reverse("desk:counter_upload_paper", args=[row_of(fresh).pk]),
        "papers-picture": reverse("desk:counter_paper", args=[picture]),
        "papers-pdf": reverse("desk:counter_paper", args=[pdf]),
        "papers-notice-form": reverse("desk:counter_give_notice", args=[fresh.pk]),
        "papers-notice": reverse("desk:counter_notice", args=[notice]),
        "papers-promise": reverse("desk:counter_promise", args=[gap.pk]),
        "papers-ask": reverse("desk:counter_ask_register", args=[row.pk]),
        "papers-settle": reverse("desk:counter_settle_register", args=[answer.pk]),
        "papers-reject": reverse("desk:counter_reject_paper", args=[row_of(case).pk]),
    }
    page = new_page()
    login(page, teller)
    wrong = walk(page, counter)
    page = new_page()
    login(page, own)
    portal = {
        "papers-mine": reverse("desk:portal_papers"),
        "papers-tasks": reverse("desk:portal_tasks", args=[case.pk]),
        "papers-own": reverse("desk:portal_paper", args=[picture]),
    }
    wrong += walk(page, portal)
    code = case.notices_given.get().verify_code
    wrong += walk(new_page(), {"papers-verify": reverse("desk:public_notice", args=[code])})
    assert wrong == []


def desk_question(case: Case) -> Any:
    from desk.registers import HouseQuestion

    person = case.person
    assert person is not None
    return HouseQuestion(person.name, person.document_number, certificate="吉（2024）第1号", address="人民大街1号")


def test_every_paper_is_ticked_with_one_key(open_day: date, new_page: Callable[..., Page], login: Any) -> None:
    case = world.open_case(at=timezone.now())
    page = new_page()
    login(page, people.wang_wu())
    page.goto(reverse("desk:counter_case", args=[case.pk]))
    for left in ("1", None):
        page.keyboard.press("s")
        words = f"还有 {left} 份没有核对" if left else "全部已核对"
        page.get_by_text(words).wait_for()
    assert set(Requirement.objects.filter(case=case).values_list("how", flat=True)) == {"SEEN"}


def test_a_photo_is_handed_in_on_a_narrow_screen_and_the_case_goes_on(
    open_day: date, new_page: Callable[..., Page], login: Any
) -> None:
    case = world.open_case(at=timezone.now())
    told(case, also=False)
    page = new_page(**LOOKS["dark-narrow"], script=False)
    login(page, people.zhang_san())
    page.goto(reverse("desk:portal_tasks", args=[case.pk]))
    photo = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": files.phone_photo()}
    page.get_by_label("给“证明”选文件").set_input_files(photo)
    page.get_by_role("button", name="上传 证明").click()
    page.get_by_text("已收到 1 个文件").wait_for()
    case.refresh_from_db()
    assert case.status == "SUBMITTED"
    page = new_page(**LOOKS["dark-narrow"])
    login(page, people.zhang_san())
    page.goto(reverse("desk:portal_tasks", args=[case.pk]))
    assert look_at(page, "papers-handed-in", ()) == []
