"""What members of staff do, as far as the discipline office looks at it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActKind(TextChoices):
    """What somebody on the staff did."""

    HANDLE = "HANDLE", _("受理")
    APPROVE = "APPROVE", _("审批")
    EDIT = "EDIT", _("改动")
    LOOK = "LOOK", _("查看资料")


class InsiderRule(TextChoices):
    """What about it stands out."""

    AGENT = "AGENT", _("同一代办人总由同一人经办")
    FAST = "FAST", _("审批用时过短")
    NIGHT = "NIGHT", _("夜间改动")
    LOOKS = "LOOKS", _("没有办件却查看资料")
    RELATIVE = "RELATIVE", _("为亲属办理或查看")
