"""Why money may be withdrawn, as data: adding a local reason is a row, a kind of business and one rule function."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from withdrawals.states import Need, PayeeKind, Relation


class Reason(models.Model):
    """A reason of domain §4.1. It holds for applications accepted from `valid_from` to `valid_to` (empty: still).

    `rule` names the function in `withdrawals.rules.reasons.RULES` that says how much; the amounts themselves are
    parameters of policy. Its business kind is `desk.Kind` with the code `kind_code`.
    """

    code = models.SlugField(_("原因代码"), max_length=20, unique=True)
    official_code = models.CharField(_("标准代码（TQYY）"), max_length=4)
    label = models.CharField(_("提取原因"), max_length=40)
    rule = models.SlugField(_("额度规则"), max_length=20)
    closes = models.BooleanField(_("销户提取"), default=False)
    relations = ArrayField(models.CharField(max_length=12, choices=Relation.choices), verbose_name=_("谁可以提取"))
    needs = ArrayField(models.CharField(max_length=10, choices=Need.choices), verbose_name=_("需要填写"))
    payees = ArrayField(models.CharField(max_length=10, choices=PayeeKind.choices), verbose_name=_("可以付给"))
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("废止日期"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=200)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = verbose_name_plural = _("提取原因")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                name="reason_ends_after_it_began", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def kind_code(self) -> str:
        """The code of its kind of business at the counter."""
        return f"withdraw_{self.code}"
