"""What the pages of the fraud checks share: their tabs, and a form that runs one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.access import UserRequest, client_address
from accounts.permissions import Permission
from common.errors import BusinessError
from risk.models import RiskCase, RiskPerson
from risk.queries import cases as queries

TABS = (
    ("home", Permission.RISK_WORK),
    ("screenings", Permission.RISK_WORK),
    ("find", Permission.RISK_WORK),
    ("lists", Permission.RISK_WORK),
    ("bans", Permission.RISK_WORK),
    ("prices", Permission.RISK_WORK),
    ("rule_sets", Permission.RISK_RULES),
    ("insiders", Permission.RISK_INSIDER),
)


def tabs(request: UserRequest, current: str) -> list[tuple[str, str, bool]]:
    """The views of risk that the user may see."""
    words = {
        "home": _("案件"),
        "screenings": _("筛查"),
        "find": _("关系图"),
        "lists": _("名单"),
        "bans": _("限制业务"),
        "prices": _("区域房价"),
        "rule_sets": _("规则"),
        "insiders": _("内部监督"),
    }
    return [
        (words[name], reverse(f"risk:office_{name}"), name == current)
        for name, needed in TABS
        if request.user.may(needed)
    ]


def one_case(request: UserRequest, pk: int) -> RiskCase:
    """The case where the user sees it; 404 otherwise."""
    return get_object_or_404(queries.cases_visible_to(request.user), pk=pk)


def note_looks(request: UserRequest, risk_case: RiskCase, people: list[RiskPerson], kind: str) -> None:
    """Each person sees that their application was looked at; that it is suspected they learn from the decision.

    A colleague whom the discipline office looks at is not warned.
    """
    first = risk_case.matters.order_by("id").values_list("case", flat=True).first()
    if first is None or risk_case.is_insider:
        return
    for row in people:
        accounts.look(
            person_id=row.person_id,
            user=request.user,
            kind=kind,
            what=_("办件资料"),
            at=timezone.now(),
            case=first,
            address=client_address(request),
        )


def run_form(
    request: UserRequest,
    form: forms.Form,
    run: Callable[..., Any],
    *,
    label: Any,
    back: tuple[str, str],
    said: Any,
    intro: Any = "",
    files: bool = False,
    facts: list[tuple[str, Any]] | None = None,
    template: str = "risk/office/do.html",
) -> HttpResponse:
    """Show a form, or run what it asks for and go back. `back` is (address, words)."""
    if request.method == "POST" and form.is_valid():
        try:
            run(**form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(back[0])
    context = {"form": form, "label": label, "intro": intro, "back": back, "files": files, "facts": facts}
    return render(request, template, context, status=422 if form.errors else 200)
