"""The depositor's own standing withdrawals: seen, made, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries as deposits
from desk.states.cases import Channel
from desk.views.acting import act_at_once
from withdrawals.forms.standing import FORMS
from withdrawals.operations import standing as acts
from withdrawals.queries import standing as queries
from withdrawals.states.standing import AGREEMENT_BADGE, AgreementStatus
from withdrawals.views import standing as shared


@requires(Permission.OWN_ACCOUNT)
@require_safe
def standing(request: UserRequest) -> HttpResponse:
    """One's agreements, and what can be agreed upon."""
    person_id = request.user.person_id
    found = queries.agreements_of(person_id)
    active = {each.reason.code for each in found if each.status == AgreementStatus.ACTIVE}
    context = {
        "account": deposits.open_account_of(person_id),
        "agreements": [(each, AGREEMENT_BADGE[each.status]) for each in found],
        "kinds": [each for each in shared.kinds() if each.code not in active],
    }
    return render(request, "withdrawals/portal/standing.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: UserRequest, code: str) -> HttpResponse:
    """Agree upon rent or a repayment."""
    person_id = request.user.person_id
    reason = next((each for each in shared.kinds() if each.code == code), None)
    if reason is None or code not in FORMS or deposits.open_account_of(person_id) is None:
        raise Http404
    form = shared.form_of(request, code, person_id)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.agree(
                agreed=form.agreed(code, person_id), channel=Channel.PORTAL, by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已签约，到期自动提取，不用再申请。"))
            return redirect("withdrawals:portal_agreement", made.pk)
    context = {"form": form, "reason": reason, "has_payee": form.has_payee}
    return render(request, "withdrawals/portal/agree.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def agreement(request: UserRequest, pk: int) -> HttpResponse:
    """One agreement with its periods."""
    found = get_object_or_404(queries.agreements_visible_to(request.user), pk=pk)
    context = shared.page_context(found) | {"may": found.status == AgreementStatus.ACTIVE}
    return render(request, "withdrawals/portal/agreement.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def stop_agreement(request: UserRequest, pk: int) -> HttpResponse:
    """End it; a period that is under way still arrives."""
    get_object_or_404(queries.agreements_visible_to(request.user), pk=pk)

    back = reverse("withdrawals:portal_agreement", args=[pk])

    def run() -> object:
        return acts.stop_agreement(agreement_id=pk, by=request.user, at=timezone.now())

    return act_at_once(request, run, said=_("已终止，需要时可以重新签约。"), to=back)
