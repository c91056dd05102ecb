"""The ladder of enforcement: what is due when, whether a promise is kept, what a fine may be. No tables, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common import money, months
from common.errors import BusinessError
from deposits.states import EnforcementKind, FileTask, Rung, RungStatus

MOST_INSTALMENTS = 12
"""An employer that needs longer asks to defer (Regulation Art. 20)."""


class FineOutOfRange(BusinessError):
    """A fine lies outside what the Regulation allows."""


class BadInstalments(BusinessError):
    """Instalments that come to nothing, are too many, or begin in the past."""


@dataclass(frozen=True)
class Ladder:
    """Days after the due date at which each rung is due (domain §2.8)."""

    message_days: int
    notice_days: int
    check_days: int
    order_days: int

    def rungs(self, days_late: int) -> list[Rung]:
        """What is due `days_late` days after the due date, lowest first. An order waits for a person."""
        steps = [
            (Rung.REMINDER, self.message_days),
            (Rung.NOTICE, self.notice_days),
            (Rung.CHECK, self.check_days),
            (Rung.ORDER, self.order_days),
        ]
        return [rung for rung, days in steps if days_late >= days]


@dataclass(frozen=True)
class StepFacts:
    """What the rules need of one step: its rung, where it stands, and the last day of its term once served."""

    rung: str
    status: str
    term_on: date | None = None


@dataclass(frozen=True)
class Instalment:
    """One part of a promise: until when, and how much, in fen."""

    due_on: date
    fen: int


def task_of(kind: str, due: Collection[Rung], steps: Sequence[StepFacts], today: date) -> str:
    """What staff have to do next with a file, "" for nothing: the most pressing of what its steps leave open.

    Late contributions are ordered and then enforced by the court (Art. 40, before Decree 844 Art. 38); only an
    employer that does not register or open accounts is fined, after an order that it did not obey (Art. 39, 37).
    """
    live = [each for each in steps if each.status not in (RungStatus.REJECTED, RungStatus.DROPPED)]
    if any(each.status == RungStatus.PROPOSED for each in live):
        return FileTask.DECIDE
    if any(each.status == RungStatus.ISSUED and each.rung in TO_SERVE for each in live):
        return FileTask.SERVE
    after = next_decision(kind, live, today)
    if after is not None:
        return FileTask(after.value)
    known = {each.rung for each in live}
    if Rung.ORDER in due and Rung.ORDER not in known:
        return FileTask.ORDER
    if any(each.rung == Rung.CHECK and each.status == RungStatus.PLANNED for each in live):
        return FileTask.CHECK
    return ""


TO_SERVE = (Rung.ORDER, Rung.FINE)
"""What begins to count when it is served; the court's paper goes to the court."""


def next_decision(kind: str, steps: Sequence[StepFacts], today: date) -> Rung | None:
    """What may follow an order or fine whose term is over: a fine, or the court."""
    live = {each.rung: each for each in steps if each.status not in (RungStatus.REJECTED, RungStatus.DROPPED)}
    if Rung.COURT in live:
        return None
    path = [Rung.ORDER, Rung.COURT] if kind == EnforcementKind.ARREARS else [Rung.ORDER, Rung.FINE, Rung.COURT]
    for before, after in zip(path, path[1:], strict=False):
        step = live.get(before)
        if step is None or step.status != RungStatus.SERVED or step.term_on is None or step.term_on >= today:
            return None
        if after not in live:
            return after
    return None


def check_fine(fen: int, *, least_fen: int, most_fen: int) -> int:
    """`fen` where it lies in the range of the text in force; else FineOutOfRange (Art. 39, once Art. 37)."""
    if not least_fen <= fen <= most_fen:
        limits = {"least": money.yuan(least_fen), "most": money.yuan(most_fen)}
        raise FineOutOfRange(_("罚款应在 %(least)s 元至 %(most)s 元之间。") % limits)
    return fen


def instalments(debt_fen: int, *, count: int, first_on: date, today: date) -> list[Instalment]:
    """A debt in equal monthly parts, whole yuan, the last one with the rest. Raises BadInstalments."""
    if debt_fen <= 0:
        raise BadInstalments(_("现在没有逾期未缴的款项。"))
    if not 1 <= count <= MOST_INSTALMENTS:
        raise BadInstalments(_("最多分 %(most)d 期。") % {"most": MOST_INSTALMENTS})
    if first_on < today:
        raise BadInstalments(_("首期日期不能早于今天。"))
    part = debt_fen // count // 100 * 100
    if part == 0:
        raise BadInstalments(_("金额太小，不能分这么多期。"))
    first = months.month_of(first_on)
    days = [first_on, *(months.day_in(months.shift(first, place), first_on.day) for place in range(1, count))]
    parts = [part] * (count - 1) + [debt_fen - part * (count - 1)]
    return [Instalment(day, fen) for day, fen in zip(days, parts, strict=True)]


def is_broken(promised: Sequence[Instalment], paid_fen: int, today: date) -> bool:
    """Whether less was paid than the instalments whose day is over come to. On its day one is still in time."""
    return paid_fen < sum(each.fen for each in promised if each.due_on < today)
