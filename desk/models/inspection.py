"""5S: programmes as checklists, checks, findings with photos, and the quarterly bulletin."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from desk.models.cases import Case
from desk.models.hall import branch_key, staff_key
from desk.rules.inspection import in_points
from desk.states.inspection import FINDING_OPEN, BulletinStatus, FindingStatus, Level, Mark, Pillar, Rhythm


class Programme(models.Model):
    """One of the classes of standard programmes (14 类标准化程序): an area of the hall and what is right there."""

    code = models.SlugField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    pillar = models.CharField(_("要素"), max_length=10, choices=Pillar.choices)
    purpose = models.CharField(_("要求"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=10)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("5S 标准化程序")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class ProgrammeItem(models.Model):
    """A point of a checklist and what it counts."""

    programme = models.ForeignKey(Programme, verbose_name=_("程序"), on_delete=models.PROTECT, related_name="items")
    text = models.CharField(_("检查点"), max_length=120)
    points = models.PositiveSmallIntegerField(_("分值"), default=10)
    order = models.PositiveSmallIntegerField(_("排序"), default=10)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("检查点")
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(name="item_counts_something", condition=Q(points__gte=1))]

    def __str__(self) -> str:
        return self.text


class Check(models.Model):
    """One walk through a programme's list; written once."""

    branch = branch_key()
    programme = models.ForeignKey(Programme, verbose_name=_("程序"), on_delete=models.PROTECT, related_name="checks")
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    rhythm = models.CharField(_("频次"), max_length=10, choices=Rhythm.choices)
    on = models.DateField(_("检查日期"))
    score = models.PositiveSmallIntegerField(_("得分（满分 100）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = staff_key(_("检查人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("5S 检查")
        constraints = [
            models.UniqueConstraint(fields=["branch", "programme", "level", "on", "by"], name="check_once_a_day"),
            models.CheckConstraint(name="score_of_hundred", condition=Q(score__lte=100)),
        ]
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["-on", "-id"], name="check_newest"),
            models.Index(fields=["branch", "-on"], name="check_of_branch"),
        ]


class CheckMark(models.Model):
    """What a check found at one point; the point's words and worth as they were then."""

    check_made = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="marks")
    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("检查点"), max_length=120)
    points = models.PositiveSmallIntegerField(_("分值"))
    mark = models.CharField(_("结果"), max_length=4, choices=Mark.choices)
    note = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("检查结果")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["check_made", "item"], name="marked_once")]
        triggers = [APPEND_ONLY]


