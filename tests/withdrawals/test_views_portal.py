"""The depositor's pages of withdrawals: what can be had, applied for step by step, followed to the money."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import BankCard
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.models import Case, Draft
from desk.states.cases import Channel
from tests import people
from tests.deposits.pages import hand_in, said, text_of
from tests.withdrawals import pages
from withdrawals.models import Withdrawal
from withdrawals.states import PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
HOME, RENT = "/portal/withdrawals/", "/portal/withdrawals/new/rent/"


def asked(owner: Client, bound: BankCard, amount: str = "4,500.00") -> Withdrawal:
    """张三 asks for rent through all the steps."""
    text_of(owner, RENT, dict(pages.RENT))
    text_of(owner, RENT, dict(pages.money(bound, amount)))
    hand_in(owner, RENT)
    return Withdrawal.objects.get()


def test_the_page_says_what_can_be_had_and_why_before_anything_is_asked(owner: Client) -> None:
    page = said(owner, HOME)
    assert "最多 18,000.00 元" in page
    assert "2026 年家庭限额 18,000.00 元；账户余额 42,310.55 元" in page
    assert RENT in page
    assert "销户提取" in page


def test_why_not_stands_beside_each_reason_that_gives_nothing(owner: Client) -> None:
    from tests import make

    make.parameter("rent_steady_months", "3")
    page = said(owner, HOME)
    assert "租房提取须正常连续缴存满 3 个月，目前连续 1 个月。" in page
    assert RENT not in page


def test_somebody_without_an_account_is_told_so(open_day: date) -> None:
    stranger = people.browser(people.qian_qi())
    assert "您名下没有在用的公积金账户" in said(stranger, HOME)
    assert stranger.get(RENT).status_code == 404


def test_rent_in_three_steps_is_approved_on_the_spot_and_the_page_says_when_the_money_comes(
    owner: Client, bound: BankCard
) -> None:
    page = said(owner, RENT)
    assert "租的是什么房" in page and "同意中心向" in page
    page = text_of(owner, RENT, dict(pages.RENT))
    assert "最多可提 18,000.00 元：2026 年家庭限额 18,000.00 元；账户余额 42,310.55 元" in page
    assert "尾号 8903" in page
    page = text_of(owner, RENT, dict(pages.money(bound)))
    assert "检查您的填写" in page and "4,500.00 元" in page and "人民大街218号" in page
    assert not Withdrawal.objects.exists()
    page = hand_in(owner, RENT)
    made = Withdrawal.objects.get()
    assert made.case.number in page and "正在与登记信息核对" in page and "hx-trigger" in page
    assert (made.asked_fen, made.payee_tail, made.case.channel) == (450_000, "8903", Channel.PORTAL)
    assert len(made.device) == 32
    pages.screened(made)
    assert "银行正在付款，收款账户为本人银行卡（尾号 8903）" in said(owner, f"{HOME}{made.case_id}/")


def test_an_amount_above_the_allowance_is_refused_with_the_line_that_decides(owner: Client, bound: BankCard) -> None:
    text_of(owner, RENT, dict(pages.RENT))
    answer = owner.post(RENT, pages.money(bound, "18,000.01"))
    assert (answer.status_code, "最多可提 18,000.00 元（2026 年家庭限额 18,000.00 元）" in answer.content.decode()) == (
        422,
        True,
    )
    for amount in ("0", "-5", "abc", ""):
        assert owner.post(RENT, pages.money(bound, amount)).status_code == 422


def test_back_later_and_again_lose_nothing(owner: Client, bound: BankCard) -> None:
    text_of(owner, RENT, {**pages.RENT, "lease_address": ""})
    page = text_of(owner, RENT, {**pages.RENT, "lease_address": "", "go": "next"})
    assert "未婚" in page
    text_of(owner, RENT, dict(pages.RENT))
    text_of(owner, RENT, {**pages.money(bound), "go": "later"})
    again = people.browser(people.zhang_san())
    page = said(again, HOME)
    assert "接着填" in page and RENT in page
    assert "4,500.00" in said(again, RENT)
    assert "人民大街218号" in said(again, f"{RENT}?page=facts")


def test_handing_in_twice_makes_one_withdrawal(owner: Client, bound: BankCard) -> None:
    made = asked(owner, bound)
    draft = Draft.objects.get()
    page = text_of(owner, RENT, {"go": "submit", "draft": str(draft.pk)})
    assert "不用重复提交" in page
    assert Withdrawal.objects.get() == made


def test_steps_cannot_be_skipped(owner: Client, bound: BankCard) -> None:
    assert "租的是什么房" in said(owner, f"{RENT}?page=check")
    text_of(owner, RENT, {"go": "submit"})
    text_of(owner, RENT, dict(pages.money(bound)))
    text_of(owner, RENT, {"go": "submit"})
    assert not Withdrawal.objects.exists()


def test_another_persons_card_is_no_choice(owner: Client, bound: BankCard) -> None:
    other = pages.card(people.qian_qi(), "6217000012345670009")
    text_of(owner, RENT, dict(pages.RENT))
    assert owner.post(RENT, pages.money(other)).status_code == 422


def test_without_a_card_the_way_to_bind_one_is_shown(owner: Client) -> None:
    page = text_of(owner, RENT, dict(pages.RENT))
    assert "还没有绑定银行卡" in page and reverse("accounts:portal_bind_card") in page


def test_a_registered_lease_is_told_with_number_rent_and_term(owner: Client, bound: BankCard) -> None:
    page = owner.post(RENT, {**pages.RENT, "lease_kind": "REGISTERED"}).content.decode()
    assert "请填写备案或合同编号" in page and "请填写月租金" in page and "请填写租期" in page
    lease = {
        "lease_kind": "REGISTERED",
        "lease_number": "辽租备2026001",
        "monthly_rent": "1,200",
        "lease_since": "2026-01-01",
        "lease_until": "2026-12-31",
    }
    assert "合同年租金 14,400.00 元" in text_of(owner, RENT, {**pages.RENT, **lease})


def test_what_was_told_the_last_time_stands_there_already(owner: Client, bound: BankCard) -> None:
    made = asked(owner, bound)
    owner.post(reverse("desk:portal_recall_case", args=[made.case_id]))
    assert "人民大街218号" in said(owner, RENT)


def test_recalled_the_money_is_free_again(owner: Client, bound: BankCard) -> None:
    made = asked(owner, bound)
    page = said(owner, f"{HOME}{made.case_id}/")
    assert "不想提了" in page
    owner.post(reverse("desk:portal_recall_case", args=[made.case_id]))
    made = pages.screened(made)
    assert made.status == PayoutStatus.RELEASED
    assert "占用的金额已释放" in said(owner, f"{HOME}{made.case_id}/")


def test_other_peoples_withdrawals_do_not_exist(owner: Client, bound: BankCard) -> None:
    made = asked(owner, bound)
    stranger = people.browser(people.qian_qi())
    for name in ("withdrawal", "card", "receipt"):
        assert stranger.get(reverse(f"withdrawals:portal_{name}", args=[made.case_id])).status_code == 404
    assert stranger.post(reverse("withdrawals:portal_give_up", args=[made.case_id])).status_code == 404
    for case in (made.case_id, 0):
        assert owner.get(reverse("withdrawals:portal_receipt", args=[case])).status_code == 404


def test_who_has_closed_their_account_still_sees_what_was_paid(owner: Client, bound: BankCard) -> None:
    asked(owner, bound)
    PersonalAccount.objects.update(status="04", closed_on=date(2026, 10, 12))
    page = said(owner, HOME)
    assert "您名下没有在用的公积金账户" in page and "租房 4,500.00 元" in page


def test_what_is_not_asked_for_in_the_portal_does_not_exist(owner: Client) -> None:
    for code in ("retire", "death", "nothing"):
        assert owner.get(f"/portal/withdrawals/new/{code}/").status_code == 404


def test_the_case_page_leads_to_the_way_of_the_money(owner: Client, bound: BankCard) -> None:
    made = asked(owner, bound)
    page = said(owner, reverse("desk:portal_case", args=[made.case_id]))
    assert "款项进度" in page and f"{HOME}{made.case_id}/" in page
    assert Case.objects.get().title in said(owner, HOME) or "4,500.00" in said(owner, HOME)


def test_the_home_page_leads_to_what_is_under_way_and_only_to_that(owner: Client, bound: BankCard) -> None:
    assert "正在办理" not in said(owner, "/portal/")
    made = asked(owner, bound)
    page = said(owner, "/portal/")
    assert "正在办理" in page and reverse("desk:portal_case", args=[made.case_id]) in page
    desk.recall(case_id=made.case_id, by=people.zhang_san(), at=pages.NOW)
    assert "正在办理" not in said(owner, "/portal/")
