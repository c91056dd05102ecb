"""Systems that call the API: partners, their tokens, the short tokens of depositors, and calls made once."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.doors import User
from accounts.models.people import Employer, Person
from accounts.permissions import Scope
from common.crypto import EncryptedField


@pghistory.track()
class Partner(models.Model):
    """A system of somebody else's: a bank, a mini-program, one employer's payroll software."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    contact = models.CharField(_("联系人"), max_length=120, blank=True)
    employer = models.ForeignKey(
        Employer,
        verbose_name=_("所属单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partners",
        help_text=_("单位自己的系统填写，填写后只能查看和申报这个单位。"),
    )
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("登记时间"), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("合作系统")

    def __str__(self) -> str:
        return self.name


class PartnerToken(models.Model):
    """A partner's key to the API. Only its hash is kept; `prefix` finds the row. `signing_secret` signs bank pushes."""

    partner = models.ForeignKey(Partner, verbose_name=_("合作系统"), on_delete=models.PROTECT, related_name="tokens")
    prefix = models.CharField(_("令牌前缀"), max_length=12, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, editable=False)
    signing_secret = EncryptedField(where="partner_token.signing_secret", blank=True, default="", editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("权限范围"))
    addresses = ArrayField(models.CharField(max_length=43), verbose_name=_("允许的来源地址"), default=list, blank=True)
    issued_by = models.ForeignKey(User, verbose_name=_("发放人"), null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("发放时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口令牌")
        constraints = [
            models.CheckConstraint(name="token_expires_after_issue", condition=Q(expires_at__gt=F("issued_at"))),
            models.CheckConstraint(name="token_has_a_scope", condition=Q(scopes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.prefix


class DepositorToken(models.Model):
    """A depositor lets one partner read their account for a quarter of an hour. Only the hash is kept."""

    partner = models.ForeignKey(Partner, verbose_name=_("合作系统"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(_("授权时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-issued_at"], name="depositor_tokens_of_person")]


class IdempotentCall(models.Model):
    """A write through the API under its Idempotency-Key: claimed, then answered; the answer is kept for repeats."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="one_call_a_key"),
            models.CheckConstraint(
                name="answered_call_has_its_answer",
                condition=Q(status=None, finished_at=None) | Q(status__isnull=False, finished_at__isnull=False),
            ),
        ]
