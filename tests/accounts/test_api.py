"""Ways into the API: partners' tokens, depositors' leave, and every way that must stay shut."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import User
from accounts.permissions import Scope
from deposits.models import EmployerAccount
from tests import partners, people
from tests.deposits import world


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    """Tests call more often than callers may: each begins to count anew."""
    cache.clear()


@pytest.fixture
def machines(open_day: Any) -> EmployerAccount:
    """The employer where 张三 works, with an allocated month."""
    account = world.employer_account()
    world.allocated(account)
    return account


@pytest.fixture
def own(machines: EmployerAccount) -> str:
    """张三's account number."""
    return world.account_of("张三").number


def reader(user: Any) -> Client:
    """A partner with the leave of `user`."""
    owner = partners.partner()
    return partners.caller(partners.token(owner, Scope.ACCOUNTS_READ).secret, partners.leave(owner, user))


# --- tokens


def test_a_token_alone_reads_nobody(own: str) -> None:
    owner = partners.partner()
    client = partners.caller(partners.token(owner, Scope.ACCOUNTS_READ).secret)
    for path in ("/api/v1/accounts", f"/api/v1/accounts/{own}", f"/api/v1/accounts/{own}/entries"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["code"] == "depositor_token_required"


def test_a_depositors_token_alone_is_no_way_in(own: str) -> None:
    secret = partners.leave(partners.partner(), people.zhang_san())
    assert Client(headers={"X-Depositor-Token": secret}).get("/api/v1/accounts").status_code == 401
    assert Client(headers={"Authorization": f"Partner {secret}"}).get("/api/v1/accounts").status_code == 401


def test_another_partners_depositor_token_is_refused(own: str) -> None:
    thief = partners.partner("thief")
    stolen = partners.leave(partners.partner(), people.zhang_san())
    client = partners.caller(partners.token(thief, Scope.ACCOUNTS_READ).secret, stolen)
    assert client.get("/api/v1/accounts").status_code == 401


def test_leave_ends_after_fifteen_minutes_or_when_taken_back_or_given_anew(own: str) -> None:
    owner, zhang = partners.partner(), people.zhang_san()
    secret = partners.token(owner, Scope.ACCOUNTS_READ).secret
    old = partners.leave(owner, zhang, at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert partners.caller(secret, old).get("/api/v1/accounts").status_code == 401
    first = partners.leave(owner, zhang)
    second = partners.leave(owner, zhang)
    assert partners.caller(secret, first).get("/api/v1/accounts").status_code == 401
    assert partners.caller(secret, second).get("/api/v1/accounts").status_code == 200


@pytest.mark.parametrize("damage", ["x", "", "0000", "a.b", "\u00e9", "." * 300])
def test_a_bad_token_is_refused(own: str, damage: str) -> None:
    assert Client(headers={"Authorization": f"Partner {damage}"}).get("/api/v1/accounts").status_code == 401


def test_expired_revoked_and_switched_off_tokens_are_refused(own: str) -> None:
    owner, zhang = partners.partner(), people.zhang_san()
    leave = partners.leave(owner, zhang)
    expired = partners.token(owner, Scope.ACCOUNTS_READ, issued_at=timezone.now() - timedelta(days=2), days=1)
    assert partners.caller(expired.secret, leave).get("/api/v1/accounts").status_code == 401
    good = partners.token(owner, Scope.ACCOUNTS_READ)
    assert partners.caller(good.secret, leave).get("/api/v1/accounts").status_code == 200
    assert partners.caller(good.secret[:-1] + "!", leave).get("/api/v1/accounts").status_code == 401
    with transaction.atomic():
        accounts.revoke_token(token_id=good.token.pk, by=None, at=timezone.now())
    assert partners.caller(good.secret, leave).get("/api/v1/accounts").status_code == 401
    other = partners.token(owner, Scope.ACCOUNTS_READ)
    owner.is_active = False
    owner.save()
    assert partners.caller(other.secret, leave).get("/api/v1/accounts").status_code == 401


def test_a_token_works_from_its_addresses_only(own: str) -> None:
    owner = partners.partner()
    secret = partners.token(owner, Scope.ACCOUNTS_READ, addresses=["10.1.0.0/16", "2001:db8::/32"]).secret
    leave = partners.leave(owner, people.zhang_san())
    statuses = {
        address: partners.caller(secret, leave, address).get("/api/v1/accounts").status_code
        for address in ("10.1.2.3", "::ffff:10.1.2.3", "2001:db8::9", "10.2.0.1", "127.0.0.1", "")
    }
    assert statuses == {
        "10.1.2.3": 200,
        "::ffff:10.1.2.3": 200,
        "2001:db8::9": 200,
        "10.2.0.1": 403,
        "127.0.0.1": 403,
        "": 403,
    }


def test_a_forged_forwarding_header_does_not_move_the_caller(own: str) -> None:
    owner = partners.partner()
    secret = partners.token(owner, Scope.ACCOUNTS_READ, addresses=["10.1.0.0/16"]).secret
    client = partners.caller(secret, partners.leave(owner, people.zhang_san()))
    assert client.get("/api/v1/accounts", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 403


def test_scopes_are_kept(machines: EmployerAccount, own: str) -> None:
    payroll = partners.partner("payroll", machines.employer)
    lists = partners.caller(partners.token(payroll, Scope.LISTS_READ).secret)
    assert lists.get(f"/api/v1/accounts/{own}").status_code == 403
    assert lists.get(f"/api/v1/employers/{machines.number}").status_code == 200
    file = SimpleUploadedFile("清册.csv", world.list_file(machines))
    url = f"/api/v1/employers/{machines.number}/lists"
    assert lists.post(url, {"file": file}, headers={"Idempotency-Key": "12345678"}).status_code == 403
    assert lists.post("/api/v1/bank/statement-lines", {}, content_type="application/json").status_code == 403
    app = reader(people.zhang_san())
    assert app.get(f"/api/v1/employers/{machines.number}").status_code == 403


def test_a_user_is_told_of_use_once_a_minute(own: str) -> None:
    owner = partners.partner()
    issued = partners.token(owner, Scope.ACCOUNTS_READ)
    partners.caller(issued.secret, partners.leave(owner, people.zhang_san())).get("/api/v1/accounts")
    issued.token.refresh_from_db()
    assert issued.token.last_used_at is not None


def test_one_partner_is_asked_to_slow_down_and_others_are_not(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.api.throttles.CallerThrottle.rate", "2/min", raising=False)
    fast = reader(people.zhang_san())
    assert [fast.get("/api/v1/accounts").status_code for _call in range(3)] == [200, 200, 429]
    other = partners.partner("other")
    slow = partners.caller(partners.token(other, Scope.ACCOUNTS_READ).secret, partners.leave(other, people.zhang_san()))
    assert slow.get("/api/v1/accounts").status_code == 200


# --- a depositor lets a partner read


def let(client: Client, code: str) -> HttpResponse:
    return client.post("/api/v1/depositor-tokens", json.dumps({"partner": code}), content_type="application/json")


def test_a_depositor_gives_a_token_from_their_own_log_in(own: str) -> None:
    owner = partners.partner()
    secret = partners.token(owner, Scope.ACCOUNTS_READ).secret
    answer = let(people.browser(people.zhang_san()), owner.code)
    assert answer.status_code == 201
    assert partners.caller(secret, answer.json()["token"]).get(f"/api/v1/accounts/{own}").status_code == 200


def test_nobody_else_gives_one(own: str) -> None:
    owner = partners.partner()
    secret = partners.token(owner, Scope.ACCOUNTS_READ).secret
    assert let(Client(), owner.code).status_code == 401
    assert let(partners.caller(secret), owner.code).status_code == 403
    assert let(people.browser(people.wang_wu()), owner.code).status_code == 403
    partners.partner("bank-only")
    for code in ("bank-only", "nobody", "\u0000", "x" * 41):
        assert let(people.browser(people.zhang_san()), code).status_code == 400


# --- sessions


def test_a_session_that_ended_and_a_handed_out_password_are_answered_in_the_apis_own_shape(machines: Any) -> None:
    user = people.zhang_san()
    client = people.browser(user)
    assert client.get("/api/v1/accounts").status_code == 200
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    for answer in (client.get("/api/v1/accounts"), client.post("/api/v1/depositor-tokens", {"partner": "x"})):
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["code"] == "password_change_required"
    assert client.get("/portal/")["Location"] == "/me/password/"
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - 16 * 60
    session.save()
    answer = client.get("/api/v1/accounts")
    assert answer.status_code == 401 and answer.json()["errors"][0]["code"] == "not_authenticated"
