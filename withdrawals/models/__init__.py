"""Tables of withdrawals, a file a subject."""

from withdrawals.models.closing import ClosingShare, ClosingShareEvent, Estate, EstateEvent
from withdrawals.models.corrections import CardCorrection, CardCorrectionEvent
from withdrawals.models.payees import SupervisedAccount, SupervisedAccountEvent
from withdrawals.models.reasons import Reason
from withdrawals.models.recovery import Instalment, InstalmentEvent, Recovery, RecoveryEvent
from withdrawals.models.standing import Agreement, AgreementEvent, AgreementRun
from withdrawals.models.withdrawals import Withdrawal, WithdrawalEvent

__all__ = [
    "Agreement",
    "AgreementEvent",
    "AgreementRun",
    "CardCorrection",
    "CardCorrectionEvent",
    "ClosingShare",
    "ClosingShareEvent",
    "Estate",
    "EstateEvent",
    "Instalment",
    "InstalmentEvent",
    "Reason",
    "Recovery",
    "RecoveryEvent",
    "SupervisedAccount",
    "SupervisedAccountEvent",
    "Withdrawal",
    "WithdrawalEvent",
]
