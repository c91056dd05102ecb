"""What loans read of the centre's parameters."""

from __future__ import annotations

from decimal import Decimal

from policy.rules import ServiceTerms

SHORT_MONTHS = 60
"""Loans up to so many months, this one included, have the lower rate (domain §5.2)."""


def rate_of(terms: ServiceTerms, *, is_first: bool, months: int) -> Decimal:
    """The annual rate of a home's loan by its months, in percent. The tier is that of the original term."""
    if is_first:
        return terms.loan_rate_first_short_percent if months <= SHORT_MONTHS else terms.loan_rate_first_long_percent
    return terms.loan_rate_second_short_percent if months <= SHORT_MONTHS else terms.loan_rate_second_long_percent
