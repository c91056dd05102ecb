"""For everybody: whether a settlement certificate is ours. Where its QR picture leads."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import client_address, public
from deposits.rules.proofs import masked_name
from loans.queries import own

TRIES_A_MINUTE = 30


@public
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What was certified under a code: the loan, and of its borrower the family name only."""
    found = None if _too_many(client_address(request)) else own.certificate_of_code(code)
    holder = masked_name(found.loan.borrower.name) if found else ""
    context = {"certificate": found, "holder": holder}
    return render(request, "loans/public/certificate.html", context, status=200 if found else 404)


def _too_many(address: str) -> bool:
    """Whether an address has asked too often in the last minute: too few to guess a code."""
    key = f"verify-{address}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > TRIES_A_MINUTE
    except ValueError:  # the minute ended just now
        return False
