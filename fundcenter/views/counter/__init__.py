"""The counter's pages that compose the apps below, by subject."""

from fundcenter.views.counter.bench import home, search
from fundcenter.views.counter.customer import customer

__all__ = ["customer", "home", "search"]
