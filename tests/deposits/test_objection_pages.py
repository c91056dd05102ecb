"""The pages of a balance objection: step by step in the portal, at the window, checked, answered, read back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Look
from deposits import tasks
from deposits.models import BalanceObjection, EmployerAccount, PersonalAccount
from desk.models import Case, Draft
from desk.states.cases import CaseStatus, Channel
from tests import people
from tests.deposits import world as fund
from tests.deposits.pages import hand_in, said, text_of
from tests.deposits.pdf import text_of_pdf
from tests.deposits.test_objections import first_entry

pytestmark = pytest.mark.django_db
NEW = "/portal/objections/new/"


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's account, with October on it."""
    fund.allocated(employer)
    return fund.account_of("张三")


@pytest.fixture
def owner(account: PersonalAccount) -> Client:
    return people.browser(people.zhang_san())


def what(account: PersonalAccount, **more: str) -> dict[str, str]:
    return {"page": "what", "about": "ENTRY", "entry": str(first_entry(account)), "go": "next", **more}


WHY = {"page": "why", "words": "十月工资 9000 元，基数不对", "evidence": "工资条", "go": "next"}


def test_the_owner_objects_from_the_entry_step_by_step_and_gets_a_number(
    owner: Client, account: PersonalAccount
) -> None:
    entry = first_entry(account)
    assert f"{NEW}?entry={entry}" in said(owner, f"/portal/entries/{entry}/")
    page = said(owner, f"{NEW}?entry={entry}")
    assert f'value="{entry}" selected' in page
    assert "哪里不对" in text_of(owner, NEW, what(account))
    check = text_of(owner, NEW, WHY)
    assert "检查您的填写" in check and "十月工资 9000 元" in check and "某一笔明细" in check
    assert not Case.objects.exists()
    draft = Draft.objects.get()
    done = hand_in(owner, NEW)
    case = Case.objects.get()
    assert case.number in done and "上传材料" in done and "5 个工作日" in done
    assert case.requirements.get().code == "evidence"
    again = text_of(owner, NEW, {"go": "submit", "draft": str(draft.pk)})
    assert "不用重复提交" in again and Case.objects.count() == 1


def test_nothing_typed_is_lost_and_it_goes_on_where_it_was_left(owner: Client, account: PersonalAccount) -> None:
    text_of(owner, NEW, what(account))
    page = text_of(owner, NEW, {"page": "why", "words": "不对", "go": "next"})
    assert "不对" in page and "至少" in page  # too short, and kept
    assert "接着填" in text_of(owner, NEW, {"page": "why", "words": "说到一半", "go": "later"})
    again = said(people.browser(people.zhang_san()), NEW)
    assert "说到一半" in again and "保存的内容" in again
    assert "哪一笔" in text_of(owner, NEW, {"page": "why", "words": "说到一半", "go": "back"})
    text_of(owner, NEW, {"go": "discard"})
    assert not Draft.objects.exists()


def test_steps_cannot_be_skipped_and_wrong_answers_are_shown(owner: Client, account: PersonalAccount) -> None:
    assert "对什么有异议" in said(owner, f"{NEW}?page=check")
    wrong = owner.post(NEW, {"page": "what", "about": "ENTRY", "go": "next"})
    assert (wrong.status_code, "请选择哪一笔" in wrong.content.decode()) == (422, True)
    backwards = {"page": "what", "about": "PERIOD", "since": "2026-10-10", "until": "2026-10-01", "go": "next"}
    assert "不能早于" in owner.post(NEW, backwards).content.decode()
    assert "对什么有异议" in text_of(owner, NEW, {"go": "submit"})
    assert not Case.objects.exists()


def test_another_persons_draft_and_objection_are_nobodys_business(owner: Client, account: PersonalAccount) -> None:
    text_of(owner, NEW, what(account))
    draft = Draft.objects.get()
    stranger = people.browser(people.qian_qi())
    assert stranger.get(NEW).status_code == 404
    assert stranger.post(NEW, {"go": "submit", "draft": str(draft.pk)}).status_code == 404
    text_of(owner, NEW, WHY)
    hand_in(owner, NEW)
    case = Case.objects.get()
    for address in ("portal_answer_letter", "counter_answer_letter", "counter_objection"):
        assert stranger.get(reverse(f"deposits:{address}", args=[case.pk])).status_code in (302, 403, 404)
    assert stranger.get(reverse("desk:portal_submitted", args=[case.pk])).status_code == 404


