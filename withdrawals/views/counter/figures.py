"""From form to money: how long withdrawals took, stage by stage (seed 001: two hours after fetching the form)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.forms import DayField
from withdrawals import queries
from withdrawals.views.progress import span_words

DAY, MONTH = timedelta(days=1), timedelta(days=30)


class SpanForm(forms.Form):
    """Which days are counted, by the day the money was there."""

    since = DayField(label=gettext_lazy("到账日期从"), required=False)
    until = DayField(label=gettext_lazy("到"), required=False)

    def clean(self) -> dict[str, object]:
        """The end is not before the beginning."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return cleaned


STEPS: dict[str, Any] = {
    "form": gettext_lazy("领表到提交"),
    "screen": gettext_lazy("提交到核对完毕"),
    "decide": gettext_lazy("提交到决定"),
    "order": gettext_lazy("决定到付款指令"),
    "settle": gettext_lazy("付款指令到到账"),
    "sms": gettext_lazy("到账到短信"),
    "whole": gettext_lazy("从填表到到账"),
}


@requires(Permission.CASE_FIGURES)
@require_safe
def figures(request: UserRequest) -> HttpResponse:
    """What half and nine tenths of the withdrawals took for each stretch of the way, of what was paid in some days."""
    today = timezone.localdate()
    first = {"since": today - MONTH, "until": today}
    form = SpanForm(request.GET or None, initial=first)
    said = {name: value for name, value in (form.cleaned_data if form.is_valid() else {}).items() if value}
    span = {**first, **said}
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (span["since"], span["until"] + DAY))
    found = queries.form_to_money(since, until)
    rows = [
        {
            "label": STEPS[each.step],
            "count": each.count,
            "half": span_words(each.half_seconds),
            "tenth": span_words(each.tenth_seconds),
            "step": each.step,
        }
        for each in found
        if each.count
    ]
    whole = next((row for row in rows if row["step"] == "whole"), None)
    context = {"form": form, "rows": rows, "whole": whole, **span}
    return render(request, "withdrawals/counter/figures.html", context)
