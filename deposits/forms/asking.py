"""What a depositor and a visitor ask. Nothing is saved here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common import identity, months
from deposits.forms.registry import rate_fields
from deposits.rules.interest import Change
from policy.rules import Parameters


class SpanForm(forms.Form):
    """Two dates of a statement, both included."""

    since = fields.DayField(label=gettext_lazy("从"))
    until = fields.DayField(label=gettext_lazy("到"))

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return cleaned


class ObjectionForm(forms.Form):
    """Why an account should not have gone to an employer."""

    objection = forms.CharField(
        label=gettext_lazy("情况说明"),
        help_text=gettext_lazy("如“我不在该单位工作”“已于上月离职”。"),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DayForm(forms.Form):
    """One day."""

    on = fields.DayField(label=gettext_lazy("日期"))


class CalculatorForm(forms.Form):
    """A wage and both rates. Limits of the rates are those of the day and told before they are broken."""

    wage = fields.YuanField(label=gettext_lazy("上一年月平均工资（元）"))

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["wage"].help_text = _("新参加工作的，填当月工资。")
        self.fields.update(rate_fields(parameters))
        self.equal_rates = parameters.contribution_equal_rates

    def clean(self) -> dict[str, Any]:
        """Both rates are the same where the city asks for it."""
        cleaned = super().clean() or {}
        if self.equal_rates and cleaned.get("employer_rate") != cleaned.get("employee_rate"):
            self.add_error("employee_rate", _("单位和个人的缴存比例应相同。"))
        return cleaned


class InterestForm(forms.Form):
    """A balance and what is paid in each month, over some days."""

    opening = fields.YuanField(label=gettext_lazy("现有余额（元）"))
    monthly = fields.YuanField(label=gettext_lazy("每月存入（元）"), required=False)
    day = forms.IntegerField(label=gettext_lazy("每月几日到账"), min_value=1, max_value=28, initial=15)
    start = fields.DayField(label=gettext_lazy("从"))
    end = fields.DayField(label=gettext_lazy("到"))
    annual_rate = fields.PercentField(label=gettext_lazy("年利率（%）"), least=Decimal(0), most=Decimal(10))

    SLIDERS: ClassVar = {"opening": (0, 300_000, 1_000), "monthly": (0, 8_000, 50), "day": (1, 28, 1)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (least, most, step) in self.SLIDERS.items():
            self.fields[name].widget.attrs.update({"data-slider": f"{least} {most} {step}"})

    def clean(self) -> dict[str, Any]:
        """The days run forward, for ten years at most."""
        answers = super().clean() or {}
        start, end = answers.get("start"), answers.get("end")
        if start and end and not 0 <= (end - start).days <= 3660:
            self.add_error("end", _("结束日期不能早于开始日期，期间最长十年。"))
        return answers

    def movements(self) -> list[Change]:
        """What the monthly payments come to within the days."""
        answers = self.cleaned_data
        found, month = [], months.month_of(answers["start"])
        while answers["monthly"] and months.first_day(month) <= answers["end"]:
            day = months.day_in(month, answers["day"])
            if answers["start"] <= day <= answers["end"]:
                found.append(Change(day, answers["monthly"]))
            month = months.shift(month, 1)
        return found


class VerifyForm(forms.Form):
    """The code on a paper."""

    code = forms.CharField(
        label=gettext_lazy("验真码"),
        max_length=40,
        help_text=gettext_lazy("印在凭证二维码旁边的 12 位字母和数字，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Upper case, half width, without spaces and hyphens."""
        return identity.normalise(self.cleaned_data["code"])
