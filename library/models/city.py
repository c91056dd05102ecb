"""The line to the city library (通借通还): who may call, where we call, what is to be said, and all that was said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY
from library.models.catalogue import Copy
from library.states import CallStatus


class SipAccount(models.Model):
    """A system that may call our SIP2 server. Only the hash of its password is kept."""

    name = models.CharField(_("登录名"), max_length=40, unique=True)
    password_hash = models.CharField(max_length=128)
    is_active = models.BooleanField(_("启用"), default=True)
    made_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("通借通还接入方")

    def __str__(self) -> str:
        return self.name


class CityLine(models.Model):
    """Where the city library's SIP2 server is; one line is active at a time."""

    host = models.CharField(_("地址"), max_length=120)
    port = models.PositiveIntegerField(_("端口"), default=6001)
    login = models.CharField(_("登录名"), max_length=40)
    password = EncryptedField(_("密码"), where="city_line.password", blank=True, default="")
    prefix = models.CharField(_("对方条码前缀"), max_length=10)
    institution = models.CharField(_("对方机构代码"), max_length=20, default="CITY")
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通借通还线路")
        constraints = [
            models.UniqueConstraint(fields=["is_active"], name="one_active_line", condition=Q(is_active=True))
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class CityCall(models.Model):
    """Something that happened here to a book of theirs and has to be said to them, in this order."""

    code = models.CharField(_("报文"), max_length=2)
    copy = models.ForeignKey(Copy, verbose_name=_("馆藏"), on_delete=models.PROTECT, related_name="calls")
    card = models.CharField(_("证号"), max_length=40, blank=True)
    due_on = models.DateField(_("应还日期"), null=True)
    happened_at = models.DateTimeField(_("发生时间"))
    status = models.CharField(_("状态"), max_length=10, choices=CallStatus.choices, default=CallStatus.WAITING)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answer = models.CharField(_("答复"), max_length=255, blank=True)
    tries = models.PositiveIntegerField(_("尝试次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("待报市图书馆")
        constraints = [
            models.CheckConstraint(
                name="answered_city_call_has_its_time",
                condition=Q(status="WAITING", answered_at=None) | (~Q(status="WAITING") & Q(answered_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["id"], name="city_calls_waiting", condition=Q(status="WAITING"))]


class SipLog(models.Model):
    """Every line that came in or went out, without passwords."""

    at = models.DateTimeField(_("时间"))
    peer = models.CharField(_("对方"), max_length=60)
    is_out = models.BooleanField(_("发出"))
    line = models.TextField(_("报文"))

    class Meta:
        verbose_name = verbose_name_plural = _("通借通还报文")
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["-id"], name="sip_log_newest")]


class CityDifference(models.Model):
    """A book about which the two houses did not agree on a day, and what was done."""

    on = models.DateField(_("对账日期"))
    copy = models.ForeignKey(Copy, verbose_name=_("馆藏"), on_delete=models.PROTECT, related_name="differences")
    ours = models.CharField(_("本馆记录"), max_length=20)
    theirs = models.CharField(_("市图书馆记录"), max_length=20)
    done = models.CharField(_("处理"), max_length=80)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("对账差异")
        constraints = [models.UniqueConstraint(fields=["on", "copy"], name="one_difference_a_day")]
        indexes = [models.Index(fields=["-on", "-id"], name="differences_newest")]
