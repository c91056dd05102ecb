"""The depositor's own papers: what is asked for, what was handed in, and every file kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.views import papers as shared

SIDE = shared.Side("portal")
SHOWN = 30


@requires(Permission.OWN_CASES)
@require_safe
def papers(request: UserRequest) -> HttpResponse:
    """All my files, the newest first: where each is used and until when it may be used again."""
    asked = request.GET.get("before", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    rows = queries.own_papers(person_id=request.user.person_id, after=after, count=SHOWN + 1)
    more = rows[SHOWN - 1].paper.pk if len(rows) > SHOWN else None
    return render(request, "desk/portal/papers.html", {"rows": rows[:SHOWN], "more": more})


@requires(Permission.OWN_CASES)
@require_safe
def paper(request: UserRequest, pk: int) -> HttpResponse:
    """One of my files."""
    return shared.paper_page(request, SIDE, pk)


@requires(Permission.OWN_CASES)
@require_safe
def paper_picture(request: UserRequest, pk: int, page: int) -> HttpResponse:
    """One page of it."""
    return shared.paper_picture(request, pk, page)


@requires(Permission.OWN_CASES)
@require_safe
def paper_file(request: UserRequest, pk: int) -> HttpResponse:
    """One of my files to keep."""
    return shared.paper_file(request, pk)


@requires(Permission.OWN_CASES)
@require_POST
def discard_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a file that is in no case."""
    found = get_object_or_404(queries.papers_visible_to(request.user), pk=pk, person=request.user.person_id)
    try:
        desk.discard_paper(paper_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("文件已删除。"))
    return redirect("desk:portal_papers")


# --- the task list of a case


@requires(Permission.OWN_CASES)
@require_safe
def tasks(request: UserRequest, pk: int) -> HttpResponse:
    """What my case still needs, and what it has."""
    return shared.tasks(request, SIDE, pk)


@requires(Permission.OWN_CASES)
@require_POST
def upload_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Hand in files for a paper."""
    return shared.upload(request, SIDE, pk)


@requires(Permission.OWN_CASES)
@require_POST
def withdraw_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Take a file back that nobody has checked yet."""
    return shared.withdraw(request, SIDE, pk)


@requires(Permission.OWN_CASES)
@require_POST
def reuse_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Hand in what was checked in an earlier case."""
    return shared.reuse(request, SIDE, pk)


@requires(Permission.OWN_CASES)
@require_POST
def tick_ready(request: UserRequest, pk: int) -> HttpResponse:
    """Tick a line of the notice: I have it."""
    return shared.tick_ready(request, SIDE, pk)


@requires(Permission.OWN_CASES)
@require_safe
def notice_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The notice of my case to print."""
    return shared.notice_paper(request, get_object_or_404(queries.notices_visible_to(request.user), pk=pk))
