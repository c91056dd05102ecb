"""Certificates to hand out, and whether they still hold."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProofKind(TextChoices):
    """What a depositor can have certified (证明)."""

    CONTRIBUTION = "CONTRIBUTION", _("住房公积金缴存证明")
    OUT_OF_TOWN = "OUT_OF_TOWN", _("异地贷款缴存使用证明")
    BILL = "BILL", _("住房公积金年度账单")


class ProofStanding(TextChoices):
    """Whether a proof still holds."""

    VALID = "VALID", _("有效")
    EXPIRED = "EXPIRED", _("已过期")
    REVOKED = "REVOKED", _("已撤销")


PROOF_BADGE: dict[str, str] = {
    ProofStanding.VALID: "good",
    ProofStanding.EXPIRED: "quiet",
    ProofStanding.REVOKED: "bad",
}
