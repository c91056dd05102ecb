"""Fund accounts of employers and persons, payroll uploads and remittance lists, and what becomes of them."""

from deposits.models.accounts import EmployerAccount, EmployerAccountEvent, PersonalAccount, PersonalAccountEvent
from deposits.models.encumbrances import Encumbrance
from deposits.models.interest import InterestChunk, InterestClosing, InterestDifference, InterestRun, InterestRunEvent
from deposits.models.letters import (
    LetterMessage,
    LetterSequence,
    SandboxLetter,
    TransferLetter,
    TransferLetterEvent,
)
from deposits.models.lists import (
    PayrollUpload,
    PayrollUploadEvent,
    RemittanceItem,
    RemittanceList,
    RemittanceListEvent,
)
from deposits.models.moves import InternalTransfer, InternalTransferEvent
from deposits.models.objections import BalanceObjection
from deposits.models.proofs import Proof
from deposits.models.refunds import SuspenseRefund

__all__ = [
    "BalanceObjection",
    "EmployerAccount",
    "EmployerAccountEvent",
    "Encumbrance",
    "InterestChunk",
    "InterestClosing",
    "InterestDifference",
    "InterestRun",
    "InterestRunEvent",
    "InternalTransfer",
    "InternalTransferEvent",
    "LetterMessage",
    "LetterSequence",
    "PayrollUpload",
    "PayrollUploadEvent",
    "PersonalAccount",
    "PersonalAccountEvent",
    "Proof",
    "RemittanceItem",
    "RemittanceList",
    "RemittanceListEvent",
    "SandboxLetter",
    "SuspenseRefund",
    "TransferLetter",
    "TransferLetterEvent",
]
