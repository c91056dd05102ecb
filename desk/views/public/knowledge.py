"""Answers for everybody: published entries of the register whose rules stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from desk.forms.knowledge import AskForm
from desk.models import ProblemAnswer
from desk.queries import knowledge as queries
from desk.rules.inspection import blocks

SHOWN = 30


@public
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Common questions, the most helpful first; found by words."""
    form = AskForm(request.GET or None)
    asked = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    rows = list(queries.matching(queries.public_problems(), asked).order_by("-helped", "-id")[:SHOWN])
    # A rule that changed a minute ago is seen here before the timed job has marked the entry.
    stale = queries.stale_ids(rows, timezone.localdate())
    shown = [each for each in rows if each.pk not in stale]
    texts = {(each.problem_id, each.number): each for each in ProblemAnswer.objects.filter(problem__in=shown)}
    cited: dict[int, list[str]] = {}
    for each in queries.current_citations([row.pk for row in shown]):
        cited.setdefault(each.answer.problem_id, []).append(each.words)
    context = {
        "form": form,
        "asked": asked,
        "rows": [
            (each, blocks(texts[each.pk, each.version].text), texts[each.pk, each.version].at, cited.get(each.pk, []))
            for each in shown
        ],
        "most": SHOWN,
    }
    return render(request, "desk/public/answers.html", context)
