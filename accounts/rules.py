"""Pure rules about people and doors: how names compare and are found, blind indexes, passwords, masks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from pypinyin import Style, pinyin

from common import identity
from common.crypto import blind_index

CITIZEN = "01"
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
CODES_A_DAY = 10
CODES_A_DAY_FROM_ADDRESS = 200
"""A hall's public terminals share one address, so the limit by address only stops machines."""
RESET_LIFE = timedelta(hours=24)
"""How long a colleague's new password may wait for the second person."""
TOTP_SECONDS = 30
RECOVERY_CODES = 8

# Readings of characters as surnames that dictionaries of words give wrong.
_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "朴": "piao",
    "任": "ren",
    "盖": "ge",
    "缪": "miao",
    "乐": "yue",
    "华": "hua",
    "翟": "zhai",
    "冼": "xian",
    "折": "she",
    "黑": "he",
    "秘": "bi",
    "员": "yun",
    "晟": "cheng",
}
_LONG_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
}
_DOTS = re.compile(r"[·•‧・･.．∙⋅]")
_NOISE = re.compile(r"[\s()\[\]{}<>〈〉《》【】〔〕「」“”\"'‘’·•‧・,，.。、\-—_/]")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list names them. `document_number` is checked and normalised by `common.identity`."""

    name: str
    document_type: str
    document_number: str
    phone: str = ""


# --- names


def clean_name(text: str) -> str:
    """A person's or employer's name as kept: half-width, one space between words, one kind of middle dot."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if _is_han(text[:1]):
        text = _DOTS.sub("·", text.replace(" ", ""))
    return text


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no width, case, brackets, spaces or dots."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char > "\U0001ffff" if char else False


@lru_cache(maxsize=30_000)
def _reading(char: str) -> str:
    """The commonest reading of one character, without tone; other characters are themselves."""
    return pinyin(char, style=Style.NORMAL, errors=lambda text: text.casefold())[0][0]


@lru_cache(maxsize=5_000)
def _surname_readings(char: str) -> tuple[str, ...]:
    """All readings of a first character, the one used as a surname in front."""
    readings = pinyin(char, style=Style.NORMAL, heteronym=True, errors=lambda text: text.casefold())[0]
    return tuple(dict.fromkeys(filter(None, [_SURNAMES.get(char), *readings])))


@lru_cache(maxsize=100_000)
def search_keys(name: str) -> tuple[str, ...]:
    """What a person is found by beside their name: full pinyin and initials, for every reading of the surname.

    The first two syllables of longer names count too, so typing may stop there.
    """
    letters = name_key(name)
    if not letters:
        return ()
    rest = [_reading(char) for char in letters[1:]]
    spellings = [[first, *rest] for first in _surname_readings(letters[0])]
    if letters[:2] in _LONG_SURNAMES:
        spellings.insert(0, [*_LONG_SURNAMES[letters[:2]], *rest[1:]])
    keys: dict[str, None] = {}
    for syllables in spellings:
        for part in (syllables, syllables[:2]):
            keys["".join(part)[:60]] = None
            keys["".join(syllable[:1] for syllable in part)] = None
    return tuple(keys)


def employer_search_keys(name: str) -> tuple[str, ...]:
    """What an employer is found by: every two neighbouring characters of its name and of its initials."""
    letters = name_key(name)
    initials = "".join(_reading(char)[:1] for char in letters)
    return tuple(dict.fromkeys([*pairs(letters), *pairs(initials), initials[:120]]))


def pairs(text: str) -> list[str]:
    """Neighbouring characters, two by two: "abc" → "ab", "bc"."""
    return [text[place : place + 2] for place in range(len(text) - 1)]


# --- numbers


def document_index(number: str) -> str:
    """Blind index of an identity document's number; upper case, so x and X are one."""
    return blind_index(number, kind="document")


def phone_index(phone: str) -> str:
    """Blind index of a phone number; empty for none."""
    return blind_index(phone, kind="phone") if phone else ""


def card_index(number: str) -> str:
    """Blind index of a bank card's number."""
    return blind_index(number, kind="card")


def check_document(document_type: str, number: object, *, today: date) -> str:
    """The normalised number of an identity document. Raises identity.InvalidNumber.

    Only citizen numbers prove themselves; others must have 5 to 30 letters and digits.
    """
    if document_type == CITIZEN:
        return identity.check_citizen_number(number, today=today)
    text = identity.normalise(number)
    if not re.fullmatch(r"[0-9A-Z()]{5,30}", text):
        raise identity.InvalidNumber(_("证件号码应为 5 至 30 位字母或数字"))
    return text


def mask_name(name: str) -> str:
    """A name with only its last character shown: 张三 → *三; for answers to people who have not proved who they are."""
    return "*" * (len(name) - 1) + name[-1:] if len(name) > 1 else "*"


_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """A browser's long description in two words: "Chrome，Windows"; empty where it says nothing known."""
    found = [next((word for sign, word in table if sign in user_agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return "，".join(filter(None, found))


# --- passwords


def password_gives_away(password: str, *, document_number: str, phone: str) -> bool:
    """Whether a password holds what others know of its owner: the last six of the document, birthday, phone."""
    known = [document_number[-6:], document_number[6:14] if len(document_number) == 18 else "", phone[-8:]]
    return any(len(part) >= 6 and part.casefold() in password.casefold() for part in known)
