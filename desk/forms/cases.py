"""What staff type about a case, and what narrows their lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from common import forms as fields
from common.listing import FilterForm
from desk import queries
from desk.models import Case
from desk.states.cases import OPEN_STATUSES, CaseStatus, Channel, ReviewDecision, Whose


class CaseReasonForm(forms.Form):
    """Why: read by the applicant or by colleagues, as the page says."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), strip=True)


class CaseNoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(label=_("备注"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class StopForm(forms.Form):
    """Whose time it is while our clock stands, and why."""

    whose = forms.ChoiceField(label=_("在等谁"), choices=[(Whose.APPLICANT, _("申请人")), (Whose.OTHER, _("其他部门"))])
    reason = forms.CharField(label=_("停表原因"), max_length=200)


class ReviewForm(forms.Form):
    """A reviewer's word."""

    decision = forms.ChoiceField(label=_("复核意见"), choices=ReviewDecision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回或不同意时必填。不同意的理由申请人会看到。"),
    )

    def clean(self) -> dict[str, Any]:
        """A no needs its reason."""
        answers = super().clean() or {}
        if answers.get("decision") not in (None, ReviewDecision.APPROVE) and not answers.get("reason"):
            self.add_error("reason", _("请写明理由。"))
        return answers


class CaseFilter(FilterForm):
    """Narrow cases by number, kind, status, branch, channel, and the day of submission, acceptance or end."""

    number = forms.CharField(label=_("办件编号"), required=False, max_length=20)
    kind = forms.ChoiceField(label=_("事项"), required=False)
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *CaseStatus.choices])
    branch = forms.ChoiceField(label=_("管理部"), required=False)
    channel = forms.ChoiceField(label=_("渠道"), required=False, choices=[("", _("全部")), *Channel.choices])
    of = forms.ChoiceField(
        label=_("日期按"),
        required=False,
        choices=[("", _("提交")), ("accepted", _("受理")), ("closed", _("结束"))],
    )
    since = fields.DayField(label=_("自"), required=False)
    until = fields.DayField(label=_("至"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = Branch.objects.order_by("code").values_list("pk", "name")
        self._offer("kind", queries.kind_names().items())
        self._offer("branch", branches)

    def _offer(self, name: str, choices: Iterable[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *choices]

    def narrow(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The rows that fit."""
        answers = self.cleaned_data
        if answers["number"]:
            rows = rows.filter(number=answers["number"].strip().upper())
        for name in ("kind", "status", "branch", "channel"):
            if answers[name]:
                rows = rows.filter(**{name: answers[name]})
        return self._in_days(rows)

    def _in_days(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        since, until, of = (self.cleaned_data[name] for name in ("since", "until", "of"))
        field = f"{of or 'submitted'}_at"
        if since:
            rows = rows.filter(**{f"{field}__gte": _midnight(since)})
        if since and of == "accepted":
            # What was accepted since a day is open or ended since: both have an index, an acceptance has none.
            rows = rows.filter(Q(status__in=OPEN_STATUSES) | Q(closed_at__gte=_midnight(since)))
        if until:
            rows = rows.filter(**{f"{field}__lt": _midnight(until + timedelta(days=1))})
        return rows


def _midnight(day: date) -> datetime:
    """The day's first moment: a range the index knows, unlike the date of a moment."""
    return timezone.make_aware(datetime.combine(day, time.min))


class PeriodForm(forms.Form):
    """Which days, which branch, and by what the figures are grouped."""

    since = fields.DayField(label=_("自"))
    until = fields.DayField(label=_("至"))
    branch = forms.ChoiceField(label=_("管理部"), required=False)
    group = forms.ChoiceField(
        label=_("按"),
        choices=[("kind", _("事项")), ("branch", _("管理部")), ("step", _("环节")), ("person", _("人员"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The period runs forwards and is no longer than two years."""
        answers = super().clean() or {}
        since, until = answers.get("since"), answers.get("until")
        if since and until and since > until:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        elif since and until and (until - since).days > 731:
            self.add_error("until", _("一次最多统计两年。"))
        return answers


class HandOverForm(forms.Form):
    """To whom, which cases, and what the taker should know."""

    taker = forms.ModelChoiceField(label=_("交给"), queryset=User.objects.none(), empty_label=_("请选择"))
    cases = forms.ModelMultipleChoiceField(
        label=_("办件"), queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("交接说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明办到哪一步、答应过申请人什么。"),
    )

    def __init__(self, *args: Any, takers: QuerySet[User], cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = takers  # type: ignore[attr-defined]
        choice = self.fields["cases"]
        choice.queryset = cases  # type: ignore[attr-defined]
        choice.label_from_instance = lambda case: (  # type: ignore[attr-defined]
            f"{case.number} {case.version.label} · {case.applicant} · {case.get_status_display()}"
        )
        choice.initial = [case.pk for case in cases]
