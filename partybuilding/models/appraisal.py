"""A branch's appraisal of a year: scores once a source and person, grades when it is closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from partybuilding.models.organisation import Member, Organisation
from partybuilding.states.appraisal import AppraisalStatus, Grade, Source


class Appraisal(models.Model):
    """The appraisal of one branch and year."""

    branch = models.ForeignKey(
        Organisation, verbose_name=_("支部"), on_delete=models.PROTECT, related_name="appraisals"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    status = models.CharField(_("状态"), max_length=8, choices=AppraisalStatus.choices, default=AppraisalStatus.OPEN)

    class Meta:
        verbose_name = verbose_name_plural = _("民主评议")
        constraints = [models.UniqueConstraint(fields=["branch", "year"], name="party_appraisal_a_year")]

    def __str__(self) -> str:
        return _("%(branch)s%(year)d年民主评议") % {"branch": self.branch, "year": self.year}


class AppraisalEvent(EventBase):
    """What happened to an appraisal."""

    record = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="events")


class Score(models.Model):
    """Points from one source for one member. Written once; nobody rates themselves as a peer."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="scores")
    subject = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appraisal_scores")
    source = models.CharField(_("来源"), max_length=6, choices=Source.choices)
    voter = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("得分"))

    class Meta:
        verbose_name = verbose_name_plural = _("评议得分")
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "subject", "voter"], name="party_one_score_a_voter"),
            models.UniqueConstraint(
                fields=["appraisal", "subject", "source"], name="party_one_score_a_source", condition=Q(voter=None)
            ),
            models.CheckConstraint(
                name="party_nobody_rates_themselves",
                condition=Q(source="PEER", voter__isnull=False) & ~Q(voter=F("subject"))
                | Q(source="SELF", voter=F("subject"))
                | Q(source__in=["MASS", "ORG"], voter=None),
            ),
            models.CheckConstraint(name="party_points", condition=Q(points__range=(0, 100))),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.points)


class AppraisalResult(models.Model):
    """What a member's year came to."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="results")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appraisal_results")
    score = models.DecimalField(_("综合得分"), max_digits=4, decimal_places=1)
    grade = models.CharField(_("等次"), max_length=10, choices=Grade.choices)

    class Meta:
        verbose_name = verbose_name_plural = _("评议结果")
        constraints = [models.UniqueConstraint(fields=["appraisal", "member"], name="party_one_result")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.get_grade_display())
