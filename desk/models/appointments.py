"""Appointments: when places are offered, who has one, who waits for one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from desk.models.kinds import Kind
from desk.models.queueing import Line, Ticket
from desk.states.appointments import AppointmentStatus, SlotKind, VisitReason, WishStatus
from desk.states.cases import Channel


def _user(label: object, **more: object) -> models.ForeignKey:
    options = {"null": True, "on_delete": models.PROTECT, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)  # type: ignore[arg-type]


class SlotPlan(models.Model):
    """Places that a branch offers week by week: `capacity` in each `minutes` from `opens` to `closes`.

    The working-day calendar decides on which of the weekdays; SUNDAY on Sundays that are not working days.
    Without lines the places are for any business.
    """

    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    kind = models.CharField(_("类型"), max_length=12, choices=SlotKind.choices, default=SlotKind.ORDINARY)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("星期"))
    opens = models.TimeField(_("开始"))
    closes = models.TimeField(_("结束"))
    minutes = models.PositiveSmallIntegerField(_("每段分钟"), default=30)
    capacity = models.PositiveSmallIntegerField(_("每段名额"), default=3)
    lines = models.ManyToManyField(Line, verbose_name=_("限办业务"), blank=True, related_name="+")
    valid_from = models.DateField(_("自"))
    valid_until = models.DateField(_("至"), null=True, blank=True)
    made_by = _user(_("制定人"))
    made_at = models.DateTimeField(_("制定时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("预约时段安排")
        constraints = [
            models.CheckConstraint(name="plan_closes_after_it_opens", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(name="plan_slot_is_some_minutes", condition=Q(minutes__range=(5, 480))),
            models.CheckConstraint(name="plan_has_places", condition=Q(capacity__range=(1, 200))),
            models.CheckConstraint(
                name="plan_ends_after_it_begins", condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))
            ),
        ]
        indexes = [models.Index(fields=["branch", "kind"], name="plan_of_branch")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ClosedDay(models.Model):
    """A day on which a branch (or, without one, every branch) takes no appointments."""

    branch = models.ForeignKey(
        "accounts.Branch", verbose_name=_("管理部"), null=True, blank=True, on_delete=models.PROTECT
    )
    day = models.DateField(_("日期"))
    reason = models.CharField(_("原因"), max_length=60)
    by = _user(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("停约日")
        constraints = [
            models.UniqueConstraint(fields=["branch", "day"], name="closed_once", nulls_distinct=False),
        ]
        indexes = [models.Index(fields=["day"], name="closed_on")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Slot(models.Model):
    """The places of one plan at one time, from the first booking on: a guard against giving one place twice.

    `taken` counts booked places and those held for somebody on the waiting list.
    """

    plan = models.ForeignKey(SlotPlan, on_delete=models.PROTECT, related_name="slots")
    branch = models.ForeignKey("accounts.Branch", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=SlotKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "starts_at"], name="slot_once"),
            models.CheckConstraint(name="slot_never_overbooked", condition=Q(taken__gte=0, taken__lte=F("capacity"))),
            models.CheckConstraint(name="slot_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["branch", "starts_at"], name="slot_of_branch")]


class Appointment(models.Model):
    """A place that a person has: to come, or that we come to them. The employer where a clerk comes with a batch."""

    code = models.CharField(_("预约码"), max_length=8, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=SlotKind.choices)
    status = models.CharField(
        _("状态"), max_length=10, choices=AppointmentStatus.choices, default=AppointmentStatus.BOOKED
    )
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="appointments")
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    line = models.ForeignKey(Line, verbose_name=_("业务"), on_delete=models.PROTECT)
    matter = models.ForeignKey(Kind, verbose_name=_("事项"), null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("时间"))
    ends_at = models.DateTimeField(_("至"))
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("预约人"), on_delete=models.PROTECT, related_name="appointments"
    )
    employer = models.ForeignKey(
        "accounts.Employer", verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="appointments"
    )
    head_count = models.PositiveSmallIntegerField(_("人数"), default=1)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    booked_by = _user(_("登记人"))
    booked_at = models.DateTimeField(_("预约时间"))
    # --- what the special services need
    address = EncryptedField(_("上门地址"), where="appointment.address", blank=True, default="")
    visit_reason = models.CharField(_("上门原因"), max_length=10, choices=VisitReason.choices, blank=True)
    questions = EncryptedField(_("想提前了解的问题"), where="appointment.questions", blank=True, default="")
    answer = EncryptedField(_("答复"), where="appointment.answer", blank=True, default="")
    answered_by = _user(_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    assigned_to = _user(_("经办人"))
    result = models.TextField(_("结果"), blank=True)
    # --- how it went
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.PROTECT, related_name="appointment")
    reminded_at = models.DateTimeField(_("提醒时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    forgotten_at = models.DateTimeField(_("清除时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("预约")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "starts_at"], name="one_place_at_a_time", condition=Q(status="BOOKED")
            ),
            models.CheckConstraint(
                name="visit_for_a_reason",
                condition=~Q(kind=SlotKind.HOME_VISIT) | ~Q(visit_reason=""),
            ),
            models.CheckConstraint(
                name="appointment_ended_when_ended",
                condition=Q(status__in=["BOOKED", "ARRIVED"], ended_at=None)
                | (~Q(status__in=["BOOKED", "ARRIVED"]) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="visit_done_with_a_result",
                condition=~Q(kind=SlotKind.HOME_VISIT, status="DONE") | ~Q(result=""),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "starts_at", "id"], name="appointment_of_branch"),
            models.Index(fields=["person", "-starts_at"], name="appointment_of_person"),
            models.Index(
                fields=["employer", "-starts_at"], name="appointment_of_employer", condition=Q(employer__isnull=False)
            ),
            models.Index(fields=["ends_at"], name="appointment_to_come", condition=Q(status="BOOKED")),
            models.Index(
                fields=["-starts_at", "-id"],
                name="appointment_visits",
                condition=Q(kind__in=[SlotKind.HOME_VISIT, SlotKind.EARLY]),
            ),
            models.Index(
                fields=["ended_at"],
                name="appointment_to_forget",
                condition=Q(kind__in=[SlotKind.HOME_VISIT, SlotKind.EARLY], forgotten_at=None),
            ),
            models.Index(
                fields=["starts_at"], name="appointment_to_remind", condition=Q(status="BOOKED", reminded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AppointmentEvent(EventBase):
    """What happened to an appointment."""

    record = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="events")

    class Meta(EventBase.Meta):
        indexes = [models.Index(fields=["record", "at", "id"], name="appointment_event_in_order")]


class Wish(models.Model):
    """A person waits for a place on a day that is full (候补). Told when one is free; it is held for a while."""

    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    kind = models.CharField(_("类型"), max_length=12, choices=SlotKind.choices)
    line = models.ForeignKey(Line, verbose_name=_("业务"), on_delete=models.PROTECT)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("候补人"), on_delete=models.PROTECT, related_name="wishes"
    )
    day = models.DateField(_("日期"))
    status = models.CharField(_("状态"), max_length=10, choices=WishStatus.choices, default=WishStatus.WAITING)
    made_at = models.DateTimeField(_("登记时间"))
    slot = models.ForeignKey(Slot, null=True, on_delete=models.PROTECT, related_name="wishes")
    held_until = models.DateTimeField(_("保留至"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("候补")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "branch", "kind", "day"],
                name="one_wish_a_day",
                condition=Q(status__in=["WAITING", "OFFERED"]),
            ),
            models.CheckConstraint(
                name="wish_offered_holds_a_place",
                condition=~Q(status="OFFERED") | Q(slot__isnull=False, held_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "day", "kind", "id"], name="wish_next", condition=Q(status="WAITING")),
            models.Index(fields=["held_until"], name="wish_held", condition=Q(status="OFFERED")),
            models.Index(fields=["day"], name="wish_past", condition=Q(status="WAITING")),
            models.Index(fields=["person", "-day"], name="wish_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class WishEvent(EventBase):
    """What happened to a place on the waiting list."""

    record = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="events")
