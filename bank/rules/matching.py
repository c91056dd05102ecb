"""Whose money is this? The matching rules of domain §2.5, in their order: remark and summary before payer name.

Rules 1–3 find the matter whatever the amount; rule 4 only proposes; rule 5 is suspense.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

_BRACKETS = str.maketrans("[]{}〔〕【】「」〈〉《》", "()()()()()()()")
_TOKEN = re.compile(r"[0-9A-Z]{6,}")


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a bank line says about its payer. Index and key are "" where the line is silent."""

    amount_fen: int
    remark: str
    summary: str
    payer_index: str
    name_key: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An expectation that waits for money, as far as matching looks at it."""

    id: int
    employer_id: int | None
    reference: str
    account_number: str
    payer_index: str
    name_key: str
    missing_fen: int


@dataclass(frozen=True, slots=True)
class KnownPayer:
    """An employer as the bank lines name it."""

    employer_id: int
    account_number: str
    payer_index: str
    name_key: str


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that decided, and the expectation or at least the employer it found. Rule 4 waits for a person."""

    rule: int
    expectation_id: int | None = None
    employer_id: int | None = None
    needs_person: bool = False


def normalise_text(text: str) -> str:
    """Full-width to half-width, upper case, for looking numbers up inside."""
    return unicodedata.normalize("NFKC", text).upper()


def name_key(name: str) -> str:
    """A name as it is compared: half-width, one kind of brackets, no spaces."""
    return re.sub(r"\s", "", normalise_text(name).translate(_BRACKETS))


def tokens(*texts: str) -> list[str]:
    """Numbers and codes of six characters or more inside the texts, in their order, each once."""
    found = [token for text in texts for token in _TOKEN.findall(normalise_text(text))]
    return list(dict.fromkeys(found))


def identify(facts: ReceiptFacts, waiting: Sequence[Waiting], payers: Sequence[KnownPayer]) -> Match:
    """The first rule of domain §2.5 that knows whose money this is."""
    rules: list[Callable[[ReceiptFacts, Sequence[Waiting]], Match | None]] = [
        by_reference,
        by_account_number,
        by_payer_account,
        by_payer_name,
    ]
    for rule in rules:
        match = rule(facts, waiting)
        if match is not None:
            return match
    return suspense(facts, payers)


def by_reference(facts: ReceiptFacts, waiting: Sequence[Waiting]) -> Match | None:
    """Rule 1: the remittance number (汇缴书号) stands in the remark or summary."""
    for token in tokens(facts.remark, facts.summary):
        found = [each for each in waiting if each.reference and normalise_text(each.reference) == token]
        if len(found) == 1:
            return Match(1, found[0].id, found[0].employer_id)
    return None


def by_account_number(facts: ReceiptFacts, waiting: Sequence[Waiting]) -> Match | None:
    """Rule 2: the employer's account number stands in the remark or summary, and that employer has one list waiting."""
    for token in tokens(facts.remark, facts.summary):
        found = [each for each in waiting if each.account_number == token]
        if len(found) == 1:
            return Match(2, found[0].id, found[0].employer_id)
    return None


def by_payer_account(facts: ReceiptFacts, waiting: Sequence[Waiting]) -> Match | None:
    """Rule 3: the money comes from the employer's registered bank account, and one list waits."""
    found = [each for each in waiting if facts.payer_index and each.payer_index == facts.payer_index]
    return Match(3, found[0].id, found[0].employer_id) if len(found) == 1 else None


def by_payer_name(facts: ReceiptFacts, waiting: Sequence[Waiting]) -> Match | None:
    """Rule 4: the payer's name is the employer's and the amount is what its one list waits for: proposed only."""
    found = [each for each in waiting if facts.name_key and each.name_key == facts.name_key]
    if len(found) == 1 and found[0].missing_fen == facts.amount_fen:
        return Match(4, found[0].id, found[0].employer_id, needs_person=True)
    return None


def suspense(facts: ReceiptFacts, payers: Sequence[KnownPayer]) -> Match:
    """Rule 5: suspense, under the employer where number, account or name know exactly one, else unidentified."""
    named = tokens(facts.remark, facts.summary)
    signs: list[list[int]] = [
        [payer.employer_id for payer in payers if payer.account_number in named],
        [payer.employer_id for payer in payers if facts.payer_index and payer.payer_index == facts.payer_index],
        [payer.employer_id for payer in payers if facts.name_key and payer.name_key == facts.name_key],
    ]
    for employers in signs:
        if len(employers) == 1:
            return Match(5, employer_id=employers[0])
    return Match(5)


def value_date(dates: Collection[date], on: date) -> date:
    """The value date of an allocation: that of the last receipt needed (domain §2.4 rule 5), at most `on`."""
    return min(max(dates), on)


def unmatched(
    bank: Sequence[tuple[int, date, int]], book: Sequence[tuple[int, date, int]]
) -> tuple[list[int], list[int]]:
    """Tick off lines against entries, each (id, value date, signed fen): ids left on either side.

    One ticks one of the same date and amount first; what is left is ticked by amount alone, oldest first, since a
    payment may reach the bank a day after the book.
    """
    lines, entries = list(bank), list(book)
    for same_day in (True, False):
        waiting: dict[tuple[date | None, int], list[int]] = {}
        for place, (_id, day, fen) in enumerate(entries):
            waiting.setdefault((day if same_day else None, fen), []).append(place)
        ticked: set[int] = set()
        left: list[tuple[int, date, int]] = []
        for line in lines:
            places = waiting.get((line[1] if same_day else None, line[2]))
            if places:
                ticked.add(places.pop(0))
            else:
                left.append(line)
        lines, entries = left, [entry for place, entry in enumerate(entries) if place not in ticked]
    return [line[0] for line in lines], [entry[0] for entry in entries]
