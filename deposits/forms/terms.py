"""Other rates, a reduction, a deferral: what an employer asks for. Nothing is saved here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from deposits.forms.registry import rate_fields
from deposits.rules.terms import AskedTerms
from deposits.states import TermsKind
from policy.rules import Parameters


class _AskForm(forms.Form):
    """What every application of an employer's says."""

    first_month = fields.MonthField(label=gettext_lazy("从哪个月起"))
    reason = forms.CharField(label=gettext_lazy("原因"), min_length=2, max_length=200)
    resolution_number = forms.CharField(
        label=gettext_lazy("职代会或工会决议文号"),
        max_length=80,
        help_text=gettext_lazy("经职工代表大会或工会讨论通过的决议。"),
    )
    resolution_on = fields.DayField(label=gettext_lazy("决议日期"))


class RatesForm(_AskForm):
    """New rates within the range."""

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(rate_fields(parameters))
        self.order_fields(["employer_rate", "employee_rate", "first_month"])

    def asked(self) -> AskedTerms:
        """What is asked for. The form must be valid."""
        return asked(self.cleaned_data, TermsKind.RATES)


class ReliefForm(_AskForm):
    """A deferral, or rates below the range, for a term."""

    kind = forms.ChoiceField(
        label=gettext_lazy("申请什么"),
        choices=[(TermsKind.DEFERRAL, TermsKind.DEFERRAL.label), (TermsKind.REDUCTION, TermsKind.REDUCTION.label)],
        initial=TermsKind.DEFERRAL,
        widget=forms.RadioSelect,
    )
    last_month = fields.MonthField(
        label=gettext_lazy("到哪个月止"), help_text=gettext_lazy("最长十二个月，期满可以再次申请。")
    )
    employer_rate = fields.PercentField(
        label=gettext_lazy("降低后的单位缴存比例（%）"),
        least=Decimal("0.01"),
        most=Decimal(12),
        required=False,
        help_text=gettext_lazy("只在降低比例时填写。"),
    )
    employee_rate = fields.PercentField(
        label=gettext_lazy("降低后的个人缴存比例（%）"), least=Decimal("0.01"), most=Decimal(12), required=False
    )
    field_order = ["kind", "first_month", "last_month", "employer_rate", "employee_rate"]

    def clean(self) -> dict[str, Any]:
        """A reduction says to what; a deferral has no rates."""
        answers = super().clean() or {}
        if answers.get("kind") == TermsKind.REDUCTION:
            for name in ("employer_rate", "employee_rate"):
                if answers.get(name) is None and name not in self.errors:
                    self.add_error(name, _("请填写降低后的比例。"))
        return answers

    def asked(self) -> AskedTerms:
        """What is asked for. The form must be valid."""
        return asked(self.cleaned_data, self.cleaned_data["kind"])


def asked(answers: dict[str, Any], kind: str) -> AskedTerms:
    """Cleaned answers as the operation takes them."""
    has_rates = kind != TermsKind.DEFERRAL
    return AskedTerms(
        kind=kind,
        first_month=answers["first_month"],
        last_month=answers.get("last_month") or "",
        reason=answers["reason"],
        resolution_number=answers["resolution_number"],
        resolution_on=answers["resolution_on"],
        employer_rate=answers.get("employer_rate") if has_rates else None,
        employee_rate=answers.get("employee_rate") if has_rates else None,
    )


class ApprovalForm(forms.Form):
    """The committee's approval."""

    number = forms.CharField(label=gettext_lazy("管委会批准文号"), max_length=80)
    approved_on = fields.DayField(label=gettext_lazy("批准日期"))
