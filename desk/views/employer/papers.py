"""Papers of an employer's cases, for its clerks."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, acted_for, requires
from accounts.permissions import Permission
from desk import queries
from desk.views import papers as shared

SIDE = shared.Side("employer")


@requires(Permission.OWN_EMPLOYER)
@require_safe
def tasks(request: UserRequest, pk: int) -> HttpResponse:
    """What the employer's case still needs, and what it has."""
    return shared.tasks(request, SIDE, pk)


@requires(Permission.OWN_EMPLOYER)
@require_POST
def upload_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Hand in files for a paper."""
    _refuse_foreign(request, queries.requirements_visible_to(request.user), "case__employer", pk)
    return shared.upload(request, SIDE, pk)


@requires(Permission.OWN_EMPLOYER)
@require_POST
def withdraw_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Take a file back that nobody has checked yet."""
    _refuse_foreign(request, queries.uses_visible_to(request.user), "requirement__case__employer", pk)
    return shared.withdraw(request, SIDE, pk)


@requires(Permission.OWN_EMPLOYER)
@require_POST
def reuse_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Hand in what was checked in an earlier case."""
    _refuse_foreign(request, queries.requirements_visible_to(request.user), "case__employer", pk)
    return shared.reuse(request, SIDE, pk)


@requires(Permission.OWN_EMPLOYER)
@require_POST
def tick_ready(request: UserRequest, pk: int) -> HttpResponse:
    """Tick a line of the notice: we have it."""
    _refuse_foreign(request, queries.notice_items_visible_to(request.user), "notice__case__employer", pk)
    return shared.tick_ready(request, SIDE, pk)


@requires(Permission.OWN_EMPLOYER)
@require_safe
def notice_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The notice of a case to print."""
    return shared.notice_paper(request, get_object_or_404(queries.notices_visible_to(request.user), pk=pk))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def paper(request: UserRequest, pk: int) -> HttpResponse:
    """One of the employer's files."""
    return shared.paper_page(request, SIDE, pk)


@requires(Permission.OWN_EMPLOYER)
@require_safe
def paper_picture(request: UserRequest, pk: int, page: int) -> HttpResponse:
    """One page of it."""
    return shared.paper_picture(request, pk, page)


def _refuse_foreign(request: UserRequest, rows: QuerySet, employer: str, pk: int) -> None:
    """Only for the employer acted for, whose clerk's duty was looked at. Raises Http404."""
    get_object_or_404(rows.filter(acted_for(request, employer)), pk=pk)
