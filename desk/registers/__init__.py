"""Outside registers: house (不动产), credit (征信), civil affairs (民政婚姻), social insurance (社保), and what
withdrawals ask: sales (网签), homes owned, leases (租赁备案), payments on home loans, invoices, relief.

An adapter answers a frozen question with a frozen answer; settings.REGISTERS names the adapters. See docs/registers.md.
"""

from desk.registers.aid import InvoiceAnswer, InvoiceQuestion, ReliefAnswer, ReliefQuestion
from desk.registers.asking import (
    TYPES,
    Answer,
    Fact,
    NotFound,
    Question,
    Register,
    RegisterDown,
    answer_from,
    ask,
    differences,
    digest,
    facts,
    label,
    question_from,
    text_of,
)
from desk.registers.civil import CivilAnswer, CivilQuestion
from desk.registers.credit import CreditAnswer, CreditQuestion
from desk.registers.house import HouseAnswer, HouseQuestion
from desk.registers.housing import (
    HomesAnswer,
    HomesQuestion,
    LeaseAnswer,
    LeaseQuestion,
    RepaymentAnswer,
    RepaymentQuestion,
    SaleAnswer,
    SaleQuestion,
)
from desk.registers.social import SocialAnswer, SocialQuestion

__all__ = [
    "TYPES",
    "Answer",
    "CivilAnswer",
    "CivilQuestion",
    "CreditAnswer",
    "CreditQuestion",
    "Fact",
    "HomesAnswer",
    "HomesQuestion",
    "HouseAnswer",
    "HouseQuestion",
    "InvoiceAnswer",
    "InvoiceQuestion",
    "LeaseAnswer",
    "LeaseQuestion",
    "NotFound",
    "Question",
    "Register",
    "RegisterDown",
    "ReliefAnswer",
    "ReliefQuestion",
    "RepaymentAnswer",
    "RepaymentQuestion",
    "SaleAnswer",
    "SaleQuestion",
    "SocialAnswer",
    "SocialQuestion",
    "answer_from",
    "ask",
    "differences",
    "digest",
    "facts",
    "label",
    "question_from",
    "text_of",
]
