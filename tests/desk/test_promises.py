"""Tolerance: decided with a gap, paid never; reminded; kept or broken, and what a broken promise costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Case, CaseOutcome, Promise, Requirement
from notifications.models import Message
from tests import people
from tests.desk import files, world

AT = world.AT
DUE = date(2026, 11, 30)
pytestmark = pytest.mark.usefixtures("open_day")


def with_mains(**facts) -> Case:
    """A case whose main papers are all checked."""
    case = world.open_case(**facts)
    for row in Requirement.objects.filter(case=case, is_main=True):
        desk.check_paper(requirement_id=row.pk, how="SEEN", by=people.wang_wu(), at=facts.get("at", AT))
    return case


def promise(case: Case, *, codes=("proof",), name: str = "张三", at=AT, **more) -> list[Promise]:
    return desk.promise_papers(case_id=case.pk, codes=codes, signed_name=name, by=people.wang_wu(), at=at, **more)


def approved_with_gap(**facts) -> Case:
    """Accepted on a promise and approved by a reviewer."""
    case = with_mains(**facts)
    promise(case, at=facts.get("at", AT))
    at = facts.get("at", AT)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=at)
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=at)
    reviewer = world.rank(people.zhao_liu(), grade=1)
    desk.take_review(case_id=case.pk, by=reviewer, at=at)
    desk.review(case_id=case.pk, decision="APPROVE", by=reviewer, at=at)
    case.refresh_from_db()
    return case


def row_of(case: Case) -> Requirement:
    return Requirement.objects.get(case=case, code="proof")


def hand_in(case: Case, at=AT) -> None:
    desk.upload_paper(
        requirement_id=row_of(case).pk,
        name="a.jpg",
        content=files.picture(),
        source="PHOTO",
        by=people.zhang_san(),
        at=at,
    )


def test_a_promise_is_signed_dated_and_lets_the_case_be_accepted() -> None:
    case = with_mains()
    with pytest.raises(desk.PapersMissing):
        desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    made = promise(case)
    case.refresh_from_db()
    assert (case.gaps, made[0].due_on, made[0].signed_name) == (1, DUE, "张三")
    assert "证明" in made[0].text and "2026-11-30" in made[0].text
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)


def test_it_is_decided_with_a_gap_and_paid_only_when_the_paper_came() -> None:
    case = approved_with_gap()
    assert case.status == "APPROVED" and not CaseOutcome.objects.exists()
    with pytest.raises(desk.PapersMissing), transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="IN_EXECUTION")
    hand_in(case)
    desk.check_paper(requirement_id=row_of(case).pk, how="COPIED", by=people.wang_wu(), at=AT)
    case.refresh_from_db()
    assert case.gaps == 0 and CaseOutcome.objects.get().kind == "READY"
    assert Promise.objects.get().status == "KEPT"
    with transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=AT)


def test_main_papers_are_never_promised_nor_anything_before_they_are_checked() -> None:
    case = world.open_case()
    with pytest.raises(desk.MayNotPromise, match="主要材料"):
        promise(case)
    case = with_mains(code="second")
    for codes in (("identity",), (), ("nothing",), ("proof", "nothing")):
        with pytest.raises(desk.MayNotPromise):
            promise(case, codes=codes)


def test_a_kind_may_tolerate_nothing() -> None:
    world.kind("strict", tolerance_days=0)
    with pytest.raises(desk.MayNotPromise, match="不能容缺"):
        promise(with_mains(code="strict"))


@pytest.mark.parametrize("name", ["", "  ", "李四", "张"])
def test_a_promise_is_signed_by_the_applicant_or_agent(name: str) -> None:
    with pytest.raises(desk.BadSignature):
        promise(with_mains(), name=name)


def test_it_is_due_tomorrow_at_the_earliest_and_after_the_terms_days_at_the_latest() -> None:
    case = with_mains()
    for wrong in (AT.date(), DUE + timedelta(days=1)):
        with pytest.raises(desk.MayNotPromise):
            promise(case, due_on=wrong)
    assert promise(case, due_on=AT.date() + timedelta(days=1))[0].due_on == date(2026, 11, 24)


def test_twice_after_review_and_by_another_are_refused() -> None:
    case = with_mains()
    promise(case)
    with pytest.raises(desk.MayNotPromise):
        promise(case)
    with pytest.raises(WrongState):
        promise(world.in_review("third"))
    taken = with_mains(code="fourth")
    desk.take(case_id=taken.pk, by=people.zhao_liu(), at=AT)
    with pytest.raises(desk.TakenByOther):
        promise(taken)


def test_a_returned_case_that_lacks_only_what_is_promised_comes_back() -> None:
    case = with_mains()
    desk.give_notice(case_id=case.pk, missing=[desk.Missing(code="proof", why="缺少")], by=people.wang_wu(), at=AT)
    promise(case)
    case.refresh_from_db()
    assert case.status == "SUBMITTED"


def test_reminded_the_day_before_and_on_the_day_once_each() -> None:
    case = with_mains()
    promise(case)
    for days in (5, 6, 6, 7, 7):
        desk.follow_promises(at=AT + timedelta(days=days))
    sent = Message.objects.filter(template__event__code="promise_due", channel="INBOX")
    assert sent.count() == 2
    assert Promise.objects.get().status == "OPEN"


def test_nobody_is_reminded_of_what_is_here() -> None:
    case = with_mains()
    promise(case)
    hand_in(case)
    desk.follow_promises(at=AT + timedelta(days=6))
    assert not Message.objects.filter(template__event__code="promise_due").exists()


def test_a_broken_promise_refuses_the_case_and_the_next_promise() -> None:
    case = approved_with_gap()
    assert desk.follow_promises(at=AT + timedelta(days=7)) == 0
    assert desk.follow_promises(at=AT + timedelta(days=8)) == 1
    assert desk.follow_promises(at=AT + timedelta(days=8)) == 0
    case.refresh_from_db()
    assert (case.status, case.gaps) == ("REFUSED", 0)
    assert "证明" in case.reason and not row_of(case).is_tolerated
    assert [each.kind for each in CaseOutcome.objects.all()] == ["REFUSED"]
    broken = queries.broken_promises_of(person_id=case.person_id, at=AT + timedelta(days=9))
    assert [each.case for each in broken] == [case]
    later = AT + timedelta(days=20)
    with pytest.raises(desk.MayNotPromise, match=case.number):
        promise(with_mains(code="next", at=later), at=later)
    forgotten = AT + timedelta(days=8 + 731)
    assert not queries.broken_promises_of(person_id=case.person_id, at=forgotten).exists()
    found = queries.promise_figures(AT, AT + timedelta(days=30))
    assert [(each.kept, each.broken) for each in found] == [(0, 1)]


@pytest.mark.parametrize("status", ["SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW"])
def test_a_promise_is_broken_wherever_the_case_stands(status: str) -> None:
    case = with_mains()
    promise(case)
    if status == "RETURNED":
        lines = [desk.Missing(code="identity", why="过期")]
        desk.give_notice(case_id=case.pk, missing=lines, by=people.wang_wu(), at=AT)
    elif status != "SUBMITTED":
        desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
        if status == "IN_REVIEW":
            desk.send_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    case.refresh_from_db()
    assert case.status == status
    desk.follow_promises(at=AT + timedelta(days=8))
    case.refresh_from_db()
    assert case.status == "REFUSED" and Promise.objects.get().status == "BROKEN"


def test_what_was_handed_in_and_not_looked_at_is_our_delay_and_breaks_nothing() -> None:
    case = approved_with_gap()
    hand_in(case, at=AT + timedelta(days=7))
    assert desk.follow_promises(at=AT + timedelta(days=30)) == 0
    case.refresh_from_db()
    assert case.status == "APPROVED"
    desk.reject_paper(requirement_id=row_of(case).pk, reason="看不清", by=people.wang_wu(), at=AT)
    assert desk.follow_promises(at=AT + timedelta(days=31)) == 1


def test_a_promise_of_a_case_that_ended_lapses() -> None:
    case = with_mains()
    promise(case)
    desk.recall(case_id=case.pk, by=people.zhang_san(), at=AT)
    desk.follow_promises(at=AT + timedelta(days=8))
    assert Promise.objects.get().status == "LAPSED"
    assert not queries.broken_promises_of(person_id=case.person_id, at=AT + timedelta(days=9)).exists()


def test_papers_that_wait_for_us_hold_up_nobody_elses_promise() -> None:
    ours, theirs = with_mains(), with_mains(code="second")
    for case in (ours, theirs):
        promise(case)
    hand_in(ours)
    day_after = AT + timedelta(days=8)
    assert desk.follow_promises(at=day_after) == 1
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.status, ours.status) == ("REFUSED", "SUBMITTED")


def test_one_case_that_fails_does_not_stop_the_run(caplog: pytest.LogCaptureFixture) -> None:
    first, second = with_mains(), with_mains(code="second")
    for case in (first, second):
        promise(case)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE desk_caseoutcome ADD CONSTRAINT nothing_of_the_first CHECK (case_id <> %s)", [first.pk]
        )
    assert desk.follow_promises(at=AT + timedelta(days=8)) == 1
    second.refresh_from_db()
    assert second.status == "REFUSED"
    assert first.number not in caplog.text and str(first.pk) in caplog.text


def test_a_paper_that_came_in_time_and_was_looked_at_late_is_due_anew() -> None:
    case = with_mains()
    promise(case)
    hand_in(case, at=AT + timedelta(days=7))
    late = AT + timedelta(days=9)
    desk.take(case_id=case.pk, by=people.wang_wu(), at=late)
    desk.reject_paper(requirement_id=row_of(case).pk, reason="看不清", by=people.wang_wu(), at=late)
    assert Promise.objects.get().due_on == date(2026, 12, 9)
    assert desk.follow_promises(at=late + timedelta(hours=1)) == 0
    assert desk.follow_promises(at=late + timedelta(days=8)) == 1
    assert Promise.objects.get().status == "BROKEN"


def test_a_paper_that_came_late_is_not_due_anew() -> None:
    case = with_mains()
    promise(case)
    late = AT + timedelta(days=8)
    hand_in(case, at=late)
    desk.reject_paper(requirement_id=row_of(case).pk, reason="看不清", by=people.wang_wu(), at=late)
    assert Promise.objects.get().due_on == DUE
    assert desk.follow_promises(at=late + timedelta(hours=1)) == 1
