"""Fund accounts of employers and persons, payroll uploads and remittance lists, and what becomes of them."""

from deposits.models.accounts import EmployerAccount, EmployerAccountEvent, PersonalAccount, PersonalAccountEvent
from deposits.models.lists import (
    PayrollUpload,
    PayrollUploadEvent,
    RemittanceItem,
    RemittanceList,
    RemittanceListEvent,
)
from deposits.models.moves import InternalTransfer, InternalTransferEvent
from deposits.models.refunds import SuspenseRefund

__all__ = [
    "EmployerAccount",
    "EmployerAccountEvent",
    "InternalTransfer",
    "InternalTransferEvent",
    "PayrollUpload",
    "PayrollUploadEvent",
    "PersonalAccount",
    "PersonalAccountEvent",
    "RemittanceItem",
    "RemittanceList",
    "RemittanceListEvent",
    "SuspenseRefund",
]
