"""Standing withdrawals: the days they fall due, what a period pays, and what ends them (domain §4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common import months

RENT, REPAY = "rent", "repay"


def due_day(first_on: date, every_months: int, place: int) -> date:
    """The day of period `place` (0 the first): always the first one's day, or the month's last where it has none.

    Reckoned from the first period each time, so that a 31st that became a 28th is a 31st again.
    """
    return months.day_in(months.shift(months.month_of(first_on), place * every_months), first_on.day)


@dataclass(frozen=True)
class Matter:
    """What an agreement's stops are judged by on a day.

    `ban`, `purchase`, `loan` are sentences of what stands against it ("" for nothing): a ban on the account, a home
    bought or a purchase withdrawal, an own fund loan that is overdue. `ends_on` is the last day of lease or loan.
    """

    reason: str
    on: date
    is_open: bool
    is_sealed: bool
    ends_on: date | None = None
    ban: str = ""
    purchase: str = ""
    paid_off: str = ""


def why_stop(matter: Matter) -> str:
    """Why the agreement ends now, in the sentence its owner reads; "" where it goes on."""
    if not matter.is_open:
        return _("账户已销户，约定提取终止。")
    if matter.is_sealed:
        return _("账户已封存，约定提取终止；恢复缴存后可以重新约定。")
    if matter.ban:
        return _("%(why)s 约定提取终止。") % {"why": matter.ban}
    if matter.reason == RENT and matter.purchase:
        return _("%(why)s 租房约定提取终止。") % {"why": matter.purchase}
    if matter.reason == REPAY and matter.paid_off:
        return _("%(why)s 还贷约定提取终止。") % {"why": matter.paid_off}
    if matter.ends_on is not None and matter.on > matter.ends_on:
        said = (
            _("租约已于 %(day)s 到期，约定提取终止。")
            if matter.reason == RENT
            else _("贷款已于 %(day)s 到期，约定提取终止。")
        )
        return said % {"day": f"{matter.ends_on:%Y-%m-%d}"}
    return ""


def payable(*, asked_fen: int, most_fen: int, least_fen: int) -> int:
    """What a period pays: what was agreed, or as much of it as may be had; 0 where that is below `least_fen`."""
    fen = min(asked_fen, most_fen)
    return fen if fen >= max(1, least_fen) else 0


def why_not_agree(
    *, first_on: date, today: date, ends_on: date | None, asked_fen: int, others: Sequence[str]
) -> list[str]:
    """What is wrong with an agreement that is being made, in sentences; `others` are agreements of the same reason."""
    found = []
    if first_on < today:
        found.append(_("首次提取日期不能早于今天。"))
    elif months.months_between(months.month_of(today), months.month_of(first_on)) > 12:
        found.append(_("首次提取日期不能晚于一年以后。"))
    if ends_on is not None and ends_on < first_on:
        found.append(_("约定的到期日早于首次提取日期。"))
    if asked_fen <= 0:
        found.append(_("每期金额应大于零。"))
    if others:
        found.append(_("已有同类约定提取正在生效，终止后可以重新约定。"))
    return found
