"""The service manual with who has read it, and the courtesy drills (服务规范手册、“7+7”演练)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from desk.models.hall import branch_key, staff_key
from desk.states.inspection import CourtesyGroup


class ManualSection(models.Model):
    """A section of the manual; its words are its newest version."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    title = models.CharField(_("标题"), max_length=60)
    order = models.PositiveSmallIntegerField(_("排序"), default=10)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("手册章节")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title


class ManualVersion(models.Model):
    """The words of a section from a day on: paragraphs, headings and lists as plain text, never markup."""

    section = models.ForeignKey(ManualSection, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("第几版"))
    text = models.TextField(_("正文"))
    note = models.CharField(_("改了什么"), max_length=200, blank=True)
    by = staff_key(_("编写人"), optional=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("手册版本")
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="manual_number_once")]
        triggers = [APPEND_ONLY]


class ManualReading(models.Model):
    """Somebody has read a version and will keep to it."""

    version = models.ForeignKey(ManualVersion, on_delete=models.PROTECT, related_name="readings")
    user = staff_key(_("姓名"))
    at = models.DateTimeField(_("确认时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("阅读确认")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="manual_read_once")]
        triggers = [APPEND_ONLY]


class CourtesyItem(models.Model):
    """One of the seven courtesies or one of the seven steps at the window."""

    group = models.CharField(_("类别"), max_length=10, choices=CourtesyGroup.choices)
    name = models.CharField(_("名称"), max_length=20)
    standard = models.CharField(_("标准"), max_length=200)
    order = models.PositiveSmallIntegerField(_("排序"), default=10)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("7+7 演练项目")
        ordering = ["group", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="courtesy_once")]

    def __str__(self) -> str:
        return self.name


class CourtesyDrill(models.Model):
    """Somebody shows the courtesies and the steps; a colleague watches and scores. Written once."""

    branch = branch_key()
    on = models.DateField(_("演练日期"))
    participant = staff_key(_("演练人"))
    observer = staff_key(_("观察人"))
    scene = models.CharField(_("演练场景"), max_length=80, blank=True)
    note = models.CharField(_("点评"), max_length=200, blank=True)
    score_hundredths = models.PositiveIntegerField(_("平均分（百分之一分）"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("7+7 演练")
        constraints = [
            models.CheckConstraint(name="nobody_scores_themselves", condition=~Q(participant=F("observer"))),
            models.UniqueConstraint(fields=["participant", "observer", "on"], name="drilled_once_a_day"),
            models.CheckConstraint(name="drill_score_of_five", condition=Q(score_hundredths__range=(100, 500))),
        ]
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["-on", "-id"], name="courtesy_newest"),
            models.Index(fields=["participant", "-on"], name="courtesy_of_participant"),
            models.Index(fields=["branch", "-on"], name="courtesy_of_branch"),
        ]


class CourtesyScore(models.Model):
    """How one courtesy or step was shown: 1 (not at all) to 5 (as in the manual)."""

    drill = models.ForeignKey(CourtesyDrill, on_delete=models.PROTECT, related_name="scores")
    item = models.ForeignKey(CourtesyItem, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(_("得分"))

    class Meta:
        verbose_name = verbose_name_plural = _("演练得分")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "item"], name="scored_once"),
            models.CheckConstraint(name="score_of_five", condition=Q(score__range=(1, 5))),
        ]
        triggers = [APPEND_ONLY]
