"""Suspense money asked back. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bank.models import SuspenseItem
from common import forms as fields
from common.money import yuan


class RefundForm(forms.Form):
    """How much of a piece of suspense money goes back, and why."""

    amount = fields.YuanField(label=gettext_lazy("退款金额（元）"))
    reason = forms.CharField(
        label=gettext_lazy("退款原因"),
        help_text=gettext_lazy("如“重复汇款”“多汇了两个月”。"),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, most_fen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most_fen = most_fen

    def clean_amount(self) -> int:
        """Something, and no more than is free."""
        fen: int = self.cleaned_data["amount"]
        if not 0 < fen <= self.most_fen:
            raise ValidationError(_("最多可退 %(most)s 元。") % {"most": yuan(self.most_fen)})
        return fen


class ItemForm(forms.Form):
    """Which piece of suspense money goes back."""

    item = forms.ChoiceField(
        label=gettext_lazy("退哪一笔"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择一笔。"), "invalid_choice": gettext_lazy("这笔款已不能退。")},
    )

    def __init__(self, *args: Any, items: Sequence[SuspenseItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(str(each.pk), _item_words(each)) for each in items]  # type: ignore[attr-defined]


def _item_words(item: SuspenseItem) -> str:
    facts = {"day": item.receipt.line.value_date, "amount": yuan(item.amount_fen), "most": yuan(item.free_fen)}
    return _("%(day)s 到账 %(amount)s 元，最多可退 %(most)s 元") % facts


class PayeeForm(forms.Form):
    """The employer's corrected account."""

    account = forms.CharField(
        label=gettext_lazy("更正后的收款账号"),
        min_length=6,
        max_length=40,
        help_text=gettext_lazy("户名仍须是单位本身。"),
    )

    def clean_account(self) -> str:
        """Digits only; spaces between groups are left out."""
        text = "".join(self.cleaned_data["account"].split())
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(_("账号只能是数字。"))
        return text
