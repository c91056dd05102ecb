"""To whom a loan's money may go: a bound card, a friend, another bank get nothing, whoever types them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from loans.operations import applying, contracting, disbursing
from loans.queries import payees as queries
from loans.queries.contracts import Payee
from loans.rules import payees
from loans.rules.payees import Household
from loans.rules.telling import House, OldLoan, Told, to_text
from risk.models import Screening
from tests import make, people
from tests.loans import borrowers, granted
from tests.loans.granted import later
from tests.withdrawals import saver

OWN = Household(frozenset({"张三", "钱七"}), frozenset({"6217000000000001"}))
TOLD = Told(house=House(seller="赵卖房"), old_loan=OldLoan(lender="建设银行"))


@pytest.mark.parametrize(
    ("given", "account", "facts", "why"),
    [
        ("赵卖房", "6217000000000009", {}, ""),
        ("赵 卖房", "6217000000000009", {}, ""),
        ("辽源市二手房资金监管专户", "6217000000000009", {}, ""),
        ("孙朋友", "6217000000000009", {}, "售房人"),
        ("张三", "6217000000000009", {}, "借款人或配偶"),
        ("钱七", "6217000000000009", {}, "借款人或配偶"),
        ("赵卖房", "6217 0000 0000 0001", {}, "借款人或配偶"),
        ("张三购房监管户", "6217000000000009", {}, "售房人"),
        ("——", "6217000000000009", {"told": Told()}, "售房人"),
        ("建设银行辽源分行", "2205000000000009", {"product": "CONVERSION"}, ""),
        ("工商银行辽源分行", "2205000000000009", {"product": "CONVERSION"}, "原贷款银行"),
        ("二手房资金监管专户", "2205000000000009", {"product": "CONVERSION"}, "原贷款银行"),
        ("张三", "6217000000000001", {"product": "CONVERSION", "house_kind": "BUILD"}, "借款人或配偶"),
        ("张三", "6217000000000001", {"house_kind": "BUILD"}, ""),
        ("张三", "6217000000000009", {"house_kind": "BUILD"}, "已绑定"),
        ("孙朋友", "6217000000000001", {"house_kind": "BUILD"}, "已绑定"),
        ("孙朋友", "6217000000000009", {"house_kind": "BUILD"}, "售房人"),
    ],
)
def test_money_goes_to_seller_or_lender_and_to_oneself_only_for_building(
    given: str, account: str, facts: dict[str, Any], why: str
) -> None:
    asked: dict[str, Any] = {"told": TOLD, "product": "FUND", "house_kind": "SECOND_HAND", **facts}
    said = payees.why_not(asked.pop("told"), **asked, name=given, account=account, own=OWN)
    assert why in said and bool(said) == bool(why)


def test_a_projects_developer_is_the_seller() -> None:
    told = Told(house=House(seller="辽源市宏图置业有限公司"))
    assert payees.why_not_developer(told, "辽源市宏图置业有限公司（一分公司）") == ""
    assert payees.why_not_developer(Told(), "别的公司") == ""
    assert "不一致" in payees.why_not_developer(told, "长春市别家置业有限公司")


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_who_asks_names_neither_themselves_nor_another_projects_developer() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    home = borrowers.house(title_number="吉（2010）第5678号", seller="孙某", built_year=2010, appraisal_fen=90_000_000)
    asked = borrowers.asked(
        one, told=Told(house=home), house_kind="SECOND_HAND", project_id=None, payee=Payee("6217000099990000", "张三")
    )
    with pytest.raises(applying.BadAccount, match="借款人或配偶"):
        applying.payee_of(asked, granted.ON)
    card = replace(asked, payee=Payee(saver.card(one).number, "孙某"))
    with pytest.raises(applying.BadAccount, match="借款人或配偶"):
        applying.payee_of(card, granted.ON)
    seller = replace(asked, payee=Payee("6217000099990000", "孙某"))
    assert applying.payee_of(seller, granted.ON).name == "孙某"
    with pytest.raises(applying.BadAccount, match="不一致"):
        borrowers.ask(one, told=Told(house=borrowers.house(seller="长春市别家置业有限公司")))


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_what_was_written_past_the_window_is_not_paid_either() -> None:
    facts = {"payee_account": "6217000099990000", "payee_tail": "0000", "payee_name": "孙朋友"}
    told = to_text(Told(house=House(seller="赵卖房")))
    contract = granted.ready(project=None, house_kind="SECOND_HAND", told_text=told, **facts)
    assert "售房人" in queries.why_not_payee(contract.application, contract.payee_name, contract.payee_account)
    with pytest.raises(disbursing.NotReady, match="售房人"):
        disbursing.prepare(case_id=contract.application.case_id, by=people.wang_wu(), at=later(4))


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_another_account_is_looked_at_by_the_fraud_checks() -> None:
    facts = {"payee_account": granted.REFUSED, "payee_tail": "9001", "payee_name": "赵卖房"}
    told = to_text(Told(house=House(seller="赵卖房")))
    made = granted.paid(project=None, house_kind="SECOND_HAND", told_text=told, **facts)
    assert made.status == "RETURNED"
    number = made.contract.application.case.number
    before = Screening.objects.filter(case=number).count()
    card = saver.card(people.zhang_san()).number
    with pytest.raises(disbursing.AnotherPayee, match="借款人或配偶"):
        disbursing.pay_again(disbursement_id=made.pk, payee=Payee(card, "赵卖房"), by=people.wang_wu(), at=later(9))
    disbursing.pay_again(disbursement_id=made.pk, payee=Payee(granted.GOOD, "赵卖房"), by=people.wang_wu(), at=later(9))
    assert Screening.objects.filter(case=number).count() == before + 1
    assert granted.GOOD in str(Screening.objects.filter(case=number).latest("id").facts.content)
    figures = contracting.Figures(made.amount_fen, 360, "equal_instalment")
    contracting.draw_anew(
        case_id=made.contract.application.case_id,
        figures=figures,
        payee=Payee(granted.BREAKS, "辽源市二手房资金监管专户"),
        reason="改付监管户",
        by=people.wang_wu(),
        at=later(10),
    )
    assert Screening.objects.filter(case=number).count() == before + 2
    assert later(10) > make.AT
