"""The bank's signed push: each line once, and nothing from anybody else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import api
from accounts.operations.partners import Issued
from accounts.permissions import Scope
from bank.models import BankAccount, BankLine
from tests import make, partners, people

URL = "/api/v1/bank/statement-lines"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    """Tests call more often than callers may: each begins to count anew."""
    cache.clear()


@pytest.fixture
def account(open_day: date) -> BankAccount:
    """The centre's account at the bank."""
    return make.bank_account()


@pytest.fixture
def issued() -> Issued:
    """The bank's token."""
    return partners.token(partners.partner("ccb"), Scope.BANK_PUSH)


@pytest.fixture
def bank(issued: Issued) -> Client:
    """The bank."""
    return partners.caller(issued.secret)


def line(to: BankAccount, serial: str = "JH1", **other: Any) -> dict[str, Any]:
    """One credit line."""
    return {
        "account": to.number,
        "value_date": "2026-10-10",
        "time": "09:55:37",
        "bank_serial": serial,
        "direction": "C",
        "amount_fen": 320_00,
        "balance_fen": 100_320_00,
        "counter_account": "6217000000000000",
        "counter_name": "某公司",
        "remark": "汇缴",
        "summary": "转账",
        **other,
    }


def test_a_line_is_kept_once_however_often_it_comes(account: BankAccount, issued: Issued, bank: Client) -> None:
    body = {"lines": [line(account)]}
    first = partners.push(bank, issued, body)
    assert (first.status_code, first.json()["repeated"]) == (200, False)
    again = partners.push(bank, issued, body)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert again.json()["results"] == [
        {"account": account.number, "value_date": "2026-10-10", "bank_serial": "JH1", "repeated": True}
    ]
    stored = BankLine.objects.get()
    assert (stored.amount_fen, stored.remark, stored.counter_account) == (320_00, "汇缴", "6217000000000000")


def test_the_same_line_twice_in_one_push_is_one(account: BankAccount, issued: Issued, bank: Client) -> None:
    answer = partners.push(bank, issued, {"lines": [line(account), line(account), line(account, "JH2")]})
    assert [each["repeated"] for each in answer.json()["results"]] == [False, True, False]
    assert answer.json()["repeated"] is False
    assert BankLine.objects.count() == 2


def test_a_changed_line_is_refused_by_its_place_and_the_others_are_kept(
    account: BankAccount, issued: Issued, bank: Client
) -> None:
    partners.push(bank, issued, {"lines": [line(account)]})
    lines = [line(account, "JH2"), line(account, amount_fen=321_00), line(account, "X", account="000")]
    answer = partners.push(bank, issued, {"lines": lines})
    assert answer.status_code == 409
    assert answer.json()["type"] == "business_error"
    assert [(error["code"], error["attr"]) for error in answer.json()["errors"]] == [
        ("ChangedLine", "lines.1"),
        ("UnknownBankAccount", "lines.2"),
    ]
    assert BankLine.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_fen", 320.0),
        ("amount_fen", "32000"),
        ("amount_fen", 0),
        ("amount_fen", -1),
        ("amount_fen", 10**20),
        ("balance_fen", None),
        ("bank_serial", ""),
        ("bank_serial", 12345),
        ("bank_serial", "x" * 41),
        ("bank_serial", "\u200b"),
        ("direction", "X"),
        ("value_date", "20261010"),
        ("value_date", "2026-02-30"),
        ("time", "25:00:00"),
        ("account", []),
        ("counter_account", "\u0000"),
        ("counter_account", "\ud800"),
        ("is_reversal", "maybe"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_kept(
    account: BankAccount, issued: Issued, bank: Client, field: str, value: Any
) -> None:
    answer = partners.push(bank, issued, {"lines": [line(account, "GOOD"), line(account, **{field: value})]})
    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [f"lines.1.{field}"]
    assert not BankLine.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"lines": []}', b'{"lines": NaN}', b'{"lines": 1}', b"["])
def test_what_is_no_push_is_refused(account: BankAccount, issued: Issued, bank: Client, body: bytes) -> None:
    assert partners.push(bank, issued, body).status_code == 400


def test_too_many_lines_and_too_large_a_body_are_refused(account: BankAccount, issued: Issued, bank: Client) -> None:
    lines = [line(account, f"S{place}") for place in range(501)]
    assert partners.push(bank, issued, {"lines": lines}).status_code == 400
    assert partners.push(bank, issued, b" " * (1024 * 1024 + 1)).status_code == 413
    assert not BankLine.objects.exists()


def test_a_body_that_was_touched_is_refused(account: BankAccount, issued: Issued, bank: Client) -> None:
    stamp = str(int(timezone.now().timestamp()))
    good = json.dumps({"lines": [line(account)]}).encode()
    signature = api.sign(issued.signing_secret, stamp, good)
    header = {"X-Signature": f"t={stamp},v1={signature}"}
    bad = good.replace(b"32000", b"99999")
    assert bank.post(URL, bad, content_type="application/json", headers=header).status_code == 401
    assert bank.post(URL, good, content_type="application/json", headers=header).status_code == 200


@pytest.mark.parametrize("shift", [-301, 301])
def test_a_signature_outside_its_five_minutes_is_refused(
    account: BankAccount, issued: Issued, bank: Client, shift: int, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)  # or a slow second would bring the late one inside
    stamp = int(timezone.now().timestamp()) + shift
    answer = partners.push(bank, issued, {"lines": [line(account)]}, stamp=stamp)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "bad_signature")
    assert not BankLine.objects.exists()


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=00", "t=x,v1=" + "0" * 64, "t=1,v1=" + "0" * 64, "t=１,v1=" + "0" * 64]
)
def test_a_push_without_a_good_signature_is_refused(
    account: BankAccount, issued: Issued, bank: Client, header: str
) -> None:
    body = json.dumps({"lines": [line(account)]})
    extra = {"HTTP_X_SIGNATURE": header.encode().decode("latin-1")} if header else {}
    assert bank.post(URL, body, content_type="application/json", **extra).status_code == 401


def test_another_tokens_secret_signs_nothing(account: BankAccount, issued: Issued, bank: Client) -> None:
    other = partners.token(partners.partner("icbc"), Scope.BANK_PUSH)
    assert partners.push(bank, other, {"lines": [line(account)]}).status_code == 401


def test_nobody_pushes_by_session(account: BankAccount, issued: Issued) -> None:
    for user in (people.sun_ba(), people.zheng_yi(), people.zhang_san()):
        assert partners.push(people.browser(user), issued, {"lines": [line(account)]}).status_code == 403
    assert partners.push(Client(), issued, {"lines": [line(account)]}).status_code == 401
