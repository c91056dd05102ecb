"""What a square metre costs in a district: what F09 holds a price against."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY


class AreaPrice(models.Model):
    """The average price of a square metre from a day on, until a later row; without district for the whole city.

    Rows are final: a wrong one is put right by a row of the same day or later, with the document it rests on.
    """

    city = models.CharField(_("城市"), max_length=20)
    """In its normal form: 辽源."""
    district = models.CharField(_("区县（空为全市）"), max_length=20, blank=True)
    fen = models.BigIntegerField(_("每平方米均价（分）"))
    since = models.DateField(_("自"))
    document = models.CharField(_("依据文件"), max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("区域房价")
        constraints = [
            models.CheckConstraint(name="area_price_above_zero", condition=Q(fen__gt=0)),
            models.CheckConstraint(name="area_price_of_a_city", condition=~Q(city="") & ~Q(document="")),
        ]
        indexes = [models.Index(fields=["city", "-since", "-id"], name="area_price_found")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.city}{self.district}"
