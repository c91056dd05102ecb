"""Applicants on their way through the twenty-five steps."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from partybuilding.models.organisation import Member, Organisation, member_key, user_key
from partybuilding.states.admission import STATUSES, BackerRole, VoteResult


class Applicant(models.Model):
    """Somebody who asked to join. `step` repeats the status as a number; training is that of step 11."""

    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("姓名"), on_delete=models.PROTECT, related_name="party_applications"
    )
    branch = models.ForeignKey(
        Organisation, verbose_name=_("支部"), on_delete=models.PROTECT, related_name="applicants"
    )
    status = models.CharField(_("进度"), max_length=10, choices=STATUSES)
    step = models.PositiveSmallIntegerField(_("已完成步骤"))
    applied_on = models.DateField(_("申请日期"))
    training_days = models.PositiveSmallIntegerField(_("培训天数"), default=0)
    training_hours = models.PositiveSmallIntegerField(_("培训学时"), default=0)
    training_passed = models.BooleanField(_("培训合格"), default=False)
    extended_months = models.PositiveSmallIntegerField(_("延长预备期（月）"), default=0)
    member = models.OneToOneField(
        Member, verbose_name=_("党员档案"), null=True, on_delete=models.PROTECT, related_name="application"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("发展对象档案")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="party_one_application",
                condition=~Q(status__in=["WITHDRAWN", "CANCELLED", "S25"]),
            ),
            models.CheckConstraint(name="party_applicant_step", condition=Q(step__range=(1, 25))),
            models.CheckConstraint(
                name="party_extension_fits", condition=Q(extended_months=0) | Q(extended_months__range=(6, 12))
            ),
            models.CheckConstraint(
                name="party_probationer_has_file",
                condition=Q(step__lt=17, member=None) | Q(step__gte=17, member__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["branch", "step", "id"], name="party_applicants_of")]

    def __str__(self) -> str:
        return self.person.name


class ApplicantEvent(EventBase):
    """Moves of an applicant."""

    record = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="events")


class StepRecord(models.Model):
    """One step done: on which day, with which papers, and what was warned of. Written once."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="steps")
    step = models.PositiveSmallIntegerField(_("步骤"))
    on = models.DateField(_("日期"))
    papers = ArrayField(models.CharField(max_length=40), verbose_name=_("材料"), default=list)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    warnings = models.TextField(_("提示"), blank=True)
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("发展步骤")
        constraints = [models.UniqueConstraint(fields=["applicant", "step"], name="party_step_once")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.step)


class Review(models.Model):
    """A half-yearly review of an activist, or of a probationary member."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField(_("考察日期"))
    text = models.TextField(_("考察意见"))
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("考察记录")
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.on}"


class Backer(models.Model):
    """A full member who trains or introduces an applicant."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="backers")
    member = member_key(_("党员"))
    role = models.CharField(_("身份"), max_length=10, choices=BackerRole.choices)

    class Meta:
        verbose_name = verbose_name_plural = _("联系人和介绍人")
        constraints = [models.UniqueConstraint(fields=["applicant", "member", "role"], name="party_backer_once")]

    def __str__(self) -> str:
        return str(self.member)


class BranchVote(models.Model):
    """A branch meeting's vote on an applicant (steps 15 and 23), whatever came of it."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="votes")
    step = models.PositiveSmallIntegerField(_("步骤"))
    on = models.DateField(_("表决日期"))
    should_attend = models.PositiveSmallIntegerField(_("应到有表决权党员"))
    attended = models.PositiveSmallIntegerField(_("实到"))
    written = models.PositiveSmallIntegerField(_("会前书面表态"))
    agree = models.PositiveSmallIntegerField(_("同意"))
    oppose = models.PositiveSmallIntegerField(_("不同意"))
    abstain = models.PositiveSmallIntegerField(_("弃权"))
    result = models.CharField(_("结果"), max_length=12, choices=VoteResult.choices)
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("支部大会表决")
        constraints = [
            models.CheckConstraint(
                name="party_votes_fit",
                condition=Q(attended__lte=F("should_attend") - F("written"))
                & Q(agree__lte=F("attended") + F("written") - F("oppose") - F("abstain")),
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.get_result_display())
