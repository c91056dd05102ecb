"""Backtests: one rule set over all past applications, reckoned part by part."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from risk.states.backtest import BacktestStatus


class Backtest(models.Model):
    """One run of a rule set beside the published one over stored facts with their labels.

    `fingerprint` is that of the settings tried: a change of the draft makes the result worthless. `reached` is the
    last screening looked at; `tried`, `published` are the scores so far, `lost` the confirmed cases that slip through.
    """

    rule_set = models.ForeignKey("risk.RuleSet", on_delete=models.PROTECT, related_name="backtests")
    against = models.ForeignKey("risk.RuleSet", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("状态"), max_length=10, choices=BacktestStatus.choices, default=BacktestStatus.RUNNING)
    fingerprint = models.CharField(max_length=64)
    reached = models.BigIntegerField(default=0)
    until = models.BigIntegerField()
    tried = models.JSONField(default=dict)
    published = models.JSONField(default=dict)
    lost = models.JSONField(default=list)
    lost_count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("开始时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("回测")
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set"], name="one_backtest_running", condition=Q(status=BacktestStatus.RUNNING)
            ),
            models.CheckConstraint(
                name="backtest_done_at_a_time",
                condition=Q(status=BacktestStatus.RUNNING, done_at=None)
                | Q(status=BacktestStatus.DONE, done_at__isnull=False),
            ),
        ]
