"""Sides, reasons and statuses of the books."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """The side a subject's balance normally stands on."""

    DEBIT = "D", _("借")
    CREDIT = "C", _("贷")


class Reason(TextChoices):
    """Why money moved: the standard entries of domain §6.2."""

    OPENING = "OPENING", _("期初建账")
    RECEIPT_ALLOCATED = "RECEIPT_ALLOCATED", _("汇缴入账")
    RECEIPT_SUSPENSE = "RECEIPT_SUSPENSE", _("收款挂暂收")
    SUSPENSE_ALLOCATED = "SUSPENSE_ALLOCATED", _("暂收分摊")
    SUSPENSE_REFUNDED = "SUSPENSE_REFUNDED", _("暂收退款")
    SUSPENSE_MOVED = "SUSPENSE_MOVED", _("暂收转户")
    REVERSAL = "REVERSAL", _("冲销")
    WITHDRAWAL = "WITHDRAWAL", _("提取")
    CLOSING_WITHDRAWAL = "CLOSING_WITHDRAWAL", _("销户提取")
    PAYMENT_RETURNED = "PAYMENT_RETURNED", _("付款退回")
    TRANSFER_IN = "TRANSFER_IN", _("转入")
    TRANSFER_OUT = "TRANSFER_OUT", _("转出")
    EMPLOYER_CHANGE = "EMPLOYER_CHANGE", _("单位变更")
    INTEREST_ACCRUED = "INTEREST_ACCRUED", _("计提利息")
    INTEREST_SETTLED = "INTEREST_SETTLED", _("年度结息")
    INTEREST_CORRECTED = "INTEREST_CORRECTED", _("结息补差")
    LOAN_DISBURSED = "LOAN_DISBURSED", _("贷款发放")
    LOAN_REPAID = "LOAN_REPAID", _("贷款还款")
    LOAN_OVERDUE = "LOAN_OVERDUE", _("转逾期")
    LOAN_OFFSET = "LOAN_OFFSET", _("冲还贷")
    BANK_INTEREST = "BANK_INTEREST", _("银行利息")
    FEE_ACCRUED = "FEE_ACCRUED", _("计提手续费")
    FEE_PAID = "FEE_PAID", _("支付手续费")
    BANK_TRANSFER = "BANK_TRANSFER", _("专户划转")
    WRITE_OFF = "WRITE_OFF", _("核销")
    PERIOD_CLOSE = "PERIOD_CLOSE", _("期末结转")
    DISTRIBUTION = "DISTRIBUTION", _("增值收益分配")
    OTHER = "OTHER", _("其他")


class HoldStatus(TextChoices):
    """Where promised money stands."""

    HELD = "HELD", _("占用中")
    POSTED = "POSTED", _("已入账")
    RELEASED = "RELEASED", _("已释放")
