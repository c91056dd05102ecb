"""What is done about a late loan: the steps of the ladder, notes of talks, promises to pay."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from loans.models.loans import Loan
from loans.states.dunning import NoteKind, PromiseStatus, Rung, RungStatus


class DunningStep(models.Model):
    """One step of the ladder for one stretch of being late (`since`: the due date that was missed first)."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="dunning")
    since = models.DateField(_("逾期起始日"))
    rung = models.CharField(_("催收方式"), max_length=8, choices=Rung.choices)
    due_on = models.DateField(_("应办日期"))
    due_fen = models.BigIntegerField(_("当日逾期金额（分）"), default=0)
    status = models.CharField(_("状态"), max_length=8, choices=RungStatus.choices, default=RungStatus.TO_DO)
    done_on = models.DateField(_("办理日期"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(_("结果"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("催收")
        constraints = [
            models.UniqueConstraint(fields=["loan", "since", "rung"], name="one_rung_a_stretch"),
            models.CheckConstraint(name="rung_done_on_a_day", condition=~Q(status="DONE") | Q(done_on__isnull=False)),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="rung_to_do", condition=Q(status="TO_DO"))]

    def __str__(self) -> str:
        return str(self.get_rung_display())

    @property
    def number(self) -> str:
        """The number of its letter."""
        return f"CS{self.pk:08d}"


class DunningStepEvent(EventBase):
    """What happened to a step."""

    record = models.ForeignKey(DunningStep, on_delete=models.PROTECT, related_name="events")


class CollectionNote(models.Model):
    """Somebody spoke with the borrower; where a payment was promised, by which day and how much."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("方式"), max_length=8, choices=NoteKind.choices)
    text = models.CharField(_("内容"), max_length=500)
    on = models.DateField(_("日期"))
    promised_on = models.DateField(_("承诺还款日"), null=True)
    promised_fen = models.BigIntegerField(_("承诺金额（分）"), null=True)
    promise = models.CharField(_("承诺"), max_length=8, choices=PromiseStatus.choices, blank=True)
    judged_on = models.DateField(_("核对日期"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("催收记录")
        constraints = [
            models.CheckConstraint(
                name="promise_with_day_and_amount",
                condition=Q(promise="", promised_on=None, promised_fen=None)
                | ~Q(promise="") & Q(promised_on__isnull=False, promised_fen__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["loan", "-id"], name="notes_of_loan"),
            models.Index(fields=["promised_on", "id"], name="promise_open", condition=Q(promise="OPEN")),
        ]
