"""Tables of withdrawals, a file a subject."""

from withdrawals.models.payees import SupervisedAccount, SupervisedAccountEvent
from withdrawals.models.reasons import Reason
from withdrawals.models.withdrawals import Withdrawal, WithdrawalEvent

__all__ = ["Reason", "SupervisedAccount", "SupervisedAccountEvent", "Withdrawal", "WithdrawalEvent"]
