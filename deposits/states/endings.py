"""How an employer's account ends, or part of it goes elsewhere."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EndingKind(TextChoices):
    """What becomes of an employer and its people."""

    MERGER = "MERGER", _("单位合并")
    SPLIT = "SPLIT", _("单位分立")
    CLOSING = "CLOSING", _("单位注销")
