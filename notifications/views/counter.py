"""What was sent, to whom, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts import operations as accounts
from accounts.access import UserRequest, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common import identity, states
from common.errors import BusinessError
from common.listing import Column, Listing
from notifications import forms as filters
from notifications import operations, queries
from notifications.models import Message
from notifications.states import ACTIONS, BADGE, MOVES, Channel, MessageStatus


def _masked(message: Message) -> str:
    """The address as staff may see it."""
    if message.channel == Channel.SMS:
        return identity.mask(message.address, head=3, tail=4)
    name, at, domain = message.address.partition("@")
    return f"{name[:2]}***{at}{domain}" if at else identity.mask(message.address, head=2, tail=0)


@requires(Permission.MESSAGE_VIEW)
@require_safe
def messages(request: UserRequest) -> HttpResponseBase:
    """Every message with its delivery, newest first."""
    return Listing(
        request,
        queries.messages_visible_to(request.user),
        columns=[
            Column("person", _("收件人"), link=lambda row: reverse("notifications:counter_message", args=[row.pk])),
            Column("template__event", _("事项")),
            Column("get_channel_display", _("渠道")),
            Column("address", _("号码或地址"), kind="code", value=_masked, narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: BADGE[row.status]),
            Column("queued_at", _("时间"), kind="time", order="queued_at"),
            Column("error", _("原因"), narrow=False),
        ],
        order=("-queued_at", "-id"),
        filters=filters.MessageFilter,
        caption=_("消息"),
        empty={"title": _("还没有发出过消息")},
    ).response("notifications/counter/messages.html", {"test_mode": settings.NOTIFY_TEST_MODE})


@requires(Permission.MESSAGE_VIEW)
@never_cache
@require_safe
def message(request: UserRequest, pk: int) -> HttpResponse:
    """One message: its words, where it went, what happened. A look at the person's data, noted as such."""
    found = get_object_or_404(queries.messages_visible_to(request.user), pk=pk)
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("消息"),
        at=timezone.now(),
        address=access.client_address(request),
    )
    moves = found.events.select_related("by__person").order_by("-id")
    events = [{"title": ACTIONS[move.action], "at": move.at, "who": move.by, "note": move.note} for move in moves]
    context = {
        "message": found,
        "address": _masked(found),
        "badge": BADGE[MessageStatus(found.status)],
        # A code is shown only where nothing leaves the house, so that the demo can be played.
        "text": found.sealed if found.sealed and settings.NOTIFY_TEST_MODE else found.body,
        "events": events,
        "may_retry": "retry" in states.allowed(found.status, MOVES),
    }
    return render(request, "notifications/counter/message.html", context)


@requires(Permission.MESSAGE_VIEW)
@require_POST
def retry(request: UserRequest, pk: int) -> HttpResponse:
    """Send once more."""
    found = get_object_or_404(queries.messages_visible_to(request.user), pk=pk)
    try:
        operations.retry(message_id=found.pk, by=request.user, at=timezone.now())
        flash.success(request, _("已重新排队，稍后发送。"))
    except BusinessError as refusal:
        flash.error(request, str(refusal))
    return redirect("notifications:counter_message", pk)
