"""The adapter between accounts and notifications: log-in codes, and news of one's own account.

Named in settings.LOGIN_CODE_SENDER and settings.ACCOUNT_NEWS_SENDER.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import operations as accounts
from accounts import rules
from accounts.models import Person
from accounts.operations import news
from common.transactions import step
from notifications import operations as notifications

TEMPLATES = {
    accounts.ACTIVATE: "activation_code",
    accounts.RESET: "password_reset_code",
    accounts.PHONE: "phone_code",
}
"""Purpose of a code → the event its message belongs to."""
CHANGES = {news.CARD: _("银行卡"), news.PHONE: _("手机号码"), news.RECORD: _("个人资料")}
"""What changed, in words."""


@step
def send(*, person: Person, phone: str, code: str, purpose: str, at: datetime) -> None:
    """Queue the message with the code, to the phone it was asked for."""
    notifications.queue(
        person_id=person.pk,
        template=TEMPLATES[purpose],
        context={"code": code, "minutes": str(rules.CODE_LIFE.seconds // 60)},
        key=f"{at:%Y%m%d%H%M%S%f}",
        at=at,
        own_act=True,
        to=phone,
    )


@step
def tell(*, person_id: int, what: str, detail: str, to: str, at: datetime) -> None:
    """Queue the news in the person's inbox and by message; a phone given up is warned too."""
    local = timezone.localtime(at)
    day = gettext("%(month)d月%(day)d日") % {"month": local.month, "day": local.day}
    context = {"time": f"{day} {local:%H:%M}"}
    if what in CHANGES:
        template, context = "account_info_changed", {"day": day, "what": str(CHANGES[what])}
    elif what == news.DEVICE:
        template, context = "new_device_login", {**context, "device": detail or gettext("未知设备")}
    else:
        template = "password_changed"
    for phone in dict.fromkeys(["", to]):
        notifications.queue(
            person_id=person_id,
            template=template,
            context=context,
            key=f"{at:%Y%m%d%H%M%S%f}{'-before' if phone else ''}",
            at=at,
            own_act=True,
            to=phone,
        )
