"""Suspense money that its employer asks back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SuspenseRefund(models.Model):
    """What an employer asks back of its suspense money; everything else about the request stands on its case.

    The money is held from the application on. Each payment is an order of its own on the same hold; `orders` counts
    them, since the bank may return one.
    """

    case = models.OneToOneField("desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="refund")
    item = models.ForeignKey("bank.SuspenseItem", verbose_name=_("暂收款"), on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField(_("退款金额（分）"))
    reason = models.CharField(_("退款原因"), max_length=200)
    orders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("暂收款退款")
        constraints = [models.CheckConstraint(name="refund_above_zero", condition=Q(fen__gt=0))]

    @property
    def hold_key(self) -> str:
        """Under what the ledger holds the money."""
        return f"refund-{self.case.number}"
