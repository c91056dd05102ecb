"""Dated parameters, the documents they rest on, the working-day calendar and the business date."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Document(models.Model):
    """A law, standard or committee decision that rules and parameters rest on (文件)."""

    number = models.CharField(_("文号"), max_length=80, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    issuer = models.CharField(_("发文机关"), max_length=100)
    issued_on = models.DateField(_("发文日期"), null=True, blank=True)
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    summary = models.TextField(_("要点"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"


@pghistory.track()
class RegulationVersion(models.Model):
    """One text of the Regulation (住房公积金管理条例). A case is judged by the text in force when it was accepted."""

    code = models.CharField(_("代号"), max_length=20, unique=True)
    document = models.ForeignKey(Document, verbose_name=_("文件"), on_delete=models.PROTECT)
    effective_from = models.DateField(_("自"), unique=True)
    effective_to = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("条例版本")
        constraints = [
            models.CheckConstraint(
                name="regulation_dates_in_order",
                condition=models.Q(effective_to=None) | models.Q(effective_to__gte=models.F("effective_from")),
            )
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class Parameter(models.Model):
    """The value of one policy parameter from a date on, with its document and who approved it.

    The keys and their units are the fields of `policy.rules.Parameters`.
    """

    key = models.CharField(
        _("参数"), max_length=60, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("只用小写字母、数字和下划线"))]
    )
    value = models.CharField(_("值"), max_length=200)
    valid_from = models.DateField(_("自"))
    document = models.ForeignKey(Document, verbose_name=_("依据文件"), on_delete=models.PROTECT)
    approved_by = models.CharField(_("批准人"), max_length=60)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("政策参数")
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="one_value_a_day"),
            models.CheckConstraint(name="parameter_is_approved", condition=~models.Q(approved_by="")),
        ]
        # What was in force once is what old cases are judged by: it may be corrected with a reason, never removed.
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}（{self.valid_from:%Y-%m-%d}）"


class CalendarYear(models.Model):
    """A year whose holidays and shifted working days have been published and loaded."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    document = models.ForeignKey(Document, verbose_name=_("依据文件"), null=True, blank=True, on_delete=models.PROTECT)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("已公布年份")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday on a weekday or a working weekend (调休)."""

    day = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("节假日与调休")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class BusinessDate(models.Model):
    """The open business date (会计日期): one row, moved by the accountant's day close."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    on = models.DateField(_("会计日期"))

    class Meta:
        constraints = [models.CheckConstraint(name="one_business_date", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
