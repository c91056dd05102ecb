"""What was taken over from the centre's former system, file by file and account by account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from deposits.models.accounts import PersonalAccount


class TakeOver(models.Model):
    """One file that was taken over whole, with the control totals it was proved by. Written once."""

    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    on = models.DateField(_("入账日期"))
    people = models.PositiveIntegerField(_("人数"))
    employers = models.PositiveIntegerField(_("单位数"))
    fen = models.BigIntegerField(_("余额合计（分）"))
    journals = models.PositiveIntegerField(_("凭证笔数"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("旧系统接收")
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.name


class TakenAccount(models.Model):
    """Under which number an account stood in the former system, and what it brought along. Written once."""

    takeover = models.ForeignKey(TakeOver, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    row_no = models.PositiveIntegerField(_("行号"))
    old_number = models.CharField(_("原个人账号"), max_length=20, unique=True)
    account = models.OneToOneField(PersonalAccount, on_delete=models.PROTECT, related_name="taken_over")
    fen = models.BigIntegerField(_("余额（分）"))
    paid_through = models.CharField(_("缴至年月"), max_length=6, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("接收的账户")
        indexes = [models.Index(fields=["takeover", "row_no"], name="taken_in_order")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.old_number
