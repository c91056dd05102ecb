"""Pages on which a loan is changed or paid early at the window: what is offered, done, refused, and to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from loans.models import ChangeRequest, Loan, Prepayment, YearlyOffset
from loans.states.early import Change, EarlyStatus
from tests import people
from tests.loans import world
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(open_day: date, time_machine: Any) -> Loan:
    time_machine.move_to(pages.NOW, tick=False)
    pages.depositor()
    return world.loan(principal_fen=20_000_000, months=120)


@pytest.fixture
def owner(loan: Loan) -> Client:
    return people.browser(people.zhang_san())


@pytest.fixture
def teller(loan: Loan) -> Client:
    return people.browser(people.wang_wu())


def one(side: str, loan: Loan, code: str) -> str:
    return reverse(f"loans:{side}_change_one", args=[loan.pk, code])


def test_the_owner_changes_what_binds_nobody_else(owner: Client, loan: Loan) -> None:
    text = owner.get(reverse("loans:portal_change", args=[loan.pk])).content.decode()
    assert "签订按月冲还贷" in text and "呆账核销" not in text
    card = pages.card(people.zhang_san(), "6217000000000010")
    for code, said in (
        ("card", {"card": card.pk}),
        ("due-day", {"due_day": 25}),
        ("offset", {}),
        ("yearly", {"mode": "SHORTEN", "first_on": "2026-12-01"}),
    ):
        assert owner.post(one("portal", loan, code), said).status_code == 302
    loan.refresh_from_db()
    assert (loan.card_tail, loan.due_day, loan.is_offset) == ("0010", 25, True)
    assert YearlyOffset.objects.get(loan=loan, ended_at=None).next_on == date(2026, 12, 1)
    assert owner.post(one("portal", loan, "end-yearly"), {}).status_code == 302
    assert owner.post(one("portal", loan, "end-offset"), {}).status_code == 302


def test_the_owner_asks_for_another_term(owner: Client, loan: Loan) -> None:
    url = one("portal", loan, "term")
    assert owner.post(url, {"months_left": 120, "method": "equal_instalment"}).status_code == 200  # nothing changes
    assert owner.post(url, {"months_left": 120, "method": "equal_principal"}).status_code == 302
    assert ChangeRequest.objects.get().change == Change.METHOD


def test_what_needs_papers_is_not_there_in_the_portal(owner: Client, loan: Loan) -> None:
    for code in ("co-borrower", "borrower", "write-off", "nonsense"):
        assert owner.get(one("portal", loan, code)).status_code == 404
    stranger = people.browser(people.qian_qi())
    assert stranger.get(one("portal", loan, "card")).status_code == 404
    assert stranger.get(reverse("loans:portal_change", args=[loan.pk])).status_code == 404


def test_the_window_asks_for_a_co_borrower_with_papers_seen(teller: Client, loan: Loan) -> None:
    number = people.DOCUMENTS["钱七"][0]
    people.qian_qi()
    url = one("counter", loan, "co-borrower")
    assert "请先核验材料原件" in teller.post(url, {"number": number}).content.decode()
    assert "没有查到这位人员" in teller.post(url, {"number": "220402198605129999", "seen": "on"}).content.decode()
    assert teller.post(url, {"number": number, "seen": "on"}).status_code == 302
    assert ChangeRequest.objects.get().told["person_id"] == people.qian_qi().person_id


def test_the_window_pays_early_for_who_stands_there(teller: Client, loan: Loan) -> None:
    told = {"mode": "REDUCE", "amount": "20,000", "source": "ACCOUNTS", "use_fund": "on", "on": ""}
    url = reverse("loans:counter_early", args=[loan.pk])
    assert "就这样办理" in teller.get(url, told).content.decode()
    assert teller.post(url, told).status_code == 302
    made = Prepayment.objects.get()
    assert made.status == EarlyStatus.BOOKED and made.case is not None and made.case.channel == "WINDOW"
