"""The life of a loan: its method, its state, its instalments and what is paid on it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LoanStatus(TextChoices):
    """State of a loan account (DKZHZT). A loan's row begins with the money: states before it stand on the contract."""

    NORMAL = "2", _("正常")
    SETTLED = "3", _("已结清")
    WRITTEN_OFF = "4", _("呆账核销")
    OVERDUE = "5", _("逾期")
    CANCELLED = "8", _("已作废")


LOAN_BADGE: dict[str, str] = {
    LoanStatus.NORMAL: "good",
    LoanStatus.SETTLED: "quiet",
    LoanStatus.WRITTEN_OFF: "bad",
    LoanStatus.OVERDUE: "bad",
    LoanStatus.CANCELLED: "quiet",
}
_L = LoanStatus
OPEN_LOANS = (_L.NORMAL, _L.OVERDUE)
"""Principal is outstanding and instalments fall due."""
LOAN_MOVES = {  # action: (allowed from, to)
    "fall_behind": ({_L.NORMAL}, _L.OVERDUE),
    "catch_up": ({_L.OVERDUE}, _L.NORMAL),
    "settle": ({_L.NORMAL, _L.OVERDUE}, _L.SETTLED),
    "write_off": ({_L.OVERDUE}, _L.WRITTEN_OFF),
    "cancel": ({_L.NORMAL}, _L.CANCELLED),
}


class InstalmentStatus(TextChoices):
    """An instalment that has fallen due."""

    DUE = "DUE", _("待还")
    PAID = "PAID", _("已还")
    WRITTEN_OFF = "WRITTEN_OFF", _("已核销")


INSTALMENT_BADGE: dict[str, str] = {
    InstalmentStatus.DUE: "warn",
    InstalmentStatus.PAID: "good",
    InstalmentStatus.WRITTEN_OFF: "quiet",
}


class Detail(TextChoices):
    """What a line of a loan's account is (DKYWMXLX)."""

    DISBURSED = "01", _("发放")
    REPAID = "02", _("正常还款")
    PREPAID = "03", _("提前还款")
    OVERDUE_REPAID = "04", _("逾期还款")
    OFFSET = "05", _("公积金冲还贷")
    SETTLED = "06", _("结清")
    EXTENDED = "07", _("展期")
    SHORTENED = "08", _("缩期")
    WRITTEN_OFF = "09", _("核销")
    OTHER = "99", _("其他")


class PlanReason(TextChoices):
    """Why a loan's schedule is what it is from a day on."""

    DISBURSED = "DISBURSED", _("放款")
    RATE = "RATE", _("利率调整")
    PREPAID = "PREPAID", _("提前还款")
    TERM = "TERM", _("期限变更")
    METHOD = "METHOD", _("还款方式变更")
    DUE_DAY = "DUE_DAY", _("还款日变更")
    TAKEN_OVER = "TAKEN_OVER", _("历史贷款移交")


METHODS = (("equal_instalment", _("等额本息")), ("equal_principal", _("等额本金")))
"""How a loan is paid back, in words: the values of loans.rules.schedules.Method."""


class DebitStatus(TextChoices):
    """What became of a try to fetch money from the borrower's card."""

    UNDER_WAY = "UNDER_WAY", _("扣款中")
    DONE = "DONE", _("已扣款")
    FAILED = "FAILED", _("未扣成")
    RECALLED = "RECALLED", _("已撤回")


DEBIT_BADGE: dict[str, str] = {
    DebitStatus.UNDER_WAY: "act",
    DebitStatus.DONE: "good",
    DebitStatus.FAILED: "bad",
    DebitStatus.RECALLED: "quiet",
}
