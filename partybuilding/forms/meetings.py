"""What is typed about meetings, their minutes and what follows."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import DayField
from common.listing import FilterForm
from partybuilding.forms.fields import MemberField, OrganisationField, area, offer
from partybuilding.models import MeetingAttendance, Member, Organisation
from partybuilding.states.meetings import KINDS_OF, MeetingKind, MeetingStatus, Presence, ResolutionStatus, TopicKind


class PlanYearForm(forms.Form):
    """Which year of which organisation."""

    organisation = OrganisationField(label=_("组织"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, organisations.filter(kind__in=list(KINDS_OF), ended_on=None).order_by("path", "id"), "organisation")


class PlanMeetingForm(PlanYearForm):
    """One meeting on the plan."""

    field_order = ["organisation", "kind", "on", "theme"]
    year = None  # type: ignore[assignment]
    kind = forms.ChoiceField(label=_("会议类别"), choices=MeetingKind.choices)
    on = DayField(label=_("大致日期"), help_text=_("计划到哪个月、季或年，由会议类别决定。"))
    theme = forms.CharField(label=_("主题"), max_length=80, required=False)


class CallForm(forms.Form):
    """The notice."""

    day = DayField(label=_("日期"))
    starts = forms.TimeField(
        label=_("时间"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), initial=time(15, 30)
    )
    place = forms.CharField(label=_("地点"), max_length=60)
    theme = forms.CharField(label=_("主题"), max_length=80, required=False)
    host = MemberField(label=_("主持人"))
    recorder = MemberField(label=_("记录人"))

    def __init__(self, *args: Any, members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, members, "host", "recorder")

    def clean(self) -> dict[str, Any]:
        """Day and time as one."""
        found = super().clean() or {}
        if found.get("day") and found.get("starts"):
            found["starts_at"] = timezone.make_aware(datetime.combine(found["day"], found["starts"]))
        return found


class AttendanceForm(forms.Form):
    """Who came: one choice and one reason for each person called."""

    def __init__(self, *args: Any, rows: list[MeetingAttendance], guests: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        choices = [each for each in Presence.choices if each[0] != Presence.CALLED]
        for row in rows:
            initial = Presence.PRESENT if row.presence == Presence.CALLED else row.presence
            self.fields[f"presence_{row.pk}"] = forms.ChoiceField(
                label=_("%(name)s的到会情况") % {"name": row.member}, choices=choices, initial=initial
            )
            self.fields[f"reason_{row.pk}"] = forms.CharField(
                label=_("%(name)s的请假事由") % {"name": row.member},
                max_length=80,
                required=False,
                initial=row.reason,
            )
        self.fields["guests"] = forms.CharField(label=_("列席"), max_length=200, required=False, initial=guests)

    def lines(self) -> list[tuple[MeetingAttendance, Any, Any]]:
        """Rows with their two fields, for the table."""
        return [(row, self[f"presence_{row.pk}"], self[f"reason_{row.pk}"]) for row in self.rows]

    def presences(self) -> dict[int, tuple[str, str]]:
        """What was chosen, by attendance id."""
        data = self.cleaned_data
        return {row.pk: (data[f"presence_{row.pk}"], data[f"reason_{row.pk}"]) for row in self.rows}


class TopicForm(forms.Form):
    """A topic of the agenda; discussion and resolution once it has been met."""

    title = forms.CharField(label=_("议题"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=TopicKind.choices)
    proposer = forms.CharField(label=_("提交人"), max_length=60, help_text=_("谁提交会议研究的。"))
    discussion = area(_("讨论情况"), rows=6, required=False, help_text=_("谁说了什么，有没有不同意见。"))
    resolution = area(_("决议"), rows=3, required=False)


class ResolutionForm(forms.Form):
    """Who does what by when."""

    text = forms.CharField(label=_("要做什么"), max_length=200)
    owner = MemberField(label=_("责任人"))
    due_on = DayField(label=_("完成期限"))

    def __init__(self, *args: Any, members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, members, "owner")


class SummaryForm(forms.Form):
    """How the meeting went, in a few words."""

    text = area(
        _("会议情况"), required=False, rows=4, help_text=_("会议的简要过程；各项议题的讨论和决议已在下面逐项记录。")
    )


class MeetingFilter(FilterForm):
    """By kind, status and year."""

    kind = forms.ChoiceField(label=_("会议类别"), required=False, choices=[("", _("全部")), *MeetingKind.choices])
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *MeetingStatus.choices])
    year = forms.IntegerField(label=_("年度"), required=False, min_value=2000, max_value=2100)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All that were chosen."""
        return rows.filter(**{name: value for name, value in self.cleaned_data.items() if value})


class ResolutionFilter(FilterForm):
    """Open or done."""

    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *ResolutionStatus.choices])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of the status."""
        return rows.filter(status=self.cleaned_data["status"]) if self.cleaned_data["status"] else rows


class YearForm(forms.Form):
    """Which year a page is about."""

    year = forms.IntegerField(label=_("年度"), required=False, min_value=2000, max_value=2100)

    @staticmethod
    def of(data: Any, default: int) -> int:
        """The year asked for, or the default."""
        form = YearForm(data)
        return (form.cleaned_data["year"] if form.is_valid() else None) or default
