"""The morning meeting (晨会): what is on its programme, who came, and how far it is."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingStatus(TextChoices):
    """Prepared beforehand, held, then its minutes are confirmed and never change."""

    PLANNED = "PLANNED", _("筹备中")
    HELD = "HELD", _("已召开")
    CONFIRMED = "CONFIRMED", _("记录已确认")
    CANCELLED = "CANCELLED", _("已取消")


MEETING_BADGE: dict[str, str] = {
    MeetingStatus.PLANNED: "act",
    MeetingStatus.HELD: "warn",
    MeetingStatus.CONFIRMED: "good",
    MeetingStatus.CANCELLED: "quiet",
}
_M = MeetingStatus
MEETING_MOVES = {  # action: (allowed from, to)
    "hold": ({_M.PLANNED}, _M.HELD),
    "confirm": ({_M.HELD}, _M.CONFIRMED),
    "cancel": ({_M.PLANNED}, _M.CANCELLED),
}


class Culture(TextChoices):
    """What the culture of the morning is made of (seed 000)."""

    SONG = "SONG", _("唱歌")
    DANCE = "DANCE", _("舞蹈")
    POEM = "POEM", _("诗词朗诵")
    LESSON = "LESSON", _("业务知识讲解")
    LIFE = "LIFE", _("人生感悟")
    ETIQUETTE = "ETIQUETTE", _("礼仪要求")
    PARTY = "PARTY", _("党建文化")


class Presence(TextChoices):
    """Whether somebody was there at ten past eight."""

    PRESENT = "PRESENT", _("准时")
    LATE = "LATE", _("迟到")
    LEAVE = "LEAVE", _("请假")
    ABSENT = "ABSENT", _("缺席")


PRESENCE_BADGE: dict[str, str] = {
    Presence.PRESENT: "good",
    Presence.LATE: "warn",
    Presence.LEAVE: "quiet",
    Presence.ABSENT: "bad",
}
