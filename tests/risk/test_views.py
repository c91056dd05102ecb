"""The pages of investigators, deciders and the discipline office, as they are opened and posted to."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Look
from risk import tasks
from risk.models import Ban, HandOver, Link, ListEntry, RiskCase, RuleSet
from risk.operations import cases, insiders
from risk.operations.insiders import Act
from risk.queries import cases as queries
from risk.rules.facts import House
from risk.states.cases import RiskCaseStatus
from risk.states.insiders import ActKind
from tests import people
from tests.make import AT
from tests.risk import suspicions

HOME = "/office/risk/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


@pytest.fixture(autouse=True)
def _on_the_first_day() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def _said(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def _posted(client: Client, path: str, data: dict[str, Any] | None = None) -> str:
    response = client.post(path, data or {}, follow=True)
    return response.content.decode()


def test_the_investigators_day_from_the_inbox_to_a_proposal() -> None:
    suspicions.suspicion()
    client = people.browser(people.shen_shisi())
    page = _said(client, HOME)
    assert "FX202610100001" in page and "核查下一件" in page
    assert "已由您核查，期限 2026-10-23" in _posted(client, f"{HOME}next/")
    risk_case = RiskCase.objects.get()
    here = f"{HOME}cases/{risk_case.pk}/"
    page = _said(client, here)
    assert "无亲属关系的多人以同一房屋提取" in page and "TQ0001" in page and "看关系图" in page
    assert "已记录" in _posted(client, f"{here}do/note/", {"text": "已函询登记中心"})
    file = SimpleUploadedFile("函.pdf", b"%PDF-1.7 reply")
    assert "已加入证据" in _posted(client, f"{here}do/file/", {"file": file, "what": "复函"})
    matter, person = risk_case.matters.get(), risk_case.people.get()
    answers = {
        "verdict": "ESTABLISH",
        f"m{matter.pk}": "on",
        f"mr{matter.pk}": "60,000",
        "people": [person.pk],
        "is_forged": "on",
        "grounds": "合同系伪造",
    }
    assert "已送认定" in _posted(client, f"{here}do/propose/", answers)
    risk_case.refresh_from_db()
    assert (risk_case.status, risk_case.refund_fen) == (RiskCaseStatus.PROPOSED, 60_000_00)
    assert "do/decide/" not in _said(client, here)


def test_the_leadership_decides_on_the_page_and_the_ban_is_listed() -> None:
    risk_case = suspicions.proposed()
    client = people.browser(people.jiang_shier())
    here = f"{HOME}cases/{risk_case.pk}/"
    assert "do/decide/" in _said(client, here)
    assert "已认定" in _posted(client, f"{here}do/decide/", {"decision": "yes", "reason": "事实清楚"})
    page = _said(client, f"{HOME}bans/")
    assert "某2" in page and "2029-10-09" in page
    ban = Ban.objects.get()
    refused = _posted(client, f"{HOME}bans/{ban.pk}/lift/", {"reason": "申诉"})
    assert "作出决定以外的人" in refused
    assert "某2" not in _said(client, f"{HOME}lists/")
    assert "失信人员名单" in _said(client, f"{HOME}lists/")


def test_what_is_asked_back_is_checked_before_it_is_sent() -> None:
    risk_case = suspicions.verifying()
    client = people.browser(people.shen_shisi())
    path = f"{HOME}cases/{risk_case.pk}/do/propose/"
    matter = risk_case.matters.get()
    page = _posted(client, path, {"verdict": "ESTABLISH", f"mr{matter.pk}": "5", "grounds": "理由"})
    assert "没有认定的办件不能责令退款" in page and "至少要勾选一个办件或一个人" in page
    page = _posted(
        client, path, {"verdict": "ESTABLISH", f"m{matter.pk}": "on", f"mr{matter.pk}": "100,000.01", "grounds": "理由"}
    )
    assert "金额不能超过 100,000.00 元" in page
    assert RiskCase.objects.get().status == RiskCaseStatus.VERIFYING


def test_a_stale_page_and_a_tampered_act_change_nothing() -> None:
    risk_case = suspicions.verifying()
    client = people.browser(people.jiang_shier())
    here = f"{HOME}cases/{risk_case.pk}/"
    for act in ("take", "propose", "decide", "snooze", "refund", "enforce"):
        assert "现在不能办理这个事项" in _posted(client, f"{here}do/{act}/")
    assert client.post(f"{here}do/steal/").status_code == 404
    assert client.get(f"{here}do/take/").status_code == 302
    assert RiskCase.objects.get().status == RiskCaseStatus.VERIFYING


def test_the_evidence_is_an_archive_with_a_list_and_taking_it_out_is_noted() -> None:
    risk_case = suspicions.established()
    client = people.browser(people.shen_shisi())
    here = f"{HOME}cases/{risk_case.pk}/"
    _posted(client, f"{here}do/file/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 a"), "what": "合同"})
    response = client.get(f"{here}evidence/")
    assert response["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as packed:
        names = packed.namelist()
        assert len(names) == 2 and names[1] == "01-a.pdf"
        assert packed.read(names[1]) == b"%PDF-1.7 a"
        assert packed.read(names[0]).startswith(b"%PDF")
    assert Look.objects.filter(kind="FILE", person__name="某2").exists()
    kept = risk_case.files.get()
    response = client.get(f"{HOME}files/{kept.pk}/")
    assert response["X-Content-Type-Options"] == "nosniff" and response.content == b"%PDF-1.7 a"


def test_a_file_that_lies_about_its_kind_is_refused() -> None:
    risk_case = suspicions.verifying()
    client = people.browser(people.shen_shisi())
    path = f"{HOME}cases/{risk_case.pk}/do/file/"
    for name, content in (("a.pdf", b"<script>"), ("a.html", b"%PDF-1.7"), ("a.png", b"GIF89a")):
        response = client.post(path, {"file": SimpleUploadedFile(name, content), "what": "合同"})
        assert response.status_code == 422
    assert not risk_case.files.exists()


def test_waiting_and_handing_over_are_agreed_to_by_another_on_the_pages() -> None:
    risk_case = suspicions.verifying()
    shen, jiang = people.browser(people.shen_shisi()), people.browser(people.jiang_shier())
    here = f"{HOME}cases/{risk_case.pk}/"
    assert "等待批准" in _posted(shen, f"{here}do/snooze/", {"until": "2026-11-20", "reason": "等回函"})
    snooze = risk_case.snoozes.get()
    assert shen.get(f"{HOME}snoozes/{snooze.pk}/").status_code == 403
    assert f"snoozes/{snooze.pk}/" in _said(jiang, here)
    assert "已审批" in _posted(jiang, f"{HOME}snoozes/{snooze.pk}/", {"decision": "yes", "reason": "同意"})
    words = {"receiver": "POLICE", "office": "辽源市公安局", "reason": "伪造合同"}
    assert "已送审批" in _posted(shen, f"{here}do/hand_over/", words)
    handed = HandOver.objects.get()
    assert "已审批" in _posted(jiang, f"{HOME}hand-overs/{handed.pk}/", {"decision": "yes", "reason": "同意"})
    answer = {"on": "2026-10-10", "answer": "立案", "detained": "2", "dismissed": "0"}
    assert "已登记" in _posted(shen, f"{HOME}hand-overs/{handed.pk}/answer/", answer)
    assert "拘留 2 人" in _said(shen, here)


def test_a_review_is_cleared_by_an_investigator_and_a_block_only_in_its_case() -> None:
    cheap = House(title_number="吉（2026）辽源市不动产权第0000001号", price_fen=50_000_00)
    review = suspicions.screened("TQ0100", suspicions.person(9), house=cheap)
    *_rest, blocked = suspicions.ring(2)
    client = people.browser(people.shen_shisi())
    assert "核查后放行" in _said(client, f"{HOME}screenings/{review.pk}/")
    assert "已放行" in _posted(client, f"{HOME}screenings/{review.pk}/clear/", {"reason": "实地看过，成交属实"})
    assert "实地看过" in _said(client, f"{HOME}screenings/{review.pk}/")
    page = _said(client, f"{HOME}screenings/")
    assert "TQ0002" in page and "F05" in page
    page = _said(client, f"{HOME}screenings/{blocked.pk}/")
    assert "还有与您没有夫妻" in page and "核查后放行" not in page
    assert "需要有权限的人员" in _posted(client, f"{HOME}screenings/{blocked.pk}/clear/", {"reason": "没问题"})
    cases.open_found(screening_id=blocked.pk, at=AT)
    jiang = people.browser(people.jiang_shier())
    assert "已经立案核查" in _posted(jiang, f"{HOME}screenings/{blocked.pk}/clear/", {"reason": "没问题"})


def test_the_picture_is_drawn_and_told_as_a_table_and_begun_by_a_number() -> None:
    agent = suspicions.person(50, "<b>中介</b>")
    suspicions.ring(3, agent_id=agent.pk)
    client = people.browser(people.shen_shisi())
    page = _posted(client, f"{HOME}graph/", {"kind": "CASE", "text": "tq0001"})
    assert "<svg viewBox=" in page and page.count("<rect ") >= 5
    assert "&lt;b&gt;中介&lt;/b&gt;" in page and "<b>中介" not in page
    assert "300,000.00 元" in page and 'style="' not in page
    assert "没有找到有关的申请" in _posted(client, f"{HOME}graph/", {"kind": "PHONE", "text": "13900000000"})
    person = Link.objects.filter(kind="PERSON").order_by("id")[0]
    _said(client, f"{HOME}graph/{person.pk}/")
    assert Look.objects.filter(person=person.person_id, case=person.case).exists()


def test_opening_a_case_is_a_look_that_does_not_warn_who_is_looked_at() -> None:
    risk_case = suspicions.suspicion()
    _said(people.browser(people.shen_shisi()), f"{HOME}cases/{risk_case.pk}/")
    look = Look.objects.get()
    assert (look.person.name, look.case, look.what) == ("某2", "TQ0002", "办件资料")


def test_colleagues_cases_do_not_exist_for_investigators_and_the_director() -> None:
    clerk = people.wang_wu().person_id
    with transaction.atomic():
        insiders.note_staff_acts(acts=[Act(f"e:{n}", ActKind.APPROVE, clerk, AT, seconds=1) for n in range(5)])
    insiders.look_at_staff(today=AT.date(), at=AT)
    risk_case = RiskCase.objects.get()
    for someone in (people.shen_shisi(), people.jiang_shier()):
        client = people.browser(someone)
        assert "王五" not in _said(client, HOME)
        for path in ("", "evidence/", "do/note/"):
            assert client.get(f"{HOME}cases/{risk_case.pk}/{path}").status_code == 404
        assert client.get(f"{HOME}insiders/").status_code == 403
    client = people.browser(people.yang_shiwu())
    assert "王五" in _said(client, f"{HOME}insiders/")
    page = _said(client, f"{HOME}cases/{risk_case.pk}/")
    assert "仅纪检可见" in page and not Look.objects.filter(person=clerk).exists()


def test_a_version_of_the_rules_is_drafted_tried_and_published_by_another() -> None:
    suspicions.ring(2)
    shen, jiang = people.browser(people.shen_shisi()), people.browser(people.jiang_shier())
    _posted(shen, f"{HOME}rules/new/", {"purpose": "低价房误报太多"})
    draft = RuleSet.objects.get(number=3)
    here = f"{HOME}rules/{draft.pk}/"
    words = {"is_on": "on", "action": "REVIEW", "severity": "2", "percent": "40", "least_fen": "80,000"}
    assert "已修改" in _posted(shen, f"{here}F09/", words)
    assert "应为" not in _said(shen, here) and 'class="changed"' in _said(shen, here)
    assert "最低总价 80,000.00 元" in _said(shen, here)
    assert shen.post(f"{here}F09/", {**words, "percent": "0"}).status_code == 422
    assert "已开始试运行" in _posted(shen, f"{here}do/shadow/")
    assert "已开始回测" in _posted(shen, f"{here}do/backtest/")
    tasks.run_backtests()
    page = _said(jiang, here)
    assert "已认定的抓住（件）" in page and "发布" in page
    assert "不能自己发布" in _posted(shen, f"{here}publish/", {"why": "更准"})
    assert "已发布" in _posted(jiang, f"{here}publish/", {"why": "更准"})
    assert RuleSet.objects.get(status="PUBLISHED").number == 3
    assert shen.post(f"{here}do/explode/").status_code == 404


def test_a_list_is_kept_by_hand_and_by_file_whole_or_not_at_all() -> None:
    client = people.browser(people.shen_shisi())
    entry = {"kind": "PHONE", "value": "13900001111", "source": "公安通报", "reason": "中介", "since": "2026-10-10"}
    assert "已登记到名单" in _posted(client, f"{HOME}lists/new/", entry)
    assert "139****1111" in _said(client, f"{HOME}lists/")
    heads = "名单,内容,来源,原因,自,至\n"
    wrong = f"{heads}关注手机名单,13900002222,通报,中介,,\n关注手机名单,123,通报,中介,,\n"

    def sent(text: str, **more: str) -> str:
        file = SimpleUploadedFile("名单.csv", text.encode())
        return _posted(client, f"{HOME}lists/import/", {"file": file, **more})

    assert "第 3 行" in sent(wrong, go="on")
    assert ListEntry.objects.count() == 1
    right = f"{heads}关注手机名单,13900002222,通报,中介,,\n"
    assert "没有问题，共 1 条" in sent(right)
    assert ListEntry.objects.count() == 1
    assert "已导入 1 条" in sent(right, go="on")
    entry_id = ListEntry.objects.order_by("-id")[0].pk
    assert client.get(f"{HOME}lists/{entry_id}/end/").status_code == 403
    jiang = people.browser(people.jiang_shier())
    assert "已移出名单" in _posted(jiang, f"{HOME}lists/{entry_id}/end/", {"reason": "误登"})


def test_a_case_of_ones_own_family_is_found_by_others_only() -> None:
    shen = people.shen_shisi()
    with transaction.atomic():
        suspicion = cases.Suspicion(key="hand:1", origin="HAND", title="举报", people=((shen.person_id, "APPLICANT"),))
        own = cases.open_or_join(suspicion=suspicion, by=None, at=AT)
    assert people.browser(shen).get(f"{HOME}cases/{own.pk}/").status_code == 404
    assert own in queries.cases_visible_to(people.jiang_shier())


def test_a_tip_is_opened_on_the_page() -> None:
    client = people.browser(people.shen_shisi())
    answers = {"title": "电话举报", "about": "TQ7777", "text": "有人代办"}
    assert "没有找到编号为 TQ7777 的办件" in _posted(client, f"{HOME}cases/new/", answers)
    assert "已立案" in _posted(client, f"{HOME}cases/new/", {**answers, "about": ""})


def test_the_inbox_and_a_case_ask_the_same_few_questions_however_much_there_is() -> None:
    client = people.browser(people.shen_shisi())
    suspicions.suspicion()
    _said(client, HOME)
    counts: list[list[int]] = []
    for more in (0, 12):
        for place in range(10, 10 + more):
            found = suspicions.screened(f"TQ{place:04d}", suspicions.person(place))
            cases.open_found(screening_id=found.pk, at=AT)
            cases.open_by_hand(
                title=f"线索{place}", about="", text="举报", by=people.wang_wu(), at=AT + timedelta(seconds=place)
            )
        pages = (HOME, f"{HOME}screenings/", f"{HOME}lists/", f"{HOME}bans/", f"{HOME}rules/")
        counts.append([])
        for path in pages:
            with CaptureQueriesContext(connection) as asked:
                _said(client, path)
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
