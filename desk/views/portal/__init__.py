"""The depositor's pages of the kernel, by subject."""

from desk.views.portal.ratings import rate, rate_again, ratings

__all__ = [
    "rate",
    "rate_again",
    "ratings",
]
