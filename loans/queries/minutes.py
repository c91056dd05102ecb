"""Where the minutes of applications are: one clock, and whose clocks are to be read or warned of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from desk.models import ClockSpan
from desk.states.cases import OPEN_STATUSES
from loans.models import Application, StepSpan
from loans.rules import minutes as rules
from loans.rules.minutes import Clock, Stretch
from loans.states.applying import Lane
from policy import queries as policy


def clock_of(application: Application, now: datetime) -> Clock | None:
    """The clock of one application as it stands now; None while it has not begun."""
    return clocks_of([application], now).get(application.pk)


def clocks_of(applications: Iterable[Application], now: datetime) -> dict[int, Clock]:
    """The clocks of several applications by id, in two questions however many there are."""
    fast = {each.pk: each.lane == Lane.FAST for each in applications}
    terms = policy.service_on(timezone.localdate(now))
    found: dict[int, list[Stretch]] = {}
    for key, stretch in stretches(StepSpan.objects.filter(application__in=list(fast))):
        found.setdefault(key, []).append(stretch)
    targets = rules.targets(terms)
    clocks = {
        key: rules.clock(each, now, targets if fast[key] else rules.NO_TARGETS, terms.loan_warn_minutes)
        for key, each in found.items()
    }
    return {key: each for key, each in clocks.items() if each is not None}


def stretches(rows: QuerySet[StepSpan]) -> list[tuple[int, Stretch]]:
    """Application and stretch of each row, oldest first."""
    found = rows.order_by("began_at", "id")
    return [
        (key, Stretch(step, began_at, ended_at, why))
        for key, step, began_at, ended_at, why in found.values_list(
            "application", "step", "began_at", "ended_at", "stopped_for"
        )
    ]


def to_follow() -> list[int]:
    """Applications in hand whose case has clocks that were not read yet, and those whose case has ended."""
    news = ClockSpan.objects.filter(case=OuterRef("case"), id__gt=OuterRef("clocked_to"))
    in_hand = Application.objects.filter(Exists(news), paid_at=None, ended_at=None)
    ended = StepSpan.objects.filter(ended_at=None).exclude(application__case__status__in=OPEN_STATUSES)
    ids = {*in_hand.values_list("pk", flat=True), *ended.values_list("application", flat=True)}
    return sorted(ids)


def running_fast() -> QuerySet[StepSpan]:
    """Stretches of the fast lane that run now, nobody told to hurry yet, oldest first."""
    rows = StepSpan.objects.filter(
        Q(application__lane=Lane.FAST), ended_at=None, stopped_for="", is_warned=False, application__paid_at=None
    )
    return rows.select_related("application__case__version", "person").order_by(F("began_at"), "id")


def near_the_end(spans: Sequence[StepSpan], now: datetime) -> list[tuple[StepSpan, Clock]]:
    """Those of the stretches whose application has used up its minutes until the warning."""
    clocks = clocks_of([each.application for each in spans], now)
    found = [(each, clocks[each.application_id]) for each in spans]
    return [(each, clock) for each, clock in found if clock.seconds >= clock.warn]
