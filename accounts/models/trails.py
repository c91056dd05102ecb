"""What people agreed to, what was done, and what was looked at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.doors import User
from accounts.models.people import Person
from common.models import APPEND_ONLY


class PrivacyNotice(models.Model):
    """One version of what we tell people about their data."""

    version = models.CharField(_("版本"), max_length=20, unique=True)
    text = models.TextField(_("正文"))
    published_on = models.DateField(_("发布日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("个人信息保护告知")

    def __str__(self) -> str:
        return self.version


class Consent(models.Model):
    """A person has read and agreed to one version of the notice."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "notice"], name="one_consent_a_version")]
        triggers = [APPEND_ONLY]


class AuditEntry(models.Model):
    """One write by somebody: what, on which record, with which figures. Append-only."""

    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(User, verbose_name=_("操作人"), null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(_("动作"), max_length=60)
    target = models.CharField(_("对象"), max_length=80, blank=True)
    person = models.ForeignKey(
        Person, verbose_name=_("涉及人员"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    detail = models.JSONField(_("内容"), default=dict)
    address = models.GenericIPAddressField(_("来自"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("操作日志")
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["person", "-at"], name="audit_of_person"),
        ]


class LookKind(models.TextChoices):
    """What was looked at."""

    PAGE = "PAGE", _("查看资料")
    REVEAL = "REVEAL", _("查看完整号码")
    FILE = "FILE", _("导出文件")
    API = "API", _("接口查询")


class Look(models.Model):
    """Somebody looked at a person's data: who, as what, why. Shown to the person. Append-only."""

    at = models.DateTimeField(_("时间"))
    person = models.ForeignKey(Person, verbose_name=_("被查看人"), on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(User, verbose_name=_("查看人"), null=True, on_delete=models.PROTECT, related_name="+")
    viewer = models.CharField(_("身份"), max_length=120)
    kind = models.CharField(_("方式"), max_length=10, choices=LookKind.choices)
    what = models.CharField(_("内容"), max_length=120)
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    address = models.GenericIPAddressField(_("来自"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("查看记录")
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["person", "-at"], name="looks_at_person")]
