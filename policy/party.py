"""The parameters of party dues in force on one day (组通字〔2008〕3号): each begins with the national value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class PartyTerms:
    """Bands of dues: a base up to the limit pays the rate, wholly."""

    dues_first_limit_fen: int = 300_000
    """Base up to which the first rate holds for people in work."""
    dues_second_limit_fen: int = 500_000
    """Base up to which the second holds."""
    dues_third_limit_fen: int = 1_000_000
    """Base up to which the third holds; above it the fourth."""
    dues_retired_limit_fen: int = 500_000
    """Pension up to which the retired pay the first rate; above it the second."""
    dues_first_percent: Decimal = Decimal("0.5")
    """The first rate."""
    dues_second_percent: Decimal = Decimal(1)
    """The second."""
    dues_third_percent: Decimal = Decimal("1.5")
    """The third."""
    dues_fourth_percent: Decimal = Decimal(2)
    """The fourth."""


PARTY_LABELS: dict[str, Any] = {
    "dues_first_limit_fen": gettext_lazy("党费第一档基数上限"),
    "dues_second_limit_fen": gettext_lazy("党费第二档基数上限"),
    "dues_third_limit_fen": gettext_lazy("党费第三档基数上限"),
    "dues_retired_limit_fen": gettext_lazy("离退休党员党费第一档基数上限"),
    "dues_first_percent": gettext_lazy("党费第一档比例"),
    "dues_second_percent": gettext_lazy("党费第二档比例"),
    "dues_third_percent": gettext_lazy("党费第三档比例"),
    "dues_fourth_percent": gettext_lazy("党费第四档比例"),
}
"""What each is called on pages."""
