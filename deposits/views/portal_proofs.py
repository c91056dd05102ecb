"""The depositor's proofs: issued with one press, shown to be scanned, downloaded, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, proof_papers, queries
from deposits.forms.proofs import WantedForm
from deposits.models import Proof
from deposits.states import ProofKind
from deposits.views import proofs as shared
from policy import queries as policy

SHOWN = 50


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def proofs(request: UserRequest) -> HttpResponse:
    """What one can have certified, and what was issued; pressing a button gives the paper."""
    account = queries.own_account(request.user)
    if account is None:
        raise Http404
    form = WantedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proof = operations.issue_proof(
                account_id=account.pk,
                kind=form.cleaned_data["kind"],
                year=form.cleaned_data["year"],
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            messages.error(request, str(refusal))
            return redirect("deposits:portal_proofs")
        return redirect("deposits:portal_proof_paper", proof.pk)
    wanted = dict(queries.may_have(account, policy.book_date()))
    context = {
        "account": account,
        "kinds": [(kind, queries.why_not_proved(account, kind)) for kind in ProofKind if kind != ProofKind.BILL],
        "years": wanted.get(ProofKind.BILL, []),
        "issued": [shared.standing(each) for each in queries.proofs_visible_to(request.user)[:SHOWN]],
        "valid_days": policy.service_on(policy.book_date()).proof_valid_days,
    }
    return render(request, "deposits/portal/proofs.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def proof(request: UserRequest, pk: int) -> HttpResponse:
    """One proof with its picture to be scanned: a paper is not always needed (亮码可办)."""
    found = _own(request, pk)
    said = found.facts
    context = {
        "proof": found,
        "stands": shared.standing(found),
        "picture": shared.picture(request, found),
        "lines": proof_papers.lines_of(said, masked=True),
        "as_of": said["as_of"],
    }
    return render(request, "deposits/portal/proof.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def proof_paper(request: UserRequest, pk: int) -> HttpResponse:
    """One proof as PDF, the whole identity number on it."""
    return shared.paper(request, _own(request, pk))


@requires(Permission.OWN_ACCOUNT)
@require_POST
def revoke_proof(request: UserRequest, pk: int) -> HttpResponse:
    """It should hold no longer."""
    _own(request, pk)
    try:
        operations.revoke_proof(proof_id=pk, reason="", by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("证明已撤销，再有人扫码会看到“已撤销”。"))
    return redirect("deposits:portal_proofs")


def _own(request: UserRequest, pk: int) -> Proof:
    return get_object_or_404(queries.proofs_visible_to(request.user), pk=pk)
