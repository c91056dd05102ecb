"""A loan's schedule as it stands, and what paying early or another term makes of it (domain §5.5, §5.6). Pure.

The same functions quote and book: what a page says is what the books get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common import money, months
from loans.rules import schedules
from loans.rules.schedules import CannotPlan, Instalment, Method, Mode, Plan


@dataclass(frozen=True)
class Standing:
    """What a schedule goes by from the next instalment on.

    `interest_since` is the day from which interest on the planned principal has not been taken: the last due date, the
    disbursement, or the day of a part paid early. `rates` are the rates since then, each with its first day, oldest
    first. `is_whole`: nothing interrupted the running month, its interest is that of a whole one.
    """

    planned_fen: int
    months_left: int
    method: Method
    level_fen: int
    due_day: int
    next_number: int
    next_due_on: date
    next_principal_fen: int
    next_interest_fen: int
    interest_since: date
    rates: tuple[tuple[date, Decimal], ...]
    is_whole: bool = True

    @property
    def annual_rate(self) -> Decimal:
        """The rate that holds now."""
        return self.rates[-1][1]

    @property
    def plan(self) -> Plan:
        """The plan of what is left."""
        return Plan(self.planned_fen, self.months_left, self.annual_rate, self.method)


def ahead(standing: Standing) -> Iterator[Instalment]:
    """Every instalment still to fall due, with its date; the first one is what stands ready on the loan."""
    if not standing.months_left:
        return
    balance = standing.planned_fen - standing.next_principal_fen
    yield Instalment(
        standing.next_number,
        standing.next_due_on,
        standing.next_principal_fen + standing.next_interest_fen,
        standing.next_principal_fen,
        standing.next_interest_fen,
        balance,
    )
    if standing.months_left == 1:
        return
    rest = Plan(balance, standing.months_left - 1, standing.annual_rate, standing.method)
    month = months.month_of(standing.next_due_on)
    following = schedules.run(rest, level_fen=standing.level_fen, first_number=standing.next_number + 1)
    for place, each in enumerate(following, start=1):
        due_on = months.day_in(months.shift(month, place), standing.due_day)
        yield Instalment(each.number, due_on, each.payment_fen, each.principal_fen, each.interest_fen, each.balance_fen)


def interest_to(standing: Standing, on: date) -> int:
    """Interest of the planned principal up to a day, by days of each rate, rounded once, in fen."""
    return money.round_fen(Decimal(standing.planned_fen) * _percent_days(standing, on) / 36000)


def _percent_days(standing: Standing, on: date) -> Decimal:
    found = Decimal(0)
    starts = [max(since, standing.interest_since) for since, _rate in standing.rates]
    for (_since, rate), start, end in zip(standing.rates, starts, [*starts[1:], on], strict=True):
        found += rate * max(0, (min(end, on) - start).days)
    return found


@dataclass(frozen=True)
class Early:
    """What a part paid early comes to: the interest to the day that is taken with it, and the schedule after it."""

    on: date
    principal_fen: int
    interest_fen: int
    before: Standing
    after: Standing | None
    interest_before_fen: int
    interest_after_fen: int
    last_payment_fen: int

    @property
    def total_fen(self) -> int:
        """What is to be paid for it."""
        return self.principal_fen + self.interest_fen

    @property
    def payment_fen(self) -> int:
        """What the next instalments come to: the level payment, or the next one where they fall from month to month."""
        if self.after is None:
            return 0
        if self.after.method == Method.EQUAL_PRINCIPAL:
            return self.after.next_principal_fen + self.after.next_interest_fen
        return self.after.level_fen

    @property
    def saved_fen(self) -> int:
        """The interest that is never paid because of it."""
        return self.interest_before_fen - self.interest_after_fen - self.interest_fen


def pay_early(standing: Standing, *, on: date, principal_fen: int, mode: Mode) -> Early:
    """A part of the principal, or all of it, paid on a day up to the next due date. Raises CannotPlan.

    `reduce_payment` keeps the months and works the level out anew, `shorten_term` keeps the level. Nothing that is due
    is unpaid: the caller has seen to that.
    """
    _refuse_day(standing, on)
    if not 0 < principal_fen <= standing.planned_fen:
        most = {"most": money.yuan(standing.planned_fen)}
        raise CannotPlan("amount_fen", _("提前还款应大于零，最多 %(most)s 元。") % most)
    interest = interest_to(standing, on)
    planned = schedules.total_interest(list(ahead(standing)))
    rest = standing.planned_fen - principal_fen
    if not rest:
        return Early(on, principal_fen, interest, standing, None, planned, 0, 0)
    kept = Plan(rest, standing.months_left, standing.annual_rate, standing.method)
    level = kept.level_fen
    if mode == Mode.SHORTEN_TERM:
        level = standing.level_fen
        count = schedules.months_to_clear(rest, level, kept.annual_rate, kept.method, kept.months)
        kept = replace(kept, months=count)
    after = _from_here(standing, kept, level_fen=level, on=on)
    rows = list(ahead(after))
    return Early(
        on, principal_fen, interest, standing, after, planned, schedules.total_interest(rows), rows[-1].payment_fen
    )


def pay_early_with(standing: Standing, *, on: date, money_fen: int, mode: Mode) -> Early:
    """The same for a sum of money: interest to the day first, the rest is principal. Raises CannotPlan."""
    principal = min(standing.planned_fen, money_fen - interest_to(standing, on))
    if principal <= 0:
        raise CannotPlan("amount_fen", _("这笔钱不够付到这一天的利息，不能提前还款。"))
    return pay_early(standing, on=on, principal_fen=principal, mode=mode)


def pay_off(standing: Standing, *, on: date) -> Early:
    """All of it on a day. Raises CannotPlan."""
    return pay_early(standing, on=on, principal_fen=standing.planned_fen, mode=Mode.REDUCE_PAYMENT)


def _refuse_day(standing: Standing, on: date) -> None:
    if on < standing.interest_since:
        raise CannotPlan("on", _("这一天早于上一次还款，不能办理。"))
    if on >= standing.next_due_on:
        raise CannotPlan(
            "on", _("%(day)s 是还款日，请在本期还款以后办理。") % {"day": f"{standing.next_due_on:%Y-%m-%d}"}
        )


def _from_here(standing: Standing, plan: Plan, *, level_fen: int, on: date) -> Standing:
    """The schedule that goes by a plan from a day on, before the next due date; its first interest by days, unless the
    day is the last due date and the month a whole one."""
    first = next(schedules.run(plan, level_fen=level_fen, first_number=standing.next_number))
    is_whole = standing.is_whole and on == standing.interest_since
    interest = first.interest_fen
    if not is_whole:
        days = (standing.next_due_on - on).days
        interest = schedules.days_interest(plan.principal_fen, plan.annual_rate, days)
    return replace(
        standing,
        planned_fen=plan.principal_fen,
        months_left=plan.months,
        method=plan.method,
        level_fen=level_fen,
        next_principal_fen=first.principal_fen,
        next_interest_fen=interest,
        interest_since=on,
        rates=((on, plan.annual_rate),),
        is_whole=is_whole,
    )


# --- another term, another method, another day


def change_plan(standing: Standing, *, months_left: int, method: Method) -> Standing:
    """Another number of months (展期、缩期) or another method from the next instalment on. Raises CannotPlan.

    The interest of the running month stays what it is: only how the principal is spread changes.
    """
    if months_left < 1:
        raise CannotPlan("months", _("剩余期数至少 1 期。"))
    if (months_left, method) == (standing.months_left, standing.method):
        raise CannotPlan("months", _("期限和还款方式都没有变化。"))
    plan = Plan(standing.planned_fen, months_left, standing.annual_rate, method)
    level = plan.level_fen
    first = next(schedules.run(plan, level_fen=level, first_number=standing.next_number))
    return replace(
        standing, months_left=months_left, method=method, level_fen=level, next_principal_fen=first.principal_fen
    )


def change_due_day(standing: Standing, *, due_day: int) -> Standing:
    """Another day of the month from the month of the next instalment on; its interest goes by the days until then.

    Where that day has gone by since interest was last taken, the next due date is that of the month after. Raises
    CannotPlan.
    """
    if not 1 <= due_day <= 28:
        raise CannotPlan("due_day", _("还款日应在每月 1 日至 28 日之间。"))
    if due_day == standing.due_day:
        raise CannotPlan("due_day", _("还款日没有变化。"))
    month = months.month_of(standing.next_due_on)
    due_on = months.day_in(month, due_day)
    if (due_on - standing.interest_since).days < LEAST_DAYS:
        due_on = months.day_in(months.shift(month, 1), due_day)
    moved = replace(standing, due_day=due_day, next_due_on=due_on, is_whole=False)
    return replace(moved, next_interest_fen=interest_to(moved, due_on))


LEAST_DAYS = 10
"""A new due day does not make an instalment fall due sooner than so many days after interest was last taken."""


# --- what others owe for it


def subsidy(balance_fen: int, bank_rate: Decimal, fund_rate: Decimal) -> int:
    """What the centre pays of a month's interest of a subsidised commercial loan (公转商贴息, domain §5.10), in fen."""
    return money.round_fen(Decimal(balance_fen) * max(Decimal(0), bank_rate - fund_rate) / 1200)


def by_year(rows: Sequence[Instalment]) -> list[tuple[int, int, int]]:
    """Principal and interest of each calendar year, for a chart."""
    found: dict[int, tuple[int, int]] = {}
    for each in rows:
        assert each.due_on is not None
        principal, interest = found.get(each.due_on.year, (0, 0))
        found[each.due_on.year] = (principal + each.principal_fen, interest + each.interest_fen)
    return [(year, *sums) for year, sums in sorted(found.items())]
