"""Pages of ratings, complaints and questions: each door, the wrong person, and what stands on them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import queries as accounts
from accounts.models import Look
from desk import operations as desk
from desk.models import Complaint, Enquiry, FollowUp, Rating
from desk.queries.voices import own_data
from desk.states.complaints import VoiceStatus
from desk.states.enquiries import EnquiryStatus
from desk.states.ratings import FollowStatus
from tests import people
from tests.desk import files, voices, world
from tests.desk.world import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def text(client: Client, path: str, data: dict[str, Any] | None = None, status: int = 200) -> str:
    """What a page says; a post is followed to where it leads."""
    response = client.get(path) if data is None else client.post(path, data, follow=True)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The views' clock stands where the cases were closed."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


# --- ratings


@pytest.mark.usefixtures("now")
def test_a_depositor_rates_in_the_portal() -> None:
    case, mine = voices.done(), people.browser(people.zhang_san())
    assert case.number in text(mine, "/portal/ratings/")
    assert "请先更正" in text(mine, f"/portal/ratings/case/{case.pk}/", {"level": "6"})
    page = text(mine, f"/portal/ratings/case/{case.pk}/", {"level": "2", "tags": ["SLOW"], "words": "等了很久"})
    assert "谢谢您的评价" in page and "待联系" in page
    assert text(people.browser(people.qian_qi()), f"/portal/ratings/case/{case.pk}/", status=404)
    assert Rating.objects.get().tags == ["SLOW"]


@pytest.mark.usefixtures("now")
def test_a_stranger_with_the_link_rates_and_staff_do_not() -> None:
    case = voices.done()
    _made, token = desk.ask_at_window(case_id=case.pk, by=people.wang_wu(), at=AT)
    staff = text(people.browser(people.wang_wu()), f"/rate/{token}/", {"level": "5"})
    assert "工作人员登录时不能评价" in staff
    assert not Rating.objects.exists()
    stranger = Client()
    page = text(stranger, f"/rate/{token}/")
    assert "张三" not in page and case.number not in page
    assert "谢谢您" in text(stranger, f"/rate/{token}/", {"level": "5"})
    assert "谢谢您" in text(stranger, f"/rate/{token}/", {"level": "1"})
    assert Rating.objects.get().level == 5
    assert "已失效" in text(stranger, "/rate/xxxxxxxxxxxxxxxxxxxxxx/", status=404)


@pytest.mark.usefixtures("now")
def test_the_window_shows_a_picture_to_scan_and_sends_it_to_its_tablet() -> None:
    teller = people.wang_wu()
    teller.staff.window = "3"
    teller.staff.save(update_fields=["window"])
    _device, secret = desk.register_device(branch_id=people.branch().pk, window="3", by=teller, at=AT)
    case, tablet = voices.done(), Client()
    assert "业务办完后" in text(tablet, f"/tablet/{secret}/")
    assert "已送到 3 号窗口评价器" in text(people.browser(teller), f"/counter/cases/{case.pk}/ask-rating/", {})
    page = text(tablet, f"/tablet/{secret}/")
    assert "非常满意" in page
    invitation = case.rating_invitations.get(way="WINDOW")
    assert "谢谢您的评价" in text(tablet, f"/tablet/{secret}/", {"invitation": invitation.pk, "level": "4"})
    assert "业务办完后" in text(tablet, f"/tablet/{secret}/")
    assert Rating.objects.get().way == "WINDOW"
    assert text(Client(), "/tablet/wrong/", status=404)


@pytest.mark.usefixtures("now")
def test_a_clerk_reads_what_was_said_and_not_who_said_it() -> None:
    rating = voices.rated(1, words="太慢了")
    page = text(people.browser(people.wang_wu()), "/counter/ratings/")
    assert "太慢了" in page
    assert "张三" not in page and rating.case.number not in page
    assert "太慢了" not in text(people.browser(people.zhao_liu()), "/counter/ratings/")


@pytest.mark.usefixtures("now")
def test_a_leader_follows_a_bad_rating_to_its_end() -> None:
    follow_up, head = voices.followed(), people.browser(voices.head_of_branch())
    path = f"/counter/follow-ups/{follow_up.pk}/"
    assert "试办业务" in text(head, "/counter/follow-ups/")
    assert "请先更正" in text(head, path, {"note": ""})
    assert "已核实整改" in text(head, path, {"note": "已致电"})
    text(head, path, {"finding": "TRUE", "measures": "增开窗口"})
    text(head, path, {"feedback": "已增开一个窗口。"})
    assert FollowUp.objects.get().status == FollowStatus.TOLD
    assert Look.objects.filter(person=people.zhang_san().person, what="差评跟进").exists()
    mine = people.browser(people.zhang_san())
    again = f"/portal/ratings/again/{follow_up.pk}/"
    assert "已增开一个窗口" in text(mine, again)
    text(mine, again, {"level": "5"})
    assert FollowUp.objects.get().second_level == 5
    assert text(people.browser(people.qian_qi()), again, status=404)


@pytest.mark.usefixtures("now")
def test_the_published_rates_name_nobody() -> None:
    voices.rated(5)
    voices.rated(1)
    page = text(Client(), "/rates/")
    assert "50.00%" in page and "试办业务" in page
    assert "王五" not in page and "张三" not in page
    assert "先后不超过 12 个月" in text(Client(), "/rates/?since=2024-01&until=2026-11")
    assert "王五" in text(people.browser(voices.head_of_branch()), "/office/voices/")


def test_a_leader_sets_up_a_tablet_and_sees_its_address_once() -> None:
    head = people.browser(voices.head_of_branch())
    answers = {"branch": people.branch().pk, "window": "2"}
    response = head.post("/office/rating-devices/", answers)
    assert "/tablet/" in response.content.decode()
    assert "/tablet/" not in text(head, "/office/rating-devices/")


@pytest.mark.usefixtures("now")
def test_ones_own_copy_holds_what_one_said() -> None:
    voices.rated(1, words="太慢了")
    voices.complaint()
    heading, said = own_data(people.zhang_san().person)
    assert "评价" in heading
    assert [said["ratings"][0]["words"], said["complaints"][0]["title"]] == ["太慢了", "窗口等候时间长"]
    assert own_data(people.qian_qi().person)[1] == {"ratings": [], "complaints": [], "questions": []}


@pytest.mark.usefixtures("now")
def test_the_page_of_a_case_that_ended_asks_for_a_rating() -> None:
    case, teller = voices.done(), people.browser(people.wang_wu())
    assert "请客户评价" in text(teller, f"/counter/cases/{case.pk}/")


# --- complaints

SAID = {"kind": "COMPLAINT", "title": "排队太久", "text": "等了一个小时", "name": "", "phone": "", "website": ""}


def test_a_stranger_complains_and_follows_it_by_its_code() -> None:
    people.branch()
    stranger = Client()
    assert "请先更正" in text(stranger, "/complain/", {**SAID, "text": ""})
    page = text(stranger, "/complain/", {**SAID, "branch": people.branch().pk})
    made = Complaint.objects.get()
    assert "查询码" in page and made.person is None
    spoken = f"{made.code[:4]}-{made.code[4:8]}-{made.code[8:]}".lower()
    assert "排队太久" in stranger.get("/complaint/", {"code": spoken}, follow=True).content.decode()
    assert "12 位" in text(stranger, "/complaint/?code=abc")
    assert "没有这个查询码" in text(stranger, "/complaint/AAAAAAAAAAAA/", status=404)


def test_an_address_that_sends_too_much_is_told_to_wait() -> None:
    stranger = Client()
    for number in range(5):
        text(stranger, "/complain/", {**SAID, "text": f"{number}", "branch": people.branch().pk})
    assert "太频繁" in text(stranger, "/complain/", {**SAID, "branch": people.branch().pk}, status=429)
    assert Complaint.objects.count() == 5
    cache.clear()
    program = {**SAID, "website": "http://spam", "branch": people.branch().pk}
    text(stranger, "/complain/", program, status=429)
    for _try in range(31):
        last = stranger.get("/complaint/AAAAAAAAAAAA/")
    assert last.status_code == 429


def test_a_depositor_complains_about_a_case_and_is_not_content_once() -> None:
    case, mine = voices.done(), people.browser(people.zhang_san())
    answers = {**SAID, "branch": people.branch().pk, "number": "X1"}
    assert "没有这个办件" in text(mine, "/portal/complaints/new/", answers)
    text(mine, "/portal/complaints/new/", {**answers, "number": case.number})
    made = Complaint.objects.get()
    assert made.about == people.wang_wu()
    assert made.title in text(mine, "/portal/complaints/")
    head, path = people.browser(voices.head_of_branch()), f"/counter/complaints/{made.pk}/"
    text(head, f"{path}assign/", {"owner": voices.head_of_branch().pk, "about": made.about_id})
    text(head, path, {"finding": "TRUE", "text": "已增开窗口"})
    own = f"/portal/complaints/{made.pk}/"
    assert "已增开窗口" in text(mine, own)
    assert "请先更正" in text(mine, own, {"action": "object", "reason": ""})
    assert "已转中心主任复查" in text(mine, own, {"action": "object", "reason": "没解决"})
    assert "由中心主任复查" in text(head, path, {"finding": "TRUE", "text": "再答"})
    text(people.browser(voices.director()), path, {"finding": "TRUE", "text": "已约谈并整改"})
    assert "已约谈并整改" in text(mine, own)
    assert Complaint.objects.get().status == VoiceStatus.CLOSED
    assert text(people.browser(people.qian_qi()), own, status=404)


def test_whom_it_is_about_finds_no_page() -> None:
    made = voices.complaint(about_id=voices.head_of_branch().pk)
    assert text(people.browser(voices.head_of_branch()), f"/counter/complaints/{made.pk}/", status=404)
    assert made.title not in text(people.browser(voices.head_of_branch()), "/counter/complaints/")
    assert made.title in text(people.browser(voices.director()), "/counter/complaints/")


def test_the_counter_writes_down_what_was_said_on_the_phone() -> None:
    teller = people.browser(people.wang_wu())
    answers = {**SAID, "way": "PHONE", "branch": people.branch().pk, "phone": "13900000001", "name": "李女士"}
    page = text(teller, "/counter/complaints/new/", answers)
    made = Complaint.objects.get()
    assert made.code[:4] in page and made.phone == "13900000001"
    assert "13900000001" not in text(people.browser(voices.head_of_branch()), f"/counter/complaints/{made.pk}/")


# --- questions


def test_a_question_is_written_down_in_two_fields() -> None:
    teller = people.browser(people.wang_wu())
    assert "请先更正" in text(teller, "/counter/questions/", {"question": ""})
    assert "前答复" in text(teller, "/counter/questions/", {"question": "能提取吗", "answer": ""})
    assert "当场答复" in text(teller, "/counter/questions/", {"question": "几点下班", "answer": "四点半"})
    assert "能提取吗" in text(teller, "/counter/questions/")
    assert "几点下班" in text(teller, "/counter/questions/asked/")
    owner = people.zhang_san().person
    assert "张三" in text(teller, f"/counter/questions/?person={owner.pk}&way=PHONE")


def test_a_question_goes_from_hand_to_hand() -> None:
    teller, other = people.browser(people.wang_wu()), people.browser(people.zhao_liu())
    text(teller, "/counter/questions/", {"question": "异地能贷款吗"})
    made = Enquiry.objects.get()
    path = f"/counter/questions/{made.pk}/"
    assert text(other, path, status=404)
    assert "请先更正" in text(teller, f"{path}hand-over/", {"to": people.zhao_liu().pk, "note": ""})
    assert "等对方签收" in text(teller, f"{path}hand-over/", {"to": people.zhao_liu().pk, "note": "请查"})
    assert "异地能贷款吗" in text(other, "/counter/questions/")
    assert "请先更正" in text(other, f"{path}decline/", {"back-note": ""})
    assert "由我答复" in text(other, path)
    assert "已签收" in text(other, f"{path}take/", {})
    assert "由赵六负责" in text(teller, path, {"answer": "能"})
    up = {"up-to": voices.head_of_branch().pk, "up-note": "政策不明"}
    assert "已转值班长" in text(other, f"{path}escalate/", up)
    head = people.browser(voices.head_of_branch())
    assert "已答复" in text(head, path, {"answer": "能", "rests_on": "条例第三十一条"})
    assert Enquiry.objects.get().status == EnquiryStatus.ANSWERED
    assert text(other, f"{path}take/", {}, status=404)  # it is no longer a concern of theirs


def test_a_depositor_asks_and_reads_the_answer() -> None:
    people.wang_wu()
    mine = people.browser(people.zhang_san())
    asked = {"branch": people.branch().pk, "question": "怎么查余额"}
    assert "前答复您" in text(mine, "/portal/questions/", asked)
    made = Enquiry.objects.get()
    desk.answer_enquiry(enquiry_id=made.pk, answer="首页就有。", by=people.wang_wu(), at=AT)
    assert "首页就有。" in text(mine, "/portal/questions/")
    assert "怎么查余额" not in text(people.browser(people.qian_qi()), "/portal/questions/")


def test_a_question_becomes_a_complaint() -> None:
    teller = people.browser(people.wang_wu())
    text(teller, "/counter/questions/", {"question": "为什么没人叫号"})
    made = Enquiry.objects.get()
    answers = {"as-kind": "COMPLAINT", "as-title": "没人叫号"}
    assert "已转为投诉建议" in text(teller, f"/counter/questions/{made.pk}/complain/", answers)
    assert Complaint.objects.get().text == "为什么没人叫号"


def test_ones_own_copy_lists_ones_cases_and_papers_and_nobody_elses() -> None:
    mine, other = people.zhang_san(), people.qian_qi()
    for user in (mine, other):
        case = world.open_case(by=user, channel="PORTAL", person_id=user.person_id)
        row = case.requirements.get(code="identity")
        desk.upload_paper(
            requirement_id=row.pk, name=f"{user}.jpg", content=files.picture(), source="PHOTO", by=user, at=AT
        )
    data = accounts.own_data(mine.person)
    case = mine.person.cases.get()
    assert [each["办件编号"] for each in data["办件"]] == [case.number]
    assert [(each["文件名"], each["用于办件"]) for each in data["材料"]] == [("张三.jpg", [case.number])]
    told = people.browser(mine).get("/me/export/").content.decode()
    assert case.number in told and "钱七.jpg" not in told
