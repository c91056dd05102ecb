"""The morning meeting at ten past eight (晨会): programme, fault-finding drills, attendance, minutes."""

from __future__ import annotations

from datetime import time

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.models.hall import branch_key, staff_key
from desk.models.knowledge import Problem
from desk.states.meetings import Culture, MeetingStatus, Presence

STARTS = time(8, 10)
"""Ten past eight, before the doors open (seed 000)."""


class Meeting(models.Model):
    """One meeting a day and branch. Once its minutes are confirmed it is final."""

    branch = branch_key()
    day = models.DateField(_("日期"))
    starts = models.TimeField(_("开始"), default=STARTS)
    host = staff_key(_("主持人"))
    status = models.CharField(_("状态"), max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    held_at = models.DateTimeField(_("实际开始"), null=True)
    minutes = models.TextField(_("晨会记录"), blank=True)
    confirmed_by = staff_key(_("确认人"), optional=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("晨会")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "day"], name="one_meeting_a_day", condition=~Q(status=MeetingStatus.CANCELLED)
            ),
            models.CheckConstraint(
                name="meeting_held_at_a_time",
                condition=Q(status__in=["PLANNED", "CANCELLED"], held_at=None)
                | Q(status__in=["HELD", "CONFIRMED"], held_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_confirmed_with_minutes",
                condition=~Q(status="CONFIRMED")
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(minutes="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmed_minutes_stand",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status=MeetingStatus.CONFIRMED),
            )
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="meeting_newest"),
            models.Index(fields=["branch", "-day"], name="meeting_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {_('晨会')}"


class MeetingEvent(EventBase):
    """A move of a meeting."""

    record = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="events")


class MeetingProgramme(models.Model):
    """An item of the morning's culture: a poem, a song, a lesson, a courtesy."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="programme")
    kind = models.CharField(_("形式"), max_length=10, choices=Culture.choices)
    title = models.CharField(_("题目"), max_length=80)
    lead = staff_key(_("谁来讲"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("晨会节目")
        ordering = ["id"]


class FaultDrill(models.Model):
    """The first part: a colleague plays the citizen and finds fault (模拟“找茬”); the host says what it was worth."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="drills")
    citizen = staff_key(_("扮演群众"))
    clerk = staff_key(_("办理人员"))
    window = models.CharField(_("窗口"), max_length=10, blank=True)
    business = models.CharField(_("什么业务"), max_length=60)
    objections = models.TextField(_("提出的异议"), blank=True)
    answers = models.TextField(_("现场解答"), blank=True)
    evaluation = models.TextField(_("主持人评价"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("模拟找茬")
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="drill_of_two", condition=~Q(citizen=F("clerk")))]


class SharedProblem(models.Model):
    """The second part: a hard problem and how it was settled, shared with everybody."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="shared")
    problem = models.ForeignKey(Problem, verbose_name=_("疑难问题"), on_delete=models.PROTECT, related_name="shared")
    by = staff_key(_("分享人"))

    class Meta:
        verbose_name = verbose_name_plural = _("疑难问题交流")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "problem"], name="shared_once_a_meeting")]


class Attendance(models.Model):
    """Whether somebody was there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    user = staff_key(_("姓名"))
    presence = models.CharField(_("出勤"), max_length=10, choices=Presence.choices)
    note = models.CharField(_("说明"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("晨会出勤")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="attends_once")]
        indexes = [models.Index(fields=["user", "meeting"], name="attendance_of_user")]
