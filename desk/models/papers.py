"""Files handed in, and the required papers of cases that they answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.models.cases import Draft, Requirement, one_applicant
from desk.states.papers import KEPT, MediaType, PaperSource, PaperStatus


class Paper(models.Model):
    """A file of a person or employer. Its bytes lie encrypted under `stored`, a random name outside the web root.

    `name` is what its owner called it, for people to read and never for a path. `sha256` is of the bytes as they
    came; a picture is kept as a plain JPEG made from them. Once the bytes are gone the row and the hash stay.
    """

    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("所有人"), null=True, on_delete=models.PROTECT, related_name="papers"
    )
    employer = models.ForeignKey(
        "accounts.Employer", verbose_name=_("所有单位"), null=True, on_delete=models.PROTECT, related_name="papers"
    )
    code = models.SlugField(_("材料代码"), max_length=40)
    label = models.CharField(_("材料名称"), max_length=80)
    name = models.CharField(_("文件名"), max_length=100)
    media_type = models.CharField(_("类型"), max_length=20, choices=MediaType.choices)
    size = models.PositiveIntegerField(_("字节"))
    pages = models.PositiveSmallIntegerField(_("页数"), default=1)
    sha256 = models.CharField(_("哈希"), max_length=64)
    stored = models.CharField(_("存放名"), max_length=80, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=PaperStatus.choices, default=PaperStatus.PENDING)
    source = models.CharField(_("来源"), max_length=10, choices=PaperSource.choices, default=PaperSource.FILE)
    draft = models.ForeignKey(
        Draft, verbose_name=_("草稿"), null=True, on_delete=models.SET_NULL, related_name="papers"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    scanned_at = models.DateTimeField(_("检查时间"), null=True)
    dropped_at = models.DateTimeField(_("销毁时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("材料文件")
        constraints = [
            one_applicant("paper_of_one_owner"),
            models.CheckConstraint(
                name="paper_bytes_while_kept",
                condition=(Q(status__in=KEPT) & ~Q(stored="")) | (~Q(status__in=KEPT) & Q(stored="")),
            ),
            models.CheckConstraint(
                name="paper_scanned_before_opened", condition=~Q(status="CLEAN") | Q(scanned_at__isnull=False)
            ),
            models.CheckConstraint(
                name="paper_dropped_at_a_time", condition=~Q(status="DROPPED") | Q(dropped_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-uploaded_at"], name="paper_of_person"),
            models.Index(fields=["employer", "-uploaded_at"], name="paper_of_employer"),
            models.Index(fields=["uploaded_at"], name="paper_to_scan", condition=Q(status="PENDING")),
            models.Index(fields=["uploaded_at", "id"], name="paper_kept", condition=Q(status__in=KEPT)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture, not pages."""
        return self.media_type == MediaType.JPEG


class PaperEvent(EventBase):
    """What happened to a file."""

    record = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="events")


class PaperUse(models.Model):
    """A file answers a required paper of a case; `reused_from` where an earlier case's paper is used again."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="uses")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="uses")
    reused_from = models.ForeignKey(Requirement, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("提交人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("时间"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("撤下人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(_("撤下时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("材料使用")
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "paper"], name="paper_used_once", condition=Q(removed_at=None)
            )
        ]
