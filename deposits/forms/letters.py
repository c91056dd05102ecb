"""What people type about transfers between centres. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rules as people
from accounts.models import DocumentType
from common import identity
from common.listing import FilterForm
from deposits import queries
from deposits.models import PersonalAccount
from deposits.operations import Asked
from deposits.rules import letters as rules
from deposits.states import LetterDirection, LetterStatus


def _centres(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=None, empty_label=gettext_lazy("请选择"))


def _digits(text: str) -> str:
    """An account number without the spaces between its groups."""
    cleaned = "".join(text.split())
    if cleaned and not (cleaned.isascii() and cleaned.isdigit()):
        raise ValidationError(_("账号只能是数字。"))
    return cleaned


class MoveInForm(forms.Form):
    """From which centre the money comes, and under which number it lies there."""

    centre = _centres(gettext_lazy("原缴存地中心"))
    their_account = forms.CharField(
        label=gettext_lazy("在原缴存地的个人账号"),
        min_length=6,
        max_length=30,
        help_text=gettext_lazy("可在原缴存地的网厅、手机客户端或缴存证明上查到。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["centre"].queryset = queries.other_centres()  # type: ignore[attr-defined]

    def clean_their_account(self) -> str:
        """Letters and digits; spaces between groups are left out."""
        text = "".join(self.cleaned_data["their_account"].split()).upper()
        if not (text.isascii() and text.isalnum()):
            raise ValidationError(_("个人账号只能是数字和字母。"))
        return text


class WindowMoveInForm(MoveInForm):
    """The same at a window: whose account it goes to is named first."""

    account = forms.CharField(label=gettext_lazy("在本中心的个人账号"), max_length=20)
    field_order = ["account", "centre", "their_account"]

    def __init__(self, *args: Any, accounts: QuerySet[PersonalAccount], **options: Any) -> None:
        super().__init__(*args, **options)
        self.accounts = accounts

    def clean_account(self) -> PersonalAccount:
        """An account that the user may see."""
        found = self.accounts.filter(number=_digits(self.cleaned_data["account"])).first()
        if found is None:
            raise ValidationError(_("没有这个个人账号。"))
        return found


class LetterForm(forms.Form):
    """A contact letter of another centre, copied from its paper."""

    number = forms.CharField(
        label=gettext_lazy("联系函编号"),
        max_length=20,
        help_text=gettext_lazy("十六位数字，前六位是对方中心的代码。"),
    )
    centre = _centres(gettext_lazy("转入中心"))
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=DocumentType.choices, initial=DocumentType.CITIZEN
    )
    document_number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    their_account = forms.CharField(label=gettext_lazy("在转入中心的个人账号"), max_length=30, required=False)
    payee_name = forms.CharField(label=gettext_lazy("收款户名"), max_length=120)
    payee_account = forms.CharField(label=gettext_lazy("收款账号"), min_length=6, max_length=40)
    payee_bank_no = forms.CharField(label=gettext_lazy("收款行号"), max_length=14, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["centre"].queryset = queries.other_centres()  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """Sixteen digits with a day in the middle."""
        text = "".join(self.cleaned_data["number"].split())
        if not rules.is_letter_number(text):
            raise ValidationError(_("联系函编号应为六位中心代码、年月日和四位序号，共十六位数字。"))
        return text

    def clean_payee_account(self) -> str:
        """Digits only."""
        return _digits(self.cleaned_data["payee_account"])

    def clean(self) -> dict[str, Any]:
        """The document's number is checked as its kind asks for."""
        cleaned = super().clean() or {}
        kind, number = cleaned.get("document_type"), cleaned.get("document_number")
        if kind and number:
            try:
                cleaned["document_number"] = people.check_document(kind, number, today=timezone.localdate())
            except identity.InvalidNumber as refusal:
                self.add_error("document_number", ValidationError(_("%(what)s。") % {"what": refusal}))
        return cleaned

    @property
    def said(self) -> Asked:
        """The answers as the operation takes them."""
        answers = dict(self.cleaned_data)
        return Asked(centre_id=answers.pop("centre").pk, **answers)


class LetterNoteForm(forms.Form):
    """Words for the other centre."""

    note = forms.CharField(
        label=gettext_lazy("要说明的事"), min_length=2, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class LetterReasonForm(forms.Form):
    """Why it cannot be; the other centre and the person read it."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), min_length=2, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class LetterPayeeForm(forms.Form):
    """The other centre's corrected account."""

    payee_name = forms.CharField(label=gettext_lazy("收款户名"), max_length=120)
    payee_account = forms.CharField(label=gettext_lazy("更正后的收款账号"), min_length=6, max_length=40)

    def clean_payee_account(self) -> str:
        """Digits only."""
        return _digits(self.cleaned_data["payee_account"])


class LetterFilter(FilterForm):
    """Narrows letters by number, direction and status."""

    number = forms.CharField(label=gettext_lazy("联系函编号"), required=False, max_length=20)
    direction = forms.ChoiceField(label=gettext_lazy("方向"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["direction"].choices = [("", _("全部")), *LetterDirection.choices]  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", _("全部")), *LetterStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Letters of that number, direction and status."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**given)
