"""The columns that say who somebody is: document, name, account, card, mobile number."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from common import identity
from deposits import rules
from deposits.files import cells
from deposits.files.columns import Cell, Column
from deposits.files.problems import Problems
from deposits.files.reading import PayrollFile

CITIZEN = "01"
DOCUMENT_TYPES = {
    "01": "01",
    "02": "02",
    "03": "03",
    "04": "04",
    "99": "99",
    "身份证": "01",
    "居民身份证": "01",
    "军官证": "02",
    "护照": "03",
    "外国人永久居留身份证": "04",
    "外国人永久居留证": "04",
    "其他": "99",
}
NUMBER_SPOILT = _("Excel 把身份证号变成了数字，请把该列设为文本后重新录入。")
CARD_SPOILT = _("Excel 把银行卡号变成了数字，请把该列设为文本后重新录入。")

_CHECKS = "10X98765432"
_OTHER_DOCUMENT = re.compile(r"[0-9A-Z\u4e00-\u9fff()/]{3,18}").fullmatch
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII).fullmatch
_EXACT_DIGITS = 15  # a spreadsheet keeps fifteen digits of a number, the rest become zeros

# Card numbers by bytes: every second digit from the right doubled, nine taken off (Luhn).
_SINGLE = bytes(max(0, sign - 48) for sign in range(256))
_DOUBLE = bytes([*range(48), 0, 2, 4, 6, 8, 1, 3, 5, 7, 9, *range(58, 256)])


class _Share(dict[str, int]):
    """What one stretch of a citizen number adds to its check sum, worked out once for each value it takes."""

    def __init__(self, before: int, length: int) -> None:
        super().__init__()
        self.before, self.length = before, length

    def __missing__(self, stretch: str) -> int:
        if len(stretch) != self.length or not (stretch.isascii() and stretch.isdigit()):
            raise KeyError(stretch)
        first17 = ("0" * self.before + stretch).ljust(17, "0")
        share = self[stretch] = _CHECKS.index(identity.citizen_check_digit(first17))
        return share


class CitizenNumbers:
    """`identity.check_citizen_number` for many numbers: whole regions and birthdays are proved once each."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.regions, self.births, self.sequences = _Share(0, 6), _Share(6, 8), _Share(14, 3)
        self.good: set[str] = set()

    def check(self, number: str) -> str:
        """The normalised number. Raises identity.InvalidNumber."""
        region, birth = number[:6], number[6:14]
        if region in self.good and birth in self.good and len(number) == 18:
            try:
                total = self.regions[region] + self.births[birth] + self.sequences[number[14:17]]
            except KeyError:
                total = -1
            if total >= 0 and _CHECKS[total % 11] == number[17]:
                return number
        number = identity.check_citizen_number(number.lstrip("'`"), today=self.today)
        self.good.update((number[:6], number[6:14]))
        return number


def document_types(file: PayrollFile, problems: Problems) -> list[str]:
    """Codes of the national platform, or their words. A list without the column is all identity cards."""
    if Column.DOCUMENT_TYPE not in file.columns:
        return [CITIZEN] * len(file.lines)
    found = []
    for row, value in zip(file.row_numbers, file.column(Column.DOCUMENT_TYPE), strict=True):
        code = DOCUMENT_TYPES.get(value) if isinstance(value, str) else None
        if code is None:
            written = cells.text(value)
            code = DOCUMENT_TYPES.get(written.zfill(2) if written.isdigit() else written, "")
        if not code:
            message = _("证件类型应为 01 身份证、02 军官证、03 护照、04 外国人永久居留身份证或 99 其他。")
            problems.add(row, Column.DOCUMENT_TYPE, value, message)
        found.append(code)
    return found


