"""Whether a notice or a receipt is ours: where the QR picture on it leads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from desk import queries


@public
@require_safe
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """What was issued under a code, without anybody's name or papers. Codes are too long to guess."""
    found = queries.notice_of_code(code)
    return render(request, "desk/public/notice.html", {"found": found, "code": code}, status=200 if found else 404)


@public
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What was accepted under a code, without anybody's name or papers."""
    found = queries.receipt_of_code(code)
    return render(request, "desk/public/receipt.html", {"found": found, "code": code}, status=200 if found else 404)
