"""Orders to freeze and to lift, seals and unseals from a month to come. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common.listing import FilterForm
from deposits.forms.lists import ReasonForm
from deposits.forms.registry import UnsealForm
from deposits.forms.spot import SealForm
from deposits.rules.freezes import Order
from deposits.states import FreezeKind, FreezeStatus


class FreezeForm(forms.Form):
    """What an authority's document says."""

    kind = forms.ChoiceField(
        label=gettext_lazy("冻结方式"),
        choices=FreezeKind.choices,
        initial=FreezeKind.IN_ONLY,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("只收不付：照常缴存，不能提取和转出。不收不付：停止缴存，也不能变更。"),
    )
    amount = fields.YuanField(
        label=gettext_lazy("冻结金额（元）"),
        required=False,
        help_text=gettext_lazy("只在冻结部分金额时填写；余额不足的，以后入账时补足。"),
    )
    authority = forms.CharField(label=gettext_lazy("冻结机关"), max_length=80)
    document_number = forms.CharField(label=gettext_lazy("文书编号"), max_length=80)
    document_on = fields.DayField(label=gettext_lazy("文书日期"))
    until = fields.DayField(
        label=gettext_lazy("冻结至"), required=False, help_text=gettext_lazy("最后一天；没有期限的不填，凭文书解除。")
    )

    def order(self) -> Order:
        """The order as typed. The form must be valid."""
        answers = self.cleaned_data
        return Order(
            kind=answers["kind"],
            authority=answers["authority"],
            document_number=answers["document_number"],
            document_on=answers["document_on"],
            amount_fen=answers["amount"],
            until=answers["until"],
        )


class LiftForm(forms.Form):
    """By what document a freeze is lifted."""

    document = forms.CharField(label=gettext_lazy("解除冻结的文书编号"), max_length=80)
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class FreezeFilter(FilterForm):
    """Narrows freezes by status."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *FreezeStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Freezes of that status."""
        status = self.cleaned_data["status"]
        return rows.filter(status=status) if status else rows


class _FromMonth(forms.Form):
    """From which month on; empty: at once."""

    month = fields.MonthField(
        label=gettext_lazy("从哪个月起"),
        required=False,
        help_text=gettext_lazy("不填，现在就办；填以后的月份，到时自动办理，此前的月份还没缴清的，缴清后办理。"),
    )


class LeaveForm(_FromMonth, ReasonForm):
    """Why and from when an employer's clerk seals an account."""

    field_order = ["reason", "month"]


class WindowLeaveForm(_FromMonth, SealForm):
    """The same at a window, what is rarely filled in last: three in a row are worked by keyboard."""

    field_order = ["reason", "asks", "seen", "month"]


class WindowReturnForm(_FromMonth, UnsealForm):
    """Under whom, on what base and from when a sealed account goes on."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["employer_number", "base", "month", "agreed", "asks", "seen"])