def documents(file: PayrollFile, types: list[str], today: date, problems: Problems) -> list[str]:
    """Document numbers, identity cards proved by date and check digit; "" where faulty."""
    citizens = CitizenNumbers(today)
    found = []
    for row, value, code in zip(file.row_numbers, file.column(Column.DOCUMENT), types, strict=True):
        try:
            number = citizens.check(value) if code == CITIZEN and isinstance(value, str) else _document(value, code)
        except ValueError as refusal:
            # A number that Excel spoilt fails every other test too; only the cause helps.
            spoilt = cells.was_number(value)
            problems.add(row, Column.DOCUMENT, value, NUMBER_SPOILT if spoilt else _sentence(value, refusal))
            number = ""
        found.append(number)
    return found


def _sentence(value: Cell, refusal: ValueError) -> object:
    return _("没有填写证件号码。") if cells.is_blank(value) else f"{str(refusal).removesuffix('。')}。"


def _document(value: Cell, code: str) -> str:
    """A number that is no identity card, or whose kind is unknown. Raises ValueError."""
    if code == CITIZEN or cells.was_number(value):
        raise cells.Fault(NUMBER_SPOILT)
    number = cells.digits(value)
    if code and not _OTHER_DOCUMENT(number):
        raise cells.Fault(_("证件号码应为 3 至 18 位数字、字母或汉字。"))
    return number


def names(file: PayrollFile, problems: Problems) -> list[str]:
    """Names as they are kept; "" where faulty."""
    found = []
    for row, value in zip(file.row_numbers, file.column(Column.NAME), strict=True):
        try:
            name = cells.person_name(value)
        except cells.Fault as fault:
            problems.add(row, Column.NAME, value, fault)
            name = ""
        found.append(name)
    return found


def account_numbers(file: PayrollFile, problems: Problems) -> list[str]:
    """Personal account numbers; blank where the list gives none."""
    found = []
    for row, value in zip(file.row_numbers, file.column(Column.ACCOUNT), strict=True):
        number = "" if value == "" else cells.digits(value)
        if number and not rules.is_personal_account_number(number):
            problems.add(row, Column.ACCOUNT, value, _("个人账号应为 12 位数字，这个号码校验不对。"))
            number = ""
        found.append(number)
    return found


def cards(file: PayrollFile, problems: Problems, warnings: Problems) -> list[str]:
    """Bank cards of 16 to 19 digits, or none. A wrong Luhn digit only warns: some banks' old cards have one."""
    found = []
    for row, value in zip(file.row_numbers, file.column(Column.CARD), strict=True):
        number = ""
        if value != "" and not cells.is_blank(value):
            try:
                number = _card(value)
            except ValueError as refusal:
                problems.add(row, Column.CARD, value, _sentence(value, refusal))
        if number and not passes_luhn(number):
            warnings.add(row, Column.CARD, number, _("卡号末位校验不对，请核对是否抄错。"))
        found.append(number)
    return found


def _card(value: Cell) -> str:
    if isinstance(value, str) and value.isascii() and value.isdigit() and 16 <= len(value) <= 19:
        return value
    if cells.was_number(value):
        raise cells.Fault(CARD_SPOILT)
    return identity.check_bank_card(str(value).lstrip("'`"))


def passes_luhn(number: str) -> bool:
    """The rule of `identity.card_fails_luhn`, by bytes: a list has 50,000 cards."""
    signs = number.encode("ascii")
    return sum(signs[-1::-2].translate(_SINGLE), sum(signs[-2::-2].translate(_DOUBLE))) % 10 == 0


def mobiles(file: PayrollFile, problems: Problems) -> list[str]:
    """Mobile numbers, or none. A number in a cell is exact here: eleven digits are."""
    found = []
    for row, value in zip(file.row_numbers, file.column(Column.MOBILE), strict=True):
        number = ""
        if isinstance(value, str) and (value == "" or _MOBILE(value)):
            number = value
        elif not cells.is_blank(value):
            try:
                number = identity.check_mobile(cells.digits(value))
            except ValueError as refusal:
                problems.add(row, Column.MOBILE, value, _sentence(value, refusal))
        found.append(number)
    return found
