"""What the staff were told of a case's deadlines, so that they are told once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from desk.models.cases import Case
from desk.states.warnings import Deadline


class CaseWarning(models.Model):
    """The staff were told of a deadline. A promise that was put off has another `due_at` and is warned of anew."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="warnings")
    deadline = models.CharField(_("期限"), max_length=10, choices=Deadline.choices)
    due_at = models.DateTimeField(_("到期时间"))
    at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("时限提醒")
        constraints = [models.UniqueConstraint(fields=["case", "deadline", "due_at"], name="warned_once")]
        triggers = [APPEND_ONLY]
