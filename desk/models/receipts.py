"""What the applicant is given when a case is accepted (受理回执)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from desk.models.cases import Case


class Receipt(models.Model):
    """The acceptance as it was said: papers taken, deadlines promised, by whom. Never changed afterwards.

    `papers` is a list of {"label", "how"}: CheckedBy, or empty for a paper that was promised (容缺).
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="receipt")
    verify_code = models.CharField(_("验真码"), max_length=16, unique=True)
    papers = models.JSONField(_("收到的材料"), default=list)
    promised_due_at = models.DateTimeField(_("承诺期限"))
    statutory_due_on = models.DateField(_("法定期限"), null=True)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    window = models.CharField(_("窗口"), max_length=10, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("受理人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("受理时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("受理回执")
        triggers = [APPEND_ONLY]
