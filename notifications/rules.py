"""Rendering, quiet hours and retries. Pure: templates, values and times are arguments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""No message disturbs anybody between nine in the evening and eight in the morning (domain §7.5)."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MAX_ATTEMPTS = len(BACK_OFF) + 1
STALE_AFTER = timedelta(minutes=10)
"""A message still being sent after this belongs to a worker that died."""

EVERYWHERE = ("name", "centre", "hotline")
"""Placeholders that every template may use: who gets the message, and from whom."""

LONGEST_VALUE = 160
HIDDEN = "******"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_FULL_NUMBER = re.compile(
    r"(?<!\d)\d{16,19}(?!\d)"  # a card, or an identity number that ends in a digit
    r"|(?<!\d)\d{17}[Xx](?![0-9A-Za-z])"
    r"|(?<!\d)\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)"  # a card as it is printed
    r"|(?<!\d)\d{6}[ -]\d{8}[ -]\d{3}[\dXx](?![0-9A-Za-z])"
)


_PERHAPS_FULL = re.compile(r"\d[\d -]{14}")
"""What every full number contains; quick to find missing, so that fifty thousand messages are soon checked."""


class BadTemplate(ValueError):
    """A template that cannot be filled in. Its text is a sentence fit for the screen."""


class MissingValue(KeyError):
    """A programming error: the context lacks a value that the template asks for."""


class FullNumber(ValueError):
    """A programming error: a rendered message would carry a whole identity or card number."""


def placeholders(text: str) -> set[str]:
    """The names a template asks for."""
    return set(_PLACEHOLDER.findall(text))


def check_template(text: str, known: Collection[str]) -> None:
    """Refuse braces that are no placeholder and placeholders nobody fills. Raises BadTemplate.

    A placeholder is a plain name: what looks into values (`{person.password}`, `{0}`, `{name!r}`) is none.
    """
    left = _PLACEHOLDER.sub("", text)
    if "{" in left or "}" in left:
        raise BadTemplate(_("花括号只能用来写占位符，如 {amount}，里面只能是小写字母、数字和下划线。"))
    unknown = sorted(placeholders(text) - set(known) - set(EVERYWHERE))
    if unknown:
        allowed = "、".join(f"{{{name}}}" for name in (*known, *EVERYWHERE))
        raise BadTemplate(
            _("没有 {%(name)s} 这个占位符。可用的有：%(allowed)s。") % {"name": unknown[0], "allowed": allowed}
        )
    if _FULL_NUMBER.search(text):
        raise BadTemplate(_("模板里不能写完整的证件号码或银行卡号。"))


def clean_value(value: object) -> str:
    """A value as it stands in a message: one line, no control characters, cut where it is very long."""
    text = str(value)
    if not text.isprintable() or "  " in text:
        text = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
        text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


@dataclass(frozen=True)
class Text:
    """A template taken apart once, to be filled in many times: literals and names in turn."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, template: str) -> Text:
        """Literals stand at even places, names at odd ones."""
        return cls(tuple(_PLACEHOLDER.split(template)))

    def fill(self, values: Mapping[str, str]) -> str:
        """The message. Values are put in as they are and never read as templates again.

        Raises MissingValue, FullNumber.
        """
        try:
            filled = "".join([part if place % 2 == 0 else values[part] for place, part in enumerate(self.parts)])
        except KeyError as missing:
            raise MissingValue(missing.args[0]) from None
        if _PERHAPS_FULL.search(filled) and _FULL_NUMBER.search(filled):
            raise FullNumber("a message must not carry a whole identity or card number")
        return filled


def is_quiet(at: datetime) -> bool:
    """Whether `at` lies in the quiet hours: 21:00 is inside, 08:00 is not."""
    clock = at.astimezone(SHANGHAI).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def not_before(at: datetime, *, urgent: bool) -> datetime:
    """The first moment from `at` on at which a message may go: at once, or when the quiet hours end."""
    if urgent or not is_quiet(at):
        return at
    local = at.astimezone(SHANGHAI)
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=SHANGHAI)


def next_try(at: datetime, *, attempts: int, urgent: bool) -> datetime | None:
    """When to try again after `attempts` refusals; None where it is enough."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return not_before(at + BACK_OFF[attempts - 1], urgent=urgent)
