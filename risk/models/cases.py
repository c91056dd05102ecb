"""Risk cases: the file on a suspicion, from the first finding to the police's answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from risk.states.cases import (
    CONFIRMED_CASES,
    OPEN_CASES,
    HandOverStatus,
    MediaKind,
    Origin,
    Part,
    Receiver,
    RiskCaseStatus,
    SnoozeStatus,
    Verdict,
)


def _acting(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


class RiskCase(models.Model):
    """One suspicion and what becomes of it.

    `key` names what it is about ("house:…", "agent:52"): while it is open, whatever else is found there joins it.
    `due_on` is the last working day of verifying. Who worked it and who decides are two persons.
    """

    number = models.CharField(_("风险案件编号"), max_length=20, unique=True)
    key = models.CharField(max_length=200)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices)
    status = models.CharField(
        _("状态"), max_length=12, choices=RiskCaseStatus.choices, default=RiskCaseStatus.SUSPECTED
    )
    title = models.CharField(_("事由"), max_length=120)
    is_insider = models.BooleanField(_("涉及内部人员"), default=False)
    amount_fen = models.BigIntegerField(_("涉及金额（分）"), default=0)
    opened_on = models.DateField(_("立案日期"))
    opened_at = models.DateTimeField(_("立案时间"))
    opened_by = _acting(_("立案人"))
    due_on = models.DateField(_("核查期限"))
    snoozed_until = models.DateField(_("暂缓至"), null=True)
    assignee = _acting(_("核查人"))
    # --- what is proposed, and by whom
    verdict = models.CharField(_("拟认定"), max_length=10, choices=Verdict.choices, blank=True)
    grounds = models.TextField(_("理由和证据"), blank=True)
    is_forged = models.BooleanField(_("材料系伪造或有中介参与"), default=False)
    proposed_by, proposed_by_person = _acting(_("提出人")), _person()
    proposed_at = models.DateTimeField(_("提出时间"), null=True)
    # --- what was decided
    decided_by, decided_by_person = _acting(_("认定人")), _person()
    decided_at = models.DateTimeField(_("认定时间"), null=True)
    decided_on = models.DateField(_("认定日期"), null=True)
    decision = models.TextField(_("认定意见"), blank=True)
    refund_fen = models.BigIntegerField(_("责令退款（分）"), default=0)
    refund_due_on = models.DateField(_("退款期限"), null=True)
    refunded_fen = models.BigIntegerField(_("已退款（分）"), default=0)
    ended_on = models.DateField(_("了结日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("风险案件")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_open_risk_case", condition=Q(status__in=OPEN_CASES)),
            models.CheckConstraint(
                name="risk_case_decided_by_another",
                condition=Q(decided_by_person=None) | ~Q(decided_by_person=F("proposed_by_person")),
            ),
            models.CheckConstraint(
                name="risk_case_decided_by_two",
                condition=Q(status__in=OPEN_CASES)
                | Q(
                    proposed_by_person__isnull=False,
                    decided_by_person__isnull=False,
                    decided_at__isnull=False,
                    decided_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="risk_refund_within_its_order",
                condition=Q(refund_fen__gte=0, refunded_fen__gte=0, refunded_fen__lte=F("refund_fen")),
            ),
            models.CheckConstraint(
                name="risk_order_has_its_term",
                condition=~Q(status__in=["ORDERED", "REFUNDED", "ENFORCED"])
                | Q(refund_fen__gt=0, refund_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="risk_refunded_whole", condition=~Q(status="REFUNDED") | Q(refunded_fen=F("refund_fen"))
            ),
            models.CheckConstraint(
                name="risk_proposal_has_its_grounds",
                condition=~Q(status="PROPOSED") | (~Q(verdict="") & ~Q(grounds="")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="risk_case_by_due", condition=Q(status__in=OPEN_CASES)),
            models.Index(
                fields=["assignee", "due_on", "id"], name="risk_case_in_hand", condition=Q(status__in=OPEN_CASES)
            ),
            models.Index(fields=["-opened_at", "-id"], name="risk_case_newest"),
            models.Index(fields=["key", "-id"], name="risk_case_of_key"),
            models.Index(fields=["refund_due_on", "id"], name="risk_case_owing", condition=Q(status="ORDERED")),
            models.Index(fields=["decided_on"], name="risk_case_confirmed", condition=Q(status__in=CONFIRMED_CASES)),
        ]

    def __str__(self) -> str:
        return self.number


class RiskCaseEvent(EventBase):
    """One move of a risk case, or something that happened to it."""

    record = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="events")


class RiskMatter(models.Model):
    """An application that a risk case is about, with the facts it had then; and what the decision says of it."""

    risk_case = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="matters")
    case = models.CharField(_("业务编号"), max_length=20)
    facts = models.ForeignKey("risk.StoredFacts", on_delete=models.PROTECT, related_name="matters")
    amount_fen = models.BigIntegerField(_("金额（分）"))
    is_established = models.BooleanField(_("认定"), default=False)
    refund_fen = models.BigIntegerField(_("责令退款（分）"), default=0)
    added_at = models.DateTimeField(_("并入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("涉及办件")
        constraints = [
            models.UniqueConstraint(fields=["risk_case", "case"], name="matter_once_a_case"),
            models.CheckConstraint(
                name="matter_refund_within_amount", condition=Q(refund_fen__gte=0, refund_fen__lte=F("amount_fen"))
            ),
            models.CheckConstraint(name="matter_refund_has_ground", condition=Q(refund_fen=0) | Q(is_established=True)),
        ]
        indexes = [models.Index(fields=["case"], name="matter_of_case")]


class RiskPerson(models.Model):
    """Somebody in a risk case, and whether the decision holds them responsible."""

    risk_case = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey("accounts.Person", verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("身份"), max_length=10, choices=Part.choices)
    is_responsible = models.BooleanField(_("承担责任"), default=False)
    ban_until = models.DateField(_("限制至"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("涉案人员")
        constraints = [
            models.UniqueConstraint(fields=["risk_case", "person", "part"], name="risk_person_once_a_part"),
        ]


class RiskNote(models.Model):
    """What somebody found out, or thinks. Written once."""

    risk_case = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("内容"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("核查记录")
        triggers = [APPEND_ONLY]


class RiskFile(models.Model):
    """A paper of a risk case: kept encrypted under a random name, never opened as a page."""

    risk_case = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("文件名"), max_length=100)
    what = models.CharField(_("证明什么"), max_length=120)
    media_kind = models.CharField(max_length=20, choices=MediaKind.choices)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("证据文件")
        triggers = [APPEND_ONLY]
        constraints = [models.UniqueConstraint(fields=["risk_case", "sha256"], name="risk_file_once_a_case")]

    def __str__(self) -> str:
        return self.name


class RiskSnooze(models.Model):
    """Waiting with leave: asked for with a reason, granted by another."""

    risk_case = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="snoozes")
    status = models.CharField(_("状态"), max_length=10, choices=SnoozeStatus.choices, default=SnoozeStatus.ASKED)
    until = models.DateField(_("暂缓至"))
    reason = models.CharField(_("理由"), max_length=200)
    asked_by, asked_by_person = _acting(_("申请人")), _person()
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by, decided_by_person = _acting(_("批准人")), _person()
    decided_at = models.DateTimeField(_("批准时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("暂缓核查")
        constraints = [
            models.UniqueConstraint(fields=["risk_case"], name="one_snooze_asked", condition=Q(status="ASKED")),
            models.CheckConstraint(
                name="snooze_decided_by_another",
                condition=Q(status="ASKED", decided_by_person=None)
                | (Q(decided_by_person__isnull=False) & ~Q(decided_by_person=F("asked_by_person"))),
            ),
        ]


class HandOver(models.Model):
    """A case handed to the police, the procuratorate or the discipline office, and what they answered.

    `detained` and `dismissed` are the counts of seed 000: people detained by the police, staff dismissed.
    """

    risk_case = models.ForeignKey(RiskCase, on_delete=models.PROTECT, related_name="hand_overs")
    receiver = models.CharField(_("移送对象"), max_length=16, choices=Receiver.choices)
    office = models.CharField(_("单位名称"), max_length=80)
    status = models.CharField(_("状态"), max_length=10, choices=HandOverStatus.choices, default=HandOverStatus.PROPOSED)
    reason = models.TextField(_("移送理由"))
    proposed_by, proposed_by_person = _acting(_("提出人")), _person()
    proposed_at = models.DateTimeField(_("提出时间"))
    decided_by, decided_by_person = _acting(_("批准人")), _person()
    decided_at = models.DateTimeField(_("批准时间"), null=True)
    handed_on = models.DateField(_("移送日期"), null=True)
    answered_on = models.DateField(_("回复日期"), null=True)
    answer = models.TextField(_("回复内容"), blank=True)
    detained = models.PositiveSmallIntegerField(_("拘留人数"), default=0)
    dismissed = models.PositiveSmallIntegerField(_("开除内部人员"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("移送")
        constraints = [
            models.UniqueConstraint(
                fields=["risk_case", "receiver"], name="handed_over_once", condition=~Q(status="REJECTED")
            ),
            models.CheckConstraint(
                name="handed_over_by_two",
                condition=Q(status="PROPOSED", decided_by_person=None)
                | (Q(decided_by_person__isnull=False) & ~Q(decided_by_person=F("proposed_by_person"))),
            ),
            models.CheckConstraint(
                name="handed_over_on_a_day",
                condition=~Q(status__in=["HANDED", "ANSWERED"]) | Q(handed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="hand_over_answered",
                condition=Q(status="ANSWERED", answered_on__isnull=False)
                | (~Q(status="ANSWERED") & Q(detained=0, dismissed=0)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_receiver_display())


class HandOverEvent(EventBase):
    """One move of a hand-over."""

    record = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="events")
