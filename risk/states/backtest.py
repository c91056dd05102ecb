"""Where a backtest stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BacktestStatus(TextChoices):
    """A backtest is reckoned in the background, part by part."""

    RUNNING = "RUNNING", _("计算中")
    DONE = "DONE", _("已完成")


BACKTEST_BADGE: dict[str, str] = {BacktestStatus.RUNNING: "act", BacktestStatus.DONE: "good"}
