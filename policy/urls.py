"""Addresses of the rules of the day."""

from __future__ import annotations

from django.urls import path, register_converter

from policy.views import counter


class YearConverter:
    """A year that calendars are kept for."""

    regex = "20[0-9]{2}"

    def to_python(self, value: str) -> int:
        """Digits → year."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Year → digits."""
        return f"{value:04d}"


register_converter(YearConverter, "year")

app_name = "policy"
urlpatterns = [
    path("counter/policy/", counter.parameters, name="counter_parameters"),
    path("counter/policy/calendar/", counter.calendar, name="counter_calendar"),
    path("counter/policy/calendar/<year:year>/", counter.calendar, name="counter_calendar"),
]
