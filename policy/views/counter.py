"""The rules of a day for the staff: parameters with their documents, and the calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import requires
from accounts.permissions import Permission
from policy import queries
from policy.forms import DayForm


@requires(Permission.STAFF_DESK)
def parameters(request: HttpRequest) -> HttpResponse:
    """What is in force on a day, and what is coming after it."""
    form = DayForm(request.GET or None)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or timezone.localdate()
    context = {
        "form": form if form.is_bound and form.errors else DayForm(initial={"on": day}),
        "day": day,
        "regulation": queries.regulation_on(day) if day.year >= 2000 else None,
        "table": queries.parameter_table(day),
        "coming": queries.coming_table(day),
    }
    return render(request, "policy/counter/parameters.html", context)


@requires(Permission.STAFF_DESK)
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The days of a year that differ from their weekday."""
    year = year or timezone.localdate().year
    context = {"table": queries.year_table(year), "years": [year - 1, year, year + 1]}
    return render(request, "policy/counter/calendar.html", context)
