"""A loan, what of it has fallen due, what was paid on it, and why its schedule is what it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY, EventBase
from loans.models.contracts import Contract
from loans.states.loans import METHODS, OPEN_LOANS, Detail, InstalmentStatus, LoanStatus, PlanReason


class Loan(models.Model):
    """A loan from the day its money left.

    Its principal lies in two ledger accounts: `ledger_account` under 121-01 and, once it was late, `overdue_account`
    under 122; their balances together are what is owed. `planned_fen` is what the schedule goes by: the principal
    that is left when everything that has fallen due is paid. What falls due next stands ready in the `next_…` columns,
    so that a due day is one statement over all loans; the future beyond is worked out by loans.rules.schedules.
    """

    number = models.CharField(_("贷款账号"), max_length=20, unique=True)
    contract = models.OneToOneField(
        Contract, verbose_name=_("借款合同"), null=True, on_delete=models.PROTECT, related_name="loan"
    )
    borrower = models.ForeignKey(
        "accounts.Person", verbose_name=_("借款人"), on_delete=models.PROTECT, related_name="loans"
    )
    co_borrower = models.ForeignKey(
        "accounts.Person", verbose_name=_("共同借款人"), null=True, on_delete=models.PROTECT, related_name="co_loans"
    )
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT, related_name="+")
    ledger_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="loan", editable=False
    )
    overdue_account = models.OneToOneField(
        "ledger.Account", null=True, on_delete=models.PROTECT, related_name="overdue_loan", editable=False
    )
    credit_account = models.OneToOneField(
        "ledger.Account", null=True, on_delete=models.PROTECT, related_name="loan_credit", editable=False
    )
    """What was paid beyond everything due, held for the next instalment (under 219); made when first needed."""
    principal_fen = models.BigIntegerField(_("贷款金额（分）"))
    months = models.PositiveSmallIntegerField(_("期限（月）"))
    method = models.CharField(_("还款方式"), max_length=20, choices=METHODS)
    annual_rate = models.DecimalField(_("年利率（%）"), max_digits=6, decimal_places=4)
    penalty_factor = models.DecimalField(_("罚息倍数"), max_digits=4, decimal_places=2)
    is_first = models.BooleanField(_("首套住房"), default=True)
    rate_margin = models.DecimalField(_("利率加点（%）"), max_digits=6, decimal_places=4, default=0)
    """What the contract's rate lies above the table of its day: a second home's rate is only "not lower than"."""
    due_day = models.PositiveSmallIntegerField(_("每月还款日"))
    disbursed_on = models.DateField(_("放款日期"))
    matures_on = models.DateField(_("到期日期"))
    # --- how it is paid
    card_account = EncryptedField(_("还款卡号"), where="loan.card_account", blank=True, default="")
    card_tail = models.CharField(_("还款卡尾号"), max_length=4, blank=True)
    is_offset = models.BooleanField(_("按月冲还贷"), default=False)
    expectation = models.CharField(max_length=80, blank=True, editable=False)
    """The bank's key of what is waited for now; empty while nothing is due."""
    # --- the schedule from here on
    planned_fen = models.BigIntegerField(_("计划本金余额（分）"))
    level_fen = models.BigIntegerField(_("每期固定额（分）"))
    months_left = models.PositiveSmallIntegerField(_("剩余期数"))
    next_number = models.PositiveSmallIntegerField(_("下一期"))
    next_due_on = models.DateField(_("下一还款日"), null=True)
    interest_from = models.DateField(_("下期利息起算日"))
    """The last due date, the day of disbursement, or the day up to which interest was paid early."""
    next_principal_fen = models.BigIntegerField(_("下期本金（分）"), default=0)
    next_interest_fen = models.BigIntegerField(_("下期利息（分）"), default=0)
    # --- how it stands
    status = models.CharField(_("状态"), max_length=1, choices=LoanStatus.choices, default=LoanStatus.NORMAL)
    overdue_since = models.DateField(_("最早未还到期日"), null=True)
    risk_class = models.CharField(_("五级分类"), max_length=2, default="01")
    settled_on = models.DateField(_("结清日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("贷款")
        constraints = [
            models.CheckConstraint(name="loan_above_zero", condition=Q(principal_fen__gt=0, months__gt=0)),
            models.CheckConstraint(
                name="loan_plan_within_principal",
                condition=Q(planned_fen__gte=0, planned_fen__lte=F("principal_fen"), next_principal_fen__gte=0)
                & Q(next_interest_fen__gte=0, next_principal_fen__lte=F("planned_fen")),
            ),
            models.CheckConstraint(name="loan_status_known", condition=Q(status__in=LoanStatus.values)),
            models.CheckConstraint(
                name="loan_settled_on_a_day",
                condition=Q(status=LoanStatus.SETTLED, settled_on__isnull=False) | ~Q(status=LoanStatus.SETTLED),
            ),
            models.CheckConstraint(
                name="loan_late_since_a_day",
                condition=Q(status=LoanStatus.OVERDUE, overdue_since__isnull=False)
                | ~Q(status=LoanStatus.OVERDUE) & Q(overdue_since=None)
                | Q(status=LoanStatus.WRITTEN_OFF),
            ),
            models.CheckConstraint(name="loan_due_day_in_month", condition=Q(due_day__range=(1, 31))),
        ]
        indexes = [
            models.Index(fields=["next_due_on", "id"], name="loan_due", condition=Q(status__in=OPEN_LOANS)),
            models.Index(fields=["overdue_since", "id"], name="loan_late", condition=Q(status="5")),
            models.Index(fields=["borrower", "-id"], name="loan_of_borrower"),
            models.Index(fields=["co_borrower", "-id"], name="loan_of_co_borrower"),
            models.Index(fields=["status", "-id"], name="loan_by_status"),
            models.Index(fields=["expectation"], name="loan_waits_by", condition=~Q(expectation="")),
        ]

    def __str__(self) -> str:
        return _("贷款 %(number)s") % {"number": self.number}

    @property
    def key(self) -> str:
        """The root of the keys of its journals and expectations."""
        return f"loan-{self.pk}"


class LoanEvent(EventBase):
    """A move of a loan's state."""

    record = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="events")


class Instalment(models.Model):
    """An instalment that has fallen due, and what of it is paid. `penalty_fen` is what was paid for being late."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="instalments", db_index=False)
    number = models.PositiveSmallIntegerField(_("期次"))
    due_on = models.DateField(_("还款日"))
    principal_fen = models.BigIntegerField(_("本金（分）"))
    interest_fen = models.BigIntegerField(_("利息（分）"))
    balance_fen = models.BigIntegerField(_("还后计划本金（分）"))
    paid_principal_fen = models.BigIntegerField(_("已还本金（分）"), default=0)
    paid_interest_fen = models.BigIntegerField(_("已还利息（分）"), default=0)
    penalty_fen = models.BigIntegerField(_("已还罚息（分）"), default=0)
    penalised_to = models.DateField(_("罚息已算至"), null=True)
    owed_penalty_fen = models.BigIntegerField(_("未收罚息（分）"), default=0)
    """Penalty up to `penalised_to` that a payment in part did not cover."""
    asked_on = models.DateField(_("扣款日"))
    """The business day on which it was asked for: the due date, or the first the centre was open after it."""
    is_tried = models.BooleanField(default=True, editable=False)
    """The due-day run of the open day has looked for its money."""
    is_overdue = models.BooleanField(_("已转逾期"), default=False)
    """Its unpaid principal has moved from 121 to 122."""
    status = models.CharField(_("状态"), max_length=12, choices=InstalmentStatus.choices, default=InstalmentStatus.DUE)
    paid_on = models.DateField(_("还清日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("还款期次")
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="instalment_once"),
            models.CheckConstraint(
                name="instalment_paid_at_most_due",
                condition=Q(paid_principal_fen__gte=0, paid_principal_fen__lte=F("principal_fen"))
                & Q(paid_interest_fen__gte=0, paid_interest_fen__lte=F("interest_fen"), penalty_fen__gte=0),
            ),
            models.CheckConstraint(
                name="instalment_paid_whole",
                condition=~Q(status="PAID")
                | Q(paid_principal_fen=F("principal_fen"), paid_interest_fen=F("interest_fen"), paid_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="instalment_unpaid", condition=Q(status="DUE")),
            models.Index(fields=["loan"], name="instalment_due_of_loan", condition=Q(status="DUE")),
            models.Index(fields=["loan"], name="instalment_untried", condition=Q(is_tried=False)),
        ]

    def __str__(self) -> str:
        return _("第 %(number)d 期") % {"number": self.number}

    @property
    def unpaid_fen(self) -> int:
        """Principal and interest still to be paid, in fen."""
        return self.principal_fen + self.interest_fen - self.paid_principal_fen - self.paid_interest_fen


class Repayment(models.Model):
    """One line of a loan's account (贷款明细): money out or in, with its journal."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="repayments", db_index=False)
    detail = models.CharField(_("业务明细"), max_length=2, choices=Detail.choices)
    on = models.DateField(_("会计日期"))
    value_on = models.DateField(_("还款日期"))
    fen = models.BigIntegerField(_("金额（分）"))
    source = models.CharField(_("资金来源"), max_length=40, blank=True)
    balance_fen = models.BigIntegerField(_("还后本金余额（分）"))
    journal = models.ForeignKey("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("贷款明细")
        indexes = [models.Index(fields=["loan", "value_on", "id"], name="repayments_of_loan")]
        triggers = [APPEND_ONLY]


class RepaymentPart(models.Model):
    """What a payment was taken for: of which instalment, on which base, for how many days, at which rate."""

    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(_("用于"), max_length=10)
    number = models.PositiveSmallIntegerField(_("期次"), default=0)
    fen = models.BigIntegerField(_("金额（分）"))
    base_fen = models.BigIntegerField(_("计算基数（分）"), default=0)
    days = models.PositiveIntegerField(_("天数"), default=0)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [models.CheckConstraint(name="repayment_part_above_zero", condition=Q(fen__gt=0))]


class PlanChange(models.Model):
    """Why and since when a loan's schedule goes by these figures. The newest one holds."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="plans", db_index=False)
    reason = models.CharField(_("原因"), max_length=12, choices=PlanReason.choices)
    on = models.DateField(_("自"))
    from_number = models.PositiveSmallIntegerField(_("自第几期"))
    planned_fen = models.BigIntegerField(_("计划本金余额（分）"))
    months_left = models.PositiveSmallIntegerField(_("剩余期数"))
    annual_rate = models.DecimalField(_("年利率（%）"), max_digits=6, decimal_places=4)
    level_fen = models.BigIntegerField(_("每期固定额（分）"))
    method = models.CharField(_("还款方式"), max_length=20, choices=METHODS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("还款计划变更")
        indexes = [models.Index(fields=["loan", "-id"], name="plans_of_loan")]
        triggers = [APPEND_ONLY]