def test_the_window_goes_on_with_what_was_begun_in_the_portal_only_with_consent(
    owner: Client, account: PersonalAccount
) -> None:
    text_of(owner, NEW, what(account))
    text_of(owner, NEW, {"page": "why", "words": "网上写了一半", "go": "later"})
    teller, url = people.browser(people.wang_wu()), f"/counter/accounts/{account.pk}/object/"
    page = said(teller, url)
    assert "填到一半" in page and "网上写了一半" not in page
    assert "网上写了一半" not in teller.post(url, {"go": "take-over"}).content.decode()
    taken = teller.post(url, {"go": "take-over", "consent": "on"}).content.decode()
    assert "网上写了一半" in taken
    assert Look.objects.filter(person=account.person, what="本人在网上填到一半的申请").exists()
    answers = {"about": "BALANCE", "words": "网上写了一半，现在写完", "seen": "on", "consent": "on", "go": "submit"}
    text_of(teller, url, answers)
    case = Case.objects.get()
    assert (case.status, case.channel) == (CaseStatus.ACCEPTED, Channel.WINDOW)
    assert Draft.objects.get().case == case


def test_checked_line_by_line_answered_agreed_and_read_back_from_the_letter(
    owner: Client, account: PersonalAccount
) -> None:
    teller, reviewer = people.browser(people.wang_wu()), people.browser(people.zhao_liu())
    answers = {
        "about": "ENTRY",
        "entry": str(first_entry(account)),
        "words": "十月缴少了",
        "seen": "on",
        "go": "submit",
    }
    text_of(teller, f"/counter/accounts/{account.pk}/object/", answers)
    case = Case.objects.get()
    url = f"/counter/objections/{case.pk}/"
    page = said(teller, url)
    assert "每一笔都与来源清册相符" in page and account.items.get().list.number in page
    wrong = teller.post(url, {"finding": "CORRECTED", "answer": "已更正"})
    assert (wrong.status_code, "请选择更正的分录" in wrong.content.decode()) == (422, True)
    assert Look.objects.filter(person=account.person, what="余额异议核对", case=case.number).count() == 2
    auditor = people.browser(people.wu_shi())
    assert auditor.post(url, {"finding": "CORRECT", "answer": "x"}).status_code == 403
    text_of(teller, url, {"finding": "CORRECT", "answer": "基数 8,437.56 元，与十月清册一致。"})
    assert "逐笔核对和答复" in said(reviewer, reverse("desk:counter_review", args=[case.pk]))
    assert "基数 8,437.56 元" in said(reviewer, url)
    mine = reverse("desk:portal_case", args=[case.pk])
    assert "基数 8,437.56 元" not in said(owner, mine)
    letter = reverse("deposits:portal_answer_letter", args=[case.pk])
    assert owner.get(letter).status_code == 404
    reviewer.post(reverse("desk:counter_review", args=[case.pk]), {"decision": "APPROVE", "reason": ""})
    tasks.follow_cases()
    assert letter in said(owner, mine) and "基数 8,437.56 元" in said(owner, mine)
    text = text_of_pdf(owner.get(letter).content)
    found = BalanceObjection.objects.get()
    for words in ("余额异议答复书", "张三", case.number, "账户余额没有差错", "十月缴少了", "2,026.00"):
        assert words in text, words
    looks = Look.objects.filter(person=account.person, what="余额异议答复书", case=case.number)
    at_counter = reverse("deposits:counter_answer_letter", args=[case.pk])
    assert not looks.exists() and reviewer.get(at_counter).status_code == 200
    assert looks.get().user == people.zhao_liu()
    proved = said(people.browser(), f"/verify/{found.verify_code}/")
    assert case.number in proved and "张三" not in proved
