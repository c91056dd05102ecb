"""Form fields for what people type: yuan, months, days, rates, and numbers that check themselves, and files.

All take full-width digits and the spaces people leave between groups; they clean to the project's own types
(fen, "YYYYMM", date, Decimal, normalised text) and complain in sentences fit for the screen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import identity, money, months

LAST_YEAR = 2999
"""No day that anybody means lies later, and the day after the last one there is would be none."""


def _text(value: Any) -> str:
    """What was typed, full-width made half-width, without spaces at its ends."""
    return unicodedata.normalize("NFKC", str(value)).strip()


class _TypedField(forms.Field):
    """A one-line field whose text `parse` turns into the project's type."""

    widget = forms.TextInput
    typing: dict[str, str] = {"autocomplete": "off"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Which keyboard a phone shows, and no stored suggestions for personal numbers."""
        return {} if widget.is_hidden else dict(self.typing)

    def to_python(self, value: Any) -> Any:
        """The cleaned value, or None where nothing was typed."""
        if value in self.empty_values or not _text(value):
            return None
        return self.parse(value)

    def parse(self, value: Any) -> Any:
        """The cleaned value of something typed. Raises ValidationError."""
        raise NotImplementedError

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the typed text means something other than the initial value."""
        try:
            return bool((initial or None) != self.to_python(data))
        except ValidationError:
            return True


class YuanField(_TypedField):
    """Yuan as people write them ("1,234.5", "￥１２") → fen. Limits are in fen and are told before they are broken."""

    typing = {"autocomplete": "off", "inputmode": "decimal"}

    def __init__(self, *, min_fen: int | None = 0, max_fen: int | None = money.MAX_FEN, **options: Any) -> None:
        super().__init__(**options)
        self.min_fen, self.max_fen = min_fen, max_fen

    def parse(self, value: Any) -> int:
        """Fen of the text; an int, an initial value, is fen already."""
        if isinstance(value, int):
            return value
        try:
            return money.parse_yuan(value)
        except ValueError:
            raise ValidationError(_("请填写金额，以元为单位，最多两位小数，如 1,234.56。"), code="amount") from None

    def validate(self, value: int | None) -> None:
        """Required, and within the limits."""
        super().validate(value)
        if value is None:
            return
        if self.min_fen is not None and value < self.min_fen:
            text = _("金额不能少于 %(least)s 元。") % {"least": money.yuan(self.min_fen)}
            raise ValidationError(text, code="too_little")
        if self.max_fen is not None and value > self.max_fen:
            text = _("金额不能超过 %(most)s 元。") % {"most": money.yuan(self.max_fen)}
            raise ValidationError(text, code="too_much")

    def prepare_value(self, value: Any) -> Any:
        """Fen (an initial value) as yuan; what was typed stays as it was typed."""
        return money.yuan(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """As for every field; nothing and 0.00 are different answers."""
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class PercentField(_TypedField):
    """A rate in percent ("12", "5.5%") → Decimal, within limits that are themselves allowed."""

    typing = {"autocomplete": "off", "inputmode": "decimal"}

    def __init__(self, *, least: Decimal, most: Decimal, places: int = 2, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most, self.places = least, most, places

    def parse(self, value: Any) -> Decimal:
        """The rate as a number."""
        try:
            rate = Decimal(_text(value).rstrip("%").strip())
        except InvalidOperation:
            rate = Decimal("NaN")
        if not rate.is_finite() or -int(rate.as_tuple().exponent) > self.places:
            text = _("请填写百分比数字，最多 %(places)d 位小数，如 12。") % {"places": self.places}
            raise ValidationError(text, code="rate")
        return rate

    def validate(self, value: Decimal | None) -> None:
        """Required, and within the limits."""
        super().validate(value)
        if value is not None and not self.least <= value <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise ValidationError(_("应在 %(least)s%% 至 %(most)s%% 之间。") % limits, code="rate")


class MonthField(_TypedField):
    """A month ("2026-10", "202610", "2026年10月") → "YYYYMM"."""

    typing = {"autocomplete": "off", "inputmode": "numeric", "placeholder": "2026-10"}

    def parse(self, value: Any) -> str:
        """The month in six digits."""
        match = re.fullmatch(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?", _text(value), re.ASCII)
        month = f"{match[1]}{int(match[2]):02d}" if match else ""
        if not months.is_month(month):
            raise ValidationError(_("请填写年月，如 2026-10。"), code="month")
        return month

    def prepare_value(self, value: Any) -> Any:
        """A clean month with its hyphen; anything else as it was typed."""
        return f"{value[:4]}-{value[4:]}" if isinstance(value, str) and months.is_month(value) else value


class DayField(forms.DateField):
    """A day, from the browser's calendar or typed ("2026-10-10", "20261010", "2026年10月10日") → date."""

    default_error_messages = {"invalid": gettext_lazy("请填写日期，如 2026-10-10。")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        formats = ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
        super().__init__(input_formats=formats, **options)

    def to_python(self, value: Any) -> date | None:
        """The day, or None where nothing was typed."""
        day = super().to_python(_text(value) if isinstance(value, str) else value)
        if day is not None and day.year > LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day.date() if isinstance(day, datetime) else day


class _NumberField(_TypedField):
    """A number that proves itself, checked by a function of `common.identity`."""

    typing = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}

    def parse(self, value: Any) -> str:
        """The normalised number."""
        try:
            return self.check(value)
        except identity.InvalidNumber as refusal:
            raise ValidationError(_("%(what)s。") % {"what": refusal}, code="number") from None

    def check(self, value: Any) -> str:
        """The normalised number; raises InvalidNumber."""
        raise NotImplementedError

    def clean(self, value: Any) -> str:
        """Text always: an empty number is "", as the columns hold it."""
        return super().clean(value) or ""


class IdentityNumberField(_NumberField):
    """A citizen number (GB 11643). `today` bounds the birth date inside it."""

    def __init__(self, *, today: Callable[[], date] = timezone.localdate, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("身份证号码"))
        super().__init__(**options)
        self.today = today

    def check(self, value: Any) -> str:
        """Length, province, birth date, check character."""
        return identity.check_citizen_number(value, today=self.today())


class SocialCreditCodeField(_NumberField):
    """A unified social credit code (GB 32100) with the organisation code inside."""

    def check(self, value: Any) -> str:
        """Length, alphabet, both check characters."""
        return identity.check_social_credit_code(value)


class BankCardField(_NumberField):
    """A personal bank card, 16 to 19 digits; whether its last digit fails Luhn is a warning the page may give."""

    typing = {"autocomplete": "off", "inputmode": "numeric"}

    def check(self, value: Any) -> str:
        """Digits and length."""
        return identity.check_bank_card(value)


class MobileField(_NumberField):
    """A mainland mobile number → 11 digits."""

    typing = {"autocomplete": "tel", "inputmode": "tel"}

    def check(self, value: Any) -> str:
        """Digits and first two."""
        return identity.check_mobile(value)


class UploadField(forms.FileField):
    """A file of the kinds named by their endings, no larger than `max_bytes`. Its content is the reader's to judge."""

    def __init__(self, *, endings: Sequence[str], max_bytes: int = 20 * 1024 * 1024, **options: Any) -> None:
        options.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(endings)}))
        super().__init__(**options)
        self.endings, self.max_bytes = tuple(endings), max_bytes

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file. Refuses another ending, an empty file and one too large, each in its own words."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        if PurePath(file.name or "").suffix.lower() not in self.endings:
            kinds = "、".join(self.endings)
            raise ValidationError(_("请上传 %(kinds)s 文件。") % {"kinds": kinds}, code="kind")
        if (file.size or 0) > self.max_bytes:
            most = self.max_bytes // (1024 * 1024)
            raise ValidationError(_("文件不能超过 %(most)d MB，请拆成几份。") % {"most": most}, code="too_large")
        return file
