"""By when a complaint is answered and closed, and the code that shows how it stands. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from policy.rules import Calendar

ANSWER_DAYS = 5
"""Working days until the answer (domain §7.4)."""
CLOSE_DAYS = 15
"""Working days until the matter is closed (the same)."""
OBJECT_DAYS = 5
"""Working days the person has to say that the answer does not satisfy them; after that it is closed."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Characters of a code: none that is taken for another."""
CODE_LENGTH = 12
"""31¹² codes: at thirty tries a minute nobody guesses one."""
SAME_WITHIN_HOURS = 24
"""The same words from the same person within a day are the same complaint: pressed twice, or sent again in worry."""


@dataclass(frozen=True)
class ComplaintDays:
    """By when we answer, and by when it is closed. `provisional`: a year on the way is not published yet."""

    answer_on: date
    close_on: date
    provisional: bool


def complaint_days(received_on: date, calendar: Calendar) -> ComplaintDays:
    """Both days, in working days after it came."""
    answer = calendar.add_working_days(received_on, ANSWER_DAYS)
    close = calendar.add_working_days(received_on, CLOSE_DAYS)
    return ComplaintDays(answer.day, close.day, close.provisional)


def second_answer_on(appealed_on: date, calendar: Calendar) -> date:
    """By when the head answers: as many working days as the first answer had."""
    return calendar.add_working_days(appealed_on, ANSWER_DAYS).day


def is_silent_since(answered_on: date, today: date, calendar: Calendar) -> bool:
    """Whether the days for an objection are over."""
    return calendar.add_working_days(answered_on, OBJECT_DAYS).day < today


def clean_code(typed: str) -> str:
    """A code as people type it — spaces, hyphens, small letters, full width — as it is kept; "" where it is none."""
    code = unicodedata.normalize("NFKC", typed).upper().replace(" ", "").replace("-", "")
    fits = len(code) == CODE_LENGTH and all(char in ALPHABET for char in code)
    return code if fits else ""


def code_groups(code: str) -> str:
    """A code in groups of four, as it is read out."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
