"""The parameters of instalments that fall due (domain §5.7, §5.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class LoanDueTerms:
    """How instalments are asked for. Suffixes give the unit: _days."""

    loan_grace_days: int = 0
    """Days after the due date within which an instalment is not yet overdue."""
    loan_debit_tries: int = 5
    """How often one instalment is fetched from the borrower's card at most (数)."""
    loan_debit_retry_days: int = 1
    """After how many days a card that lacked money is tried again."""


LOAN_DUE_LABELS: dict[str, Any] = {
    "loan_grace_days": gettext_lazy("贷款还款宽限期"),
    "loan_debit_tries": gettext_lazy("每期贷款银行卡扣款最多几次（数）"),
    "loan_debit_retry_days": gettext_lazy("银行卡扣款未成功后再次扣款的间隔"),
}
"""What each is called on pages."""
