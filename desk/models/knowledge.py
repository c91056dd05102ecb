"""The register of hard problems (疑难问题记录册) as a knowledge base whose answers name the rule they rest on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from desk.models.cases import Case
from desk.models.hall import Escalation, branch_key, staff_key
from desk.states.cases import Family
from desk.states.knowledge import ANSWERED, AnswerKind, CitationKind, ProblemStatus


class Problem(models.Model):
    """A question worth remembering: who met it, whom they asked, how it was settled. Its answers are versions."""

    branch = branch_key()
    family = models.CharField(_("业务类别"), max_length=12, choices=Family.choices)
    tags = ArrayField(models.CharField(max_length=20), verbose_name=_("标签"), default=list, blank=True)
    question = models.TextField(_("问题"), max_length=1000)
    found_by = staff_key(_("谁发现的"))
    found_on = models.DateField(_("发现日期"))
    asked = models.CharField(_("咨询了谁"), max_length=200, blank=True)
    handling = models.TextField(_("怎么处理的"), blank=True)
    case = models.ForeignKey(
        Case, verbose_name=_("办件"), null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    escalation = models.ForeignKey(
        Escalation, verbose_name=_("兜底事项"), null=True, blank=True, on_delete=models.PROTECT, related_name="problems"
    )
    status = models.CharField(_("状态"), max_length=10, choices=ProblemStatus.choices, default=ProblemStatus.OPEN)
    version = models.PositiveIntegerField(_("第几版"), default=0)
    is_public = models.BooleanField(_("对外公开"), default=False)
    helped = models.PositiveIntegerField(_("帮上忙的次数"), default=0)
    created_at = models.DateTimeField(_("记录时间"))
    search_text = models.TextField(editable=False)
    search_keys = ArrayField(models.CharField(max_length=2), default=list, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("疑难问题")
        constraints = [
            models.CheckConstraint(name="answered_has_version", condition=~Q(status__in=ANSWERED) | Q(version__gte=1)),
            models.CheckConstraint(name="public_has_version", condition=Q(is_public=False) | Q(version__gte=1)),
        ]
        indexes = [
            GinIndex(fields=["search_keys"], name="problem_search_keys"),
            models.Index(fields=["-created_at", "-id"], name="problem_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="problem_by_status"),
            models.Index(fields=["family", "-created_at", "-id"], name="problem_by_family"),
            models.Index(fields=["-helped", "-id"], name="problem_public", condition=Q(is_public=True, status="VALID")),
        ]

    def __str__(self) -> str:
        return self.question[:40]


class ProblemEvent(EventBase):
    """A move of an entry."""

    record = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="events")


class ProblemAnswer(models.Model):
    """One version of an answer, as somebody stood for it on its day. Never changed: a new version is made."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField(_("第几版"))
    kind = models.CharField(_("缘由"), max_length=10, choices=AnswerKind.choices)
    text = models.TextField(_("解答"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = staff_key(_("解答人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("解答")
        constraints = [models.UniqueConstraint(fields=["problem", "number"], name="answer_number_once")]
        triggers = [APPEND_ONLY]


class Citation(models.Model):
    """The rule a version rests on. `standing` is how it stood then; once it stands otherwise the answer is amber."""

    answer = models.ForeignKey(ProblemAnswer, on_delete=models.PROTECT, related_name="citations")
    kind = models.CharField(_("依据"), max_length=10, choices=CitationKind.choices)
    parameter = models.CharField(_("参数"), max_length=60, blank=True)
    document = models.ForeignKey(
        "policy.Document", verbose_name=_("文件"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    regulation = models.ForeignKey(
        "policy.RegulationVersion",
        verbose_name=_("条例"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    article = models.CharField(_("条款或原文"), max_length=300, blank=True)
    standing = models.TextField(_("当时的规定"))
    words = models.CharField(_("当时的规定（文字）"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("依据")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="citation_of_one_rule",
                condition=(Q(kind="PARAMETER", document=None, regulation=None) & ~Q(parameter=""))
                | Q(kind="DOCUMENT", document__isnull=False, regulation=None, parameter="")
                | Q(kind="REGULATION", regulation__isnull=False, document=None, parameter=""),
            )
        ]
        indexes = [models.Index(fields=["parameter"], name="citation_of_parameter", condition=~Q(parameter=""))]
        triggers = [APPEND_ONLY]


class ProblemUse(models.Model):
    """An entry helped somebody to settle something."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="uses")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = staff_key(_("谁用到的"))
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("帮上忙")
        constraints = [models.UniqueConstraint(fields=["problem", "by", "on"], name="helped_once_a_day")]
        triggers = [APPEND_ONLY]
