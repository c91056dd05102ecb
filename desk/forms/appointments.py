"""What is typed around appointments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from common.forms import DayField, IdentityNumberField, MobileField
from common.listing import FilterForm
from desk.models import Line
from desk.operations import Details, PlanFields
from desk.states.appointments import AppointmentStatus, SlotKind, VisitReason

WEEKDAYS = [
    (1, _("周一")),
    (2, _("周二")),
    (3, _("周三")),
    (4, _("周四")),
    (5, _("周五")),
    (6, _("周六")),
    (7, _("周日")),
]


class CheckForm(forms.Form):
    """The last page of booking: nothing to type."""

    def details(self) -> Details:
        """What the special services need."""
        return Details()


class VisitForm(CheckForm):
    """Where we come to, and why."""

    address = forms.CharField(
        label=_("上门地址"),
        help_text=_("写到门牌号，方便工作人员找到您。"),
        max_length=120,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    visit_reason = forms.ChoiceField(label=_("上门原因"), choices=VisitReason.choices, widget=forms.RadioSelect)

    def details(self) -> Details:
        """Address and reason."""
        return Details(address=self.cleaned_data["address"], visit_reason=self.cleaned_data["visit_reason"])


class EarlyForm(CheckForm):
    """What somebody wants to know before they come."""

    questions = forms.CharField(
        label=_("想提前了解什么"),
        help_text=_("写明情况和手里有哪些材料，工作人员先看，到窗口就能办。"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def details(self) -> Details:
        """The questions."""
        return Details(questions=self.cleaned_data["questions"])


class BatchForm(CheckForm):
    """How many people an employer's clerk brings business for."""

    head_count = forms.IntegerField(label=_("办理人数"), min_value=1, max_value=500, initial=10)

    def details(self) -> Details:
        """The number of people."""
        return Details(head_count=self.cleaned_data["head_count"])


FORMS: dict[str, type[CheckForm]] = {
    SlotKind.HOME_VISIT: VisitForm,
    SlotKind.EARLY: EarlyForm,
    SlotKind.EMPLOYER: BatchForm,
}


class CallerForm(forms.Form):
    """Somebody who phones and is not on file."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    document_number = IdentityNumberField()
    phone = MobileField(label=_("手机号码"))


class DayForm(forms.Form):
    """Which branch and day the staff look at."""

    branch = forms.ModelChoiceField(Branch.objects.order_by("code", "id"), label=_("管理部"), required=False)
    day = DayField(label=_("日期"), required=False)


class ReasonForm(forms.Form):
    """Why an appointment is cancelled, as the person is told."""

    reason = forms.CharField(label=_("取消原因"), help_text=_("会告诉预约人。"), max_length=60)


class AnswerForm(forms.Form):
    """The answer to what was asked beforehand."""

    answer = forms.CharField(label=_("答复"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))


class ResultForm(forms.Form):
    """What came of a visit."""

    result = forms.CharField(label=_("结果"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class AssignForm(forms.Form):
    """Who goes."""

    staff = forms.ModelChoiceField(User.objects.none(), label=_("由谁负责"), empty_label=_("请选择"))

    def __init__(self, *args: Any, branch_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        staff = User.objects.filter(staff__branch=branch_id, is_active=True).select_related("person", "staff")
        self.fields["staff"].queryset = staff.order_by("staff__number", "id")  # type: ignore[attr-defined]


class VisitFilter(FilterForm):
    """Home visits and talks beforehand, narrowed."""

    status = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *AppointmentStatus.choices], required=False)
    branch = forms.ModelChoiceField(Branch.objects.order_by("code", "id"), label=_("管理部"), required=False)

    def narrow(self, rows: Any) -> Any:
        """The rows that fit."""
        data = self.cleaned_data
        if data["status"]:
            rows = rows.filter(status=data["status"])
        return rows.filter(branch=data["branch"]) if data["branch"] else rows


class PlanForm(forms.Form):
    """Places that a branch offers."""

    branch = forms.ModelChoiceField(Branch.objects.order_by("code", "id"), label=_("管理部"))
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=SlotKind.choices,
        help_text=_("周日半天只在不上班的周日开放；其他类型只在工作日开放，以工作日历为准。"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=_("开始"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    closes = forms.TimeField(label=_("结束"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    minutes = forms.IntegerField(label=_("每段分钟"), min_value=5, max_value=480, initial=30)
    capacity = forms.IntegerField(label=_("每段名额"), min_value=1, max_value=200, initial=3)
    lines = forms.ModelMultipleChoiceField(
        Line.objects.filter(is_active=True).order_by("order", "id"),
        label=_("限办业务"),
        help_text=_("不选就是什么业务都可以。"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_from = DayField(label=_("自"))
    valid_until = DayField(label=_("至"), required=False)

    def clean(self) -> dict[str, Any]:
        """The hours hold at least one slot, and the term does not end before it begins."""
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and data.get("minutes"):
            length = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
            if length < data["minutes"]:
                self.add_error("closes", _("结束时间至少要比开始时间晚一段。"))
        since, until = data.get("valid_from"), data.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", _("终止日期不能早于起始日期。"))
        return data

    def fields_of_plan(self) -> PlanFields:
        """As the operation takes them."""
        data = self.cleaned_data
        return PlanFields(
            branch_id=data["branch"].pk,
            kind=data["kind"],
            weekdays=tuple(data["weekdays"]),
            opens=data["opens"],
            closes=data["closes"],
            minutes=data["minutes"],
            capacity=data["capacity"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            line_ids=tuple(line.pk for line in data["lines"]),
        )


class ClosedDayForm(forms.Form):
    """A day without appointments."""

    branch = forms.ModelChoiceField(
        Branch.objects.order_by("code", "id"), label=_("管理部"), required=False, empty_label=_("全部管理部")
    )
    day = DayField(label=_("日期"))
    reason = forms.CharField(label=_("原因"), help_text=_("已预约的人会收到这个原因。"), max_length=60)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_day(self) -> date:
        """Today or later."""
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("这一天已经过去。"))
        return day
