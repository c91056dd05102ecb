"""What somebody has to say about us, and what is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch, User
from common.forms import MobileField
from common.listing import FilterForm
from desk.models import Case, Complaint
from desk.operations import Voice
from desk.states.complaints import VoiceKind, VoiceStatus, VoiceWay
from desk.states.ratings import Finding

_TEXT = forms.Textarea(attrs={"rows": 5})


class StaffField(forms.ModelChoiceField):
    """A colleague, by branch, number and name."""

    def label_from_instance(self, obj: Any) -> str:
        """Name with number and branch: two colleagues may have the same name."""
        return f"{obj} · {obj.staff.number} · {obj.staff.branch}"


class VoiceForm(forms.Form):
    """A complaint or a suggestion of somebody who is logged in."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=VoiceKind.choices, widget=forms.RadioSelect)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("哪个管理部"), queryset=Branch.objects.order_by("code"), empty_label=gettext_lazy("请选择")
    )
    title = forms.CharField(
        label=gettext_lazy("事由"), max_length=60, help_text=gettext_lazy("一句话说明，最多 60 字。")
    )
    text = forms.CharField(
        label=gettext_lazy("内容"),
        max_length=2000,
        help_text=gettext_lazy("时间、窗口、经过和您的要求。请不要写证件号和卡号。"),
        widget=_TEXT,
    )
    number = forms.CharField(
        label=gettext_lazy("办件编号"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("与某个办件有关的，填写编号，可更快查清。"),
    )

    def __init__(self, *args: Any, cases: QuerySet[Case], **options: Any) -> None:
        super().__init__(*args, **options)
        self.cases = cases

    def clean_number(self) -> str:
        """The number of a case that this person may name."""
        number: str = self.cleaned_data["number"].strip().upper()
        self.case = self.cases.filter(number=number).first() if number else None
        if number and self.case is None:
            raise forms.ValidationError(_("没有这个办件，请核对编号；不确定的可以不填。"))
        return number

    def voice(self, **facts: Any) -> Voice:
        """The answers as the operation takes them."""
        answers = self.cleaned_data
        case = getattr(self, "case", None)
        return Voice(
            kind=answers["kind"],
            title=answers["title"],
            text=answers["text"],
            branch_id=answers["branch"].pk,
            case_id=case.pk if case else None,
            **facts,
        )


class PublicVoiceForm(VoiceForm):
    """The same of a stranger: who they are is theirs to tell."""

    name = forms.CharField(label=gettext_lazy("称呼"), max_length=30, required=False)
    phone = MobileField(
        label=gettext_lazy("手机号码"),
        required=False,
        help_text=gettext_lazy("留下手机号，承办人可以与您核实。不留也会处理，用查询码看答复。"),
    )
    # People do not see it; programs that fill in whatever they find do.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, cases=Case.objects.none(), **options)
        del self.fields["number"]

    def voice(self, **facts: Any) -> Voice:
        """With name and phone."""
        answers = self.cleaned_data
        return super().voice(name=answers["name"], phone=answers["phone"], **facts)


class RecordedVoiceForm(VoiceForm):
    """What somebody says at a window, on the hotline or in a letter, written down by staff."""

    way = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[(each.value, each.label) for each in (VoiceWay.WINDOW, VoiceWay.PHONE, VoiceWay.LETTER)],
    )
    name = forms.CharField(label=gettext_lazy("称呼"), max_length=30, required=False)
    phone = MobileField(label=gettext_lazy("手机号码"), required=False)
    field_order = ["way", "kind", "branch", "title", "text", "number", "name", "phone"]

    def voice(self, **facts: Any) -> Voice:
        """With name and phone."""
        answers = self.cleaned_data
        return super().voice(name=answers["name"], phone=answers["phone"], **facts)


class AssignForm(forms.Form):
    """Who handles it, and whom it is about where that is known by now."""

    owner = StaffField(label=gettext_lazy("承办人"), queryset=User.objects.none())
    about = StaffField(
        label=gettext_lazy("被投诉人"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("被投诉人不能承办，也看不到这件投诉。"),
    )

    def __init__(self, *args: Any, handlers: QuerySet[User], colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = handlers  # type: ignore[attr-defined]
        self.fields["about"].queryset = colleagues  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer, and what the check showed."""

    finding = forms.ChoiceField(
        label=gettext_lazy("核实结果"), choices=[("", gettext_lazy("不适用")), *Finding.choices], required=False
    )
    text = forms.CharField(
        label=gettext_lazy("答复"),
        max_length=2000,
        help_text=gettext_lazy("对方会原样看到。写清查明了什么、怎么处理、依据是什么。"),
        widget=_TEXT,
    )

    def __init__(self, *args: Any, is_complaint: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_complaint:
            self.fields["finding"].required = True
        else:
            del self.fields["finding"]

    @property
    def finding_said(self) -> str:
        """What the check showed; nothing for a suggestion."""
        return str(self.cleaned_data.get("finding", ""))


class ObjectionForm(forms.Form):
    """Why the answer does not satisfy."""

    reason = forms.CharField(
        label=gettext_lazy("哪里不满意"),
        max_length=1000,
        help_text=gettext_lazy("可以提一次，由中心主任复查答复。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CodeForm(forms.Form):
    """The code that shows how a complaint stands."""

    code = forms.CharField(
        label=gettext_lazy("查询码"),
        max_length=20,
        help_text=gettext_lazy("提交时给您的 12 位字母和数字，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class VoiceFilter(FilterForm):
    """By kind, status and source."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[("", gettext_lazy("全部")), *VoiceKind.choices], required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部")), *VoiceStatus.choices], required=False
    )
    way = forms.ChoiceField(
        label=gettext_lazy("来源"), choices=[("", gettext_lazy("全部")), *VoiceWay.choices], required=False
    )

    def narrow(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """Rows that fit."""
        return rows.filter(**{name: value for name, value in self.cleaned_data.items() if value})
