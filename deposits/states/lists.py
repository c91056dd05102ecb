"""Payroll uploads and remittance lists."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class ListPurpose(TextChoices):
    """What a remittance list pays for: its month, months that were missed or paid too low, or months to come."""

    REGULAR = "REGULAR", _("汇缴")
    BACK = "BACK", _("补缴")
    ADVANCE = "ADVANCE", _("预缴")


MONTHLY_PURPOSES = (ListPurpose.REGULAR, ListPurpose.ADVANCE)
"""Lists that carry an employer's months forward, in strict order; a back payment fills in behind them."""

BUSINESS_CODES = {ListPurpose.REGULAR: "01", ListPurpose.BACK: "02", ListPurpose.ADVANCE: "01"}
"""Business type GJHTQYWLX of JGJ/T 320 that a list is reported as."""


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
