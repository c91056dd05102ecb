"""The parameters of loans in force on one day (domain §5, §10): each begins with a value of the demo city."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from policy.loan_care import LOAN_CARE_LABELS, LoanCareTerms
from policy.loan_dues import LOAN_DUE_LABELS, LoanDueTerms
from policy.loan_early import LOAN_EARLY_LABELS, LoanEarlyTerms


@dataclass(frozen=True)
class LendingTerms(LoanCareTerms, LoanDueTerms, LoanEarlyTerms):
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
    # --- who may borrow, for what, how long (domain §5.1, §5.4)
    loan_steady_months: int = 6
    """Months that must have been contributed in full and without a gap up to the application."""
    loan_contract_months: int = 12
    """How long after the contract of the house a loan can be asked for."""
    loan_most_homes: int = 2
    """The home bought is at most the so-manieth of the household."""
    loan_age_limit_men_years: int = 68
    """Age at which a man's loan is paid back at the latest."""
    loan_age_limit_women_years: int = 63
    """Age at which a woman's loan is paid back at the latest."""
    loan_house_age_limit: int = 50
    """Years that the age of a second-hand house and the term are together at most."""
    loan_credit_months_in_row: int = 3
    """Months overdue in a row in the credit report of two years from which on nothing is lent."""
    loan_credit_months_together: int = 6
    """The same for all months overdue together."""
    loan_conversion_months: int = 12
    """Months that a bank's loan has been paid before the fund takes it over (商转公)."""
    # --- how much (domain §5.3)
    loan_boost_children_percent: Decimal = Decimal(20)
    """What the cap is raised by for a family with several children."""
    loan_boost_talent_percent: Decimal = Decimal(20)
    """What the cap is raised by for somebody recognised as talent (人才)."""
    loan_most_boost_percent: Decimal = Decimal(30)
    """What the cap is raised by at most."""
    loan_account_floor_fen: int = 0
    """What the accounts entitle to at least."""
    loan_share_from_6_percent: Decimal = Decimal(100)
    """Share of the accounts' limit for whoever has contributed less than 12 months."""
    loan_share_from_12_percent: Decimal = Decimal(100)
    """The same from 12 months on."""
    loan_share_from_24_percent: Decimal = Decimal(100)
    """The same from 24 months on."""
    loan_share_from_36_percent: Decimal = Decimal(100)
    """The same from 36 months on."""
    loan_share_from_60_percent: Decimal = Decimal(100)
    """The same from 60 months on."""
    loan_ratio_warn_percent: Decimal = Decimal(85)
    """Share of the deposits that is lent (个贷率), from which on the caps shrink a little."""
    loan_ratio_stop_percent: Decimal = Decimal(95)
    """The same, from which on they shrink more."""
    loan_liquidity_warn_percent: Decimal = Decimal(90)
    """What of the cap is lent from the first of the two lines on (流动性调节系数)."""
    loan_liquidity_stop_percent: Decimal = Decimal(80)
    """What of the cap is lent from the second on."""
    loan_due_day: int = 20
    """Day of the month on which new loans' instalments fall due; 0 is the day of disbursement."""


LENDING_LABELS: dict[str, Any] = {
    **LOAN_EARLY_LABELS,
    **LOAN_DUE_LABELS,
    **LOAN_CARE_LABELS,
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
    "loan_steady_months": gettext_lazy("申请贷款须连续缴存"),
    "loan_contract_months": gettext_lazy("购房合同签订后多久内可申请贷款"),
    "loan_most_homes": gettext_lazy("贷款购房最多为家庭第几套住房"),
    "loan_age_limit_men_years": gettext_lazy("贷款到期时的最高年龄（男）"),
    "loan_age_limit_women_years": gettext_lazy("贷款到期时的最高年龄（女）"),
    "loan_house_age_limit": gettext_lazy("二手房房龄加贷款年限最长（年）"),
    "loan_credit_months_in_row": gettext_lazy("近两年连续逾期达到几个月不予贷款（数）"),
    "loan_credit_months_together": gettext_lazy("近两年累计逾期达到几个月不予贷款（数）"),
    "loan_conversion_months": gettext_lazy("商转公须已正常还款"),
    "loan_boost_children_percent": gettext_lazy("多子女家庭最高额度上浮"),
    "loan_boost_talent_percent": gettext_lazy("人才最高额度上浮"),
    "loan_most_boost_percent": gettext_lazy("最高额度合计上浮不超过"),
    "loan_account_floor_fen": gettext_lazy("按账户余额计算的额度保底"),
    "loan_share_from_6_percent": gettext_lazy("余额额度系数：缴存不满 12 个月"),
    "loan_share_from_12_percent": gettext_lazy("余额额度系数：缴存满 12 个月"),
    "loan_share_from_24_percent": gettext_lazy("余额额度系数：缴存满 24 个月"),
    "loan_share_from_36_percent": gettext_lazy("余额额度系数：缴存满 36 个月"),
    "loan_share_from_60_percent": gettext_lazy("余额额度系数：缴存满 60 个月"),
    "loan_ratio_warn_percent": gettext_lazy("个贷率预警线"),
    "loan_ratio_stop_percent": gettext_lazy("个贷率红线"),
    "loan_liquidity_warn_percent": gettext_lazy("流动性调节系数：个贷率达到预警线"),
    "loan_liquidity_stop_percent": gettext_lazy("流动性调节系数：个贷率达到红线"),
    "loan_due_day": gettext_lazy("新发放贷款每月几日还款（0 为放款日）"),
}
"""What each is called on pages."""
