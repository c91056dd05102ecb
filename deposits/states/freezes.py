"""Freezes of personal accounts, and changes of an account on a day to come."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FreezeKind(TextChoices):
    """What a freeze forbids."""

    IN_ONLY = "IN_ONLY", _("只收不付")
    NEITHER = "NEITHER", _("不收不付")
    AMOUNT = "AMOUNT", _("冻结部分金额")


class FreezeStatus(TextChoices):
    """Where a freeze stands: written by one person, in force by the word of another, lifted the same way."""

    PROPOSED = "PROPOSED", _("待复核")
    ACTIVE = "ACTIVE", _("冻结中")
    LIFTING = "LIFTING", _("待复核解除")
    LIFTED = "LIFTED", _("已解除")
    EXPIRED = "EXPIRED", _("到期解除")
    REFUSED = "REFUSED", _("未冻结")


FREEZE_BADGE: dict[str, str] = {
    FreezeStatus.PROPOSED: "act",
    FreezeStatus.ACTIVE: "bad",
    FreezeStatus.LIFTING: "warn",
    FreezeStatus.LIFTED: "",
    FreezeStatus.EXPIRED: "",
    FreezeStatus.REFUSED: "quiet",
}

_F = FreezeStatus
FREEZES_IN_FORCE = (_F.ACTIVE, _F.LIFTING)
"""A freeze holds until the second person has said that it is lifted."""

FREEZE_MOVES = {
    "authorise": ({_F.PROPOSED}, _F.ACTIVE),
    "refuse": ({_F.PROPOSED}, _F.REFUSED),
    "propose_lift": ({_F.ACTIVE}, _F.LIFTING),
    "authorise_lift": ({_F.LIFTING}, _F.LIFTED),
    "keep": ({_F.LIFTING}, _F.ACTIVE),
    "expire": ({_F.ACTIVE, _F.LIFTING}, _F.EXPIRED),
}

FROZEN_CODE = "06"
"""GRZHZT of an account with a freeze in force; the account's own status stays beneath it."""


class ScheduledAction(TextChoices):
    """What happens to an account on a day to come."""

    SEAL = "SEAL", _("封存")
    UNSEAL = "UNSEAL", _("启封")


class ScheduledStatus(TextChoices):
    """What became of it."""

    WAITING = "WAITING", _("待生效")
    DONE = "DONE", _("已生效")
    REFUSED = "REFUSED", _("未能办理")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


SCHEDULED_BADGE: dict[str, str] = {
    ScheduledStatus.WAITING: "act",
    ScheduledStatus.DONE: "good",
    ScheduledStatus.REFUSED: "bad",
    ScheduledStatus.WITHDRAWN: "quiet",
}

SCHEDULED_MOVES = {
    "apply": ({ScheduledStatus.WAITING}, ScheduledStatus.DONE),
    "refuse": ({ScheduledStatus.WAITING}, ScheduledStatus.REFUSED),
    "withdraw": ({ScheduledStatus.WAITING}, ScheduledStatus.WITHDRAWN),
}