class Finding(models.Model):
    """What is not right: whose it is, by when, how it was put right, and who else has seen that it is."""

    branch = branch_key()
    programme = models.ForeignKey(Programme, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="findings")
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    check_made = models.ForeignKey(
        Check, verbose_name=_("检查"), null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    case = models.ForeignKey(
        Case, verbose_name=_("涉及办件"), null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    text = models.TextField(_("问题"))
    head = staff_key(_("责任科长"))
    found_by = staff_key(_("发现人"))
    found_at = models.DateTimeField(_("发现时间"))
    due_on = models.DateField(_("整改期限"))
    status = models.CharField(_("状态"), max_length=10, choices=FindingStatus.choices, default=FindingStatus.OPEN)
    rectification = models.TextField(_("整改情况"), blank=True)
    rectified_person = models.ForeignKey(
        "accounts.Person", verbose_name=_("整改人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    rectified_at = models.DateTimeField(_("整改时间"), null=True)
    verified_person = models.ForeignKey(
        "accounts.Person", verbose_name=_("验收人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(_("验收时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("督查问题")
        constraints = [
            models.CheckConstraint(
                name="finding_rectified_with_words",
                condition=Q(status="OPEN")
                | (Q(rectified_person__isnull=False, rectified_at__isnull=False) & ~Q(rectification="")),
            ),
            models.CheckConstraint(
                name="finding_verified_by_another",
                condition=Q(verified_person=None) | ~Q(verified_person=F("rectified_person")),
            ),
            models.CheckConstraint(
                name="finding_verified_at_a_time",
                condition=Q(status="VERIFIED", verified_person__isnull=False, verified_at__isnull=False)
                | (~Q(status="VERIFIED") & Q(verified_person=None, verified_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="finding_newest"),
            models.Index(fields=["status", "-found_at", "-id"], name="finding_by_status"),
            models.Index(fields=["branch", "-found_at"], name="finding_of_branch"),
            models.Index(fields=["due_on", "id"], name="finding_due", condition=Q(status__in=FINDING_OPEN)),
            models.Index(fields=["head", "due_on"], name="finding_of_head", condition=Q(status__in=FINDING_OPEN)),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class FindingEvent(EventBase):
    """A move of a finding."""

    record = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="events")


class HallPhoto(models.Model):
    """A photo of a check or a finding. The file lies outside the web root under a random name."""

    check_made = models.ForeignKey(Check, null=True, on_delete=models.PROTECT, related_name="photos")
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="photos")
    is_after = models.BooleanField(_("整改后"), default=False)
    alt = models.CharField(_("照片说明"), max_length=120)
    name = models.CharField(_("文件"), max_length=80, unique=True)
    content_type = models.CharField(_("类型"), max_length=20)
    size = models.PositiveIntegerField(_("字节"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    by = staff_key(_("上传人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("照片")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="photo_of_one_thing",
                condition=Q(check_made=None, finding__isnull=False) | Q(check_made__isnull=False, finding=None),
            ),
            models.CheckConstraint(name="photo_is_described", condition=~Q(alt="")),
        ]
        triggers = [APPEND_ONLY]


class Bulletin(models.Model):
    """The quarter's bulletin (季度通报): figures of every branch, frozen when it is published."""

    year = models.PositiveSmallIntegerField(_("年份"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    status = models.CharField(_("状态"), max_length=10, choices=BulletinStatus.choices, default=BulletinStatus.DRAFT)
    text = models.TextField(_("情况说明"), blank=True)
    made_by = staff_key(_("起草人"))
    made_at = models.DateTimeField(_("起草时间"))
    published_by = staff_key(_("签发人"), optional=True)
    published_at = models.DateTimeField(_("通报时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("季度通报")
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="bulletin_of_a_quarter"),
            models.CheckConstraint(name="quarter_of_four", condition=Q(quarter__range=(1, 4))),
            models.CheckConstraint(
                name="bulletin_published_with_words",
                condition=Q(status="DRAFT", published_at=None)
                | (Q(status="PUBLISHED", published_by__isnull=False, published_at__isnull=False) & ~Q(text="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_bulletin_stands",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status=BulletinStatus.PUBLISHED),
            )
        ]

    def __str__(self) -> str:
        return str(_("%(year)s 年第 %(quarter)s 季度通报") % {"year": self.year, "quarter": self.quarter})


class BulletinEvent(EventBase):
    """A move of a bulletin."""

    record = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="events")


class BulletinLine(models.Model):
    """A branch's figures in a bulletin. Average score in hundredths of a point."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="lines")
    branch = branch_key()
    checks = models.PositiveIntegerField(_("检查次数"))
    score_hundredths = models.PositiveIntegerField(_("平均分（百分之一分）"), null=True)
    self_checked = models.PositiveSmallIntegerField(_("完成自查的程序月数"))
    findings = models.PositiveIntegerField(_("发现问题"))
    rectified = models.PositiveIntegerField(_("已整改"))
    late = models.PositiveIntegerField(_("逾期"))

    class Meta:
        verbose_name = verbose_name_plural = _("通报数据")
        ordering = ["branch__code", "id"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "branch"], name="bulletin_line_once")]

    @property
    def average(self) -> str:
        """The average score in points; empty where nothing was checked."""
        return "" if self.score_hundredths is None else in_points(self.score_hundredths)


class BulletinRead(models.Model):
    """A head has read a bulletin and signs for it."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="reads")
    user = staff_key(_("签收人"))
    at = models.DateTimeField(_("签收时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("签收")
        constraints = [models.UniqueConstraint(fields=["bulletin", "user"], name="bulletin_read_once")]
        triggers = [APPEND_ONLY]
