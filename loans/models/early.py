"""Money paid early on a loan, the yearly offset, the settlement certificate, and requests to change a loan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from loans.models.loans import Loan, Repayment
from loans.states.early import Change, ChangeStatus, EarlyMode, EarlySource, EarlyStatus


class Prepayment(models.Model):
    """A part of a loan, or all of it, paid early: asked for, its money gathered, booked in one journal.

    `principal_fen` is what was asked to be paid of the principal, `fund_fen` what the accounts give of the whole
    (`shares` says which account how much, held from now on), `money_fen` what comes by card or transfer. `on` is the
    day that interest was quoted to; the money of a part is waited for until `until`, and interest runs to the bank's
    date. What was booked stands on the repayment.
    """

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="prepayments")
    mode = models.CharField(_("方式"), max_length=8, choices=EarlyMode.choices)
    source = models.CharField(_("资金来源"), max_length=8, choices=EarlySource.choices)
    is_yearly = models.BooleanField(_("按年冲还贷"), default=False)
    on = models.DateField(_("还款日期"))
    until = models.DateField(_("到账期限"))
    principal_fen = models.BigIntegerField(_("提前还本金（分）"))
    fund_fen = models.BigIntegerField(_("公积金账户支付（分）"), default=0)
    money_fen = models.BigIntegerField(_("另行支付（分）"), default=0)
    shares = models.JSONField(_("各账户支付"), default=list)
    status = models.CharField(_("状态"), max_length=10, choices=EarlyStatus.choices, default=EarlyStatus.WAITING)
    case = models.OneToOneField("desk.Case", null=True, on_delete=models.PROTECT, related_name="prepayment")
    repayment = models.OneToOneField(Repayment, null=True, on_delete=models.PROTECT, related_name="prepayment")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("申请时间"))
    note = models.CharField(_("最近说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("提前还款")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], name="one_open_prepayment_a_loan", condition=Q(status__in=["WAITING", "COVERED"])
            ),
            models.CheckConstraint(
                name="prepayment_above_zero",
                condition=Q(principal_fen__gt=0, fund_fen__gte=0, money_fen__gte=0)
                & Q(principal_fen__lte=F("fund_fen") + F("money_fen")),
            ),
            models.CheckConstraint(
                name="prepayment_booked_with_its_row",
                condition=Q(status="BOOKED", repayment__isnull=False) | ~Q(status="BOOKED") & Q(repayment=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "id"], name="prepayment_open", condition=Q(status__in=["WAITING", "COVERED"])
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number that the payer writes into the transfer."""
        return f"TQ{self.pk:08d}"

    @property
    def key(self) -> str:
        """The root of its keys at the bank and in the books."""
        return f"loan-early-{self.pk}"


class PrepaymentEvent(EventBase):
    """What happened to money paid early."""

    record = models.ForeignKey(Prepayment, on_delete=models.PROTECT, related_name="events")


class YearlyOffset(models.Model):
    """The agreement that once a year the borrowers' savings pay early (年冲, domain §5.8). Ended ones stay."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="yearly_offsets")
    mode = models.CharField(_("方式"), max_length=8, choices=EarlyMode.choices)
    next_on = models.DateField(_("下次冲还日"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("签订时间"))
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    note = models.CharField(_("最近说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("按年冲还贷约定")
        constraints = [
            models.UniqueConstraint(fields=["loan"], name="one_yearly_offset_a_loan", condition=Q(ended_at=None)),
            models.CheckConstraint(name="yearly_offset_of_a_part", condition=~Q(mode="FULL")),
        ]
        indexes = [models.Index(fields=["next_on", "id"], name="yearly_offset_due", condition=Q(ended_at=None))]


class Certificate(models.Model):
    """The settlement certificate (结清证明) of a loan: one, checked by its code."""

    loan = models.OneToOneField(Loan, on_delete=models.PROTECT, related_name="certificate")
    verify_code = models.CharField(_("验真码"), max_length=16, unique=True)
    issued_on = models.DateField(_("开具日期"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("开具时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("贷款结清证明")

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number."""
        return f"JQ{self.issued_on:%Y}{self.pk:08d}"


class ChangeRequest(models.Model):
    """A change of a standing loan that a second person agrees to; it has its case. `told` is what is wanted."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="change_requests")
    case = models.OneToOneField("desk.Case", on_delete=models.PROTECT, related_name="loan_change")
    change = models.CharField(_("变更事项"), max_length=12, choices=Change.choices)
    told = models.JSONField(_("变更内容"), default=dict)
    status = models.CharField(_("状态"), max_length=8, choices=ChangeStatus.choices, default=ChangeStatus.ASKED)
    made_at = models.DateTimeField(_("申请时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("贷款变更")
        constraints = [
            models.UniqueConstraint(fields=["loan"], name="one_open_change_a_loan", condition=Q(status="ASKED"))
        ]

    def __str__(self) -> str:
        return str(self.get_change_display())


class ChangeRequestEvent(EventBase):
    """What happened to a request to change a loan."""

    record = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="events")
