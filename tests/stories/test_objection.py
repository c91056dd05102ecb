"""Two owners say that their balance is wrong: one is right and gets it put right, one is shown that it adds up."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deposits import operations, tasks
from deposits.models import BalanceObjection, EmployerAccount
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import queries as books
from notifications.models import Message
from tests import make, people
from tests.deposits import world as fund
from tests.deposits.pages import hand_in, said, text_of
from tests.deposits.pdf import text_of_pdf
from tests.deposits.test_objections import first_entry

NEW = "/portal/objections/new/"


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    make.bank_account()
    account = fund.employer_account()
    fund.allocated(account)
    return account


def object_in_portal(owner: Client, words: str) -> Case:
    """张三 goes through the steps and hands them in."""
    entry = str(first_entry(fund.account_of("张三")))
    text_of(owner, NEW, {"page": "what", "about": "ENTRY", "entry": entry, "go": "next"})
    text_of(owner, NEW, {"page": "why", "words": words, "go": "next"})
    hand_in(owner, NEW)
    return Case.objects.order_by("-id")[0]


def take_on(case: Case) -> None:
    """王五 takes and accepts it."""
    desk.take(case_id=case.pk, by=people.wang_wu(), at=timezone.now())
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=timezone.now())


def agree(case: Case) -> None:
    """赵六 reads the same figures and agrees; the answer goes out."""
    reviewer = people.browser(people.zhao_liu())
    reviewer.post(reverse("desk:counter_review", args=[case.pk]), {"decision": "APPROVE", "reason": ""})
    tasks.follow_cases()
    case.refresh_from_db()
    assert case.status == CaseStatus.DONE


def letter_of(owner: Client, case: Case) -> str:
    assert "下载答复书" in said(owner, reverse("desk:portal_case", args=[case.pk]))
    return text_of_pdf(owner.get(reverse("deposits:portal_answer_letter", args=[case.pk])).content)


@pytest.mark.django_db
def test_an_objection_that_does_not_hold_is_answered_with_every_line_added_up(employer: EmployerAccount) -> None:
    owner = people.browser(people.zhang_san())
    case = object_in_portal(owner, "十月应该缴 2100")
    take_on(case)
    answers = {"finding": "CORRECT", "answer": "按上年月平均工资 8,437.56 元、比例 12% 计算，与清册一致。"}
    text_of(people.browser(people.wang_wu()), reverse("deposits:counter_objection", args=[case.pk]), answers)
    agree(case)
    words = letter_of(owner, case)
    for each in ("账户余额没有差错", "十月应该缴 2100", "2,026.00", case.number):
        assert each in words
    assert Message.objects.filter(person=people.zhang_san().person, body__contains="书面答复").exists()


@pytest.mark.django_db
def test_an_objection_that_holds_is_put_right_first_and_the_letter_names_the_correction(
    employer: EmployerAccount,
) -> None:
    owner, account = people.browser(people.zhang_san()), fund.account_of("张三")
    case = object_in_portal(owner, "我九月已经离职，十月不该缴")
    take_on(case)
    remittance = account.items.get().list
    operations.reverse_list(list_id=remittance.pk, reason="误报", by=people.zhou_jiu(), at=timezone.now())
    remittance.refresh_from_db()
    journal = remittance.reversal_id
    url = reverse("deposits:counter_objection", args=[case.pk])
    page = said(people.browser(people.wang_wu()), url)
    assert str(journal) in page and "相加与账面一致" in page
    answers = {"finding": "CORRECTED", "journal": str(journal), "answer": "十月为单位误报，已冲账退回单位。"}
    text_of(people.browser(people.wang_wu()), url, answers)
    agree(case)
    words = letter_of(owner, case)
    for each in ("确有差错，已经更正", "已冲账退回单位", f"流水号 {journal}", "期末余额0.00"):
        assert each in words
    assert BalanceObjection.objects.get().journal_id == journal
    assert books.verify_books() == []
