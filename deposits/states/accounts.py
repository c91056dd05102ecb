"""Employers' and personal accounts, and what lies on them."""

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

PAYING_STATUSES = (EmployerAccountStatus.OPENED, EmployerAccountStatus.NORMAL)
"""Contributions fall due: not while deferred, sealed or closed."""

EMPLOYER_MOVES = {
    "begin": ({EmployerAccountStatus.OPENED}, EmployerAccountStatus.NORMAL),
    "seal": ({EmployerAccountStatus.NORMAL}, EmployerAccountStatus.SEALED),
    "unseal": ({EmployerAccountStatus.SEALED}, EmployerAccountStatus.NORMAL),
    "defer": ({EmployerAccountStatus.NORMAL}, EmployerAccountStatus.DEFERRED),
    "resume": ({EmployerAccountStatus.DEFERRED}, EmployerAccountStatus.NORMAL),
    "end": (
        {
            EmployerAccountStatus.OPENED,
            EmployerAccountStatus.NORMAL,
            EmployerAccountStatus.DEFERRED,
            EmployerAccountStatus.SEALED,
        },
        EmployerAccountStatus.SEALED,
    ),
    "close": (
        {
            EmployerAccountStatus.OPENED,
            EmployerAccountStatus.NORMAL,
            EmployerAccountStatus.DEFERRED,
            EmployerAccountStatus.SEALED,
        },
        EmployerAccountStatus.CLOSED,
    ),
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
    "merge": ({PersonalAccountStatus.NORMAL, PersonalAccountStatus.SEALED}, PersonalAccountStatus.MERGED),
}


class EncumbranceKind(TextChoices):
    """What lies on somebody's account and forbids that it leaves."""

    LOAN = "LOAN", _("未还清的公积金贷款")
    GUARANTEE = "GUARANTEE", _("为他人贷款担保")
    BAN = "BAN", _("限制提取和贷款")
    FREEZE = "FREEZE", _("冻结")
    OTHER = "OTHER", _("其他")
