"""What is done for all loans at once, day by day and at the new year: runs, their chunks, and where money was taken."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from loans.models.loans import Loan, Repayment
from loans.states.loans import DebitStatus


class DueRun(models.Model):
    """The due-day run of one business day; `done_at` empty: under way. Any number of workers carry it out."""

    on = models.DateField(_("会计日期"), unique=True)
    started_at = models.DateTimeField(_("开始时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("到期扣款")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class DueChunk(models.Model):
    """Neighbouring loans of one branch that fall due on one day, taken in one journal; `done_at` empty: waits."""

    run = models.ForeignKey(DueRun, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    branch = models.ForeignKey("accounts.Branch", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("还款日"))
    first_loan = models.BigIntegerField()
    last_loan = models.BigIntegerField()
    loans = models.PositiveIntegerField(_("笔数"), default=0)
    due_fen = models.BigIntegerField(_("应还（分）"), default=0)
    offset_fen = models.BigIntegerField(_("冲还贷（分）"), default=0)
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_due_chunk_a_number")]
        indexes = [
            models.Index(fields=["run", "number"], name="due_chunk_waiting", condition=Q(done_at=None)),
            models.Index(fields=["run", "number"], name="due_chunk_to_tell", condition=Q(told_at=None)),
        ]


class Taking(models.Model):
    """What a fund account gave for a loan (冲还贷): a withdrawal by reason 06, counted in the person's year."""

    repayment = models.ForeignKey(Repayment, on_delete=models.PROTECT, related_name="takings")
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="loan_takings"
    )
    value_on = models.DateField(_("起息日"))
    fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        verbose_name = verbose_name_plural = _("冲还贷扣划")
        constraints = [models.CheckConstraint(name="taking_above_zero", condition=Q(fen__gt=0))]
        indexes = [models.Index(fields=["account", "value_on", "id"], name="takings_of_account")]
        triggers = [APPEND_ONLY]


class CardDebit(models.Model):
    """One try to fetch what is due from the borrower's card."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="debits")
    number = models.PositiveSmallIntegerField(_("期次"))
    attempt = models.PositiveSmallIntegerField(_("第几次"))
    fen = models.BigIntegerField(_("金额（分）"))
    order = models.OneToOneField("bank.CollectionOrder", on_delete=models.PROTECT, related_name="loan_debit")
    on = models.DateField(_("扣款日期"))
    status = models.CharField(_("结果"), max_length=10, choices=DebitStatus.choices, default=DebitStatus.UNDER_WAY)
    message = models.CharField(_("银行答复"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("银行卡扣款")
        constraints = [
            models.UniqueConstraint(fields=["loan", "number", "attempt"], name="one_debit_an_attempt"),
            models.UniqueConstraint(
                fields=["loan"], name="one_debit_under_way_a_loan", condition=Q(status="UNDER_WAY")
            ),
        ]


class RateRun(models.Model):
    """The change of all loans' rates on 1 January of a year (domain §5.2, §5.5); `done_at` empty: under way."""

    year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    started_at = models.DateTimeField(_("开始时间"))
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("年度调息")

    def __str__(self) -> str:
        return _("%(year)s 年调息") % {"year": self.year}


class RateChange(models.Model):
    """What a year's change made of one loan: rates in percent a year, payments of a whole month in fen.

    `first_fen` is January's payment, whose interest goes by days of both rates.
    """

    run = models.ForeignKey(RateRun, on_delete=models.PROTECT, related_name="changes", db_index=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="rate_changes")
    old_rate = models.DecimalField(_("原年利率（%）"), max_digits=6, decimal_places=4)
    new_rate = models.DecimalField(_("新年利率（%）"), max_digits=6, decimal_places=4)
    old_fen = models.BigIntegerField(_("原月还款额（分）"))
    new_fen = models.BigIntegerField(_("新月还款额（分）"))
    first_fen = models.BigIntegerField(_("1月还款额（分）"))

    class Meta:
        verbose_name = verbose_name_plural = _("利率调整")
        constraints = [models.UniqueConstraint(fields=["run", "loan"], name="one_rate_change_a_year")]
        triggers = [APPEND_ONLY]


class RateChunk(models.Model):
    """Neighbouring loans whose rate is changed in one transaction; `told_at` empty: nobody is told yet."""

    run = models.ForeignKey(RateRun, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    first_loan = models.BigIntegerField()
    last_loan = models.BigIntegerField()
    loans = models.PositiveIntegerField(_("调整笔数"), default=0)
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_rate_chunk_a_number")]
        indexes = [
            models.Index(fields=["run", "number"], name="rate_chunk_waiting", condition=Q(done_at=None)),
            models.Index(fields=["run", "number"], name="rate_chunk_to_tell", condition=Q(told_at=None)),
        ]
