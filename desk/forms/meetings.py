"""What is typed about morning meetings and suggestions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch, User
from common.forms import DayField
from common.listing import FilterForm
from desk.forms.hall import ColleagueField, area
from desk.models import Problem
from desk.queries import hall
from desk.states.meetings import Culture, MeetingStatus, Presence
from desk.states.suggestions import SuggestionStatus


class PlanForm(forms.Form):
    """From which day on, and how many mornings."""

    since = DayField(label=gettext_lazy("从哪天起"))
    count = forms.IntegerField(label=gettext_lazy("安排几次"), min_value=1, max_value=20, initial=5)


class HostForm(forms.Form):
    """Who hosts instead."""

    host = ColleagueField(label=gettext_lazy("主持人"))

    def __init__(self, *args: Any, branch_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["host"].queryset = hall.colleagues(branch_id)  # type: ignore[attr-defined]


class ProgrammeForm(forms.Form):
    """An item of culture."""

    kind = forms.ChoiceField(label=gettext_lazy("形式"), choices=Culture.choices)
    title = forms.CharField(label=gettext_lazy("题目"), max_length=80)
    lead = ColleagueField(label=gettext_lazy("谁来讲"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, branch_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead"].queryset = hall.colleagues(branch_id)  # type: ignore[attr-defined]


class DrillForm(forms.Form):
    """A fault-finding drill: who plays whom, and what about."""

    citizen = ColleagueField(label=gettext_lazy("扮演群众"))
    clerk = ColleagueField(label=gettext_lazy("办理人员"))
    window = forms.CharField(label=gettext_lazy("窗口"), max_length=10, required=False)
    business = forms.CharField(label=gettext_lazy("什么业务"), max_length=60)

    def __init__(self, *args: Any, branch_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("citizen", "clerk"):
            self.fields[name].queryset = hall.colleagues(branch_id)  # type: ignore[attr-defined]


class DrillRecordForm(forms.Form):
    """What came of a drill."""

    objections = area(gettext_lazy("提出的异议"), help_text=gettext_lazy("受理过程、服务方式、工作行为上找出的问题。"))
    answers = area(gettext_lazy("现场解答"))
    evaluation = area(gettext_lazy("主持人评价"))


class ShareForm(forms.Form):
    """Which hard problem is shared."""

    problem = forms.ModelChoiceField(label=gettext_lazy("哪个疑难问题"), queryset=Problem.objects.none())

    def __init__(self, *args: Any, choices: QuerySet[Problem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["problem"].queryset = choices  # type: ignore[attr-defined]


class RollForm(forms.Form):
    """The roll: one line a colleague."""

    def __init__(self, *args: Any, colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.colleagues = colleagues
        for each in colleagues:
            self.fields[f"p{each.pk}"] = forms.ChoiceField(
                label=_("%(name)s的出勤") % {"name": each}, choices=Presence.choices, initial=Presence.PRESENT
            )
            self.fields[f"n{each.pk}"] = forms.CharField(
                label=_("%(name)s的说明") % {"name": each}, max_length=100, required=False
            )

    @property
    def rows(self) -> list[tuple[User, Any, Any]]:
        """Each colleague with both fields."""
        return [(each, self[f"p{each.pk}"], self[f"n{each.pk}"]) for each in self.colleagues]

    @property
    def presence(self) -> dict[int, tuple[str, str]]:
        """What was chosen, as the operation takes it."""
        data = self.cleaned_data
        return {each.pk: (data[f"p{each.pk}"], data[f"n{each.pk}"]) for each in self.colleagues}


class MinutesForm(forms.Form):
    """The minutes of a meeting."""

    minutes = area(
        gettext_lazy("晨会记录"),
        rows=8,
        most=5000,
        help_text=gettext_lazy("今天强调了什么、大家说了什么、要落实什么。"),
    )


class SpanForm(forms.Form):
    """A span of days and a hall."""

    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"))
    branch = forms.ModelChoiceField(label=gettext_lazy("管理部"), queryset=Branch.objects.order_by("code", "id"))


class MeetingFilter(FilterForm):
    """Narrows meetings."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), required=False, queryset=Branch.objects.order_by("code", "id")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *MeetingStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Meetings of that status and hall."""
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        if branch := self.cleaned_data["branch"]:
            rows = rows.filter(branch=branch)
        return rows


# --- suggestions


class SuggestionForm(forms.Form):
    """What somebody proposes."""

    title = forms.CharField(label=gettext_lazy("建议"), max_length=80, help_text=gettext_lazy("一句话说清。"))
    text = area(gettext_lazy("具体内容"), rows=5)


class AdoptForm(forms.Form):
    """Who does it, by when, and why it is adopted."""

    reason = area(gettext_lazy("为什么采纳、怎么做"))
    responsible = ColleagueField(label=gettext_lazy("责任人"))
    due_on = DayField(label=gettext_lazy("完成期限"))


class ReassignForm(AdoptForm):
    """Somebody else, or more time."""

    reason = area(gettext_lazy("调整的原因"))


class SuggestionFilter(FilterForm):
    """Narrows suggestions."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), required=False, queryset=Branch.objects.order_by("code", "id")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *SuggestionStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Suggestions of that status and hall."""
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        if branch := self.cleaned_data["branch"]:
            rows = rows.filter(branch=branch)
        return rows
