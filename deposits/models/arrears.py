"""Enforcement files of employers that do not pay or do not open accounts, their steps, and promises to pay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from deposits.models.accounts import EmployerAccount
from deposits.states import ALIVE_FILES, EnforcementKind, FileStatus, FileTask, PromiseStatus, Rung, RungStatus


def _acting(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


class EnforcementFile(models.Model):
    """What the centre does about one employer from the first late day to the last yuan (执法档案, domain §2.8).

    Amount, age and task are as of `looked_on`, when the timed job or a payment last looked; they carry the worklist.
    An employer that never registered has no account here: name and code say who it is.
    """

    number = models.CharField(_("档案号"), max_length=20, unique=True)
    kind = models.CharField(_("类别"), max_length=10, choices=EnforcementKind.choices)
    status = models.CharField(_("状态"), max_length=10, choices=FileStatus.choices, default=FileStatus.OPEN)
    account = models.ForeignKey(
        EmployerAccount,
        verbose_name=_("单位账户"),
        null=True,
        on_delete=models.PROTECT,
        related_name="enforcement_files",
    )
    name = models.CharField(_("单位名称"), max_length=120)
    social_credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    branch = models.ForeignKey(
        "accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    first_month = models.CharField(_("最早欠缴月份"), max_length=6, blank=True)
    months = models.PositiveSmallIntegerField(_("欠缴月数"), default=0)
    fen = models.BigIntegerField(_("欠缴金额（分）"), default=0)
    counted_from = models.DateField(_("逾期起算日"))
    task = models.CharField(_("该做什么"), max_length=10, choices=FileTask.choices, blank=True)
    looked_on = models.DateField(_("数据日期"))
    opened_on = models.DateField(_("立案日期"))
    closed_on = models.DateField(_("结案日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("执法档案")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], name="one_alive_file_a_kind", condition=Q(status__in=ALIVE_FILES)
            ),
            models.UniqueConstraint(
                fields=["social_credit_code"],
                name="one_alive_file_of_the_unregistered",
                condition=Q(status__in=ALIVE_FILES, kind=EnforcementKind.OPENING),
            ),
            models.CheckConstraint(
                name="file_of_arrears_has_its_account",
                condition=~Q(kind=EnforcementKind.ARREARS) | Q(account__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_file_has_its_date",
                condition=Q(status=FileStatus.CLOSED, closed_on__isnull=False)
                | (~Q(status=FileStatus.CLOSED) & Q(closed_on=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["counted_from", "id"], name="files_by_age", condition=Q(status__in=ALIVE_FILES)),
            models.Index(fields=["-fen", "-id"], name="files_by_amount", condition=Q(status__in=ALIVE_FILES)),
            models.Index(
                fields=["task", "counted_from", "id"], name="files_by_task", condition=Q(status__in=ALIVE_FILES)
            ),
            models.Index(fields=["looked_on", "id"], name="files_to_look_at", condition=Q(status__in=ALIVE_FILES)),
        ]

    def __str__(self) -> str:
        return _("执法档案 %(number)s") % {"number": self.number}


class EnforcementFileEvent(EventBase):
    """One move of a file's status."""

    record = models.ForeignKey(EnforcementFile, on_delete=models.PROTECT, related_name="events")


