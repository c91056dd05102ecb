"""5S: checks at three levels, findings verified by somebody else, bulletins, photos, the manual and drills."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from common.errors import WrongState
from desk.models import (
    Bulletin,
    Check,
    CourtesyDrill,
    CourtesyItem,
    Finding,
    HallPhoto,
    ManualReading,
    ManualSection,
    Programme,
)
from desk.operations import courtesy, inspection
from desk.operations.hall import NoReason, NoResult, NoSuchColleague, NotYours
from desk.operations.photos import MAX_BYTES, NewPhoto, PhotoRefused
from desk.queries import courtesy as courtesy_queries
from desk.queries import inspection as queries
from desk.rules import inspection as rules
from desk.states.inspection import BulletinStatus, FindingStatus, Level, Mark
from notifications.models import Message
from tests import people
from tests.desk import world

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64


def check(level: str = Level.WINDOW, *, failed: int = 0, by: object = None, **facts: object) -> Check:
    """A walk through the list of the window desks; the first `failed` points do not pass."""
    programme = Programme.objects.get(code=facts.pop("programme", "desk"))
    items = list(programme.items.order_by("order"))
    marks = {item.pk: (Mark.FAIL if place < failed else Mark.PASS, "") for place, item in enumerate(items)}
    given = {"rhythm": "DAILY", "on": TODAY, "marks": marks, **facts}
    return inspection.record_check(
        branch_id=people.branch().pk,
        programme_id=programme.pk,
        level=level,
        by=by or people.wang_wu(),
        at=AT,
        **given,
    )  # type: ignore[arg-type]


def finding(**facts: object) -> Finding:
    """What the head found at the window desks; 赵六 answers for it."""
    given = {
        "level": Level.SECTION,
        "text": "台面有水渍",
        "head_id": people.zhao_liu().pk,
        "due_on": TODAY + timedelta(days=5),
        "by": people.han_shiyi(),
        "at": AT,
        **facts,
    }
    return inspection.add_finding(
        branch_id=people.branch().pk, programme_id=Programme.objects.get(code="desk").pk, **given
    )  # type: ignore[arg-type]


# --- rules


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        ([(10, "PASS"), (10, "PASS")], 100),
        ([(10, "PASS"), (10, "FAIL")], 50),
        ([(10, "PASS"), (10, "PASS"), (10, "FAIL")], 67),
        ([(1, "PASS"), (199, "FAIL")], 1),  # half a point goes up
        ([(10, "FAIL"), (10, "NONE")], 0),
        ([(10, "NONE")], None),
        ([], None),
    ],
)
def test_a_score_is_what_passed_of_what_counted(marks: list[tuple[int, str]], score: int | None) -> None:
    assert rules.check_score(marks) == score


def test_quarters_have_their_days() -> None:
    assert rules.quarter_of(date(2026, 3, 31)) == (2026, 1)
    assert rules.quarter_of(date(2026, 10, 1)) == (2026, 4)
    assert rules.quarter_span(2026, 1) == (date(2026, 1, 1), date(2026, 3, 31))
    assert rules.quarter_span(2026, 4) == (date(2026, 10, 1), date(2026, 12, 31))
    assert rules.quarter_span(2028, 1)[1] == date(2028, 3, 31)


def test_plain_text_becomes_pieces_and_never_markup() -> None:
    found = rules.blocks("第一段\n接着写\n\n## 小标题\n- 一\n\n- 二\n1. 甲\n2、乙\n<script>alert(1)</script>")
    assert [(each.kind, each.text, each.points) for each in found] == [
        ("text", "第一段接着写", []),
        ("heading", "小标题", []),
        ("list", "", ["一", "二"]),
        ("steps", "", ["甲", "乙"]),
        ("text", "<script>alert(1)</script>", []),
    ]


# --- checks


def test_there_are_fourteen_programmes_and_a_check_has_a_mark_for_each_point() -> None:
    assert queries.programmes().count() == 14
    made = check(failed=1)
    assert (made.score, made.marks.count()) == (75, 4)
    with pytest.raises(inspection.ListIncomplete):
        check(marks={})
    with pytest.raises(inspection.CheckedAlready):
        check()
    with pytest.raises(inspection.NotInTheFuture):
        check(on=TODAY + timedelta(days=1))
    items = Programme.objects.get(code="fire").items.all()
    with pytest.raises(inspection.ListIncomplete):
        check(programme="fire", marks={item.pk: (Mark.NONE, "") for item in items})
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Check.objects.filter(pk=made.pk).update(score=100)


def test_the_three_levels_are_for_three_kinds_of_people() -> None:
    check(Level.WINDOW)
    with pytest.raises(NotYours):
        check(Level.SECTION)
    check(Level.SECTION, by=people.han_shiyi())
    with pytest.raises(NotYours):
        check(Level.CENTRE, by=people.han_shiyi())
    assert check(Level.CENTRE, by=people.jiang_shier()).level == Level.CENTRE


def test_a_months_self_check_shows_what_is_still_to_do() -> None:
    check(failed=1)
    rows = queries.month_of_self_checks(people.branch().pk, TODAY.replace(day=1), TODAY)
    assert [row.programme.code for row in rows if row.count] == ["desk"]
    assert (rows[0].average, len(rows)) == ("75.00", 14)


# --- photos


def test_a_photo_is_what_its_first_bytes_say_and_kept_under_a_random_name() -> None:
    for content in (b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7", b""):
        with pytest.raises(PhotoRefused):
            finding(photos=[NewPhoto(content, "台面")])
    with pytest.raises(PhotoRefused):
        finding(photos=[NewPhoto(JPEG + b"\x00" * MAX_BYTES, "台面")])
    with pytest.raises(PhotoRefused):
        finding(photos=[NewPhoto(JPEG, "  ")])
    with pytest.raises(PhotoRefused):
        finding(photos=[NewPhoto(JPEG, "台面")] * 7)
    assert not Finding.objects.exists()
    found = finding(photos=[NewPhoto(JPEG, "台面有水渍")])
    photo = HallPhoto.objects.get(finding=found)
    assert photo.content_type == "image/jpeg"
    assert photo.name.startswith("hall/")
    assert len(photo.name) > 30
    answer = people.browser(people.wang_wu()).get(f"/counter/hall/photos/{photo.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == JPEG
    assert people.browser(people.zhang_san()).get(f"/counter/hall/photos/{photo.pk}/").status_code == 403


# --- findings


def test_who_put_it_right_does_not_verify_it() -> None:
    found, head = finding(), people.han_shiyi()
    assert Message.objects.filter(person=people.zhao_liu().person, title="有一个问题请整改").exists()
    with pytest.raises(NoResult):
        inspection.rectify(finding_id=found.pk, text=" ", by=people.zhao_liu(), at=AT)
    inspection.rectify(finding_id=found.pk, text="已擦净", by=head, at=AT)
    with pytest.raises(inspection.SamePerson):
        inspection.verify_finding(finding_id=found.pk, by=head, at=AT)
    with pytest.raises(NotYours):
        inspection.verify_finding(finding_id=found.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=found.pk).update(
            status=FindingStatus.VERIFIED, verified_person=head.person, verified_at=AT
        )
    done = inspection.verify_finding(finding_id=found.pk, by=people.jiang_shier(), at=AT)
    assert done.status == FindingStatus.VERIFIED
    with pytest.raises(WrongState):
        inspection.verify_finding(finding_id=found.pk, by=people.jiang_shier(), at=AT)


def test_what_is_not_right_yet_goes_back_with_a_reason() -> None:
    found = finding()
    inspection.rectify(
        finding_id=found.pk, text="已擦净", photos=[NewPhoto(JPEG, "擦净后")], by=people.zhao_liu(), at=AT
    )
    assert HallPhoto.objects.get(finding=found).is_after
    with pytest.raises(NoReason):
        inspection.send_finding_back(finding_id=found.pk, reason="", by=people.han_shiyi(), at=AT)
    back = inspection.send_finding_back(finding_id=found.pk, reason="角落还有", by=people.han_shiyi(), at=AT)
    assert (back.status, back.rectified_person) == (FindingStatus.OPEN, None)
    assert Message.objects.filter(person=people.zhao_liu().person, title="整改没有通过验收").exists()


def test_a_finding_has_a_head_of_the_hall_and_a_day_to_come() -> None:
    with pytest.raises(NoSuchColleague):
        finding(head_id=people.zhang_san().pk)
    with pytest.raises(inspection.NotInTheFuture):
        finding(due_on=TODAY - timedelta(days=1))
    with pytest.raises(NotYours):
        finding(by=people.wang_wu())


def test_responsibility_is_traced_from_the_first_hand_upwards() -> None:
    case = world.open_case(at=AT)
    found = finding(case_id=case.pk)
    chain = queries.responsibility_chain(case)
    assert [each.name for each in chain] == ["王五"]
    page = people.browser(people.han_shiyi()).get(f"/counter/hall/findings/{found.pk}/").content.decode()
    assert "初始责任倒查" in page


def test_a_finding_is_entered_mended_and_verified_on_its_pages() -> None:
    head = people.browser(people.han_shiyi())
    people.zhao_liu()
    answers = {
        "programme": str(Programme.objects.get(code="fire").pk),
        "level": "SECTION",
        "text": "通道堆物",
        "head": str(people.zhao_liu().pk),
        "due_on": "2990-01-01",
        "case": "",
        "photo": SimpleUploadedFile("a.jpg", JPEG, "image/jpeg"),
        "alt": "",
    }
    assert "请用一句话说明" in head.post("/counter/hall/findings/add/", answers).content.decode()
    answers |= {"alt": "通道里的箱子", "photo": SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")}
    page = head.post("/counter/hall/findings/add/", answers, follow=True).content.decode()
    assert 'alt="通道里的箱子"' in page
    found = Finding.objects.get()
    mender = people.browser(people.zhao_liu())
    mender.post(f"/counter/hall/findings/{found.pk}/rectify/", {"text": "箱子已搬走"})
    assert mender.post(f"/counter/hall/findings/{found.pk}/verify/").status_code == 403
    assert "已验收" in head.post(f"/counter/hall/findings/{found.pk}/verify/", follow=True).content.decode()


# --- the bulletin


def test_a_bulletin_is_drawn_up_published_frozen_and_signed() -> None:
    check(failed=2)
    finding()
    head = people.han_shiyi()
    with pytest.raises(NotYours):
        inspection.draft_bulletin(year=2026, quarter=4, by=people.wang_wu(), at=AT)
    bulletin = inspection.draft_bulletin(year=2026, quarter=4, by=head, at=AT)
    line = bulletin.lines.get()
    assert (line.checks, line.average, line.self_checked, line.findings, line.late) == (1, "50.00", 1, 1, 0)
    with pytest.raises(inspection.QuarterNotOver):
        inspection.publish_bulletin(bulletin_id=bulletin.pk, text="好", by=head, at=AT)
    with pytest.raises(NoResult):
        inspection.sign_bulletin(bulletin_id=bulletin.pk, by=head, at=AT)
    later = datetime(2027, 1, 4, 1, tzinfo=UTC)
    with pytest.raises(NoResult):
        inspection.publish_bulletin(bulletin_id=bulletin.pk, text=" ", by=head, at=later)
    done = inspection.publish_bulletin(bulletin_id=bulletin.pk, text="总体良好", by=head, at=later)
    assert done.status == BulletinStatus.PUBLISHED
    assert done.lines.get().late == 1  # the finding's day has passed by now
    assert Message.objects.filter(person=head.person, title="季度通报请签收").exists()
    assert inspection.sign_bulletin(bulletin_id=bulletin.pk, by=head, at=later) is True
    assert inspection.sign_bulletin(bulletin_id=bulletin.pk, by=head, at=later) is False
    with pytest.raises(WrongState):
        inspection.draft_bulletin(year=2026, quarter=4, by=head, at=later)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Bulletin.objects.filter(pk=bulletin.pk).update(text="改历史")


def test_drafts_of_bulletins_are_for_who_inspects() -> None:
    bulletin = inspection.draft_bulletin(year=2026, quarter=3, by=people.han_shiyi(), at=AT)
    path = f"/counter/hall/bulletins/{bulletin.pk}/"
    assert people.browser(people.wang_wu()).get(path).status_code == 404
    assert people.browser(people.han_shiyi()).get(path).status_code == 200
    inspection.publish_bulletin(bulletin_id=bulletin.pk, text="良好", by=people.han_shiyi(), at=AT)
    page = people.browser(people.wang_wu()).post(f"{path}sign/", follow=True).content.decode()
    assert "已签收" in page


# --- the manual and the drills


def test_a_new_version_of_the_manual_has_to_be_confirmed_anew() -> None:
    section, wang = ManualSection.objects.order_by("order")[0], people.wang_wu()
    assert courtesy.confirm_reading(section_id=section.pk, number=1, by=wang, at=AT) is True
    assert courtesy.confirm_reading(section_id=section.pk, number=1, by=wang, at=AT) is False
    assert courtesy_queries.contents(wang)[0].has_read
    with pytest.raises(NotYours):
        courtesy.write_section(section_id=section.pk, text="新", note="改", by=wang, at=AT)
    text = courtesy_queries.newest_version(section).text  # type: ignore[union-attr]
    with pytest.raises(courtesy.SameWords):
        courtesy.write_section(section_id=section.pk, text=text, note="改", by=people.han_shiyi(), at=AT)
    courtesy.write_section(section_id=section.pk, text="新的正文", note="改", by=people.han_shiyi(), at=AT)
    assert not courtesy_queries.contents(wang)[0].has_read
    with pytest.raises(courtesy.OldVersion):
        courtesy.confirm_reading(section_id=section.pk, number=1, by=wang, at=AT)
    page = people.browser(wang).post(f"/counter/hall/manual/{section.pk}/read/", {"number": "2"}, follow=True)
    assert "您已确认阅读" in page.content.decode()
    assert ManualReading.objects.count() == 2


def test_a_drill_is_scored_by_a_colleague_item_by_item() -> None:
    wang, zhao = people.wang_wu(), people.zhao_liu()
    items = list(CourtesyItem.objects.order_by("id"))
    assert len(items) == 14
    scores = {item.pk: 4 + place % 2 for place, item in enumerate(items)}
    drill = courtesy.record_courtesy_drill(participant_id=wang.pk, on=TODAY, scores=scores, by=zhao, at=AT)
    assert drill.score_hundredths == 450
    with pytest.raises(courtesy.DrillRefused):
        courtesy.record_courtesy_drill(participant_id=wang.pk, on=TODAY, scores=scores, by=zhao, at=AT)
    with pytest.raises(courtesy.DrillRefused):
        courtesy.record_courtesy_drill(participant_id=zhao.pk, on=TODAY, scores={}, by=wang, at=AT)
    with pytest.raises(NoSuchColleague):
        courtesy.record_courtesy_drill(participant_id=zhao.pk, on=TODAY, scores=scores, by=zhao, at=AT)
    figures = courtesy_queries.person_figures(people.branch().pk, TODAY)
    assert [(each.name, each.score_hundredths) for each in figures] == [("王五", 450)]
    weakest = courtesy_queries.item_figures(CourtesyDrill.objects.all())[0]
    assert weakest.score_hundredths == 400
    page = people.browser(wang).get(f"/counter/hall/courtesy/{drill.pk}/").content.decode()
    assert "4.50" in page


def test_a_drill_is_entered_on_its_page() -> None:
    wang = people.wang_wu()
    answers = {f"s{item.pk}": "5" for item in CourtesyItem.objects.all()}
    answers |= {"participant": str(wang.pk), "on": "2026-01-05", "scene": "老人取款", "note": "很好"}
    page = people.browser(people.zhao_liu()).post("/counter/hall/courtesy/add/", answers, follow=True)
    assert "平均 5.00 分" in page.content.decode()


# --- the admin


def test_administrators_edit_programmes_and_delete_nothing() -> None:
    programme = Programme.objects.get(code="desk")
    admin = people.browser(people.zheng_yi())
    page = admin.get(f"/admin/desk/programme/{programme.pk}/change/")
    assert page.status_code == 200
    assert "台面无灰尘水渍" in page.content.decode()
    assert admin.get(f"/admin/desk/programme/{programme.pk}/delete/").status_code == 403
    assert admin.get("/admin/desk/courtesyitem/").status_code == 200
    assert people.browser(people.han_shiyi()).get("/admin/desk/programme/").status_code in (302, 403)


def test_a_check_is_entered_on_its_page_point_by_point() -> None:
    programme = Programme.objects.get(code="books")
    client, path = people.browser(people.wang_wu()), f"/counter/hall/5s/{programme.pk}/"
    answers = {"on": "2026-01-05", "level": "WINDOW", "rhythm": "MONTHLY", "note": ""}
    wrong = client.post(path, answers)
    assert not Check.objects.exists()  # a point without a mark is no check
    assert "请填写或选择这一项" in wrong.content.decode()
    for place, item in enumerate(programme.items.all()):
        answers |= {f"m{item.pk}": "FAIL" if place == 0 else "PASS", f"n{item.pk}": ""}
    page = client.post(path, {**answers, "level": "SECTION"})
    assert not Check.objects.exists()  # a teller is not offered the upper levels
    page = client.post(path, answers, follow=True).content.decode()
    assert "67 分" in page
    assert "不合格" in page
