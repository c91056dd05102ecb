"""Withdrawals through the API, as a partner with a depositor's leave, the depositor and an attacker call it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from accounts.models import BankCard, Look
from accounts.permissions import Scope
from deposits.models import PersonalAccount
from desk.states.cases import Channel
from tests import partners, people
from tests.withdrawals import pages
from withdrawals.models import Withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """A morning of the week after the demo's first day; calls are counted anew."""
    time_machine.move_to(pages.NOW, tick=False)
    cache.clear()


@pytest.fixture
def account(open_day: date) -> PersonalAccount:
    """张三's account with 42,310.55 on it."""
    return pages.depositor()


@pytest.fixture
def bound(account: PersonalAccount) -> BankCard:
    return pages.card(people.zhang_san())


def app(*scopes: Scope) -> Client:
    """The mini-program, with 张三's leave."""
    owner = partners.partner()
    token = partners.token(owner, *(scopes or (Scope.ACCOUNTS_READ, Scope.WITHDRAWALS_WRITE)))
    return partners.caller(token.secret, partners.leave(owner, people.zhang_san()))


def question(bound: BankCard, **more: Any) -> dict[str, Any]:
    """A rent withdrawal, asked for whole."""
    lease = {"kind": "NONE", "address": "辽源市龙山区人民大街218号"}
    told = {"lease": lease, "marriage": "未婚"}
    return {"reason": "rent", "amount_fen": 450_000, "card": bound.pk, "particulars": told, "consent": True, **more}


