"""What is written down of business between two centres."""

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
from common.forms import MobileField
from common.listing import FilterForm
from desk.models import Centre, CrossCase, KindVersion
from desk.operations import Asked
from desk.states.crossing import Direction, Outcome, Via


class AskedForm(forms.Form):
    """Which service, of which centre, for whom."""

    kind = forms.ChoiceField(label=gettext_lazy("事项"))
    centre = forms.ModelChoiceField(
        label=gettext_lazy("对方中心"), queryset=Centre.objects.none(), empty_label=gettext_lazy("请选择")
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=DocumentType.choices, initial=DocumentType.CITIZEN
    )
    document_number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = MobileField(label=gettext_lazy("手机号码"), required=False)
    asked = forms.CharField(
        label=gettext_lazy("申请事项"),
        max_length=1000,
        help_text=gettext_lazy("要办什么、金额或期限、收款卡尾号等。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, versions: list[KindVersion], centres: QuerySet[Centre], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((each.kind.code, each.label.partition("：")[2] or each.label) for each in versions),
        ]
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]

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


class OutForm(AskedForm):
    """Taken here for another centre."""

    account_number = forms.CharField(label=gettext_lazy("对方中心的个人账号"), max_length=30, required=False)


class InForm(AskedForm):
    """Received from another centre."""

    their_number = forms.CharField(label=gettext_lazy("对方受理编号"), max_length=40)


class SendForm(forms.Form):
    """How papers, or the answer, travel."""

    via = forms.ChoiceField(label=gettext_lazy("转递方式"), choices=Via.choices)
    tracking = forms.CharField(label=gettext_lazy("转递单号"), max_length=40, required=False)


class UrgeForm(forms.Form):
    """How the other centre was reminded."""

    note = forms.CharField(
        label=gettext_lazy("催办情况"), max_length=300, help_text=gettext_lazy("打给谁、对方怎么说。")
    )


class OutcomeForm(forms.Form):
    """What the centre of the account decided, in the words that the applicant reads."""

    outcome = forms.ChoiceField(label=gettext_lazy("审核结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=gettext_lazy("答复内容"),
        max_length=1000,
        help_text=gettext_lazy("申请人会看到。不予办理的写明理由。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TheirAnswerForm(OutcomeForm):
    """The same of the other centre, with its number."""

    their_number = forms.CharField(label=gettext_lazy("对方受理编号"), max_length=40, required=False)


class CrossFilter(FilterForm):
    """By direction and centre."""

    direction = forms.ChoiceField(
        label=gettext_lazy("方向"), choices=[("", gettext_lazy("全部")), *Direction.choices], required=False
    )
    centre = forms.ModelChoiceField(
        label=gettext_lazy("对方中心"),
        queryset=Centre.objects.order_by("code"),
        required=False,
        empty_label=gettext_lazy("全部"),
    )

    def narrow(self, rows: QuerySet[CrossCase]) -> QuerySet[CrossCase]:
        """Rows that fit."""
        return rows.filter(**{name: value for name, value in self.cleaned_data.items() if value})
