"""The pages of wrong payments and merges: from the application to what came of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from deposits.models import EmployerAccount, PersonalAccount, WrongPayment
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from tests import people
from tests.deposits import savings, world
from tests.deposits.corrections import NOW, agree
from tests.deposits.pages import clerk, said, text_of

pytestmark = pytest.mark.django_db
ANSWERS = {"months": ["202610"], "cause": "LEFT", "reason": "九月离职，十月没有封存"}


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """陈一's, with October on it."""
    world.allocated(employer)
    return world.account_of("陈一")


def test_a_clerk_asks_and_the_window_takes_it_on(account: PersonalAccount) -> None:
    client = clerk()
    path = reverse("deposits:employer_wrong", args=[account.pk])
    assert "2026 年 10 月，1,440.00 元" in said(client, path)
    assert "请填写正确的缴存基数" in text_of(client, path, {**ANSWERS, "cause": "BASE"})
    assert "请勾选错缴的月份" in text_of(client, path, {**ANSWERS, "months": []})
    assert "已提交，办件编号" in text_of(client, path, dict(ANSWERS))
    case = Case.objects.get(kind__code="wrong_payment")
    assert (case.status, case.employer) == (CaseStatus.SUBMITTED, account.employer_account.employer)
    assert "没有可更正的月份" in said(client, path)


def test_the_window_takes_it_with_its_papers(account: PersonalAccount) -> None:
    client = people.browser(people.wang_wu())
    path = reverse("deposits:counter_wrong", args=[account.pk])
    assert "请先核验材料原件" in text_of(client, path, dict(ANSWERS))
    page = text_of(client, path, {**ANSWERS, "seen": "on"})
    assert "错缴更正：陈一，1,440.00 元" in page
    case = WrongPayment.objects.get().case
    page = said(client, reverse("deposits:counter_execution", args=[case.pk]))
    assert "离职后仍缴" in page
    agree(case)
    assert "没有可更正的月份" in said(client, f"{path}?employer={account.employer_account_id}")
    assert "错缴更正" in said(client, reverse("deposits:counter_account", args=[account.pk]))


def test_another_employers_people_are_not_there(account: PersonalAccount, other: EmployerAccount) -> None:
    foreign = savings.account(other, 1, [])
    address = reverse("deposits:employer_wrong", args=[foreign.pk])
    assert clerk().get(address).status_code == 404
    assert clerk().post(address, ANSWERS).status_code == 404


def test_two_accounts_are_merged_at_the_window(employer: EmployerAccount) -> None:
    source = savings.account(employer, 1, [(date(2026, 7, 10), 100_000)])
    target = savings.account(employer, 2, [(date(2026, 8, 10), 50_000)])
    client = people.browser(people.wang_wu())
    path = reverse("deposits:counter_merge", args=[source.pk])
    answers = {"number": target.number, "proof": "CORRECTED", "note": "已看户口簿", "seen": "on"}
    assert "没有这个账号" in text_of(client, path, {**answers, "number": "299999999999"})
    assert "两个不同的账户" in text_of(client, path, {**answers, "number": source.number})
    assert "账户合并" in text_of(client, path, answers)
    case = Case.objects.get(kind__code="account_merge")
    with transaction.atomic():
        ledger.hold(key="x", account_id=source.ledger_account_id, fen=1, by=None, at=NOW)
    agree(case)
    address = reverse("deposits:counter_execution", args=[case.pk])
    assert "占用的款项" in said(client, address)
    assert "还是办不成" in text_of(client, address, {"do": "again"})
    assert "请写明原因" in text_of(client, address, {"do": "give-up", "reason": ""})
    with transaction.atomic():
        ledger.release(hold_key="x", at=NOW)
    assert "已办结" in text_of(client, address, {"do": "again"})
    assert "没有执行失败" in text_of(client, address, {"do": "give-up", "reason": "不办了"})
    assert savings.balance(target) == 150_000


def test_the_list_of_possible_duplicates(employer: EmployerAccount) -> None:
    pair = [savings.account(employer, place, []) for place in (1, 2)]
    client = people.browser(people.wang_wu())
    address = reverse("deposits:counter_duplicates")
    assert "没有发现可能重复的账户" in said(client, address)
    for each in pair:
        type(each.person).objects.filter(pk=each.person_id).update(
            name="同名", birth_on=date(1990, 1, 1), phone_index="x" * 32
        )
    page = said(client, address)
    assert "姓名、出生日期、手机号相同" in page
    assert reverse("deposits:counter_merge", args=[pair[0].pk]) in page
