"""Shared shapes of tables; common itself has none."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
"""Trigger for rows that are written once: events, audit entries, looks."""


class EventBase(models.Model):
    """One move of a record's status. Subclasses add `record`, a foreign key with related_name="events"."""

    action = models.CharField(_("动作"), max_length=40)
    before = models.CharField(_("原状态"), max_length=20, blank=True)
    after = models.CharField(_("新状态"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("时间"))
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        abstract = True
        triggers = [APPEND_ONLY]
