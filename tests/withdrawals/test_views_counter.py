"""The window's pages of withdrawals: begun on one page, followed, paid again; the register of payees; the figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import BankCard, Look
from deposits.models import EmployerAccount, PersonalAccount
from desk import operations as desk
from desk.models import Draft
from desk.states.cases import CaseStatus, Channel
from tests import people
from tests.deposits.pages import said, text_of
from tests.withdrawals import pages
from withdrawals.models import SupervisedAccount, Withdrawal
from withdrawals.states import PayeeKind, PayeeStatus, PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
START, RENT, PURCHASE = (f"/counter/withdrawals/new/{code}" for code in ("", "rent/", "purchase/"))


@pytest.fixture
def teller(account: PersonalAccount) -> Client:
    return people.browser(people.wang_wu())


def rent(bound: BankCard, **more: str) -> dict[str, str]:
    """The whole page of a rent withdrawal, filled in."""
    person = {"person": str(bound.person_id), "seen": "identity", "go": "submit"}
    return {**pages.RENT, **pages.money(bound), **person, **more}


def test_the_customers_page_leads_to_one_entry_for_all_withdrawals(teller: Client, account: PersonalAccount) -> None:
    page = said(teller, reverse("fundcenter:counter_customer", args=[account.person_id]))
    assert page.count(f"{START}?person={account.person_id}") == 1
    assert ">提取 " in page or ">提取<" in page


def test_the_start_page_says_what_can_be_had_and_is_a_look(teller: Client, account: PersonalAccount) -> None:
    page = said(teller, f"{START}?person={account.person_id}")
    assert "最多 18,000.00 元" in page and "issued=" in page and 'data-key="1"' in page
    assert Look.objects.filter(person=account.person_id, what="提取额度").exists()
    for wrong in ("", "?person=x", "?person=0", "?person=99999999999999999999"):
        assert teller.get(f"{START}{wrong}").status_code == 404


def test_one_page_is_enough_and_the_fetched_form_is_stamped(teller: Client, bound: BankCard, time_machine: Any) -> None:
    page = said(teller, f"{START}?person={bound.person_id}")
    url = next(part for part in page.split('"') if part.startswith(RENT)).replace("&amp;", "&")
    issued = url.partition("issued=")[2]
    assert 'data-key="F9"' in said(teller, url)
    time_machine.move_to(pages.NOW + timedelta(minutes=12), tick=False)
    page = text_of(teller, RENT, rent(bound, issued=issued))
    made = Withdrawal.objects.get()
    assert made.form_issued_at == pages.NOW and made.submitted_at == pages.NOW + timedelta(minutes=12)
    assert (made.case.status, made.case.channel, made.device, made.address) == (
        CaseStatus.SUBMITTED,
        Channel.WINDOW,
        "",
        "",
    )
    assert made.case.number in page and "领表" in page and "最多可提是怎么算的" in page


def test_a_stamp_that_somebody_typed_counts_for_nothing(teller: Client, bound: BankCard) -> None:
    text_of(teller, RENT, rent(bound, issued="2020-01-01T00:00:00+00:00"))
    assert Withdrawal.objects.get().form_issued_at is None


def test_counting_shows_what_can_be_had_and_keeps_what_was_typed(teller: Client, bound: BankCard) -> None:
    pages.payee()
    answers = {
        **pages.PURCHASE,
        "person": str(bound.person_id),
        "go": "count",
        "amount": "100,000",
        "mandate": "公证书1号",
    }
    page = teller.post(PURCHASE, answers).content.decode()
    assert "该房屋自付房款 186,000.00 元；账户余额 42,310.55 元" in page
    assert 'value="100,000"' in page and "公证书1号" in page and "宏图花园" in page
    assert not Withdrawal.objects.exists()


def test_purchase_goes_to_the_supervised_account(teller: Client, bound: BankCard) -> None:
    register = pages.payee()
    answers = {**pages.PURCHASE, "amount": "42,310.55", "payee": f"payee-{register.pk}", "seen": "identity"}
    page = text_of(teller, PURCHASE, {**answers, "person": str(bound.person_id), "go": "submit"})
    made = Withdrawal.objects.get()
    assert (made.payee_kind, made.payee_id, made.asked_fen) == (PayeeKind.DEVELOPER, register.pk, 4_231_055)
    assert "售房款监管账户（辽源市宏图置业有限公司，尾号 1010）" in page


def test_an_agent_has_name_number_and_mandate(teller: Client, bound: BankCard) -> None:
    wrong = teller.post(RENT, rent(bound, agent_name="钱七")).content.decode()
    assert "请填写代办人身份证号码" in wrong and "请写明委托书" in wrong
    number = people.DOCUMENTS["钱七"][0]
    text_of(teller, RENT, rent(bound, agent_name="钱七", agent_number=number, mandate="委托书2026-10-11"))
    case = Withdrawal.objects.get().case
    assert case.agent is not None and (case.agent.name, case.mandate) == ("钱七", "委托书2026-10-11")


def test_wrong_answers_stand_there_all_at_once(teller: Client, bound: BankCard) -> None:
    answer = teller.post(RENT, {"person": str(bound.person_id), "go": "submit"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("这个字段是必填项") + page.count("请") > 3
    assert "请先核验本人身份证原件" in page and "请选择收款账户" in page


def test_what_was_begun_in_the_portal_goes_on_only_with_consent(teller: Client, bound: BankCard) -> None:
    owner = people.browser(people.zhang_san())
    text_of(owner, "/portal/withdrawals/new/rent/", dict(pages.RENT))
    page = said(teller, f"{RENT}?person={bound.person_id}")
    assert "填到一半" in page and "人民大街218号" not in page
    taken = text_of(
        teller, RENT, {"person": str(bound.person_id), "go": "take-over", "consent_draft": "on", "issued": ""}
    )
    assert "人民大街218号" in taken
    text_of(teller, RENT, rent(bound, consent_draft="on"))
    assert Draft.objects.get().case == Withdrawal.objects.get().case


def test_nobody_withdraws_for_themselves_at_a_window(open_day: date, account: PersonalAccount) -> None:
    user = people.wang_wu()
    client = people.browser(user)
    page = said(client, f"{START}?person={user.person_id}")
    assert "没有在用的公积金账户" in page


def test_a_returned_payment_is_on_the_list_and_is_paid_again(teller: Client, bound: BankCard) -> None:
    text_of(teller, RENT, rent(bound))
    made = Withdrawal.objects.get()
    Withdrawal.objects.filter(pk=made.pk).update(status=PayoutStatus.RETURNED, note="账号与户名不符")
    listed = said(teller, "/counter/withdrawals/?tab=returned")
    assert made.case.number in listed and "账号与户名不符" in listed
    page = said(teller, f"/counter/withdrawals/{made.case_id}/")
    assert "更正收款账户，重新付款" in page
    assert "账号与户名不符" in said(teller, f"/counter/withdrawals/{made.case_id}/card/")
    new = pages.card(people.zhang_san(), "6217000012345670009")
    text_of(teller, f"/counter/withdrawals/{made.case_id}/card/", {"payee": f"card-{new.pk}"})
    made.refresh_from_db()
    assert made.payee_tail == "0009"


def test_the_lists_open_and_the_filter_narrows(teller: Client, bound: BankCard) -> None:
    text_of(teller, RENT, rent(bound))
    number = Withdrawal.objects.get().case.number
    assert number not in said(teller, "/counter/withdrawals/")
    assert number in said(teller, "/counter/withdrawals/?tab=all")
    assert number in said(teller, "/counter/withdrawals/?tab=all&status=HELD&since=2026-10-12&until=2026-10-12")
    assert number not in said(teller, "/counter/withdrawals/?tab=all&status=PAID")
    assert number not in said(teller, "/counter/withdrawals/?tab=all&until=2026-10-11")


def test_the_reviewer_reads_facts_and_the_way_of_the_money(teller: Client, bound: BankCard) -> None:
    text_of(teller, RENT, rent(bound))
    made = Withdrawal.objects.get()
    page = said(people.browser(people.zhao_liu()), reverse("desk:counter_case", args=[made.case_id]))
    assert "款项进度" in page and "租房" in page and "4,500.00" in page


def test_what_the_checks_found_stands_where_it_is_decided_and_nowhere_else(teller: Client, bound: BankCard) -> None:
    EmployerAccount.objects.update(opened_on=date(2026, 10, 1))
    PersonalAccount.objects.update(opened_on=date(2026, 10, 1))
    text_of(teller, RENT, rent(bound))
    made = pages.screened(Withdrawal.objects.get())
    reviewer = people.browser(people.zhao_liu())
    for page in (
        said(teller, f"/counter/withdrawals/{made.case_id}/"),
        said(teller, reverse("desk:counter_case", args=[made.case_id])),
        said(reviewer, reverse("desk:counter_review", args=[made.case_id])),
    ):
        assert "F14" in page and "请对照材料逐条核实" in page and "申请 4,500.00 元，最多可提 18,000.00 元" in page
    owner = people.browser(people.zhang_san())
    for name in ("desk:portal_case", "withdrawals:portal_withdrawal"):
        page = said(owner, reverse(name, args=[made.case_id]))
        assert "F14" not in page and "风险" not in page


# --- payees


ADD = "/counter/withdrawals/payees/add/"
ENTRY = {
    "kind": "DEVELOPER",
    "name": "辽源市宏图置业有限公司",
    "account": "2205 0110 1010 1010 1010",
    "account_again": "22050110101010101010",
    "bank_name": "建设银行辽源分行",
    "document_number": "监管协议2026-001",
    "since": "2026-10-01",
    "project": "宏图花园",
}


def test_a_payee_is_entered_by_one_and_confirmed_by_another(teller: Client) -> None:
    assert (
        "两次输入的账号不一样" in teller.post(ADD, {**ENTRY, "account_again": "22050110101010101011"}).content.decode()
    )
    page = text_of(teller, ADD, ENTRY)
    made = SupervisedAccount.objects.get()
    assert "等待复核员复核" in page or "须由另一人复核" in page
    confirm = f"/counter/withdrawals/payees/{made.pk}/confirm/"
    assert teller.post(confirm).status_code == 403
    reviewer = people.browser(people.zhao_liu())
    assert "核对无误，可以收款" in said(reviewer, f"/counter/withdrawals/payees/{made.pk}/")
    assert "可以收款了" in text_of(reviewer, confirm, {})
    made.refresh_from_db()
    assert made.status == PayeeStatus.ACTIVE
    assert "宏图花园" in said(teller, "/counter/withdrawals/payees/?name=宏图")
    text_of(teller, f"/counter/withdrawals/payees/{made.pk}/end/", {"reason": "监管结束"})
    made.refresh_from_db()
    assert made.status == PayeeStatus.ENDED


def test_a_reviewer_does_not_confirm_their_own_entry(account: PersonalAccount) -> None:
    reviewer = people.browser(people.zhao_liu())
    text_of(reviewer, ADD, ENTRY)
    made = SupervisedAccount.objects.get()
    assert "须由另一人复核" in said(reviewer, f"/counter/withdrawals/payees/{made.pk}/")
    assert "登记人不能复核" in text_of(reviewer, f"/counter/withdrawals/payees/{made.pk}/confirm/", {})
    text_of(reviewer, f"/counter/withdrawals/payees/{made.pk}/refuse/", {"reason": "账号写错"})
    made.refresh_from_db()
    assert made.status == PayeeStatus.REFUSED


# --- figures


def test_form_to_money_is_told_for_what_was_paid(bound: BankCard, teller: Client) -> None:
    head = people.browser(people.han_shiyi())
    assert "这段时间没有到账的提取" in said(head, "/counter/withdrawals/figures/")
    text_of(teller, RENT, rent(bound))
    made = Withdrawal.objects.get()
    paid_at = pages.NOW + timedelta(minutes=125)
    Withdrawal.objects.filter(pk=made.pk).update(settled_at=paid_at, form_issued_at=pages.NOW)
    page = said(head, "/counter/withdrawals/figures/?since=2026-10-12&until=2026-10-12")
    assert "2 小时 5 分钟" in page and "九成" in page
    assert head.get("/counter/withdrawals/figures/?since=2026-10-12&until=2026-10-11").status_code == 200
    assert teller.get("/counter/withdrawals/figures/").status_code == 403


def test_screening_again_is_for_who_handles_the_case(teller: Client, bound: BankCard) -> None:
    text_of(teller, RENT, rent(bound))
    made = Withdrawal.objects.get()
    desk.take(case_id=made.case_id, by=people.wang_wu(), at=pages.NOW)
    page = text_of(teller, f"/counter/withdrawals/{made.case_id}/screen/", {})
    assert "已重新核查" in page
    other = people.browser(people.zhao_liu())
    assert "已重新核查" not in text_of(other, f"/counter/withdrawals/{made.case_id}/screen/", {})


def test_only_what_was_seen_counts_as_seen_and_registers_give_the_rest(teller: Client, bound: BankCard) -> None:
    page = said(teller, f"{RENT}?person={bound.person_id}")
    assert "本市无房证明，可由数据共享核实" in page and "备案的租房合同（按备案合同提取时）" in page
    text_of(teller, RENT, rent(bound))
    made = Withdrawal.objects.get()
    papers = {row.code: (row.status, row.how) for row in made.case.requirements.all()}
    assert papers["identity"] == ("CHECKED", "SEEN")
    assert papers["no_home"] == ("MISSING", "")
    made = pages.screened(made)
    papers = {row.code: (row.status, row.how) for row in made.case.requirements.all()}
    assert papers["no_home"] == papers["marriage"] == ("CHECKED", "SHARED")
    assert made.case.is_automatic and made.status == PayoutStatus.ORDERED


def test_a_large_sum_that_registers_verify_goes_to_review_in_the_name_of_the_window(
    teller: Client, bound: BankCard
) -> None:
    answers = {**pages.PURCHASE, "amount": "42,310.55", "payee": f"card-{bound.pk}", "seen": "identity"}
    text_of(teller, PURCHASE, {**answers, "person": str(bound.person_id), "go": "submit"})
    made = pages.screened(Withdrawal.objects.get())
    assert (made.case.status, made.case.owner) == (CaseStatus.IN_REVIEW, people.wang_wu())
    assert made.case.maker_person_id == people.wang_wu().person_id
