"""Fund accounts of employers and persons, payroll uploads and remittance lists, and what becomes of them."""

from deposits.models.accounts import EmployerAccount, EmployerAccountEvent, PersonalAccount, PersonalAccountEvent
from deposits.models.arrears import (
    EnforcementFile,
    EnforcementFileEvent,
    EnforcementStep,
    EnforcementStepEvent,
    PaymentPromise,
    PaymentPromiseEvent,
    PromiseInstalment,
)
from deposits.models.back import RemittanceMonth
from deposits.models.bases import BaseBatch, BaseBatchEvent, BaseChange
from deposits.models.debits import DebitMandate, DebitMandateEvent, DebitTry
from deposits.models.encumbrances import Encumbrance
from deposits.models.endings import EmployerEnding, HoldingEmployer
from deposits.models.evidence import VisitPaper
from deposits.models.flexible import (
    FlexibleHome,
    FlexibleMember,
    FlexibleMemberEvent,
    OwnPayment,
    OwnPaymentEvent,
    OwnPaymentMonth,
)
from deposits.models.freezes import Freeze, FreezeEvent, ScheduledChange, ScheduledChangeEvent
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
from deposits.models.merging import AccountMerge
from deposits.models.moves import InternalTransfer, InternalTransferEvent
from deposits.models.objections import BalanceObjection
from deposits.models.own_debits import OwnDebit, OwnMandate, OwnMandateEvent
from deposits.models.proofs import Proof
from deposits.models.refunds import SuspenseRefund
from deposits.models.reports import AnnualReport, AnnualReportEvent, OutsideFigure, ReportFigure
from deposits.models.requests import EmployeeRequest, EmployeeRequestEvent
from deposits.models.takeover import TakenAccount, TakeOver
from deposits.models.terms import TermsChange, TermsChangeEvent
from deposits.models.wrong import WrongMonth, WrongPayment

__all__ = [
    "VisitPaper",
    "TakeOver",
    "TakenAccount",
    "FlexibleHome",
    "FlexibleMember",
    "FlexibleMemberEvent",
    "OwnPayment",
    "OwnPaymentEvent",
    "OwnPaymentMonth",
    "OwnDebit",
    "OwnMandate",
    "OwnMandateEvent",
    "DebitMandate",
    "DebitMandateEvent",
    "DebitTry",
    "TermsChange",
    "TermsChangeEvent",
    "AccountMerge",
    "AnnualReport",
    "AnnualReportEvent",
    "BalanceObjection",
    "BaseBatch",
    "BaseBatchEvent",
    "BaseChange",
    "EmployeeRequest",
    "EmployeeRequestEvent",
    "EmployerAccount",
    "EmployerAccountEvent",
    "EmployerEnding",
    "Encumbrance",
    "HoldingEmployer",
    "Freeze",
    "FreezeEvent",
    "ScheduledChange",
    "ScheduledChangeEvent",
    "EnforcementFile",
    "EnforcementFileEvent",
    "EnforcementStep",
    "EnforcementStepEvent",
    "InterestChunk",
    "InterestClosing",
    "InterestDifference",
    "InterestRun",
    "InterestRunEvent",
    "InternalTransfer",
    "InternalTransferEvent",
    "LetterMessage",
    "LetterSequence",
    "PaymentPromise",
    "PaymentPromiseEvent",
    "PayrollUpload",
    "PayrollUploadEvent",
    "PersonalAccount",
    "PersonalAccountEvent",
    "OutsideFigure",
    "Proof",
    "PromiseInstalment",
    "RemittanceItem",
    "RemittanceList",
    "RemittanceListEvent",
    "RemittanceMonth",
    "SandboxLetter",
    "SuspenseRefund",
    "TransferLetter",
    "TransferLetterEvent",
    "ReportFigure",
    "WrongMonth",
    "WrongPayment",
]
