"""Transfers between two centres (异地转移接续), domain §2.9: numbers, who may, what the other centre says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common import identity, months
from common.money import yuan


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """What the old centre says of the account it closes (BDC905): whose, how much in fen, since when and how long."""

    name: str
    document_number: str
    principal_fen: int
    interest_fen: int
    opened_month: str
    paid_through: str
    is_continuous: bool
    loans: int = 0
    has_unsettled_loan: bool = False
    is_fraud: bool = False

    @property
    def total_fen(self) -> int:
        """The money that comes: principal and interest."""
        return self.principal_fen + self.interest_fen


def letter_number(centre_code: str, on: date, sequence: int) -> str:
    """A contact letter's number (联系函编号): six of the centre, YYMMDD, four of the sequence. ValueError beyond."""
    if not (len(centre_code) >= 6 and centre_code[:6].isdigit() and 1 <= sequence <= 9999):
        raise ValueError(f"no letter number for {centre_code!r}, {sequence}")
    return f"{centre_code[:6]}{on:%y%m%d}{sequence:04d}"


def is_letter_number(text: str) -> bool:
    """Whether `text` is sixteen digits with a real day in their middle."""
    if not (len(text) == 16 and text.isascii() and text.isdigit()):
        return False
    try:
        date(2000 + int(text[6:8]), int(text[8:10]), int(text[10:12]))
    except ValueError:
        return False
    return True


def steady_months(paid: Sequence[tuple[str, int]]) -> int:
    """How many of the months, given oldest first with what was paid, were paid without a gap up to the last."""
    count = 0
    for _month, fen in reversed(paid):
        if fen <= 0:
            break
        count += 1
    return count


def why_not_in(*, is_open: bool, is_normal: bool, steady: int, months_needed: int, letter_open: bool) -> str:
    """Why somebody cannot have money come from another centre, in a sentence; "" where they can.

    建金〔2018〕46号: the account here is open and has been paid for half a year.
    """
    if not is_open:
        return _("本中心还没有您的个人账户，请先由单位为您开户。")
    if not is_normal:
        return _("您的账户已封存，恢复缴存后再申请转入。")
    if steady < months_needed:
        facts = {"needed": months_needed, "steady": steady}
        return _("在本中心稳定缴存满 %(needed)d 个月后可以申请，目前连续缴存 %(steady)d 个月。") % facts
    return _("已有一件异地转移正在办理，办结后再申请。") if letter_open else ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What stands between an account and another centre. `encumbrances` are the sentences of what lies on it."""

    is_sealed: bool
    balance_fen: int
    held_fen: int
    encumbrances: Sequence[str]
    in_waiting_list: bool
    other_cases: Sequence[str]


def why_not_out(leaving: Leaving) -> list[str]:
    """Each reason why the account cannot go to another centre now, in a sentence (domain §2.7); none where it can.

    That somebody once cheated is no bar: it goes into the letter.
    """
    found = list(leaving.encumbrances)
    if not leaving.is_sealed:
        found.append(_("账户还在缴存，请先由单位办理封存。"))
    if leaving.in_waiting_list:
        found.append(_("该职工在待入账的清册中，入账后再办理。"))
    if leaving.held_fen:
        found.append(_("账户有 %(held)s 元被占用或冻结。") % {"held": yuan(leaving.held_fen)})
    if leaving.other_cases:
        found.append(_("还有业务正在办理：%(cases)s。") % {"cases": "、".join(leaving.other_cases)})
    if leaving.balance_fen <= 0:
        found.append(_("账户余额为零，不需要转移。"))
    return found


def faults_of(info: AccountInfo, *, name: str, document_number: str) -> list[str]:
    """What is wrong with the other centre's information, in sentences: another person, impossible months or sums."""
    found = []
    told, own = identity.normalise(info.document_number), identity.normalise(document_number)
    if told != own or "".join(info.name.split()) != "".join(name.split()):
        found.append(_("对方提供的姓名或证件号码与申请人不一致。"))
    if info.principal_fen <= 0 or info.interest_fen < 0:
        found.append(_("对方提供的本金或利息不是有效金额。"))
    if not (months.is_month(info.opened_month) and months.is_month(info.paid_through)):
        found.append(_("对方提供的开户年月或缴至年月无效。"))
    elif info.opened_month > info.paid_through:
        found.append(_("对方提供的缴至年月早于开户年月。"))
    return found


def months_counted(info: AccountInfo) -> int:
    """Months before the transfer that count for a loan here: all of them where they were paid without a gap."""
    if not info.is_continuous:
        return 0
    return months.months_between(info.opened_month, info.paid_through) + 1
