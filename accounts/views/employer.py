"""The clerk's choice of the employer they act for in this session."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import access, kept, queries
from accounts.access import UserRequest, requires
from accounts.permissions import Permission


@requires(Permission.OWN_EMPLOYER)
def choose(request: UserRequest) -> HttpResponse:
    """One of the employers that the clerk acts for now; another is not found."""
    employers = queries.clerk_employers(request.user)
    if request.method == "POST":
        choice = request.POST.get("employer", "")
        chosen = get_object_or_404(employers, pk=choice if choice.isdecimal() else 0)
        request.session["employer_id"] = chosen.pk
        form = kept.of(request, request.user, timezone.now())
        return redirect(form.page if form and form.employer_id is None else access.home_of(request.user))
    return render(
        request,
        "accounts/employer/choose.html",
        {"employers": employers, "current": request.session.get("employer_id")},
    )
