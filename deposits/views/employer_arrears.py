"""What an employer sees of its arrears: the same amounts, days and papers as the centre."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from deposits import queries as deposits
from deposits.queries import arrears as queries
from deposits.views import arrears as shared
from policy import queries as policy

RECENT = 10


@requires(Permission.OWN_EMPLOYER)
@require_safe
def arrears(request: UserRequest) -> HttpResponse:
    """What is late, by when it was due, which papers came, what was promised; the files before."""
    visible = deposits.employer_accounts_visible_to(request.user)
    account = get_object_or_404(visible, employer=chosen_employer(request))
    files = queries.files_visible_to(request.user).filter(account=account).order_by("-id")[:RECENT]
    today = policy.book_date()
    context = {
        "account": account,
        "today": today,
        "standing": deposits.standing(account, today),
        "files": [shared.page_context(file, "employer") for file in files],
    }
    return render(request, "deposits/employer/arrears.html", context)


@requires(Permission.OWN_EMPLOYER)
@require_safe
def arrears_paper(request: UserRequest, pk: int) -> HttpResponse:
    """A paper as PDF."""
    employer = chosen_employer(request)
    papers = queries.papers_visible_to(request.user).filter(file__account__employer=employer)
    return shared.paper(request, get_object_or_404(papers, pk=pk))
