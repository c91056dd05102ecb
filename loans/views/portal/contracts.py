"""The borrower's own contract: read, signed on line, and how far the money has come."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common import paper as papers
from desk.views.acting import act_at_once
from loans import contract_papers
from loans.models import Application, Contract
from loans.operations import contracting
from loans.queries import contracts as queries
from loans.queries import minutes as clocks
from loans.states.contracts import ContractStatus
from loans.views import contracts as words


@requires(Permission.OWN_ACCOUNT)
@require_safe
def contract(request: UserRequest, pk: int) -> HttpResponse:
    """What was granted on its way to the money, for borrower and co-borrower."""
    application = _visible(request, pk)
    found = queries.contract_of(application)
    payment = queries.disbursement_of(found) if found else None
    is_open = found is not None and found.status == ContractStatus.DRAWN_UP
    context = {
        "application": application,
        "case": application.case,
        "contract": found,
        "payment": payment,
        "figures": words.figures(found) if found else [],
        "signers": words.signers(found) if found else [],
        "steps": words.steps(application, found, payment),
        "next_words": words.next_words(application, found, payment),
        "asks_again": words.asks_again(payment),
        "clock": clocks.clock_of(application, timezone.now()),
        "may_sign": is_open and found is not None and request.user.person_id in queries.unsigned(found),
        "plan": queries.plan_of(found, timezone.localdate())[:12] if is_open and found else [],
        **words.badges(found, payment),
    }
    return render(request, "loans/portal/contract.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def contract_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The contract as PDF, with the whole schedule."""
    found = _contract(request, pk)
    paper = contract_papers.contract_paper(found, today=timezone.localdate())
    return papers.response(paper, _("借款合同-%(number)s") % {"number": found.number})


@requires(Permission.OWN_ACCOUNT)
@require_POST
def contract_sign(request: UserRequest, pk: int) -> HttpResponse:
    """The borrower signs on line, having said that the contract was read."""
    found = _contract(request, pk)
    back = reverse("loans:portal_contract", args=[pk])

    def run() -> None:
        if request.POST.get("read") != "on" or request.POST.get("digest") != found.digest:
            raise contracting.NotRead(_("请先阅读合同并勾选“我已阅读并同意”，再签字。"))
        contracting.sign_electronically(contract_id=found.pk, by=request.user, at=timezone.now())

    return act_at_once(request, run, said=_("您已签字。两位借款人都签好、工作人员面签后合同生效。"), to=back)


def _contract(request: UserRequest, pk: int) -> Contract:
    application = _visible(request, pk)
    return get_object_or_404(application.contracts.exclude(status=ContractStatus.VOID))


def _visible(request: UserRequest, pk: int) -> Application:
    return get_object_or_404(queries.applications_visible_to(request.user), case=pk)
