"""Stock-taking and periodicals at the library's counter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from library.forms import ShelfForm, SubscribeForm
from library.models import Issue, StockTaking, Subscription
from library.operations import periodicals as periodical_operations
from library.operations import stock as operations
from library.queries import house as queries
from library.rules import cards
from library.states import STOCK_BADGE, StockStatus


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def takings(request: UserRequest) -> HttpResponse:
    """Stock-takings, and the next shelf."""
    form = ShelfForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.begin(shelf=form.cleaned_data["shelf"], by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error("shelf", str(refusal))
        else:
            return redirect("library:counter_taking", made.pk)
    rows = [(each, STOCK_BADGE[each.status]) for each in queries.takings()[:50]]  # type: ignore[index]
    context = {"form": form, "rows": rows}
    return render(request, "library/counter/takings.html", context, status=422 if form.errors else 200)


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def taking(request: UserRequest, pk: int) -> HttpResponse:
    """One shelf: scan by scan or many lines at once, and what does not fit."""
    found = get_object_or_404(StockTaking, pk=pk)
    if request.method == "POST":
        lines = [cards.plain(line, 60) for line in request.POST.get("barcodes", "").split()]
        try:
            fresh = operations.scan(taking_id=found.pk, barcodes=lines, at=timezone.now())
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("记下 %(n)d 册。", "记下 %(n)d 册。", fresh)
            messages.success(request, words % {"n": fresh})
        return redirect("library:counter_taking", pk)
    context = {"taking": found, "is_open": found.status == StockStatus.OPEN, "look": queries.look(found)}
    return render(request, "library/counter/taking.html", context)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def finish_taking(request: UserRequest, pk: int) -> HttpResponse:
    """End it: what was not seen is missing."""
    found = get_object_or_404(StockTaking, pk=pk)
    try:
        done = operations.finish(taking_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        said = {"expected": done.expected, "missing": done.missing}
        messages.success(request, _("盘点结束：应在架 %(expected)d 册，未见 %(missing)d 册。") % said)
    return redirect("library:counter_taking", pk)


# --- periodicals


@requires(Permission.LIBRARY_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def periodicals(request: UserRequest) -> HttpResponse:
    """Issues that should be here, what is subscribed, and a new subscription."""
    today = timezone.localdate()
    form = SubscribeForm(request.POST or None, initial={"year": today.year})
    if request.method == "POST" and form.is_valid():
        made = periodical_operations.subscribe(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("已订阅《%(title)s》。") % {"title": made.title.title})
        return redirect("library:counter_periodicals")
    context = {"form": form, "due": queries.issues_due(today), "rows": list(queries.subscriptions()[:200])}
    return render(request, "library/counter/periodicals.html", context, status=422 if form.errors else 200)


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def periodical(request: UserRequest, pk: int) -> HttpResponse:
    """All issues of one periodical."""
    found = get_object_or_404(Subscription.objects.select_related("title"), pk=pk)
    context = {"subscription": found, "issues": queries.issues_of(found)}
    return render(request, "library/counter/periodical.html", context)


@requires(Permission.LIBRARY_CATALOGUE)
@require_POST
def issue(request: UserRequest, pk: int) -> HttpResponse:
    """An issue has come, to be read here or lent, or was claimed."""
    found = get_object_or_404(Issue, pk=pk)
    action, now = request.POST.get("action", ""), timezone.now()
    try:
        if action == "claim":
            periodical_operations.claim(issue_id=found.pk, at=now)
            messages.success(request, _("已登记催刊。"))
        else:
            lends = action == "lend"
            periodical_operations.arrive(issue_id=found.pk, lends=lends, by=request.user, at=now)
            messages.success(request, _("已登记到刊。"))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect("library:counter_periodicals")
