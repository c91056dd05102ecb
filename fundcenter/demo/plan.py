"""The demo centre on paper: who worked where, who paid what and when. Pure, and the same every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from common import months
from deposits import rules
from deposits.states import ChangeKind
from fundcenter.demo import names

SEED = 844
FIRST_MONTH, MONTH_COUNT = "202410", 24
ARREARS, PARTLY, OVERPAID = "10000127", "10000114", "10000106"
"""Employers with a story: nothing since July 2026; September paid in part; 500.00 too much in August."""
STAR = ("王晓云", date(1989, 6, 15))
STAR_WAGES = {"": 701_230, "202507": 780_600, "202607": 843_756}
"""The depositor whose pages are shown: born, and wage in fen at first and from two Julys on."""
STAR_EMPLOYER = "10000103"
STRANGERS = ((13, 128_000), (22, 36_000))
"""(month, fen) that came from somebody nobody knows."""


@dataclass(frozen=True)
class Limits:
    """Floor, cap and rounding of one month, in fen."""

    floor_fen: int
    cap_fen: int
    unit_fen: int


@dataclass(frozen=True)
class EmployerPlan:
    """One employer with a history. Rates in percent."""

    number: str
    name: str
    code: str
    branch: str
    people: int
    employer_rate: Decimal
    employee_rate: Decimal
    payday: int
    paying_account: str
    bank: str
    phone: str
    clerk: str


@dataclass
class Worker:
    """A person at work: grows older with the plan. `opening_fen` is what they brought along."""

    name: str
    number: str
    phone: str
    wage_fen: int
    opening_fen: int = 0
    base_fen: int = 0
    wage_in: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One person's line in one month's list, in fen."""

    worker: Worker
    base_fen: int
    employer_fen: int
    employee_fen: int
    change: ChangeKind


@dataclass(frozen=True)
class MonthList:
    """One employer's list of one month, and what is paid for it: nothing, part, all, or more."""

    employer: EmployerPlan
    month: str
    lines: list[Line]
    paid_fen: int
    paid_on: date

    @property
    def total_fen(self) -> int:
        """Sum of the list, in fen."""
        return sum(line.employer_fen + line.employee_fen for line in self.lines)


@dataclass
class Plan:
    """Everything, month by month. `strangers` are receipts nobody knows: (month, fen, day)."""

    months: list[str]
    lists: dict[str, list[MonthList]]
    strangers: list[tuple[str, int, date]] = field(default_factory=list)
    star: Worker | None = None

    @property
    def received_fen(self) -> int:
        """All money that came in, in fen."""
        paid = sum(each.paid_fen for lists in self.lists.values() for each in lists)
        return paid + sum(fen for _month, fen, _day in self.strangers)


@dataclass
class _Staffing:
    """Who works for an employer now, who comes in which month and who goes."""

    employer: EmployerPlan
    random: Random
    roster: list[Worker] = field(default_factory=list)
    coming: dict[int, list[tuple[Worker, ChangeKind]]] = field(default_factory=dict)
    going: dict[int, list[Worker]] = field(default_factory=dict)


def draw(employers: list[EmployerPlan], limits_in: Callable[[str], Limits], *, month_count: int, share: int) -> Plan:
    """The plan of the last `month_count` months with one in `share` of the people; always the same."""
    random = Random(SEED)
    last = months.shift(FIRST_MONTH, MONTH_COUNT - 1)
    span = [months.shift(last, step - month_count + 1) for step in range(month_count)]
    taken: set[str] = set()
    staffings = [_staff(random, employer, len(span), share, taken) for employer in employers]
    _let_some_change_employer(random, staffings, len(span))
    plan = Plan(span, {})
    plan.star = next(each for staffing in staffings for each in staffing.roster if each.name == STAR[0])
    for index, month in enumerate(span):
        lists = [_month_list(staffing, index, month, limits_in(month)) for staffing in staffings]
        plan.lists[month] = [each for each in lists if each is not None]
    for offset, fen in STRANGERS:
        index = offset - (MONTH_COUNT - month_count)
        if index >= 0:
            plan.strangers.append((span[index], fen, months.day_in(span[index], 11)))
    return plan


