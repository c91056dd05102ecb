"""Kinds of business as data: what a guide page says, and what the kernel insists on. Edited as versions."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.states.cases import ApplicantKind, Channel, Family, VersionStatus


class Kind(models.Model):
    """A kind of business (事项): its code for programmes, its prefix for case numbers. What it asks is its version."""

    code = models.SlugField(_("事项代码"), max_length=40, unique=True)
    prefix = models.CharField(_("编号前缀"), max_length=4, unique=True)
    family = models.CharField(_("业务类别"), max_length=12, choices=Family.choices)
    applicant = models.CharField(_("申请人"), max_length=10, choices=ApplicantKind.choices)
    source = models.CharField(_("业务模块"), max_length=20)
    start_counter = models.CharField(_("窗口办理页"), max_length=80, blank=True)
    start_portal = models.CharField(_("个人网厅办理页"), max_length=80, blank=True)
    start_employer = models.CharField(_("单位网厅办理页"), max_length=80, blank=True)
    detail_counter = models.CharField(_("窗口详情页"), max_length=80, blank=True)
    wake = models.CharField(_("结果通知任务"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)
    is_offered = models.BooleanField(_("开办"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("事项")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.code


class KindVersion(models.Model):
    """What a kind asked and promised from a day on. Published versions never change; a case keeps its own."""

    kind = models.ForeignKey(Kind, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    status = models.CharField(_("状态"), max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    valid_from = models.DateField(_("施行日期"))
    label = models.CharField(_("事项名称"), max_length=60)
    # --- the guide page
    who = models.TextField(_("谁可以办"), blank=True)
    how = models.TextField(_("怎么办"), blank=True)
    result = models.CharField(_("办理结果"), max_length=120, blank=True)
    fee = models.CharField(_("收费"), max_length=60, default="不收费")
    legal_basis = models.TextField(_("办理依据"), blank=True)
    document = models.ForeignKey(
        "policy.Document", verbose_name=_("依据文件"), null=True, blank=True, on_delete=models.PROTECT
    )
    # --- what the kernel insists on
    exclusion = models.CharField(_("互斥组"), max_length=40, blank=True)
    statutory_parameter = models.CharField(_("法定期限参数"), max_length=60, blank=True)
    statutory_days = models.PositiveSmallIntegerField(_("法定期限（自然日）"), null=True, blank=True)
    promise_days = models.PositiveSmallIntegerField(_("承诺期限（工作日，0 为当场）"), default=0)
    promise_minutes = models.PositiveSmallIntegerField(_("承诺用时（分钟）"), null=True, blank=True)
    warn_percent = models.PositiveSmallIntegerField(_("预警点（已用承诺时间 %）"), default=70)
    tolerance_days = models.PositiveSmallIntegerField(_("容缺补交期限（工作日，0 为不可容缺）"), default=5)
    supply_days = models.PositiveSmallIntegerField(_("补正期限（工作日）"), default=10)
    auto_limit_fen = models.BigIntegerField(_("自动审批上限（分，0 为不自动）"), default=0)
    sample_percent = models.PositiveSmallIntegerField(_("自动审批抽查比例 %"), default=5)
    retention_years = models.PositiveSmallIntegerField(_("档案保管年限"), default=10)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("起草人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("起草时间"))
    editors = ArrayField(
        models.BigIntegerField(), verbose_name=_("改过草稿的人"), default=list, blank=True, editable=False
    )
    """Ids of the persons who changed the draft: none of them publishes it."""
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发布人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("发布时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("事项版本")
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["kind", "valid_from"], name="version_a_day", condition=Q(status=VersionStatus.PUBLISHED)
            ),
            models.CheckConstraint(
                name="published_at_a_time", condition=~Q(status=VersionStatus.PUBLISHED) | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="version_published_by_another",
                condition=Q(published_by=None) | Q(made_by=None) | ~Q(published_by=F("made_by")),
            ),
            models.CheckConstraint(name="sample_is_percent", condition=Q(sample_percent__lte=100)),
            models.CheckConstraint(name="warn_is_percent", condition=Q(warn_percent__range=(1, 100))),
            models.CheckConstraint(name="auto_limit_not_below_zero", condition=Q(auto_limit_fen__gte=0)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status=VersionStatus.PUBLISHED),
            )
        ]

    def __str__(self) -> str:
        return self.label


class KindVersionEvent(EventBase):
    """A move of a kind's version."""

    record = models.ForeignKey(KindVersion, on_delete=models.PROTECT, related_name="events")


