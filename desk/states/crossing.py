"""Business between two centres (跨省通办): which way it goes, how papers travel, what was decided."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Accepted here for another centre, or received from one to be decided here."""

    OUT = "OUT", _("代收代办（转出）")
    IN = "IN", _("外地转来（转入）")


class Via(TextChoices):
    """How papers go from one centre to the other."""

    PLATFORM = "PLATFORM", _("全国监管服务平台")
    POST = "POST", _("邮政特快")
    OFFICIAL = "OFFICIAL", _("政务邮箱")


class Outcome(TextChoices):
    """What the centre of the account decided; it alone decides."""

    AGREED = "AGREED", _("同意")
    REFUSED = "REFUSED", _("不予办理")
