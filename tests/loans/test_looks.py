"""Whoever of the staff opens a couple's loan or application: both borrowers see it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Look, User
from loans.models import Application, DunningStep, Loan, Repayment
from loans.operations import committee, dunning
from tests import make, people
from tests.deposits.pages import text_of
from tests.loans import borrowers, desked, world
from tests.loans.test_applying_pages import FAMILY, HOUSE, NEW, WINDOW, money
from tests.withdrawals import pages, saver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
DUE = date(2026, 10, 20)


def looked_at() -> set[int]:
    """Whose data the teller has opened."""
    return set(Look.objects.filter(user=people.wang_wu()).values_list("person_id", flat=True))


def couple() -> set[int]:
    return {people.zhang_san().person_id, people.qian_qi().person_id}


@pytest.fixture
def late(open_day: date) -> Loan:
    """A couple's loan that is a month late."""
    loan = world.loan(card_account="", co_borrower_id=people.qian_qi().person_id)
    world.run_days(DUE, DUE + timedelta(1))
    world.move_to(DUE + timedelta(30))
    dunning.climb(loan_id=loan.pk, at=make.AT)
    return loan


def address(name: str, loan: Loan) -> str:
    """A page about a loan, its payment or its step."""
    if name == "loan_payment":
        pk = Repayment.objects.filter(loan=loan).order_by("id")[0].pk
    elif name in ("dunning_step", "dunning_paper"):
        pk = DunningStep.objects.get(loan=loan, rung="LETTER").pk
    else:
        pk = loan.pk
    more = ["term"] if name == "change_one" else []
    return reverse(f"loans:counter_{name}", args=[pk, *more])


PAGES = ["loan", "loan_payment", "early", "change", "change_one", "dunning_step", "dunning_paper", "note"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_loan_is_a_look_at_both_borrowers(late: Loan, name: str) -> None:
    where = address(name, late)
    Look.objects.all().delete()
    assert people.browser(people.wang_wu()).get(where).status_code == 200
    assert looked_at() == couple()


@pytest.fixture
def applied() -> Application:
    """A couple's application at the window, above the committee's limit."""
    found = desked.application(asked_fen=600_001_00, co_borrower=people.qian_qi().person)
    desked.accepted(found)
    return found


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_application_is_a_look_at_both_however_it_is_fetched(applied: Application, headers: dict[str, str]) -> None:
    where = reverse("loans:counter_application", args=[applied.case_id])
    page = people.browser(people.wang_wu()).get(where, headers=headers)
    assert page.status_code == 200 and looked_at() == couple()


def test_the_open_page_that_asks_for_the_checks_gets_nothing_but_them(applied: Application) -> None:
    applied.checks.create(kind="CREDIT", asked_at=make.AT)
    where = reverse("loans:counter_application", args=[applied.case_id])
    headers = {"HX-Request": "true", "HX-Target": "progress"}
    browser = people.browser(people.wang_wu())
    piece = browser.get(where, headers=headers).content.decode()
    assert "正在自动核查" in piece and applied.borrower.name not in piece and looked_at() == set()
    applied.checks.all().delete()
    browser.get(where, headers=headers)
    assert looked_at() == couple()


def test_a_matter_of_the_committee_is_a_look_at_both(applied: Application) -> None:
    matter = committee.bring(case_id=applied.case_id, by=people.wang_wu(), at=make.AT)
    page = people.browser(people.wang_wu()).get(reverse("loans:counter_matter", args=[matter.pk]))
    assert page.status_code == 200 and looked_at() == couple()


# --- what can be had together, while it is asked for


@pytest.fixture
def morning(time_machine: Any) -> None:
    """A morning of the week after the demo's first day."""
    time_machine.move_to(pages.NOW, tick=False)


def house() -> dict[str, str]:
    return {**HOUSE, "project": str(borrowers.project().pk)}


def seen_by(user: User, person: User) -> int:
    return Look.objects.filter(user=user, person=person.person_id).count()


@pytest.mark.usefixtures("morning")
def test_the_portals_page_of_money_is_a_look_at_the_spouse_who_borrows_along() -> None:
    one, other = borrowers.couple()
    browser = people.browser(one)
    text_of(browser, NEW, house())
    alone = {key: value for key, value in FAMILY.items() if key != "with_spouse"}
    assert "最多可贷" in text_of(browser, NEW, alone)
    assert seen_by(one, other) == 0
    assert "最多可贷" in text_of(browser, NEW, FAMILY)
    assert seen_by(one, other) > 0


@pytest.mark.usefixtures("morning")
def test_counting_at_the_window_is_a_look_at_both() -> None:
    one, _other = borrowers.couple()
    saver.card(one)
    said = {**house(), **FAMILY, **money(one), "person": str(one.person_id), "go": "count"}
    page = people.browser(people.wang_wu()).post(f"{WINDOW}fund/", said)
    assert page.status_code == 200 and looked_at() == couple()
