"""What a line of a list is for, month by month, where the list covers several: back payments and advances."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from deposits.models.lists import RemittanceItem


class RemittanceMonth(models.Model):
    """One month of one person's line: what should have been paid by that month's limits and rates, and what was.

    `employer_fen` and `employee_fen` are what this list pays for the month. `counts` says whether the month counts as
    paid without a gap (domain §2.3: a back payment does not). `reason` is why it is paid, in the employer's words.
    """

    item = models.ForeignKey(RemittanceItem, on_delete=models.PROTECT, related_name="months", db_index=False)
    month = models.CharField(_("月份"), max_length=6)
    base_fen = models.BigIntegerField(_("应缴基数（分）"))
    floor_fen = models.BigIntegerField(_("基数下限（分）"))
    cap_fen = models.BigIntegerField(_("基数上限（分）"))
    unit_fen = models.PositiveIntegerField(_("取整单位（分）"))
    employer_rate = models.DecimalField(_("单位比例（%）"), max_digits=4, decimal_places=2)
    employee_rate = models.DecimalField(_("个人比例（%）"), max_digits=4, decimal_places=2)
    paid_employer_fen = models.BigIntegerField(_("单位已缴（分）"), default=0)
    paid_employee_fen = models.BigIntegerField(_("个人已缴（分）"), default=0)
    employer_fen = models.BigIntegerField(_("单位部分（分）"))
    employee_fen = models.BigIntegerField(_("个人部分（分）"))
    counts = models.BooleanField(_("计入连续缴存"), default=False)
    reason = models.CharField(_("原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("清册明细月份")
        constraints = [
            models.UniqueConstraint(fields=["item", "month"], name="month_once_in_a_line"),
            models.CheckConstraint(
                name="month_pays_something",
                condition=Q(employer_fen__gte=0, employee_fen__gte=0) & (Q(employer_fen__gt=0) | Q(employee_fen__gt=0)),
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.month

    @property
    def total_fen(self) -> int:
        """What this list pays for the month, both parts, in fen."""
        return self.employer_fen + self.employee_fen
