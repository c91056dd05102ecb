"""Statuses of the deposit business and the moves between them (JGJ/T 320 codes where the standard has them)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmployerAccountStatus(TextChoices):
    """State of an employer's fund account, DWZHZT."""

    NORMAL = "01", _("正常")
    OPENED = "02", _("开户")
    DEFERRED = "03", _("缓缴")
    CLOSED = "04", _("销户")
    SEALED = "05", _("封存")


EMPLOYER_BADGE: dict[str, str] = {
    EmployerAccountStatus.NORMAL: "good",
    EmployerAccountStatus.OPENED: "",
    EmployerAccountStatus.DEFERRED: "warn",
    EmployerAccountStatus.CLOSED: "bad",
    EmployerAccountStatus.SEALED: "warn",
}

EMPLOYER_MOVES = {
    "begin": ({EmployerAccountStatus.OPENED}, EmployerAccountStatus.NORMAL),
    "seal": ({EmployerAccountStatus.NORMAL}, EmployerAccountStatus.SEALED),
    "unseal": ({EmployerAccountStatus.SEALED}, EmployerAccountStatus.NORMAL),
}


class PersonalAccountStatus(TextChoices):
    """State of a personal account, GRZHZT. A freeze is rows, 06 only the code reported."""

    NORMAL = "01", _("正常")
    SEALED = "02", _("封存")
    MERGED = "03", _("合并销户")
    TRANSFERRED = "04", _("外部转出销户")
    WITHDRAWN = "05", _("提取销户")
    OTHER = "99", _("其他")


OPEN_STATUSES = (PersonalAccountStatus.NORMAL, PersonalAccountStatus.SEALED)

PERSONAL_BADGE: dict[str, str] = {
    PersonalAccountStatus.NORMAL: "good",
    PersonalAccountStatus.SEALED: "warn",
    PersonalAccountStatus.MERGED: "",
    PersonalAccountStatus.TRANSFERRED: "",
    PersonalAccountStatus.WITHDRAWN: "",
    PersonalAccountStatus.OTHER: "",
}

PERSONAL_MOVES = {
    "seal": ({PersonalAccountStatus.NORMAL}, PersonalAccountStatus.SEALED),
    "unseal": ({PersonalAccountStatus.SEALED}, PersonalAccountStatus.NORMAL),
}


class ListStatus(TextChoices):
    """Life of a remittance list (汇缴清册), domain §2.4. Before it is declared it is an upload, not a list."""

    AWAITING = "AWAITING", _("待入账")
    PARTLY = "PARTLY", _("部分到账")
    ALLOCATED = "ALLOCATED", _("已入账分摊")
    REVERSED = "REVERSED", _("已冲账")
    VOID = "VOID", _("已作废")


LIST_BADGE: dict[str, str] = {
    ListStatus.AWAITING: "warn",
    ListStatus.PARTLY: "act",
    ListStatus.ALLOCATED: "good",
    ListStatus.REVERSED: "bad",
    ListStatus.VOID: "",
}

WAITING_STATUSES = (ListStatus.AWAITING, ListStatus.PARTLY)

LIST_MOVES = {
    "receive_part": ({ListStatus.AWAITING, ListStatus.PARTLY}, ListStatus.PARTLY),
    "lose_part": ({ListStatus.PARTLY}, ListStatus.AWAITING),
    "allocate": ({ListStatus.AWAITING, ListStatus.PARTLY}, ListStatus.ALLOCATED),
    "void": ({ListStatus.AWAITING, ListStatus.PARTLY}, ListStatus.VOID),
    "reverse": ({ListStatus.ALLOCATED}, ListStatus.REVERSED),
}


class TransferStatus(TextChoices):
    """An account that goes on under another employer (同城转移), and what its owner says to it."""

    MADE = "MADE", _("已转入")
    OBJECTED = "OBJECTED", _("本人有异议")
    UNDONE = "UNDONE", _("异议成立，已退回")
    STANDS = "STANDS", _("异议不成立")


TRANSFER_BADGE: dict[str, str] = {
    TransferStatus.MADE: "good",
    TransferStatus.OBJECTED: "warn",
    TransferStatus.UNDONE: "bad",
    TransferStatus.STANDS: "",
}

TRANSFER_MOVES = {
    "object": ({TransferStatus.MADE}, TransferStatus.OBJECTED),
    "undo": ({TransferStatus.OBJECTED}, TransferStatus.UNDONE),
    "let_stand": ({TransferStatus.OBJECTED}, TransferStatus.STANDS),
}


class Finding(TextChoices):
    """What re-adding an account showed, in answer to its owner's objection."""

    CORRECT = "CORRECT", _("账户余额没有差错")
    CORRECTED = "CORRECTED", _("确有差错，已经更正")


class UploadStatus(TextChoices):
    """What became of a payroll file (or a list typed on the page)."""

    CHECKED = "CHECKED", _("待申报")
    FAULTY = "FAULTY", _("有错误")
    DECLARED = "DECLARED", _("已申报")
    DISCARDED = "DISCARDED", _("已放弃")


UPLOAD_BADGE: dict[str, str] = {
    UploadStatus.CHECKED: "warn",
    UploadStatus.FAULTY: "bad",
    UploadStatus.DECLARED: "good",
    UploadStatus.DISCARDED: "",
}

UPLOAD_MOVES = {
    "declare": ({UploadStatus.CHECKED}, UploadStatus.DECLARED),
    "find_faults": ({UploadStatus.CHECKED}, UploadStatus.FAULTY),
    "discard": ({UploadStatus.CHECKED, UploadStatus.FAULTY}, UploadStatus.DISCARDED),
}


