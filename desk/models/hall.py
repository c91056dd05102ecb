"""The duty manager of the hall: shifts, swaps of shifts, and what nobody could settle (值班长、兜底办理)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.models.cases import Case
from desk.states.hall import ESCALATION_OPEN, EscalationSource, EscalationStatus, Part, SwapStatus


def staff_key(label: Any, *, optional: bool = False) -> models.ForeignKey:
    """Somebody on the staff."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=optional,
        blank=optional,
        on_delete=models.PROTECT,
        related_name="+",
    )


def branch_key() -> models.ForeignKey:
    """The branch whose hall it is."""
    return models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT, related_name="+")


class DutyShift(models.Model):
    """Who answers for a hall on half a day (值班长)."""

    branch = branch_key()
    day = models.DateField(_("日期"))
    part = models.CharField(_("班次"), max_length=2, choices=Part.choices)
    user = staff_key(_("值班长"))
    made_by = staff_key(_("排班人"))
    made_at = models.DateTimeField(_("排班时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("值班")
        constraints = [models.UniqueConstraint(fields=["branch", "day", "part"], name="one_duty_manager_a_shift")]
        indexes = [models.Index(fields=["user", "day"], name="shift_of_user")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_part_display()}"


class DutySwap(models.Model):
    """Somebody asks a colleague to take a shift, against one of theirs or not; it counts once the other agrees."""

    shift = models.ForeignKey(DutyShift, verbose_name=_("我的班"), on_delete=models.PROTECT, related_name="swaps")
    against = models.ForeignKey(
        DutyShift, verbose_name=_("换对方的班"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asker = staff_key(_("申请人"))
    taker = staff_key(_("对方"))
    reason = models.CharField(_("原因"), max_length=200)
    status = models.CharField(_("状态"), max_length=10, choices=SwapStatus.choices, default=SwapStatus.ASKED)
    asked_at = models.DateTimeField(_("申请时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("换班")
        constraints = [
            models.CheckConstraint(name="swap_with_another", condition=~Q(asker=F("taker"))),
            models.CheckConstraint(
                name="swap_answered_at_a_time", condition=Q(status="ASKED") ^ Q(answered_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["shift"], name="one_swap_asked", condition=Q(status=SwapStatus.ASKED)),
        ]
        indexes = [
            models.Index(fields=["taker", "id"], name="swap_waiting", condition=Q(status=SwapStatus.ASKED)),
        ]

    def __str__(self) -> str:
        return str(_("换班申请"))


class DutySwapEvent(EventBase):
    """A move of a swap."""

    record = models.ForeignKey(DutySwap, on_delete=models.PROTECT, related_name="events")


class Escalation(models.Model):
    """A matter that came to the duty manager because nobody could settle it; it goes back solved, never unanswered."""

    branch = branch_key()
    source = models.CharField(_("来自"), max_length=10, choices=EscalationSource.choices)
    case = models.ForeignKey(
        Case, verbose_name=_("办件"), null=True, blank=True, on_delete=models.PROTECT, related_name="escalations"
    )
    reference = models.CharField(_("号码"), max_length=40, blank=True)
    question = models.TextField(_("什么办不了"))
    raised_by = staff_key(_("提出人"))
    raised_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("应办结"))
    holder = staff_key(_("值班长"), optional=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=EscalationStatus.choices, default=EscalationStatus.RAISED
    )
    result = models.TextField(_("怎么解决的"), blank=True)
    solved_at = models.DateTimeField(_("解决时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("兜底事项")
        constraints = [
            models.CheckConstraint(
                name="escalation_in_somebodys_hands", condition=Q(status="RAISED") | Q(holder__isnull=False)
            ),
            models.CheckConstraint(
                name="escalation_ends_with_result",
                condition=Q(status__in=["RAISED", "IN_HAND"], solved_at=None)
                | (~Q(result="") & Q(solved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="escalation_closed_at_a_time", condition=Q(status="CLOSED") ^ Q(closed_at=None)
            ),
            models.CheckConstraint(name="escalation_of_a_case", condition=~Q(source="CASE") | Q(case__isnull=False)),
        ]
        indexes = [
            models.Index(
                fields=["branch", "due_at", "id"], name="escalation_open", condition=Q(status__in=ESCALATION_OPEN)
            ),
            models.Index(fields=["-raised_at", "-id"], name="escalation_newest"),
            models.Index(fields=["status", "-raised_at", "-id"], name="escalation_by_status"),
            models.Index(fields=["raised_by", "-raised_at"], name="escalation_of_raiser"),
            models.Index(fields=["holder", "-raised_at"], name="escalation_of_holder"),
        ]

    def __str__(self) -> str:
        return str(_("兜底事项"))


class EscalationEvent(EventBase):
    """A move of an escalated matter."""

    record = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="events")
