"""The parameters of withdrawals in force on one day (domain §4.1, §10): each begins with a value of the demo city."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class WithdrawalTerms:
    """Caps, shares and windows of withdrawals. Suffixes give the unit: _fen, _percent, _months."""

    minimum_residual_fen: int = 0
    """What stays on an account after a withdrawal that does not close it."""
    purchase_window_months: int = 24
    """Months after the contract or title within which a purchase withdrawal is asked for."""
    build_window_months: int = 24
    """Months after its papers within which building or overhaul is asked for."""
    repay_window_months: int = 12
    """Months between two repayment withdrawals, over which payments count, and after payoff for the last one."""
    rent_steady_months: int = 3
    """Months paid without a gap before rent may be withdrawn."""
    rent_cap_fen: int = 1_800_000
    """Family limit of rent in a calendar year without a registered lease."""
    rent_registered_cap_fen: int = 2_400_000
    """Family limit of rent in a calendar year with a registered lease; public rental has none but the rent."""
    rent_multi_child_percent: Decimal = Decimal(120)
    """What multi-child families have of the rent limits."""
    rent_exclusion_months: int = 12
    """Months in which rent and a purchase or property fee of the same family exclude each other."""
    decorate_share_percent: Decimal = Decimal(50)
    """Share of the invoice that decoration may withdraw."""
    decorate_cap_fen: int = 25_000_000
    """Limit of decoration for one house."""
    decorate_again_months: int = 120
    """Months until the same house may be decorated again."""
    property_fee_cap_fen: int = 300_000
    """Family limit of property fees in a calendar year."""
    illness_again_months: int = 12
    """Months between two withdrawals for serious illness."""
    hardship_need_months: int = 12
    """Months of need that hardship may withdraw, and until it may again."""
    left_sealed_months: int = 6
    """How long an account has been sealed before who left work may end it (建金〔2018〕46号)."""
    heir_promise_limit_fen: int = 5_000_000
    """Largest balance that heirs have on a commitment letter; above it a notary or a court says who inherits."""
    estate_notice_months: int = 12
    """How long heirs are called for by public notice before an estate becomes surplus (Regulation Art. 24)."""
    standing_least_fen: int = 10_000
    """A period of a standing withdrawal that comes to less than this is left out."""
    refund_order_days: int = 30
    """Days after the demand within which money withdrawn without right comes back."""
    automatic_payment_limit_fen: int = 10_000_000
    """Largest payment that leaves on the system's authority once it is granted; above it three persons act."""
    automatic_payment_day_limit_fen: int = 500_000_000
    """What may leave on the system's authority in one day altogether."""
    paper_warning_working_days: int = 3
    """Working days after which an application without its papers is asked about, and before its end a warning goes."""


WITHDRAWAL_LABELS: dict[str, Any] = {
    "minimum_residual_fen": gettext_lazy("非销户提取后账户最低留存"),
    "purchase_window_months": gettext_lazy("购房提取的申请期限"),
    "build_window_months": gettext_lazy("建造、翻建、大修提取的申请期限"),
    "repay_window_months": gettext_lazy("偿还贷款提取的间隔和计算期"),
    "rent_steady_months": gettext_lazy("租房提取须连续缴存的期限"),
    "rent_cap_fen": gettext_lazy("租房提取家庭年度限额（无备案合同）"),
    "rent_registered_cap_fen": gettext_lazy("租房提取家庭年度限额（有备案合同）"),
    "rent_multi_child_percent": gettext_lazy("多子女家庭租房限额的比例"),
    "rent_exclusion_months": gettext_lazy("租房与购房、物业费提取互斥的期限"),
    "decorate_share_percent": gettext_lazy("装修提取占发票金额的比例"),
    "decorate_cap_fen": gettext_lazy("装修提取每套房屋限额"),
    "decorate_again_months": gettext_lazy("同一房屋再次装修提取的间隔"),
    "property_fee_cap_fen": gettext_lazy("物业费提取家庭年度限额"),
    "illness_again_months": gettext_lazy("重大疾病提取的间隔"),
    "hardship_need_months": gettext_lazy("困难提取的保障期限和间隔"),
    "left_sealed_months": gettext_lazy("离职提取须封存的期限"),
    "heir_promise_limit_fen": gettext_lazy("小额继承凭承诺书办理的余额上限"),
    "estate_notice_months": gettext_lazy("无人继承账户的公告期限"),
    "standing_least_fen": gettext_lazy("约定提取每期最低金额"),
    "refund_order_days": gettext_lazy("责令退回违规提取的期限"),
    "automatic_payment_limit_fen": gettext_lazy("自动付款单笔上限"),
    "automatic_payment_day_limit_fen": gettext_lazy("自动付款每日总额上限"),
    "paper_warning_working_days": gettext_lazy("缺材料的提取申请提醒期限（工作日）"),
}
"""What each is called on pages."""
