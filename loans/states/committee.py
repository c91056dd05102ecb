"""A matter before the loan committee (审贷委员会), and what a member says."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatterStatus(TextChoices):
    """Before the committee until it is concluded; taken back by whoever brought it."""

    OPEN = "OPEN", _("表决中")
    PASSED = "PASSED", _("已通过")
    REJECTED = "REJECTED", _("未通过")
    TAKEN_BACK = "TAKEN_BACK", _("已撤回")


MATTER_BADGE: dict[str, str] = {
    MatterStatus.OPEN: "act",
    MatterStatus.PASSED: "good",
    MatterStatus.REJECTED: "bad",
    MatterStatus.TAKEN_BACK: "quiet",
}
_M = MatterStatus
MATTER_MOVES = {  # action: (allowed from, to)
    "pass": ({_M.OPEN}, _M.PASSED),
    "reject": ({_M.OPEN}, _M.REJECTED),
    "take_back": ({_M.OPEN, _M.PASSED}, _M.TAKEN_BACK),
}


class Word(TextChoices):
    """A member's vote."""

    YES = "YES", _("同意")
    NO = "NO", _("不同意")
    ABSTAIN = "ABSTAIN", _("弃权")
