"""What somebody chooses who pays for themselves. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch
from common import forms as fields
from deposits.forms.registry import base_field
from deposits.operations.flexible import Agreement
from deposits.rules.flexible import MOST_MONTHS
from deposits.states import Schedule
from policy.rules import Parameters


class FlexibleQuoteForm(forms.Form):
    """A base and a whole rate, within the limits of the day."""

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        least, most = 2 * parameters.contribution_rate_min_percent, 2 * parameters.contribution_rate_max_percent
        limits = {"least": f"{least.normalize():f}", "most": f"{most.normalize():f}"}
        self.fields["base"] = base_field(parameters)
        self.fields["total_rate"] = fields.PercentField(
            label=_("缴存比例（%）"),
            least=least,
            most=most,
            help_text=_("%(least)s 至 %(most)s，单位和个人两部分都由本人缴。") % limits,
        )
        self.order_fields(["base", "total_rate"])


class FlexibleForm(FlexibleQuoteForm):
    """The terms of an agreement."""

    schedule = forms.ChoiceField(
        label=gettext_lazy("缴存方式"), choices=Schedule.choices, widget=forms.RadioSelect, initial=Schedule.MONTHLY
    )

    def chosen(self) -> Agreement:
        """The answers as the operation takes them."""
        answers = self.cleaned_data
        return Agreement(answers["base"], answers["total_rate"], answers["schedule"])


class FlexibleJoinForm(FlexibleForm):
    """The same for a new agreement: under which branch, and that its terms were read."""

    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), queryset=Branch.objects.none(), empty_label=gettext_lazy("请选择")
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("我自愿缴存，已读并同意：按约定按时缴款；可以随时停缴；被单位录用后由单位接续"),
        error_messages={"required": gettext_lazy("请先阅读并同意。")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].queryset = Branch.objects.order_by("code", "id")  # type: ignore[attr-defined]
        self.order_fields(["branch", "base", "total_rate", "schedule", "agreed"])


class MonthsForm(forms.Form):
    """For how many months somebody pays."""

    months = forms.IntegerField(label=gettext_lazy("缴几个月"), min_value=1, max_value=MOST_MONTHS, initial=1)
