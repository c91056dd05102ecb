"""Proofs that a depositor takes to somebody else: certificates and bills, each numbered and checked by its code."""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from deposits.models.accounts import PersonalAccount
from deposits.states import ProofKind
from desk.states.cases import Channel


class Proof(models.Model):
    """What the centre certified of an account at one moment. Never changed afterwards; it can only be revoked.

    `content` is the JSON of what was certified, encrypted since it names its owner; `fingerprint` is its SHA-256, so
    that a paper shown somewhere can be compared with what was issued. Empty `expires_on`: it tells of a past year.
    """

    number = models.CharField(_("证明编号"), max_length=20, unique=True)
    kind = models.CharField(_("种类"), max_length=12, choices=ProofKind.choices)
    account = models.ForeignKey(
        PersonalAccount, verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="proofs"
    )
    year = models.PositiveSmallIntegerField(_("公积金年度"), null=True)
    content = EncryptedField(where="proof.content", editable=False)
    fingerprint = models.CharField(_("内容指纹"), max_length=64)
    verify_code = models.CharField(_("验真码"), max_length=16, unique=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("开具人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("开具时间"))
    issued_on = models.DateField(_("开具日期"))
    expires_on = models.DateField(_("有效期至"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("撤销人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoke_reason = models.CharField(_("撤销原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("证明")
        constraints = [
            models.CheckConstraint(name="proof_kind_known", condition=Q(kind__in=ProofKind.values)),
            models.CheckConstraint(
                name="proof_of_a_year_names_it",
                condition=Q(kind=ProofKind.BILL, year__isnull=False) | (~Q(kind=ProofKind.BILL) & Q(year=None)),
            ),
            models.CheckConstraint(
                name="proof_expires_after_issue", condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on"))
            ),
            models.CheckConstraint(
                name="proof_revoked_with_reason",
                condition=Q(revoked_at=None, revoke_reason="") | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
            ),
            # The same said twice on one day is one paper, however often somebody presses the button.
            models.UniqueConstraint(
                fields=["account", "kind", "fingerprint", "issued_on"],
                name="proof_once_a_day",
                condition=Q(revoked_at=None),
            ),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="proofs_of_account")]
        triggers = [
            pgtrigger.ReadOnly(name="stands_as_issued", exclude=["revoked_by", "revoked_at", "revoke_reason"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return _("%(kind)s %(number)s") % {"kind": self.get_kind_display(), "number": self.number}

    @property
    def facts(self) -> dict[str, Any]:
        """What was certified."""
        found: dict[str, Any] = json.loads(self.content)
        return found