_PART_OF_PUBLISHED = """
    IF EXISTS (
        SELECT 1 FROM desk_kindversion WHERE id IN (
            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,
            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END
        ) AND status = 'PUBLISHED'
    ) THEN
        RAISE EXCEPTION 'pgtrigger: Cannot change rows from %% table of a published version', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class VersionPart(models.Model):
    """A line of a version: as unchangeable as the version once it is published."""

    order = models.PositiveSmallIntegerField(_("排序"), default=10)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="version_is_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_PART_OF_PUBLISHED.replace("%%", "%"),
            )
        ]


class DocumentRule(VersionPart):
    """A paper that a kind asks for, and when."""

    version = models.ForeignKey(KindVersion, on_delete=models.CASCADE, related_name="documents")
    code = models.SlugField(_("材料代码"), max_length=40)
    label = models.CharField(_("材料名称"), max_length=80)
    is_main = models.BooleanField(_("主要材料"), default=True)
    needed_when = models.CharField(_("何时需要（情形代码，空为总是）"), max_length=40, blank=True)
    when_label = models.CharField(_("何时需要（说明）"), max_length=80, blank=True)
    where_from = models.CharField(_("从哪里取得"), max_length=120, blank=True)
    form = models.CharField(_("要求"), max_length=120, blank=True)
    register = models.SlugField(_("可由数据共享取得的登记库"), max_length=30, blank=True)
    valid_days = models.PositiveSmallIntegerField(_("可沿用天数（0 为不沿用）"), default=0)

    class Meta(VersionPart.Meta):
        verbose_name = verbose_name_plural = _("所需材料")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="document_rule_once")]

    def __str__(self) -> str:
        return self.label


class StageRule(VersionPart):
    """How many minutes of ours a status should take at most."""

    version = models.ForeignKey(KindVersion, on_delete=models.CASCADE, related_name="stages")
    status = models.CharField(_("环节"), max_length=12)
    label = models.CharField(_("环节名称"), max_length=40)
    target_minutes = models.PositiveIntegerField(_("目标分钟"))

    class Meta(VersionPart.Meta):
        verbose_name = verbose_name_plural = _("环节时限")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "status"], name="stage_rule_once")]

    def __str__(self) -> str:
        return self.label


class ReviewRule(VersionPart):
    """A level of review that an amount needs: the first always where `above_fen` is below it (domain §7.1)."""

    version = models.ForeignKey(KindVersion, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(_("级次"))
    label = models.CharField(_("名称"), max_length=40)
    above_fen = models.BigIntegerField(_("金额超过（分）时需要"), default=-1)
    grade = models.PositiveSmallIntegerField(_("最低职级"), default=1)

    class Meta(VersionPart.Meta):
        verbose_name = verbose_name_plural = _("复核级次")
        ordering = ["level", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "level"], name="review_rule_once"),
            models.CheckConstraint(name="level_from_one", condition=Q(level__gte=1)),
        ]

    def __str__(self) -> str:
        return self.label


class ChannelRule(VersionPart):
    """A channel by which a kind may be asked for, with its hours and its measure."""

    version = models.ForeignKey(KindVersion, on_delete=models.CASCADE, related_name="channels")
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    opens = models.TimeField(_("开始"), null=True, blank=True)
    closes = models.TimeField(_("结束"), null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("星期（1–7，空为每天）"), default=list, blank=True
    )
    most_a_day = models.PositiveIntegerField(_("每人每天最多件数"), null=True, blank=True)
    most_fen = models.BigIntegerField(_("单笔上限（分）"), null=True, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = verbose_name_plural = _("开放渠道")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "channel"], name="channel_rule_once"),
            models.CheckConstraint(
                name="channel_hours_both",
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__gt=F("opens")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_channel_display())
