"""What somebody says of a case, and what is written of a follow-up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from common import months
from common.forms import MonthField
from common.listing import FilterForm
from desk import queries
from desk.models import Rating
from desk.operations import Said
from desk.states.ratings import Finding, Level, Tag, Way


class RateForm(forms.Form):
    """One of five levels, and if somebody likes, words."""

    level = forms.TypedChoiceField(
        label=_("您对这次服务"), choices=Level.choices, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    tags = forms.MultipleChoiceField(
        label=_("哪些方面"), choices=Tag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("想说的话"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def said(self) -> Said:
        """The answers as the operation takes them."""
        answers = self.cleaned_data
        return Said(answers["level"], tuple(answers["tags"]), answers["words"])


class TabletForm(RateForm):
    """The same on a tablet: one touch is enough."""

    tags = None  # type: ignore[assignment]
    words = None  # type: ignore[assignment]
    invitation = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def said(self) -> Said:
        """The level alone."""
        return Said(self.cleaned_data["level"])


class AgainForm(forms.Form):
    """The second rating."""

    level = forms.TypedChoiceField(
        label=_("处理之后，您觉得"), choices=Level.choices, coerce=int, empty_value=None, widget=forms.RadioSelect
    )


class ContactForm(forms.Form):
    """What the person said on the phone."""

    note = forms.CharField(
        label=_("联系情况"),
        max_length=500,
        help_text=_("什么时候、怎么联系的，对方说了什么。联系不上的，写明几次。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(forms.Form):
    """What the check showed, and what was put right."""

    finding = forms.ChoiceField(label=_("核实结果"), choices=Finding.choices, widget=forms.RadioSelect)
    measures = forms.CharField(
        label=_("整改措施"),
        max_length=1000,
        help_text=_("不属实的，写明核实经过。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TellForm(forms.Form):
    """What the person is told."""

    feedback = forms.CharField(
        label=_("给办事人的反馈"),
        max_length=1000,
        help_text=_("对方会在“我的评价”里看到这段话，并可再次评价。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeviceForm(forms.Form):
    """Which window a tablet stands at."""

    branch = forms.ModelChoiceField(label=_("管理部"), queryset=Branch.objects.order_by("code"))
    window = forms.CharField(label=_("窗口"), max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class SpanForm(forms.Form):
    """Months of figures, both included."""

    since = MonthField(label=_("从"))
    until = MonthField(label=_("到"))

    @classmethod
    def of(cls, data: Any, today: date) -> SpanForm:
        """What was asked for, or this month."""
        asked = {name: data[name] for name in ("since", "until") if data.get(name)}
        month = months.month_of(today)
        return cls({"since": month, "until": month, **asked})

    def clean(self) -> dict[str, Any]:
        """At most a year, the first month not after the last."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and not since <= until <= months.shift(since, 11):
            self.add_error("until", _("请选择先后不超过 12 个月的一段时间。"))
        return cleaned

    def days(self, today: date) -> tuple[date, date]:
        """First and last day; this month where the months do not fit."""
        if not self.is_valid():
            month = months.month_of(today)
            return months.first_day(month), months.last_day(month)
        return months.first_day(self.cleaned_data["since"]), months.last_day(self.cleaned_data["until"])


class RatingFilter(FilterForm):
    """By level, way and month."""

    level = forms.TypedChoiceField(
        label=_("评价"), choices=[("", _("全部")), *Level.choices], coerce=int, empty_value=None, required=False
    )
    way = forms.ChoiceField(label=_("方式"), choices=[("", _("全部")), *Way.choices], required=False)
    month = MonthField(label=_("月份"), required=False)

    def narrow(self, rows: QuerySet[Rating]) -> QuerySet[Rating]:
        """Rows of that level, way and month."""
        asked = self.cleaned_data
        if asked["level"]:
            rows = rows.filter(level=asked["level"])
        if asked["way"]:
            rows = rows.filter(way=asked["way"])
        if asked["month"]:
            first, last = months.first_day(asked["month"]), months.last_day(asked["month"])
            rows = rows.filter(rated_at__range=queries.span_of(first, last))
        return rows
