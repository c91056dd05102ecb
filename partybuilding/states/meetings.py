"""Kinds of meeting (三会一课 and others), and how far one is."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partybuilding.states.organisation import OrganisationKind


class MeetingKind(TextChoices):
    """What is met for (party-and-library §1.2)."""

    BRANCH = "BRANCH", _("支部党员大会")
    COMMITTEE = "COMMITTEE", _("支部委员会")
    GROUP = "GROUP", _("党小组会")
    LECTURE = "LECTURE", _("党课")
    THEME_DAY = "THEME_DAY", _("主题党日")
    LIFE = "LIFE", _("组织生活会")
    APPRAISAL = "APPRAISAL", _("民主评议党员")
    LEADING = "LEADING", _("党组会议")
    STUDY_CENTRE = "STUDY_CENTRE", _("理论学习中心组学习")
    WHOLE = "WHOLE", _("党员大会")
    GENERAL_COMMITTEE = "GENERAL_COMMITTEE", _("委员会会议")


OF_BRANCH = (
    MeetingKind.BRANCH,
    MeetingKind.COMMITTEE,
    MeetingKind.LECTURE,
    MeetingKind.THEME_DAY,
    MeetingKind.LIFE,
    MeetingKind.APPRAISAL,
)
KINDS_OF: dict[str, tuple[str, ...]] = {
    OrganisationKind.COMMITTEE: (MeetingKind.WHOLE, MeetingKind.GENERAL_COMMITTEE, MeetingKind.LECTURE),
    OrganisationKind.GENERAL: (MeetingKind.WHOLE, MeetingKind.GENERAL_COMMITTEE, MeetingKind.LECTURE),
    OrganisationKind.BRANCH: OF_BRANCH,
    OrganisationKind.GROUP: (MeetingKind.GROUP,),
    OrganisationKind.LEADING: (MeetingKind.LEADING, MeetingKind.STUDY_CENTRE),
}
"""Which organisation holds which meetings."""
COMMITTEE_ONLY = frozenset({MeetingKind.COMMITTEE, MeetingKind.GENERAL_COMMITTEE, MeetingKind.LEADING})
"""Those called are who holds a post; to other meetings, all members."""


class MeetingStatus(TextChoices):
    """From the plan to the minutes approved."""

    PLANNED = "PLANNED", _("已计划")
    NOTICED = "NOTICED", _("已通知")
    HELD = "HELD", _("待整理记录")
    WRITTEN = "WRITTEN", _("记录待审")
    APPROVED = "APPROVED", _("已归档")
    CANCELLED = "CANCELLED", _("已取消")


MEETING_BADGE: dict[str, str] = {
    MeetingStatus.PLANNED: "",
    MeetingStatus.NOTICED: "act",
    MeetingStatus.HELD: "warn",
    MeetingStatus.WRITTEN: "warn",
    MeetingStatus.APPROVED: "good",
    MeetingStatus.CANCELLED: "quiet",
}
MEETING_MOVES = {
    "give_notice": ({MeetingStatus.PLANNED}, MeetingStatus.NOTICED),
    "close": ({MeetingStatus.NOTICED}, MeetingStatus.HELD),
    "submit": ({MeetingStatus.HELD}, MeetingStatus.WRITTEN),
    "send_back": ({MeetingStatus.WRITTEN}, MeetingStatus.HELD),
    "approve": ({MeetingStatus.WRITTEN}, MeetingStatus.APPROVED),
    "cancel": ({MeetingStatus.PLANNED, MeetingStatus.NOTICED}, MeetingStatus.CANCELLED),
}
TOOK_PLACE = (MeetingStatus.HELD, MeetingStatus.WRITTEN, MeetingStatus.APPROVED)


class Presence(TextChoices):
    """Whether somebody called came."""

    CALLED = "CALLED", _("应到")
    PRESENT = "PRESENT", _("到会")
    LEAVE = "LEAVE", _("请假")
    ABSENT = "ABSENT", _("缺席")


PRESENCE_BADGE: dict[str, str] = {
    Presence.CALLED: "",
    Presence.PRESENT: "good",
    Presence.LEAVE: "warn",
    Presence.ABSENT: "bad",
}


class TopicKind(TextChoices):
    """What a topic is about (seed 001: the 76 topics of 2017)."""

    PARTY = "PARTY", _("党建")
    INTEGRITY = "INTEGRITY", _("党风廉政")
    MAJOR = "MAJOR", _("重大事项和制度")
    PLACE = "PLACE", _("阵地建设")
    TEAM = "TEAM", _("队伍建设")
    SYSTEMS = "SYSTEMS", _("信息化建设")
    STUDY = "STUDY", _("学习")
    OTHER = "OTHER", _("其他")


class ResolutionStatus(TextChoices):
    """Whether what was resolved has been done."""

    OPEN = "OPEN", _("落实中")
    DONE = "DONE", _("已落实")


RESOLUTION_BADGE: dict[str, str] = {ResolutionStatus.OPEN: "warn", ResolutionStatus.DONE: "good"}
RESOLUTION_MOVES = {"finish": ({ResolutionStatus.OPEN}, ResolutionStatus.DONE)}
