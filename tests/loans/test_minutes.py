"""The minutes of an application: whose hands, since when, why the clock stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from desk import operations as desk
from loans import tasks
from loans.models import Application, StepSpan
from loans.operations import minutes
from loans.queries import minutes as queries
from loans.rules import minutes as rules
from loans.rules.minutes import Stretch
from loans.states.applying import Step
from notifications.models import Message
from policy.loan_care import LoanCareTerms
from tests import people
from tests.desk import world as counter
from tests.desk.world import AT
from tests.loans import desked

pytestmark = pytest.mark.usefixtures("open_day")
TARGETS = rules.targets(LoanCareTerms())


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def spans(found: Application) -> list[tuple[str, str, int, str]]:
    """Step, who, minutes and why it stood still, in order; what took no time is left out."""
    rows = StepSpan.objects.filter(application=found, ended_at__isnull=False).order_by("began_at", "id")
    said = [(row, int((row.ended_at - row.began_at).total_seconds() // 60)) for row in rows.select_related("person")]
    return [(row.step, row.person.name if row.person else "", took, row.stopped_for) for row, took in said if took]


def paid(found: Application) -> None:
    """The whole way in 46 minutes: 8 accepted, 9 reviewed, 8 approved, 16 signed, 5 paid."""
    counter.rank(people.zhao_liu(), grade=2)
    counter.rank(people.han_shiyi(), grade=3)
    desked.accepted(found, later(3))
    desked.sent(found, later(8))
    desk.take_review(case_id=found.case_id, by=people.zhao_liu(), at=later(10))
    desked.yes(found, people.zhao_liu(), later(17))
    desked.yes(found, people.han_shiyi(), later(25))
    with transaction.atomic():
        hands = {"person_id": people.wang_wu().person_id, "branch_id": people.branch().pk}
        minutes.begin(found, Step.SIGN, **hands, at=later(25))
        minutes.begin(found, Step.PAY, person_id=people.han_shiyi().person_id, branch_id=None, at=later(41))
        minutes.finish(found, at=later(46))


def test_forty_six_minutes_are_told_apart_by_step_and_person() -> None:
    found = desked.application()
    paid(found)
    clock = queries.clock_of(found, later(500))
    assert clock is not None and clock.is_ended and not clock.is_late
    assert [(each.step, each.seconds // 60) for each in clock.steps] == [
        *((Step.ACCEPT, 8), (Step.REVIEW, 9), (Step.APPROVE, 8), (Step.SIGN, 16), (Step.PAY, 5))
    ]
    assert (clock.seconds // 60, clock.target // 60, clock.waited) == (46, 50, 0)
    assert [each.is_late for each in clock.steps] == [False, False, False, True, False]
    assert ("REVIEW", "", 2, "") in spans(found), "waiting for a reviewer is nobody's time"
    assert ("REVIEW", "赵六", 7, "") in spans(found)
    found.refresh_from_db()
    assert found.paid_at == later(46)


def test_the_clock_stands_still_with_a_reason_only_and_the_counters_stops_are_its_own() -> None:
    found = desked.application()
    desked.accepted(found, later(3))
    with transaction.atomic():
        desk.stop_clock(case_id=found.case_id, whose="APPLICANT", reason="等配偶签字", by=people.wang_wu(), at=later(5))
    assert minutes.follow(application_id=found.pk)
    clock = queries.clock_of(found, later(65))
    assert clock is not None and (clock.seconds // 60, clock.waited // 60) == (5, 60)
    assert clock.stopped_for == "等配偶签字"
    with transaction.atomic():
        desk.resume_clock(case_id=found.case_id, by=people.wang_wu(), at=later(65))
        minutes.stop(found, why="  ", at=later(66))
    clock = queries.clock_of(found, later(66))
    assert clock is not None and clock.seconds // 60 == 6 and not clock.stopped_for


def test_what_loans_stop_after_approval_goes_on_only_when_they_say_so() -> None:
    found = desked.application()
    with transaction.atomic():
        minutes.begin(found, Step.SIGN, person_id=None, branch_id=None, at=later(10))
        minutes.stop(found, why="等待抵押登记", at=later(12))
        assert minutes.stop(found, why="等待抵押登记", at=later(13)).began_at == later(12), "twice is once"
        minutes.resume(found, at=later(30))
        minutes.resume(found, at=later(31))
    assert StepSpan.objects.get(application=found, ended_at=None).began_at == later(30)


def test_nothing_begins_once_the_money_is_there() -> None:
    found = desked.application()
    paid(found)
    with transaction.atomic():
        assert minutes.begin(found, Step.PAY, person_id=None, branch_id=None, at=later(60)) is None
        minutes.finish(found, at=later(70))
    assert found.paid_at == later(46) and not StepSpan.objects.filter(application=found, ended_at=None).exists()


def test_a_request_from_afar_begins_when_it_is_taken() -> None:
    found = desked.application(channel="PORTAL")
    assert minutes.follow(application_id=found.pk)
    assert queries.clock_of(found, later(600)) is None
    desked.accepted(found, later(600))
    minutes.follow(application_id=found.pk)
    clock = queries.clock_of(found, later(604))
    assert clock is not None and clock.seconds // 60 == 4


def test_papers_that_are_sent_for_are_the_applicants_time_and_a_case_sent_back_is_accepted_again() -> None:
    found = desked.application()
    counter.rank(people.zhao_liu(), grade=2)
    desked.accepted(found, later(3))
    desked.sent(found, later(8))
    desk.review(case_id=found.case_id, decision="SEND_BACK", reason="地址不符", by=people.zhao_liu(), at=later(12))
    minutes.follow(application_id=found.pk)
    assert StepSpan.objects.get(application=found, ended_at=None).step == Step.ACCEPT
    assert minutes.follow(application_id=found.pk) is False, "nothing is read twice"


def test_a_case_that_ends_has_no_time_any_more(time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to(later(120), tick=False)
    found = desked.application()
    desked.accepted(found, later(3))
    minutes.follow(application_id=found.pk)
    with transaction.atomic():
        desk.refuse(case_id=found.case_id, reason="不符合条件", by=people.wang_wu(), at=later(9))
    assert queries.to_follow() == [found.pk]
    tasks.follow_minutes()
    assert queries.to_follow() == []
    clock = queries.clock_of(found, later(120))
    assert clock is not None and clock.is_ended and clock.seconds // 60 == 9


def test_whoever_has_it_is_told_at_minute_thirty_five_and_once(time_machine) -> None:  # type: ignore[no-untyped-def]
    found = desked.application()
    desked.accepted(found, later(3))
    time_machine.move_to(later(34), tick=False)
    tasks.follow_minutes()
    assert not Message.objects.filter(key__startswith="loan_minutes:").exists()
    time_machine.move_to(later(35), tick=False)
    assert tasks.follow_minutes() == 1
    assert tasks.follow_minutes() == 0
    said = Message.objects.filter(key__startswith="loan_minutes:")
    assert {each.person_id for each in said} == {people.wang_wu().person_id}
    assert "已用35分钟" in said[0].body and "还剩15分钟" in said[0].body


def test_an_ordinary_case_has_no_target_to_miss() -> None:
    found = desked.application(lane="ORDINARY")
    desked.accepted(found, later(3))
    minutes.follow(application_id=found.pk)
    clock = queries.clock_of(found, later(600))
    assert clock is not None and clock.minutes == 600
    assert not clock.is_late and not clock.is_near and not any(each.is_late for each in clock.steps)


class TestRules:
    """Pure figures."""

    def test_quantiles_are_by_nearest_rank(self) -> None:
        assert rules.quantile([5, 1, 4, 2, 3], 50) == 3
        assert rules.quantile(list(range(1, 11)), 90) == 9
        assert (rules.quantile([], 90), rules.quantile([7], 1)) == (0, 7)

    def test_the_share_is_rounded_half_up(self) -> None:
        assert rules.within([1, 2, 3], 2) == 67
        assert rules.within([1] * 1 + [9] * 199, 5) == 1
        assert rules.within([], 5) == 0

    def test_the_warning_lies_between_thirty_five_and_fifty_minutes(self) -> None:
        def at(minutes: int) -> rules.Clock:
            found = rules.clock([Stretch(Step.ACCEPT, AT)], later(minutes), TARGETS, 35)
            assert found is not None
            return found

        assert [(at(each).is_near, at(each).is_late) for each in (34, 35, 50, 51)] == [
            *((False, False), (True, False), (True, False), (False, True))
        ]
        assert at(0).percent == 0 and at(75).percent == 100

    def test_without_a_stretch_there_is_no_clock(self) -> None:
        assert rules.clock([], AT, TARGETS, 35) is None

    def test_the_targets_are_fifty_minutes_together(self) -> None:
        assert sum(TARGETS.values()) == 50 * 60
