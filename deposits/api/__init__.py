"""The API of the deposit business: the calculator, a depositor's account and entries, an employer and its lists."""

from deposits.api.accounts import Account, Accounts, Entries, Interest
from deposits.api.calculator import Calculator, InterestCalculator
from deposits.api.employers import Employer, EmployerLists, List
from deposits.api.proofs import CheckedProof, Proofs

__all__ = [
    "Account",
    "Accounts",
    "Calculator",
    "CheckedProof",
    "Employer",
    "EmployerLists",
    "Entries",
    "Interest",
    "InterestCalculator",
    "List",
    "Proofs",
]
