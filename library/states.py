"""Kinds and statuses of the library, with the tables of what leads from one to the next."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemKind(TextChoices):
    """What a title or copy is: the columns of the lending rules, and e-books, which are read and never lent."""

    BOOK = "BOOK", _("图书")
    PERIODICAL = "PERIODICAL", _("期刊")
    REFERENCE = "REFERENCE", _("工具书")
    EBOOK = "EBOOK", _("电子书")


LENT_KINDS = (ItemKind.BOOK, ItemKind.PERIODICAL, ItemKind.REFERENCE)
"""Kinds of which there are copies."""


class Source(TextChoices):
    """How a copy came into the house."""

    BOUGHT = "BOUGHT", _("购入")
    DONATED = "DONATED", _("捐赠")
    DEPOSITED = "DEPOSITED", _("寄存")


class House(TextChoices):
    """The two houses that share their books (通借通还)."""

    OURS = "OURS", _("半亩方塘")
    CITY = "CITY", _("市图书馆")


class CopyStatus(TextChoices):
    """Where a copy is."""

    AVAILABLE = "AVAILABLE", _("在架")
    ON_LOAN = "ON_LOAN", _("借出")
    HELD = "HELD", _("预约待取")
    IN_TRANSIT = "IN_TRANSIT", _("运送途中")
    REPAIR = "REPAIR", _("修补中")
    MISSING = "MISSING", _("盘点未见")
    LOST = "LOST", _("遗失")
    WEEDED = "WEEDED", _("已剔除")


COPY_BADGE = {
    CopyStatus.AVAILABLE: "good",
    CopyStatus.ON_LOAN: "",
    CopyStatus.HELD: "act",
    CopyStatus.IN_TRANSIT: "",
    CopyStatus.REPAIR: "warn",
    CopyStatus.MISSING: "warn",
    CopyStatus.LOST: "bad",
    CopyStatus.WEEDED: "quiet",
}
COPY_MOVES = {  # action: (allowed from, to)
    "lend": ({CopyStatus.AVAILABLE, CopyStatus.HELD}, CopyStatus.ON_LOAN),
    "give_back": ({CopyStatus.ON_LOAN}, CopyStatus.AVAILABLE),
    "set_aside": ({CopyStatus.AVAILABLE}, CopyStatus.HELD),
    "put_on_shelf": ({CopyStatus.HELD}, CopyStatus.AVAILABLE),
    "send": ({CopyStatus.AVAILABLE}, CopyStatus.IN_TRANSIT),
    "arrive": ({CopyStatus.IN_TRANSIT, CopyStatus.AVAILABLE}, CopyStatus.AVAILABLE),
    "lose": ({CopyStatus.ON_LOAN}, CopyStatus.LOST),
    "miss": ({CopyStatus.AVAILABLE}, CopyStatus.MISSING),
    "find": ({CopyStatus.LOST, CopyStatus.MISSING}, CopyStatus.AVAILABLE),
    "damage": ({CopyStatus.AVAILABLE}, CopyStatus.REPAIR),
    "mend": ({CopyStatus.REPAIR}, CopyStatus.AVAILABLE),
    "weed": ({CopyStatus.AVAILABLE, CopyStatus.MISSING, CopyStatus.LOST, CopyStatus.REPAIR}, CopyStatus.WEEDED),
    # Within minutes, by whoever did it: the act never happened.
    "undo_lend": ({CopyStatus.ON_LOAN}, CopyStatus.AVAILABLE),
    "undo_give_back": ({CopyStatus.AVAILABLE}, CopyStatus.ON_LOAN),
}
COPY_ACTS = {
    "add": _("入藏"),
    "lend": _("借出"),
    "give_back": _("归还"),
    "set_aside": _("留给预约的读者"),
    "put_on_shelf": _("放回书架"),
    "send": _("送往市图书馆"),
    "arrive": _("送回本馆"),
    "lose": _("登记遗失"),
    "miss": _("盘点未见"),
    "find": _("找到"),
    "damage": _("送修"),
    "mend": _("修好"),
    "weed": _("剔除"),
    "undo_lend": _("撤销借出"),
    "undo_give_back": _("撤销归还"),
}
"""What the timeline of a copy calls its moves."""


class ReaderKind(TextChoices):
    """Who reads: the rows of the lending rules."""

    STAFF = "STAFF", _("职工")
    DEPOSITOR = "DEPOSITOR", _("缴存人")
    CITIZEN = "CITIZEN", _("市民")


class ReaderStatus(TextChoices):
    """Whether a card opens anything."""

    ACTIVE = "ACTIVE", _("正常")
    STOPPED = "STOPPED", _("停用")


READER_BADGE = {ReaderStatus.ACTIVE: "good", ReaderStatus.STOPPED: "bad"}
READER_MOVES = {
    "stop": ({ReaderStatus.ACTIVE}, ReaderStatus.STOPPED),
    "reopen": ({ReaderStatus.STOPPED}, ReaderStatus.ACTIVE),
}


class LoanStatus(TextChoices):
    """How a loan stands or ended."""

    OPEN = "OPEN", _("在借")
    RETURNED = "RETURNED", _("已还")
    LOST = "LOST", _("遗失")
    UNDONE = "UNDONE", _("已撤销")


LOAN_BADGE = {LoanStatus.OPEN: "", LoanStatus.RETURNED: "quiet", LoanStatus.LOST: "bad", LoanStatus.UNDONE: "quiet"}
LOAN_MOVES = {
    "renew": ({LoanStatus.OPEN}, LoanStatus.OPEN),
    "undo_renew": ({LoanStatus.OPEN}, LoanStatus.OPEN),
    "give_back": ({LoanStatus.OPEN}, LoanStatus.RETURNED),
    "lose": ({LoanStatus.OPEN}, LoanStatus.LOST),
    "undo_lend": ({LoanStatus.OPEN}, LoanStatus.UNDONE),
    "undo_give_back": ({LoanStatus.RETURNED}, LoanStatus.OPEN),
}
LOAN_ACTS = {
    "lend": _("借出"),
    "renew": _("续借"),
    "undo_renew": _("撤销续借"),
    "give_back": _("归还"),
    "lose": _("登记遗失"),
    "undo_lend": _("撤销借出"),
    "undo_give_back": _("撤销归还"),
}


class HoldStatus(TextChoices):
    """Where somebody stands who waits for a title."""

    WAITING = "WAITING", _("排队中")
    READY = "READY", _("到书待取")
    TAKEN = "TAKEN", _("已取走")
    EXPIRED = "EXPIRED", _("逾期未取")
    CANCELLED = "CANCELLED", _("已取消")


HOLD_BADGE = {
    HoldStatus.WAITING: "",
    HoldStatus.READY: "act",
    HoldStatus.TAKEN: "quiet",
    HoldStatus.EXPIRED: "warn",
    HoldStatus.CANCELLED: "quiet",
}
OPEN_HOLDS = (HoldStatus.WAITING, HoldStatus.READY)
HOLD_MOVES = {
    "ready": ({HoldStatus.WAITING}, HoldStatus.READY),
    "take": ({HoldStatus.WAITING, HoldStatus.READY}, HoldStatus.TAKEN),
    "expire": ({HoldStatus.READY}, HoldStatus.EXPIRED),
    "cancel": ({HoldStatus.WAITING, HoldStatus.READY}, HoldStatus.CANCELLED),
    # The return, or the loan, that led here was undone.
    "wait_again": ({HoldStatus.READY, HoldStatus.TAKEN}, HoldStatus.WAITING),
    "ready_again": ({HoldStatus.TAKEN}, HoldStatus.READY),
}


class ChargeKind(TextChoices):
    """Why a reader owes something."""

    LOST = "LOST", _("遗失赔偿")
    OVERDUE = "OVERDUE", _("逾期费")


class ChargeStatus(TextChoices):
    """How what is owed ended."""

    OWED = "OWED", _("待处理")
    PAID = "PAID", _("已收款")
    REPLACED = "REPLACED", _("已赔同版书")
    WAIVED = "WAIVED", _("免除")


CHARGE_BADGE = {
    ChargeStatus.OWED: "warn",
    ChargeStatus.PAID: "quiet",
    ChargeStatus.REPLACED: "quiet",
    ChargeStatus.WAIVED: "quiet",
}
CHARGE_MOVES = {
    "pay": ({ChargeStatus.OWED}, ChargeStatus.PAID),
    "replace": ({ChargeStatus.OWED}, ChargeStatus.REPLACED),
    "waive": ({ChargeStatus.OWED}, ChargeStatus.WAIVED),
}


class WishStatus(TextChoices):
    """What became of a wish (荐购)."""

    ASKED = "ASKED", _("待答复")
    ORDERED = "ORDERED", _("采购中")
    HERE = "HERE", _("已入藏")
    DECLINED = "DECLINED", _("未采纳")


WISH_BADGE = {
    WishStatus.ASKED: "warn",
    WishStatus.ORDERED: "",
    WishStatus.HERE: "good",
    WishStatus.DECLINED: "quiet",
}
WISH_MOVES = {
    "order": ({WishStatus.ASKED}, WishStatus.ORDERED),
    "arrive": ({WishStatus.ASKED, WishStatus.ORDERED}, WishStatus.HERE),
    "decline": ({WishStatus.ASKED, WishStatus.ORDERED}, WishStatus.DECLINED),
}


class ImportKind(TextChoices):
    """What a file holds."""

    MARC = "MARC", _("MARC 书目")
    EBOOKS = "EBOOKS", _("电子书目录")


class ImportStatus(TextChoices):
    """Where an import stands."""

    PREVIEW = "PREVIEW", _("待确认")
    RUNNING = "RUNNING", _("导入中")
    DONE = "DONE", _("已导入")
    DISCARDED = "DISCARDED", _("已放弃")


IMPORT_BADGE = {
    ImportStatus.PREVIEW: "warn",
    ImportStatus.RUNNING: "act",
    ImportStatus.DONE: "good",
    ImportStatus.DISCARDED: "quiet",
}
IMPORT_MOVES = {
    "confirm": ({ImportStatus.PREVIEW}, ImportStatus.RUNNING),
    "finish": ({ImportStatus.RUNNING}, ImportStatus.DONE),
    "discard": ({ImportStatus.PREVIEW}, ImportStatus.DISCARDED),
}


class CallStatus(TextChoices):
    """Whether the city library has heard of what happened to its book."""

    WAITING = "WAITING", _("待发送")
    ANSWERED = "ANSWERED", _("对方已记")
    REFUSED = "REFUSED", _("对方未接受")


CALL_BADGE = {CallStatus.WAITING: "warn", CallStatus.ANSWERED: "good", CallStatus.REFUSED: "bad"}


class StockStatus(TextChoices):
    """Whether a shelf is still being looked at."""

    OPEN = "OPEN", _("盘点中")
    DONE = "DONE", _("已结束")


STOCK_BADGE = {StockStatus.OPEN: "act", StockStatus.DONE: "quiet"}
STOCK_MOVES = {"finish": ({StockStatus.OPEN}, StockStatus.DONE)}


class ActivityStatus(TextChoices):
    """Whether one can sign up."""

    OPEN = "OPEN", _("报名中")
    CANCELLED = "CANCELLED", _("已取消")


ACTIVITY_BADGE = {ActivityStatus.OPEN: "good", ActivityStatus.CANCELLED: "quiet"}
ACTIVITY_MOVES = {"cancel": ({ActivityStatus.OPEN}, ActivityStatus.CANCELLED)}


class PlaceStatus(TextChoices):
    """Where somebody stands who signed up."""

    SEATED = "SEATED", _("已报名")
    WAITING = "WAITING", _("候补")
    CAME = "CAME", _("已到场")
    CANCELLED = "CANCELLED", _("已取消")


PLACE_BADGE = {
    PlaceStatus.SEATED: "good",
    PlaceStatus.WAITING: "warn",
    PlaceStatus.CAME: "quiet",
    PlaceStatus.CANCELLED: "quiet",
}
PLACE_MOVES = {
    "seat": ({PlaceStatus.WAITING}, PlaceStatus.SEATED),
    "cancel": ({PlaceStatus.SEATED, PlaceStatus.WAITING}, PlaceStatus.CANCELLED),
    "come": ({PlaceStatus.SEATED, PlaceStatus.WAITING}, PlaceStatus.CAME),
}
