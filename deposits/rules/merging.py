"""Two accounts of one person: whether their documents agree, and how movements go over. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from common import identity

Move = tuple[date, int]
"""Value date and fen: above zero came, below zero went."""


def longer_number(old: str) -> str:
    """The 18-digit citizen number of a 15-digit one (GB 11643: all were born in 19xx); empty where it is none."""
    if len(old) != 15 or not (old.isascii() and old.isdigit()):
        return ""
    first = f"{old[:6]}19{old[6:]}"
    number = first + identity.citizen_check_digit(first)
    return number if identity.birth_date(number) else ""


def same_citizen(one: str, other: str) -> bool:
    """Whether two numbers are one citizen's: the same, or one the old form of the other."""
    return one == other or longer_number(one) == other or longer_number(other) == one


def net_moves(opening_fen: int, since: date, moves: Sequence[Move]) -> list[Move]:
    """What an account brings along day by day: its balance on the first unsettled day, then each day's change.

    The target gets the same sums on the same days, so both together weigh what each weighed alone (domain §3.2).
    """
    by_day: dict[date, int] = {since: opening_fen}
    for day, fen in moves:
        by_day[day] = by_day.get(day, 0) + fen
    return [(day, fen) for day, fen in sorted(by_day.items()) if fen]


def why_not(*, source_status: str, target_status: str, same_employer: bool) -> str:
    """Why the two may not become one as asked, in a sentence; empty where they may. Statuses are GRZHZT 01 and 02."""
    if source_status == "01" and target_status == "02":
        return _("正在缴存的账户应作为保留的账户，请对调后再办。")
    if source_status == target_status == "01" and not same_employer:
        return _("两个账户都在缴存，单位不同。请先由已离开的单位办理封存。")
    return ""
