"""What the librarian keeps beside books and readers: rules, gifts, displays, wishes, figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
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
from library import labels
from library.forms import GiftForm, RuleForm, ShowForm
from library.models import Display, DisplayItem, Donation, Wish
from library.operations import catalogue as catalogue_operations
from library.operations import rules as rule_operations
from library.operations import wishes as wish_operations
from library.queries import catalogue, circulation
from library.queries import figures as figure_queries
from library.rules import cards
from library.states import LENT_KINDS, WISH_BADGE, WISH_MOVES, ReaderKind


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: UserRequest) -> HttpResponse:
    """The matrix of today, what will replace it, and a new cell."""
    today = timezone.localdate()
    form = RuleForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            rule_operations.set_rule(**form.cleaned_data, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error("valid_from", str(refusal))
        else:
            messages.success(request, _("规则已登记，从生效日期起按新规则借阅。"))
            return redirect("library:counter_rules")
    cells = circulation.matrix(today)
    context = {
        "form": form,
        "kinds": [kind.label for kind in LENT_KINDS],
        "rows": [(kind.label, [cells.get((kind.value, item.value)) for item in LENT_KINDS]) for kind in ReaderKind],
        "coming": circulation.coming_rules(today),
    }
    return render(request, "library/counter/rules.html", context, status=422 if form.errors else 200)


# --- gifts and displays


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def gifts(request: UserRequest) -> HttpResponseBase:
    """Gifts of books, the form of the next one, and the shelves on display."""
    form = GiftForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        gift = catalogue_operations.receive_gift(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("已登记捐赠 %(number)s，可打印证书。") % {"number": gift.number})
        return redirect("library:counter_gifts")
    listing = Listing(
        request,
        catalogue.donations(),
        columns=[
            Column(
                "number",
                _("证书编号"),
                kind="code",
                link=lambda row: reverse("library:counter_certificate", args=[row.pk]),
            ),
            Column("donor__name", _("捐赠人")),
            Column("volumes", _("册数"), kind="number"),
            Column("on", _("捐赠日期"), kind="date"),
            Column("note", _("说明"), narrow=False),
        ],
        order=("-on", "-id"),
        caption=_("捐赠"),
        file_name=_("捐赠名册"),
        empty={"title": _("还没有捐赠")},
    )
    context = {"form": form, "displays": catalogue.displays()}
    answer = listing.response("library/counter/gifts.html", context)
    answer.status_code = 422 if form.errors else answer.status_code
    return answer


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def certificate(request: UserRequest, pk: int) -> HttpResponse:
    """The certificate of a gift as PDF."""
    gift = get_object_or_404(Donation.objects.select_related("donor"), pk=pk)
    return paper.response(paper.set_paper("library/papers/certificate", labels.certificate(gift)), gift.number)


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: UserRequest, pk: int) -> HttpResponse:
    """A shelf on display: what stands on it, and the next title."""
    found = get_object_or_404(Display, pk=pk)
    form = ShowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = circulation.title_by_number(form.cleaned_data["barcode"])
        if title is not None:
            note = form.cleaned_data["note"]
            catalogue_operations.show(display_id=found.pk, title_id=title.pk, note=note, at=timezone.now())
            messages.success(request, _("已陈列《%(title)s》。") % {"title": title.title})
            return redirect("library:counter_display", pk)
        form.add_error("barcode", _("没有这个条码或 ISBN。"))
    context = {"display": found, "items": list(catalogue.displayed(found)[:200]), "form": form}
    return render(request, "library/counter/display.html", context, status=422 if form.errors else 200)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def take_down(request: UserRequest, pk: int) -> HttpResponse:
    """Take a title off display."""
    item = get_object_or_404(DisplayItem, pk=pk)
    catalogue_operations.take_down(item_id=item.pk)
    messages.success(request, _("已撤下。"))
    return redirect("library:counter_display", item.display_id)


# --- wishes


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def wishes(request: UserRequest) -> HttpResponse:
    """What readers ask for; those without an answer first."""
    found = list(circulation.wishes_visible_to(request.user).order_by("status", "-id")[:200])
    context = {"rows": [(wish, WISH_BADGE[wish.status]) for wish in found]}  # type: ignore[index]
    return render(request, "library/counter/wishes.html", context)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def answer_wish(request: UserRequest, pk: int) -> HttpResponse:
    """Ordered, arrived or declined, with a word to the reader."""
    wish: Wish = get_object_or_404(circulation.wishes_visible_to(request.user), pk=pk)
    action, answer = request.POST.get("action", ""), cards.plain(request.POST.get("answer", ""))
    if action not in WISH_MOVES:
        messages.error(request, _("请选择怎样答复。"))
        return redirect("library:counter_wishes")
    try:
        wish_operations.answer(wish_id=wish.pk, action=action, answer=answer, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已答复，读者在“我的借阅”里能看到。"))
    return redirect("library:counter_wishes")


# --- figures


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def figures(request: UserRequest) -> HttpResponse:
    """A year in figures: by month, class and kind of reader; turn-over; what was never lent."""
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    if not 1990 <= year <= 2999:
        raise Http404
    context: dict[str, Any] = {
        "figures": figure_queries.of_year(year),
        "year": year,
        "years": [each for each in (year - 1, year + 1) if each <= this_year],
        "never": figure_queries.never_lent(date(year, 1, 1)),
    }
    return render(request, "library/counter/figures.html", context)
