"""What a draft of a kind changes against the version before it, in words for who is about to publish it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import yuan
from desk import registers
from desk.models import KindVersion
from desk.rules.guides import WEEKDAYS
from desk.states.cases import CaseStatus, VersionStatus
from policy import rules as policy

_OWN = {"id", "kind", "number", "status", "made_by", "made_at", "published_by", "published_at"}
_LABELS = {
    "auto_limit_fen": gettext_lazy("自动审批上限（元，0 为不自动）"),
    "above_fen": gettext_lazy("金额超过（元）时需要"),
    "most_fen": gettext_lazy("单笔上限（元）"),
}
_PARTS = {"documents": "code", "stages": "status", "levels": "level", "channels": "channel"}
"""Lines of a version, and the field by which a line of one version is that of the other."""


@dataclass(frozen=True)
class Change:
    """A row of the page: what is added, removed or changed, and how it read before and reads afterwards."""

    what: str
    subject: str
    before: str
    after: str


def version_before(draft: KindVersion) -> KindVersion | None:
    """The newest published version of the draft's kind: the one the draft is to follow."""
    return draft.kind.versions.filter(status=VersionStatus.PUBLISHED).order_by("-valid_from").first()


def changes(before: KindVersion | None, draft: KindVersion) -> list[Change]:
    """Everything that differs, fields first, then lines; of a first version every filled field and line."""
    return [*_of_fields(before, draft), *(row for name in _PARTS for row in _of_lines(before, draft, name))]


def _of_fields(before: Model | None, after: Model, subject: str = "") -> Iterator[Change]:
    for field in _fields(after):
        old, new = ("" if before is None else in_words(before, field)), in_words(after, field)
        if old != new:
            yield Change(_("修改") if before else _("增加"), f"{subject}{_label(field)}", old or "—", new or "—")


def _of_lines(before: KindVersion | None, draft: KindVersion, name: str) -> Iterator[Change]:
    old: dict[Any, Any] = {} if before is None else _by_key(before, name)
    new = _by_key(draft, name)
    part = getattr(draft, name).model._meta.verbose_name
    for key in [*new, *(key for key in old if key not in new)]:
        line = new.get(key) or old[key]
        subject = _("%(part)s“%(line)s”") % {"part": part, "line": line}
        if key not in old:
            yield Change(_("增加"), subject, "—", _told(line))
        elif key not in new:
            yield Change(_("去掉"), subject, _told(line), "—")
        else:
            yield from _of_fields(old[key], line, _("%(subject)s的") % {"subject": subject})


def _by_key(version: KindVersion, name: str) -> dict[Any, Any]:
    return {getattr(line, _PARTS[name]): line for line in getattr(version, name).all()}


def _told(line: Model) -> str:
    """A whole line: what is filled in, in the order of its fields."""
    words = ((_label(field), in_words(line, field)) for field in _fields(line) if field.name != "order")
    return "；".join(_("%(label)s：%(value)s") % {"label": label, "value": value} for label, value in words if value)


def _fields(row: Model) -> list[Field[Any, Any]]:
    return [field for field in row._meta.concrete_fields if field.name not in _OWN | {"version"}]


def _label(field: Field[Any, Any]) -> str:
    return str(_LABELS.get(field.name, field.verbose_name))


def in_words(row: Any, field: Field[Any, Any]) -> str:
    """A field's value as people read it; "" for nothing."""
    value = getattr(row, field.name)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.name.endswith("_fen"):
        return yuan(value) if value >= 0 else _("任何金额")
    if field.name == "weekdays":
        return "、".join(str(WEEKDAYS[day - 1]) for day in value)
    if field.name in _CODES:
        return str(_CODES[field.name].get(value, value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(getattr(row, f"get_{field.name}_display", lambda: value)())


_CODES: dict[str, dict[str, Any]] = {
    "statutory_parameter": policy.LABELS,
    "status": dict(CaseStatus.choices),
    "register": dict(registers.asking.LABELS),
}
