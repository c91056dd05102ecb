"""Ways out of the house: e-mail by Django, SMS and WeCom by apprise, or a test mode that sends nothing.

NOTIFY_SMS_URL and NOTIFY_WECOM_URL are apprise addresses in which {to} stands for the recipient's number.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

import apprise
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from notifications.states import OUTSIDE, Channel

PROVIDER_SECONDS = 10
logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What a provider said, or that it said nothing."""

    SENT = "SENT"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Result:
    """The outcome of one try, with a sentence for the staff where it is not plain."""

    outcome: Outcome
    note: str = ""
    simulated: bool = False


def available() -> set[str]:
    """Channels that this centre has; in test mode all of them, since nothing leaves."""
    if settings.NOTIFY_TEST_MODE:
        return set(OUTSIDE)
    configured = {
        Channel.SMS: settings.NOTIFY_SMS_URL,
        Channel.WECOM: settings.NOTIFY_WECOM_URL,
        Channel.EMAIL: settings.DEFAULT_FROM_EMAIL,
    }
    return {channel for channel, setting in configured.items() if setting}


def send(*, channel: str, address: str, title: str, body: str) -> Result:
    """One try on one channel; never raises for what a provider does."""
    if settings.NOTIFY_TEST_MODE:
        if settings.EVALUATION:  # made-up people: whoever tries the centre reads their codes in the worker's log
            logger.info("%s to %s: %s %s", channel, address, title, body)
        return Result(Outcome.SENT, _("测试模式，未实际发送"), simulated=True)
    if channel not in available():
        return Result(Outcome.REFUSED, _("此渠道尚未配置"))
    if channel == Channel.EMAIL:
        return _email(address, title, body)
    url = settings.NOTIFY_SMS_URL if channel == Channel.SMS else settings.NOTIFY_WECOM_URL
    return _apprise(url.replace("{to}", quote(address, safe="")), title if channel == Channel.WECOM else "", body)


def _email(address: str, title: str, body: str) -> Result:
    message = EmailMessage(subject=title, body=body, to=[address])
    try:
        message.send()
    except (TimeoutError, smtplib.SMTPServerDisconnected):
        return Result(Outcome.UNKNOWN, _("邮件服务器没有答复"))
    except (smtplib.SMTPException, OSError) as problem:
        return Result(Outcome.REFUSED, type(problem).__name__)
    return Result(Outcome.SENT)


def _apprise(url: str, title: str, body: str) -> Result:
    """apprise says only yes or no; whether a no means "no answer came" stands in what it logs."""
    separator = "&" if "?" in url else "?"
    notifier = apprise.Apprise()
    if not notifier.add(f"{url}{separator}cto={PROVIDER_SECONDS}&rto={PROVIDER_SECONDS}"):
        return Result(Outcome.REFUSED, _("渠道地址无法识别"))
    with apprise.LogCapture(level=apprise.logging.DEBUG) as log:
        sent = notifier.notify(body=body, title=title)
        said = log.getvalue()
    if sent:
        return Result(Outcome.SENT)
    if any(sign in said for sign in _NO_ANSWER):
        return Result(Outcome.UNKNOWN, _("服务商没有答复"))
    return Result(Outcome.REFUSED, _("服务商拒绝发送"))


# What requests says when the question went out and no answer came back; a refused connection is not among them.
_NO_ANSWER = ("Read timed out", "ReadTimeout", "RemoteDisconnected", "Connection aborted", "IncompleteRead")
