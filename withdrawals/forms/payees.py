"""An account for the register of payees. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField
from withdrawals.states import PayeeKind

REGISTERED = (PayeeKind.DEVELOPER, PayeeKind.LENDER, PayeeKind.LANDLORD)


class PayeeForm(forms.Form):
    """Whose account, where, on which agreement; a second person confirms it against the paper."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[(each.value, each.label) for each in REGISTERED],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("户名"), min_length=2, max_length=120)
    account = forms.CharField(
        label=gettext_lazy("账号"), min_length=8, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    account_again = forms.CharField(
        label=gettext_lazy("再输一遍账号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    bank_name = forms.CharField(label=gettext_lazy("开户银行"), max_length=80)
    bank_no = forms.CharField(label=gettext_lazy("行号"), max_length=14, required=False)
    project = forms.CharField(
        label=gettext_lazy("楼盘或业务"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("监管账户写楼盘名称，申请人按它选择。"),
    )
    document_number = forms.CharField(label=gettext_lazy("依据文件（监管协议、合作协议）"), min_length=2, max_length=80)
    since = DayField(label=gettext_lazy("启用日期"))

    def clean_account(self) -> str:
        """Digits only."""
        return _digits(self.cleaned_data["account"])

    def clean_account_again(self) -> str:
        """The same digits."""
        again = _digits(self.cleaned_data["account_again"])
        if self.cleaned_data.get("account") not in (None, again):
            raise ValidationError(_("两次输入的账号不一样，请对照原件核对。"))
        return again

    @property
    def said(self) -> dict[str, Any]:
        """The answers as the operation takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "account_again"}


class PayeeReasonForm(forms.Form):
    """Why an entry is refused or ended."""

    reason = forms.CharField(label=gettext_lazy("理由"), min_length=2, max_length=200)


def _digits(text: str) -> str:
    cleaned = "".join(text.split())
    if not (cleaned.isascii() and cleaned.isdigit()):
        raise ValidationError(_("账号只能是数字。"))
    return cleaned
