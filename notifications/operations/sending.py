"""Sending: a worker claims one message, sends it outside any transaction, and records what came of it.

One at a time, so that a worker that dies leaves at most one message in doubt. What may have gone out is never sent
again by itself.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from common import states
from common.errors import BusinessError
from common.transactions import operation, wake
from notifications import rules
from notifications.channels import Outcome, Result
from notifications.models import Contact, Message, Preference
from notifications.operations.queueing import TASK
from notifications.states import MOVES, Channel, MessageStatus


class CodeGone(BusinessError):
    """The message carried a code that is no longer kept."""


@operation
def claim_next(*, at: datetime) -> Message | None:
    """Claim the message that is due longest, or None where nothing is due.

    Two workers never get the same one: rows in another's hand are passed over. A message that cannot or must not
    reach its person any more comes back SKIPPED. In quiet hours only urgent ones are due.
    """
    due = Message.objects.filter(status=MessageStatus.QUEUED, next_try_at__lte=at)
    if rules.is_quiet(at):
        due = due.filter(urgent=True)
    message = due.order_by("next_try_at", "id").select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if message is None:
        return None
    reason, address = _address(message)
    if reason:
        states.move(message, "skip", MOVES, by=None, at=at, error=reason, note=reason, sealed="")
        return message
    states.move(
        message,
        "claim",
        MOVES,
        by=None,
        at=at,
        claimed_at=at,
        address=address,
        attempts=message.attempts + 1,
        error="",
    )
    return message


def _address(message: Message) -> tuple[str, str]:
    """Why the message cannot go, or where it goes."""
    if message.address:
        return "", message.address
    security = message.template.event.is_security
    if not security and Preference.objects.filter(person=message.person_id, channel=message.channel).exists():
        return _("本人已关闭此渠道"), ""
    if message.channel == Channel.SMS:
        if message.person.phone_wrong_at is not None:
            return _("机主说号码不是本人的"), ""
        address = message.person.phone
    else:
        contact = Contact.objects.filter(
            person=message.person_id, channel=message.channel, verified_at__isnull=False
        ).first()
        address = contact.address if contact else ""
    return ("", address) if address else (_("没有可用的号码或地址"), "")


@operation
def record_outcome(*, message_id: int, result: Result, at: datetime) -> None:
    """What came of sending. A message that is no longer in hand (recovered meanwhile) is left as it stands."""
    message = states.lock(Message, message_id)
    if message.status != MessageStatus.SENDING:
        return
    note = result.note[:200]
    kept = message.sealed if result.simulated else ""
    if result.outcome == Outcome.SENT:
        states.move(
            message, "deliver", MOVES, by=None, at=at, note=note, sent_at=at, sealed=kept, simulated=result.simulated
        )
    elif result.outcome == Outcome.UNKNOWN:
        states.move(message, "doubt", MOVES, by=None, at=at, note=note, error=note, sealed="")
    else:
        _refused(message, note, at)


def _refused(message: Message, note: str, at: datetime) -> None:
    again = rules.next_try(at, attempts=message.attempts, urgent=message.urgent)
    if again is None:
        states.move(message, "fail", MOVES, by=None, at=at, note=note, error=note, sealed="")
    else:
        states.move(message, "put_back", MOVES, by=None, at=at, note=note, error=note, next_try_at=again)


@operation
def recover_stale(*, at: datetime) -> int:
    """Doubt what has been in a worker's hand for too long: the worker died, perhaps after sending; how many."""
    stale = Message.objects.filter(status=MessageStatus.SENDING, claimed_at__lt=at - rules.STALE_AFTER)
    messages = list(stale.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("id")[:100])
    for message in messages:
        note = _("发送中断，不知是否已经发出")
        states.move(message, "doubt", MOVES, by=None, at=at, note=note, error=note, sealed="")
    return len(messages)


@operation
def retry(*, message_id: int, by: User, at: datetime) -> Message:
    """Send a failed or doubtful message again, by a person's decision. Raises WrongState, CodeGone."""
    message = states.lock(Message, message_id)
    template = message.template
    if rules.placeholders(template.body) & set(template.event.secrets) and not message.sealed:
        raise CodeGone(_("验证码已经失效，请本人重新获取。"))
    when = rules.not_before(at, urgent=message.urgent)
    states.move(message, "retry", MOVES, by=by, at=at, next_try_at=when, attempts=0, error="")
    wake(TASK)
    return message


def text_to_send(message: Message) -> str:
    """The whole text, with what is kept under seal; SMS carry the centre's name in front, as carriers demand."""
    text = message.sealed or message.body
    return f"【{settings.CENTRE_NAME}】{text}" if message.channel == Channel.SMS else text
