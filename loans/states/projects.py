"""Projects whose buyers may borrow."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectStatus(TextChoices):
    """Proposed by one, confirmed by another, ended when the agreement is over."""

    PROPOSED = "PROPOSED", _("待复核")
    ACTIVE = "ACTIVE", _("合作中")
    REFUSED = "REFUSED", _("未通过")
    ENDED = "ENDED", _("已终止")


PROJECT_BADGE: dict[str, str] = {
    ProjectStatus.PROPOSED: "warn",
    ProjectStatus.ACTIVE: "good",
    ProjectStatus.REFUSED: "quiet",
    ProjectStatus.ENDED: "quiet",
}
_P = ProjectStatus
PROJECT_MOVES = {  # action: (allowed from, to)
    "confirm": ({_P.PROPOSED}, _P.ACTIVE),
    "refuse": ({_P.PROPOSED}, _P.REFUSED),
    "end": ({_P.ACTIVE}, _P.ENDED),
}


class ChangeStatus(TextChoices):
    """Another supervised account: proposed by one, decided by another."""

    PROPOSED = "PROPOSED", _("待复核")
    CONFIRMED = "CONFIRMED", _("已更换")
    REFUSED = "REFUSED", _("未通过")
