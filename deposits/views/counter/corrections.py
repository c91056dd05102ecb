"""Corrections of accounts at the window: wrong payments, accounts that become one, what could not be carried out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries
from deposits.forms import ReasonForm
from deposits.forms.corrections import MergeForm, WindowWrongForm
from deposits.models import EmployerAccount, PersonalAccount
from deposits.operations import executing, merging
from deposits.operations.merging import Merging
from deposits.queries import cases as case_queries
from deposits.queries import merging as merging_queries
from deposits.queries import wrong as wrong_queries
from deposits.states import PERSONAL_BADGE, MergeProof
from deposits.views import wrong as shared
from desk import queries as desk
from desk.states.cases import CASE_BADGE, Channel


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: UserRequest, pk: int) -> HttpResponse:
    """Take an employer's application that a wrong payment is taken back; `employer` names one that paid before."""
    found = _account(request, pk)
    payers = wrong_queries.payers_of(found)
    asked = request.GET.get("employer", "")
    own = next((each for each in payers if str(each.pk) == asked), _first(payers, found))
    lines = wrong_queries.lines_of(own, found)
    form = WindowWrongForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        case = shared.submit(
            request,
            own,
            found,
            form,
            channel=Channel.WINDOW,
            branch_id=request.user.staff.branch_id,
            papers_seen=form.cleaned_data["seen"],
        )
        if case is not None:
            messages.success(request, _("已受理，办件编号 %(number)s，请送复核。") % {"number": case.number})
            return redirect("desk:counter_case", case.pk)
    others = [each for each in payers if each.pk != own.pk]
    context = {"form": form, "account": found, "own": own, "others": others, "lines": lines}
    return render(request, "deposits/counter/wrong.html", context, status=422 if form.errors else 200)


def _first(payers: list[EmployerAccount], account: PersonalAccount) -> EmployerAccount:
    return next((each for each in payers if each.pk == account.employer_account_id), account.employer_account)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def duplicates(request: UserRequest) -> HttpResponse:
    """Open accounts that may be one person's."""
    groups = [
        (each.by_number, [(account, PERSONAL_BADGE[account.status]) for account in each.accounts])
        for each in merging_queries.possible_duplicates()
    ]
    context = {"groups": groups, "may": request.user.may(Permission.CASE_WORK)}
    return render(request, "deposits/counter/duplicates.html", context)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: UserRequest, pk: int) -> HttpResponse:
    """Let an account go into another of the same person, papers in hand; another person agrees."""
    found = _account(request, pk)
    form = MergeForm(request.POST or None, initial={"number": request.GET.get("into", "")[:20]})
    if request.method == "POST" and form.is_valid():
        assert form.target is not None
        asked = Merging(found.pk, form.target.pk, MergeProof(form.cleaned_data["proof"]), form.cleaned_data["note"])
        branch_id = request.user.staff.branch_id
        try:
            case = merging.ask_merge(merging=asked, by=request.user, at=timezone.now(), branch_id=branch_id)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已受理，办件编号 %(number)s，请送复核。") % {"number": case.number})
            return redirect("desk:counter_case", case.pk)
    context = {"form": form, "account": found}
    return render(request, "deposits/counter/merge.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def execution(request: UserRequest, pk: int) -> HttpResponse:
    """What a case asks for and how carrying it out went; whoever has it tries again or gives it up."""
    case = get_object_or_404(desk.cases_visible_to(request.user).filter(kind__code__in=executing.ACTS), pk=pk)
    may = request.user.may(Permission.CASE_WORK)
    if request.method == "POST" and may:
        _see_to(request, pk)
        return redirect("deposits:counter_execution", pk)
    context = {
        "case": case,
        "badge": CASE_BADGE[case.status],
        "facts": case_queries.facts(case),
        "has_failed": executing.has_failed(case),
        "failure": case.events.filter(action="fail").order_by("-id").values_list("note", flat=True).first(),
        "form": ReasonForm(),
        "may": may,
    }
    return render(request, "deposits/counter/execution.html", context)


def _see_to(request: UserRequest, pk: int) -> None:
    """Try a case again, or give it up for a reason."""
    now = timezone.now()
    try:
        if request.POST.get("do") == "give-up":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("请写明原因。"))
                return
            executing.give_up(case_id=pk, reason=form.cleaned_data["reason"], by=request.user, at=now)
            messages.success(request, _("已不再执行。"))
        elif executing.try_again(case_id=pk, by=request.user, at=now):
            messages.success(request, _("已办结。"))
        else:
            messages.error(request, _("还是办不成，原因写在下面。"))
    except BusinessError as refusal:
        messages.error(request, str(refusal))


def _account(request: UserRequest, pk: int) -> PersonalAccount:
    return get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
