"""Pages of papers: who sees what, what a browser is given, and the list ticked from both sides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Look
from desk import operations as desk
from desk.models import Case, NoticeItem, Paper, RegisterAnswer, Requirement
from desk.operations import Missing
from tests import people
from tests.desk import files, world
from tests.desk.test_registers import case_with

pytestmark = pytest.mark.usefixtures("open_day")


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """Pages read the clock."""
    time_machine.move_to(world.AT, tick=False)


def file(content: bytes | None = None, name: str = "身份证.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.picture() if content is None else content, "application/x-msdownload")


def row_of(case: Case, code: str = "identity") -> Requirement:
    return Requirement.objects.get(case=case, code=code)


def handed_in(case: Case, content: bytes | None = None) -> Paper:
    paper = desk.upload_paper(
        requirement_id=row_of(case).pk,
        name="身份证.jpg",
        content=content or files.picture(),
        source="PHOTO",
        by=people.zhang_san(),
        at=timezone.now(),
    )
    desk.scan_papers(at=timezone.now())
    paper.refresh_from_db()
    return paper


def test_the_depositor_uploads_several_photos_and_hears_what_was_refused() -> None:
    case = world.open_case()
    client = people.browser(people.zhang_san())
    url = reverse("desk:portal_upload_paper", args=[row_of(case).pk])
    chosen = [file(), file(files.picture("red")), file(b"MZ exe", "virus.jpg")]
    answer = client.post(url, {"album": chosen}, follow=True)
    said = answer.content.decode()
    assert "已收到 2 个文件" in said and "virus.jpg：只收照片" in said
    assert Paper.objects.count() == 2


def test_nothing_chosen_is_said_and_not_a_fault() -> None:
    case = world.open_case()
    answer = people.browser(people.zhang_san()).post(
        reverse("desk:portal_upload_paper", args=[row_of(case).pk]), {}, follow=True
    )
    assert "请先选择文件或拍照" in answer.content.decode()


def test_everything_of_somebody_else_is_not_there() -> None:
    case = world.open_case()
    paper = handed_in(case)
    notice = desk.give_notice(
        case_id=case.pk, missing=[Missing(code="proof", why="缺少")], by=people.wang_wu(), at=timezone.now()
    )
    client = people.browser(people.qian_qi())
    for name, pk in (
        ("tasks", case.pk),
        ("paper", paper.pk),
        ("paper_file", paper.pk),
        ("notice_paper", notice.pk),
    ):
        assert client.get(reverse(f"desk:portal_{name}", args=[pk])).status_code == 404, name
    assert client.get(reverse("desk:portal_paper_picture", args=[paper.pk, 1])).status_code == 404
    for name, pk in (
        ("upload_paper", row_of(case).pk),
        ("reuse_paper", row_of(case).pk),
        ("withdraw_paper", paper.uses.get().pk),
        ("discard_paper", paper.pk),
        ("tick_ready", NoticeItem.objects.get().pk),
    ):
        url = reverse(f"desk:portal_{name}", args=[pk])
        assert client.post(url, {"album": file()}).status_code == 404, name


def test_a_picture_is_served_as_nothing_but_a_picture_with_the_viewers_name_and_is_a_look() -> None:
    case = world.open_case()
    paper = handed_in(case)
    answer = people.browser(people.wang_wu()).get(reverse("desk:counter_paper_picture", args=[paper.pk, 1]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    look = Look.objects.get(person=case.person)
    assert (look.case, look.what) == (case.number, "材料：身份证")
    own = people.browser(people.zhang_san()).get(reverse("desk:portal_paper_picture", args=[paper.pk, 1]))
    assert own.content != answer.content
    assert Look.objects.count() == 1


def test_a_pdf_is_drawn_page_by_page_and_downloaded_by_its_owner_only_as_a_file() -> None:
    paper = handed_in(world.open_case(), files.pdf(2))
    client = people.browser(people.zhang_san())
    assert client.get(reverse("desk:portal_paper_picture", args=[paper.pk, 2])).status_code == 200
    for page in (0, 3):
        assert client.get(reverse("desk:portal_paper_picture", args=[paper.pk, page])).status_code == 404
    kept = client.get(reverse("desk:portal_paper_file", args=[paper.pk]))
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept.content == files.pdf(2)


def test_a_file_that_waits_for_its_scan_or_failed_it_does_not_open() -> None:
    case = world.open_case()
    paper = desk.upload_paper(
        requirement_id=row_of(case).pk,
        name="a.pdf",
        content=files.infected_pdf(),
        source="FILE",
        by=people.zhang_san(),
        at=timezone.now(),
    )
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_paper_picture", args=[paper.pk, 1])
    page = reverse("desk:counter_paper", args=[paper.pk])
    assert client.get(url).status_code == 404
    assert "正在做安全检查" in client.get(page).content.decode()
    desk.scan_papers(at=timezone.now())
    assert client.get(url).status_code == 404
    assert "没有通过安全检查" in client.get(page).content.decode()


def test_the_window_ticks_takes_back_and_says_what_is_unfit() -> None:
    case = world.open_case()
    client, row = people.browser(people.wang_wu()), row_of(case)
    client.post(reverse("desk:counter_check_paper", args=[row.pk]), {"how": "SEEN"})
    row.refresh_from_db()
    assert row.how == "SEEN"
    client.post(reverse("desk:counter_untick_paper", args=[row.pk]))
    client.post(reverse("desk:counter_check_paper", args=[row.pk]), {"how": "SHARED"})
    row.refresh_from_db()
    assert row.status == "MISSING", "only registers say SHARED"
    handed_in(case)
    client.post(reverse("desk:counter_reject_paper", args=[row.pk]), {"reason": "看不清"})
    row.refresh_from_db()
    assert (row.status, row.note) == ("REJECTED", "看不清")
    assert "看不清" in client.get(reverse("desk:counter_case", args=[case.pk])).content.decode()


def test_the_window_takes_files_in() -> None:
    case = world.open_case()
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_upload_paper", args=[row_of(case).pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"scans": [file()], "source": "CAMERA"})
    assert answer.status_code == 302 and Paper.objects.get().source == "CAMERA"
    assert client.post(url, {"scans": [file()], "source": "CAMERA"}).status_code == 200, "the same file again"


def test_notice_by_form_on_paper_and_as_task_list() -> None:
    case = world.open_case()
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_give_notice", args=[case.pk])
    assert "2026-12-07" in client.get(url).content.decode()
    wrong = client.post(url, {"on-proof": "on", "why-proof": ""})
    assert wrong.status_code == 200 and "请写明" in wrong.content.decode()
    given = {
        "on-proof": "on",
        "why-proof": "缺少盖章",
        "label-1": "购房发票",
        "reason-1": "核对金额",
        "where-1": "开发商",
    }
    answer = client.post(url, given)
    notice = NoticeItem.objects.first().notice  # type: ignore[union-attr]
    assert answer["Location"] == reverse("desk:counter_notice", args=[notice.pk])
    assert "购房发票" in client.get(answer["Location"]).content.decode()
    assert client.get(reverse("desk:counter_notice_paper", args=[notice.pk])).content.startswith(b"%PDF")
    own = people.browser(people.zhang_san())
    listed = own.get(reverse("desk:portal_tasks", args=[case.pk])).content.decode()
    assert "缺少盖章" in listed and "开发商" in listed and "2026-12-07" in listed
    assert own.get(reverse("desk:portal_notice_paper", args=[notice.pk])).content.startswith(b"%PDF")
    item = NoticeItem.objects.order_by("order").first()
    assert item is not None
    own.post(reverse("desk:portal_tick_ready", args=[item.pk]), {"ready": "1"})
    assert "说已备妥" in client.get(reverse("desk:counter_case", args=[case.pk])).content.decode()
    stranger = people.browser()
    public = stranger.get(reverse("desk:public_notice", args=[notice.verify_code]))
    assert case.number in public.content.decode() and "张三" not in public.content.decode()
    assert stranger.get(reverse("desk:public_notice", args=["NOTHING"])).status_code == 404


def test_a_second_notice_asks_why() -> None:
    case = world.open_case()
    line = [Missing(code="proof", why="缺少")]
    desk.give_notice(case_id=case.pk, missing=line, by=people.wang_wu(), at=timezone.now())
    desk.check_paper(requirement_id=row_of(case, "proof").pk, how="SEEN", by=people.wang_wu(), at=timezone.now())
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_give_notice", args=[case.pk])
    given = {"on-identity": "on", "why-identity": "缺少"}
    assert "计为我们的差错" in client.post(url, given).content.decode()
    assert client.post(url, {**given, "reason_again": "漏看"}).status_code == 302


def test_promise_by_form() -> None:
    case = world.open_case()
    desk.check_paper(requirement_id=row_of(case).pk, how="SEEN", by=people.wang_wu(), at=timezone.now())
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_promise", args=[case.pk])
    assert "承诺于 2026-11-30 前补交" in client.get(url).content.decode()
    given = {"codes": ["proof"], "due_on": "2026-11-30", "signed_name": "李四", "agreed": "on"}
    assert "自己的姓名" in client.post(url, given).content.decode()
    assert client.post(url, {**given, "signed_name": "张三"}).status_code == 302
    case.refresh_from_db()
    assert case.gaps == 1
    assert "前补交" in client.get(reverse("desk:counter_case", args=[case.pk])).content.decode()


def test_a_register_is_asked_compared_and_settled() -> None:
    case, row = case_with("93")
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_ask_register", args=[row.pk])
    assert "不动产权证号" in client.get(url).content.decode()
    client.post(url, {"certificate": "吉1号"})
    answer = RegisterAnswer.objects.get()
    shown = client.get(reverse("desk:counter_case", args=[case.pk])).content.decode()
    assert "吉1号（另一处）" in shown
    settle = reverse("desk:counter_settle_register", args=[answer.pk])
    assert client.get(settle).status_code == 200
    assert client.post(settle, {"holds": "paper", "reason": ""}).status_code == 200
    assert client.post(settle, {"holds": "paper", "reason": "登记库未更新"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "CHECKED"
    assert client.get(url).status_code == 200


def test_my_papers_say_where_they_are_used_and_may_be_deleted_outside_a_case() -> None:
    case = world.open_case()
    paper = handed_in(case)
    client = people.browser(people.zhang_san())
    url = reverse("desk:portal_papers")
    assert case.number in client.get(url).content.decode()
    refused = client.post(reverse("desk:portal_discard_paper", args=[paper.pk]), follow=True)
    assert "不能删除" in refused.content.decode()
    client.post(reverse("desk:portal_withdraw_paper", args=[paper.uses.get().pk]))
    client.post(reverse("desk:portal_discard_paper", args=[paper.pk]))
    paper.refresh_from_db()
    assert paper.status == "DROPPED"
    assert client.get(f"{url}?before=1").status_code == 200
    assert client.get(f"{url}?before=x").status_code == 200


def test_an_employers_clerk_has_the_same_list() -> None:
    clerk = people.li_si()
    case = world.open_case(employer_id=people.employer().pk)
    client = people.browser(clerk)
    url = reverse("desk:employer_upload_paper", args=[row_of(case).pk])
    client.post(url, {"photo": [file()]})
    desk.scan_papers(at=timezone.now())
    paper = Paper.objects.get()
    assert paper.source == "PHOTO" and paper.employer == people.employer()
    assert client.get(reverse("desk:employer_tasks", args=[case.pk])).status_code == 200
    assert client.get(reverse("desk:employer_paper", args=[paper.pk])).status_code == 200
    assert client.get(reverse("desk:employer_paper_picture", args=[paper.pk, 1])).status_code == 200


def test_the_list_of_a_case_takes_the_same_queries_however_many_papers(
    django_assert_max_num_queries: Any,
) -> None:
    from desk import queries

    case = world.open_case()
    teller = people.wang_wu()
    for place in range(12):
        Requirement.objects.create(case=case, code=f"more-{place}", label="更多", is_main=True)
    case = queries.cases_visible_to(teller).get(pk=case.pk)
    assert teller.may("case:work")  # type: ignore[arg-type]
    with django_assert_max_num_queries(9):
        found = queries.case_papers(case, teller, timezone.now() + timedelta(days=1))
        assert [line.uses for line in found.lines] == [[]] * 14


def test_leaders_see_second_notices_and_promises_and_an_upside_down_stretch_is_said() -> None:
    case = world.open_case()
    line = [Missing(code="proof", why="缺少")]
    desk.give_notice(case_id=case.pk, missing=line, by=people.wang_wu(), at=timezone.now())
    client = people.browser(people.wu_shi())
    url = reverse("desk:counter_paper_figures")
    assert "王五" in client.get(url).content.decode()
    assert "不能早于" in client.get(f"{url}?since=2026-11-20&until=2026-11-01").content.decode()
    assert people.browser(people.wang_wu()).get(url).status_code == 403
