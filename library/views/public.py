"""For everybody: the catalogue."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.permissions import Permission
from library.forms import SearchForm
from library.models import Display, Title
from library.queries import catalogue, circulation, house
from library.queries.catalogue import Narrowed
from library.rules import clc
from library.states import COPY_BADGE, ActivityStatus

A_PAGE = 30
MOST_PAGES = 100


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search, the classes, what is on display and what came last."""
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context: dict[str, Any] = {"form": form, "asked": asked.get("q", ""), "found": None}
    if asked.get("q"):
        found = catalogue.find(asked["q"], Narrowed(kind=asked["kind"], on_shelf=asked["free"]))
        context |= {"found": found, "rows": _rows(found.titles)}
    else:
        context |= {
            "classes": clc.children(""),
            "displays": catalogue.displays(),
            "activities": house.coming(timezone.now()),
            "newest": _rows(catalogue.newest()),
        }
    return render(request, "library/public/search.html", context)


def _rows(titles: list[Title]) -> list[tuple[Title, catalogue.Shelved, str]]:
    counted = catalogue.shelved(titles)
    return [(title, counted[title.pk], "") for title in titles]


@public
@require_safe
def classes(request: HttpRequest, code: str) -> HttpResponse:
    """One class: those below it, and its titles in the order of the shelves."""
    code = clc.clean(code)[:40]
    if not clc.is_number(code):
        raise Http404
    # Pages are counted as far as anybody turns them, not over the whole catalogue.
    rows = catalogue.of_class(code)[: A_PAGE * MOST_PAGES + 1]
    counted: Any = _Counted(rows)
    page = Paginator(counted, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "code": code,
        "label": clc.label(code),
        "below": clc.children(code),
        "page": page,
        "rows": _rows(list(page.object_list)),
    }
    return render(request, "library/public/classes.html", context)


class _Counted:
    """A sliced queryset that a paginator may slice again: its length is counted inside the slice."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.ordered = rows, True

    def __len__(self) -> int:
        return int(self.rows.count())

    def __getitem__(self, part: slice) -> Any:
        return self.rows[part]


@public
@require_safe
def title(request: HttpRequest, pk: int) -> HttpResponse:
    """One title with its copies and its queue."""
    found = get_object_or_404(Title, pk=pk)
    copies = list(catalogue.copies_of(found))
    user: Any = request.user
    reader = circulation.own_reader(user) if user.is_authenticated and user.may(Permission.OWN_LIBRARY) else None
    context = {
        "title": found,
        "label": clc.label(found.clc),
        "copies": [(copy, COPY_BADGE[copy.status]) for copy in copies],  # type: ignore[index]
        "shelved": catalogue.shelved([found])[found.pk],
        "reader": reader,
    }
    return render(request, "library/public/title.html", context)


@public
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """A reading or lecture: when, where, and how to come."""
    found: Any = get_object_or_404(house.activities(), pk=pk)
    user: Any = request.user
    reader = circulation.own_reader(user) if user.is_authenticated and user.may(Permission.OWN_LIBRARY) else None
    is_open = found.status == ActivityStatus.OPEN and found.starts_at > timezone.now()
    context = {"activity": found, "reader": reader, "is_open": is_open, "free": max(found.seats - found.taken, 0)}
    return render(request, "library/public/activity.html", context)


@public
@require_safe
def display(request: HttpRequest, code: str) -> HttpResponse:
    """A shelf on display."""
    found = get_object_or_404(Display, code=code, is_open=True)
    items = list(catalogue.displayed(found)[:200])
    counted = catalogue.shelved([item.title for item in items])
    context = {"display": found, "rows": [(item.title, counted[item.title_id], item.note) for item in items]}
    return render(request, "library/public/display.html", context)
