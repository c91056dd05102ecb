"""When somebody may retire: the statutory age rises by month of birth since 2025.

《全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定》(13 September 2024) and its table (国发 2024).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common import months
from withdrawals.states.closing import RetireAs


@dataclass(frozen=True)
class _Path:
    """How one group's age rises: from `old_months`, a month later for each `step` months of birth since `first`."""

    old_months: int
    first: str
    step: int
    most_months: int


PATHS: dict[str, _Path] = {
    RetireAs.MEN: _Path(60 * 12, "196501", 4, 36),
    RetireAs.WOMEN_55: _Path(55 * 12, "197001", 4, 36),
    RetireAs.WOMEN_50: _Path(50 * 12, "197501", 2, 60),
}
EARLIEST_YEARS = 45
"""Nobody retires before this age, whatever the approval says (women in hard work, 国发〔1978〕104号)."""


def statutory_age_months(birth_on: date, as_: str) -> int:
    """The statutory age in months of somebody born on `birth_on`: 60/55/50 years, rising to 63/58/55 by 2039."""
    path = PATHS[as_]
    place = months.months_between(path.first, months.month_of(birth_on))
    return path.old_months + (0 if place < 0 else min(path.most_months, place // path.step + 1))


def statutory_day(birth_on: date, as_: str) -> date:
    """The day on which the statutory age is reached; the month's last day where it has no such day."""
    return _aged(birth_on, statutory_age_months(birth_on, as_))


def why_not_retire(*, birth_on: date, as_: str, on: date, approved_on: date | None) -> str:
    """Why somebody does not count as retired on `on`, in a sentence; "" where they do.

    Before the statutory age an approval is needed (弹性提前、特殊工种、病退), given by then.
    """
    due = statutory_day(birth_on, as_)
    if on >= due:
        return ""
    facts = {"age": age_words(statutory_age_months(birth_on, as_)), "year": due.year, "month": due.month}
    if approved_on is None:
        said = _("法定退休年龄是%(age)s，%(year)d 年 %(month)d 月达到；提前退休的，请提供退休审批。")
        return said % facts
    if approved_on > on:
        return _("退休审批的日期在今天以后，请核对。")
    if approved_on < _aged(birth_on, EARLIEST_YEARS * 12):
        return _("退休审批的日期早于 %(years)d 周岁，请核对。") % {"years": EARLIEST_YEARS}
    return ""


def age_words(age_months: int) -> str:
    """An age as the table writes it: "61 周岁 3 个月"."""
    years, rest = divmod(age_months, 12)
    if not rest:
        return _("%(years)d 周岁") % {"years": years}
    return _("%(years)d 周岁 %(months)d 个月") % {"years": years, "months": rest}


def _aged(birth_on: date, age_months: int) -> date:
    return months.day_in(months.shift(months.month_of(birth_on), age_months), birth_on.day)
