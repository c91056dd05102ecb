"""How satisfied somebody was, and what follows where they were not (GB/T 39735, domain §7.2)."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    """The five levels of the national rating of services (好差评)."""

    VERY_SATISFIED = 5, _("非常满意")
    SATISFIED = 4, _("满意")
    BASICALLY = 3, _("基本满意")
    DISSATISFIED = 2, _("不满意")
    VERY_DISSATISFIED = 1, _("非常不满意")


LEVEL_BADGE: dict[int, str] = {
    Level.VERY_SATISFIED: "good",
    Level.SATISFIED: "good",
    Level.BASICALLY: "",
    Level.DISSATISFIED: "warn",
    Level.VERY_DISSATISFIED: "bad",
}


class Way(TextChoices):
    """By which way a rating was given."""

    LINK = "LINK", _("短信链接")
    PORTAL = "PORTAL", _("个人网厅")
    WINDOW = "WINDOW", _("窗口评价器")


class Tag(TextChoices):
    """What somebody can tick beside the level: good words first, then bad ones."""

    QUICK = "QUICK", _("办得快")
    KIND = "KIND", _("态度好")
    CLEAR = "CLEAR", _("讲得清楚")
    FEW_PAPERS = "FEW_PAPERS", _("材料少")
    SLOW = "SLOW", _("等得久")
    RUDE = "RUDE", _("态度不好")
    UNCLEAR = "UNCLEAR", _("没讲清楚")
    MANY_PAPERS = "MANY_PAPERS", _("材料多、跑多次")
    SYSTEM = "SYSTEM", _("系统不好用")


class FollowStatus(TextChoices):
    """Where the follow-up of a bad rating stands."""

    OPEN = "OPEN", _("待联系")
    CONTACTED = "CONTACTED", _("核实整改中")
    FIXED = "FIXED", _("已整改，待反馈")
    TOLD = "TOLD", _("已反馈，等再次评价")
    CLOSED = "CLOSED", _("已办结")


FOLLOW_BADGE: dict[str, str] = {
    FollowStatus.OPEN: "act",
    FollowStatus.CONTACTED: "act",
    FollowStatus.FIXED: "warn",
    FollowStatus.TOLD: "",
    FollowStatus.CLOSED: "good",
}

_F = FollowStatus
FOLLOW_UNSETTLED = (_F.OPEN, _F.CONTACTED, _F.FIXED)
"""Still ours to do: the person has not heard from us yet."""

FOLLOW_MOVES = {  # action: (allowed from, to)
    "contact": ({_F.OPEN}, _F.CONTACTED),
    "fix": ({_F.CONTACTED}, _F.FIXED),
    "tell": ({_F.FIXED}, _F.TOLD),
    "rate_again": ({_F.TOLD}, _F.CLOSED),
    "close_silent": ({_F.TOLD}, _F.CLOSED),
}


class Finding(TextChoices):
    """What the check of a bad rating or a complaint showed."""

    TRUE = "TRUE", _("属实")
    PARTLY = "PARTLY", _("部分属实")
    NOT_TRUE = "NOT_TRUE", _("不属实")
