"""The counter's pages of the deposit business, by subject."""

from deposits.views.counter.begin import begin_change, begin_objection, begin_proof, begin_seal, begin_unseal
from deposits.views.counter.letters import (
    letter,
    letter_do,
    letter_of_case,
    letter_paper,
    letters,
    receive_letter,
    transfer_in,
)
from deposits.views.counter.objections import answer_letter, object_to_balance, objection
from deposits.views.counter.payroll import check, declare, discard, marked, template, typed, upload, uploads
from deposits.views.counter.persons import account, open_account, seal, unseal
from deposits.views.counter.proofs import proof_paper, proofs, revoke_proof
from deposits.views.counter.refunds import give_up, refund, refund_case, refunds
from deposits.views.counter.registry import change_employer, employer, employers, people, register
from deposits.views.counter.remittance import allocate, list, list_paper, lists, receipt, reverse, void
from deposits.views.counter.transfers import transfer, transfer_decide, transfer_object, transfers

__all__ = [
    "account",
    "allocate",
    "answer_letter",
    "begin_change",
    "begin_objection",
    "begin_proof",
    "begin_seal",
    "begin_unseal",
    "change_employer",
    "check",
    "declare",
    "discard",
    "employer",
    "employers",
    "give_up",
    "letter",
    "letter_do",
    "letter_of_case",
    "letter_paper",
    "letters",
    "list",
    "list_paper",
    "lists",
    "marked",
    "object_to_balance",
    "objection",
    "open_account",
    "people",
    "proof_paper",
    "proofs",
    "receipt",
    "receive_letter",
    "refund",
    "refund_case",
    "refunds",
    "register",
    "reverse",
    "revoke_proof",
    "seal",
    "template",
    "transfer",
    "transfer_decide",
    "transfer_in",
    "transfer_object",
    "transfers",
    "typed",
    "unseal",
    "upload",
    "uploads",
    "void",
]
