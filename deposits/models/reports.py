"""The annual report: figures frozen as rows, published by a second person; figures that come from outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from deposits.rules.report import OUTSIDE_FIGURES
from deposits.states import ReportStatus


class AnnualReport(models.Model):
    """One making of the annual report (年度报告) of a calendar year; corrected by a new one that replaces it.

    `known_on` is the book date up to which the books were read: read again as of it, they say the same.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    status = models.CharField(_("状态"), max_length=10, choices=ReportStatus.choices, default=ReportStatus.PREPARED)
    known_on = models.DateField(_("账面截至"))
    note = models.TextField(_("说明"), blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("编制人"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("编制时间"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发布人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_by_person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("年度报告")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "status"],
                name="one_report_a_year",
                condition=Q(status__in=[ReportStatus.PREPARED, ReportStatus.PUBLISHED]),
            ),
            models.CheckConstraint(
                name="report_published_by_another",
                condition=Q(published_by=None, published_by_person=None, published_at=None)
                | (Q(published_at__isnull=False) & ~Q(published_by_person=F("prepared_by_person"))),
            ),
            models.CheckConstraint(
                name="published_report_has_publisher",
                condition=Q(status__in=[ReportStatus.PREPARED, ReportStatus.DROPPED])
                | Q(published_by_person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return _("%(year)d 年年度报告") % {"year": self.year}


class AnnualReportEvent(EventBase):
    """One move of a report."""

    record = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="events")


class ReportFigure(models.Model):
    """One figure of a report, of its own year or of one before for comparison: fen or a count. Never changed."""

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("指标"), max_length=40)
    value = models.BigIntegerField(_("数值"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "year", "name"], name="figure_once_a_report")]
        triggers = [APPEND_ONLY]


class OutsideFigure(models.Model):
    """A figure that no book of ours holds, with its source; a later row of the same year and name replaces it."""

    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("指标"), max_length=40, choices=[(each.name, each.label) for each in OUTSIDE_FIGURES])
    value = models.BigIntegerField(_("数值"))
    source = models.CharField(_("数据来源"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("录入人"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("外部数据")
        constraints = [
            models.CheckConstraint(name="outside_figure_above_zero", condition=Q(value__gt=0)),
            models.CheckConstraint(name="outside_figure_has_source", condition=~Q(source="")),
        ]
        indexes = [models.Index(fields=["year", "name", "-id"], name="outside_figure_of_year")]
        triggers = [APPEND_ONLY]
