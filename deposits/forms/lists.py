"""Lists and people of an employer: files, filters, reasons. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries as accounts
from accounts import rules as people
from common import forms as fields
from common.listing import FilterForm
from deposits.states import EmployerAccountStatus, ListStatus, PersonalAccountStatus, TransferStatus

PAYROLL_ENDINGS = [".xlsx", ".csv", ".txt"]


class PayrollForm(forms.Form):
    """A payroll file."""

    file = fields.UploadField(
        label=gettext_lazy("清册文件"),
        endings=PAYROLL_ENDINGS,
        help_text=gettext_lazy("Excel（.xlsx）、.csv 或 .txt，不超过 20 MB、50,000 人。"),
    )


class DecisionForm(forms.Form):
    """What was found about an objection, and what follows."""

    UNDO, STAND = "undo", "stand"

    result = forms.ChoiceField(
        label=gettext_lazy("处理"),
        choices=[
            (UNDO, gettext_lazy("异议成立，退回原来的封存状态")),
            (STAND, gettext_lazy("异议不成立，仍由该单位缴存")),
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=gettext_lazy("核实情况"),
        help_text=gettext_lazy("如“已与单位和本人核实，劳动合同未签订”。"),
        min_length=2,
        max_length=200,
    )


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        min_length=2,
        error_messages={"required": gettext_lazy("请写明原因。"), "min_length": gettext_lazy("请写明原因。")},
    )


class ListFilter(FilterForm):
    """Narrows remittance lists by status and month."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    month = fields.MonthField(label=gettext_lazy("汇缴月份"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *ListStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Lists of that status and month."""
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        if month := self.cleaned_data["month"]:
            rows = rows.filter(month=month)
        return rows


class TransferFilter(FilterForm):
    """Narrows transfers by status."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *TransferStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Transfers of that status."""
        status = self.cleaned_data["status"]
        return rows.filter(status=status) if status else rows


class PeopleFilter(FilterForm):
    """Narrows a roster by name and status."""

    name = forms.CharField(label=gettext_lazy("姓名"), required=False, max_length=40)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *PersonalAccountStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """People whose name begins so, of that status."""
        if name := people.clean_name(self.cleaned_data["name"]):
            rows = rows.filter(person__name__startswith=name)
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        return rows


class EmployerFilter(FilterForm):
    """Narrows employers by what identifies them, and by status."""

    q = forms.CharField(label=gettext_lazy("名称、拼音首字母、信用代码或单位账号"), required=False, max_length=80)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *EmployerAccountStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Employers found by text, of that status."""
        if text := self.cleaned_data["q"].strip():
            if text.isascii() and text.isdigit() and len(text) == 8:
                rows = rows.filter(number=text)
            else:
                rows = rows.filter(employer__in=[each.pk for each in accounts.search_employers(text)])
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        return rows