class ChangeKind(TextChoices):
    """What a line of a list says about a person besides the money (变更类型)."""

    NORMAL = "NORMAL", _("正常")
    NEW = "NEW", _("新增")
    SEAL = "SEAL", _("封存")
    UNSEAL = "UNSEAL", _("启封")
    BASE = "BASE", _("调基")


class LetterDirection(TextChoices):
    """Which way the money of a contact letter goes."""

    IN = "IN", _("转入")
    OUT = "OUT", _("转出")


class LetterStatus(TextChoices):
    """Where a contact letter (联系函) between two centres stands: the codes of the national platform (domain §2.9).

    NEW is ours alone: asked for here, and not yet sent.
    """

    NEW = "NEW", _("待审核")
    SENT = "01", _("联系函已发出")
    ACCEPTED = "02", _("转出中心已受理")
    INFORMED = "08", _("账户信息已审核")
    NEGOTIATING = "06", _("协商中")
    DONE = "00", _("办结")
    DONE_AFTER = "20", _("协商后办结")
    CANCELLED = "05", _("转入中心撤销")
    REFUSED = "13", _("转出中心不予办理")
    FAILED = "40", _("转出失败")


LETTER_BADGE: dict[str, str] = {
    LetterStatus.NEW: "act",
    LetterStatus.SENT: "act",
    LetterStatus.ACCEPTED: "act",
    LetterStatus.INFORMED: "act",
    LetterStatus.NEGOTIATING: "warn",
    LetterStatus.DONE: "good",
    LetterStatus.DONE_AFTER: "good",
    LetterStatus.CANCELLED: "quiet",
    LetterStatus.REFUSED: "bad",
    LetterStatus.FAILED: "bad",
}

_L = LetterStatus
OPEN_LETTERS = (_L.NEW, _L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED)
"""Something is still to come: one such letter a person and direction."""
AWAY_LETTERS = (_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED)
"""The platform is asked about these."""

LETTER_IN_MOVES = {  # we ask, the old centre answers
    "send": ({_L.NEW}, _L.SENT),
    "accept": ({_L.SENT}, _L.ACCEPTED),
    "inform": ({_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.INFORMED),
    "negotiate": ({_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.NEGOTIATING),
    "fail": ({_L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING}, _L.FAILED),
    "refuse": ({_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.REFUSED),
    "cancel": ({_L.NEW, _L.SENT, _L.ACCEPTED, _L.NEGOTIATING, _L.FAILED}, _L.CANCELLED),
    "give_up": ({_L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.CANCELLED),
    "finish": ({_L.INFORMED, _L.FAILED}, _L.DONE),
    "finish_after": ({_L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.DONE_AFTER),
    "take_back": ({_L.DONE, _L.DONE_AFTER}, _L.FAILED),
}
LETTER_OUT_MOVES = {  # the new centre asks, we answer
    "accept": ({_L.SENT}, _L.ACCEPTED),
    "inform": ({_L.ACCEPTED, _L.FAILED}, _L.INFORMED),
    "negotiate": ({_L.INFORMED}, _L.NEGOTIATING),
    "fail": ({_L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING}, _L.FAILED),
    "refuse": ({_L.SENT, _L.ACCEPTED}, _L.REFUSED),
    "cancel": ({_L.SENT}, _L.CANCELLED),
    "finish": ({_L.INFORMED}, _L.DONE),
    "finish_after": ({_L.NEGOTIATING}, _L.DONE_AFTER),
}


class LetterWord(TextChoices):
    """What one centre says to the other about a letter (domain §8.1: BDC901, 903–906)."""

    APPLY = "APPLY", _("发联系函")
    CANCEL = "CANCEL", _("撤销")
    ACCEPT = "ACCEPT", _("受理")
    REFUSE = "REFUSE", _("不予办理")
    INFORM = "INFORM", _("发账户信息")
    NEGOTIATE = "NEGOTIATE", _("协商")
    CONFIRM = "CONFIRM", _("确认办结")


class EncumbranceKind(TextChoices):
    """What lies on somebody's account and forbids that it leaves."""

    LOAN = "LOAN", _("未还清的公积金贷款")
    GUARANTEE = "GUARANTEE", _("为他人贷款担保")
    BAN = "BAN", _("限制提取和贷款")
    FREEZE = "FREEZE", _("冻结")
    OTHER = "OTHER", _("其他")


class RunStatus(TextChoices):
    """Life of a yearly settlement of interest (年度结息)."""

    COUNTING = "COUNTING", _("试算中")
    READY = "READY", _("待入账")
    POSTING = "POSTING", _("入账中")
    DONE = "DONE", _("已完成")
    DROPPED = "DROPPED", _("已放弃")


RUN_BADGE: dict[str, str] = {
    RunStatus.COUNTING: "act",
    RunStatus.READY: "warn",
    RunStatus.POSTING: "act",
    RunStatus.DONE: "good",
    RunStatus.DROPPED: "",
}

RUN_ALIVE = (RunStatus.COUNTING, RunStatus.READY, RunStatus.POSTING, RunStatus.DONE)

RUN_MOVES = {
    "count": ({RunStatus.COUNTING}, RunStatus.READY),
    "count_again": ({RunStatus.READY}, RunStatus.COUNTING),
    "start": ({RunStatus.READY}, RunStatus.POSTING),
    "finish": ({RunStatus.POSTING}, RunStatus.DONE),
    "drop": ({RunStatus.COUNTING, RunStatus.READY}, RunStatus.DROPPED),
}
