"""Where the minutes of an application go (domain §5.11): fifty from the window to the money, each step with its target.

The clock is ours from the papers' submission to the payment; it stands still only with a reason, while the customer or
another authority is waited for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from loans.states.applying import Step
from policy.loan_care import LoanCareTerms

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an application's time: in which step; `stopped_for` is why the clock stood still, empty: ours."""

    step: str
    began_at: datetime
    ended_at: datetime | None = None
    stopped_for: str = ""

    def seconds(self, now: datetime) -> int:
        """How long it took, or has taken until now; a stretch that begins later has taken nothing."""
        return max(0, int(((self.ended_at or now) - self.began_at).total_seconds()))


def targets(terms: LoanCareTerms) -> dict[str, int]:
    """The target of each step, in seconds."""
    return {
        Step.ACCEPT: terms.loan_accept_minutes * MINUTE,
        Step.REVIEW: terms.loan_review_minutes * MINUTE,
        Step.APPROVE: terms.loan_approve_minutes * MINUTE,
        Step.SIGN: terms.loan_sign_minutes * MINUTE,
        Step.PAY: terms.loan_pay_minutes * MINUTE,
    }


@dataclass(frozen=True)
class StepTime:
    """What one step took of our time beside its target, in seconds (0: none). `is_now`: the case is in it."""

    step: Step
    seconds: int
    target: int
    is_now: bool

    @property
    def is_late(self) -> bool:
        """Whether it took longer than its target; without one it is never late."""
        return 0 < self.target < self.seconds

    @property
    def minutes(self) -> int:
        """Whole minutes so far."""
        return self.seconds // MINUTE

    @property
    def target_minutes(self) -> int:
        """The target in minutes."""
        return self.target // MINUTE

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to show of it."""
        return self.is_now or self.seconds > 0


@dataclass(frozen=True)
class Clock:
    """How an application stands in time, in seconds of ours; `waited` is what was others' time.

    Only the fast lane has targets: an ordinary case's are 0, and it is neither late nor nearly.
    """

    steps: tuple[StepTime, ...]
    seconds: int
    target: int
    waited: int
    warn: int
    stopped_for: str = ""
    is_ended: bool = False

    @property
    def now(self) -> StepTime | None:
        """The step in which it is; None once it has ended."""
        return next((each for each in self.steps if each.is_now), None)

    @property
    def is_late(self) -> bool:
        """Whether all its minutes are used up; without a target they never are."""
        return 0 < self.target < self.seconds

    @property
    def is_near(self) -> bool:
        """Whether it is time to hurry: past the warning, not yet late, and still running."""
        return not self.is_ended and self.warn <= self.seconds <= self.target

    @property
    def left(self) -> int:
        """Seconds until all minutes are used up; below zero once they are."""
        return self.target - self.seconds

    @property
    def minutes(self) -> int:
        """Whole minutes of ours so far."""
        return self.seconds // MINUTE

    @property
    def target_minutes(self) -> int:
        """The target of all steps in minutes."""
        return self.target // MINUTE

    @property
    def waited_minutes(self) -> int:
        """Whole minutes of others' time."""
        return self.waited // MINUTE

    @property
    def left_minutes(self) -> int:
        """Whole minutes left, never below zero."""
        return max(0, self.left // MINUTE)

    @property
    def percent(self) -> int:
        """The share of all minutes that is used, at most 100: for the bar."""
        return min(100, self.seconds * 100 // self.target) if self.target else 100


def clock(stretches: Sequence[Stretch], now: datetime, targets: Mapping[str, int], warn_minutes: int) -> Clock | None:
    """The clock of an application by its stretches, oldest first; None where it has none."""
    if not stretches:
        return None
    running = next((each for each in stretches if each.ended_at is None), None)
    ours = [each for each in stretches if not each.stopped_for]
    steps = tuple(
        StepTime(
            step=step,
            seconds=sum(each.seconds(now) for each in ours if each.step == step),
            target=targets[step],
            is_now=running is not None and running.step == step,
        )
        for step in Step
    )
    return Clock(
        steps=steps,
        seconds=sum(each.seconds for each in steps),
        target=sum(targets[step] for step in Step),
        waited=sum(each.seconds(now) for each in stretches if each.stopped_for),
        warn=warn_minutes * MINUTE,
        stopped_for=running.stopped_for if running is not None else "",
        is_ended=running is None,
    )


NO_TARGETS: dict[str, int] = dict.fromkeys(Step, 0)
"""What an ordinary case is measured by: time, and no target."""


def within(seconds: Sequence[int], target: int) -> int:
    """The share of times that are at most `target`, in percent, rounded half up; 0 of none."""
    if not seconds:
        return 0
    return (sum(each <= target for each in seconds) * 200 + len(seconds)) // (2 * len(seconds))


def quantile(seconds: Sequence[int], percent: int) -> int:
    """The smallest time that `percent` of the cases do not exceed (nearest rank); 0 of none."""
    if not seconds:
        return 0
    ranked = sorted(seconds)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]
