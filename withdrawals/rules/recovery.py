"""Money withdrawn without right: until when it is to be returned, and in which parts (domain §4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from common import months
from common.money import split_fen

MOST_PARTS = 36
"""A plan that runs longer than three years is no plan."""


@dataclass(frozen=True)
class Part:
    """One part of a plan: until when, and how much in fen."""

    due_on: date
    fen: int


def due_on(told_on: date, refund_days: int) -> date:
    """The last day on which the money may come back: calendar days after the day of the demand."""
    return told_on + timedelta(days=refund_days)


def plan(rest_fen: int, *, parts: int, first_on: date) -> list[Part]:
    """Equal monthly parts that sum to the rest, odd fen in the earlier ones; each on the first one's day."""
    month = months.month_of(first_on)
    days = [months.day_in(months.shift(month, place), first_on.day) for place in range(parts)]
    return [Part(day, fen) for day, fen in zip(days, split_fen(rest_fen, [1] * parts), strict=True)]


def why_not_plan(rest_fen: int, *, parts: int, first_on: date, today: date) -> str:
    """What is wrong with a plan, in a sentence; "" where nothing is."""
    if rest_fen <= 0:
        return _("款项已经全部退回，不需要分期。")
    if not 2 <= parts <= MOST_PARTS:
        return _("分期应为 2 至 %(most)d 期。") % {"most": MOST_PARTS}
    if rest_fen < parts:
        return _("每期金额太小，请减少期数。")
    if first_on <= today or (first_on - today).days > 62:
        return _("第一期应在明天以后、两个月以内。")
    return ""


def is_missed(today: date, due: date) -> bool:
    """Whether a part due on `due` is late today: the due day itself still counts."""
    return today > due
