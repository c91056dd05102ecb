"""What is shown when a request cannot be answered. 400, 403, 404 and 500 are templates alone."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import BusinessError


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not made by this session of this site: too old, or not ours."""
    return render(request, "403_csrf.html", status=403)


class RefusalMiddleware:
    """Shows a refusal that a view did not catch as a page of its own (409) instead of a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on. An address with a null character is nobody's, and no text of the database: 400.

        The API says so in its own shape.
        """
        address = request.path_info + request.META.get("QUERY_STRING", "")
        if ("\0" in address or "%00" in address) and not address.startswith("/api/"):
            raise BadRequest
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sentence of a BusinessError; everything else goes its way."""
        if not isinstance(exception, BusinessError):
            return None
        return render(request, "409.html", {"refusal": str(exception)}, status=409)