def _staff(random: Random, employer: EmployerPlan, month_count: int, share: int, taken: set[str]) -> _Staffing:
    staffing = _Staffing(employer, Random(random.randrange(1 << 30)))
    for place in range(max(3, employer.people // share)):
        worker = _worker(staffing.random, taken, serial=len(taken) + 1)
        if employer.number == STAR_EMPLOYER and place == 0:
            worker = _star(taken)
        if place > 2 and staffing.random.randrange(100) < 8:
            month = staffing.random.randrange(1, max(2, month_count))
            staffing.coming.setdefault(month, []).append((worker, ChangeKind.NEW))
        else:
            worker.opening_fen = worker.wage_fen // 100 * staffing.random.randrange(60, 1500) // 100 * 100
            staffing.roster.append(worker)
            if place > 2 and staffing.random.randrange(100) < 9:
                staffing.going.setdefault(staffing.random.randrange(2, max(3, month_count)), []).append(worker)
    return staffing


def _worker(random: Random, taken: set[str], *, serial: int) -> Worker:
    is_male = random.randrange(2) == 1
    born = names.birth(random)
    wage = random.randrange(2_600, 9_800) * 100 + random.randrange(100)
    if random.randrange(100) < 6:
        wage *= random.randrange(3, 6)
    name = names.name(random, is_male)
    return Worker(name, names.citizen_number(random, born, is_male, taken), names.phone(serial), wage)


def _star(taken: set[str]) -> Worker:
    name, born = STAR
    number = names.citizen_number(Random(SEED), born, False, taken)
    return Worker(name, number, "19908880615", STAR_WAGES[""], wage_in=STAR_WAGES)


def _let_some_change_employer(random: Random, staffings: list[_Staffing], month_count: int) -> None:
    """Of those who leave, two in five begin two months later with another employer that pays on time."""
    takers = [each for each in staffings if each.employer.number not in (ARREARS, PARTLY)]
    for staffing in takers:
        for month, leavers in sorted(staffing.going.items()):
            for worker in leavers:
                taker = random.choice(takers)
                if random.randrange(5) < 2 and month + 2 < month_count and taker is not staffing:
                    taker.coming.setdefault(month + 2, []).append((worker, ChangeKind.UNSEAL))


def _month_list(staffing: _Staffing, index: int, month: str, limits: Limits) -> MonthList | None:
    employer = staffing.employer
    if employer.number == ARREARS and month > "202606":
        return None
    leaving = [worker for worker in staffing.going.get(index, []) if worker in staffing.roster]
    lines = [Line(worker, 0, 0, 0, ChangeKind.SEAL) for worker in leaving]
    staffing.roster = [worker for worker in staffing.roster if worker not in leaving]
    first = ChangeKind.NEW if index == 0 else ChangeKind.NORMAL
    for worker in staffing.roster:
        change = _raise(staffing, worker, month, limits, first)
        lines.append(_line(employer, worker, change, limits))
    for worker, change in staffing.coming.get(index, []):
        worker.base_fen = rules.clamp_base(worker.wage_fen, limits.floor_fen, limits.cap_fen)
        lines.append(_line(employer, worker, change, limits))
        staffing.roster.append(worker)
    planned = MonthList(employer, month, lines, 0, _pay_day(staffing, month))
    return MonthList(employer, month, lines, _paid_fen(planned), planned.paid_on)


def _raise(staffing: _Staffing, worker: Worker, month: str, limits: Limits, otherwise: ChangeKind) -> ChangeKind:
    """Set a worker's base: in the first month, and each July from the new wage (Regulation Art. 16)."""
    if otherwise == ChangeKind.NORMAL and not month.endswith("07"):
        return otherwise
    if otherwise == ChangeKind.NORMAL:
        raised = worker.wage_fen * staffing.random.randrange(98, 109) // 100
        worker.wage_fen = worker.wage_in.get(month, raised)
    before = worker.base_fen
    worker.base_fen = rules.clamp_base(worker.wage_fen, limits.floor_fen, limits.cap_fen)
    changed = otherwise == ChangeKind.NORMAL and worker.base_fen != before
    return ChangeKind.BASE if changed else otherwise


def _line(employer: EmployerPlan, worker: Worker, change: ChangeKind, limits: Limits) -> Line:
    parts = rules.contribution(
        base_fen=worker.base_fen,
        employer_rate=employer.employer_rate,
        employee_rate=employer.employee_rate,
        unit_fen=limits.unit_fen,
    )
    return Line(worker, worker.base_fen, parts.employer_fen, parts.employee_fen, change)


def _pay_day(staffing: _Staffing, month: str) -> date:
    return months.day_in(month, staffing.employer.payday) + timedelta(days=staffing.random.randrange(5))


def _paid_fen(planned: MonthList) -> int:
    """What the employer pays for its list, in fen."""
    number, month = planned.employer.number, planned.month
    if number == PARTLY and month == "202609":
        return planned.total_fen * 6 // 10 // 10_000 * 10_000
    return planned.total_fen + (50_000 if (number, month) == (OVERPAID, "202608") else 0)
