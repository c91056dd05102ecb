"""A list typed on the page. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus


class TypedForm(forms.Form):
    """One line of a list typed on the page.

    A person of the roster is named by `account` and cannot be renamed; a line without account is somebody new.
    """

    KEEP, LEAVE, RETURN, AWAY, JOIN = "KEEP", "LEAVE", "RETURN", "AWAY", "JOIN"

    account = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    name = forms.CharField(label=gettext_lazy("姓名"), required=False, max_length=60)
    document_number = forms.CharField(
        label=gettext_lazy("身份证号码"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mobile = forms.CharField(
        label=gettext_lazy("手机号码"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    base = fields.YuanField(label=gettext_lazy("缴存基数（元）"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("本月"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person: PersonalAccount | None = self.initial.get("person")
        active, sealed = (
            [(self.KEEP, _("正常缴存")), (self.LEAVE, _("封存"))],
            [(self.AWAY, _("不缴")), (self.RETURN, _("启封"))],
        )
        if self.person is None:
            self.fields["action"].choices = [(self.JOIN, _("新增"))]  # type: ignore[attr-defined]
        else:
            is_sealed = self.person.status == PersonalAccountStatus.SEALED
            self.fields["action"].choices = sealed if is_sealed else active  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """A line for somebody new in which nothing was typed."""
        typed = ("name", "document_number", "mobile", "base")
        return self.person is None and not any(self.cleaned_data.get(name) for name in typed)

    def clean(self) -> dict[str, Any]:
        """Who pays has a base; who is new has a name and a number."""
        cleaned = super().clean() or {}
        if self.is_blank or "base" in self.errors:
            return cleaned
        if cleaned.get("base") is None and cleaned.get("action") not in (self.LEAVE, self.AWAY):
            self.add_error("base", _("请填写缴存基数。"))
        if self.person is None:
            for name, words in (("name", _("请填写姓名。")), ("document_number", _("请填写身份证号码。"))):
                if not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned


TYPED_MOST = 200
"""People that can be typed on the page; longer lists come as files."""

TypedFormSet = forms.formset_factory(TypedForm, extra=3, max_num=TYPED_MOST + 50, absolute_max=TYPED_MOST + 50)
