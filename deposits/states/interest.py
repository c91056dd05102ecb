"""The yearly settlement of interest."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunStatus(TextChoices):
    """Life of a yearly settlement of interest (年度结息)."""

    COUNTING = "COUNTING", _("试算中")
    READY = "READY", _("待入账")
    POSTING = "POSTING", _("入账中")
    DONE = "DONE", _("已完成")
    DROPPED = "DROPPED", _("已放弃")


RUN_BADGE: dict[str, str] = {
    RunStatus.COUNTING: "act",
    RunStatus.READY: "warn",
    RunStatus.POSTING: "act",
    RunStatus.DONE: "good",
    RunStatus.DROPPED: "",
}

RUN_ALIVE = (RunStatus.COUNTING, RunStatus.READY, RunStatus.POSTING, RunStatus.DONE)

RUN_MOVES = {
    "count": ({RunStatus.COUNTING}, RunStatus.READY),
    "count_again": ({RunStatus.READY}, RunStatus.COUNTING),
    "start": ({RunStatus.READY}, RunStatus.POSTING),
    "finish": ({RunStatus.POSTING}, RunStatus.DONE),
    "drop": ({RunStatus.COUNTING, RunStatus.READY}, RunStatus.DROPPED),
}
