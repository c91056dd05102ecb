"""One's own messages, behind any of the doors, and how one wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from notifications import channels, operations, queries
from notifications.forms import PreferenceForm
from notifications.states import Channel


@requires(Permission.OWN_PROFILE)
@never_cache
@require_safe
def inbox(request: UserRequest) -> HttpResponseBase:
    """What we told this person, newest first."""
    listing = Listing(
        request,
        queries.inbox_of(request.user),
        columns=[
            Column("title", _("消息"), template="notifications/portal/_message.html"),
            Column("queued_at", _("时间"), kind="time", narrow=False),
        ],
        order=("-queued_at", "-id"),
        per_page=20,
        caption=_("站内信"),
        empty={"title": _("还没有消息"), "text": _("账户有变动时，会在这里告诉您。")},
    )
    unread = queries.unread_count(request.user)
    return listing.response("notifications/portal/inbox.html", {"unread": unread})


@requires(Permission.OWN_PROFILE)
@require_POST
def read(request: UserRequest) -> HttpResponse:
    """Mark all as read."""
    operations.mark_read(by=request.user, at=timezone.now())
    return redirect("notifications:portal_inbox")


@requires(Permission.OWN_PROFILE)
@never_cache
def preferences(request: UserRequest) -> HttpResponse:
    """Which channels, and which addresses on e-mail and WeCom."""
    contacts = queries.contacts_of(request.user)
    known = {"email": Channel.EMAIL, "wecom": Channel.WECOM}
    form = PreferenceForm(
        request.POST or None,
        has_wecom=Channel.WECOM in channels.available(),
        initial={
            "channels": queries.channels_on(request.user),
            **{name: contacts[channel].address for name, channel in known.items() if channel in contacts},
        },
    )
    if request.method == "POST" and form.is_valid():
        at, link = timezone.now(), request.build_absolute_uri(reverse("notifications:portal_confirm"))
        operations.save_choices(
            asked=form.asked,
            on=form.cleaned_data["channels"],
            addresses=form.addresses,
            by=request.user,
            at=at,
            link=link,
        )
        messages.success(request, _("消息设置已保存。"))
        return redirect("notifications:portal_preferences")
    unproved = [contact for contact in contacts.values() if contact.verified_at is None]
    return render(request, "notifications/portal/preferences.html", {"form": form, "unproved": unproved})


@requires(Permission.OWN_PROFILE)
@never_cache
def confirm(request: UserRequest) -> HttpResponse:
    """The link in the e-mail or WeCom message leads here; the button proves the address."""
    proof = request.GET.get("proof", "")
    if request.method != "POST":
        return render(request, "notifications/portal/confirm.html", {"proof": proof})
    try:
        operations.confirm_contact(proof=proof, by=request.user, at=timezone.now())
        messages.success(request, _("已确认，以后也会用它通知您。"))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:portal_preferences")
