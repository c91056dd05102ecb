"""The life of a promise to bring a secondary paper later (容缺承诺)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromiseStatus(TextChoices):
    """Where a promise stands."""

    OPEN = "OPEN", _("待补交")
    KEPT = "KEPT", _("已兑现")
    BROKEN = "BROKEN", _("未兑现")
    LAPSED = "LAPSED", _("办件已结束，不再需要")


PROMISE_BADGE: dict[str, str] = {
    PromiseStatus.OPEN: "warn",
    PromiseStatus.KEPT: "good",
    PromiseStatus.BROKEN: "bad",
    PromiseStatus.LAPSED: "quiet",
}

PROMISE_MOVES = {
    "keep": ({PromiseStatus.OPEN}, PromiseStatus.KEPT),
    "break": ({PromiseStatus.OPEN}, PromiseStatus.BROKEN),
    "lapse": ({PromiseStatus.OPEN}, PromiseStatus.LAPSED),
}
