"""Where bank lines, receipts, expectations and payment orders stand, and what may happen to them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """Which money lies on a bank account; the value is the subject of domain §6.1."""

    FUND = "101", _("住房公积金存款")
    SURPLUS = "102", _("增值收益存款")


class Channel(TextChoices):
    """How payments leave a bank account."""

    GATEWAY = "GATEWAY", _("银企直联")
    FILE = "FILE", _("付款文件")


class Direction(TextChoices):
    """Of a bank line, seen by the bank's customer."""

    CREDIT = "C", _("收入")
    DEBIT = "D", _("支出")


class ReceiptStatus(TextChoices):
    """What is known of a receipt. How much of it is used stands on its suspense item."""

    NEW = "NEW", _("待入账日")
    MATCHED = "MATCHED", _("已匹配")
    PROPOSED = "PROPOSED", _("待确认")
    EMPLOYER = "EMPLOYER", _("有单位暂收")
    UNIDENTIFIED = "UNIDENTIFIED", _("无单位暂收")
    INTEREST = "INTEREST", _("银行利息")
    OWN = "OWN", _("自有资金")
    REVERSED = "REVERSED", _("已冲正")


RECEIPT_BADGE = {
    ReceiptStatus.NEW: "quiet",
    ReceiptStatus.MATCHED: "good",
    ReceiptStatus.PROPOSED: "act",
    ReceiptStatus.EMPLOYER: "warn",
    ReceiptStatus.UNIDENTIFIED: "bad",
    ReceiptStatus.INTEREST: "good",
    ReceiptStatus.OWN: "good",
    ReceiptStatus.REVERSED: "quiet",
}

_R = ReceiptStatus
RECEIPT_MOVES = {  # action: (allowed from, to)
    "match": ({_R.NEW}, _R.MATCHED),
    "propose": ({_R.NEW}, _R.PROPOSED),
    "keep_for_employer": ({_R.NEW}, _R.EMPLOYER),
    "keep": ({_R.NEW}, _R.UNIDENTIFIED),
    "confirm": ({_R.PROPOSED}, _R.MATCHED),
    "decline": ({_R.PROPOSED}, _R.EMPLOYER),
    "match_late": ({_R.UNIDENTIFIED, _R.MATCHED}, _R.MATCHED),
    "assign": ({_R.UNIDENTIFIED, _R.EMPLOYER, _R.PROPOSED}, _R.EMPLOYER),
    "book_interest": ({_R.UNIDENTIFIED}, _R.INTEREST),
    "take_back_interest": ({_R.INTEREST}, _R.UNIDENTIFIED),
    "book_transfer": ({_R.UNIDENTIFIED}, _R.OWN),
    "take_back_transfer": ({_R.OWN}, _R.UNIDENTIFIED),
    "reverse": ({_R.MATCHED, _R.PROPOSED, _R.EMPLOYER, _R.UNIDENTIFIED}, _R.REVERSED),
}


class ReversalStatus(TextChoices):
    """What became of a line by which the bank takes back an earlier one."""

    NEW = "NEW", _("待入账日")
    PERSON = "PERSON", _("待人工处理")
    DONE = "DONE", _("已冲正")


REVERSAL_MOVES = {
    "hand_over": ({ReversalStatus.NEW}, ReversalStatus.PERSON),
    "book": ({ReversalStatus.NEW, ReversalStatus.PERSON}, ReversalStatus.DONE),
}


class ExpectationStatus(TextChoices):
    """How far the money has come that somebody should pay."""

    OPEN = "OPEN", _("待到账")
    PARTLY = "PARTLY", _("部分到账")
    COVERED = "COVERED", _("已足额")
    DONE = "DONE", _("已入账")
    CANCELLED = "CANCELLED", _("已取消")


EXPECTATION_BADGE = {
    ExpectationStatus.OPEN: "warn",
    ExpectationStatus.PARTLY: "act",
    ExpectationStatus.COVERED: "good",
    ExpectationStatus.DONE: "quiet",
    ExpectationStatus.CANCELLED: "quiet",
}

_E = ExpectationStatus
WAITING = (_E.OPEN, _E.PARTLY)
EXPECTATION_MOVES = {
    "part": ({_E.OPEN, _E.PARTLY, _E.COVERED}, _E.PARTLY),
    "cover": ({_E.OPEN, _E.PARTLY}, _E.COVERED),
    "empty": ({_E.PARTLY, _E.COVERED}, _E.OPEN),
    "take": ({_E.COVERED}, _E.DONE),
    "cancel": ({_E.OPEN, _E.PARTLY, _E.COVERED}, _E.CANCELLED),
    "give_back": ({_E.DONE}, _E.CANCELLED),
}


