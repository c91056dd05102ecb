"""How far an election is."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BallotKind(TextChoices):
    """How votes are given."""

    PAPER = "PAPER", _("纸质选票")
    SCREEN = "SCREEN", _("屏幕投票")


class ElectionStatus(TextChoices):
    """From the nomination to the higher body's approval."""

    NOMINATING = "NOMINATING", _("提名")
    VOTING = "VOTING", _("投票")
    TIED = "TIED", _("得票相等，待再次投票")
    SHORT = "SHORT", _("当选不足，待另行选举")
    COUNTED = "COUNTED", _("已选出，待报批")
    APPROVED = "APPROVED", _("上级已批复")
    VOID = "VOID", _("选举无效")


ELECTION_BADGE: dict[str, str] = {
    ElectionStatus.NOMINATING: "",
    ElectionStatus.VOTING: "act",
    ElectionStatus.TIED: "warn",
    ElectionStatus.SHORT: "warn",
    ElectionStatus.COUNTED: "warn",
    ElectionStatus.APPROVED: "good",
    ElectionStatus.VOID: "bad",
}
ELECTION_MOVES = {
    "open": ({ElectionStatus.NOMINATING}, ElectionStatus.VOTING),
    "elected": ({ElectionStatus.VOTING}, ElectionStatus.COUNTED),
    "tied": ({ElectionStatus.VOTING}, ElectionStatus.TIED),
    "short": ({ElectionStatus.VOTING}, ElectionStatus.SHORT),
    "void": ({ElectionStatus.VOTING}, ElectionStatus.VOID),
    "vote_again": ({ElectionStatus.TIED, ElectionStatus.SHORT}, ElectionStatus.VOTING),
    "leave_open": ({ElectionStatus.SHORT}, ElectionStatus.COUNTED),
    "approve": ({ElectionStatus.COUNTED}, ElectionStatus.APPROVED),
}
