"""When a new base or rate may take effect, and what the yearly adjustment makes of a wage (domain §2.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.money import yuan
from common.months import fund_year_of_month, month_words, months_between, shift
from deposits.rules.contributions import clamp_base

AHEAD_MONTHS = 12
"""How far ahead a change may be asked for."""
YEARLY_FROM = 5
"""From this month of the year on the yearly adjustment is that of the coming 1 July."""


class MonthPast(BusinessError):
    """The month is paid, or stands in a list that waits for its money."""


class MonthFar(BusinessError):
    """The month lies more than a year ahead."""


class OftenEnough(BusinessError):
    """The base was changed online in this fund year already."""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A base that follows from a wage. `limit`: "floor" or "cap" where it was drawn to one, else empty."""

    base_fen: int
    limit: str = ""


def earliest_month(next_month: str, waiting_month: str | None) -> str:
    """The first month that nobody has paid or declared: what changes before it would be a back payment."""
    return shift(waiting_month, 1) if waiting_month else next_month


def check_month(month: str, earliest: str) -> str:
    """`month` where a change may take effect from it. Raises MonthPast, MonthFar."""
    if month < earliest:
        words = _("%(month)s已缴存或正在等候入账，最早可从 %(earliest)s起调整；以前月份少缴的，请办理补缴。")
        raise MonthPast(words % {"month": month_words(month), "earliest": month_words(earliest)})
    if months_between(earliest, month) > AHEAD_MONTHS:
        last = shift(earliest, AHEAD_MONTHS)
        raise MonthFar(_("最多可以提前办理到 %(last)s。") % {"last": month_words(last)})
    return month


def yearly_month(on: date, earliest: str) -> str:
    """From which month the yearly adjustment holds: July of the year, or the first month still to be declared."""
    year = on.year if on.month >= YEARLY_FROM else on.year - 1
    return max(f"{year}07", earliest)


def adjusted(wage_fen: int, floor_fen: int, cap_fen: int) -> Adjusted:
    """The yearly adjustment's base: the wage, drawn to floor or cap (domain §2.2: the official batch clamps)."""
    base_fen = clamp_base(wage_fen, floor_fen, cap_fen)
    limit = "floor" if wage_fen < floor_fen else "cap" if wage_fen > cap_fen else ""
    return Adjusted(base_fen, limit)


def refuse_again(month: str, changed_months: list[str], most: int) -> None:
    """Raise OftenEnough where a base was changed online `most` times in the month's fund year."""
    year = fund_year_of_month(month)
    same = [each for each in changed_months if fund_year_of_month(each) == year]
    if len(same) >= most:
        words = _("本缴存年度网上已调整过基数（%(month)s起），再次调整请到窗口办理。")
        raise OftenEnough(
            words % {"month": month_words(max(same))} if same else _("网上暂不能调整基数，请到窗口办理。")
        )


def base_words(before_fen: int, base_fen: int) -> str:
    """A change of base as a case's result says it."""
    return _("缴存基数由 %(before)s 元调整为 %(base)s 元") % {"before": yuan(before_fen), "base": yuan(base_fen)}
