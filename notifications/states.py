"""Channels, and where a message stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """A way to a person."""

    INBOX = "INBOX", _("站内信")
    SMS = "SMS", _("短信")
    EMAIL = "EMAIL", _("电子邮件")
    WECOM = "WECOM", _("企业微信")


OUTSIDE = (Channel.SMS, Channel.EMAIL, Channel.WECOM)
"""Channels that leave the house; the inbox is delivered by being written."""


class MessageStatus(TextChoices):
    """Where one message on one channel stands."""

    QUEUED = "QUEUED", _("待发送")
    SENDING = "SENDING", _("发送中")
    SENT = "SENT", _("已发送")
    FAILED = "FAILED", _("发送失败")
    UNKNOWN = "UNKNOWN", _("结果不明")
    SKIPPED = "SKIPPED", _("未发送")


BADGE = {
    MessageStatus.QUEUED: "",
    MessageStatus.SENDING: "",
    MessageStatus.SENT: "good",
    MessageStatus.FAILED: "bad",
    MessageStatus.UNKNOWN: "warn",
    MessageStatus.SKIPPED: "quiet",
}

MOVES = {  # action: (allowed from, to)
    "claim": ({MessageStatus.QUEUED}, MessageStatus.SENDING),
    "deliver": ({MessageStatus.SENDING}, MessageStatus.SENT),
    "put_back": ({MessageStatus.SENDING}, MessageStatus.QUEUED),
    "fail": ({MessageStatus.SENDING}, MessageStatus.FAILED),
    # Perhaps it went out: never sent again by itself, a person decides.
    "doubt": ({MessageStatus.SENDING}, MessageStatus.UNKNOWN),
    "skip": ({MessageStatus.QUEUED}, MessageStatus.SKIPPED),
    "retry": ({MessageStatus.FAILED, MessageStatus.UNKNOWN}, MessageStatus.QUEUED),
}

ACTIONS = {
    "claim": _("开始发送"),
    "deliver": _("送达发送渠道"),
    "put_back": _("未成功，等待重试"),
    "fail": _("多次未成功，停止发送"),
    "doubt": _("没有收到结果，不自动重发"),
    "skip": _("不发送"),
    "retry": _("人工重发"),
}
"""What the timeline of a message calls its moves."""
