"""Meetings: planned, called, held, their minutes written by one and approved by another; what was resolved."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from partybuilding.models.organisation import Member, Organisation, user_key
from partybuilding.states.meetings import MeetingKind, MeetingStatus, Presence, ResolutionStatus, TopicKind


class Meeting(models.Model):
    """One meeting. `period` is the month, quarter or year it is planned for ("2026-10", "2026Q4", "2026").

    `year` and `serial` number the meetings of one kind of an organisation from the notice on (2026 年第 3 次).
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("组织"), on_delete=models.PROTECT, related_name="meetings"
    )
    kind = models.CharField(_("会议类别"), max_length=20, choices=MeetingKind.choices)
    status = models.CharField(_("状态"), max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    period = models.CharField(_("计划时段"), max_length=7)
    theme = models.CharField(_("主题"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    serial = models.PositiveSmallIntegerField(_("次序"), null=True)
    starts_at = models.DateTimeField(_("开会时间"), null=True)
    place = models.CharField(_("地点"), max_length=60, blank=True)
    host = models.ForeignKey(Member, verbose_name=_("主持人"), null=True, on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey(
        Member, verbose_name=_("记录人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    sign_code = models.CharField(max_length=20, blank=True, editable=False)
    held_on = models.DateField(_("召开日期"), null=True)
    should_attend = models.PositiveSmallIntegerField(_("应到"), default=0)
    attended = models.PositiveSmallIntegerField(_("实到"), default=0)
    guests = models.CharField(_("列席"), max_length=200, blank=True)
    summary = models.TextField(_("会议情况"), blank=True)
    written_by = user_key(_("记录提交人"), null=True)
    written_at = models.DateTimeField(_("记录提交时间"), null=True)
    approved_by = user_key(_("审定人"), null=True)
    approved_at = models.DateTimeField(_("审定时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("会议")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "year", "serial"],
                name="party_meeting_numbers",
                condition=Q(serial__isnull=False),
            ),
            models.CheckConstraint(name="party_meeting_status", condition=Q(status__in=MeetingStatus.values)),
            models.CheckConstraint(
                name="party_meeting_called",
                condition=Q(status__in=["PLANNED", "CANCELLED"]) | Q(starts_at__isnull=False, serial__isnull=False),
            ),
            models.CheckConstraint(
                name="party_meeting_held",
                condition=Q(status__in=["HELD", "WRITTEN", "APPROVED"]) ^ Q(held_on=None),
            ),
            models.CheckConstraint(
                name="party_minutes_written", condition=~Q(status__in=["WRITTEN", "APPROVED"]) | ~Q(written_by=None)
            ),
            models.CheckConstraint(
                name="party_minutes_approved",
                condition=Q(status="APPROVED", approved_by__isnull=False) & ~Q(approved_by=F("written_by"))
                | ~Q(status="APPROVED") & Q(approved_by=None),
            ),
            models.CheckConstraint(name="party_attendance_fits", condition=Q(attended__lte=F("should_attend"))),
        ]
        indexes = [
            models.Index(fields=["organisation", "year", "kind"], name="party_meetings_of"),
            models.Index(fields=["-starts_at", "-id"], name="party_meetings_newest"),
        ]

    def __str__(self) -> str:
        if self.serial is None:
            return f"{self.organisation}{self.get_kind_display()}"
        return _("%(organisation)s%(year)d年第%(serial)d次%(kind)s") % {
            "organisation": self.organisation,
            "year": self.year,
            "serial": self.serial,
            "kind": self.get_kind_display(),
        }


class MeetingEvent(EventBase):
    """What happened to a meeting."""

    record = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="events")


class MeetingAttendance(models.Model):
    """Somebody called to a meeting, and whether they came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    presence = models.CharField(_("到会情况"), max_length=8, choices=Presence.choices, default=Presence.CALLED)
    reason = models.CharField(_("请假事由"), max_length=80, blank=True)
    signed_at = models.DateTimeField(_("签到时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("签到")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="party_called_once"),
            models.CheckConstraint(name="party_signed_is_present", condition=Q(presence="PRESENT") ^ Q(signed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.member)


class Topic(models.Model):
    """An item of the agenda with what was said and resolved."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="topics")
    number = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=10, choices=TopicKind.choices, default=TopicKind.PARTY)
    title = models.CharField(_("议题"), max_length=120)
    proposer = models.CharField(_("提交人"), max_length=60, blank=True)
    discussion = models.TextField(_("讨论情况"), blank=True)
    resolution = models.TextField(_("决议"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("议题")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="party_topic_numbers")]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """Something a meeting resolved that somebody has to do by a day."""

    topic = models.ForeignKey(Topic, verbose_name=_("议题"), on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(_("要做什么"), max_length=200)
    owner = models.ForeignKey(Member, verbose_name=_("责任人"), on_delete=models.PROTECT, related_name="resolutions")
    due_on = models.DateField(_("完成期限"))
    status = models.CharField(_("状态"), max_length=6, choices=ResolutionStatus.choices, default=ResolutionStatus.OPEN)
    result = models.TextField(_("落实情况"), blank=True)
    done_at = models.DateTimeField(_("落实时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("决议落实")
        constraints = [
            models.CheckConstraint(
                name="party_resolution_done",
                condition=Q(status="DONE", done_at__isnull=False) & ~Q(result="") | Q(status="OPEN", done_at=None),
            )
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="party_resolutions_open", condition=Q(status="OPEN"))]

    def __str__(self) -> str:
        return self.text


class ResolutionEvent(EventBase):
    """What happened to a resolution."""

    record = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="events")
