"""What a person asks their employer, and the employer's answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from deposits.states import RequestKind


class AskEmployerForm(forms.Form):
    """What is to be confirmed or put right."""

    kind = forms.ChoiceField(
        label=gettext_lazy("什么事"), choices=RequestKind.choices, initial=RequestKind.LEFT, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("情况说明"),
        help_text=gettext_lazy("如“9 月 30 日离职”“工资 9,000 元，基数应为 9,000 元”。单位会看到。"),
        min_length=2,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EmployerAnswerForm(forms.Form):
    """Agreed, or not and why."""

    agrees = forms.TypedChoiceField(
        label=gettext_lazy("单位意见"),
        choices=[("1", gettext_lazy("情况属实，我们来办")), ("0", gettext_lazy("不认可"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("答复"),
        help_text=gettext_lazy("不认可的必须写明原因；职工会看到。"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
