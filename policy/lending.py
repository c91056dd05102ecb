"""The parameters of loans in force on one day (domain §5, §10): each begins with a value of the demo city."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from policy.loan_care import LOAN_CARE_LABELS, LoanCareTerms
from policy.loan_early import LOAN_EARLY_LABELS, LoanEarlyTerms


@dataclass(frozen=True)
class LendingTerms(LoanCareTerms, LoanEarlyTerms):
    """Rates, caps and shares of loans. Suffixes give the unit: _fen, _percent, _months."""

    loan_rate_first_short_percent: Decimal = Decimal("2.1")
    """Rate of a first home's loan of up to 60 months, percent a year."""
    loan_rate_first_long_percent: Decimal = Decimal("2.6")
    """Rate of a first home's loan of more than 60 months."""
    loan_rate_second_short_percent: Decimal = Decimal("2.525")
    """Lowest rate of a second home's loan of up to 60 months."""
    loan_rate_second_long_percent: Decimal = Decimal("3.075")
    """Lowest rate of a second home's loan of more than 60 months."""
    loan_cap_single_fen: int = 50_000_000
    """Most that one depositor is lent."""
    loan_cap_couple_fen: int = 80_000_000
    """Most that a couple is lent who both contribute."""
    loan_down_first_percent: Decimal = Decimal(20)
    """Lowest down payment of a first home."""
    loan_down_second_percent: Decimal = Decimal(30)
    """Lowest down payment of a second home."""
    loan_balance_multiple: Decimal = Decimal(15)
    """How many times the accounts' balances are lent."""
    loan_capacity_percent: Decimal = Decimal(50)
    """Share of a household's income that may go into repaying."""
    loan_unit_fen: int = 100_000
    """Loans are granted in multiples of this, rounded down."""
    loan_most_months: int = 360
    """Longest term."""
    loan_penalty_factor: Decimal = Decimal("1.5")
    """What the contract's rate is multiplied by for a late instalment (银发〔2003〕251号: 1.3 to 1.5)."""
    loan_due_day: int = 20
    """Day of the month on which new loans' instalments fall due; 0 is the day of disbursement."""


LENDING_LABELS: dict[str, Any] = {
    "loan_rate_first_short_percent": gettext_lazy("首套住房贷款年利率（五年及以下）"),
    "loan_rate_first_long_percent": gettext_lazy("首套住房贷款年利率（五年以上）"),
    "loan_rate_second_short_percent": gettext_lazy("第二套住房贷款年利率（五年及以下）"),
    "loan_rate_second_long_percent": gettext_lazy("第二套住房贷款年利率（五年以上）"),
    "loan_cap_single_fen": gettext_lazy("贷款最高额度（单人）"),
    "loan_cap_couple_fen": gettext_lazy("贷款最高额度（双职工）"),
    "loan_down_first_percent": gettext_lazy("首套住房最低首付比例"),
    "loan_down_second_percent": gettext_lazy("第二套住房最低首付比例"),
    "loan_balance_multiple": gettext_lazy("贷款额度与账户余额的倍数"),
    "loan_capacity_percent": gettext_lazy("月还款额占家庭收入的最高比例"),
    "loan_unit_fen": gettext_lazy("贷款额度取整单位（向下取整）"),
    "loan_most_months": gettext_lazy("贷款最长期限"),
    "loan_penalty_factor": gettext_lazy("逾期罚息为合同利率的倍数"),
    "loan_due_day": gettext_lazy("新发放贷款每月几日还款（0 为放款日）"),
    **LOAN_CARE_LABELS,
    **LOAN_EARLY_LABELS,
}
"""What each is called on pages."""
