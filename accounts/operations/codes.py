"""Codes sent to a phone: asked for, proved by typing them, used by one act.

A code that was asked for somebody we do not know is noted like any other and simply never sent, so limits and
answers are the same for everybody.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import OneTimeCode, Person
from common.crypto import blind_index
from common.errors import BusinessError
from common.transactions import operation, step


class CodeTooSoon(BusinessError):
    """A code was sent a moment ago."""


class TooManyCodes(BusinessError):
    """The day's codes for this phone or address are used up."""


class NotProved(BusinessError):
    """The code was not typed in, or too long ago, or has done its work."""


class Sender(Protocol):
    """The adapter named in settings.LOGIN_CODE_SENDER; a step that queues the message."""

    def __call__(self, *, person: Person, phone: str, code: str, purpose: str, at: datetime) -> None:
        """Queue one code for one phone."""


@operation
def send_code(*, person: Person | None, phone: str, purpose: str, at: datetime, address: str | None = None) -> None:
    """Send a code of six digits to `phone`, good for ten minutes. `person` is None where nobody fits what was typed.

    Raises CodeTooSoon, TooManyCodes.
    """
    index = rules.phone_index(phone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"code:{index}"])
    _refuse_floods(index, address, at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    OneTimeCode.objects.create(
        phone_index=index,
        purpose=purpose,
        code_hash=_hash(index, purpose, code) if person else "",
        address=address or None,
        sent_at=at,
        expires_at=at + rules.CODE_LIFE,
    )
    if person is not None:
        send: Sender = import_string(settings.LOGIN_CODE_SENDER)
        send(person=person, phone=phone, code=code, purpose=purpose, at=at)


@operation
def prove_code(*, phone: str, purpose: str, code: str, at: datetime) -> int | None:
    """The proof's id where `code` is the newest one sent to `phone`, else None. Each try stays counted."""
    index = rules.phone_index(phone)
    newest = (
        OneTimeCode.objects.select_for_update().filter(phone_index=index, purpose=purpose).order_by("-sent_at", "-id")
    )
    row = newest.first()
    if row is None or row.proved_at or row.expires_at <= at or row.tries >= rules.CODE_TRIES:
        return None
    row.tries += 1
    if constant_time_compare(row.code_hash, _hash(index, purpose, code)):
        row.proved_at = at
    row.save(update_fields=["tries", "proved_at"])
    return row.pk if row.proved_at else None


@step
def use_proof(*, proof_id: int | None, phone: str, purpose: str, at: datetime) -> None:
    """Let one act rest on a code that was typed in rightly within ten minutes. Raises NotProved."""
    used = OneTimeCode.objects.filter(
        pk=proof_id or 0,
        phone_index=rules.phone_index(phone),
        purpose=purpose,
        used_at=None,
        proved_at__gt=at - rules.CODE_LIFE,
    ).update(used_at=at)
    if not used:
        raise NotProved(_("短信验证已过期，请重新获取验证码。"))


def _hash(index: str, purpose: str, code: str) -> str:
    """Keyed, so that the table alone gives no code away."""
    return blind_index(f"{index}:{purpose}:{code}", kind="code")


def _refuse_floods(index: str, address: str | None, at: datetime) -> None:
    today = OneTimeCode.objects.filter(sent_at__gt=at - timedelta(days=1))
    sent = list(today.filter(phone_index=index).order_by("-sent_at").values_list("sent_at", flat=True)[:50])
    if sent and at - sent[0] < rules.CODE_PAUSE:
        raise CodeTooSoon(_("验证码刚刚发送，请在 1 分钟后再获取。"))
    if len(sent) >= rules.CODES_A_DAY:
        raise TooManyCodes(_("该手机号今天获取验证码的次数已用完，请明天再试，或到柜台办理。"))
    if address and today.filter(address=address).order_by()[: rules.CODES_A_DAY_FROM_ADDRESS].count() >= (
        rules.CODES_A_DAY_FROM_ADDRESS
    ):
        raise TooManyCodes(_("当前网络获取验证码过于频繁，请稍后再试，或到柜台办理。"))
