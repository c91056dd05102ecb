"""What an employer may ask for beside its regular contributions, and when deferred months fall due (domain §2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.months import month_words, months_between, shift
from deposits.rules.contributions import Arrear, check_rate, due_date

Span = tuple[str, str]
"""First and last month of a deferral."""


class TermsRefused(BusinessError):
    """What is asked for does not fit. `field` is the argument it came in."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class AskedTerms:
    """What an employer asks for. Rates in percent, none for a deferral; `last_month` empty for new rates for good."""

    kind: str
    first_month: str
    reason: str
    resolution_number: str
    resolution_on: date
    last_month: str = ""
    employer_rate: Decimal | None = None
    employee_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What holds now: rates, their range, whether both must be equal, the longest term, the first month still open."""

    employer_rate: Decimal
    employee_rate: Decimal
    least: Decimal
    most: Decimal
    equal: bool
    term_months: int
    earliest: str


def refuse_unfit(asked: AskedTerms, allowed: Allowed, on: date) -> None:
    """Raise TermsRefused, or RateOutOfRange, where what is asked for cannot be granted."""
    if not asked.resolution_number.strip() or asked.resolution_on > on:
        raise TermsRefused(_("请写明决议文号，决议日期不能晚于今天。"), field="resolution_number")
    if asked.first_month < allowed.earliest:
        words = _("最早可从 %(month)s起，以前的月份已缴存或已申报。")
        raise TermsRefused(words % {"month": month_words(allowed.earliest)}, field="first_month")
    if asked.kind == "RATES":
        _refuse_rates(asked, allowed)
        return
    length = months_between(asked.first_month, asked.last_month) + 1
    if not 1 <= length <= allowed.term_months:
        words = _("期限应为 1 至 %(most)s 个月，到期仍有困难的可以再次申请。")
        raise TermsRefused(words % {"most": allowed.term_months}, field="last_month")
    if asked.kind == "REDUCTION":
        _refuse_reduction(asked, allowed)


def _refuse_rates(asked: AskedTerms, allowed: Allowed) -> None:
    """New rates for good lie in the range and differ from those that hold (Regulation Art. 18)."""
    assert asked.employer_rate is not None and asked.employee_rate is not None, "rates were asked for"
    check_rate(asked.employer_rate, least=allowed.least, most=allowed.most, field="employer_rate")
    check_rate(asked.employee_rate, least=allowed.least, most=allowed.most, field="employee_rate")
    _refuse_unequal(asked, allowed)
    if (asked.employer_rate, asked.employee_rate) == (allowed.employer_rate, allowed.employee_rate):
        raise TermsRefused(_("比例和现在的一样，不用调整。"), field="employer_rate")


def _refuse_reduction(asked: AskedTerms, allowed: Allowed) -> None:
    """A reduction lies below the range on one side at least, and above nothing (Regulation Art. 20)."""
    assert asked.employer_rate is not None and asked.employee_rate is not None, "rates were asked for"
    for rate, now, field in (
        (asked.employer_rate, allowed.employer_rate, "employer_rate"),
        (asked.employee_rate, allowed.employee_rate, "employee_rate"),
    ):
        check_rate(rate, least=Decimal("0.01"), most=now, field=field)
    _refuse_unequal(asked, allowed)
    if min(asked.employer_rate, asked.employee_rate) >= allowed.least:
        words = _("不低于 %(least)s%% 的，单位可以自行确定，请办理“调整缴存比例”。")
        raise TermsRefused(words % {"least": f"{allowed.least.normalize():f}"}, field="employer_rate")


def _refuse_unequal(asked: AskedTerms, allowed: Allowed) -> None:
    if allowed.equal and asked.employer_rate != asked.employee_rate:
        raise TermsRefused(_("单位和个人的缴存比例应相同。"), field="employee_rate")


def moved_on(first: str, last: str, earliest: str) -> Span:
    """The span as it can still be carried out: months that were declared while the case went on fall away."""
    return max(first, earliest), last


def joined(spans: Iterable[Span]) -> list[Span]:
    """Deferrals in order, one that follows another at once joined with it."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= shift(found[-1][1], 1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def postponed(
    months: Sequence[Arrear], spans: Iterable[Span], today: date, *, payday: int | None, grace_days: int
) -> list[Arrear]:
    """The months an employer owes with their due dates: deferred ones fall due with the first month after the term."""
    deferred = joined(spans)
    found = []
    for each in months:
        last = next((last for first, last in deferred if first <= each.month <= last), None)
        if last is not None:
            due_on = due_date(shift(last, 1), payday, grace_days)
            each = replace(each, due_on=due_on, days_late=(today - due_on).days)
        found.append(each)
    return found
