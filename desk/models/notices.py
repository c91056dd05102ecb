"""One-time notices (一次性告知) and promises to bring a paper later (容缺承诺)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.models.cases import Case, Requirement, one_applicant
from desk.states.promises import PromiseStatus


class Notice(models.Model):
    """Everything that is missing from a case, told at once. The second for one case is our own fault and says why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices_given")
    number = models.PositiveSmallIntegerField(_("第几次告知"))
    due_on = models.DateField(_("补正期限"))
    verify_code = models.CharField(_("验真码"), max_length=16, unique=True)
    reason_again = models.CharField(_("再次告知的原因"), max_length=200, blank=True)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("告知人"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("告知时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("一次性告知书")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="notice_number_once"),
            models.CheckConstraint(name="second_notice_says_why", condition=Q(number=1) | ~Q(reason_again="")),
        ]
        indexes = [
            models.Index(fields=["at"], name="notice_second", condition=Q(number__gte=2)),
            models.Index(fields=["at", "branch"], name="notice_in_time"),
        ]


class NoticeItem(models.Model):
    """A line of a notice: which paper, what is wrong with it, where to get it. `ready_at`: the applicant has it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="items")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="notice_items")
    why = models.CharField(_("缺什么或哪里不合格"), max_length=200)
    where_from = models.CharField(_("从哪里取得"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"))
    ready_at = models.DateTimeField(_("申请人已备妥"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("告知事项")
        constraints = [models.UniqueConstraint(fields=["notice", "requirement"], name="notice_item_once")]


class Promise(models.Model):
    """A signed promise to bring one secondary paper by a day. No money leaves before it is kept."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="promises")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="promises")
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="promises")
    employer = models.ForeignKey("accounts.Employer", null=True, on_delete=models.PROTECT, related_name="promises")
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    status = models.CharField(_("状态"), max_length=10, choices=PromiseStatus.choices, default=PromiseStatus.OPEN)
    text = models.TextField(_("承诺内容"))
    signed_name = models.CharField(_("承诺人签名"), max_length=60)
    due_on = models.DateField(_("补交期限"))
    made_at = models.DateTimeField(_("承诺时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办人"), on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("容缺承诺")
        constraints = [
            one_applicant("promise_of_one_applicant"),
            models.UniqueConstraint(
                fields=["requirement"], name="one_open_promise", condition=Q(status=PromiseStatus.OPEN)
            ),
            models.CheckConstraint(name="promise_signed", condition=~Q(signed_name="") & ~Q(text="")),
            models.CheckConstraint(
                name="promise_ended_when_ended",
                condition=Q(status=PromiseStatus.OPEN, ended_at=None)
                | (~Q(status=PromiseStatus.OPEN) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="promise_due", condition=Q(status=PromiseStatus.OPEN)),
            models.Index(
                fields=["person", "-ended_at"], name="promise_broken", condition=Q(status=PromiseStatus.BROKEN)
            ),
            models.Index(
                fields=["employer", "-ended_at"],
                name="promise_broken_employer",
                condition=Q(status=PromiseStatus.BROKEN),
            ),
            models.Index(fields=["ended_at", "branch"], name="promise_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.requirement.label


class PromiseEvent(EventBase):
    """What happened to a promise."""

    record = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="events")
