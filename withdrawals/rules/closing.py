"""Withdrawals that end an account (销户提取): what stands in the way (Regulation Art. 24, domain §4.1 and §4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common import months
from common.money import yuan

RETIRE, DISABILITY, ABROAD, DEATH, LEFT = "retire", "disability", "abroad", "death", "left"
LOAN_FIRST = frozenset({RETIRE, DISABILITY, DEATH})
"""Reasons 03, 04 and 08: the balance first pays the owner's own loan, the rest is paid out."""


@dataclass(frozen=True)
class Closing:
    """An account as it stands on the day somebody wants it ended.

    `held_fen` is what others hold of it, this case's own hold left out; `encumbrances` are the sentences of what lies
    on it, `loans` those of loans; `elsewhere` is the sentence of contributions in another city, where there are any.
    """

    reason: str
    on: date
    is_sealed: bool
    sealed_on: date | None
    balance_fen: int
    held_fen: int
    loans: Sequence[str] = field(default=())
    encumbrances: Sequence[str] = field(default=())
    in_waiting_list: bool = False
    other_cases: Sequence[str] = field(default=())
    elsewhere: str = ""


def why_not_close(closing: Closing, *, left_months: int) -> list[str]:
    """Each reason why the account cannot be ended now, in a sentence; none where it can.

    `left_months`: how long it has to have been sealed for who simply left work (建金〔2018〕46号).
    """
    found = list(closing.encumbrances) + _loans(closing)
    if not closing.is_sealed:
        found.append(_("账户还在缴存，请先由单位办理封存。"))
    elif closing.reason == LEFT:
        found.extend(_why_not_left(closing, left_months))
    if closing.in_waiting_list:
        found.append(_("账户在待入账的清册中，入账后再办理。"))
    if closing.held_fen:
        found.append(_("账户有 %(held)s 元被占用或冻结。") % {"held": yuan(closing.held_fen)})
    if closing.other_cases:
        found.append(_("还有业务正在办理：%(cases)s。") % {"cases": "、".join(closing.other_cases)})
    if closing.balance_fen <= 0:
        found.append(_("账户余额为零，没有可以提取的金额。"))
    return found


def needs_another_look(
    *, principal_fen: int, reviewed_fen: int, levels_given: int, levels_needed: int, is_automatic: bool
) -> bool:
    """Whether what is to be paid out has grown past what was decided: more principal, and by more persons to decide.

    The interest to the day before comes on top of every closing and was granted with it. `levels_needed`: those that
    the principal asks for; of a case that decided itself, none while it is within the automatic limit.
    """
    return principal_fen > reviewed_fen and levels_needed > (0 if is_automatic else levels_given)


def _loans(closing: Closing) -> list[str]:
    if closing.reason not in LOAN_FIRST:
        return list(closing.loans)
    return [
        _("%(loan)s 账户余额须先还这笔贷款（在“我的贷款”里提前还款），还清后其余部分再提取。") % {"loan": each}
        for each in closing.loans
    ]


def _why_not_left(closing: Closing, left_months: int) -> list[str]:
    """Who left work waits until the account has been sealed long enough, the last day included."""
    found = [closing.elsewhere] if closing.elsewhere else []
    ready = ready_on(closing.sealed_on, left_months)
    if ready is None or closing.on < ready:
        facts = {"months": left_months, "day": f"{ready:%Y-%m-%d}" if ready else "—"}
        found.append(_("离职提取须封存满 %(months)d 个月，%(day)s 起可以申请。") % facts)
    return found


def ready_on(sealed_on: date | None, left_months: int) -> date | None:
    """The first day on which an account sealed on `sealed_on` has been so for `left_months` months."""
    if sealed_on is None:
        return None
    return months.day_in(months.shift(months.month_of(sealed_on), left_months), sealed_on.day)
