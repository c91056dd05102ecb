"""The director's daily page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk.rules.wording import span_words
from loans.queries import managing as queries
from policy import queries as policy


@requires(Permission.LOAN_VIEW)
@require_safe
def day(request: UserRequest) -> HttpResponse:
    """Money in and out, the loan ratio with its lines, the weeks ahead, what is late, the clocks."""
    today = policy.book_date()
    terms = policy.service_on(today)
    standing = queries.standing(today, terms)
    clocks = queries.clocks(timezone.now())
    context = {
        "today": today,
        "flow": queries.flow(today, today),
        "month": queries.flow(today.replace(day=1), today),
        "standing": standing,
        "warn": terms.loan_ratio_warn_percent,
        "stop": terms.loan_ratio_stop_percent,
        "periods": terms.loan_overdue_periods,
        "weeks": queries.weeks_ahead(today, standing.cash_fen),
        "clocks": clocks,
        "may_see_figures": request.user.may(Permission.CASE_FIGURES),
        "median": span_words(clocks.paid.median) if clocks.paid else "",
    }
    return render(request, "loans/counter/day.html", context)
