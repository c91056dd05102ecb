"""What a kind's version promises, in words for the guide page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import yuan

WEEKDAYS = (
    gettext_lazy("星期一"),
    gettext_lazy("星期二"),
    gettext_lazy("星期三"),
    gettext_lazy("星期四"),
    gettext_lazy("星期五"),
    gettext_lazy("星期六"),
    gettext_lazy("星期日"),
)


def takes(days: int, minutes: int | None) -> str:
    """How long we promise to take from acceptance."""
    if minutes is not None:
        return _("%(minutes)d 分钟") % {"minutes": minutes}
    return _("受理后 %(days)d 个工作日") % {"days": days} if days else _("当场办结")


def law(days: int | None) -> str:
    """How long the law leaves."""
    return _("受理后 %(days)d 日（自然日）") % {"days": days} if days is not None else _("法规没有规定期限")


def channel(
    *,
    opens: time | None,
    closes: time | None,
    weekdays: Sequence[int],
    most_a_day: int | None,
    most_fen: int | None,
) -> str:
    """When and how much a channel takes; nothing where it takes anything at any time."""
    parts = []
    if weekdays:
        days = "、".join(str(WEEKDAYS[day - 1]) for day in weekdays)
        parts.append(days)
    if opens and closes:
        parts.append(f"{opens:%H:%M}–{closes:%H:%M}")
    if most_fen is not None:
        parts.append(_("单笔不超过 %(amount)s 元") % {"amount": yuan(most_fen)})
    if most_a_day is not None:
        parts.append(_("每天最多 %(count)d 件") % {"count": most_a_day})
    return "，".join(parts)
