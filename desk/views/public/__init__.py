"""Pages of the kernel for everybody, by subject."""

from desk.views.public.ratings import device, rate, rates

__all__ = [
    "device",
    "rate",
    "rates",
]
