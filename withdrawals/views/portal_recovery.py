"""What the depositor has been told to return: how much, until when, with which number; the written demand."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from withdrawals.queries import recovery as queries
from withdrawals.states.recovery import RECOVERY_BADGE, InstalmentStatus
from withdrawals.views import recovery as shared


@requires(Permission.OWN_ACCOUNT)
@require_safe
def recoveries(request: UserRequest) -> HttpResponse:
    """All that was demanded of one."""
    found = queries.recoveries_of(request.user.person_id)
    context = {"recoveries": [(each, RECOVERY_BADGE[each.status]) for each in found]}
    return render(request, "withdrawals/portal/recoveries.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def recovery(request: UserRequest, pk: int) -> HttpResponse:
    """One demand with its parts and where to pay."""
    found = get_object_or_404(queries.recoveries_visible_to(request.user), pk=pk)
    context = shared.page_context(found)
    context["parts"] = [(each, badge) for each, badge in context["parts"] if each.status != InstalmentStatus.DROPPED]
    return render(request, "withdrawals/portal/recovery.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def recovery_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The written demand as PDF."""
    return shared.paper(request, get_object_or_404(queries.recoveries_visible_to(request.user), pk=pk))
