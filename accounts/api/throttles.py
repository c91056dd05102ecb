"""How often callers of the API may call: strangers by address, partners and users each their own."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from accounts.access import PUBLIC, client_address
from accounts.api.callers import owner_of

logger = logging.getLogger(__name__)


class _Throttle(SimpleRateThrottle):
    """Counts in the cache; without its table calls are let through rather than lost."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this call fits into the rate."""
        try:
            return super().allow_request(request, view)
        except DatabaseError as problem:
            logger.warning("throttle not counted: %s", problem)
            return True

    def counted_as(self, who: str) -> str:
        """Where the calls of `who` are counted."""
        return self.cache_format % {"scope": self.scope, "ident": who}


class AnonymousThrottle(_Throttle):
    """Callers that nobody vouches for, by address."""

    scope = "anonymous"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Their address."""
        if request.auth is not None or request.user.is_authenticated:
            return None
        return self.counted_as(client_address(request._request))


class CallerThrottle(_Throttle):
    """Partners and users, each their own."""

    scope = "caller"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """The partner or the user."""
        return self.counted_as(who) if (who := owner_of(request)) else None


class WriteThrottle(_Throttle):
    """Writes, whoever calls."""

    scope = "write"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """The partner or the user; nothing for reads and for what writes nothing."""
        if request.method in ("GET", "HEAD", "OPTIONS") or getattr(view, "permission", None) == PUBLIC:
            return None
        return self.counted_as(who) if (who := owner_of(request)) else None
