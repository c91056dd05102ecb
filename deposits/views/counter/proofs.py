"""Proofs at the window: issued to the owner who stands there, printed, revoked with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms.proofs import RevokeForm, WindowProofForm
from deposits.models import Proof
from deposits.views import proofs as shared
from desk.states.cases import Channel

SHOWN = 50


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def proofs(request: UserRequest, pk: int) -> HttpResponse:
    """What was issued of an account, and a new one for its owner who stands here."""
    account = get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
    form = WindowProofForm(request.POST or None, offered=shared.offered(account))
    if request.method == "POST" and form.is_valid():
        kind, year = form.chosen()
        try:
            proof = operations.issue_proof(
                account_id=pk,
                kind=kind,
                year=year,
                channel=Channel.WINDOW,
                asked=form.spot(),
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("deposits:counter_proof_paper", proof.pk)
    issued = queries.proofs_visible_to(request.user).filter(account=account)[:SHOWN]
    context = {"account": account, "form": form, "issued": [shared.standing(each) for each in issued]}
    return render(request, "deposits/counter/proofs.html", context, status=422 if form.errors else 200)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def proof_paper(request: UserRequest, pk: int) -> HttpResponse:
    """One proof as PDF, to print. Opening it is a look."""
    found = _proof(request, pk)
    accounts.look(
        person_id=found.account.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("证明 %(number)s") % {"number": found.number},
        at=timezone.now(),
        address=client_address(request),
    )
    return shared.paper(request, found)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_proof(request: UserRequest, pk: int) -> HttpResponse:
    """It should hold no longer: it was issued on wrong figures, or its owner lost it."""
    found = _proof(request, pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.revoke_proof(proof_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("证明 %(number)s 已撤销。") % {"number": found.number})
            return redirect("deposits:counter_proofs", found.account_id)
    context = {"form": form, "stands": shared.standing(found), "account": found.account}
    return render(request, "deposits/counter/revoke_proof.html", context, status=422 if form.errors else 200)


def _proof(request: UserRequest, pk: int) -> Proof:
    return get_object_or_404(queries.proofs_visible_to(request.user), pk=pk)
