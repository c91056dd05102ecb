"""Risk cases: what may be a fraud, from the first suspicion to the money that came back."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RiskCaseStatus(TextChoices):
    """Life of a risk case (domain §4.4)."""

    SUSPECTED = "SUSPECTED", _("待核查")
    VERIFYING = "VERIFYING", _("核查中")
    PROPOSED = "PROPOSED", _("待认定")
    ESTABLISHED = "ESTABLISHED", _("已认定")
    ORDERED = "ORDERED", _("责令退款中")
    REFUNDED = "REFUNDED", _("已退款")
    ENFORCED = "ENFORCED", _("已强制执行")
    DISMISSED = "DISMISSED", _("已排除")


OPEN_CASES = (RiskCaseStatus.SUSPECTED, RiskCaseStatus.VERIFYING, RiskCaseStatus.PROPOSED)
"""While a case is one of these, the business it concerns is paused."""
CONFIRMED_CASES = (
    RiskCaseStatus.ESTABLISHED,
    RiskCaseStatus.ORDERED,
    RiskCaseStatus.REFUNDED,
    RiskCaseStatus.ENFORCED,
)

RISK_CASE_BADGE: dict[str, str] = {
    RiskCaseStatus.SUSPECTED: "act",
    RiskCaseStatus.VERIFYING: "act",
    RiskCaseStatus.PROPOSED: "warn",
    RiskCaseStatus.ESTABLISHED: "bad",
    RiskCaseStatus.ORDERED: "bad",
    RiskCaseStatus.REFUNDED: "good",
    RiskCaseStatus.ENFORCED: "good",
    RiskCaseStatus.DISMISSED: "quiet",
}

RISK_CASE_MOVES = {
    "take": ({RiskCaseStatus.SUSPECTED}, RiskCaseStatus.VERIFYING),
    "propose": ({RiskCaseStatus.VERIFYING}, RiskCaseStatus.PROPOSED),
    "send_back": ({RiskCaseStatus.PROPOSED}, RiskCaseStatus.VERIFYING),
    "establish": ({RiskCaseStatus.PROPOSED}, RiskCaseStatus.ESTABLISHED),
    "dismiss": ({RiskCaseStatus.PROPOSED}, RiskCaseStatus.DISMISSED),
    "order": ({RiskCaseStatus.ESTABLISHED}, RiskCaseStatus.ORDERED),
    "refund": ({RiskCaseStatus.ORDERED}, RiskCaseStatus.REFUNDED),
    "enforce": ({RiskCaseStatus.ORDERED}, RiskCaseStatus.ENFORCED),
}


class Origin(TextChoices):
    """How a case came to be."""

    FINDING = "FINDING", _("规则命中")
    PATTERN = "PATTERN", _("夜间模式")
    HAND = "HAND", _("人工立案")
    INSIDER = "INSIDER", _("内部监督")


class Verdict(TextChoices):
    """What the investigator proposes, and another person decides."""

    ESTABLISH = "ESTABLISH", _("认定骗提骗贷")
    DISMISS = "DISMISS", _("排除嫌疑")


class Part(TextChoices):
    """Whose part somebody has in a case."""

    APPLICANT = "APPLICANT", _("申请人")
    AGENT = "AGENT", _("代办人")
    STAFF = "STAFF", _("经办人员")
    OTHER = "OTHER", _("相关人员")


class Receiver(TextChoices):
    """To whom a case is handed over."""

    POLICE = "POLICE", _("公安机关")
    PROCURATORATE = "PROCURATORATE", _("检察院或法院")
    DISCIPLINE = "DISCIPLINE", _("纪检监察机构")


class HandOverStatus(TextChoices):
    """Where a hand-over stands."""

    PROPOSED = "PROPOSED", _("待审批")
    HANDED = "HANDED", _("已移送")
    ANSWERED = "ANSWERED", _("已回复")
    REJECTED = "REJECTED", _("未批准")


HAND_OVER_BADGE: dict[str, str] = {
    HandOverStatus.PROPOSED: "warn",
    HandOverStatus.HANDED: "act",
    HandOverStatus.ANSWERED: "good",
    HandOverStatus.REJECTED: "quiet",
}

HAND_OVER_MOVES = {
    "approve": ({HandOverStatus.PROPOSED}, HandOverStatus.HANDED),
    "reject": ({HandOverStatus.PROPOSED}, HandOverStatus.REJECTED),
    "answer": ({HandOverStatus.HANDED}, HandOverStatus.ANSWERED),
}


class SnoozeStatus(TextChoices):
    """Whether waiting was allowed."""

    ASKED = "ASKED", _("待批准")
    GRANTED = "GRANTED", _("已批准")
    DENIED = "DENIED", _("未批准")


class MediaKind(TextChoices):
    """Files that a case keeps, told by their content."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
