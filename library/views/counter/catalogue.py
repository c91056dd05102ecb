"""Titles and copies for the staff of the library."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common import paper
from common.errors import BusinessError
from common.listing import Column, Listing
from common.states import allowed
from library.forms import ActForm, CopyFilter, CopyForm, PlaceForm, SearchForm, TitleForm
from library.labels import label_sheet
from library.models import Copy, Title
from library.operations import catalogue as operations
from library.operations import losing
from library.operations.catalogue import Description, NewCopy
from library.queries import catalogue
from library.queries.catalogue import Narrowed
from library.rules import clc, isbn
from library.states import COPY_ACTS, COPY_BADGE, COPY_MOVES, ItemKind

MOST_LABELS = 500


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def titles(request: UserRequest) -> HttpResponse:
    """Look for a title to work on; a scanned ISBN that is not there leads to its form."""
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = catalogue.find(asked["q"], Narrowed(asked["kind"], on_shelf=asked["free"])) if asked.get("q") else None
    rows = found.titles if found else catalogue.newest(30)
    counted = catalogue.shelved(rows)
    context = {
        "form": form,
        "found": found,
        "rows": [(title, counted[title.pk]) for title in rows],
        "new_isbn": isbn.normalise(asked["q"]) if found and not rows and isbn.is_isbn(asked["q"]) else "",
    }
    return render(request, "library/counter/titles.html", context)


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def title(request: UserRequest, pk: int) -> HttpResponse:
    """A title with its copies, and the form of the next copy."""
    return _title_page(request, get_object_or_404(Title, pk=pk), None)


def _title_page(request: UserRequest, found: Title, form: CopyForm | None) -> HttpResponse:
    copies = list(catalogue.copies_of(found))
    start = {"item_kind": found.kind, "price_fen": found.price_fen}
    if found.clc and not found.is_ebook:
        start["call_number"] = (
            copies[0].call_number if copies else clc.call_number(found.clc, catalogue.next_order(found.clc))
        )
    context = {
        "title": found,
        "label": clc.label(found.clc),
        "copies": [(copy, COPY_BADGE[copy.status]) for copy in copies],  # type: ignore[index]
        "form": form or CopyForm(initial=start),
    }
    return render(request, "library/counter/title.html", context, status=422 if form else 200)


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_title(request: UserRequest) -> HttpResponse:
    """Describe a new title."""
    form = TitleForm(request.POST or None, initial={"isbn": request.GET.get("isbn", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_title(described=Description(**form.cleaned_data), by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error("isbn", str(refusal))
        else:
            messages.success(request, _("已编目。接着登记馆藏。"))
            return redirect("library:counter_title", made.pk)
    context = {"form": form, "heading": _("新书编目")}
    return render(request, "library/counter/describe.html", context, status=422 if form.errors else 200)


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_title(request: UserRequest, pk: int) -> HttpResponse:
    """Describe a title anew."""
    found = get_object_or_404(Title, pk=pk)
    start = {field.name: getattr(found, field.name) for field in fields(Description)}
    form = TitleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        described = Description(**form.cleaned_data)
        try:
            operations.change_title(title_id=found.pk, described=described, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error("isbn", str(refusal))
        else:
            messages.success(request, _("书目已更正。"))
            return redirect("library:counter_title", found.pk)
    context = {"form": form, "heading": _("更正书目"), "title": found}
    return render(request, "library/counter/describe.html", context, status=422 if form.errors else 200)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def add_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Put a copy of a title on the shelf."""
    found = get_object_or_404(Title, pk=pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _title_page(request, found, form)
    asked = dict(form.cleaned_data)
    donation = asked.pop("donation")
    new = NewCopy(**asked, donation_id=donation.pk if donation else None)
    try:
        copy = operations.add_copy(title_id=found.pk, copy=new, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        form.add_error("barcode", str(refusal))
        return _title_page(request, found, form)
    messages.success(request, _("已入藏，条码 %(barcode)s。") % {"barcode": copy.barcode})
    return redirect("library:counter_title", found.pk)


# --- copies


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def copies(request: UserRequest) -> HttpResponseBase:
    """Every copy, by shelf and status."""
    listing = Listing(
        request,
        catalogue.copies(),
        columns=[
            Column(
                "barcode",
                _("条码"),
                kind="code",
                order="barcode",
                link=lambda row: reverse("library:counter_copy", args=[row.pk]),
            ),
            Column("title__title", _("题名")),
            Column("call_number", _("索书号"), kind="code", narrow=False),
            Column("shelf", _("书架"), order=("shelf", "call_number")),
            Column("get_source_display", _("来源"), narrow=False),
            Column("added_on", _("入藏日期"), kind="date", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: COPY_BADGE[row.status]),
        ],
        order=("-id",),
        filters=CopyFilter,
        caption=_("馆藏"),
        file_name=_("馆藏清单"),
        empty={"title": _("还没有馆藏"), "text": _("先在“书目”里编目，再登记每一册。")},
    )
    return listing.response("library/counter/copies.html")


@requires(Permission.LIBRARY_DESK)
@require_safe
def copy(request: UserRequest, pk: int) -> HttpResponse:
    """One copy: where it is, what happened to it, what can be done."""
    found = get_object_or_404(catalogue.copies(), pk=pk)
    events = [
        {"title": COPY_ACTS.get(event.action, event.action), "at": event.at, "who": event.by, "note": event.note}
        for event in catalogue.history_of(found)[:50]
    ]
    kept = {name: getattr(found, name) for name in ("call_number", "shelf", "item_kind", "note")}
    context = {
        "copy": found,
        "badge": COPY_BADGE[found.status],  # type: ignore[index]
        "events": events,
        "acts": [(act, _LABELS[act]) for act in allowed(found.status, COPY_MOVES) if act in _ACTS],
        "form": ActForm(auto_id="act_%s"),
        "place_form": PlaceForm(initial=kept, auto_id="place_%s"),
    }
    return render(request, "library/counter/copy.html", context)


_ACTS = {
    "lose": lambda copy, asked, by, at: losing.lose(
        copy_id=copy.pk, fen=asked["fen"], note=asked["note"], by=by, at=at
    ),
    "find": lambda copy, asked, by, at: losing.find(copy_id=copy.pk, by=by, at=at),
    "damage": lambda copy, asked, by, at: losing.damage(copy_id=copy.pk, note=asked["note"], by=by, at=at),
    "mend": lambda copy, asked, by, at: losing.mended(copy_id=copy.pk, by=by, at=at),
    "weed": lambda copy, asked, by, at: operations.weed(copy_id=copy.pk, reason=asked["note"], by=by, at=at),
}
"""What one form does with a copy, by the button pressed."""
_LABELS = {name: COPY_ACTS[name] for name in _ACTS}


@requires(Permission.LIBRARY_DESK)
@require_POST
def copy_do(request: UserRequest, pk: int) -> HttpResponse:
    """Lost, found, damaged, mended or weeded."""
    found = get_object_or_404(catalogue.copies(), pk=pk)
    form, action = ActForm(request.POST), request.POST.get("action", "")
    if action not in _ACTS or not form.is_valid():
        messages.error(request, _("请选择操作，并检查填写的金额。"))
        return redirect("library:counter_copy", pk)
    if action == "weed" and not (request.user.may(Permission.LIBRARY_CATALOGUE) and form.cleaned_data["note"]):
        messages.error(request, _("剔除要写明原因。"))
        return redirect("library:counter_copy", pk)
    try:
        _ACTS[action](found, form.cleaned_data, request.user, timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已登记：%(act)s。") % {"act": _LABELS[action]})
    return redirect("library:counter_copy", pk)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def copy_place(request: UserRequest, pk: int) -> HttpResponse:
    """Another shelf, call number or kind."""
    found = get_object_or_404(catalogue.copies(), pk=pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请检查填写的内容。"))
        return redirect("library:counter_copy", pk)
    try:
        operations.change_copy(copy_id=found.pk, **form.cleaned_data)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已更正。"))
    return redirect("library:counter_copy", pk)


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def labels(request: UserRequest) -> HttpResponse:
    """Barcode and spine labels as PDF: of the copies named (`?copy=`), else of a shelf, else the newest."""
    rows = catalogue.copies().exclude(item_kind=ItemKind.EBOOK)
    asked = [int(each) for each in request.GET.getlist("copy") if each.isascii() and each.isdigit() and len(each) < 10]
    if asked:
        rows = rows.filter(pk__in=asked)
    elif request.GET.get("shelf"):
        rows = rows.filter(shelf=request.GET["shelf"])
    chosen: list[Copy] = list(rows.order_by("-id")[: MOST_LABELS if asked or request.GET.get("shelf") else 40])
    data: Any = label_sheet(chosen)
    return paper.response(paper.set_paper("library/papers/labels", data), _("书标"))
