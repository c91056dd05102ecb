"""Two owe one loan: neither alone disposes of the other's savings and card, and who no longer owes pays no more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from bank.models import CollectionOrder
from deposits.models import PersonalAccount
from desk.models import Requirement
from loans.models import CardDebit, Loan
from loans.operations import changing, prepaying, requests, yearly
from loans.operations.prepaying import CannotPayEarly, NeedsBoth
from loans.operations.requests import CannotAsk
from loans.queries import own
from loans.queries import standing as queries
from loans.queries.standing import Wish
from loans.states.early import Change, ChangeStatus, EarlyMode, EarlySource, EarlyStatus
from tests import make, people
from tests.loans import world
from tests.loans.test_changing import asked, decided
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TODAY, DUE = date(2026, 10, 10), date(2026, 10, 20)
ALL = Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, is_all_fund=True)
MORE = Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 4_500_000)
"""More than 张三 has, less than both have."""
HERS = "6217000000000010"


@pytest.fixture
def joint(open_day: date) -> Loan:
    """张三's loan with 42,310.55 on the account; 钱七 owes it too and has 8,000.00."""
    pages.depositor()
    account = world.depositor(1, 800_000)
    PersonalAccount.objects.filter(pk=account.pk).update(person=people.qian_qi().person_id)
    return world.loan(co_borrower_id=people.qian_qi().person_id)


def early(loan: Loan, wish: Wish, by: Any) -> Any:
    return prepaying.pay_early(loan_id=loan.pk, wish=wish, by=by, at=make.AT)


def on_her_card(loan: Loan) -> Loan:
    """At the window both agree that her card pays."""
    card = pages.card(people.qian_qi(), HERS)
    return changing.change_card(loan_id=loan.pk, card_id=card.pk, by=people.wang_wu(), at=make.AT)


# --- savings


def test_through_the_portal_each_spends_their_own_savings_as_quoted(joint: Loan) -> None:
    with pytest.raises(CannotPayEarly, match="不够支付"):
        early(joint, MORE, people.zhang_san())
    quote = queries.quote(joint, ALL, TODAY, by=people.zhang_san())
    made = early(joint, ALL, people.zhang_san())
    assert made.fund_fen == quote.fund_fen == 4_231_055
    hers = early(joint, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 2_000_000), people.qian_qi())
    assert (hers.fund_fen, len(hers.shares)) == (800_000, 1)


def test_a_window_or_the_monthly_offset_spends_the_savings_of_both(joint: Loan) -> None:
    assert early(joint, MORE, people.wang_wu()).status == EarlyStatus.BOOKED
    other = world.loan(co_borrower_id=people.qian_qi().person_id, is_offset=True)
    assert queries.spends_only(other, people.zhang_san()) is None
    assert queries.spends_only(joint, people.zhang_san()) == people.zhang_san().person_id


def test_neither_alone_agrees_that_both_accounts_pay(joint: Loan) -> None:
    with pytest.raises(NeedsBoth, match="请两位借款人一起到窗口办理"):
        changing.agree_offset(loan_id=joint.pk, by=people.qian_qi(), at=make.AT)
    first = {"mode": EarlyMode.SHORTEN, "first_on": DUE}
    with pytest.raises(NeedsBoth):
        yearly.agree(loan_id=joint.pk, by=people.zhang_san(), at=make.AT, **first)
    changing.agree_offset(loan_id=joint.pk, by=people.wang_wu(), at=make.AT)
    assert yearly.agree(loan_id=joint.pk, by=people.wang_wu(), at=make.AT, **first).pk


def test_the_pages_show_and_offer_ones_own(joint: Loan, time_machine: Any) -> None:
    time_machine.move_to(pages.NOW, tick=False)
    pages.card(people.qian_qi(), HERS)
    pages.card(people.zhang_san(), "6217000000000028")
    owner = people.browser(people.zhang_san())
    told = {"mode": "SHORTEN", "amount": "45,000", "source": "ACCOUNTS", "use_fund": "on", "on": ""}
    text = owner.get(reverse("loans:portal_early", args=[joint.pk]), told).content.decode()
    assert "42,310.55" in text and "8,000.00" not in text and "不够支付" in text
    page = reverse("loans:portal_change_one", args=[joint.pk, "card"])
    text = owner.get(page).content.decode()
    assert "0028" in text and "0010" not in text
    page = reverse("loans:portal_change_one", args=[joint.pk, "offset"])
    assert "请两位借款人一起到窗口办理" in owner.post(page, {}).content.decode()


