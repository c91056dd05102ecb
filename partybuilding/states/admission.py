"""Where an applicant stands: after so many of the twenty-five steps, or no longer on the way."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

STEP_COUNT = 25


def after(step: int) -> str:
    """The status of who has done the step: "S07"."""
    return f"S{step:02d}"


class Ended(TextChoices):
    """Off the way, or arrived."""

    WITHDRAWN = "WITHDRAWN", _("不再发展")
    CANCELLED = "CANCELLED", _("取消预备党员资格")


STATUSES = [*((after(step), f"{step}/{STEP_COUNT}") for step in range(1, STEP_COUNT + 1)), *Ended.choices]
MOVES: dict[str, tuple[set[str], str]] = {
    **{f"step{step}": ({after(step - 1)}, after(step)) for step in range(2, STEP_COUNT + 1)},
    "withdraw": ({after(step) for step in range(1, 17)}, Ended.WITHDRAWN),
    "cancel": ({after(step) for step in range(17, 24)}, Ended.CANCELLED),
}


class BackerRole(TextChoices):
    """Full members who stand for an applicant."""

    TRAINER = "TRAINER", _("培养联系人")
    INTRODUCER = "INTRODUCER", _("入党介绍人")


class VoteResult(TextChoices):
    """What a branch meeting's vote came to."""

    PASSED = "PASSED", _("通过")
    NO_QUORUM = "NO_QUORUM", _("到会不足，表决无效")
    NOT_CARRIED = "NOT_CARRIED", _("未通过")


VOTE_BADGE: dict[str, str] = {
    VoteResult.PASSED: "good",
    VoteResult.NO_QUORUM: "bad",
    VoteResult.NOT_CARRIED: "bad",
}
