"""The API of the deposit business: the calculator, a depositor's account and entries, an employer and its lists."""

from deposits.api.accounts import Account, Accounts, Entries, Interest
from deposits.api.calculator import Calculator, InterestCalculator
from deposits.api.employers import Employer, EmployerLists, List

__all__ = [
    "Account",
    "Accounts",
    "Calculator",
    "Employer",
    "EmployerLists",
    "Entries",
    "Interest",
    "InterestCalculator",
    "List",
]
