"""The screen vote: a code from a slip and nothing else. No log-in, no name, no trace of who or when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import public
from common.errors import BusinessError
from partybuilding.forms.elections import CodeForm, VoteForm
from partybuilding.operations import elections as operations
from partybuilding.queries import elections as queries


@public
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest) -> HttpResponse:
    """The code first, then the candidates, then thanks."""
    answer = _chosen(request) if request.method == "POST" else _page(request, CodeForm())
    add_never_cache_headers(answer)
    return answer


def _chosen(request: HttpRequest) -> HttpResponse:
    asked = CodeForm(request.POST)
    found = queries.round_of(operations.digest(asked.cleaned_data["code"])) if asked.is_valid() else None
    if found is None:
        if asked.is_valid():
            asked.add_error("code", _("投票码不对、已经用过，或者投票已经结束。"))
        return _page(request, asked)
    is_cast = "cast" in request.POST
    code = asked.cleaned_data["code"]
    form = VoteForm(request.POST if is_cast else None, candidates=queries.standing(found), initial={"code": code})
    if is_cast and form.is_valid():
        try:
            operations.cast(code=code, choices=[each.pk for each in form.cleaned_data["choices"]])
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "partybuilding/public/vote.html", {"is_done": True})
    return _page(request, form, found=found)


def _page(request: HttpRequest, form: CodeForm, found: object = None) -> HttpResponse:
    return render(request, "partybuilding/public/vote.html", {"form": form, "round": found, "is_done": False})