class EnforcementStep(models.Model):
    """One rung of the ladder as it was taken: a message, a paper with its number and code, a visit, a decision.

    `facts` is what the paper says, as it was on `on`: months with due date and fen, the total. A paper never changes.
    """

    file = models.ForeignKey(EnforcementFile, on_delete=models.PROTECT, related_name="steps")
    rung = models.CharField(_("步骤"), max_length=10, choices=Rung.choices)
    status = models.CharField(_("状态"), max_length=10, choices=RungStatus.choices)
    number = models.CharField(_("文书号"), max_length=20, blank=True)
    verify_code = models.CharField(_("验真码"), max_length=16, blank=True)
    on = models.DateField(_("日期"))
    facts = models.JSONField(default=dict, blank=True)
    words = models.CharField(_("事由"), max_length=500, blank=True)
    fine_fen = models.BigIntegerField(_("罚款（分）"), null=True)
    appointed_on = models.DateField(_("约定日期"), null=True)
    findings = models.TextField(_("核查情况"), blank=True)
    served_on = models.DateField(_("送达日期"), null=True)
    served_how = models.CharField(_("送达方式"), max_length=40, blank=True)
    term_on = models.DateField(_("期限"), null=True)
    made_by, made_by_person = _acting(_("经办人")), _person()
    made_at = models.DateTimeField(_("登记时间"))
    decided_by, decided_by_person = _acting(_("审批人")), _person()
    decided_at = models.DateTimeField(_("审批时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("执法步骤")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "rung"],
                name="rung_taken_once",
                condition=~Q(status__in=[RungStatus.REJECTED, RungStatus.DROPPED]),
            ),
            models.UniqueConstraint(fields=["number"], name="enforcement_paper_once", condition=~Q(number="")),
            models.UniqueConstraint(fields=["verify_code"], name="enforcement_code_once", condition=~Q(verify_code="")),
            models.CheckConstraint(
                name="enforcement_decided_by_another",
                condition=Q(decided_by_person=None) | ~Q(decided_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="decision_is_of_two",
                condition=~Q(rung__in=[Rung.ORDER, Rung.FINE, Rung.COURT])
                | ~Q(status__in=[RungStatus.ISSUED, RungStatus.SERVED])
                | Q(made_by_person__isnull=False, decided_by_person__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_has_its_number",
                condition=~Q(status__in=[RungStatus.ISSUED, RungStatus.SERVED]) | (~Q(number="") & ~Q(verify_code="")),
            ),
            models.CheckConstraint(
                name="served_on_a_day_somehow",
                condition=~Q(status=RungStatus.SERVED) | (Q(served_on__isnull=False) & ~Q(served_how="")),
            ),
            models.CheckConstraint(
                name="fine_has_its_sum",
                condition=Q(rung=Rung.FINE, fine_fen__gt=0) | (~Q(rung=Rung.FINE) & Q(fine_fen=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_rung_display())


class EnforcementStepEvent(EventBase):
    """One move of a step's status."""

    record = models.ForeignKey(EnforcementStep, on_delete=models.PROTECT, related_name="events")


class PaymentPromise(models.Model):
    """An employer's signed promise to pay what is late by instalments; kept, it holds the ladder.

    `paid_before_fen` is what had come for these months when it was given: only what comes later keeps the promise.
    """

    file = models.ForeignKey(EnforcementFile, on_delete=models.PROTECT, related_name="promises")
    status = models.CharField(_("状态"), max_length=10, choices=PromiseStatus.choices, default=PromiseStatus.ALIVE)
    first_month = models.CharField(_("自"), max_length=6)
    last_month = models.CharField(_("至"), max_length=6)
    fen = models.BigIntegerField(_("承诺金额（分）"))
    paid_before_fen = models.BigIntegerField(default=0)
    words = models.CharField(_("说明"), max_length=200, blank=True)
    made_on = models.DateField(_("承诺日期"))
    ended_on = models.DateField(_("结束日期"), null=True)
    by = _acting(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("缴款承诺")
        constraints = [
            models.UniqueConstraint(fields=["file"], name="one_alive_promise", condition=Q(status=PromiseStatus.ALIVE)),
            models.CheckConstraint(name="promise_above_zero", condition=Q(fen__gt=0)),
        ]

    def __str__(self) -> str:
        return str(_("缴款承诺"))


class PaymentPromiseEvent(EventBase):
    """One move of a promise."""

    record = models.ForeignKey(PaymentPromise, on_delete=models.PROTECT, related_name="events")


class PromiseInstalment(models.Model):
    """One part of a promise. Written once with it."""

    promise = models.ForeignKey(PaymentPromise, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField(_("日期"))
    fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        verbose_name = verbose_name_plural = _("分期")
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(fields=["promise", "due_on"], name="instalment_once_a_day"),
            models.CheckConstraint(name="instalment_above_zero", condition=Q(fen__gt=0)),
        ]
