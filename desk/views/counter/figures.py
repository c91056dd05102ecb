"""Figures of the counter: how long things take, and how well promises are kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.models import Branch
from accounts.permissions import Permission
from common import sheets
from desk import queries
from desk.forms.cases import PeriodForm
from desk.queries.figures import Row
from desk.rules import wording
from desk.states.cases import Whose

LABELS = {
    "kind": gettext_lazy("事项"),
    "branch": gettext_lazy("管理部"),
    "step": gettext_lazy("环节"),
    "person": gettext_lazy("人员"),
}


@requires(Permission.CASE_FIGURES)
@require_safe
def figures(request: UserRequest) -> HttpResponseBase:
    """How long cases took in a period: median, 90th percentile, fastest, share within the promise."""
    today = timezone.localdate()
    given = {"since": today.replace(day=1), "until": today, "group": "kind"}
    form = PeriodForm({**given, **request.GET.dict()})
    if not form.is_valid():
        return render(request, "desk/counter/figures.html", {"form": form}, status=422)
    answers: dict[str, Any] = form.cleaned_data
    since, until = _midnight(answers["since"]), _midnight(answers["until"] + timedelta(days=1))
    branch: Branch | None = answers["branch"]
    branch_id = branch.pk if branch else None
    rows = queries.durations(answers["group"], since, until, branch_id=branch_id)
    if request.GET.get("export") == "xlsx":
        return _file(LABELS[answers["group"]], rows)
    totals = queries.totals(since, until, branch_id=branch_id)
    context = {
        "form": form,
        "label": LABELS[answers["group"]],
        "rows": [_words(row) for row in rows],
        "totals": totals,
        "split": [(str(Whose(whose).label), wording.span_words(spent)) for whose, spent in totals.split.items()],
        "export_url": f"{request.path}?{_with_export(request)}",
    }
    return render(request, "desk/counter/figures.html", context)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _with_export(request: UserRequest) -> str:
    query = request.GET.copy()
    query["export"] = "xlsx"
    return query.urlencode()


def _words(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "count": row.count,
        "median": wording.span_words(row.median),
        "ninetieth": wording.span_words(row.ninetieth),
        "fastest": wording.span_words(row.fastest),
        "kept": "" if row.kept_percent is None else f"{row.kept_percent}%",
    }


def _file(label: object, rows: list[Row]) -> HttpResponseBase:
    heads = [
        (str(label), "text"),
        (_("件数"), "number"),
        (_("中位数（分钟）"), "number"),
        (_("90 分位（分钟）"), "number"),
        (_("最快（分钟）"), "number"),
        (_("承诺期限内（%）"), "number"),
    ]
    lines = ([r.name, r.count, r.median // 60, r.ninetieth // 60, r.fastest // 60, r.kept_percent] for r in rows)
    return sheets.response(f"{_('时限统计')}.xlsx", heads, lines)
