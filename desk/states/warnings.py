"""The deadlines that the staff are told of."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Deadline(TextChoices):
    """Which deadline is near or has passed."""

    SOON = "SOON", _("承诺期限将到")
    PROMISE = "PROMISE", _("承诺期限已过")
    LAW = "LAW", _("法定期限已过")
