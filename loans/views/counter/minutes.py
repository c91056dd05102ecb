"""The minutes for the staff: what waits for reviewers and approvers now, and where time was lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk.rules.wording import span_words
from loans.forms.minutes import PeriodForm
from loans.queries import approvals as queue
from loans.queries import bottleneck as found
from loans.queries.bottleneck import Period, Row
from loans.rules import minutes as rules
from loans.rules import queueing
from policy import queries as policy


@requires(Permission.CASE_REVIEW)
@require_safe
def approvals(request: UserRequest) -> HttpResponse:
    """What waits for reviewers and approvers, the fast lane first; it renews itself."""
    now = timezone.now()
    waiting = queue.approvals(request.user, now)
    context = {
        "waiting": waiting,
        "mine": sum(each.mine for each in waiting),
        "online": list(queue.approvers_online(now)),
        "now": now,
        "most": queue.MOST_SHOWN,
        "may_see_figures": request.user.may(Permission.CASE_FIGURES),
    }
    template = "loans/counter/_approvals.html" if getattr(request, "htmx", False) else "loans/counter/approvals.html"
    return render(request, template, context)


@requires(Permission.CASE_FIGURES)
@require_safe
def bottleneck(request: UserRequest) -> HttpResponse:
    """Where the minutes of what was paid in a period went, and what one approver more would have brought."""
    form = PeriodForm({**PeriodForm.begin(timezone.localdate()), **request.GET.dict()})
    if not form.is_valid():
        return render(request, "loans/counter/bottleneck.html", {"form": form}, status=422)
    context = _figures(form.period(), form.cleaned_data["hands"], timezone.now())
    return render(request, "loans/counter/bottleneck.html", {"form": form, **context})


def _figures(period: Period, hands: int | None, now: datetime) -> dict[str, Any]:
    targets = rules.targets(policy.service_on(timezone.localdate(now)))
    target = sum(targets.values())
    whole = found.whole(period, target)
    papers = found.by_paper(period)
    if whole is None:
        return {"whole": None, "papers": papers}
    steps = found.by_step(period, targets)
    slowest = max(steps, key=lambda row: row.median, default=None)
    return {
        "whole": _words(whole),
        "target": target // rules.MINUTE,
        "steps": [{**_words(row), "is_worst": row is slowest, "part": _part(row, steps)} for row in steps],
        "worst": _words(slowest) if slowest else None,
        "persons": [_words(row) for row in found.by_person(period, targets)],
        "branches": [_words(row) for row in found.by_branch(period, target)],
        "hours": [_words(row) for row in found.by_hour(period)],
        "stops": [_words(row) for row in found.by_stop(period)],
        "papers": papers,
        "outlooks": _outlooks(period, hands, target, targets),
    }


def _outlooks(period: Period, hands: int | None, target: int, targets: dict[str, int]) -> list[dict[str, Any]]:
    """The month as it was staffed, and with one more. Where nobody took a case in hand first, the targets stand in."""
    arrivals, services = found.arrivals(period)
    if not arrivals:
        return []
    services = services or [sum(targets[step] for step in found.BY_OTHERS)]
    servers = hands or max(1, found.hands(period))
    both = [queueing.outlook(arrivals, services, servers=each, target=target) for each in (servers, servers + 1)]
    return [
        {
            "servers": each.servers,
            "wait": span_words(each.wait_median),
            "wait_ninetieth": span_words(each.wait_ninetieth),
            "whole": span_words(each.whole_median),
            "whole_ninetieth": span_words(each.whole_ninetieth),
            "share": each.within_percent,
        }
        for each in both
    ]


def _part(row: Row, steps: list[Row]) -> int:
    """The step's share of all medians, in percent: for the bar."""
    whole = sum(each.median for each in steps)
    return row.median * 100 // whole if whole else 0


def _words(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "step": row.part,
        "count": row.count,
        "median": span_words(row.median),
        "ninetieth": span_words(row.ninetieth),
        "fastest": span_words(row.fastest),
        "share": row.share,
    }
