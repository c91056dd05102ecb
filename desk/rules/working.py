"""Time as the centre works it: office hours of working days. What is counted in it stands still at night and on days
off. Calendar and hours are arguments; moments are aware and of the centre's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from policy.rules import Calendar

END_OF_DAY = time(23, 59, 59)
"""A promise of days is kept until the day is over."""


@dataclass(frozen=True)
class WorkingTime:
    """The working days, and when they open and close."""

    calendar: Calendar
    opens: time
    closes: time

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much was worked from `start` to `end`; none where `end` is not later."""
        total, day = timedelta(0), start.date()
        while day <= end.date():
            if self.calendar.is_working_day(day):
                opens, closes = self._span(day, start)
                total += max(min(end, closes) - max(start, opens), timedelta(0))
            day += timedelta(days=1)
        return total

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The moment when `span` has been worked since `start`; what ends with the office day lasts until midnight."""
        if span <= timedelta(0):
            return start
        day = start.date()
        while True:
            if self.calendar.is_working_day(day):
                opens, closes = self._span(day, start)
                begin = max(start, opens)
                if closes - begin >= span:
                    reached = begin + span
                    return datetime.combine(day, END_OF_DAY, start.tzinfo) if reached == closes else reached
                span -= max(closes - begin, timedelta(0))
            day += timedelta(days=1)

    def before(self, end: datetime, span: timedelta) -> datetime:
        """The moment since which `span` has been worked at `end`."""
        day = end.date()
        while True:
            if self.calendar.is_working_day(day):
                opens, closes = self._span(day, end)
                until = min(end, closes)
                if until - opens >= span:
                    return until - span
                span -= max(until - opens, timedelta(0))
            day -= timedelta(days=1)

    def is_over(self, moment: datetime) -> bool:
        """Whether the day of a moment is no working day, or its office hours are over."""
        return not self.calendar.is_working_day(moment.date()) or moment.time() >= self.closes

    def _span(self, day: date, like: datetime) -> tuple[datetime, datetime]:
        return datetime.combine(day, self.opens, like.tzinfo), datetime.combine(day, self.closes, like.tzinfo)
