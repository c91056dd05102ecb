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
    PLACEMENT = "PLACEMENT", _("定期存款与国债")
    OTHER = "OTHER", _("其他")


class HoldStatus(TextChoices):
    """Where promised money stands."""

    HELD = "HELD", _("占用中")
    POSTED = "POSTED", _("已入账")
    RELEASED = "RELEASED", _("已释放")


class SlipKind(TextChoices):
    """What two persons book by hand."""

    MANUAL = "MANUAL", _("手工记账")
    REVERSAL = "REVERSAL", _("红字冲销")
    MONTH_END = "MONTH_END", _("月末结转")
    YEAR_END = "YEAR_END", _("年末结转")
    SURPLUS = "SURPLUS", _("增值收益分配")
    PLACE = "PLACE", _("存入")
    ACCRUE = "ACCRUE", _("计提利息")
    COLLECT = "COLLECT", _("到期收回")


class SlipStatus(TextChoices):
    """Where a slip stands."""

    WAITING = "WAITING", _("待复核")
    POSTED = "POSTED", _("已入账")
    REJECTED = "REJECTED", _("已退回")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


SLIP_ALIVE = [SlipStatus.WAITING, SlipStatus.POSTED]
SLIP_MOVES = {
    "confirm": ([SlipStatus.WAITING], SlipStatus.POSTED),
    "reject": ([SlipStatus.WAITING], SlipStatus.REJECTED),
    "withdraw": ([SlipStatus.WAITING], SlipStatus.WITHDRAWN),
}
SLIP_BADGE = {
    SlipStatus.WAITING: "warn",
    SlipStatus.POSTED: "good",
    SlipStatus.REJECTED: "bad",
    SlipStatus.WITHDRAWN: "quiet",
}


class PlacementKind(TextChoices):
    """What money is placed in."""

    TERM = "TERM", _("定期存款")
    BOND = "BOND", _("国债")


class PlacementStatus(TextChoices):
    """Where a placement stands."""

    PREPARED = "PREPARED", _("待复核")
    HELD = "HELD", _("存续中")
    ENDED = "ENDED", _("已收回")
    DROPPED = "DROPPED", _("未存入")


PLACEMENT_MOVES = {
    "place": ([PlacementStatus.PREPARED], PlacementStatus.HELD),
    "drop": ([PlacementStatus.PREPARED], PlacementStatus.DROPPED),
    "end": ([PlacementStatus.HELD], PlacementStatus.ENDED),
}
PLACEMENT_BADGE = {
    PlacementStatus.PREPARED: "warn",
    PlacementStatus.HELD: "good",
    PlacementStatus.ENDED: "quiet",
    PlacementStatus.DROPPED: "quiet",
}
