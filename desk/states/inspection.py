"""5S checks, findings and the quarterly bulletin."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Pillar(TextChoices):
    """The five S (整理、整顿、清扫、清洁、素养)."""

    SORT = "SORT", _("整理")
    ORDER = "ORDER", _("整顿")
    SWEEP = "SWEEP", _("清扫")
    STANDARD = "STANDARD", _("清洁")
    DISCIPLINE = "DISCIPLINE", _("素养")


class Level(TextChoices):
    """Who inspects: three levels hold together (三级联动督查)."""

    WINDOW = "WINDOW", _("窗口自查")
    SECTION = "SECTION", _("科室检查")
    CENTRE = "CENTRE", _("中心督查")


class Rhythm(TextChoices):
    """How often a check of this kind is made."""

    DAILY = "DAILY", _("每日")
    WEEKLY = "WEEKLY", _("每周")
    MONTHLY = "MONTHLY", _("每月自查")


class Mark(TextChoices):
    """What a check found at one point of the list."""

    PASS = "PASS", _("合格")
    FAIL = "FAIL", _("不合格")
    NONE = "NONE", _("不适用")


MARK_BADGE: dict[str, str] = {Mark.PASS: "good", Mark.FAIL: "bad", Mark.NONE: "quiet"}


class FindingStatus(TextChoices):
    """Found, put right, seen by somebody else to be right."""

    OPEN = "OPEN", _("待整改")
    RECTIFIED = "RECTIFIED", _("已整改，待验收")
    VERIFIED = "VERIFIED", _("已验收")


FINDING_BADGE: dict[str, str] = {
    FindingStatus.OPEN: "act",
    FindingStatus.RECTIFIED: "warn",
    FindingStatus.VERIFIED: "good",
}
_F = FindingStatus
FINDING_OPEN = (_F.OPEN, _F.RECTIFIED)
FINDING_MOVES = {  # action: (allowed from, to)
    "rectify": ({_F.OPEN}, _F.RECTIFIED),
    "send_back": ({_F.RECTIFIED}, _F.OPEN),
    "verify": ({_F.RECTIFIED}, _F.VERIFIED),
}


class BulletinStatus(TextChoices):
    """Drafted from the quarter's figures, then published and final."""

    DRAFT = "DRAFT", _("草稿")
    PUBLISHED = "PUBLISHED", _("已通报")


BULLETIN_BADGE: dict[str, str] = {BulletinStatus.DRAFT: "act", BulletinStatus.PUBLISHED: "good"}
BULLETIN_MOVES = {
    "refresh": ({BulletinStatus.DRAFT}, BulletinStatus.DRAFT),
    "publish": ({BulletinStatus.DRAFT}, BulletinStatus.PUBLISHED),
}


class CourtesyGroup(TextChoices):
    """The two sevens of the drill (窗口服务“7+7”演练)."""

    BEARING = "BEARING", _("七项礼仪")
    STEPS = "STEPS", _("窗口服务七步")
