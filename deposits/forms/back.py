"""Back payment and advance as typed on a page. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common.months import period_words
from deposits.forms.lists import PAYROLL_ENDINGS

BACK_LINES = 5
BACK_MOST = 50
"""Lines that can be typed on the page; longer ones come as a file."""


class BackFileForm(forms.Form):
    """A back payment's file."""

    file = fields.UploadField(
        label=gettext_lazy("补缴文件"),
        endings=PAYROLL_ENDINGS,
        help_text=gettext_lazy("Excel（.xlsx）、.csv 或 .txt，不超过 20 MB、50,000 人。"),
    )


class BackLineForm(forms.Form):
    """One person's months that were missed or paid too low."""

    number = forms.CharField(
        label=gettext_lazy("个人账号"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    first = fields.MonthField(label=gettext_lazy("起始年月"), required=False)
    last = fields.MonthField(label=gettext_lazy("截止年月"), required=False)
    base = fields.YuanField(label=gettext_lazy("应缴基数（元）"), required=False, min_fen=1)
    reason = forms.CharField(label=gettext_lazy("补缴原因"), required=False, max_length=100)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """A line is filled in whole or not at all."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in self.fields) and not self.errors:
            return cleaned
        for name, field in self.fields.items():
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("请填写%(what)s。") % {"what": str(field.label).partition("（")[0]})
        return cleaned


BackFormSet = forms.formset_factory(BackLineForm, extra=BACK_LINES, max_num=BACK_MOST, absolute_max=BACK_MOST)


class AdvanceForm(forms.Form):
    """How many months are paid at once."""

    count = forms.TypedChoiceField(label=gettext_lazy("缴到哪个月"), coerce=int)

    def __init__(self, *args: Any, ahead: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        counts = range(2, len(ahead) + 1)
        self.fields["count"].choices = [  # type: ignore[attr-defined]
            (
                count,
                _("%(period)s，%(count)d 个月") % {"period": period_words(ahead[0], ahead[count - 1]), "count": count},
            )
            for count in counts
        ]
