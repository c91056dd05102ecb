"""New bases and yearly files of wages. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common.money import yuan
from common.months import month_words
from deposits.forms.lists import PAYROLL_ENDINGS
from deposits.forms.spot import SeenForm, SpotForm
from policy.rules import Parameters


class BaseForm(forms.Form):
    """One person's new base and the month it holds from; the limits are told above and judged by the operation."""

    base = fields.YuanField(label=gettext_lazy("新的缴存基数（元）"))
    month = fields.MonthField(label=gettext_lazy("从哪个月起"))

    def __init__(self, *args: Any, limits: Parameters, earliest: str, **options: Any) -> None:
        super().__init__(*args, **options)
        low, high = limits.contribution_floor_fen, limits.contribution_cap_fen
        words = _("职工上年月平均工资，%(low)s 至 %(high)s。")
        self.fields["base"].help_text = words % {"low": yuan(low), "high": yuan(high)}
        self.fields["month"].help_text = _("最早 %(month)s，以前的月份已缴存或已申报。") % {
            "month": month_words(earliest)
        }


class WindowBaseForm(SpotForm, BaseForm):
    """The same at a window, with who asks and the papers seen."""

    kind = "base_change"
    field_order = ["base", "month", "asks", "seen"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asks"].initial = "EMPLOYER"


class WagesForm(forms.Form):
    """A yearly file."""

    file = fields.UploadField(
        label=gettext_lazy("填好工资的表格"),
        endings=PAYROLL_ENDINGS,
        help_text=gettext_lazy("Excel（.xlsx）、.csv 或 .txt，不超过 20 MB、50,000 人。"),
    )


class ConfirmBasesForm(SeenForm):
    """The papers of a yearly adjustment, seen at a window."""

    kind = "base_change"
