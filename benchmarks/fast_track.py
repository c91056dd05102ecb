"""A month of the fast lane, simulated: seeded arrivals, clerks, approvers. Run `python -m benchmarks.fast_track`.

Where the minutes go with so many hands at each step, what one more of each would bring, and how long the bottleneck
page takes over the month once it is written as rows. The minutes in hand are drawn from a triangle around two thirds
of each step's target; the queues are loans.rules.queueing's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks import scratch

scratch.prepare("fast_track")

from django.db import transaction  # noqa: E402

from loans.models import Application, StepSpan  # noqa: E402
from loans.queries import bottleneck  # noqa: E402
from loans.queries.bottleneck import Period  # noqa: E402
from loans.rules import minutes as rules  # noqa: E402
from loans.rules import queueing  # noqa: E402
from loans.states.applying import Step  # noqa: E402
from policy import operations as policy  # noqa: E402
from policy.loan_care import LoanCareTerms  # noqa: E402
from tests import make, people  # noqa: E402
from tests.desk.world import AT  # noqa: E402
from tests.loans import desked  # noqa: E402

SEED = 50
DAYS = 3 if scratch.SMALL else 22
A_DAY = 48
OPEN_SECONDS = 7 * 3600
"""Cases are begun in the first seven hours, so that a day's work ends with the day."""
HANDS = {Step.ACCEPT: 3, Step.REVIEW: 2, Step.APPROVE: 1, Step.SIGN: 3, Step.PAY: 1}
TARGETS = rules.targets(LoanCareTerms())
WHOLE = sum(TARGETS.values())


@dataclass(frozen=True)
class Passage:
    """One case: day, when it began (seconds of the day), and for each step how long it waited and was in hand."""

    day: int
    at: int
    steps: dict[Step, tuple[int, int]]

    @property
    def seconds(self) -> int:
        """All of it."""
        return sum(waited + took for waited, took in self.steps.values())


def month(hands: dict[Step, int]) -> list[Passage]:
    """Every case of the month, step after step through the queues; the same seed gives the same customers."""
    draw = random.Random(SEED)
    return [case for day in range(DAYS) for case in one_day(day, draw, hands)]


def one_day(day: int, draw: random.Random, hands: dict[Step, int]) -> list[Passage]:
    """The cases of a day."""
    began = sorted(draw.randrange(OPEN_SECONDS) for _case in range(A_DAY))
    takes = [{step: in_hand(draw, target) for step, target in TARGETS.items()} for _case in began]
    ready: list[int] = list(began)
    steps: list[dict[Step, tuple[int, int]]] = [{} for _case in began]
    for step in Step:
        order = sorted(range(len(began)), key=lambda case: (ready[case], case))
        waits = queueing.waits([ready[case] for case in order], [takes[case][step] for case in order], hands[step])
        for case, waited in zip(order, waits, strict=True):
            steps[case][step] = (waited, takes[case][step])
            ready[case] += waited + takes[case][step]
    return [Passage(day, at, found) for at, found in zip(began, steps, strict=True)]


def in_hand(draw: random.Random, target: int) -> int:
    """Seconds in somebody's hands: from a third of the target to a little above it, mostly two thirds."""
    return round(draw.triangular(target / 3, target * 1.1, target * 2 / 3))


def figures(cases: Sequence[Passage]) -> list[str]:
    """Median, ninetieth, fastest, slowest in minutes, and the share within fifty."""
    spent = [case.seconds for case in cases]
    found = [rules.quantile(spent, 50), rules.quantile(spent, 90), min(spent), max(spent)]
    return [*(f"{seconds / 60:.0f}" for seconds in found), f"{rules.within(spent, WHOLE)} %"]


def write(cases: Sequence[Passage]) -> Period:
    """The month as rows of the fast lane, in one person's hands; its period."""
    with transaction.atomic():
        policy.set_book_date(on=AT.date())
    make.city()
    who, branch = people.zhao_liu().person_id, people.branch().pk
    for case in cases:
        began = AT + timedelta(days=case.day, seconds=case.at)
        found = desked.application(at=began)
        at, spans = began, []
        for step, (waited, took) in case.steps.items():
            for person, seconds in ((None, waited), (who, took)):
                if seconds:
                    spans.append(_span(found, step, at, seconds, person, branch))
                    at += timedelta(seconds=seconds)
        StepSpan.objects.bulk_create(spans)
        Application.objects.filter(pk=found.pk).update(paid_at=at)
    return Period(AT - timedelta(days=1), AT + timedelta(days=DAYS + 1), "FAST")


def _span(
    found: Application, step: Step, at: datetime, seconds: int, person_id: int | None, branch_id: int
) -> StepSpan:
    return StepSpan(
        application=found,
        step=step,
        began_at=at,
        ended_at=at + timedelta(seconds=seconds),
        person_id=person_id,
        branch_id=branch_id,
    )


def page(period: Period) -> float:
    """Milliseconds of everything the bottleneck page asks."""
    began = time.perf_counter()
    bottleneck.whole(period, WHOLE)
    bottleneck.by_step(period, TARGETS)
    bottleneck.by_person(period, TARGETS)
    bottleneck.by_branch(period, WHOLE)
    bottleneck.by_hour(period)
    bottleneck.by_stop(period)
    arrivals, services = bottleneck.arrivals(period)
    for servers in (2, 3):
        queueing.outlook(arrivals, services, servers=servers, target=WHOLE)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    cases = month(HANDS)
    named = ", ".join(f"{step.value.lower()} {count}" for step, count in HANDS.items())
    lines = [
        f"{len(cases)} cases in {DAYS} days, {A_DAY} a day; hands: {named}; seed {SEED}.",
        "",
        "| hands | median | p90 | fastest | slowest | within 50 |",
        "|---|---:|---:|---:|---:|---:|",
        f"| as above | {' | '.join(figures(cases))} |",
    ]
    for step in Step:
        more = month({**HANDS, step: HANDS[step] + 1})
        lines.append(f"| one more to {step.value.lower()} | {' | '.join(figures(more))} |")
    lines += ["", "| step | waited, median | waited, p90 | in hand, median |", "|---|---:|---:|---:|"]
    for step in Step:
        waited = [case.steps[step][0] for case in cases]
        took = [case.steps[step][1] for case in cases]
        shown = (rules.quantile(waited, 50), rules.quantile(waited, 90), rules.quantile(took, 50))
        lines.append(f"| {step.value.lower()} | {' | '.join(f'{each / 60:.1f}' for each in shown)} |")
    period = write(cases)
    found = bottleneck.whole(period, WHOLE)
    assert found is not None and found.count == len(cases)
    assert found.median == rules.quantile([case.seconds for case in cases], 50), "rows say what was simulated"
    lines += ["", f"The bottleneck page's questions over the month, with both outlooks: {page(period):.0f} ms."]
    scratch.write("loans_fast_track", "A month of the fast lane, in minutes", lines)


if __name__ == "__main__":
    main()
