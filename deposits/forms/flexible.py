"""What somebody chooses who pays for themselves. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries as accounts
from accounts.models import BankCard, Branch
from common import forms as fields
from common.money import yuan
from common.months import month_words
from deposits.forms.registry import base_field
from deposits.operations.flexible import Agreement
from deposits.rules.flexible import MOST_MONTHS, Missed
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


class OwnMandateForm(forms.Form):
    """From which of their cards, and on which day of the month, somebody's payment is fetched."""

    card = forms.ModelChoiceField(
        label=gettext_lazy("付款银行卡"), queryset=BankCard.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    day = forms.IntegerField(
        label=gettext_lazy("每月扣款日"),
        min_value=1,
        max_value=28,
        initial=10,
        help_text=gettext_lazy("1 至 28。约定当天起有效，本月这一天已过的，从下月起扣。"),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("我同意按缴存协议的金额，在约定的日子从这张卡扣款；可以随时终止"),
        error_messages={"required": gettext_lazy("请先阅读并同意。")},
    )

    def __init__(self, *args: Any, person_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["card"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = accounts.cards_of(person_id)
        field.label_from_instance = _card_words  # type: ignore[assignment,method-assign]


def _card_words(card: BankCard) -> str:
    return _("%(bank)s 尾号 %(tail)s") % {"bank": card.bank_name, "tail": card.number[-4:]}


class BackMonthsForm(forms.Form):
    """Which of the missed months somebody makes up for."""

    months = forms.MultipleChoiceField(
        label=gettext_lazy("补缴哪几个月"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请选择要补缴的月份。")},
    )

    def __init__(self, *args: Any, missed: Mapping[str, Missed], **options: Any) -> None:
        super().__init__(*args, **options)
        words = _("%(month)s，%(amount)s 元（基数 %(base)s 元）")
        field = self.fields["months"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                month,
                words
                % {
                    "month": month_words(month),
                    "amount": yuan(each.parts.total_fen),
                    "base": yuan(each.base_fen),
                },
            )
            for month, each in missed.items()
        ]
