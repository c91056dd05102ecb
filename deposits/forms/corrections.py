"""Corrections of accounts as asked for: wrong payments, merges. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common import identity
from common.money import yuan
from common.months import month_words
from deposits.forms.spot import SeenForm
from deposits.models import PersonalAccount
from deposits.queries.wrong import Taken
from deposits.states import OPEN_STATUSES, MergeProof, WrongCause


class WrongForm(forms.Form):
    """Which months were paid by mistake, and why."""

    months = forms.MultipleChoiceField(
        label=gettext_lazy("错缴的月份"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请勾选错缴的月份。")},
    )
    cause = forms.ChoiceField(label=gettext_lazy("错在哪里"), choices=WrongCause.choices, widget=forms.RadioSelect)
    base = fields.YuanField(
        label=gettext_lazy("正确的缴存基数（元）"),
        help_text=gettext_lazy("只在“基数报错，多缴”时填写，按它算出多缴了多少。"),
        required=False,
        min_fen=1,
    )
    reason = forms.CharField(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("如“9 月 15 日离职，10 月清册没有封存”。"),
        min_length=2,
        max_length=200,
    )

    def __init__(self, *args: Any, lines: Sequence[Taken], **options: Any) -> None:
        super().__init__(*args, **options)
        sums: dict[str, int] = {}
        for each in lines:
            sums[each.month] = sums.get(each.month, 0) + each.total_fen
        words = _("%(month)s，%(amount)s 元")
        self.fields["months"].choices = [  # type: ignore[attr-defined]
            (month, words % {"month": month_words(month), "amount": yuan(fen)}) for month, fen in sums.items()
        ]

    def clean(self) -> dict[str, Any]:
        """A wrong base names the right one; nothing else does."""
        cleaned = super().clean() or {}
        wants = cleaned.get("cause") == WrongCause.BASE
        if wants and cleaned.get("base") is None and "base" not in self.errors:
            self.add_error("base", _("请填写正确的缴存基数。"))
        if not wants:
            cleaned["base"] = None
        return cleaned


class WindowWrongForm(SeenForm, WrongForm):
    """The same at a window, papers in hand."""

    kind = "wrong_payment"
    field_order = ["months", "cause", "base", "reason", "seen"]


class MergeForm(SeenForm):
    """Which account stays, and how both were found to be one person's."""

    kind = "account_merge"
    field_order = ["number", "proof", "note", "seen"]

    number = forms.CharField(
        label=gettext_lazy("保留的个人账号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("怎么证明是同一人"), choices=MergeProof.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("核对了什么、看了哪些材料。"),
        min_length=2,
        max_length=200,
    )
    target: PersonalAccount | None = None

    def clean_number(self) -> str:
        """The number of an open account."""
        number = identity.normalise(self.cleaned_data["number"])
        self.target = PersonalAccount.objects.filter(number=number, status__in=OPEN_STATUSES).first()
        if self.target is None:
            raise forms.ValidationError(_("没有这个账号，或者账户已销户。"), code="unknown")
        return number
