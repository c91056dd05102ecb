"""What a person decides: which channels, which addresses, what they have read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.transactions import operation
from notifications import queries
from notifications.models import Contact, Preference
from notifications.operations import queueing
from notifications.states import Channel

_SALT = "notifications.contact"
_LINK_LIFE = 24 * 3600
_CONFIRM: dict[str, str] = {Channel.EMAIL: "email_confirm", Channel.WECOM: "wecom_confirm"}
"""Channel → the event that asks whether an address on it is the person's own."""


class ContactNotProved(BusinessError):
    """The link is too old, or belongs to an address that has changed."""


@operation
def save_choices(
    *, asked: Collection[str], on: Collection[str], addresses: Mapping[str, str], by: User, at: datetime, link: str
) -> None:
    """Keep what a person chose on one page: of the channels `asked` about those in `on`, and e-mail or WeCom addresses.

    The inbox is always on; a channel not asked about stays as it is. `addresses` is channel → address, empty for
    none. A new address gets a message with a link, `link` with the proof added, and is used once its page has been
    confirmed.
    """
    off = [channel for channel in asked if channel not in on]
    Preference.objects.filter(person=by.person_id, channel__in=asked).exclude(channel__in=off).delete()
    rows = [Preference(person_id=by.person_id, channel=channel) for channel in off]
    Preference.objects.bulk_create(rows, ignore_conflicts=True)
    for channel, address in addresses.items():
        _set_address(channel, address, by=by, at=at, link=link)


def _set_address(channel: str, address: str, *, by: User, at: datetime, link: str) -> None:
    contacts = Contact.objects.select_for_update().filter(person=by.person_id, channel=channel)
    contact = contacts.first()
    if contact is not None and contact.address == address:
        return
    contacts.delete()
    if not address:
        return
    contact = Contact.objects.create(person_id=by.person_id, channel=channel, address=address, set_at=at)
    queueing.queue_to_address(
        person_id=by.person_id,
        template=_CONFIRM[channel],
        context={"link": f"{link}?proof={signing.dumps(contact.pk, salt=_SALT)}"},
        key=f"contact-{contact.pk}",
        channel=channel,
        address=address,
        at=at,
        by=by,
    )


@operation
def confirm_contact(*, proof: str, by: User, at: datetime) -> Contact:
    """The link was opened by the person it was made for: use the address. Raises ContactNotProved."""
    try:
        pk = signing.loads(proof, salt=_SALT, max_age=_LINK_LIFE)
    except signing.BadSignature:
        pk = None
    contact = Contact.objects.select_for_update().filter(pk=pk, person=by.person_id).first()
    if contact is None:
        raise ContactNotProved(_("链接已失效，请在“消息设置”里重新填写。"))
    if contact.verified_at is None:
        contact.verified_at = at
        contact.save(update_fields=["verified_at"])
    return contact


@operation
def mark_read(*, by: User, at: datetime, message_id: int | None = None) -> int:
    """Mark one message of the reader's inbox as read, or all; how many were unread."""
    unread = queries.inbox_of(by).filter(read_at=None).order_by()
    if message_id is not None:
        unread = unread.filter(pk=message_id)
    return unread.update(read_at=at)
