"""Every list page of these apps has its number of questions in git (tests/query_counts.json)."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from benchmarks import pages as bench

APPS = ("deposits:", "ledger:", "risk:", "withdrawals:")


def _routes(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _routes(each, namespace + (f"{each.namespace}:" if each.namespace else ""))
        elif isinstance(each, URLPattern) and each.name:
            yield namespace + each.name, each.callback


def test_every_list_page_is_counted() -> None:
    lists = {
        name
        for name, view in _routes(get_resolver())
        if name.startswith(APPS) and any(word in _source(view) for word in (" Listing(", "_listing("))
    }
    visited = [*bench.pages(1, 1, 1, "1", "1", "1"), *bench.list_pages(1, 1, 1, 1)]
    assert lists, "no list page was found: how they are made has changed"
    assert lists - {resolve(page.url.partition("?")[0]).view_name for page in visited} == set()
    assert {page.name for page in visited} == json.loads(bench.COUNTS.read_text()).keys()


def _source(view: Any) -> str:
    try:
        return inspect.getsource(inspect.unwrap(view))
    except TypeError:  # a view made by a class
        return ""
