"""Partners' tokens issued and taken back, depositors' short tokens, and calls made under an idempotency key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import DepositorToken, IdempotentCall, Look, LookKind, Partner, PartnerToken, Person, User
from accounts.operations import trail
from accounts.permissions import EMPLOYER_SCOPES, Scope
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step

LIFE_OF_DEPOSITOR_TOKEN = timedelta(minutes=15)
LONGEST_LIFE = timedelta(days=366)
KEEP_ANSWERS = timedelta(days=7)
"""How long a repeat gets the first answer; `tidy` removes what is older."""
ABANDONED = timedelta(minutes=10)
"""A call that has not been answered for so long died with its process; its key may be used again."""
NOTE_USE_EVERY = timedelta(minutes=1)


class PartnerGone(BusinessError):
    """The partner is not active, or asks for nothing a depositor could allow."""


class TokenRefused(BusinessError):
    """A token cannot be issued with these scopes, addresses or this end."""


class TokenGone(BusinessError):
    """The token, or the depositor's leave, has ended already."""


class CallUnderWay(BusinessError):
    """A call under the same key has not been answered yet."""


class KeyReused(BusinessError):
    """The key stands for a call with other content."""


@dataclass(frozen=True)
class Issued:
    """A token with the secrets that are shown once: what the caller sends, and what it signs with ("" for none)."""

    token: PartnerToken
    secret: str = field(repr=False)
    signing_secret: str = field(repr=False)


def hashed(secret: str) -> str:
    """How a token is kept. It is 32 random bytes, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


# --- partners and their tokens


@step
def register_partner(
    *, code: str, name: str, contact: str, employer_id: int | None, by: User | None, at: datetime
) -> Partner:
    """Take a partner in; it can do nothing before it has a token."""
    partner = Partner.objects.create(code=code, name=name, contact=contact, employer_id=employer_id, created_at=at)
    trail.record(user=by, action="partner:register", target=partner, at=at, detail={"partner": code})
    return partner


@step
def change_partner(*, partner: Partner, fields: Sequence[str], by: User | None, at: datetime) -> None:
    """Write the changed fields of a partner: its name, its contact, or whether it is active."""
    partner.save(update_fields=list(fields))
    trail.record(user=by, action="partner:change", target=partner, at=at, detail={"fields": list(fields)})


@step
def issue_token(
    *,
    partner_id: int,
    scopes: Sequence[str],
    expires_at: datetime,
    by: User | None,
    at: datetime,
    addresses: Sequence[str] = (),
) -> Issued:
    """Give a partner a token. `addresses` are networks in CIDR form, none for anywhere.

    Raises PartnerGone, TokenRefused.
    """
    partner = lock(Partner, partner_id)
    if not partner.is_active:
        raise PartnerGone(_("这个合作系统已停用。"))
    wanted = sorted({Scope(scope) for scope in scopes})
    _refuse_scopes(partner, wanted)
    if not at < expires_at <= at + LONGEST_LIFE:
        raise TokenRefused(_("有效期应在今后一年之内。"))
    prefix = secrets.token_hex(4)
    secret = f"{prefix}.{secrets.token_urlsafe(32)}"
    signing_secret = secrets.token_urlsafe(32) if Scope.BANK_PUSH in wanted else ""
    token = PartnerToken.objects.create(
        partner=partner,
        prefix=prefix,
        token_hash=hashed(secret),
        signing_secret=signing_secret,
        scopes=[str(scope) for scope in wanted],
        addresses=[_network(address) for address in addresses],
        issued_by=by,
        issued_at=at,
        expires_at=expires_at,
    )
    detail = {"partner": partner.code, "scopes": token.scopes, "addresses": token.addresses}
    trail.record(user=by, action="partner_token:issue", target=token, at=at, detail=detail)
    return Issued(token, secret, signing_secret)


def _refuse_scopes(partner: Partner, wanted: Sequence[Scope]) -> None:
    if not wanted:
        raise TokenRefused(_("请至少选择一项权限范围。"))
    if partner.employer_id is None and EMPLOYER_SCOPES & set(wanted):
        raise TokenRefused(_("清册权限只发给单位自己的系统，请先为合作系统填写所属单位。"))
    if partner.employer_id is not None and Scope.BANK_PUSH in wanted:
        raise TokenRefused(_("单位的系统不能推送银行明细。"))


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        raise TokenRefused(_("“%(text)s”不是地址或网段。") % {"text": text}) from None


@step
def revoke_token(*, token_id: int, by: User | None, at: datetime) -> PartnerToken:
    """Take a partner's token back at once. Raises TokenGone."""
    token = lock(PartnerToken, token_id)
    if token.revoked_at:
        raise TokenGone(_("这个令牌已经停用。"))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    trail.record(user=by, action="partner_token:revoke", target=token, at=at, detail={"partner": token.partner.code})
    return token


