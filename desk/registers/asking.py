"""One door to all registers: which question belongs to which, how it is asked, and how answers are compared."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from desk.registers.aid import InvoiceAnswer, InvoiceQuestion, ReliefAnswer, ReliefQuestion
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
from desk.registers.shapes import Answer, NotFound, Question, RegisterDown
from desk.registers.social import SocialAnswer, SocialQuestion

__all__ = ["Answer", "NotFound", "Question", "RegisterDown"]

TYPES: dict[str, tuple[type[Question], type[Answer]]] = {
    "house": (HouseQuestion, HouseAnswer),
    "credit": (CreditQuestion, CreditAnswer),
    "civil": (CivilQuestion, CivilAnswer),
    "social": (SocialQuestion, SocialAnswer),
    "sale": (SaleQuestion, SaleAnswer),
    "homes": (HomesQuestion, HomesAnswer),
    "lease": (LeaseQuestion, LeaseAnswer),
    "repayment": (RepaymentQuestion, RepaymentAnswer),
    "invoice": (InvoiceQuestion, InvoiceAnswer),
    "relief": (ReliefQuestion, ReliefAnswer),
}
LABELS = {
    "house": _("不动产登记"),
    "credit": _("个人征信"),
    "civil": _("婚姻登记"),
    "social": _("社会保险"),
    "sale": _("网签备案"),
    "homes": _("住房套数"),
    "lease": _("租赁备案"),
    "repayment": _("银行还款记录"),
    "invoice": _("发票查验"),
    "relief": _("民政救助"),
}


class Register(Protocol):
    """An outside register behind an adapter."""

    def ask(self, question: Question, *, timeout: float) -> Answer:
        """The answer, within `timeout` seconds. Raises RegisterDown, NotFound."""


@dataclass(frozen=True)
class Fact:
    """One line of an answer: what the paper says, what the register says, and whether they are at odds."""

    name: str
    label: str
    claimed: str
    found: str
    differs: bool


def ask(register: str, question: Question, *, timeout: float) -> Answer:
    """Put a question to a register. Raises RegisterDown, NotFound."""
    adapter = cast(Register, import_string(settings.REGISTERS[register])())
    return adapter.ask(question, timeout=timeout)


def label(register: str) -> str:
    """What people call a register."""
    return str(LABELS.get(register, register))


def facts(question: Question, answer: Answer) -> list[Fact]:
    """Paper and register side by side, line by line."""
    lines = []
    for each in fields(answer):
        claimed, found = str(getattr(question, each.name, "")), str(getattr(answer, each.name))
        along = str(getattr(question, each.metadata.get("along", ""), ""))
        differs = bool(claimed or along) and not _agree(claimed, found, are_names=bool(each.metadata.get("names")))
        lines.append(Fact(each.name, str(each.metadata["label"]), claimed, found, differs))
    return lines


def differences(question: Question, answer: Answer) -> list[str]:
    """Names of the facts in which paper and register are at odds."""
    return [fact.name for fact in facts(question, answer) if fact.differs]


def _agree(claimed: str, found: str, *, are_names: bool) -> bool:
    """Two texts say the same; of names it is enough that one is in both."""
    if are_names:
        return not _names(claimed).isdisjoint(_names(found))
    return _plain(claimed) == _plain(found)


def _names(text: str) -> set[str]:
    """Each of several names, whatever stands between them."""
    return {_plain(each) for each in re.split(r"[、，,；;/\s]+", text) if each}


def _plain(text: str) -> str:
    """Without what two clerks write differently: width, spaces, letters' case, brackets."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if not each.isspace() and each not in "()[]")


def text_of(said: Question | Answer) -> str:
    """A question or answer as JSON text."""
    return json.dumps(asdict(said), ensure_ascii=False, sort_keys=True)


def digest(register: str, question: Question) -> str:
    """What tells two questions apart without saying what was asked."""
    return hashlib.sha256(f"{register}:{text_of(question)}".encode()).hexdigest()


def question_from(register: str, text: str) -> Question:
    """The question that `text_of` wrote."""
    return TYPES[register][0](**_known(TYPES[register][0], json.loads(text)))


def answer_from(register: str, text: str) -> Answer:
    """The answer that `text_of` wrote."""
    return TYPES[register][1](**_known(TYPES[register][1], json.loads(text)))


def _known(kind: type[Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the type knows today: a field may have gone since."""
    return {each.name: stored[each.name] for each in fields(kind) if each.name in stored}
