"""What each reason asks in the portal, and what the answers come to before the amount is asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts import operations as accounts
from accounts.models import BankCard
from tests import make, people
from tests.deposits.pages import hand_in, text_of
from tests.withdrawals import pages
from withdrawals.models import Withdrawal
from withdrawals.states import Relation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
HOUSE = {"title_number": "吉（2021）辽源市不动产权第0001234号", "house_address": "辽源市西安区安家街18号1单元302室"}
COST = {"what": "费用", "charged_by": "收款公司", "invoice_number": "22050001", "issued_on": "2026-10-01"}
LOAN = {
    "lender": "建设银行",
    "loan_contract": "JK2020001",
    "borrowers": "张三，钱七",
    "paid": "36,000",
    "last_paid_on": "2026-09-20",
}
TOLD: dict[str, tuple[dict[str, str], str]] = {
    "purchase": (pages.PURCHASE, "该房屋自付房款 186,000.00 元"),
    "build": ({**HOUSE, **COST, "total": "20,000"}, "实际支出 20,000.00 元"),
    "repay": (LOAN, "近 12 个月已还贷款本息 36,000.00 元"),
    "decorate": ({**HOUSE, **COST, "total": "46,000"}, "发票金额的 50% 23,000.00 元"),
    "property_fee": ({**HOUSE, **COST, "total": "2,600"}, "票据金额 2,600.00 元"),
    "lift": ({**HOUSE, **COST, "total": "24,000", "subsidy": "8,000"}, "本户分摊费用减去补贴 16,000.00 元"),
    "illness": ({**COST, "total": "12,000"}, "医疗费个人自付部分 12,000.00 元"),
    "hardship": ({"certificate": "DB0001", "monthly_need": "800"}, "12 个月的基本生活需要 9,600.00 元"),
}


def facts(told: dict[str, str], **more: str) -> dict[str, str]:
    """The first page of an application."""
    return {"page": "facts", "who": "SELF-0", "consent": "on", "go": "next", **told, **more}


def path(reason: str) -> str:
    return f"/portal/withdrawals/new/{reason}/"


@pytest.mark.parametrize("reason", TOLD)
def test_each_reason_is_asked_what_it_needs_and_says_what_can_be_had(
    owner: Client, bound: BankCard, reason: str
) -> None:
    told, line = TOLD[reason]
    page = text_of(owner, path(reason), facts(told))
    assert "最多可提" in page and line in page
    text_of(owner, path(reason), pages.money(bound, "1,000.00"))
    hand_in(owner, path(reason))
    made = Withdrawal.objects.get()
    assert (made.reason.code, made.asked_fen, made.relation) == (reason, 100_000, Relation.SELF)
    shown = owner.get(f"/portal/withdrawals/{made.case_id}/").content.decode()
    for value in ("house_address", "lender", "invoice_number", "certificate"):
        assert told.get(value, "") in shown


@pytest.mark.parametrize("reason", TOLD)
def test_an_empty_page_is_answered_with_what_is_missing(owner: Client, reason: str) -> None:
    answer = owner.post(path(reason), {"page": "facts", "go": "next"})
    assert answer.status_code == 422
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"contract_number": ""}, "合同号和产权证号请至少填一个"),
        ({"borrowed": "620,000.01"}, "贷款不能超过房屋总价"),
        ({"is_out_of_town": "on"}, "请填写房子所在的城市"),
        ({"price": "0"}, "不能少于"),
        ({"signed_on": "昨天"}, "请填写日期"),
    ],
)
def test_a_house_that_cannot_be_is_sent_back(owner: Client, changed: dict[str, str], words: str) -> None:
    answer = owner.post(path("purchase"), facts(pages.PURCHASE, **changed))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_contract_that_is_too_old_is_refused_before_the_amount(owner: Client, bound: BankCard) -> None:
    page = text_of(owner, path("purchase"), facts(pages.PURCHASE, signed_on="2024-10-11"))
    assert "这次不能提取" in page and "须在 24 个月内" in page
    assert owner.post(path("purchase"), pages.money(bound, "1.00")).status_code == 422


def test_the_family_on_file_can_be_withdrawn_for_and_strangers_cannot(owner: Client, bound: BankCard) -> None:
    spouse = people.qian_qi().person
    accounts.add_relation(
        person_id=bound.person_id,
        relative_id=spouse.pk,
        kind="SPOUSE",
        proof="结婚证",
        since=date(2020, 5, 20),
        by=people.wang_wu(),
        at=make.AT,
    )
    page = owner.get(path("purchase")).content.decode()
    assert "配偶 钱七" in page
    assert "本人是共同借款人" in owner.get(path("repay")).content.decode()
    assert owner.post(path("purchase"), facts(pages.PURCHASE, who="PARENT-1")).status_code == 422
    text_of(owner, path("purchase"), facts(pages.PURCHASE, who=f"SPOUSE-{spouse.pk}", owners="钱七"))
    text_of(owner, path("purchase"), pages.money(bound, "1,000.00"))
    hand_in(owner, path("purchase"))
    made = Withdrawal.objects.get()
    assert (made.relation, made.subject_id) == (Relation.SPOUSE, spouse.pk)
    assert sorted(made.household) == sorted([bound.person_id, spouse.pk])


def test_names_between_any_marks_are_names(owner: Client, bound: BankCard) -> None:
    text_of(owner, path("repay"), facts(LOAN, borrowers="张三, 钱七；李四 王五"))
    text_of(owner, path("repay"), pages.money(bound, "1,000.00"))
    hand_in(owner, path("repay"))
    loan = Withdrawal.objects.get().particulars.loan
    assert loan is not None and loan.borrowers == ("张三", "钱七", "李四", "王五")
