"""The depositor's pages of a loan: what is seen, tried out, done with one press, and by nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from loans.models import Certificate, Loan, Prepayment
from loans.operations import prepaying
from loans.queries.standing import Wish
from loans.states.early import EarlyMode, EarlySource, EarlyStatus
from tests import make, people
from tests.deposits import world as fund
from tests.loans import world
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TRY = {"mode": "SHORTEN", "amount": "20,000", "source": "ACCOUNTS", "use_fund": "on", "on": ""}


@pytest.fixture
def loan(open_day: date, time_machine: Any) -> Loan:
    time_machine.move_to(pages.NOW, tick=False)
    pages.depositor()
    return world.loan()


@pytest.fixture
def owner(loan: Loan) -> Client:
    return people.browser(people.zhang_san())


def test_with_one_loan_the_list_leads_to_it(owner: Client, loan: Loan) -> None:
    assert owner.get(reverse("loans:portal_loans")).headers["Location"] == reverse("loans:portal_loan", args=[loan.pk])


def test_the_page_says_what_comes_next_and_what_is_left(owner: Client, loan: Loan) -> None:
    text = owner.get(reverse("loans:portal_loan", args=[loan.pk])).content.decode()
    for said in ("2026-10-20", "2,001.70", "500,000.00", "等额本息", "往后 360 期的计划", "尾号 8903"):
        assert said in text


def test_tried_out_and_done_with_one_press(owner: Client, loan: Loan) -> None:
    url = reverse("loans:portal_early", args=[loan.pk])
    text = owner.get(url, TRY).content.decode()
    assert "20,722.22" in text and "就这样办理" in text
    assert not Prepayment.objects.exists()
    answer = owner.post(url, TRY)
    assert answer.status_code == 302
    made = Prepayment.objects.get()
    assert (made.status, made.principal_fen) == (EarlyStatus.BOOKED, 2_000_000)
    text = owner.get(answer.headers["Location"]).content.decode()
    assert "480,000.00" in text and "公积金冲还贷" in text
    assert made.repayment is not None
    text = owner.get(reverse("loans:portal_payment", args=[made.repayment.pk])).content.decode()
    assert "500,000.00 × 2.6% ÷ 360 × 20 天" in text and "722.22" in text


def test_what_cannot_be_is_said_at_its_field(owner: Client, loan: Loan) -> None:
    url = reverse("loans:portal_early", args=[loan.pk])
    for change, said in (
        ({"amount": "9,999"}, "不低于"),
        ({"amount": ""}, "请填写提前归还多少本金"),
        ({"amount": "60,000"}, "不够支付"),
        ({"mode": "FULL", "source": "TRANSFER", "on": "2026-10-20"}, "结清日请选"),
    ):
        answer = owner.post(url, {**TRY, **change})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Prepayment.objects.exists()


def test_a_transfer_is_waited_for_and_can_be_given_up(owner: Client, loan: Loan) -> None:
    url = reverse("loans:portal_early", args=[loan.pk])
    owner.post(url, {**TRY, "amount": "100,000", "source": "TRANSFER"})
    made = Prepayment.objects.get()
    assert made.number in owner.get(reverse("loans:portal_loan", args=[loan.pk])).content.decode()
    owner.post(reverse("loans:portal_cancel_early", args=[made.pk]))
    made.refresh_from_db()
    assert made.status == EarlyStatus.CANCELLED


def test_a_settled_loan_has_its_certificate_that_everybody_can_check(owner: Client, loan: Loan) -> None:
    wish = Wish(EarlyMode.FULL, EarlySource.TRANSFER, on=date(2026, 10, 10))
    made = prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.zhang_san(), at=make.AT)
    fund.receive(made.money_fen, remark=made.number, serial="TQ9")
    prepaying.follow_money(at=make.AT)
    assert "下载结清证明" in owner.get(reverse("loans:portal_loan", args=[loan.pk])).content.decode()
    paper = owner.get(reverse("loans:portal_certificate", args=[loan.pk]))
    assert paper.content.startswith(b"%PDF")
    code = Certificate.objects.get().verify_code
    text = Client().get(reverse("loans:public_certificate", args=[code])).content.decode()
    assert "真实有效" in text and "张三" not in text
    assert Client().get(reverse("loans:public_certificate", args=["WRONG"])).status_code == 404


def test_nobody_elses_loan_is_there(loan: Loan) -> None:
    stranger = people.browser(people.qian_qi())
    made = Prepayment.objects.create(
        loan=loan,
        mode=EarlyMode.REDUCE,
        source=EarlySource.TRANSFER,
        on=date(2026, 10, 10),
        until=date(2026, 10, 19),
        principal_fen=1_000_000,
        money_fen=1_000_000,
        made_at=make.AT,
    )
    first = loan.repayments.get()
    for name, pk in (
        ("portal_loan", loan.pk),
        ("portal_early", loan.pk),
        ("portal_certificate", loan.pk),
        ("portal_payment", first.pk),
    ):
        assert stranger.get(reverse(f"loans:{name}", args=[pk])).status_code == 404
    assert stranger.post(reverse("loans:portal_cancel_early", args=[made.pk])).status_code == 404
