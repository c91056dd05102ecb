"""Where the minutes went, the queue of those who approve, and one approver more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from desk import operations as desk
from loans.models import Application, StepSpan
from loans.operations import minutes
from loans.queries import approvals, bottleneck
from loans.queries.bottleneck import Period
from loans.rules import minutes as rules
from loans.rules import queueing
from loans.rules.queueing import Arrival
from loans.states.applying import Step
from policy.loan_care import LoanCareTerms
from tests import people
from tests.desk import world as counter
from tests.desk.world import AT
from tests.loans import desked

pytestmark = pytest.mark.usefixtures("open_day")
TARGETS = rules.targets(LoanCareTerms())
MONTH = Period(AT - timedelta(days=1), AT + timedelta(days=30), "FAST")


def paid(took: dict[str, tuple[int, int]], start: int = 0, **facts: object) -> Application:
    """An application whose steps took (minutes waiting, minutes in 赵六's hands) each, told by bare rows."""
    found = desked.application(**facts)  # type: ignore[arg-type]
    at, who = AT + timedelta(minutes=start), people.zhao_liu().person_id
    for step, (waiting, hands) in took.items():
        for person_id, length in ((None, waiting), (who, hands)):
            if length:
                began, at = at, at + timedelta(minutes=length)
                StepSpan.objects.create(
                    application=found,
                    step=step,
                    began_at=began,
                    ended_at=at,
                    person_id=person_id,
                    branch=people.branch(),
                )
    Application.objects.filter(pk=found.pk).update(paid_at=at)
    return found


WAY = {Step.ACCEPT: (0, 8), Step.REVIEW: (1, 6), Step.APPROVE: (12, 5), Step.SIGN: (0, 12), Step.PAY: (0, 3)}


def test_the_month_says_which_step_is_slow_and_at_which_hour() -> None:
    paid(WAY)
    paid({**WAY, Step.APPROVE: (0, 4)})
    slow = paid({**WAY, Step.APPROVE: (30, 9)})
    StepSpan.objects.create(
        application=slow, step=Step.SIGN, began_at=AT, ended_at=AT + timedelta(hours=2), stopped_for="等待抵押登记"
    )
    whole = bottleneck.whole(MONTH, 50 * 60)
    assert whole is not None
    assert [each // 60 for each in (whole.median, whole.ninetieth, whole.fastest)] == [47, 69, 34]
    assert (whole.count, whole.share) == (3, 67), "what stood still is not counted"
    steps = {row.name: row for row in bottleneck.by_step(MONTH, TARGETS)}
    assert list(steps) == ["受理", "复核", "审批", "签约与抵押", "放款"]
    assert (steps["审批"].median // 60, steps["审批"].share, steps["受理"].share) == (17, 33, 100)
    persons = {(row.name, row.part): row.median // 60 for row in bottleneck.by_person(MONTH, TARGETS)}
    assert persons[("赵六", "审批")] == 5
    assert [(row.name, row.median // 60) for row in bottleneck.by_branch(MONTH, 3000)] == [
        (str(people.branch().name), 47)
    ]
    assert [(row.name, row.count) for row in bottleneck.by_hour(MONTH)] == [("09:00", 5)]
    assert [(row.name, row.median // 3600) for row in bottleneck.by_stop(MONTH)] == [("等待抵押登记", 2)]


def test_another_lane_another_month_and_another_branch_are_left_out() -> None:
    paid(WAY, lane="ORDINARY")
    assert bottleneck.whole(MONTH, 3000) is None
    assert bottleneck.whole(Period(MONTH.since, MONTH.until), 3000) is not None
    assert bottleneck.whole(Period(MONTH.until, MONTH.until + timedelta(days=30)), 3000) is None
    assert bottleneck.whole(Period(MONTH.since, MONTH.until, branch_id=people.branch("09").pk), 3000) is None


def test_missing_papers_are_named() -> None:
    found = desked.application()
    missing = [desk.Missing("没有带来", "identity")]
    desk.give_notice(case_id=found.case_id, missing=missing, by=people.wang_wu(), at=AT)
    assert bottleneck.by_paper(MONTH) == [("身份证", 1)]


def test_the_page_shows_it_and_what_one_more_would_bring(client) -> None:  # type: ignore[no-untyped-def]
    for start in range(3):
        paid(WAY, start=start)
    address = reverse("loans:counter_bottleneck") + "?since=2026-11-01&until=2026-12-31&lane=FAST&hands=1"
    browser = people.browser(people.han_shiyi())
    text = browser.get(address).content.decode()
    assert "花时间最多的环节是“审批”" in text
    assert "多一位审批人会怎样" in text
    assert browser.get(reverse("loans:counter_bottleneck") + "?since=2026-12-01&until=2026-11-01").status_code == 422
    assert people.browser(people.wang_wu()).get(address).status_code == 403


class TestQueue:
    """Who approves next."""

    def test_the_fast_lane_is_first_then_whoever_has_least_time_left(self) -> None:
        counter.rank(people.zhao_liu(), grade=2)
        ordinary = desked.application(lane="ORDINARY")
        late = desked.application(people.qian_qi())
        soon = desked.application(people.li_si())
        for place, found in enumerate((ordinary, late, soon)):
            desked.accepted(found)
            desked.sent(found, AT + timedelta(minutes=place))
            minutes.follow(application_id=found.pk)
        waiting = approvals.approvals(people.zhao_liu(), AT + timedelta(minutes=10))
        assert [each.application.pk for each in waiting] == [late.pk, soon.pk, ordinary.pk]
        assert all(each.mine for each in waiting)
        assert not any(each.mine for each in approvals.approvals(people.wang_wu(), AT)), "nobody judges their own"

    def test_one_takes_it_from_the_page_and_nobody_else_can(self, time_machine) -> None:  # type: ignore[no-untyped-def]
        time_machine.move_to(AT + timedelta(minutes=5), tick=False)
        counter.rank(people.zhao_liu(), grade=2)
        found = desked.application()
        desked.accepted(found)
        desked.sent(found)
        minutes.follow(application_id=found.pk)
        page = people.browser(people.zhao_liu())
        text = page.get(reverse("loans:counter_approvals")).content.decode()
        assert "我来办" in text and "5 / 10 分钟" in text and "赵六" not in text.split("在线审批人")[0].split("<h1>")[1]
        assert page.post(reverse("desk:counter_take_review", args=[found.case_id])).status_code == 302
        assert "继续" in page.get(reverse("loans:counter_approvals"), headers={"HX-Request": "true"}).content.decode()
        head = people.browser(people.han_shiyi()).get(reverse("loans:counter_approvals")).content.decode()
        assert "我来办" not in head and "赵六" in head
        minutes.follow(application_id=found.pk)
        assert StepSpan.objects.get(application=found, ended_at=None).person_id == people.zhao_liu().person_id

    def test_tellers_do_not_approve(self) -> None:
        assert people.browser(people.wang_wu()).get(reverse("loans:counter_approvals")).status_code == 403


class TestWhatIf:
    """The queue in rules: no database."""

    def test_one_server_serves_in_order(self) -> None:
        assert queueing.waits([0, 0, 10], [5, 5, 5], 1) == [0, 5, 0]
        assert queueing.waits([0, 1, 2, 3], [10, 10, 10, 10], 2) == [0, 0, 8, 8]

    def test_the_same_month_gives_the_same_answer_and_more_hands_never_a_longer_wait(self) -> None:
        arrivals = [Arrival(place * 240, 1500) for place in range(40)]
        services = [200, 400, 600, 900]
        one, again, two = (queueing.outlook(arrivals, services, servers=each, target=3000) for each in (1, 1, 2))
        assert one == again
        assert two.wait_ninetieth < one.wait_ninetieth and two.within_percent > one.within_percent

    def test_without_cases_nothing_waits(self) -> None:
        assert queueing.outlook([], [60], servers=1, target=3000).whole_median == 0
