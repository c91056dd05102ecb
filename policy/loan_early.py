"""Parameters of paying a loan early (domain §5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class LoanEarlyTerms:
    """What of a loan may be paid early, and how long its money is waited for. Suffixes: _fen, _months, _days."""

    loan_early_least_fen: int = 1_000_000
    """Least principal paid early at a time, unless it is all that is left."""
    loan_early_after_months: int = 0
    """Months since disbursement before a part may be paid early; 0: from the first day."""
    loan_early_wait_days: int = 10
    """Days that the money of a part paid early by transfer is waited for."""


LOAN_EARLY_LABELS: dict[str, Any] = {
    "loan_early_least_fen": gettext_lazy("提前还款每次最低本金"),
    "loan_early_after_months": gettext_lazy("放款多久以后可以提前还款"),
    "loan_early_wait_days": gettext_lazy("提前还款等待转账到账的天数"),
}
"""What each is called on pages."""