@operation
def token_used(*, token: PartnerToken, leave: DepositorToken | None, at: datetime) -> None:
    """Note that tokens were used, at most once a minute each."""
    if _is_news(token.last_used_at, at):
        PartnerToken.objects.filter(pk=token.pk).update(last_used_at=at)
    if leave is not None and _is_news(leave.last_used_at, at):
        DepositorToken.objects.filter(pk=leave.pk).update(last_used_at=at)


def _is_news(last_used_at: datetime | None, at: datetime) -> bool:
    return last_used_at is None or last_used_at < at - NOTE_USE_EVERY


# --- depositors' tokens


@operation
def issue_depositor_token(
    *, partner_id: int, by: User, at: datetime, address: str | None = None
) -> tuple[DepositorToken, str]:
    """Let a partner read the account of `by` for fifteen minutes; an earlier leave for it ends.

    The token is given back once. Raises PartnerGone.
    """
    partner = lock(Partner, partner_id)
    if not partner.is_active:
        raise PartnerGone(_("这个合作系统已停用。"))
    Person.objects.select_for_update(no_key=True).get(pk=by.person_id)
    DepositorToken.objects.filter(partner=partner, person=by.person_id, revoked_at=None, expires_at__gt=at).update(
        revoked_at=at
    )
    secret = secrets.token_urlsafe(32)
    leave = DepositorToken.objects.create(
        partner=partner,
        person_id=by.person_id,
        token_hash=hashed(secret),
        issued_at=at,
        expires_at=at + LIFE_OF_DEPOSITOR_TOKEN,
    )
    trail.record(
        user=by,
        action="depositor_token:issue",
        target=leave,
        person=by.person,
        at=at,
        detail={"partner": partner.code},
        address=address,
    )
    return leave, secret


@operation
def revoke_depositor_token(*, leave_id: int, by: User, at: datetime, address: str | None = None) -> DepositorToken:
    """Take one's leave back before it ends by itself. Raises TokenGone."""
    leave = lock(DepositorToken, leave_id)
    if leave.revoked_at or leave.expires_at <= at:
        raise TokenGone(_("这项授权已经结束。"))
    leave.revoked_at = at
    leave.save(update_fields=["revoked_at"])
    trail.record(
        user=by,
        action="depositor_token:revoke",
        target=leave,
        person=by.person,
        at=at,
        detail={"partner": leave.partner.code},
        address=address,
    )
    return leave


@operation
def look_by_partner(*, person_id: int, partner: Partner, what: str, at: datetime, address: str | None = None) -> Look:
    """Note that a partner read a person's data, under the partner's name. An act of its own, like `look`."""
    return Look.objects.create(
        at=at,
        person_id=person_id,
        viewer=partner.name,
        kind=LookKind.API,
        what=what[:120],
        address=address or None,
    )


# --- calls made once


@operation
def begin_call(*, owner: str, key: str, request_hash: str, at: datetime) -> IdempotentCall:
    """Claim a key, or give the answered call back under it.

    Raises KeyReused where it stands for other content, CallUnderWay while the first call runs.
    """
    IdempotentCall.objects.filter(owner=owner, key=key, started_at__lt=at - KEEP_ANSWERS).delete()
    call, is_new = IdempotentCall.objects.get_or_create(
        owner=owner, key=key, defaults={"request_hash": request_hash, "started_at": at}
    )
    if is_new:
        return call
    call = IdempotentCall.objects.select_for_update().filter(pk=call.pk).first() or call
    if call.request_hash != request_hash:
        raise KeyReused(_("这个 Idempotency-Key 已用于内容不同的请求。"))
    if call.status is None:
        if call.started_at > at - ABANDONED:
            raise CallUnderWay(_("同一请求正在处理，请稍后再试。"))
        call.started_at = at
        call.save(update_fields=["started_at"])
    return call


@operation
def finish_call(
    *,
    call_id: int,
    status: int,
    body: Any,
    at: datetime,
    by: User | None,
    partner: Partner | None,
    action: str,
    target: str,
    address: str | None = None,
) -> None:
    """Keep the answer of a call for its repeats, and note in the audit trail who made it."""
    IdempotentCall.objects.filter(pk=call_id).update(status=status, body=body, finished_at=at)
    detail = {"partner": partner.code} if partner else {}
    trail.record(user=by, action=action, target=target, at=at, detail=detail, address=address)


@operation
def drop_call(*, call_id: int) -> None:
    """Give a key back: its call was refused, so nothing was written under it."""
    IdempotentCall.objects.filter(pk=call_id, status=None).delete()
