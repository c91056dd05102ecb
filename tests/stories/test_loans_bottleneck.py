"""A morning in which three fast loans wait for one approver: the clocks say it, and one more would mend it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from desk import operations as desk
from loans import tasks
from loans.models import Application
from loans.operations import minutes
from loans.queries import approvals, bottleneck
from loans.queries.bottleneck import Period
from loans.queries.minutes import clock_of
from loans.rules import minutes as rules
from loans.rules import queueing
from loans.states.applying import Step
from notifications.models import Message
from policy.loan_care import LoanCareTerms
from tests import people
from tests.desk import world as counter
from tests.desk.world import AT
from tests.loans import desked

pytestmark = pytest.mark.usefixtures("open_day")
TARGETS = rules.targets(LoanCareTerms())
WHOLE = sum(TARGETS.values())


def later(minutes_after: int) -> datetime:
    return AT + timedelta(minutes=minutes_after)


def through_the_window(borrower: User, start: int) -> Application:
    """Accepted in seven minutes and reviewed in six; now it waits for the approver."""
    found = desked.application(borrower, at=later(start))
    desked.accepted(found, later(start + 3))
    desked.sent(found, later(start + 7))
    desk.take_review(case_id=found.case_id, by=people.zhao_liu(), at=later(start + 7))
    desked.yes(found, people.zhao_liu(), later(start + 13))
    return found


def approved_and_paid(found: Application, take: int, say: int) -> None:
    """The head takes it at minute `take` and says yes at `say`; ten minutes later it is signed, two more: paid."""
    head, clerk = people.han_shiyi(), people.wang_wu()
    desk.take_review(case_id=found.case_id, by=head, at=later(take))
    desked.yes(found, head, later(say))
    with transaction.atomic():
        minutes.begin(found, Step.SIGN, person_id=clerk.person_id, branch_id=None, at=later(say))
        minutes.begin(found, Step.PAY, person_id=head.person_id, branch_id=None, at=later(say + 10))
        minutes.finish(found, at=later(say + 12))


def test_three_fast_loans_and_one_approver(time_machine) -> None:  # type: ignore[no-untyped-def]
    counter.rank(people.zhao_liu(), grade=2)
    counter.rank(people.han_shiyi(), grade=3)
    first = through_the_window(people.zhang_san(), 0)
    second = through_the_window(people.qian_qi(), 1)
    third = through_the_window(people.li_si(), 2)

    # The queue shows the oldest first; the head can take all three, whoever reviewed them none.
    time_machine.move_to(later(16), tick=False)
    tasks.follow_minutes()
    waiting = approvals.approvals(people.han_shiyi(), later(16))
    assert [each.application for each in waiting] == [first, second, third]
    assert all(each.mine for each in waiting)
    assert not any(each.mine for each in approvals.approvals(people.zhao_liu(), later(16)))

    # One after another, fourteen minutes each: the third is warned of at minute 35 while it still waits.
    approved_and_paid(first, 16, 30)
    approved_and_paid(second, 30, 44)
    time_machine.move_to(later(38), tick=False)
    tasks.follow_minutes()
    assert Message.objects.filter(key__contains=f"{third.key}-minutes").exists()
    approved_and_paid(third, 44, 58)
    clock = clock_of(third, later(90))
    assert clock is not None and clock.is_late and clock.seconds // 60 == 68

    # The month's page: approving is where the time goes, it was waited for at nine and ten, two of three were late.
    month = Period(later(-60), later(600), "FAST")
    whole = bottleneck.whole(month, WHOLE)
    assert whole is not None and (whole.count, whole.share, whole.fastest // 60) == (3, 33, 42)
    steps = {row.name: row for row in bottleneck.by_step(month, TARGETS)}
    assert max(steps.values(), key=lambda row: row.median).name == "审批"
    assert (steps["审批"].median // 60, steps["复核"].share) == (30, 100)
    assert [row.name for row in bottleneck.by_hour(month)] == ["09:00"]

    # With one approver more, nobody would have waited so long.
    arrivals, services = bottleneck.arrivals(month)
    one, two = (queueing.outlook(arrivals, services, servers=each, target=WHOLE) for each in (1, 2))
    assert bottleneck.hands(month) == 2
    assert two.wait_ninetieth < one.wait_ninetieth and two.within_percent > one.within_percent
