"""Registers for trying out. How they behave follows from the person's number, so that a test can ask for it.

Digits 15 and 16 of the citizen number: 90 down · 91 slow, but in time · 92 too slow · 93 says otherwise than the paper
· 94 knows nothing · 95 has sold their flat · 96 has sold it and the certificate was cancelled with the sale: the house
is found by its address alone. Everybody else is answered at once, and as the paper says; what
the paper does not say is drawn from the number, the same each time.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from desk.registers.aid import InvoiceAnswer, ReliefAnswer
from desk.registers.civil import CivilAnswer
from desk.registers.credit import CreditAnswer
from desk.registers.house import HouseAnswer, HouseQuestion
from desk.registers.housing import HomesAnswer, LeaseAnswer, RepaymentAnswer, SaleAnswer
from desk.registers.shapes import Answer, NotFound, Question, RegisterDown
from desk.registers.social import SocialAnswer

DOWN, SLOW, TOO_SLOW, OTHERWISE, UNKNOWN, SOLD, CANCELLED = "90", "91", "92", "93", "94", "95", "96"
PATIENCE = timedelta(milliseconds=600)
"""What the slow register takes."""
DAY_ZERO = date(2012, 1, 1)


def drawn(number: str, what: str, below: int) -> int:
    """A number below `below` that depends on the person and the matter alone."""
    return int(hashlib.sha256(f"{number}:{what}".encode()).hexdigest(), 16) % below


class _Sandbox:
    """What all have in common."""

    answer: type[Answer]

    def ask(self, question: Question, *, timeout: float) -> Answer:
        """The answer, or what the digits ask for. Raises RegisterDown, NotFound."""
        behaviour = question.number[14:16]
        if behaviour == DOWN:
            raise RegisterDown("sandbox: down")
        if behaviour == TOO_SLOW:
            raise RegisterDown(f"sandbox: no answer within {timeout} s")
        if behaviour == UNKNOWN:
            raise NotFound
        if behaviour == SLOW:
            time.sleep(min(PATIENCE.total_seconds(), timeout))
        own = self.own(question)
        for each in fields(self.answer):
            claimed = str(getattr(question, each.name, ""))
            if claimed and not (behaviour in (SOLD, CANCELLED) and each.name == "owners"):
                own[each.name] = self.other(each.name, claimed) if behaviour == OTHERWISE else claimed
        return self.answer(**own)

    def own(self, question: Question) -> dict[str, Any]:
        """What is registered of somebody."""
        raise NotImplementedError

    def other(self, name: str, claimed: str) -> str:
        """Something else than the paper says."""
        if name == "marriage":
            return "离异" if claimed != "离异" else "已婚"
        return str(int(claimed) + 1) if claimed.isdecimal() and len(claimed) < 4 else f"{claimed}（另一处）"

    def day(self, question: Question, what: str) -> str:
        """A day of the last years."""
        return (DAY_ZERO + timedelta(days=drawn(question.number, what, 5000))).isoformat()


class House(_Sandbox):
    """Everybody owns one flat."""

    answer = HouseAnswer

    def ask(self, question: Question, *, timeout: float) -> Answer:
        """The answer. Raises NotFound also for a certificate that a sale has cancelled."""
        assert isinstance(question, HouseQuestion)
        if question.number[14:16] == CANCELLED and question.certificate:
            raise NotFound
        return super().ask(question, timeout=timeout)

    def own(self, question: Question) -> dict[str, Any]:
        """One flat."""
        place = drawn(question.number, "house", 900) + 100
        return {
            "certificate": f"吉（2024）辽源市不动产权第00{place:05d}号",
            "address": f"辽源市龙山区人民大街{place}号{place % 12 + 1}单元{place % 6 + 1}01室",
            "owners": "某买方" if question.number[14:16] in (SOLD, CANCELLED) else question.name,
            "area": f"{60 + place % 80}.{place % 100:02d}",
            "registered_on": self.day(question, "registered"),
            "mortgage": "有" if place % 3 == 0 else "无",
            "houses": "1",
        }


class Credit(_Sandbox):
    """Nearly everybody pays on time."""

    answer = CreditAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """A short report."""
        late = max(0, drawn(question.number, "late", 30) - 26)
        return {
            "home_loans": str(drawn(question.number, "loans", 4) // 3),
            "overdue_months": str(late),
            "longest_overdue": str(min(late, 2)),
            "reported_on": "2026-10-09",
        }


class Civil(_Sandbox):
    """Half of the people are married."""

    answer = CivilAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """A marriage, or none; who says to be married is."""
        claimed = str(getattr(question, "marriage", ""))
        if (claimed and claimed != "已婚") or (not claimed and drawn(question.number, "married", 2)):
            return {"marriage": "未婚"}
        return {"marriage": "已婚", "spouse_name": f"{question.name[:1]}某", "registered_on": self.day(question, "wed")}


class Social(_Sandbox):
    """Everybody is insured."""

    answer = SocialAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """Months paid."""
        months = 24 + drawn(question.number, "months", 200)
        return {"employer": "辽源市某单位", "standing": "参保缴费", "months": str(months), "paid_through": "2026-09"}


class Sale(_Sandbox):
    """Every contract of sale is registered as it says."""

    answer = SaleAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """The buyer who asks."""
        return {"buyers": question.name, "signed_on": self.day(question, "signed")}


class Homes(_Sandbox):
    """Nobody owns a home unless they say so."""

    answer = HomesAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """None."""
        return {"homes": "0"}


class Lease(_Sandbox):
    """Every lease is registered as it says."""

    answer = LeaseAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """Nothing beside what the paper says."""
        return {}


class Repayment(_Sandbox):
    """Every borrower has paid what they say."""

    answer = RepaymentAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """Nothing beside what the paper says."""
        return {}


class Invoice(_Sandbox):
    """Every invoice is known as it says."""

    answer = InvoiceAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """Nothing beside what the paper says."""
        return {}


class Relief(_Sandbox):
    """Every certificate of relief is known as it says."""

    answer = ReliefAnswer

    def own(self, question: Question) -> dict[str, Any]:
        """Until the end of the year."""
        return {"until": "2026-12-31"}
