"""Parameters of how loans are handled and looked after: minutes of the fast lane, the committee, late payers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class LoanCareTerms:
    """Targets and steps of the staff's work with loans. Suffixes give the unit: _fen, _minutes, _days."""

    loan_accept_minutes: int = 10
    """Target of accepting a case of the fast lane (domain §5.11: fifty minutes together)."""
    loan_review_minutes: int = 10
    """Target of its review."""
    loan_approve_minutes: int = 10
    """Target of its approval."""
    loan_sign_minutes: int = 15
    """Target of contract and mortgage."""
    loan_pay_minutes: int = 5
    """Target of paying out."""
    loan_warn_minutes: int = 35
    """After how many minutes of ours whoever has a case of the fast lane in hand is told to hurry."""
    loan_committee_above_fen: int = 60_000_000
    """Loans above this need the committee's vote before they are approved (domain §7.1)."""
    loan_committee_quorum: int = 3
    """How many members must have voted."""
    loan_overdue_periods: int = 3
    """How many instalments a loan is behind to count as overdue in the statistics (domain §5.7)."""
    loan_remind_days: int = 5
    """Days before an instalment falls due on which the borrower is reminded (domain §5.7)."""
    loan_dun_message_days: int = 1
    """Days past due after which a message asks for the money."""
    loan_dun_call_days: int = 7
    """Days past due after which somebody calls."""
    loan_dun_letter_days: int = 30
    """Days past due after which a letter goes out."""
    loan_dun_visit_days: int = 60
    """Days past due after which somebody visits."""
    loan_dun_lawyer_days: int = 90
    """Days past due after which the lawyer writes."""
    loan_dun_suit_days: int = 180
    """Days past due after which a suit is prepared."""


LOAN_CARE_LABELS: dict[str, Any] = {
    "loan_accept_minutes": gettext_lazy("快速贷款：受理的目标用时"),
    "loan_review_minutes": gettext_lazy("快速贷款：复核的目标用时"),
    "loan_approve_minutes": gettext_lazy("快速贷款：审批的目标用时"),
    "loan_sign_minutes": gettext_lazy("快速贷款：签约与抵押的目标用时"),
    "loan_pay_minutes": gettext_lazy("快速贷款：放款的目标用时"),
    "loan_warn_minutes": gettext_lazy("快速贷款：用时到多少开始提醒"),
    "loan_committee_above_fen": gettext_lazy("贷款超过此金额须经审贷委员会表决"),
    "loan_committee_quorum": gettext_lazy("审贷委员会表决的最少人数"),
    "loan_overdue_periods": gettext_lazy("连续几期未还计入逾期率"),
    "loan_remind_days": gettext_lazy("还款日前几天提醒"),
    "loan_dun_message_days": gettext_lazy("贷款逾期几天后短信催收"),
    "loan_dun_call_days": gettext_lazy("贷款逾期几天后电话催收"),
    "loan_dun_letter_days": gettext_lazy("贷款逾期几天后发催收函"),
    "loan_dun_visit_days": gettext_lazy("贷款逾期几天后上门催收"),
    "loan_dun_lawyer_days": gettext_lazy("贷款逾期几天后发律师函"),
    "loan_dun_suit_days": gettext_lazy("贷款逾期几天后起诉"),
}
"""What each is called on pages."""
