"""What somebody asks, and what is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from desk.forms.complaints import StaffField
from desk.states.complaints import VoiceKind
from desk.states.enquiries import AskedWay


class QuickForm(forms.Form):
    """A question at the window or on the phone, in two fields; answered on the spot where the second is filled in."""

    question = forms.CharField(
        label=_("问题"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "data-key": "q"})
    )
    answer = forms.CharField(
        label=_("当场答复"),
        max_length=2000,
        required=False,
        help_text=_("已经答复的填写；没填的进入“我的待答复”，下一个工作日前答复。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    way = forms.ChoiceField(
        choices=[(AskedWay.WINDOW.value, ""), (AskedWay.PHONE.value, "")], required=False, widget=forms.HiddenInput
    )
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AskForm(forms.Form):
    """A depositor's question."""

    branch = forms.ModelChoiceField(
        label=_("问哪个管理部"), queryset=Branch.objects.order_by("code"), empty_label=_("请选择")
    )
    question = forms.CharField(
        label=_("您的问题"),
        max_length=1000,
        help_text=_("下一个工作日前答复。请不要写证件号和卡号。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EnquiryAnswerForm(forms.Form):
    """The answer, and the rule it rests on."""

    answer = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    rests_on = forms.CharField(
        label=_("依据"), max_length=120, required=False, help_text=_("文件和条款，或疑难问题的编号。")
    )


class GiveForm(forms.Form):
    """To whom, and with what note."""

    to = StaffField(label=_("交给"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("说明"),
        max_length=500,
        help_text=_("问题到哪一步了，答应过什么。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """Why it is given back."""

    note = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class BecomesForm(forms.Form):
    """The question is a complaint or a suggestion."""

    kind = forms.ChoiceField(label=_("转为"), choices=VoiceKind.choices)
    title = forms.CharField(label=_("事由"), max_length=60)
