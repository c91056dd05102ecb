"""What somebody asks of the minutes: a period, a lane, a branch, and how many approvers there are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch
from loans.queries import bottleneck
from loans.queries.bottleneck import Period
from loans.states.applying import Lane

MOST_DAYS = 400
MOST_HANDS = 50


class PeriodForm(forms.Form):
    """A period of days, both included, and what narrows it."""

    since = forms.DateField(label=gettext_lazy("从"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("到"), widget=forms.DateInput(attrs={"type": "date"}))
    lane = forms.ChoiceField(label=gettext_lazy("通道"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"),
        queryset=Branch.objects.order_by("code", "id"),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    hands = forms.IntegerField(
        label=gettext_lazy("同时在线的审批人"), required=False, min_value=1, max_value=MOST_HANDS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lane"].choices = [("", _("全部")), *bottleneck.lanes()]  # type: ignore[attr-defined]

    @classmethod
    def begin(cls, today: date) -> dict[str, Any]:
        """What is shown before anybody asks: the fast lane of the last thirty days."""
        return {"since": today - timedelta(days=30), "until": today, "lane": Lane.FAST}

    def clean(self) -> dict[str, Any]:
        """The days are in order, and not too many."""
        answers = super().clean() or {}
        since, until = answers.get("since"), answers.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        elif since and until and (until - since).days > MOST_DAYS:
            self.add_error("until", _("一次最多统计 %(days)d 天。") % {"days": MOST_DAYS})
        return answers

    def period(self) -> Period:
        """The period asked for."""
        answers = self.cleaned_data
        branch = answers["branch"]
        return Period(
            since=_midnight(answers["since"]),
            until=_midnight(answers["until"] + timedelta(days=1)),
            lane=answers["lane"],
            branch_id=branch.pk if branch else None,
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
