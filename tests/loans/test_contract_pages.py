"""From the approval to the money as the window and the borrower see it, and what a direct POST must not do."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from bank.models import PaymentOrder
from loans.models import Contract, Disbursement, Loan, Project
from loans.operations import contracting
from loans.queries import contracts as queries
from loans.rules.telling import House, OldLoan, Told, to_text
from tests import people
from tests.deposits.pdf import text_of_pdf
from tests.loans import granted
from tests.loans.granted import later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


@pytest.fixture(autouse=True)
def _morning(time_machine: Any) -> None:
    time_machine.move_to(later(10), tick=False)


def at(name: str, *args: object) -> str:
    return reverse(f"loans:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_window_takes_a_loan_from_the_signature_to_the_money() -> None:
    contract = granted.drawn_up()
    case = contract.application.case_id
    clerk = people.browser(people.wang_wu())
    page = text(clerk.get(at("counter_contract", case)))
    assert "待签订" in page and "500,000.00" in page and "借款合同还没有签订" in page
    signed = clerk.post(at("counter_witness", case), {"present": [str(people.zhang_san().person_id)]}, follow=True)
    assert "已签订" in text(signed)
    clerk.post(at("counter_guarantee_new", case), {"kind": "01", "guarantor": "张三"})
    made = contract.guarantees.get()
    paper = {"number": "吉（2026）不动产证明第1号", "registered_on": "2026-10-10"}
    page = text(clerk.post(at("counter_guarantee_register", made.pk), paper, follow=True))
    assert "可以制单" in page and "吉（2026）不动产证明第1号" in page
    page = text(clerk.post(at("counter_prepare", case), follow=True))
    assert "您制单的放款须由另一人授权" in page
    payment = Disbursement.objects.get()
    other = people.browser(people.zhao_liu())
    assert "核对无误，授权放款" in text(other.get(at("counter_contract", case)))
    assert contract.number in text(other.get(at("counter_disbursements")))
    assert "请重新核对" in text(other.post(at("counter_authorise", payment.pk), follow=True))
    assert 'name="seen" value="0"' in text(other.get(at("counter_contract", case)))
    page = text(other.post(at("counter_authorise", payment.pk), {"seen": "0"}, follow=True))
    assert "付款单已送财务" in page
    granted.release()
    granted.follow(later(10))
    page = text(clerk.get(at("counter_contract", case)))
    assert "已放款" in page and Loan.objects.count() == 1


def test_the_borrower_reads_and_signs_on_line_and_the_clerk_witnesses() -> None:
    contract = granted.drawn_up(co_borrower=people.qian_qi())
    case = contract.application.case_id
    own = people.browser(people.zhang_san())
    page = text(own.get(at("portal_contract", case)))
    assert "请阅读后签字" in page and "我已阅读合同全文" in page
    unread = own.post(at("portal_contract_sign", case), {"digest": contract.digest}, follow=True)
    assert "请先阅读合同" in text(unread)
    old = own.post(at("portal_contract_sign", case), {"digest": "x", "read": "on"}, follow=True)
    assert "请先阅读合同" in text(old)
    for _time in range(2):  # two tabs
        own.post(at("portal_contract_sign", case), {"digest": contract.digest, "read": "on"})
    contract.refresh_from_db()
    [signature] = contract.signatures
    assert (signature["how"], signature["serial"][:4]) == ("ELECTRONIC", "SBX-")
    assert queries.unsigned(contract) == [people.qian_qi().person_id]
    clerk = people.browser(people.wang_wu())
    clerk.post(at("counter_witness", case), {"present": []})
    contract.refresh_from_db()
    assert contract.status == "DRAWN_UP"
    wife = people.browser(people.qian_qi())
    wife.post(at("portal_contract_sign", case), {"digest": contract.digest, "read": "on"})
    assert "按月冲还贷" not in text(clerk.get(at("counter_witness", case)))
    with pytest.raises(contracting.SignedWithout):  # the text they signed says nothing of it
        contracting.witness(contract_id=contract.pk, present=[], is_offset=True, by=people.wang_wu(), at=later(5))
    clerk.post(at("counter_witness", case), {"is_offset": "on"})
    contract.refresh_from_db()
    assert (contract.status, contract.is_offset, contract.witnessed_by) == ("SIGNED", False, people.wang_wu())


def test_what_came_back_after_the_end_is_drawn_up_anew_at_the_window() -> None:
    made = granted.paid()
    case = made.contract.application.case_id
    clerk = people.browser(people.wang_wu())
    assert at("counter_draw_anew", case) not in text(clerk.get(at("counter_contract", case)))
    made = granted.came_back(made)
    assert at("counter_draw_anew", case) in text(clerk.get(at("counter_contract", case)))
    anew = {"principal": "500,000", "months": "360", "method": "equal_instalment", "reason": "利率调整"}
    assert "新合同已拟订" in text(clerk.post(at("counter_draw_anew", case), anew, follow=True))
    assert at("counter_draw_anew", case) in text(clerk.get(at("counter_contract", case)))


def test_the_contract_is_a_paper_with_every_instalment() -> None:
    contract = granted.drawn_up()
    for client, name in (
        (people.browser(people.zhang_san()), "portal_contract_paper"),
        (people.browser(people.wang_wu()), "counter_contract_paper"),
    ):
        answer = client.get(at(name, contract.application.case_id))
        assert answer.headers["Content-Type"] == "application/pdf"
        words = text_of_pdf(answer.content).replace(" ", "")
        assert "伍拾万元整" in words and "2,398.93" in words and "2,000.84" in words and "221,008.37" in words


def test_somebody_elses_contract_does_not_exist() -> None:
    contract = granted.drawn_up()
    stranger = people.browser(people.qian_qi())
    case = contract.application.case_id
    assert stranger.get(at("portal_contract", case)).status_code == 404
    assert stranger.get(at("portal_contract_paper", case)).status_code == 404
    assert stranger.post(at("portal_contract_sign", case), {"read": "on"}).status_code == 404


def test_a_direct_post_gets_no_money() -> None:
    contract = granted.signed()
    case = contract.application.case_id
    clerk = people.browser(people.wang_wu())
    assert "抵押还没有登记" in text(clerk.post(at("counter_prepare", case), follow=True))
    granted.secure(contract)
    for _time in range(2):  # two tabs
        clerk.post(at("counter_prepare", case))
    payment = Disbursement.objects.get()
    assert clerk.post(at("counter_authorise", payment.pk)).status_code == 403
    head = people.browser(people.han_shiyi())
    assert "办理中" in text(head.post(at("counter_prepare", case), follow=True))
    for _time in range(2):
        told = {"seen": "0", "amount_fen": "1", "payee_account": "1234567890"}
        head.post(at("counter_authorise", payment.pk), told)
    order = PaymentOrder.objects.get()
    assert (order.amount_fen, order.payee_account) == (contract.principal_fen, granted.GOOD)


def test_whoever_prepared_it_may_not_authorise_it_even_with_the_right() -> None:
    contract = granted.ready()
    people.zhao_liu()
    from desk.models import Case
    from loans.operations import disbursing

    Case.objects.filter(pk=contract.application.case_id).update(owner=people.zhao_liu())
    made = disbursing.prepare(case_id=contract.application.case_id, by=people.zhao_liu(), at=later(4))
    page = people.browser(people.zhao_liu()).post(at("counter_authorise", made.pk), {"seen": "0"}, follow=True)
    assert "须由另一人授权" in text(page) and not PaymentOrder.objects.exists()


def test_a_changed_figure_is_a_new_contract_that_everybody_signs_again() -> None:
    contract = granted.ready()
    case = contract.application.case_id
    clerk = people.browser(people.wang_wu())
    asked = {"principal": "400,000", "months": "240", "method": "equal_principal", "reason": "首付增加"}
    page = text(clerk.post(at("counter_draw_anew", case), asked, follow=True))
    assert "400,000.00" in page and "还没有签字" in page
    contract.refresh_from_db()
    assert (contract.status, contract.guarantees.get().status) == ("VOID", "VOID")
    newest = queries.contract_of(contract.application)
    assert newest is not None and newest.number.endswith("-2") and newest.number != contract.number
    refused = clerk.post(at("counter_draw_anew", case), {**asked, "principal": "500,001"})
    assert "不能超过批准的" in text(refused)


def test_a_home_without_a_project_waits_for_the_sellers_account() -> None:
    told = to_text(Told(house=House(seller="赵卖房")))
    found = granted.application(project=None, house_kind="SECOND_HAND", told_text=told)
    granted.follow()
    assert not Contract.objects.exists()
    clerk = people.browser(people.wang_wu())
    case = found.case_id
    assert "登记售房人的监管账户" in text(clerk.get(at("counter_contract", case)))
    typed = {"name": "赵卖房", "account": "6217000000000001", "account_again": "6217000000000002"}
    assert "两次输入的账号不一样" in text(clerk.post(at("counter_name_payee", case), typed))
    page = text(clerk.post(at("counter_name_payee", case), {**typed, "account_again": typed["account"]}, follow=True))
    assert "赵卖房" in page and Contract.objects.get().payee_tail == "0001"
    anew = {"principal": "500,000", "months": "360", "method": "equal_instalment", "reason": "改付监管户"}
    other = {"payee_name": "二手房资金监管专户", "payee_account": "6217000000000002"}
    assert "账号填两遍" in text(clerk.post(at("counter_draw_anew", case), {**anew, **other}))
    other["payee_account_again"] = other["payee_account"]
    refused = clerk.post(at("counter_draw_anew", case), {**anew, **other, "payee_name": "钱朋友"})
    assert "收款户名须是购房合同的售房人" in text(refused)
    clerk.post(at("counter_draw_anew", case), {**anew, **other})
    newest = queries.contract_of(found)
    assert newest is not None and (newest.payee_name, newest.payee_tail) == ("二手房资金监管专户", "0002")


def test_what_the_borrowers_no_longer_want_comes_to_nothing() -> None:
    contract = granted.ready()
    case = contract.application.case_id
    clerk = people.browser(people.wang_wu())
    clerk.post(at("counter_give_up", case), {"reason": "买房合同解除"})
    granted.follow(later(11))
    contract.refresh_from_db()
    contract.application.refresh_from_db()
    assert (contract.status, contract.application.case.status) == ("VOID", "VOID")
    assert contract.application.ended_at == later(11)


def test_a_project_takes_two_persons() -> None:
    clerk = people.browser(people.wang_wu())
    typed = {
        "name": "宏图花园",
        "developer": "辽源市宏图置业有限公司",
        "credit_code": "91350100M000100Y43",
        "permit_number": "辽房预售证第2026001号",
        "agreement_number": "合作2026-001",
        "address": "龙山区",
        "account": granted.GOOD,
        "account_again": granted.GOOD,
        "account_name": "监管户",
        "bank_name": "建设银行",
        "since": "2026-01-01",
        "guarantees": "on",
        "deposit_percent": "10",
    }
    assert clerk.post(at("counter_project_new"), {**typed, "credit_code": "91350100M000100Y44"}).status_code == 200
    page = clerk.post(at("counter_project_new"), typed, follow=True)
    made = Project.objects.get()
    assert "您登记的楼盘须由另一人复核" in text(page)
    assert clerk.post(at("counter_project_act", made.pk, "confirm")).status_code == 403
    again = clerk.post(at("counter_project_new"), typed)
    assert "已经登记" in text(again)
    other = people.browser(people.zhao_liu())
    other.post(at("counter_project_act", made.pk, "confirm"))
    made.refresh_from_db()
    assert made.status == "ACTIVE"
    account = {**typed, "account": "2205011010101010777", "account_again": "2205011010101010777"}
    clerk.post(at("counter_project_account", made.pk), {**account, "document_number": "补充协议"})
    assert clerk.post(at("counter_project_account_decide", made.pk, "confirm")).status_code == 403
    assert "0777" in text(other.get(at("counter_project", made.pk)))
    other.post(at("counter_project_account_decide", made.pk, "confirm"))
    made.refresh_from_db()
    assert made.tail == "0777"
    other.post(at("counter_project_act", made.pk, "end"), {"reason": "协议到期"})
    made.refresh_from_db()
    assert made.status == "ENDED"
    assert "宏图花园" in text(clerk.get(at("counter_projects")))


def test_lists_are_shown_tab_by_tab() -> None:
    contract = granted.ready()
    clerk = people.browser(people.wang_wu())
    assert "张三" in text(clerk.get(at("counter_guarantees") + "?tab=registered"))
    assert "没有担保登记" in text(clerk.get(at("counter_guarantees")))
    for tab in ("waiting", "bank", "returned", "all"):
        assert clerk.get(at("counter_disbursements") + f"?tab={tab}").status_code == 200
    assert contract.status == "SIGNED"


def test_a_signature_service_that_is_down_signs_nothing(settings: Any) -> None:
    contract = granted.drawn_up()
    settings.SIGNING_SERVICE = "tests.loans.broken_signing.Broken"
    own = people.browser(people.zhang_san())
    page = own.post(
        at("portal_contract_sign", contract.application.case_id), {"digest": contract.digest, "read": "on"}, follow=True
    )
    assert "暂时没有应答" in text(page)
    contract.refresh_from_db()
    assert contract.signatures == []
    with pytest.raises(contracting.NotAParty):
        contracting.sign_electronically(contract_id=contract.pk, by=people.qian_qi(), at=later(10))


def test_a_converted_loan_pays_the_old_lender_only() -> None:
    lender = {"payee_account": "2205999900001111", "payee_tail": "1111", "payee_name": "工商银行辽源分行"}
    told = to_text(Told(old_loan=OldLoan(lender="工商银行")))
    contract = granted.ready(product="CONVERSION", told_text=told, **lender)
    assert (contract.payee_account, contract.payee_name) == ("2205999900001111", "工商银行辽源分行")
    clerk = people.browser(people.wang_wu())
    page = text(clerk.post(at("counter_prepare", contract.application.case_id), follow=True))
    assert "您制单的放款须由另一人授权" in page


def test_of_a_subsidised_commercial_loan_the_bank_draws_up_the_contract() -> None:
    found = granted.application(product="SUBSIDISED")
    granted.follow()
    found.case.refresh_from_db()
    assert (found.case.status, Contract.objects.count()) == ("DONE", 0)
