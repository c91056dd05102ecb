"""What members of staff did, as handed in from above: written once, read by the discipline office alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from risk.states.insiders import ActKind, InsiderRule


class StaffAct(models.Model):
    """One act of somebody on the staff: what, in which case, about whom, through which agent.

    `seconds` lie between it and the act before it in the same case. `hour` is the local hour of the day.
    """

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(_("动作"), max_length=10, choices=ActKind.choices)
    staff = models.ForeignKey(
        "accounts.Person", verbose_name=_("工作人员"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("涉及人员"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    agent = models.ForeignKey(
        "accounts.Person",
        verbose_name=_("代办人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    at = models.DateTimeField(_("时间"))
    on = models.DateField(_("日期"))
    hour = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField(_("距上一步（秒）"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("工作人员动作")
        triggers = [APPEND_ONLY]
        constraints = [models.CheckConstraint(name="hour_of_a_day", condition=Q(hour__lt=24))]
        indexes = [
            models.Index(fields=["on", "kind", "staff"], name="staff_act_by_day"),
            models.Index(fields=["staff", "-at"], name="staff_act_of_staff"),
            models.Index(fields=["agent", "on"], name="staff_act_of_agent", condition=Q(agent__isnull=False)),
        ]


class InsiderFinding(models.Model):
    """What stands out in somebody's acts on one day's look back; the case it joined carries it on."""

    risk_case = models.ForeignKey("risk.RiskCase", on_delete=models.PROTECT, related_name="insider_findings")
    rule = models.CharField(_("情形"), max_length=10, choices=InsiderRule.choices)
    staff = models.ForeignKey("accounts.Person", verbose_name=_("工作人员"), on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(
        "accounts.Person", verbose_name=_("相关人员"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    sentence = models.TextField(_("说明"))
    count = models.PositiveIntegerField(_("次数"))
    found_on = models.DateField(_("发现日期"))
    cases = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("内部监督发现")
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_case", "rule", "other", "found_on"],
                name="insider_finding_once_a_day",
                nulls_distinct=False,
            )
        ]


class FeedMark(models.Model):
    """How far a source above has been read: what feeds rows into risk goes on from here."""

    source = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)
