"""Facts as one line of JSON and back: what is kept of an application is what was handed over."""

from __future__ import annotations

import json
import types
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from risk.rules.facts import Facts


def to_json(facts: Facts) -> str:
    """Canonical JSON: the same facts always give the same text."""
    return json.dumps(asdict(facts), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Facts:
    """The facts behind `text`. A field that was added later takes its default; one that was dropped is left out."""
    facts: Facts = _build(Facts, json.loads(text))
    return facts


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no fact")


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _build(shape: Any, values: dict[str, Any]) -> Any:
    known = {each.name for each in fields(shape)}
    return shape(**{name: _value(_hints(shape)[name], value) for name, value in values.items() if name in known})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        return _value(next(each for each in get_args(hint) if each is not type(None)), value)
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], each) for each in value)
    if is_dataclass(hint):
        return _build(hint, value)
    if hint is date:
        return date.fromisoformat(value)
    return Decimal(value) if hint is Decimal else value
