"""What an accountant types about a year: a figure from outside, and words to the report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import money
from deposits.rules.report import MONEY, OUTSIDE_FIGURES


class OutsideForm(forms.Form):
    """One figure that no book of ours holds. Money is typed in yuan."""

    name = forms.ChoiceField(label=gettext_lazy("指标"), choices=[(each.name, each.label) for each in OUTSIDE_FIGURES])
    value = forms.CharField(label=gettext_lazy("数值"), help_text=gettext_lazy("人数填整数，金额填元。"), max_length=24)
    source = forms.CharField(
        label=gettext_lazy("数据来源"), help_text=gettext_lazy("如“2026 年统计公报”。"), min_length=2, max_length=120
    )

    def clean(self) -> dict[str, Any]:
        """Yuan becomes fen for what is money; a count is a whole number above zero."""
        answers = super().clean() or {}
        name, text = answers.get("name"), str(answers.get("value", "")).strip()
        if not name or not text:
            return answers
        kinds = {each.name: each.kind for each in OUTSIDE_FIGURES}
        try:
            value = money.parse_yuan(text) if kinds[name] == MONEY else int(text.replace(",", ""))
        except ValueError:
            value = 0
        if not 0 < value <= money.MAX_FEN * 100:
            self.add_error("value", _("请填写大于零的数。"))
        answers["value"] = value
        return answers


class PrepareForm(forms.Form):
    """Words that stand before the figures of a report."""

    note = forms.CharField(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("会印在报告开头，可以不填：机构情况、当年政策调整、服务改进等。"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
