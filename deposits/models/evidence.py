"""Photos and papers of a visit to an employer, kept with its enforcement file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from deposits.models.arrears import EnforcementStep
from desk.states.papers import MediaType


class VisitPaper(models.Model):
    """A photo or paper that a visit brought back; its bytes lie encrypted under `stored`. Written once: it is evidence.

    `sha256` is of the bytes as they came; a picture is kept as a plain JPEG made from them.
    """

    visit = models.ForeignKey(EnforcementStep, on_delete=models.PROTECT, related_name="papers", db_index=False)
    name = models.CharField(_("文件名"), max_length=100)
    media_type = models.CharField(_("类型"), max_length=20, choices=MediaType.choices)
    size = models.PositiveIntegerField(_("字节"))
    sha256 = models.CharField(_("哈希"), max_length=64)
    stored = models.CharField(_("存放名"), max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("核查材料")
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="visit_paper_once")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as it is."""
        return self.media_type == MediaType.JPEG
