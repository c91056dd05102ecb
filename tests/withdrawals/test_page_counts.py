"""Pages of withdrawals ask as many questions for many rows as for one; replayed and tampered forms come to nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import BankCard
from deposits.models import PersonalAccount
from tests import people
from tests.deposits.pages import text_of
from tests.withdrawals import pages, saver
from withdrawals.models import Withdrawal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
RENT = "/portal/withdrawals/new/rent/"


def asked(client: Client, path: str) -> int:
    """How many questions a visit asks, after a first one."""
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_lists_cost_the_same_for_many_rows_as_for_one(account: PersonalAccount, bound: BankCard) -> None:
    owner, teller = people.browser(people.zhang_san()), people.browser(people.wang_wu())
    pages.payee()
    told = saver.TOLD["hardship"]
    saver.ask(people.zhang_san(), "hardship", 10_000, told, at=pages.NOW)
    lists = [
        (teller, "/counter/withdrawals/?tab=all"),
        (teller, "/counter/withdrawals/?tab=waiting"),
        (teller, "/counter/withdrawals/?tab=returned"),
        (teller, "/counter/withdrawals/payees/"),
        (owner, "/portal/withdrawals/"),
    ]
    before = [asked(client, path) for client, path in lists]
    for place, reason in enumerate(("illness", "lift", "repay")):
        saver.ask(people.zhang_san(), reason, 10_000, at=pages.NOW)
        pages.payee(name=f"第{place}家", account=f"2205011010101010{place:04d}")
    after = [asked(client, path) for client, path in lists]
    assert before == after
    assert max(after) < 120


@pytest.mark.parametrize(
    "changed",
    [
        {"payee": "card-0"},
        {"payee": "card-x"},
        {"payee": "payee-1"},
        {"payee": "LANDLORD-1"},
        {"amount": "42,310.56"},
        {"amount": "1e9"},
        {"amount": "１８，０００．０１"},
    ],
)
def test_a_tampered_amount_or_payee_comes_to_nothing(bound: BankCard, changed: dict[str, str]) -> None:
    owner = people.browser(people.zhang_san())
    text_of(owner, RENT, dict(pages.RENT))
    assert owner.post(RENT, {**pages.money(bound), **changed}).status_code == 422
    text_of(owner, RENT, {"go": "submit"})
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("who", ["SPOUSE-1", "PARENT-0", "HEIR-1", "SELF-5", "", "x"])
def test_nobody_withdraws_for_whom_they_have_no_right_to(bound: BankCard, who: str) -> None:
    owner = people.browser(people.zhang_san())
    assert owner.post(RENT, {**pages.RENT, "who": who}).status_code == 422


def test_a_card_that_was_unbound_meanwhile_is_asked_for_again(bound: BankCard) -> None:
    owner = people.browser(people.zhang_san())
    text_of(owner, RENT, dict(pages.RENT))
    text_of(owner, RENT, dict(pages.money(bound)))
    owner.post(reverse("accounts:portal_unbind_card", args=[bound.pk]))
    page = text_of(owner, RENT, {"go": "submit"})
    assert "还没有绑定银行卡" in page
    assert not Withdrawal.objects.exists()


def test_without_consent_nothing_goes_on(bound: BankCard) -> None:
    owner = people.browser(people.zhang_san())
    answer = owner.post(RENT, {name: text for name, text in pages.RENT.items() if name != "consent"})
    assert (answer.status_code, "请带材料到窗口办理" in answer.content.decode()) == (422, True)