def ask(client: Client, account: PersonalAccount, body: Any, key: str = "key-00000001") -> HttpResponse:
    return client.post(
        f"/api/v1/accounts/{account.number}/withdrawals",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_offers_say_what_can_be_had_why_and_what_has_to_be_told(account: PersonalAccount, bound: BankCard) -> None:
    answer = app().get(f"/api/v1/accounts/{account.number}/withdrawal-offers")
    assert answer.status_code == 200
    found = {each["reason"]: each for each in answer.json()["results"]}
    rent = found["rent"]
    assert (rent["most_fen"], rent["needs"], rent["refusals"]) == (1_800_000, ["lease"], [])
    assert rent["because"] == ["2026 年家庭限额 18,000.00 元", "账户余额 42,310.55 元"]
    assert rent["for_whom"] == [{"value": "SELF-0", "name": "本人"}]
    assert found["build"]["needs"] == ["house", "cost"] and "retire" not in found
    assert answer.json()["cards"] == [{"id": bound.pk, "bank": "建设银行", "tail": "8903"}]
    assert Look.objects.filter(person=account.person_id, what="提取额度").exists()


def test_a_partner_asks_with_the_owners_leave_and_follows_it(account: PersonalAccount, bound: BankCard) -> None:
    client = app()
    answer = ask(client, account, question(bound))
    assert answer.status_code == 201, answer.content
    made = Withdrawal.objects.get()
    assert (made.case.channel, made.case.submitted_by, made.address) == (Channel.API, None, "")
    said = answer.json()
    assert (said["number"], said["money"], said["amount_fen"]) == (made.case.number, "HELD", 450_000)
    status = client.get(f"/api/v1/withdrawals/{made.case.number}").json()
    assert status["stamps"]["submitted_at"] and status["stamps"]["settled_at"] is None
    listed = client.get(f"/api/v1/accounts/{account.number}/withdrawals").json()
    assert [each["number"] for each in listed["results"]] == [made.case.number]


def test_the_same_key_asks_once(account: PersonalAccount, bound: BankCard) -> None:
    client = app()
    first, again = ask(client, account, question(bound)), ask(client, account, question(bound))
    assert (first.json(), again["Idempotency-Hit"]) == (again.json(), "true")
    assert Withdrawal.objects.count() == 1
    other = ask(client, account, question(bound), key="key-00000002")
    assert other.status_code == 409 and "正在办理" in other.content.decode()


def test_the_owner_asks_through_their_own_log_in(account: PersonalAccount, bound: BankCard) -> None:
    answer = ask(people.browser(people.zhang_san()), account, question(bound))
    assert answer.status_code == 201
    assert Withdrawal.objects.get().case.submitted_by == people.zhang_san()


def test_reading_is_not_asking(account: PersonalAccount, bound: BankCard) -> None:
    assert ask(app(Scope.ACCOUNTS_READ), account, question(bound)).status_code == 403
    owner = partners.partner("other")
    bare = partners.caller(partners.token(owner, Scope.WITHDRAWALS_WRITE).secret)
    assert ask(bare, account, question(bound)).json()["errors"][0]["code"] == "depositor_token_required"
    assert ask(people.browser(people.wang_wu()), account, question(bound)).status_code == 403
    assert not Withdrawal.objects.exists()


def test_somebody_elses_account_and_withdrawal_do_not_exist(account: PersonalAccount, bound: BankCard) -> None:
    ask(app(), account, question(bound))
    made, stranger = Withdrawal.objects.get(), people.browser(people.qian_qi())
    assert ask(stranger, account, question(bound), key="key-00000003").status_code == 404
    assert stranger.get(f"/api/v1/accounts/{account.number}/withdrawal-offers").status_code == 404
    assert stranger.get(f"/api/v1/withdrawals/{made.case.number}").status_code == 404
    card = pages.card(people.qian_qi(), "6217000012345670009")
    refused = ask(app(), account, question(card), key="key-00000004")
    assert (refused.status_code, "本人银行卡" in refused.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("changed", "attr"),
    [
        ({"reason": "retire"}, "reason"),
        ({"reason": "nothing"}, "reason"),
        ({"amount_fen": 0}, "amount_fen"),
        ({"amount_fen": "450000"}, "amount_fen"),
        ({"amount_fen": 4500.0}, "amount_fen"),
        ({"consent": False}, "consent"),
        ({"particulars": {}}, "particulars.lease"),
        ({"particulars": {"lease": {"kind": "REGISTERED", "address": "a"}}}, "particulars.lease.number"),
        ({"for_whom": "SPOUSE-1"}, "for_whom"),
        ({"card": -1}, "card"),
    ],
)
def test_what_is_wrong_is_named(account: PersonalAccount, bound: BankCard, changed: Any, attr: str) -> None:
    answer = ask(people.browser(people.zhang_san()), account, question(bound, **changed))
    assert answer.status_code == 400, answer.content
    assert attr in [each["attr"] for each in answer.json()["errors"]]
    assert not Withdrawal.objects.exists()


COST = {"what": "装修", "payee": "装饰公司", "invoice_number": "ZX1", "total_fen": 100_000, "issued_on": "2026-10-01"}
BOUGHT = {"address": "人民大街1号1栋1单元101室", "contract_number": "LY1", "price_fen": 1, "signed_on": "2026-09-15"}


def house(account: PersonalAccount, bound: BankCard, reason: str, **told: Any) -> HttpResponse:
    """Asked for a house, as the mini-program tells it."""
    body = question(bound, reason=reason, amount_fen=100, particulars={"house": {**BOUGHT, **told}, "cost": COST})
    return ask(people.browser(people.zhang_san()), account, body)


@pytest.mark.parametrize("reason", ["decorate", "property_fee", "lift", "build"])
def test_ones_own_house_is_known_by_its_title_alone(account: PersonalAccount, bound: BankCard, reason: str) -> None:
    answer = house(account, bound, reason)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "particulars.house.title_number")
    if reason == "build":  # permits come as papers; the rest goes the same way
        return
    assert house(account, bound, reason, title_number="吉（2024）辽源市不动产权第0001234号").status_code == 201
    told = Withdrawal.objects.get().particulars.house
    assert told is not None
    assert (told.contract_number, told.price_fen, told.signed_on) == ("", 0, None)


def test_a_house_that_is_bought_has_a_number(account: PersonalAccount, bound: BankCard) -> None:
    answer = house(account, bound, "purchase", contract_number="", title_number="")
    assert answer.status_code == 400, answer.content
    answer = house(account, bound, "purchase", price_fen=600_000, own_money_fen=300_000, owners=["张三"])
    assert answer.status_code == 201, answer.content
    told = Withdrawal.objects.get().particulars.house
    assert told is not None and told.contract_number == "LY1"


def test_more_than_can_be_had_is_refused_with_the_reason(account: PersonalAccount, bound: BankCard) -> None:
    answer = ask(app(), account, question(bound, amount_fen=1_800_001))
    assert (answer.status_code, "家庭限额 18,000.00" in answer.content.decode()) == (409, True)
