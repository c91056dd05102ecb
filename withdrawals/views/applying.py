"""What portal and window share when somebody applies: the papers that are asked for, the browser it came from."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import get_random_string

from accounts.access import UserRequest
from desk import queries as desk
from desk.models import DocumentRule
from withdrawals.models import Reason

DEVICE, DEVICE_DAYS = "device", 400


def papers_of(reason: Reason, on: date) -> list[DocumentRule]:
    """Every paper that the reason's kind may ask for at a window, whatever the situation."""
    return list(desk.version_on(reason.kind_code, on).documents.all())


def device_of(request: UserRequest) -> str:
    """What tells this browser from others, for the fraud checks; nothing where it keeps no cookies."""
    return str(request.get_signed_cookie(DEVICE, default="", salt=DEVICE))[:64]


def keep_device(request: UserRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser be known again: a random word, nothing of its owner."""
    if not device_of(request):
        response.set_signed_cookie(
            DEVICE,
            get_random_string(32),
            salt=DEVICE,
            max_age=DEVICE_DAYS * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
