"""How dues come in."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DuesChannel(TextChoices):
    """On the spot or by transfer."""

    CASH = "CASH", _("当场交纳")
    TRANSFER = "TRANSFER", _("转账")
