"""The counter's pages of the kernel, by subject."""

from desk.views.counter.ratings import ask_rating, follow_up, follow_ups, ratings

__all__ = [
    "ask_rating",
    "follow_up",
    "follow_ups",
    "ratings",
]
