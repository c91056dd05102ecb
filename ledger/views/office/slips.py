"""Bookings by hand and the ends of periods: prepared by one accountant, posted by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
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
from ledger.forms import SlipFilter, SlipForm, SlipReasonForm, SurplusForm
from ledger.models import Journal, Slip
from ledger.states import SLIP_BADGE, SlipKind, SlipStatus
from policy import queries as policy


@requires(Permission.BOOKS_VIEW)
@require_safe
def slips(request: UserRequest) -> HttpResponseBase:
    """Every slip, the newest first."""
    listing = Listing(
        request,
        queries.slips(),
        columns=[
            Column("name", _("记账单"), value=str, link=lambda row: reverse("ledger:office_slip", args=[row.pk])),
            Column("memo", _("摘要")),
            Column("value_on", _("起息日"), kind="date", narrow=False),
            Column("made_by", _("制单"), value=lambda row: str(row.made_by), narrow=False),
            Column("reviewed_by", _("复核"), value=lambda row: str(row.reviewed_by or ""), narrow=False),
            Column(
                "status",
                _("状态"),
                value=lambda row: row.get_status_display(),
                badge=lambda row: SLIP_BADGE[SlipStatus(row.status)],
            ),
        ],
        order=("-id",),
        filters=SlipFilter,
        caption=_("记账单"),
        empty={"title": _("还没有记账单"), "text": _("手工记账、期末结转和资金存放由一人制单，另一人复核入账。")},
    )
    return listing.response("ledger/office/slips.html", {"may": request.user.may(Permission.BOOKS_CLOSE)})


@requires(Permission.BOOKS_CLOSE)
def new_slip(request: UserRequest) -> HttpResponse:
    """Prepare a booking by hand."""
    form = SlipForm(request.POST or None, initial={"value_on": policy.book_date()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        slip = prepared(
            form,
            lambda: operations.prepare_slip(
                lines=values["lines"],
                value_on=values["value_on"],
                memo=values["memo"],
                basis=values["basis"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if slip is not None:
            return sent(request, slip)
    return render(request, "ledger/office/new_slip.html", {"form": form})


def prepared(form: forms.Form, verb: Callable[[], Slip]) -> Slip | None:
    """The slip, or nothing and the reason on the form."""
    try:
        return verb()
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None


def sent(request: UserRequest, slip: Slip) -> HttpResponse:
    """Say that a slip waits for its second person, and show it."""
    messages.success(request, _("已制单，请另一人复核入账。"))
    return redirect("ledger:office_slip", slip.pk)


@requires(Permission.BOOKS_VIEW)
@require_safe
def slip(request: UserRequest, pk: int) -> HttpResponse:
    """One slip with its sides, and the buttons of whoever looks."""
    return _page(request, get_object_or_404(queries.slips(), pk=pk), SlipReasonForm())


def _page(request: UserRequest, found: Slip, form: SlipReasonForm) -> HttpResponse:
    waiting, own = found.status == SlipStatus.WAITING, found.made_by_person_id == request.user.person_id
    lines = list(found.lines.select_related("account__subject").order_by("id"))
    context: dict[str, Any] = {
        "slip": found,
        "badge": SLIP_BADGE[SlipStatus(found.status)],
        "lines": lines,
        "total_fen": sum(line.debit_fen for line in lines),
        "events": [
            (event, SlipStatus(event.after).label) for event in found.events.select_related("by__person").order_by("id")
        ],
        "form": form,
        "may_confirm": waiting and not own and request.user.may(Permission.VOUCHER_REVIEW),
        "may_withdraw": waiting and own and request.user.may(Permission.BOOKS_CLOSE),
    }
    return render(request, "ledger/office/slip.html", context)


@requires(Permission.VOUCHER_REVIEW)
@require_POST
def confirm_slip(request: UserRequest, pk: int) -> HttpResponse:
    """The second person posts it."""
    get_object_or_404(Slip, pk=pk)
    return _act(
        request,
        lambda: operations.confirm_slip(slip_id=pk, by=request.user, at=timezone.now()),
        _("已复核入账。"),
        pk,
    )


@requires(Permission.VOUCHER_REVIEW)
@require_POST
def reject_slip(request: UserRequest, pk: int) -> HttpResponse:
    """The second person sends it back, with the reason."""
    found = get_object_or_404(queries.slips(), pk=pk)
    form = SlipReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        lambda: operations.reject_slip(slip_id=pk, reason=reason, by=request.user, at=timezone.now()),
        _("已退回，没有记账。"),
        pk,
    )


@requires(Permission.BOOKS_CLOSE)
@require_POST
def withdraw_slip(request: UserRequest, pk: int) -> HttpResponse:
    """Its maker takes it back."""
    get_object_or_404(Slip, pk=pk)
    return _act(
        request,
        lambda: operations.withdraw_slip(slip_id=pk, by=request.user, at=timezone.now()),
        _("已撤回，没有记账。"),
        pk,
    )


def _act(request: UserRequest, verb: Callable[[], Any], done: str, pk: int) -> HttpResponse:
    try:
        verb()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("ledger:office_slip", pk)


@requires(Permission.BOOKS_CLOSE)
@require_POST
def reverse_journal(request: UserRequest, pk: int) -> HttpResponse:
    """Prepare the red entry of a journal booked by hand."""
    get_object_or_404(Journal, pk=pk)
    form = SlipReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明冲销的原因。"))
        return redirect("ledger:office_journal", pk)
    try:
        made = operations.prepare_reversal(
            journal_id=pk, memo=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:office_journal", pk)
    return sent(request, made)


# --- the ends of periods


@requires(Permission.BOOKS_VIEW)
@require_safe
def periods(request: UserRequest) -> HttpResponseBase:
    """The month whose turn it is, the year that can be ended or distributed, and all that was."""
    on, month = policy.book_date(), queries.next_month()
    last = queries.last_closed_month()
    year = int(last[:4]) if last else None
    ended = year is not None and queries.year_is_ended(year)
    past = year if ended else (year - 1 if year else None)
    listing = Listing(
        request,
        queries.slips().filter(kind__in=[SlipKind.MONTH_END, SlipKind.YEAR_END, SlipKind.SURPLUS]),
        columns=[
            Column("name", _("期间"), value=str, link=lambda row: reverse("ledger:office_slip", args=[row.pk])),
            Column("made_by", _("制单"), value=lambda row: str(row.made_by), narrow=False),
            Column("reviewed_by", _("复核"), value=lambda row: str(row.reviewed_by or ""), narrow=False),
            Column(
                "status",
                _("状态"),
                value=lambda row: row.get_status_display(),
                badge=lambda row: SLIP_BADGE[SlipStatus(row.status)],
            ),
        ],
        order=("-id",),
        caption=_("期末结转"),
        empty={"title": _("还没有结转过"), "text": _("每月日结完后结转收支，年末再转入待分配。")},
    )
    context = {
        "month": month,
        "month_words": f"{month[:4]}-{month[4:]}" if month else "",
        "month_slip": queries.alive(SlipKind.MONTH_END, month) if month else None,
        "month_is_over": bool(month) and months.last_day(month or "") < on,
        "year": year if year and last and last.endswith("12") and not ended else None,
        "year_slip": queries.alive(SlipKind.YEAR_END, str(year)) if year else None,
        "past": past if past and queries.year_is_ended(past) else None,
        "past_slip": queries.alive(SlipKind.SURPLUS, str(past)) if past else None,
        "may": request.user.may(Permission.BOOKS_CLOSE),
    }
    return listing.response("ledger/office/periods.html", context)


@requires(Permission.BOOKS_CLOSE)
@require_POST
def prepare_month_end(request: UserRequest, month: int) -> HttpResponse:
    """Prepare the end of a month."""
    return _prepare(
        request, lambda: operations.prepare_month_end(month=_month(month), by=request.user, at=timezone.now())
    )


@requires(Permission.BOOKS_CLOSE)
@require_POST
def prepare_year_end(request: UserRequest, year: int) -> HttpResponse:
    """Prepare the end of a year."""
    _refuse_no_year(year)
    return _prepare(request, lambda: operations.prepare_year_end(year=year, by=request.user, at=timezone.now()))


def _refuse_no_year(year: int) -> None:
    """Raise Http404 for a number out of an address that is no year of a fund."""
    if not 1990 <= year <= 2199:
        raise Http404


def _month(number: int) -> str:
    """A month out of an address. Raises WrongMonth."""
    text = f"{number}"
    if not months.is_month(text):
        raise BusinessError(_("不是月份。"))
    return text


def _prepare(request: UserRequest, verb: Callable[[], Slip]) -> HttpResponse:
    try:
        made = verb()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:office_periods")
    return sent(request, made)


@requires(Permission.BOOKS_CLOSE)
def share_surplus(request: UserRequest, year: int) -> HttpResponse:
    """Prepare the distribution of a year's surplus: what it will be, and the fee the treasury approved."""
    _refuse_no_year(year)
    form = SurplusForm(request.POST or None)
    share = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if "look" not in request.POST:
            made = prepared(
                form,
                lambda: operations.prepare_distribution(
                    year=year, fee_fen=values["fee_fen"], basis=values["basis"], by=request.user, at=timezone.now()
                ),
            )
            if made is not None:
                return sent(request, made)
        try:
            share = queries.share_surplus(year, values["fee_fen"], on=policy.book_date())
        except BusinessError as refusal:
            if not form.errors:
                form.add_error(None, str(refusal))
    context = {"form": form, "year": year, "share": share, "surplus_fen": queries.year_surplus_fen(year)}
    return render(request, "ledger/office/share_surplus.html", context)
