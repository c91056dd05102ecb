"""Business between two centres (跨省通办): other centres, and what a case needs beside the kernel's facts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.models.cases import Case
from desk.states.crossing import Direction, Outcome, Via


class Centre(models.Model):
    """Another housing provident fund centre, and how to reach it."""

    code = models.CharField(_("行政区划代码"), max_length=6, unique=True)
    name = models.CharField(_("中心名称"), max_length=60)
    province = models.CharField(_("省份"), max_length=20)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    contact = models.CharField(_("联系人"), max_length=30, blank=True)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("外地中心")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CrossCase(models.Model):
    """What a case between two centres adds. Its status is the case's; `sent_at` is when papers, or our answer, left.

    The time that the other centre has is told apart by the case's clock.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="crossing")
    direction = models.CharField(_("方向"), max_length=4, choices=Direction.choices)
    centre = models.ForeignKey(Centre, verbose_name=_("对方中心"), on_delete=models.PROTECT)
    account_number = models.CharField(_("对方账号"), max_length=30, blank=True)
    their_number = models.CharField(_("对方受理编号"), max_length=40, blank=True)
    asked = models.TextField(_("申请事项"), max_length=1000)
    sent_at = models.DateTimeField(_("转出时间"), null=True)
    via = models.CharField(_("转递方式"), max_length=10, choices=Via.choices, blank=True)
    tracking = models.CharField(_("转递单号"), max_length=40, blank=True)
    answer_due_on = models.DateField(_("对方答复期限"), null=True)
    urged_at = models.DateTimeField(_("最近催办"), null=True)
    urges = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    outcome = models.CharField(_("审核结果"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("答复内容"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("跨省通办件")
        constraints = [
            models.CheckConstraint(
                name="crossing_sent_some_way",
                condition=Q(sent_at=None)
                | (~Q(via="") & Q(answer_due_on__isnull=False, direction=Direction.OUT))
                | (~Q(via="") & Q(direction=Direction.IN)),
            ),
            models.CheckConstraint(
                name="crossing_answered",
                condition=Q(answered_at=None, outcome="")
                | (Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="crossing_in_order",
                condition=Q(direction=Direction.OUT, answered_at=None)
                | Q(direction=Direction.OUT, sent_at__isnull=False)
                | Q(direction=Direction.IN, sent_at=None)
                | Q(direction=Direction.IN, answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_due_on", "id"],
                name="crossing_waiting",
                condition=Q(sent_at__isnull=False, answered_at=None),
            ),
            models.Index(
                fields=["id"],
                name="crossing_untold",
                condition=Q(direction=Direction.IN, sent_at=None, outcome=Outcome.REFUSED),
            ),
            models.Index(fields=["centre", "-id"], name="crossing_of_centre"),
            models.Index(fields=["direction", "-id"], name="crossing_of_direction"),
        ]

    def __str__(self) -> str:
        return str(self.case)
