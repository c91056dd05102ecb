"""Money placed at interest: term deposits and treasury bonds (定期存款、国债)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from ledger.models.books import Account
from ledger.states import PlacementKind, PlacementStatus


class Placement(models.Model):
    """A term deposit or bond: who holds it, how much, at what rate, from when until when.

    Its money lies on `account` (a sub-account of 101, 102 or 124), where it came from `source`. `rate_percent` is a
    year's. A roll-over is a new placement that names the one before.
    """

    kind = models.CharField(_("种类"), max_length=6, choices=PlacementKind.choices)
    holder = models.CharField(_("存放银行或发行人"), max_length=80)
    paper = models.CharField(_("存单号或国债代码"), max_length=60)
    amount_fen = models.BigIntegerField(_("本金（分）"))
    rate_percent = models.DecimalField(_("年利率（%）"), max_digits=7, decimal_places=4)
    since = models.DateField(_("起息日"))
    until = models.DateField(_("到期日"))
    status = models.CharField(
        _("状态"), max_length=10, choices=PlacementStatus.choices, default=PlacementStatus.PREPARED
    )
    source = models.ForeignKey(Account, verbose_name=_("资金来源账户"), on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(
        Account, verbose_name=_("分户账"), on_delete=models.PROTECT, related_name="placement"
    )
    follows = models.ForeignKey(
        "self", verbose_name=_("转存自"), null=True, on_delete=models.PROTECT, related_name="followers"
    )
    ended_on = models.DateField(_("收回日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("定期存款与国债")
        constraints = [
            models.CheckConstraint(name="placement_dates_in_order", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(name="placement_above_zero", condition=Q(amount_fen__gt=0, rate_percent__gte=0)),
            models.CheckConstraint(
                name="placement_end_fits_status",
                condition=Q(status=PlacementStatus.ENDED, ended_on__isnull=False)
                | ~Q(status=PlacementStatus.ENDED) & Q(ended_on=None),
            ),
            models.UniqueConstraint(
                fields=["follows"], name="one_roll_over", condition=~Q(status=PlacementStatus.DROPPED)
            ),
        ]
        indexes = [models.Index(fields=["status", "until", "id"], name="placement_by_end")]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.holder} {self.paper}"


class PlacementEvent(EventBase):
    """One move of a placement."""

    record = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="events")
