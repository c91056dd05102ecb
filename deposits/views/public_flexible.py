"""Paying for oneself, explained to everybody, with a calculator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from deposits.forms.flexible import FlexibleQuoteForm
from deposits.queries import flexible as queries
from policy import queries as policy


@public
@require_safe
def flexible(request: HttpRequest) -> HttpResponse:
    """Who may, how much, and what a month comes to."""
    today = policy.book_date()
    form = FlexibleQuoteForm(request.GET if "base" in request.GET else None, parameters=policy.on(today))
    parts = None
    if form.is_valid():
        parts = queries.monthly(form.cleaned_data["base"], form.cleaned_data["total_rate"], today)
    context = {"form": form, "parts": parts, "today": today}
    return render(request, "deposits/public/flexible.html", context)
