"""An application for a loan, one-to-one with its case: who borrows for which house, the checks, the minutes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY
from loans.models.projects import Project
from loans.rules.telling import Told, from_text
from loans.states.applying import CheckKind, CheckResult, Home, HouseKind, Lane, Product, Step
from loans.states.loans import METHODS


def _person(label: Any, **more: Any) -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", verbose_name=label, on_delete=models.PROTECT, **more)


class Application(models.Model):
    """What was asked and found. Whether it is granted is the case's status; the money's way stands on the contract.

    `told_text` is what was declared of house, seller, incomes and debts (loans.rules.telling), kept as JSON;
    `house_keys` the house by all its keys, so that nobody borrows twice for one. `judged_on` is the day whose law and
    parameters hold: the acceptance. `because` is how the ceiling came about, sentence by sentence.
    """

    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="loan_application"
    )
    product = models.CharField(_("贷款品种"), max_length=12, choices=Product.choices, default=Product.FUND)
    borrower = _person(_("借款人"), related_name="loan_applications")
    co_borrower = _person(_("共同借款人"), null=True, related_name="+")
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None only for whoever contributes at another centre (异地贷款)."""
    home = models.CharField(_("住房套数"), max_length=6, choices=Home.choices)
    house_kind = models.CharField(_("房屋类型"), max_length=12, choices=HouseKind.choices)
    project = models.ForeignKey(
        Project, verbose_name=_("楼盘"), null=True, on_delete=models.PROTECT, related_name="applications"
    )
    house_keys = ArrayField(models.CharField(max_length=32), verbose_name=_("房屋"), default=list)
    told_text = EncryptedField(where="loan_application.told")
    price_fen = models.BigIntegerField(_("房屋总价（分）"))
    appraisal_fen = models.BigIntegerField(_("评估价（分）"), null=True)
    judged_on = models.DateField(_("适用日期"))
    # --- how much, how long
    asked_fen = models.BigIntegerField(_("申请金额（分）"))
    granted_fen = models.BigIntegerField(_("批准金额（分）"), null=True)
    ceiling_fen = models.BigIntegerField(_("最高可贷（分）"))
    because = models.JSONField(_("额度说明"), default=list)
    months = models.PositiveSmallIntegerField(_("期限（月）"))
    method = models.CharField(_("还款方式"), max_length=20, choices=METHODS)
    annual_rate = models.DecimalField(_("年利率（%）"), max_digits=6, decimal_places=4)
    # --- to whom, from where
    payee_account = EncryptedField(_("收款账号"), where="loan_application.payee_account", blank=True, default="")
    payee_tail = models.CharField(_("收款账号尾号"), max_length=4, blank=True)
    payee_name = models.CharField(_("收款人"), max_length=120, blank=True)
    payee_bank_no = models.CharField(_("收款行号"), max_length=14, blank=True)
    card_account = EncryptedField(_("还款卡号"), where="loan_application.card_account", blank=True, default="")
    card_tail = models.CharField(_("还款卡尾号"), max_length=4, blank=True)
    # --- the minutes
    lane = models.CharField(_("通道"), max_length=10, choices=Lane.choices, default=Lane.ORDINARY)
    submitted_at = models.DateTimeField(_("提交时间"))
    screened_at = models.DateTimeField(_("核查时间"), null=True)
    paid_at = models.DateTimeField(_("放款时间"), null=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    clocked_to = models.BigIntegerField(default=0, editable=False)
    """The case's last clock (desk.ClockSpan) that its stretches were read from."""

    class Meta:
        verbose_name = verbose_name_plural = _("贷款申请")
        constraints = [
            models.CheckConstraint(
                name="application_above_zero", condition=Q(asked_fen__gt=0, price_fen__gt=0, months__gt=0)
            ),
            models.CheckConstraint(
                name="application_with_an_account", condition=Q(account__isnull=False) | Q(product="OUT_OF_TOWN")
            ),
            models.CheckConstraint(
                name="application_granted_at_most_asked",
                condition=Q(granted_fen=None) | Q(granted_fen__gt=0, granted_fen__lte=models.F("asked_fen")),
            ),
            models.CheckConstraint(
                name="application_by_two_persons",
                condition=Q(co_borrower=None) | ~Q(co_borrower=models.F("borrower")),
            ),
        ]
        indexes = [
            models.Index(fields=["borrower", "-id"], name="application_of_borrower"),
            models.Index(fields=["co_borrower", "-id"], name="application_of_co_borrower"),
            GinIndex(fields=["house_keys"], name="application_of_house"),
            models.Index(fields=["id"], name="application_to_screen", condition=Q(screened_at=None, ended_at=None)),
            models.Index(fields=["paid_at"], name="application_paid", condition=Q(paid_at__isnull=False)),
            models.Index(fields=["id"], name="application_in_hand", condition=Q(paid_at=None, ended_at=None)),
        ]

    def __str__(self) -> str:
        return _("贷款申请 %(number)s") % {"number": self.case}

    @property
    def told(self) -> Told:
        """What was declared."""
        return from_text(self.told_text)

    @property
    def key(self) -> str:
        """The root of the keys of what it lays on accounts and hands to others."""
        return f"loan-application-{self.pk}"


class ApplicationEvent(models.Model):
    """What happened to an application beside its case: a check's end, a change of lane, a figure changed."""

    record = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(_("动作"), max_length=40)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        triggers = [APPEND_ONLY]


class Check(models.Model):
    """One automatic check of an application: what it says and which paper or act would make it green."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(_("核查"), max_length=12, choices=CheckKind.choices)
    result = models.CharField(_("结果"), max_length=8, choices=CheckResult.choices, default=CheckResult.PENDING)
    sentence = models.CharField(_("说明"), max_length=300, blank=True)
    remedy = models.CharField(_("怎样补充"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("发起时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("自动核查")
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="loan_check_once"),
            models.CheckConstraint(
                name="loan_check_answered_at_a_time",
                condition=Q(result="PENDING", answered_at=None) | ~Q(result="PENDING") & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="loan_check_pending", condition=Q(result="PENDING"))]

    @property
    def is_running(self) -> bool:
        """Whether it will answer by itself; one that waits for a person says for whom."""
        return self.result == CheckResult.PENDING and not self.sentence


class StepSpan(models.Model):
    """One span of a step: whose hands, since when, until when; a stopped clock is a span with its reason."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="spans")
    step = models.CharField(_("环节"), max_length=8, choices=Step.choices)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    person = _person(_("经手人"), null=True, related_name="+")
    branch = models.ForeignKey("accounts.Branch", null=True, on_delete=models.PROTECT, related_name="+")
    stopped_for = models.CharField(_("停表原因"), max_length=120, blank=True)
    is_warned = models.BooleanField(_("已提醒"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("环节用时")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="one_open_span_an_application", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="span_ends_later", condition=Q(ended_at=None) | Q(ended_at__gte=models.F("began_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["step", "began_at"], name="spans_of_step"),
            models.Index(fields=["began_at"], name="spans_open", condition=Q(ended_at=None)),
        ]
