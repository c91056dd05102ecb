"""What is typed about screenings, pictures and bans. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common.listing import FilterForm
from risk.states.lists import ListKind
from risk.states.screening import ScreeningStatus


class ScreeningFilter(FilterForm):
    """Narrows screenings that wait for somebody."""

    case = forms.CharField(label=gettext_lazy("办件编号"), required=False, max_length=20)
    status = forms.ChoiceField(label=gettext_lazy("结果"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        waiting = (ScreeningStatus.REVIEW, ScreeningStatus.BLOCKED)
        choices = [(each.value, each.label) for each in waiting]
        self.fields["status"].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Screenings that fit every answer."""
        given = self.cleaned_data
        if given["status"]:
            rows = rows.filter(status=given["status"])
        if text := given["case"].strip().upper():
            rows = rows.filter(case=text)
        return rows


class ClearForm(forms.Form):
    """Why the findings do not stand against the application."""

    reason = forms.CharField(
        label=gettext_lazy("怎么核实的，为什么可以放行"),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindForm(forms.Form):
    """Where a picture begins."""

    KINDS = (
        ("CASE", gettext_lazy("办件编号")),
        ("HOUSE", gettext_lazy("房屋：产权证号、合同号或地址")),
        ("PHONE", gettext_lazy("手机号码")),
        ("PAYEE", gettext_lazy("收款账户")),
        ("IDENTITY", gettext_lazy("申请人身份证号码")),
    )
    kind = forms.ChoiceField(label=gettext_lazy("从什么出发"), choices=KINDS)
    text = forms.CharField(
        label=gettext_lazy("号码或地址"), min_length=2, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


class ListFilter(FilterForm):
    """Narrows lists by kind."""

    kind = forms.ChoiceField(label=gettext_lazy("名单"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("全部")), *ListKind.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Entries of that list."""
        return rows.filter(kind=self.cleaned_data["kind"]) if self.cleaned_data["kind"] else rows


class EntryForm(forms.Form):
    """One thing on a list."""

    kind = forms.ChoiceField(label=gettext_lazy("名单"), choices=ListKind.choices)
    value = forms.CharField(
        label=gettext_lazy("内容"),
        max_length=200,
        help_text=gettext_lazy("人员填身份证号码，房屋填产权证号、合同编号或详细地址，其余填号码。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    source = forms.CharField(label=gettext_lazy("来源"), max_length=80, help_text=gettext_lazy("哪个单位、哪份文件。"))
    reason = forms.CharField(label=gettext_lazy("列入原因"), max_length=200)
    since = fields.DayField(label=gettext_lazy("自"))
    until = fields.DayField(label=gettext_lazy("至（不填为长期）"), required=False)


class ImportForm(forms.Form):
    """A file of entries; looked at first, taken in with `go`."""

    file = fields.UploadField(label=gettext_lazy("CSV 文件"), endings=[".csv"], max_bytes=2_000_000)
    go = forms.BooleanField(label=gettext_lazy("检查没有问题就直接导入"), required=False)


class EndForm(forms.Form):
    """Why something comes off its list."""

    reason = forms.CharField(label=gettext_lazy("移出原因"), min_length=2, max_length=200)
