"""Money in and out: bank accounts and their lines, receipts, expectations, suspense, payment orders, reconciliation."""

from bank.models.collections import CollectionOrder, CollectionOrderEvent, SandboxCollection
from bank.models.expectations import Expectation, ExpectationEvent, Outcome, Payer, Reservation
from bank.models.payments import (
    AutomaticDay,
    PaymentBatch,
    PaymentOrder,
    PaymentOrderEvent,
    PaymentResultFile,
    SandboxPayment,
)
from bank.models.receipts import Receipt, ReceiptEvent, Reversal, ReversalEvent, SuspenseItem, SuspenseMove
from bank.models.reconciliation import DayReconciliation, Difference
from bank.models.statements import BankAccount, BankLine, StatementImport

__all__ = [
    "AutomaticDay",
    "BankAccount",
    "BankLine",
    "CollectionOrder",
    "CollectionOrderEvent",
    "DayReconciliation",
    "Difference",
    "Expectation",
    "ExpectationEvent",
    "Outcome",
    "Payer",
    "PaymentBatch",
    "PaymentOrder",
    "PaymentOrderEvent",
    "PaymentResultFile",
    "Receipt",
    "ReceiptEvent",
    "Reservation",
    "Reversal",
    "ReversalEvent",
    "SandboxCollection",
    "SandboxPayment",
    "StatementImport",
    "SuspenseItem",
    "SuspenseMove",
]
