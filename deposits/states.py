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
