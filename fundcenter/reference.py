"""The API's documentation for people: read out of the same OpenAPI description that programs get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator

DEEPEST = 4


@dataclass(frozen=True)
class Field:
    """One field of a message, or one parameter; `results[].number` lies in each of the results."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One thing the API does. `ways`: who may call it, "partner" or "session"; none for everybody."""

    name: str
    method: str
    path: str
    title: str
    words: str
    ways: list[str]
    parameters: list[Field]
    question_type: str
    question: list[Field]
    status: str
    answer: list[Field]


def operations() -> list[Operation]:
    """All operations, by address; worked out once for each language."""
    return _operations(get_language() or "")


@lru_cache(maxsize=4)
def _operations(language: str) -> list[Operation]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    parts = schema["components"]["schemas"]
    return [
        _operation(method, path, described, parts)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
    ]


def _operation(method: str, path: str, described: dict[str, Any], parts: dict[str, Any]) -> Operation:
    status, answer = next((code, each) for code, each in described["responses"].items() if code != "default")
    _type, answer_schema = _content(answer)
    question_type, question_schema = _content(described.get("requestBody", {}))
    ways = {"partner": "partner", "cookieAuth": "session"}
    return Operation(
        name=described["operationId"],
        method=method.upper(),
        path=path,
        title=str(described.get("summary", described["operationId"])),
        words=str(described.get("description", "")),
        ways=[ways[name] for each in described.get("security", []) for name in each],
        parameters=[
            Field(each["name"], _kind(each["schema"]), each.get("required", False), str(each.get("description", "")))
            for each in described.get("parameters", [])
        ],
        question_type=question_type,
        question=list(_fields(question_schema, parts)),
        status=status,
        answer=list(_fields(answer_schema, parts)),
    )


def _content(message: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The first media type of a message with its schema; nothing where there is no body."""
    for kind, each in message.get("content", {}).items():
        return kind, each["schema"]
    return "", {}


def _fields(schema: dict[str, Any], parts: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[Field]:
    """The fields of an object, and of the objects within it."""
    schema = _named(schema, parts)
    needed = schema.get("required", [])
    for name, each in schema.get("properties", {}).items():
        found = _named(each, parts)
        is_list = found.get("type") == "array"
        inner = _named(found["items"], parts) if is_list else found
        path = f"{before}{name}{'[]' if is_list else ''}"
        yield Field(path, _kind(inner), name in needed, str(each.get("description", "")))
        if inner.get("properties") and depth < DEEPEST:
            yield from _fields(inner, parts, f"{path}.", depth + 1)


def _named(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference names."""
    for each in [schema, *schema.get("allOf", [])]:
        if "$ref" in each:
            return dict(parts[each["$ref"].rpartition("/")[2]])
    return schema


def _kind(schema: dict[str, Any]) -> str:
    """A type in a word: its format where it has one."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    form = schema.get("format", "")
    return str(schema.get("type", "string")) if form in ("", "int64") else str(form)
