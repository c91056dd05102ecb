"""When acts of the staff stand out on one day (issue 5, insiders): each begins with a value of the demo city."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class WatchTerms:
    """From how many acts on the discipline office looks at something. Windows count back, both ends inside."""

    insider_window_days: int = 30
    """How far back one night's look reaches."""
    insider_same_agent: int = 5
    """Cases of one agent handled by one clerk."""
    insider_agent_share_percent: Decimal = Decimal(80)
    """… which are at least this share of all the agent's cases."""
    insider_fast_seconds: int = 60
    """An approval sooner than this after the act before it was hardly read."""
    insider_fast_approvals: int = 5
    """How many of those stand out."""
    insider_night_from: int = 21
    """From which hour of the evening on nobody should be changing anything."""
    insider_night_to: int = 6
    """… and before which hour of the morning."""
    insider_night_edits: int = 3
    """How many changes at night stand out."""
    insider_looks_a_day: int = 10
    """How many people looked at on one day without a case stand out."""


WATCH_LABELS: dict[str, Any] = {
    "insider_window_days": gettext_lazy("内部监督：回看的期限"),
    "insider_same_agent": gettext_lazy("内部监督：同一代办人由一人经办（件及以上）"),
    "insider_agent_share_percent": gettext_lazy("内部监督：占该代办人全部业务的比例"),
    "insider_fast_seconds": gettext_lazy("内部监督：审批过快的时限（秒）"),
    "insider_fast_approvals": gettext_lazy("内部监督：审批过快（次及以上）"),
    "insider_night_from": gettext_lazy("内部监督：夜间开始（点）"),
    "insider_night_to": gettext_lazy("内部监督：夜间结束（点）"),
    "insider_night_edits": gettext_lazy("内部监督：夜间改动（次及以上）"),
    "insider_looks_a_day": gettext_lazy("内部监督：一天内无办件查看（人及以上）"),
}
"""What each is called on pages."""
