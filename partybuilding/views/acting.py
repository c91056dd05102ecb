"""One form, one act: the page that most verbs of party-building share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.errors import BusinessError

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Act:
    """What stands on the page: heading, the button's word, the way back, and what is said once it is done."""

    title: str
    button: str
    back: str
    back_text: str
    said: str = ""
    intro: str = ""


def act_page(request: HttpRequest, act: Act, form: Any, run: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """The form, or what came of it. Where `run` answers with text, that is the address to go on to.

    A refusal stands on the form, with everything that was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            onward = run(form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act.said)
            return redirect(onward if isinstance(onward, str) else act.back)
    return render(request, "partybuilding/counter/act.html", {"act": act, "form": form})


def act_at_once(request: HttpRequest, run: Callable[[], object], *, said: str, to: str) -> HttpResponse:
    """An act that asks nothing: done, or refused with its sentence; then back to the page it came from."""
    try:
        run()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(to)
