"""Events people are told of, the words for each channel, messages on their way, and what a person wants."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Door
from common.crypto import EncryptedField
from common.models import EventBase
from notifications.states import Channel, MessageStatus

ANY_DOOR = ""
"""Security messages concern the person, so they are in the inbox behind each of their doors."""


class Event(models.Model):
    """Something that people are told of. Loaded by the data migration of the app in which it happens."""

    code = models.CharField(_("代号"), max_length=40, primary_key=True)
    label = models.CharField(_("事项"), max_length=60)
    door = models.CharField(_("对象"), max_length=10, choices=Door.choices, default=Door.DEPOSITOR)
    samples = models.JSONField(_("占位符及示例"), default=dict)
    secrets = models.JSONField(_("不留存的占位符"), default=list, blank=True)
    is_security = models.BooleanField(_("安全类"), default=False, help_text=_("不受免打扰时段限制，本人也不能关闭。"))

    class Meta:
        verbose_name = verbose_name_plural = _("消息事项")

    def __str__(self) -> str:
        return self.label


@pghistory.track(model_name="TemplateHistory")
class Template(models.Model):
    """The words of one event on one channel, in one version. Words are never changed: a new version is made."""

    event = models.ForeignKey(Event, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="templates")
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    version = models.PositiveIntegerField(_("版本"), default=1)
    title = models.CharField(_("标题"), max_length=60, blank=True)
    body = models.TextField(_("正文"), max_length=500)
    active = models.BooleanField(_("使用中"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("编写人"), null=True, blank=True, on_delete=models.PROTECT
    )
    made_at = models.DateTimeField(_("编写时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("消息模板")
        constraints = [
            models.UniqueConstraint(fields=["event", "channel", "version"], name="template_versions_count"),
            models.UniqueConstraint(fields=["event", "channel"], name="one_active_template", condition=Q(active=True)),
        ]
        triggers = [
            pgtrigger.Protect(name="template_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="template_words_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("event", "channel", "version", "title", "body"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}·{self.get_channel_display()} v{self.version}"


class Message(models.Model):
    """One message to one person on one channel, as it was rendered: outbox, inbox and proof of delivery in one.

    `sealed` holds the whole text where `body` hides a code; it is wiped once the message is out.
    """

    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("收件人"), on_delete=models.PROTECT, related_name="messages"
    )
    door = models.CharField(_("入口"), max_length=10, choices=Door.choices, blank=True)
    template = models.ForeignKey(Template, verbose_name=_("模板"), on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    key = models.CharField(_("业务键"), max_length=160)
    title = models.CharField(_("标题"), max_length=400, blank=True)
    body = models.TextField(_("正文"))
    sealed = EncryptedField(where="message.sealed", blank=True, default="")
    address = EncryptedField(_("号码或地址"), where="message.address", blank=True, default="")
    urgent = models.BooleanField(_("不受免打扰限制"), default=False)
    status = models.CharField(_("状态"), max_length=10, choices=MessageStatus.choices)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    queued_at = models.DateTimeField(_("时间"))
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    next_try_at = models.DateTimeField(_("下次发送"), null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)
    simulated = models.BooleanField(_("测试模式"), default=False)
    error = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        constraints = [
            models.UniqueConstraint(fields=["channel", "key", "person"], name="message_once"),
            models.CheckConstraint(name="message_status_known", condition=Q(status__in=MessageStatus.values)),
            models.CheckConstraint(name="sent_has_time", condition=Q(status="SENT") ^ Q(sent_at=None)),
            models.CheckConstraint(
                name="queued_has_time", condition=~Q(status="QUEUED") | Q(next_try_at__isnull=False)
            ),
            models.CheckConstraint(
                name="sending_has_time", condition=~Q(status="SENDING") | Q(claimed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="message_due", condition=Q(status="QUEUED")),
            models.Index(fields=["claimed_at"], name="message_in_hand", condition=Q(status="SENDING")),
            models.Index(fields=["-queued_at", "-id"], name="message_newest"),
            models.Index(
                fields=["status", "-queued_at", "-id"], name="message_unsent", condition=~Q(status=MessageStatus.SENT)
            ),
            models.Index(fields=["person", "-queued_at", "-id"], name="message_of_person"),
            models.Index(fields=["person", "door"], name="message_unread", condition=Q(channel="INBOX", read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"


class MessageEvent(EventBase):
    """One move of a message: claimed, sent, refused, doubted, tried again by hand."""

    record = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="events")


class Preference(models.Model):
    """A channel that a person has turned off. Security messages go all the same."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="channels_off")
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="channel_off_once"),
            models.CheckConstraint(name="inbox_is_always_on", condition=~Q(channel="INBOX")),
        ]


class Contact(models.Model):
    """Where a person is reached on e-mail or WeCom; used from the moment they have shown that it is theirs."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = EncryptedField(where="contact.address")
    set_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="one_contact_a_channel")]
