"""Freezes at the counter: an order written down by one, put in force and lifted with another; seals to come."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from deposits import operations, queries
from deposits.forms import ReasonForm
from deposits.forms.freezes import FreezeFilter, FreezeForm, LiftForm
from deposits.models import Freeze
from deposits.states import FREEZE_BADGE, FreezeStatus

ACTS = {"authorise", "refuse", "lift", "authorise_lift", "keep"}


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def freezes(request: UserRequest) -> HttpResponseBase:
    """All freezes, what waits for a second person first by its filter."""
    listing = Listing(
        request,
        queries.freezes_visible_to(request.user),
        columns=[
            Column(
                "account__person__name",
                _("姓名"),
                link=lambda row: reverse("deposits:counter_freeze", args=[row.pk]),
            ),
            Column("account__number", _("个人账号"), kind="code", narrow=False),
            Column("authority", _("冻结机关")),
            Column("document_number", _("文书编号"), narrow=False),
            Column("get_kind_display", _("冻结方式"), narrow=False),
            Column("amount_fen", _("冻结金额"), kind="money", narrow=False),
            Column("until", _("冻结至"), kind="date", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: FREEZE_BADGE[row.status]),
        ],
        order=("-id",),
        filters=FreezeFilter,
        caption=_("账户冻结"),
        empty={"title": _("没有冻结过账户"), "text": _("法院等机关来办冻结的，在职工的账户页登记。")},
    )
    return listing.response("deposits/counter/freezes.html")


@requires(Permission.ACCOUNT_SEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def freeze_account(request: UserRequest, pk: int) -> HttpResponse:
    """Write an order down, document in hand."""
    found = get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            freeze = operations.propose_freeze(account_id=pk, order=form.order(), by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(getattr(refusal, "field", None), str(refusal))
        else:
            messages.success(request, _("已登记，请另一人核对文书后复核，复核后生效。"))
            return redirect("deposits:counter_freeze", freeze.pk)
    context = {"form": form, "account": found}
    return render(request, "deposits/counter/freeze_account.html", context, status=422 if form.errors else 200)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def freeze(request: UserRequest, pk: int) -> HttpResponse:
    """One freeze: what it says, who did what, what comes next."""
    return _page(request, _freeze(request, pk), LiftForm(), ReasonForm())


def _freeze(request: UserRequest, pk: int) -> Freeze:
    return get_object_or_404(queries.freezes_visible_to(request.user), pk=pk)


def _page(request: UserRequest, found: Freeze, lift: LiftForm, reason: ReasonForm) -> HttpResponse:
    may = request.user.may
    words = {
        "propose": _("登记"),
        "authorise": _("复核同意，冻结生效"),
        "refuse": _("不予冻结"),
        "propose_lift": _("登记解除"),
        "authorise_lift": _("复核同意，解除冻结"),
        "keep": _("不解除，继续冻结"),
        "expire": _("到期，自动解除"),
    }
    events = found.events.select_related("by__person").order_by("-id")
    person = request.user.person_id
    second = may(Permission.CASE_REVIEW)
    context = {
        "freeze": found,
        "badge": FREEZE_BADGE[found.status],
        "events": [
            {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
            for each in events
        ],
        "may_authorise": second and found.status == FreezeStatus.PROPOSED and person != found.made_by_person_id,
        "may_refuse": found.status == FreezeStatus.PROPOSED and (second or person == found.made_by_person_id),
        "may_lift": may(Permission.ACCOUNT_SEAL) and found.status == FreezeStatus.ACTIVE,
        "may_authorise_lift": second and found.status == FreezeStatus.LIFTING and person != found.lift_by_person_id,
        "may_keep": found.status == FreezeStatus.LIFTING and (second or person == found.lift_by_person_id),
        "waits": found.status in (FreezeStatus.PROPOSED, FreezeStatus.LIFTING),
        "lift": lift,
        "reason": reason,
    }
    status = 422 if lift.errors or reason.errors else 200
    return render(request, "deposits/counter/freeze.html", context, status=status)


@requires(Permission.ACCOUNT_VIEW)
@require_POST
def freeze_do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """One step of a freeze: authorise, refuse, lift, authorise_lift, keep."""
    found = _freeze(request, pk)
    if name not in ACTS:
        raise Http404
    _refuse_stranger(request, found, name)
    lift, reason = LiftForm(request.POST if name == "lift" else None), ReasonForm(request.POST)
    if name == "lift" and not lift.is_valid():
        return _page(request, found, lift, ReasonForm())
    if name in ("refuse", "keep") and not reason.is_valid():
        return _page(request, found, LiftForm(), reason)
    try:
        _act(request, found.pk, name, lift, reason)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect("deposits:counter_freeze", pk)


def _refuse_stranger(request: UserRequest, found: Freeze, name: str) -> None:
    """Reviewers do the second person's part; what somebody wrote down they may take back themselves."""
    own = {"refuse": found.made_by_person_id, "keep": found.lift_by_person_id}.get(name)
    needed = Permission.ACCOUNT_SEAL if name == "lift" else Permission.CASE_REVIEW
    if not request.user.may(needed) and own != request.user.person_id:
        raise PermissionDenied


def _act(request: UserRequest, pk: int, name: str, lift: LiftForm, reason: ReasonForm) -> None:
    by, at = request.user, timezone.now()
    if name == "authorise":
        operations.authorise_freeze(freeze_id=pk, by=by, at=at)
    elif name == "authorise_lift":
        operations.authorise_lift(freeze_id=pk, by=by, at=at)
    elif name == "lift":
        answers = lift.cleaned_data
        operations.propose_lift(freeze_id=pk, document=answers["document"], reason=answers["reason"], by=by, at=at)
    else:
        act = operations.refuse_freeze if name == "refuse" else operations.keep_freeze
        act(freeze_id=pk, reason=reason.cleaned_data["reason"], by=by, at=at)


@requires(Permission.ACCOUNT_SEAL)
@require_POST
def scheduled_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a seal or unseal that is still to come."""
    change = get_object_or_404(queries.scheduled_visible_to(request.user), pk=pk)
    try:
        operations.withdraw_scheduled(change_id=pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤回。"))
    return redirect("deposits:counter_account", change.account_id)
