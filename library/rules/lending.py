"""Lending by rule: how many, how long, how often again, and what stands in the way (party-and-library §2).

Dates are arguments; a closed day is one on which the centre does not work. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from policy.rules import Calendar


@dataclass(frozen=True, slots=True)
class Terms:
    """One cell of the matrix: what a kind of reader may do with a kind of item."""

    most_loans: int
    days: int
    renewals: int
    renew_days: int
    most_holds: int
    grace_days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader has on the day: loans of the item's kind, the oldest due day, what is owed."""

    active: bool
    card_until: date | None
    loans_of_kind: int
    oldest_due: date | None
    owed_fen: int


def due_on(today: date, days: int, calendar: Calendar) -> date:
    """The day a loan of `days` is due: where the house is closed then, the next open day."""
    return calendar.next_working_day(today + timedelta(days=days)).day


def days_late(due: date, today: date, grace_days: int) -> int:
    """Days past the due day; none within the grace, all of them after it."""
    late = (today - due).days
    return late if late > grace_days else 0


def why_not_lend(terms: Terms | None, standing: Standing, today: date) -> list[str]:
    """Everything that stands in the way of a loan, in sentences; empty: nothing does.

    The librarian may pass over all of it with a reason, except a card that is stopped.
    """
    found = []
    if standing.card_until is not None and standing.card_until < today:
        found.append(_("借书证已于 %(day)s 到期。") % {"day": f"{standing.card_until:%Y-%m-%d}"})
    if terms is None or terms.most_loans == 0:
        found.append(_("这类书只在馆内阅览，不外借。"))
        return found
    if standing.loans_of_kind >= terms.most_loans:
        found.append(_("已借满 %(most)d 本，还一本再借。") % {"most": terms.most_loans})
    if standing.oldest_due is not None and days_late(standing.oldest_due, today, terms.grace_days):
        found.append(_("有书应于 %(day)s 归还，还清后再借。") % {"day": f"{standing.oldest_due:%Y-%m-%d}"})
    if standing.owed_fen:
        found.append(_("有赔偿或逾期费还没有处理。"))
    return found


def why_not_renew(terms: Terms | None, *, renewals: int, due: date, awaited: bool, today: date) -> str:
    """Why a loan is not renewed; empty: it may be."""
    if terms is None or renewals >= terms.renewals:
        return _("这本书不能再续借了。")
    if awaited:
        return _("有读者在等这本书，不能续借。")
    if days_late(due, today, terms.grace_days):
        return _("已经逾期，请先归还。")
    return ""


def renewed_until(due: date, today: date, terms: Terms, calendar: Calendar) -> date:
    """The new due day: counted from the old one, never before today."""
    return due_on(max(due, today), terms.renew_days, calendar)


def kept_until(today: date, open_days: int, calendar: Calendar) -> date:
    """Until when a book waits on the shelf of holds: `open_days` days on which one can come for it."""
    return calendar.add_working_days(today, open_days).day


def fine_fen(due: date, today: date, *, grace_days: int, fen_a_day: int, most_fen: int) -> int:
    """The fine of a book given back late, by days, never more than the book costs; 0 fen a day is no fine."""
    fine = days_late(due, today, grace_days) * fen_a_day
    return min(fine, most_fen) if most_fen else fine


def first_names(titles: Sequence[str], most: int = 3) -> str:
    """Some titles in one line: "《活着》《家》等 5 本"."""
    shown = "".join(f"《{title}》" for title in titles[:most])
    return shown if len(titles) <= most else _("%(shown)s等 %(count)d 本") % {"shown": shown, "count": len(titles)}
