"""Term deposits and bonds: what is held and when it ends; placing, accruing and bringing home by two persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common import months
from common.errors import BusinessError
from common.listing import Column, Listing
from ledger import operations, queries
from ledger.forms import AccrueForm, CollectForm, PlacementForm, RollForm
from ledger.models import Placement
from ledger.queries.placements import WARN_DAYS
from ledger.states import PLACEMENT_BADGE, PlacementKind, PlacementStatus
from ledger.views.office.slips import prepared, sent
from policy import queries as policy


@requires(Permission.BOOKS_VIEW)
@require_safe
def placements(request: UserRequest) -> HttpResponseBase:
    """Every placement by its end; what is due or soon will be stands out."""
    on = policy.book_date()
    soon = on + timedelta(days=WARN_DAYS)
    month = months.shift(months.month_of(on), -1)
    listing = Listing(
        request,
        queries.all_placements(),
        columns=[
            Column("name", _("存放"), value=str, link=lambda row: reverse("ledger:office_placement", args=[row.pk])),
            Column("kind", _("种类"), value=lambda row: row.get_kind_display(), narrow=False),
            Column("amount_fen", _("本金"), kind="money"),
            Column(
                "rate_percent", _("年利率（%）"), value=lambda row: f"{row.rate_percent.normalize():f}", narrow=False
            ),
            Column("since", _("起息日"), kind="date", narrow=False),
            Column("until", _("到期日"), kind="date", order="until"),
            Column(
                "status",
                _("状态"),
                value=lambda row: _state(row, on, soon)[0],
                badge=lambda row: _state(row, on, soon)[1],
            ),
        ],
        order=("until", "id"),
        caption=_("定期存款与国债"),
        file_name=_("定期存款与国债"),
        empty={"title": _("还没有定期存款或国债"), "text": _("闲置资金转存定期或购买国债后登记在这里。")},
    )
    context = {
        "may": request.user.may(Permission.BOOKS_CLOSE),
        "month": month,
        "month_words": f"{month[:4]}-{month[4:]}",
        "to_accrue": queries.to_accrue(months.last_day(month)),
        "form": AccrueForm(initial={"month": month}),
    }
    return listing.response("ledger/office/placements.html", context)


def _state(row: Placement, on: Any, soon: Any) -> tuple[str, str]:
    """What a placement's badge says: a warning before its end, an alarm after it."""
    if row.status == PlacementStatus.HELD and row.until <= on:
        return _("已到期"), "bad"
    if row.status == PlacementStatus.HELD and row.until <= soon:
        return _("即将到期"), "warn"
    return row.get_status_display(), PLACEMENT_BADGE[PlacementStatus(row.status)]


@requires(Permission.BOOKS_CLOSE)
def new_placement(request: UserRequest) -> HttpResponse:
    """Prepare a placement."""
    form = PlacementForm(request.POST or None, initial={"since": policy.book_date()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        source = values.pop("source")
        terms = operations.Terms(**{**values, "kind": PlacementKind(values["kind"])})
        made = prepared(
            form, lambda: operations.place(terms=terms, source_id=source.pk, by=request.user, at=timezone.now())
        )
        if made is not None:
            return sent(request, made)
    return render(request, "ledger/office/new_placement.html", {"form": form})


@requires(Permission.BOOKS_VIEW)
@require_safe
def placement(request: UserRequest, pk: int) -> HttpResponse:
    """One placement: terms, interest, its slips, and how it ends."""
    return _page(request, pk)


def _page(
    request: UserRequest, pk: int, *, collecting: CollectForm | None = None, rolling: RollForm | None = None
) -> HttpResponse:
    found = get_object_or_404(queries.all_placements(), pk=pk)
    on = policy.book_date()
    interest = queries.interest_of(found, on)
    may = request.user.may(Permission.BOOKS_CLOSE) and found.status == PlacementStatus.HELD
    first = {"value_on": min(on, found.until), "interest_fen": interest.whole_fen, "into": found.source_id}
    again = {"interest_fen": interest.whole_fen, "rate_percent": found.rate_percent}
    context = {
        "placement": found,
        "badge": _state(found, on, on + timedelta(days=WARN_DAYS)),
        "interest": interest,
        "slips": found.slips.order_by("id"),
        "collecting": (collecting or CollectForm(initial=first)) if may else None,
        "rolling": (rolling or RollForm(initial=again)) if may and found.kind == PlacementKind.TERM else None,
    }
    return render(request, "ledger/office/placement.html", context)


@requires(Permission.BOOKS_CLOSE)
@require_POST
def collect_placement(request: UserRequest, pk: int) -> HttpResponse:
    """Prepare what came home."""
    get_object_or_404(Placement, pk=pk)
    form = CollectForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        made = prepared(
            form,
            lambda: operations.collect(
                placement_id=pk,
                interest_fen=values["interest_fen"],
                into_id=values["into"].pk,
                value_on=values["value_on"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if made is not None:
            return sent(request, made)
    return _page(request, pk, collecting=form)


@requires(Permission.BOOKS_CLOSE)
@require_POST
def roll_placement(request: UserRequest, pk: int) -> HttpResponse:
    """Prepare a roll-over."""
    get_object_or_404(Placement, pk=pk)
    form = RollForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        made = prepared(
            form, lambda: operations.roll_over(placement_id=pk, **values, by=request.user, at=timezone.now())
        )
        if made is not None:
            return sent(request, made)
    return _page(request, pk, rolling=form)


@requires(Permission.BOOKS_CLOSE)
@require_POST
def accrue_placements(request: UserRequest) -> HttpResponse:
    """Prepare the accrual of a month."""
    form = AccrueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有说明是哪个月，请重新打开本页。"))
        return redirect("ledger:office_placements")
    try:
        made = operations.accrue_interest(month=form.cleaned_data["month"], by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:office_placements")
    return sent(request, made)
