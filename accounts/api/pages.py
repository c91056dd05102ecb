"""Lists of the API, page by page: a page begins after a row, so its place costs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

PAGE_SIZE = 50
LARGEST_PAGE = 200
_CURSOR = re.compile(r"[0-9A-Za-z-]{1,40}")


def page_size(request: Request) -> int:
    """How many rows the caller wants, at most LARGEST_PAGE. Raises ValidationError for what is no number."""
    asked = request.query_params.get("page_size", "")
    if not asked:
        return PAGE_SIZE
    if not (asked.isascii() and asked.isdigit() and int(asked[:20]) > 0):
        raise exceptions.ValidationError({"page_size": [_("应为大于零的整数。")]})
    return min(int(asked[:20]), LARGEST_PAGE)


def cursor(request: Request) -> str:
    """Where the page begins; "" for the first. Raises ValidationError."""
    asked = request.query_params.get("cursor", "")
    if asked and not _CURSOR.fullmatch(asked):
        raise _no_cursor()
    return asked


def cursor_id(request: Request) -> int:
    """The row a page begins after, by its id; 0 for the first page. Raises ValidationError."""
    asked = cursor(request) or "0"
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise _no_cursor()
    return int(asked)


def _no_cursor() -> exceptions.ValidationError:
    return exceptions.ValidationError({"cursor": [_("不是本接口给出的翻页位置。")]})


def next_url(request: Request, position: object) -> str:
    """Address of the page that begins after `position`."""
    params = request.query_params.copy()
    params["cursor"] = str(position)
    return request.build_absolute_uri(f"{request.path}?{params.urlencode()}")


def page(request: Request, rows: QuerySet[Any], *, by: str, to_json: Callable[[Any], Any]) -> Response:
    """One page of rows ordered by a unique field ("-id" for newest first), found by index whatever its place."""
    size, field = page_size(request), by.lstrip("-")
    after: Any = cursor_id(request) if field == "id" else cursor(request)
    if after:
        rows = rows.filter(**{f"{field}__{'lt' if by.startswith('-') else 'gt'}": after})
    found = list(rows.order_by(by)[: size + 1])
    more = next_url(request, getattr(found[size - 1], field)) if len(found) > size else None
    return Response({"results": [to_json(row) for row in found[:size]], "next": more})
