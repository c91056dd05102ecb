"""Tables of loans: products and houses, applications, contracts and guarantees, loans. A file a subject."""

from loans.models.applications import Application, ApplicationEvent, Check, StepSpan
from loans.models.committee import Matter, MatterEvent, Vote
from loans.models.contracts import (
    Contract,
    ContractEvent,
    Disbursement,
    DisbursementEvent,
    Guarantee,
    GuaranteeEvent,
)
from loans.models.dunning import CollectionNote, DunningStep, DunningStepEvent
from loans.models.early import Certificate, ChangeRequest, ChangeRequestEvent, Prepayment, PrepaymentEvent, YearlyOffset
from loans.models.loans import Instalment, Loan, LoanEvent, PlanChange, Repayment, RepaymentPart
from loans.models.projects import AccountChange, Project, ProjectEvent
from loans.models.runs import CardDebit, DueChunk, DueRun, RateChange, RateChunk, RateRun, Taking

__all__ = [
    "AccountChange",
    "Application",
    "ApplicationEvent",
    "CardDebit",
    "Certificate",
    "ChangeRequest",
    "ChangeRequestEvent",
    "Check",
    "CollectionNote",
    "Contract",
    "ContractEvent",
    "Disbursement",
    "DisbursementEvent",
    "DueChunk",
    "DueRun",
    "DunningStep",
    "DunningStepEvent",
    "Guarantee",
    "GuaranteeEvent",
    "Instalment",
    "Loan",
    "LoanEvent",
    "Matter",
    "MatterEvent",
    "PlanChange",
    "Prepayment",
    "PrepaymentEvent",
    "Project",
    "ProjectEvent",
    "RateChange",
    "RateChunk",
    "RateRun",
    "Repayment",
    "RepaymentPart",
    "StepSpan",
    "Taking",
    "Vote",
    "YearlyOffset",
]
