"""Accounts that went on under another employer, at the counter: objections noted for a caller, and decided."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from deposits import operations, queries
from deposits.forms import DecisionForm, ObjectionForm, TransferFilter
from deposits.models import InternalTransfer
from deposits.states import TRANSFER_BADGE, TransferStatus


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def transfers(request: UserRequest) -> HttpResponseBase:
    """All of them, newest first; those objected to by the filter."""
    listing = Listing(
        request,
        queries.transfers_visible_to(request.user),
        columns=[
            Column(
                "account__person__name",
                _("姓名"),
                link=lambda row: reverse("deposits:counter_transfer", args=[row.pk]),
            ),
            Column("account__number", _("个人账号"), kind="code", narrow=False),
            Column("to_account__employer__name", _("转入单位")),
            Column("on", _("转入日期"), kind="date"),
            Column("get_status_display", _("状态"), badge=lambda row: TRANSFER_BADGE[row.status]),
            Column("objected_at", _("提出异议的时间"), kind="time", narrow=False),
        ],
        order=("-at", "-id"),
        filters=TransferFilter,
        caption=_("同城转移"),
        file_name=_("同城转移"),
        empty={"title": _("没有这样的转移"), "text": _("职工的账户在新单位启封后，会列在这里。")},
    )
    return listing.response("deposits/counter/transfers.html")


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def transfer(request: UserRequest, pk: int) -> HttpResponse:
    """One of them, with the objection and what this member of staff may do about it. Opening it is a look."""
    found = _transfer(request, pk)
    accounts.look(
        person_id=found.account.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("同城转移"),
        case="",
        at=timezone.now(),
        address=client_address(request),
    )
    return _page(request, found)


@requires(Permission.ACCOUNT_SEAL)
@require_POST
def transfer_object(request: UserRequest, pk: int) -> HttpResponse:
    """Note the objection of somebody who came or called."""
    found, form = _transfer(request, pk), ObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, objection_form=form)
    verb = partial(operations.object_to_transfer, transfer_id=pk, objection=form.cleaned_data["objection"])
    return _act(request, pk, verb, _("异议已登记，请另一位同事核实处理。"))


@requires(Permission.ACCOUNT_SEAL)
@require_POST
def transfer_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Decide on an objection."""
    found, form = _transfer(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, decision_form=form)
    holds = form.cleaned_data["result"] == DecisionForm.UNDO
    verb = operations.undo_transfer if holds else operations.let_transfer_stand
    done = _("账户已退回，本人已收到消息。") if holds else _("已办结，本人已收到消息。")
    return _act(request, pk, partial(verb, transfer_id=pk, decision=form.cleaned_data["decision"]), done)


def _transfer(request: UserRequest, pk: int) -> InternalTransfer:
    return get_object_or_404(queries.transfers_visible_to(request.user), pk=pk)


def _act(request: UserRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    try:
        verb(by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("deposits:counter_transfer", pk)


def _page(
    request: UserRequest,
    found: InternalTransfer,
    objection_form: ObjectionForm | None = None,
    decision_form: DecisionForm | None = None,
) -> HttpResponse:
    may_act = request.user.may(Permission.ACCOUNT_SEAL)
    own = request.user.person_id in (found.by_person_id, found.account.person_id)
    words = {"make": _("转入"), "object": _("提出异议"), "undo": _("异议成立"), "let_stand": _("异议不成立")}
    events = found.events.select_related("by__person").order_by("-at", "-id")
    context = {
        "transfer": found,
        "badge": TRANSFER_BADGE[TransferStatus(found.status)],
        "objection_form": (objection_form or ObjectionForm()) if may_act and queries.may_object(found) else None,
        "decision_form": None,
        "must_be_another": False,
        "events": [
            {"title": words[each.action], "at": each.at, "who": each.by or "", "note": each.note} for each in events
        ],
    }
    if found.status == TransferStatus.OBJECTED and may_act:
        context |= {"decision_form": None if own else decision_form or DecisionForm(), "must_be_another": own}
    failed = bool(objection_form or decision_form)
    return render(request, "deposits/counter/transfer.html", context, status=422 if failed else 200)
