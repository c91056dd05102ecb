"""Cases given to a colleague."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk.models.cases import Case


def _user(label: Any, **more: Any) -> models.ForeignKey:
    options = {"blank": True, "on_delete": models.PROTECT, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


class HandOver(models.Model):
    """Open cases given from one person to another with a note, at a shift's end or when somebody is away."""

    giver = _user(_("交出人"))
    taker = _user(_("接收人"))
    note = models.TextField(_("交接说明"))
    cases = models.ManyToManyField(Case, verbose_name=_("办件"), related_name="hand_overs")
    by = _user(_("办理交接人"), null=True, blank=True)
    at = models.DateTimeField(_("时间"))
    seen_at = models.DateTimeField(_("接收人阅知"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("交接")
        constraints = [
            models.CheckConstraint(name="hand_over_to_another", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(name="hand_over_with_note", condition=~Q(note="")),
        ]
        indexes = [models.Index(fields=["taker", "-at"], name="hand_over_to")]
