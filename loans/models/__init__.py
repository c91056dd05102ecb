"""Tables of loans: products and houses, applications, contracts and guarantees, loans. A file a subject."""

from loans.models.applications import Application, ApplicationEvent, Check, StepSpan
from loans.models.contracts import (
    Contract,
    ContractEvent,
    Disbursement,
    DisbursementEvent,
    Guarantee,
    GuaranteeEvent,
)
from loans.models.loans import Instalment, Loan, LoanEvent, PlanChange, Repayment, RepaymentPart
from loans.models.projects import Project, ProjectEvent

__all__ = [
    "Application",
    "ApplicationEvent",
    "Check",
    "Contract",
    "ContractEvent",
    "Disbursement",
    "DisbursementEvent",
    "Guarantee",
    "GuaranteeEvent",
    "Instalment",
    "Loan",
    "LoanEvent",
    "PlanChange",
    "Project",
    "ProjectEvent",
    "Repayment",
    "RepaymentPart",
    "StepSpan",
]
