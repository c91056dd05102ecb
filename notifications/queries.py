"""Reads of messages: one's own inbox, what staff may see of delivery, and templates."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from notifications import rules
from notifications.models import ANY_DOOR, Contact, Message, Preference, Template
from notifications.states import OUTSIDE, Channel, MessageStatus

MANY_UNREAD = 99


def inbox_of(user: User) -> QuerySet[Message]:
    """The messages behind the user's own door, newest first."""
    own = Message.objects.filter(person=user.person_id, door__in=[user.door, ANY_DOOR], channel=Channel.INBOX)
    return own.order_by("-queued_at", "-id")


def unread_count(user: User) -> int:
    """How many of them are unread; counting stops past MANY_UNREAD."""
    unread = inbox_of(user).filter(read_at=None).order_by()
    return unread[: MANY_UNREAD + 1].count()


def messages_visible_to(user: User) -> QuerySet[Message]:
    """Staff who may look see every message; everybody else their own inbox."""
    if user.may(Permission.MESSAGE_VIEW):
        return Message.objects.select_related("person", "template__event")
    return inbox_of(user)


def waiting_for_a_person() -> int:
    """Messages that failed or are in doubt, for the staff's worklist; counting stops past MANY_UNREAD."""
    stuck = Message.objects.filter(status__in=[MessageStatus.FAILED, MessageStatus.UNKNOWN])
    return stuck[: MANY_UNREAD + 1].count()


def channels_on(user: User) -> list[str]:
    """The outside channels that the user has not turned off."""
    off = set(Preference.objects.filter(person=user.person_id).values_list("channel", flat=True))
    return [channel for channel in OUTSIDE if channel not in off]


def contacts_of(user: User) -> dict[str, Contact]:
    """The user's e-mail and WeCom addresses by channel, proved or not."""
    return {contact.channel: contact for contact in Contact.objects.filter(person=user.person_id).order_by("id")}


def preview(template: Template) -> tuple[str, str]:
    """Title and body of a template, filled in with its event's samples."""
    values = {"name": "张三", "centre": "", "hotline": "12329", **template.event.samples}
    title = rules.Text.of(template.title).fill(values)
    return title, rules.Text.of(template.body).fill(values)
