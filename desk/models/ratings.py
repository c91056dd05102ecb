"""Ratings of closed cases (好差评), the invitations to give them, and what follows a bad one."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from desk.models.cases import Case
from desk.models.kinds import Kind
from desk.states.ratings import FOLLOW_UNSETTLED, Finding, FollowStatus, Level, Tag, Way


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


class RatingDevice(models.Model):
    """A tablet that stands at a window. It opens its page by a secret address, of which only a hash is kept."""

    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    window = models.CharField(_("窗口"), max_length=10)
    secret_hash = models.CharField(max_length=64, unique=True)
    registered_by = _user(_("登记人"))
    registered_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("窗口评价器")
        constraints = [
            models.UniqueConstraint(fields=["branch", "window"], name="device_a_window", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.window}"


class RatingInvitation(models.Model):
    """Somebody is asked to rate a case: by a link of which only a hash is kept, or on the tablet of a window."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rating_invitations")
    branch = models.ForeignKey("accounts.Branch", on_delete=models.PROTECT)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    way = models.CharField(_("方式"), max_length=10, choices=Way.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    device = models.ForeignKey(RatingDevice, null=True, on_delete=models.PROTECT)
    invited_by = _user(_("邀请人"))
    invited_at = models.DateTimeField(_("邀请时间"))
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("评价时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("评价邀请")
        constraints = [
            models.UniqueConstraint(fields=["case"], name="one_link_a_case", condition=Q(way=Way.LINK)),
            models.CheckConstraint(name="invitation_ends_later", condition=Q(expires_at__gt=F("invited_at"))),
        ]
        indexes = [
            models.Index(fields=["invited_at", "branch", "kind"], name="invited_in_month", condition=Q(way=Way.LINK)),
            models.Index(fields=["device", "-invited_at"], name="asked_at_device", condition=Q(used_at=None)),
        ]


class Rating(models.Model):
    """What the applicant said of a case, once and for ever. `clerk` is whose work it was."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="rating")
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    kind = models.ForeignKey(Kind, verbose_name=_("事项"), on_delete=models.PROTECT)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("经办人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="ratings_received",
    )
    clerk_person = _person()
    level = models.PositiveSmallIntegerField(_("评价"), choices=Level.choices)
    way = models.CharField(_("方式"), max_length=10, choices=Way.choices)
    tags = ArrayField(models.CharField(max_length=12, choices=Tag.choices), verbose_name=_("标签"), default=list)
    words = models.TextField(_("说的话"), blank=True, max_length=500)
    rated_by = _user(_("评价人"))
    rated_at = models.DateTimeField(_("评价时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("评价")
        constraints = [
            models.CheckConstraint(name="rating_of_five_levels", condition=Q(level__gte=1, level__lte=5)),
            models.CheckConstraint(
                name="rated_in_person", condition=Q(way=Way.PORTAL, rated_by__isnull=False) | ~Q(way=Way.PORTAL)
            ),
        ]
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["-rated_at", "-id"], name="rating_newest"),
            models.Index(fields=["clerk", "-rated_at"], name="rating_of_clerk"),
            models.Index(fields=["rated_at", "branch", "kind", "clerk", "level"], name="rating_figures"),
        ]

    def __str__(self) -> str:
        return str(self.get_level_display())

    @property
    def is_bad(self) -> bool:
        """Levels 1 and 2 open a follow-up (GB/T 39735)."""
        return self.level <= Level.DISSATISFIED


class FollowUp(models.Model):
    """What is done about a bad rating: contact, check and put right, tell, and be rated again.

    Nobody whose work was rated follows it up; a CHECK compares persons.
    """

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="follow_up")
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    status = models.CharField(_("状态"), max_length=12, choices=FollowStatus.choices, default=FollowStatus.OPEN)
    rated_person = _person()
    owner = _user(_("跟进人"))
    owner_person = _person()
    opened_at = models.DateTimeField(_("开始时间"))
    contact_due_on = models.DateField(_("联系期限"))
    settle_due_on = models.DateField(_("整改期限"))
    contacted_at = models.DateTimeField(_("联系时间"), null=True)
    finding = models.CharField(_("核实结果"), max_length=10, choices=Finding.choices, blank=True)
    measures = models.TextField(_("整改措施"), blank=True, max_length=1000)
    fixed_at = models.DateTimeField(_("整改时间"), null=True)
    feedback = models.TextField(_("给办事人的反馈"), blank=True, max_length=1000)
    told_at = models.DateTimeField(_("反馈时间"), null=True)
    second_level = models.PositiveSmallIntegerField(_("再次评价"), choices=Level.choices, null=True)
    second_at = models.DateTimeField(_("再次评价时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("差评跟进")
        constraints = [
            models.CheckConstraint(
                name="follow_up_by_another",
                condition=Q(owner_person=None) | Q(rated_person=None) | ~Q(owner_person=F("rated_person")),
            ),
            models.CheckConstraint(
                name="follow_up_contacted",
                condition=Q(status=FollowStatus.OPEN)
                | Q(contacted_at__isnull=False, owner__isnull=False, owner_person__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_up_fixed",
                condition=Q(status__in=[FollowStatus.OPEN, FollowStatus.CONTACTED])
                | (Q(fixed_at__isnull=False) & ~Q(finding="") & ~Q(measures="")),
            ),
            models.CheckConstraint(
                name="follow_up_told",
                condition=Q(status__in=FOLLOW_UNSETTLED) | (Q(told_at__isnull=False) & ~Q(feedback="")),
            ),
            models.CheckConstraint(
                name="follow_up_closed", condition=Q(status=FollowStatus.CLOSED) ^ Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="follow_up_second",
                condition=Q(second_level=None, second_at=None)
                | Q(second_level__gte=1, second_level__lte=5, second_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["settle_due_on", "id"], name="follow_up_due", condition=Q(status__in=FOLLOW_UNSETTLED)
            ),
            models.Index(fields=["told_at"], name="follow_up_silent", condition=Q(status=FollowStatus.TOLD)),
            models.Index(fields=["opened_at", "branch"], name="follow_up_figures"),
        ]
        triggers = [pgtrigger.Protect(name="follow_up_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(_("差评跟进"))


class FollowUpEvent(EventBase):
    """A move of a follow-up."""

    record = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="events")
