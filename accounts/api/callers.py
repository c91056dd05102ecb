"""Who calls the API: a partner by its token, with a depositor's leave or without; or somebody logged in."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts import queries
from accounts.access import client_address
from accounts.models import DepositorToken, Partner, PartnerToken

SIGNATURE_SECONDS = 300
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True)
class Grant:
    """A partner's token, and the leave of a depositor where the call carries one."""

    token: PartnerToken
    leave: DepositorToken | None

    @property
    def partner(self) -> Partner:
        """Who calls."""
        return self.token.partner


class PartnerAuthentication(BaseAuthentication):
    """`Authorization: Partner <token>`, with `X-Depositor-Token` for a depositor's own data."""

    scheme = "Partner"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Grant] | None:
        """The grant of a good token; None where no partner's token was sent. Raises AuthenticationFailed (401)."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != self.scheme.casefold():
            return None
        at = timezone.now()
        token = queries.partner_token(secret.strip(), at)
        if token is None:
            raise exceptions.AuthenticationFailed(_("令牌无效、已过期或已停用。"))
        if not _may_come_from(token, client_address(request._request)):
            raise exceptions.PermissionDenied(_("这个令牌不能从当前地址使用。"), code="address_refused")
        return AnonymousUser(), Grant(token, self._leave(request, token, at))

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing token a 401."""
        return self.scheme

    def _leave(self, request: Request, token: PartnerToken, at: datetime) -> DepositorToken | None:
        secret = request.headers.get("X-Depositor-Token", "")
        if not secret:
            return None
        leave = queries.depositor_token(secret, token.partner_id, at)
        if leave is None:
            raise exceptions.AuthenticationFailed(_("缴存人授权码无效、已过期或已撤销。"))
        return leave


def _may_come_from(token: PartnerToken, address: str) -> bool:
    if not token.addresses:
        return True
    if not address:
        return False
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in ip_network(network) for network in token.addresses)


def check_signature(request: Request, grant: Grant, at: datetime) -> None:
    """`X-Signature: t=<unix>,v1=<hex>`: HMAC-SHA256 over "t.body", at most five minutes off.

    Raises AuthenticationFailed.
    """
    refusal = exceptions.AuthenticationFailed(_("签名不对或已过时。"), code="bad_signature")
    found = _SIGNATURE.fullmatch(request.headers.get("X-Signature", ""))
    if found is None or not grant.token.signing_secret:
        raise refusal
    stamp, signature = found.groups()
    if abs(at.timestamp() - int(stamp)) > SIGNATURE_SECONDS:
        raise refusal
    if not hmac.compare_digest(sign(grant.token.signing_secret, stamp, request._request.body), signature):
        raise refusal


def sign(secret: str, stamp: str, body: bytes) -> str:
    """The signature of a body sent at `stamp` (Unix seconds as text)."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def owner_of(request: Request) -> str:
    """Under whose name calls are counted and keys kept; "" for a stranger."""
    if isinstance(request.auth, Grant):
        return f"partner:{request.auth.partner.pk}"
    return f"user:{request.user.pk}" if request.user.is_authenticated else ""
