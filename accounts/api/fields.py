"""Fields of the API: fen as integers, rates and texts as texts, nothing quietly turned into something else."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers

from common import money

_RATE = re.compile(r"\d{1,3}(\.\d{1,6})?", re.ASCII)


class FenField(serializers.IntegerField):
    """An amount in fen: a JSON integer, neither a text nor a number with a point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": -money.MAX_FEN, "max_value": money.MAX_FEN, **options})

    def to_internal_value(self, data: Any) -> int:
        """The integer. Raises ValidationError."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise exceptions.ValidationError(_("应为以分为单位的整数，不带引号和小数点。"), code="not_fen")
        return data


class RateField(serializers.CharField):
    """A rate in percent as text ("12", "7.5"); `Decimal` within."""

    def to_internal_value(self, data: Any) -> Any:
        """The rate. Raises ValidationError."""
        if not isinstance(data, str) or not _RATE.fullmatch(data.strip()):
            raise exceptions.ValidationError(_('应为以百分数表示的文本，例如 "12"。'), code="not_rate")
        return Decimal(data.strip())

    def to_representation(self, value: Any) -> str:
        """The rate without needless zeros."""
        return f"{Decimal(value).normalize():f}"


class TextField(serializers.CharField):
    """A text that was sent as text: numbers and lists are refused, not turned into one."""

    def to_internal_value(self, data: Any) -> str:
        """The text. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)
