"""Bases that take effect with a month to come: one by one, or everybody's with the yearly file of 1 July."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from common.months import month_words
from deposits.models.accounts import EmployerAccount, PersonalAccount
from deposits.states import BaseChannel, BatchStatus


class BaseBatch(models.Model):
    """A yearly file of wages as it came, with what was found when it was checked; confirmed, it changes bases.

    The bytes are encrypted and kept so that the file can be given back with its faults marked, and judged anew.
    """

    employer_account = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="base_batches")
    month = models.CharField(_("执行年月"), max_length=6)
    name = models.CharField(_("文件名"), max_length=200)
    content = models.BinaryField()
    status = models.CharField(_("状态"), max_length=10, choices=BatchStatus.choices)
    person_count = models.PositiveIntegerField(_("人数"), default=0)
    changed_count = models.PositiveIntegerField(_("调整"), default=0)
    clamped_count = models.PositiveIntegerField(_("按上下限执行"), default=0)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("年度调基")
        constraints = [models.CheckConstraint(name="batch_status_known", condition=Q(status__in=BatchStatus.values))]
        indexes = [models.Index(fields=["employer_account", "-at"], name="base_batches_of_employer")]

    def __str__(self) -> str:
        return self.name


class BaseBatchEvent(EventBase):
    """One move of a yearly file's status."""

    record = models.ForeignKey(BaseBatch, on_delete=models.PROTECT, related_name="events")


class BaseChange(models.Model):
    """A base that an account has from a month on (调基).

    It waits until that month is the employer's next to declare, and takes effect then; `ended_at` says it never did.
    `asked_fen` is the wage that was handed in, `base_fen` what became of it within floor and cap.
    """

    account = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="base_changes", db_index=False)
    employer_account = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(BaseBatch, null=True, on_delete=models.PROTECT, related_name="changes", db_index=False)
    month = models.CharField(_("执行年月"), max_length=6)
    asked_fen = models.BigIntegerField(_("上年月平均工资（分）"))
    base_fen = models.BigIntegerField(_("缴存基数（分）"))
    before_fen = models.BigIntegerField(_("原缴存基数（分）"))
    channel = models.CharField(_("渠道"), max_length=8, choices=BaseChannel.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("办理时间"))
    applied_at = models.DateTimeField(_("生效时间"), null=True)
    ended_at = models.DateTimeField(_("取消时间"), null=True)
    note = models.CharField(_("说明"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调基")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "month"],
                name="one_waiting_base_a_month",
                condition=Q(applied_at=None, ended_at=None),
            ),
            models.CheckConstraint(name="base_change_has_a_base", condition=Q(base_fen__gt=0, asked_fen__gte=0)),
            models.CheckConstraint(name="base_change_ends_once", condition=Q(applied_at=None) | Q(ended_at=None)),
        ]
        indexes = [
            models.Index(
                fields=["employer_account", "month"],
                name="bases_waiting",
                condition=Q(applied_at=None, ended_at=None),
            ),
            models.Index(fields=["account", "-month"], name="bases_of_account"),
            models.Index(fields=["batch", "account"], name="bases_of_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return _("%(month)s起的基数") % {"month": month_words(self.month)}

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to come."""
        return self.applied_at is None and self.ended_at is None
