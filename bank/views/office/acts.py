"""The one way a button is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access import UserRequest
from common.errors import BusinessError


def act(request: UserRequest, verb: Callable[[], Any], done: str, to: str, *args: Any) -> HttpResponse:
    """Do one act, say what happened or why it did not, and go back."""
    try:
        verb()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to, *args)


def first_error(form: Any) -> str:
    """What is wrong with a small form, in one sentence."""
    return " ".join(error for errors in form.errors.values() for error in errors)
