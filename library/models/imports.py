"""Files of titles on their way into the catalogue: every record of a file, what is wrong with it, what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from library.models.catalogue import Title, user_field
from library.states import ImportKind, ImportStatus


class ImportBatch(models.Model):
    """One file that was uploaded. Its rows become titles only after somebody has seen them."""

    kind = models.CharField(_("内容"), max_length=10, choices=ImportKind.choices)
    name = models.CharField(_("文件名"), max_length=120)
    status = models.CharField(_("状态"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.PREVIEW)
    rows_count = models.PositiveIntegerField(_("记录数"), default=0)
    bad_count = models.PositiveIntegerField(_("有误"), default=0)
    done_count = models.PositiveIntegerField(_("已处理"), default=0)
    added_count = models.PositiveIntegerField(_("新增"), default=0)
    made_by = user_field(_("上传人"))
    made_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("书目导入")
        indexes = [models.Index(fields=["-made_at", "-id"], name="imports_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How much of it has been gone through."""
        return self.done_count * 100 // self.rows_count if self.rows_count else 100


class ImportBatchEvent(EventBase):
    """What happened to an import."""

    record = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="events")


class ImportRow(models.Model):
    """A record of the file: the fields it gives, or the sentence that says why it cannot be used."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveIntegerField(_("序号"))
    fields = models.JSONField(default=dict)
    error = models.CharField(_("问题"), max_length=200, blank=True)
    title = models.ForeignKey(Title, null=True, on_delete=models.PROTECT, related_name="+")
    """The title it became, or the one that was there."""
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "order"], name="one_row_a_place")]
        indexes = [
            models.Index(fields=["batch", "order"], name="import_rows_left", condition=Q(done=False, error="")),
            models.Index(fields=["batch", "order"], name="import_rows_bad", condition=~Q(error="")),
        ]
