"""The depositor's own loans: what comes next, what is left, done and planned, every payment explained."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.paper import response
from loans import early_papers as papers
from loans.models import Loan, Repayment, Taking
from loans.operations import settling
from loans.queries import own, standing
from loans.states.early import EARLY_BADGE
from loans.states.loans import INSTALMENT_BADGE, LOAN_BADGE, LoanStatus
from policy import queries as policy

SHOWN = 20


@requires(Permission.OWN_ACCOUNT)
@require_safe
def loans(request: UserRequest) -> HttpResponse:
    """One's loans; with one only, straight to it."""
    rows = list(own.loans_visible_to(request.user)[:SHOWN])
    if len(rows) == 1:
        return redirect("loans:portal_loan", rows[0].pk)
    return render(request, "loans/portal/loans.html", {"rows": [(each, LOAN_BADGE[each.status]) for each in rows]})


@requires(Permission.OWN_ACCOUNT)
@require_safe
def loan(request: UserRequest, pk: int) -> HttpResponse:
    """One loan: the next payment, what is left, a chart by year, what was paid, what lies ahead."""
    found, today = own_loan(request, pk), policy.book_date()
    ahead = own.ahead_of(found)
    early = standing.open_prepayment(found)
    context: dict[str, Any] = {
        "loan": found,
        "badge": LOAN_BADGE[found.status],
        "today": today,
        "owed": own.owed(found, today, ahead),
        "bars": own.by_year(found, ahead),
        "done": [(each, INSTALMENT_BADGE[each.status]) for each in own.instalments_of(found)],
        "payments": own.payments_of(found),
        "ahead": ahead,
        "plans": found.plans.order_by("-id")[:SHOWN],
        "early": early,
        "early_badge": EARLY_BADGE[early.status] if early else "",
        "yearly": own.yearly_of(found),
        "is_open": own.is_open(found),
        "is_settled": found.status == LoanStatus.SETTLED,
        "credit_fen": standing.credit_of(found),
    }
    return render(request, "loans/portal/loan.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def payment(request: UserRequest, pk: int) -> HttpResponse:
    """One payment of a loan of one's own: what it was taken for, on which base, for how many days, at which rate."""
    mine = own.loans_visible_to(request.user).values("pk")
    found = get_object_or_404(Repayment.objects.select_related("loan"), pk=pk, loan__in=mine)
    takings = Taking.objects.filter(repayment=found).select_related("account__person").order_by("id")
    context = {"payment": found, "loan": found.loan, "parts": own.explained(found), "takings": takings}
    return render(request, "loans/portal/payment.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def certificate(request: UserRequest, pk: int) -> HttpResponse:
    """The settlement certificate as PDF."""
    found = own_loan(request, pk)
    try:
        made = settling.certify(loan_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError:
        return redirect("loans:portal_loan", pk)
    name = _("结清证明-%(number)s") % {"number": made.number}
    return response(papers.certificate_paper(made, verify_url=papers.address_of(request, made)), name)


def own_loan(request: UserRequest, pk: int) -> Loan:
    """A loan of one's own, or 404."""
    return get_object_or_404(own.loans_visible_to(request.user), pk=pk)