class ReservationStatus(TextChoices):
    """Money of a suspense item promised to an expectation."""

    HELD = "HELD", _("已预留")
    TAKEN = "TAKEN", _("已入账")
    RELEASED = "RELEASED", _("已释放")


class SuspenseMoveKind(TextChoices):
    """Why the amount left in a suspense item changed."""

    BOOKED = "BOOKED", _("收款")
    TAKEN = "TAKEN", _("入账使用")
    GIVEN_BACK = "GIVEN_BACK", _("入账冲回")
    ASSIGNED = "ASSIGNED", _("认领单位")
    REFUNDED = "REFUNDED", _("退款")
    REFUND_RETURNED = "REFUND_RETURNED", _("退款退回")
    REVERSED = "REVERSED", _("银行冲正")
    INTEREST = "INTEREST", _("转为银行利息")
    INTEREST_BACK = "INTEREST_BACK", _("利息改回暂收")
    OWN = "OWN", _("转回自有资金")
    OWN_BACK = "OWN_BACK", _("自有资金改回暂收")


class FeeKind(TextChoices):
    """What a bank takes a fee for; the value is the subject that bears it (domain §6.1)."""

    COLLECTION = "411-02", _("归集手续费")
    LOANS = "411-03", _("委托贷款手续费")
    OTHER = "411-04", _("账户管理费等其他支出")


class OutcomeKind(TextChoices):
    """News for the app that registered an expectation or made an order."""

    COVERED = "COVERED", _("已足额到账")
    PARTLY = "PARTLY", _("部分到账")
    UNCOVERED = "UNCOVERED", _("到账被冲正")
    SETTLED = "SETTLED", _("付款成功")
    RETURNED = "RETURNED", _("付款未成功")
    RETURNED_LATE = "RETURNED_LATE", _("付款后退回")


class OrderStatus(TextChoices):
    """The life of a payment order. Unknown is never paid again: the bank is asked until it knows."""

    MADE = "MADE", _("待复核")
    REVIEWED = "REVIEWED", _("待授权")
    AUTHORISED = "AUTHORISED", _("待发送")
    SENT = "SENT", _("已发送")
    UNKNOWN = "UNKNOWN", _("结果未明")
    SETTLED = "SETTLED", _("付款成功")
    RETURNED = "RETURNED", _("已退回")
    REJECTED = "REJECTED", _("已驳回")


ORDER_BADGE = {
    OrderStatus.MADE: "warn",
    OrderStatus.REVIEWED: "warn",
    OrderStatus.AUTHORISED: "act",
    OrderStatus.SENT: "act",
    OrderStatus.UNKNOWN: "bad",
    OrderStatus.SETTLED: "good",
    OrderStatus.RETURNED: "bad",
    OrderStatus.REJECTED: "quiet",
}

_O = OrderStatus
ORDER_MOVES = {
    "review": ({_O.MADE}, _O.REVIEWED),
    "authorise": ({_O.REVIEWED}, _O.AUTHORISED),
    "warrant": ({_O.MADE}, _O.AUTHORISED),
    "reject": ({_O.MADE, _O.REVIEWED, _O.AUTHORISED}, _O.REJECTED),
    "send": ({_O.AUTHORISED}, _O.SENT),
    "lose": ({_O.SENT, _O.UNKNOWN}, _O.UNKNOWN),
    "settle": ({_O.SENT, _O.UNKNOWN}, _O.SETTLED),
    "return": ({_O.SENT, _O.UNKNOWN}, _O.RETURNED),
    "return_late": ({_O.SETTLED}, _O.RETURNED),
}


class CollectionStatus(TextChoices):
    """The life of a collection order (托收). Unknown is never fetched again: the bank is asked until it knows."""

    MADE = "MADE", _("待发送")
    SENT = "SENT", _("已发送")
    UNKNOWN = "UNKNOWN", _("结果未明")
    SETTLED = "SETTLED", _("扣款成功")
    FAILED = "FAILED", _("扣款未成功")
    CANCELLED = "CANCELLED", _("已撤回")


COLLECTION_BADGE = {
    CollectionStatus.MADE: "act",
    CollectionStatus.SENT: "act",
    CollectionStatus.UNKNOWN: "warn",
    CollectionStatus.SETTLED: "good",
    CollectionStatus.FAILED: "bad",
    CollectionStatus.CANCELLED: "quiet",
}

_C = CollectionStatus
COLLECTION_MOVES = {
    "send": ({_C.MADE}, _C.SENT),
    "cancel": ({_C.MADE}, _C.CANCELLED),
    "lose": ({_C.SENT}, _C.UNKNOWN),
    "settle": ({_C.SENT, _C.UNKNOWN}, _C.SETTLED),
    "fail": ({_C.SENT, _C.UNKNOWN}, _C.FAILED),
}
