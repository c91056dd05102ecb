"""How long a changed loan may run (domain §5.4). Pure."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from common import months
from policy.rules import ServiceTerms


def age_limit(*, is_man: bool, terms: ServiceTerms) -> int:
    """The age by which a borrower's loan is paid back."""
    return terms.loan_age_limit_men_years if is_man else terms.loan_age_limit_women_years


def why_not_term(
    *, passed: int, months_left: int, most: int, ends_on: date, born_on: date | None, age_limit: int
) -> str:
    """Why a loan cannot run so long: with the months `passed`, the longest term; and the borrower's age at its end."""
    if passed + months_left > most:
        words = {"most": most, "left": max(0, most - passed)}
        return _("贷款期限合计最长 %(most)d 期，剩余期数最多 %(left)d 期。") % words
    if born_on is not None and ends_on > birthday(born_on, age_limit):
        said = _("到期日 %(day)s 时借款人超过 %(age)d 周岁，请缩短期限。")
        return said % {"day": f"{ends_on:%Y-%m-%d}", "age": age_limit}
    return ""


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody is so old; who was born on 29 February, on the 28th."""
    month = f"{born_on.year + age:04d}{born_on.month:02d}"
    return months.day_in(month, born_on.day)
