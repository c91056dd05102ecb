"""Whether a receipt of a withdrawal is ours: for whoever was shown one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from deposits.rules.proofs import masked_name
from desk import queries as desk
from withdrawals.models import Withdrawal
from withdrawals.queries import recovery as recoveries
from withdrawals.states import PAYOUT_BADGE
from withdrawals.states.recovery import RECOVERY_BADGE


@public
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What was paid under a code, with nobody's data but a family name. Where the QR picture leads."""
    proof = desk.receipt_of_code(code)
    rows = Withdrawal.objects.select_related("case", "reason", "person")
    found = rows.filter(case=proof.case_id, settled_at__isnull=False).first() if proof else None
    context = {
        "withdrawal": found,
        "badge": PAYOUT_BADGE[found.status] if found else "",
        "holder": masked_name(found.person.name) if found else "",
        "code": code,
    }
    return render(request, "withdrawals/public/receipt.html", context, status=200 if found else 404)


@public
@require_safe
def demand(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a demand for money is ours and still stands, with nobody's data but a family name."""
    found = recoveries.recovery_of_code(code)
    context = {
        "recovery": found,
        "badge": RECOVERY_BADGE[found.status] if found else "",
        "holder": masked_name(found.person.name) if found else "",
        "code": code,
    }
    return render(request, "withdrawals/public/demand.html", context, status=200 if found else 404)