# --- the card


def test_the_others_card_is_chosen_at_a_window_only(joint: Loan) -> None:
    card = pages.card(people.qian_qi(), HERS)
    with pytest.raises(changing.CannotChange):
        changing.change_card(loan_id=joint.pk, card_id=card.pk, by=people.zhang_san(), at=make.AT)
    changing.change_card(loan_id=joint.pk, card_id=card.pk, by=people.qian_qi(), at=make.AT)
    joint.refresh_from_db()
    assert joint.card_tail == "0010"


def test_the_bank_hears_in_whose_name_the_card_is(joint: Loan) -> None:
    on_her_card(joint)
    world.loan(co_borrower_id=people.qian_qi().person_id)
    world.run_days(DUE)
    orders = CollectionOrder.objects.order_by("id")
    assert [each.payer_name for each in orders] == ["钱七", "张三"]


def test_the_others_card_pays_nothing_early_through_the_portal(joint: Loan) -> None:
    on_her_card(joint)
    wish = Wish(EarlyMode.REDUCE, EarlySource.CARD, 10_000_000)
    with pytest.raises(CannotPayEarly, match="另一位借款人"):
        early(joint, wish, people.zhang_san())
    made = early(joint, wish, people.qian_qi())
    order = CollectionOrder.objects.get(key=made.key)
    assert (order.payer_name, order.amount_fen) == ("钱七", made.money_fen)


# --- who owes is somebody else


def test_who_no_longer_owes_pays_no_more(joint: Loan) -> None:
    Loan.objects.filter(pk=joint.pk).update(is_offset=True)
    yearly.agree(loan_id=joint.pk, mode=EarlyMode.SHORTEN, first_on=DUE, by=people.wang_wu(), at=make.AT)
    request = decided(asked(joint, Change.BORROWER, person_id=people.qian_qi().person_id))
    joint.refresh_from_db()
    assert request.status == ChangeStatus.DONE
    assert (joint.borrower_id, joint.co_borrower_id) == (people.qian_qi().person_id, None)
    assert (joint.card_account, joint.card_tail, joint.is_offset) == ("", "", False)
    assert own.yearly_of(joint) is None
    said = joint.events.order_by("-id")[0].note
    assert "原还款卡已停用，请登记新的还款卡；冲还贷协议已终止" in said


def test_the_card_of_who_goes_on_owing_goes_on_paying(joint: Loan) -> None:
    on_her_card(joint)
    assert decided(asked(joint, Change.BORROWER, person_id=people.qian_qi().person_id)).status == ChangeStatus.DONE
    joint.refresh_from_db()
    assert joint.card_account == HERS


def test_a_card_order_that_the_bank_has_not_heard_of_is_recalled(joint: Loan) -> None:
    on_her_card(joint)
    world.run_days(DUE)
    assert decided(asked(joint, Change.CO_BORROWER, person_id=None)).status == ChangeStatus.DONE
    joint.refresh_from_db()
    assert (joint.card_account, joint.co_borrower_id) == ("", None)
    assert CardDebit.objects.get().status == "RECALLED"
    assert joint.expectation  # what is due may still be transferred


def test_who_owes_does_not_change_while_savings_are_held(joint: Loan) -> None:
    made = early(joint, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000), people.zhang_san())
    with pytest.raises(CannotAsk, match="提前还款正在办理，办完或取消后再变更"):
        asked(joint, Change.CO_BORROWER, person_id=None)
    prepaying.cancel(prepayment_id=made.pk, by=people.zhang_san(), at=make.AT)
    request = asked(joint, Change.CO_BORROWER, person_id=None)
    early(joint, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000), people.zhang_san())
    assert decided(request).status == ChangeStatus.DROPPED


def test_who_owes_changes_with_the_consent_of_both_on_paper(joint: Loan) -> None:
    request = requests.ask(
        loan_id=joint.pk, change=Change.CO_BORROWER, told={"person_id": None}, by=people.wang_wu(), at=make.AT
    )
    assert papers(request.case_id) == {"identity", "agreement"}
    other = world.loan(principal_fen=20_000_000, months=120)
    term = asked(other, Change.TERM, months_left=100, method="equal_instalment")
    assert papers(term.case_id) == {"identity"}


def papers(case_id: int) -> set[str]:
    """Which papers a case asks for."""
    return set(Requirement.objects.filter(case=case_id).values_list("code", flat=True))
