"""What is typed about dues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import DayField, MonthField, YuanField
from common.money import yuan
from common.months import month_words
from partybuilding.forms.fields import OrganisationField, offer
from partybuilding.models import DuesCharge, Organisation
from partybuilding.states.dues import DuesChannel


class BaseForm(forms.Form):
    """The base from a month on."""

    since = MonthField(label=_("从哪个月起"))
    base_fen = YuanField(
        label=_("计算基数（元）"),
        min_fen=1,
        help_text=_("每月固定工资扣除个人所得税和各项法定扣缴之后；一年核定一次。"),
    )


class ChargeForm(forms.Form):
    """Which month of which branch."""

    branch = OrganisationField(label=_("支部"))
    month = MonthField(label=_("月份"))

    def __init__(self, *args: Any, branches: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, branches, "branch")


class PayForm(forms.Form):
    """Which months are paid, when and how."""

    month_names = forms.MultipleChoiceField(label=_("交哪几个月"), widget=forms.CheckboxSelectMultiple)
    paid_on = DayField(label=_("交纳日期"))
    channel = forms.ChoiceField(label=_("方式"), choices=DuesChannel.choices)

    def __init__(self, *args: Any, charges: QuerySet[DuesCharge], **options: Any) -> None:
        super().__init__(*args, **options)
        words = [(row.month, _("%(month)s　%(amount)s 元") % _words(row)) for row in charges]
        self.fields["month_names"].choices = words  # type: ignore[attr-defined]


def _words(row: DuesCharge) -> dict[str, str]:
    return {"month": month_words(row.month), "amount": yuan(row.fen)}


class HandInForm(forms.Form):
    """A quarter's hand-in."""

    branch = OrganisationField(label=_("支部"))
    quarter = forms.RegexField(r"^20\d\dQ[1-4]$", label=_("季度"), help_text=_("如 2026Q3。"))
    on = DayField(label=_("上缴日期"))
    paper = forms.CharField(label=_("上缴凭据"), max_length=80, help_text=_("如党费收缴凭据编号。"))

    def __init__(self, *args: Any, branches: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, branches, "branch")
