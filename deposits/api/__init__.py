"""The API of the deposit business: the calculator, a depositor's account and entries, an employer and its lists."""

from deposits.api.accounts import Account, Accounts, Entries
from deposits.api.calculator import Calculator
from deposits.api.employers import Employer, EmployerLists, List

__all__ = ["Account", "Accounts", "Calculator", "Employer", "EmployerLists", "Entries", "List"]
