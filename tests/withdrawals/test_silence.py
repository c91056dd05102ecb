"""Applications whose papers never come: a warning with a day, then the end; never while something waits for us."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from desk import operations as desk
from desk.models import RegisterAnswer, Requirement
from desk.states.cases import CaseStatus, RequirementStatus
from notifications.models import Message
from policy import queries as policy
from risk.models import Screening
from tests import make, people
from tests.withdrawals import saver
from withdrawals import tasks
from withdrawals.models import Withdrawal
from withdrawals.operations.silence import follow_silence
from withdrawals.queries.silence import to_warn_or_end
from withdrawals.rules.silence import Waiting, is_over, warn_until
from withdrawals.states import PayoutStatus

# --- the rule. 2026-10-10 is a Saturday that is worked; 17 and 18 October are a weekend.

SUBMITTED = date(2026, 10, 9)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "on", "until"),
    [
        (Waiting(SUBMITTED), date(2026, 10, 12), None),  # the second working day
        (Waiting(SUBMITTED), date(2026, 10, 13), date(2026, 10, 27)),  # the third: ten working days from here
        (Waiting(SUBMITTED), date(2026, 11, 2), date(2026, 11, 16)),  # seen late: the whole term all the same
        (Waiting(SUBMITTED, None, date(2026, 10, 27)), date(2026, 10, 14), None),  # warned already
        (Waiting(SUBMITTED, date(2026, 10, 27)), date(2026, 10, 21), None),
        (Waiting(SUBMITTED, date(2026, 10, 27)), date(2026, 10, 22), date(2026, 10, 27)),  # three working days before
        (Waiting(SUBMITTED, date(2026, 10, 27)), date(2026, 10, 30), date(2026, 11, 4)),  # missed: three from now
        (Waiting(SUBMITTED, date(2026, 10, 27), date(2026, 10, 27)), date(2026, 10, 27), None),
        (Waiting(SUBMITTED, date(2026, 11, 9), date(2026, 10, 27)), date(2026, 11, 4), date(2026, 11, 9)),  # anew
    ],
)
def test_a_warning_names_a_day_that_leaves_time(waiting: Waiting, on: date, until: date | None) -> None:
    calendar = policy.calendar(SUBMITTED, on)
    assert warn_until(waiting, on=on, warn_days=3, supply_days=10, calendar=calendar) == until


@pytest.mark.parametrize(
    ("waiting", "on", "over"),
    [
        (Waiting(SUBMITTED), date(2027, 1, 1), False),  # never warned
        (Waiting(SUBMITTED, None, date(2026, 10, 27)), date(2026, 10, 27), False),  # the last day is inside
        (Waiting(SUBMITTED, None, date(2026, 10, 27)), date(2026, 10, 28), True),
        (Waiting(SUBMITTED, date(2026, 10, 27), date(2026, 11, 4)), date(2026, 11, 5), True),
        (Waiting(SUBMITTED, date(2026, 11, 9), date(2026, 10, 27)), date(2026, 10, 28), False),  # a later notice
    ],
)
def test_it_is_over_the_day_after_the_one_that_was_named(waiting: Waiting, on: date, over: bool) -> None:
    assert is_over(waiting, on=on) is over


# --- what becomes of the case and the money

WARNED = make.AT + timedelta(days=5)


@pytest.fixture
def waiting(open_day: date) -> Withdrawal:
    """A decoration asked for through the portal; its invoice is in no register and was never handed in."""
    user = people.zhang_san()
    saver.saver(user)
    found = saver.screened(saver.ask(user, "decorate", 1_000_000))
    assert (found.case.status, found.status) == (CaseStatus.SUBMITTED, PayoutStatus.HELD)
    return found


def after(found: Withdrawal, days: int = 1) -> datetime:
    """Some days after the day that the warning named."""
    assert found.papers_due_on is not None
    return make.AT + timedelta(days=(found.papers_due_on - make.AT.date()).days + days)


def followed(found: Withdrawal, at: datetime) -> bool:
    """Whether the sweep did something for it."""
    done = follow_silence(withdrawal_id=found.pk, at=at)
    found.refresh_from_db()
    found.case.refresh_from_db()
    return done


def test_the_applicant_is_warned_once_and_then_the_case_ends_and_the_money_is_free(waiting: Withdrawal) -> None:
    assert not followed(waiting, make.AT)
    assert followed(waiting, WARNED)
    assert not followed(waiting, WARNED)
    said = Message.objects.get(key__startswith=f"withdrawal_papers_wait:{waiting.key}", channel="SMS").body
    assert waiting.case.number in said and "占用的金额会释放" in said
    assert not followed(waiting, after(waiting, 0))
    assert followed(waiting, after(waiting))
    assert (waiting.case.status, waiting.status) == (CaseStatus.REFUSED, PayoutStatus.RELEASED)
    assert waiting.case.reason.startswith("申请材料逾期没有补齐：")
    assert saver.balance(waiting.account) == (5_000_000, 0)
    assert not followed(waiting, after(waiting, 2))
    saver.follow(after(waiting, 2))
    saver.ask(people.zhang_san(), "decorate", 1_000_000, at=after(waiting, 3))


def test_the_task_finds_it_and_may_run_twice(waiting: Withdrawal) -> None:
    with time_machine.travel(WARNED, tick=False):
        assert (tasks.follow_silence(), tasks.follow_silence()) == (1, 0)
    waiting.refresh_from_db()
    with time_machine.travel(after(waiting), tick=False):
        assert (tasks.follow_silence(), tasks.follow_silence()) == (1, 0)


def test_what_a_notice_gave_back_ends_after_its_day_too(waiting: Withdrawal) -> None:
    teller = people.wang_wu()
    desk.take(case_id=waiting.case_id, by=teller, at=make.AT)
    code = Requirement.objects.filter(case=waiting.case_id, status="MISSING").values_list("code", flat=True)[0]
    desk.give_notice(case_id=waiting.case_id, missing=[desk.Missing("没有上传", code)], by=teller, at=make.AT)
    waiting.case.refresh_from_db()
    assert not followed(waiting, WARNED)
    assert waiting.case.supply_due_on is not None
    told = make.AT + timedelta(days=(waiting.case.supply_due_on - make.AT.date()).days)
    assert followed(waiting, told)
    assert waiting.papers_due_on is not None and waiting.papers_due_on > waiting.case.supply_due_on
    assert followed(waiting, after(waiting))
    assert waiting.case.status == CaseStatus.REFUSED


OURS = ("in hand", "handed in", "register", "differs", "screening", "blocked", "promised", "accepted")


@pytest.mark.parametrize("what", OURS)
def test_what_waits_for_us_is_neither_warned_nor_ended(waiting: Withdrawal, what: str) -> None:
    assert followed(waiting, WARNED)
    case = type(waiting.case).objects.filter(pk=waiting.case_id)
    papers = Requirement.objects.filter(case=waiting.case_id, status=RequirementStatus.MISSING)
    if what == "in hand":
        desk.take(case_id=waiting.case_id, by=people.wang_wu(), at=WARNED)
    elif what == "handed in":
        papers.filter(pk=papers.order_by("-pk")[0].pk).update(status=RequirementStatus.PROVIDED)
    elif what in ("register", "differs"):
        status = "DOWN" if what == "register" else "DIFFERS"
        assert RegisterAnswer.objects.filter(case=waiting.case_id).update(status=status)
    elif what in ("screening", "blocked"):
        change = {"status": "BLOCKED"} if what == "blocked" else {"status": "PENDING", "ran_at": None, "rule_set": None}
        Screening.objects.filter(case=waiting.case.number).update(**change)
    elif what == "promised":
        case.update(gaps=1)
    else:
        case.update(status=CaseStatus.ACCEPTED)
    assert not followed(waiting, after(waiting, 30))
    assert waiting.status == PayoutStatus.HELD


def test_a_window_case_is_never_on_the_sweep_s_list(waiting: Withdrawal) -> None:
    assert list(to_warn_or_end()) == [waiting]
    type(waiting.case).objects.filter(pk=waiting.case_id).update(channel="WINDOW")
    assert not to_warn_or_end().exists()
    assert not followed(waiting, WARNED)


def test_the_applicant_s_page_says_by_when(waiting: Withdrawal) -> None:
    followed(waiting, WARNED)
    page = people.browser(people.zhang_san()).get(f"/portal/withdrawals/{waiting.case_id}/").content.decode()
    assert f"还差材料，请在 {waiting.papers_due_on:%m-%d} 前补齐" in page
