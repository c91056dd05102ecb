"""The pages of accounts that end, standing withdrawals and money demanded back: each opened and used once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from desk.states.cases import CaseStatus
from policy.models import BusinessDate
from tests import make, people
from tests.withdrawals import ended, pages, saver
from withdrawals import operations
from withdrawals.models import Agreement, Estate, Recovery, Withdrawal
from withdrawals.operations import estates, recovery
from withdrawals.queries import closing as closings
from withdrawals.states import PayeeKind, PayoutStatus
from withdrawals.states.closing import EstateStatus
from withdrawals.states.recovery import RecoveryStatus
from withdrawals.states.standing import AgreementStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


@pytest.fixture
def today(time_machine: Any) -> None:
    """Pages ask the clock."""
    time_machine.move_to(make.AT, tick=False)


def page(user: User, name: str, *args: object, query: str = "") -> str:
    """A page as it is read; it must open."""
    answer = people.browser(user).get(reverse(f"withdrawals:{name}", args=args) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def send(user: User, name: str, *args: object, query: str = "", status: int = 302, **typed: object) -> str:
    """A form handed in; where it leads, or what it says."""
    answer = people.browser(user).post(reverse(f"withdrawals:{name}", args=args) + query, typed)
    said = re.findall(r'class="error"[^>]*>([^<]*)<|<li>([^<]*)</li>', answer.content.decode())
    assert answer.status_code == status, (name, answer.status_code, said)
    return str(answer.headers["Location"]) if status == 302 else str(answer.content.decode())


# --- closing


@pytest.mark.usefixtures("today")
def test_the_owner_ends_the_account_in_the_portal() -> None:
    """The page says what holds and why not the rest; one form; then the way of the money."""
    user = people.zhang_san()
    ended.of(user, fen=1_800_000)
    text = page(user, "portal_closings")
    assert "18,000.00" in text and "离职" in text
    card = saver.card(user)
    where = send(user, "portal_closings", reason="left", card=card.pk)
    found = Withdrawal.objects.get()
    assert where == reverse("withdrawals:portal_withdrawal", args=[found.case_id])
    assert page(user, "portal_withdrawal", found.case_id)
    assert "占用" in send(user, "portal_closings", reason="left", card=card.pk, status=422)


@pytest.mark.usefixtures("today")
def test_a_refusal_stands_on_the_form_and_nothing_typed_is_lost() -> None:
    user = people.zhang_san()
    ended.of(user)
    text = send(user, "portal_closings", reason="retire", card=saver.card(user).pk, certificate="退休证1号", status=422)
    assert "周岁" in text and "退休证1号" in text


@pytest.mark.usefixtures("today")
def test_a_card_that_was_returned_is_put_right_by_its_owner_and_nobody_else() -> None:
    user = people.zhang_san()
    ended.of(user, fen=1_800_000)
    saver.card(user, saver.REFUSED)
    bad = saver.card(user, saver.REFUSED)
    send(user, "portal_closings", reason="left", card=bad.pk)
    found = saver.screened(Withdrawal.objects.get())
    assert found.status == PayoutStatus.RETURNED
    address = reverse("withdrawals:portal_closing_card", args=[found.case_id])
    assert people.browser(people.qian_qi()).get(address).status_code == 404
    assert "收款账号不存在" in page(user, "portal_closing_card", found.case_id)
    send(user, "portal_closing_card", found.case_id, card=saver.card(user).pk)
    saver.follow()
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


@pytest.mark.usefixtures("today")
def test_a_window_ends_an_account_with_originals_seen() -> None:
    owner, teller = people.zhang_san(), people.wang_wu()
    ended.of(owner, fen=1_800_000)
    query = f"?person={owner.person_id}"
    assert "继承人申请" in page(teller, "counter_closing_start", query=query)
    assert people.browser(teller).get(reverse("withdrawals:counter_closing_start")).status_code == 404
    typed = {"reason": "abroad", "certificate": "签证1", "card": saver.card(owner).pk, "seen": "on"}
    where = send(teller, "counter_closing_start", query=query, **typed)
    found = Withdrawal.objects.get()
    assert where == reverse("withdrawals:counter_closing", args=[found.case_id])
    found.case.refresh_from_db()
    assert found.case.status != CaseStatus.SUBMITTED
    assert "18,000.00" in page(teller, "counter_closing", found.case_id)


@pytest.mark.usefixtures("today")
def test_heirs_are_typed_at_the_window_one_below_the_other() -> None:
    teller = people.wang_wu()
    account = ended.sealed(fen=1_800_000)
    assert "第 3 位继承人" in page(teller, "counter_inherit", account.pk, query="?heirs=3")
    typed = {
        "died_on": "2026-08-02", "certificate": "死证1", "proof": "NOTARY", "proof_number": "公证1", "seen": "on",
        "heirs-TOTAL_FORMS": 2, "heirs-INITIAL_FORMS": 0, "heirs-MIN_NUM_FORMS": 1, "heirs-MAX_NUM_FORMS": 6,
    }  # fmt: skip
    for place, name in enumerate(("刘芳", "储明")):
        typed |= {
            f"heirs-{place}-name": name, f"heirs-{place}-number": ended.heir_number(place),
            f"heirs-{place}-relation": "子女", f"heirs-{place}-share": "1/3",
            f"heirs-{place}-account": f"621700000000001{place}", f"heirs-{place}-bank_name": "建行",
        }  # fmt: skip
    assert "2/3" in send(teller, "counter_inherit", account.pk, status=422, **typed)
    typed |= {"heirs-0-share": "1/2", "heirs-1-share": "1/2"}
    send(teller, "counter_inherit", account.pk, **typed)
    found = Withdrawal.objects.get()
    assert len(closings.shares_of(found)) == 2
    text = page(teller, "counter_closing", found.case_id)
    assert "刘芳" in text and "1/2" in text


def test_an_estate_is_noticed_claimed_and_booked_by_two() -> None:
    teller, second = people.wang_wu(), people.zhao_liu()
    account = ended.sealed(fen=1_800_000)
    send(teller, "counter_estate_new", account.pk, proof="死亡证明和查证", notice="公告1号", noticed_on="2025-10-09")
    found = Estate.objects.get()
    assert "公告1号" in page(teller, "counter_estates")
    assert "转为增值收益" not in page(teller, "counter_estate", found.pk)
    assert "转为增值收益" in page(second, "counter_estate", found.pk)
    send(second, "counter_estate_book", found.pk)
    found.refresh_from_db()
    assert found.status == EstateStatus.BOOKED
    other = ended.sealed(place=2, fen=500)
    again = estates.notice_estate(
        account_id=other.pk, proof="依据", notice="公告2号", noticed_on=date(2026, 1, 1), by=teller, at=make.AT
    )
    send(teller, "counter_estate_claim", again.pk, reason="其弟主张")
    assert page(teller, "counter_estate", again.pk)


# --- standing


@pytest.mark.usefixtures("today")
def test_rent_is_agreed_upon_in_the_portal_and_ended_there() -> None:
    user = people.zhang_san()
    make.parameter("rent_steady_months", "0")
    saver.saver(user)
    assert "还没有约定" in page(user, "portal_standing")
    assert "租住地址" in page(user, "portal_agree", "rent")
    typed = {
        "address": "辽源市西安区安家街8号", "rent": "1500", "amount": "1500", "every": "1", "first_on": "2026-10-10",
        "payee": f"card-{saver.card(user).pk}",
    }  # fmt: skip
    assert "早于今天" in send(user, "portal_agree", "rent", status=422, **{**typed, "first_on": "2026-10-09"})
    send(user, "portal_agree", "rent", **typed)
    found = Agreement.objects.get()
    assert "1,500.00" in page(user, "portal_agreement", found.pk) and "1,500.00" in page(user, "portal_standing")
    for name in ("portal_agreement", "portal_stop_agreement"):
        stranger = people.browser(people.qian_qi())
        address = reverse(f"withdrawals:{name}", args=[found.pk])
        answer = stranger.get(address) if name == "portal_agreement" else stranger.post(address)
        assert answer.status_code == 404
    send(user, "portal_stop_agreement", found.pk)
    found.refresh_from_db()
    assert found.status == AgreementStatus.STOPPED
    assert people.browser(user).get(reverse("withdrawals:portal_agree", args=["purchase"])).status_code == 404


@pytest.mark.usefixtures("today")
def test_a_repayment_is_agreed_upon_at_the_window() -> None:
    owner, teller = people.zhang_san(), people.wang_wu()
    saver.saver(owner)
    lender = pages.payee(PayeeKind.LENDER, "建设银行个贷中心", "22001618636055009999")
    query = f"?person={owner.person_id}&reason=repay"
    assert "借款合同编号" in page(teller, "counter_standing_new", query=query)
    typed = {
        "lender": "建设银行", "contract": "JK1", "monthly": "3000", "until": "2036-10-10", "amount": "3000.01",
        "every": "1", "first_on": "2026-10-20", "payee": f"payee-{lender.pk}",
    }  # fmt: skip
    assert "同期的还款额" in send(teller, "counter_standing_new", query=query, status=422, **typed)
    send(teller, "counter_standing_new", query=query, **{**typed, "amount": "3000"})
    found = Agreement.objects.get()
    assert found.payee_id == lender.pk
    assert "建设银行个贷中心" in page(teller, "counter_agreement", found.pk)
    assert "3,000.00" in page(teller, "counter_agreements", query="?status=ACTIVE")
    send(teller, "counter_agreement_stop", found.pk, reason="本人要求")
    assert "本人要求" in page(teller, "counter_agreement", found.pk)


# --- recovery


def test_money_is_demanded_back_planned_late_and_enforced() -> None:
    owner, reviewer, other = people.zhang_san(), people.zhao_liu(), people.han_shiyi()
    saver.saver(owner)
    paid = saver.asked_and_paid(owner, "hardship", 900_000)
    assert "9,000.00" in page(reviewer, "counter_recovery_new", paid.case_id)
    send(reviewer, "counter_recovery_new", paid.case_id, amount="9000", why="救助证系伪造")
    found = Recovery.objects.get()
    assert found.number in page(reviewer, "counter_recoveries", query="?status=DEMANDED")
    assert "商定分期" in page(reviewer, "counter_recovery", found.pk)
    assert "商定分期" not in page(people.wang_wu(), "counter_recovery", found.pk)
    send(reviewer, "counter_recovery_plan", found.pk, parts="3", first_on="2026-11-01")
    assert "3,000.00" in page(owner, "portal_recovery", found.pk) and found.number in page(owner, "portal_recoveries")
    stranger = people.browser(people.qian_qi())
    for name in ("portal_recovery", "portal_recovery_paper"):
        assert stranger.get(reverse(f"withdrawals:{name}", args=[found.pk])).status_code == 404
    for user, side in ((owner, "portal"), (reviewer, "counter")):
        answer = people.browser(user).get(reverse(f"withdrawals:{side}_recovery_paper", args=[found.pk]))
        assert answer.content.startswith(b"%PDF")
    BusinessDate.objects.update(on=date(2026, 11, 2))
    recovery.miss_recovery(recovery_id=found.pk, at=make.AT)
    send(reviewer, "counter_recovery_enforce", found.pk, court="龙山区人民法院77号")
    send(reviewer, "counter_recovery_cancel", found.pk, reason="复议撤销")
    send(reviewer, "counter_recovery_cancel_grant", found.pk, status=200)
    send(other, "counter_recovery_cancel_decline", found.pk, reason="复议没有结果")
    send(reviewer, "counter_recovery_cancel", found.pk, reason="复议撤销")
    assert "不同意撤销" in page(other, "counter_recovery", found.pk)
    assert "复议撤销" in page(other, "counter_recovery_cancel_grant", found.pk)
    send(other, "counter_recovery_cancel_grant", found.pk)
    found.refresh_from_db()
    assert found.status == RecoveryStatus.CANCELLED
    anybody = people.browser()
    known = anybody.get(reverse("withdrawals:public_demand", args=[found.verify_code]))
    assert known.status_code == 200 and "张三" not in known.content.decode()
    assert anybody.get(reverse("withdrawals:public_demand", args=["XXXX"])).status_code == 404


@pytest.mark.usefixtures("today")
def test_a_closing_that_cannot_be_carried_out_is_tried_again_or_given_up_by_its_clerk() -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    account = ended.of(user, fen=1_800_000)
    send(user, "portal_closings", reason="left", card=saver.card(user).pk)
    found = Withdrawal.objects.get()
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.NORMAL, sealed_on=None)
    saver.follow()
    assert "封存" in page(teller, "counter_closing", found.case_id)
    desk.take(case_id=found.case_id, by=teller, at=make.AT)
    send(teller, "counter_closing_again", found.case_id)
    assert page(teller, "counter_closing_give_up", found.case_id)
    send(teller, "counter_closing_give_up", found.case_id, reason="重新就业")
    found.refresh_from_db()
    saver.follow()
    found.refresh_from_db()
    assert found.status == PayoutStatus.RELEASED
