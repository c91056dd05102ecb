"""Systems that call the API, their tokens and their signatures: what the tests of the API begin with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import api
from accounts import operations as accounts
from accounts.models import Employer, Partner, User
from accounts.operations.partners import Issued
from accounts.permissions import Scope


def partner(code: str = "city-app", employer: Employer | None = None) -> Partner:
    """A partner, of an employer where one is named."""
    known = Partner.objects.filter(code=code).first()
    if known:
        return known
    with transaction.atomic():
        return accounts.register_partner(
            code=code,
            name=f"测试系统{code}",
            contact="",
            employer_id=employer.pk if employer else None,
            by=None,
            at=timezone.now(),
        )


def token(
    owner: Partner, *scopes: Scope, addresses: Sequence[str] = (), issued_at: datetime | None = None, days: int = 30
) -> Issued:
    """A token of a partner."""
    at = issued_at or timezone.now()
    with transaction.atomic():
        return accounts.issue_token(
            partner_id=owner.pk,
            scopes=scopes,
            expires_at=at + timedelta(days=days),
            addresses=addresses,
            by=None,
            at=at,
        )


def leave(owner: Partner, user: User, at: datetime | None = None) -> str:
    """A depositor's token for a partner."""
    return accounts.issue_depositor_token(partner_id=owner.pk, by=user, at=at or timezone.now())[1]


def caller(secret: str, leave_token: str = "", address: str = "127.0.0.1") -> Client:
    """Somebody who calls with a partner's token, and with a depositor's where one is given."""
    headers = {"Authorization": f"Partner {secret}"}
    if leave_token:
        headers["X-Depositor-Token"] = leave_token
    return Client(headers=headers, REMOTE_ADDR=address)


def push(client: Client, issued: Issued, body: Any, *, stamp: int | None = None, signature: str = "") -> HttpResponse:
    """A signed push of the bank; `body` as JSON, or as the very bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    when = str(int(timezone.now().timestamp()) if stamp is None else stamp)
    signed = signature or api.sign(issued.signing_secret, when, content)
    return client.post(
        "/api/v1/bank/statement-lines",
        content,
        content_type="application/json",
        headers={"X-Signature": f"t={when},v1={signed}"},
    )
