"""Reasons whose papers a person looks at: uploaded or shown at a window, reviewed by amount, then paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from desk import operations as desk
from desk.models import Requirement
from desk.states.cases import CaseStatus, CheckedBy, ReviewDecision
from tests import make, people
from tests.desk import world
from tests.withdrawals import saver
from withdrawals import operations
from withdrawals.models import Withdrawal
from withdrawals.states import PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = make.AT + timedelta(minutes=20)
LIMITS = (10_000_000, 50_000_000, 1_000_000_000)
SUMS = {"build": 8_000_000, "decorate": 5_000_000, "lift": 2_000_000, "illness": 2_000_000}


def at_the_window(user: User, reason: str, fen: int, by: User, **more: object) -> Withdrawal:
    """Everything on one page: papers seen, accepted at once."""
    return operations.apply(
        application=saver.application(user, reason, fen),
        channel="WINDOW",
        papers_seen=True,
        form_issued_at=make.AT - timedelta(minutes=12),
        by=by,
        at=make.AT,
        **more,  # type: ignore[arg-type]
    )


def agreed(found: Withdrawal, *reviewers: User) -> Withdrawal:
    """Each level says yes, and what follows from it."""
    for place, (each, grade, limit) in enumerate(zip(reviewers, (2, 3, 4), LIMITS, strict=False)):
        world.rank(each, grade=grade, limit_fen=limit)
        at = LATER + timedelta(minutes=place)
        desk.review(case_id=found.case_id, decision=ReviewDecision.APPROVE, by=each, at=at)
    saver.follow(LATER + timedelta(hours=1))
    found.refresh_from_db()
    found.case.refresh_from_db()
    return found


@pytest.mark.parametrize("reason", SUMS)
def test_a_window_takes_it_a_second_person_agrees_and_the_money_leaves(reason: str) -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    account = saver.saver(user, fen=10_000_000)
    found = at_the_window(user, reason, SUMS[reason], teller)
    assert (found.case.owner, found.accepted_at) == (teller, make.AT)
    saver.screened(found)
    assert found.case.status == CaseStatus.IN_REVIEW
    assert not found.case.is_automatic and not found.is_verified
    with pytest.raises(desk.MayNotReview):
        desk.review(case_id=found.case_id, decision=ReviewDecision.APPROVE, by=teller, at=LATER)
    agreed(found, people.zhao_liu())
    assert (found.case.status, found.status) == (CaseStatus.DONE, PayoutStatus.PAID)
    assert saver.balance(account) == (10_000_000 - SUMS[reason], 0)
    assert found.form_issued_at == make.AT - timedelta(minutes=12)
    assert found.case.levels == 1


def test_above_a_hundred_thousand_the_branch_head_agrees_too_and_three_persons_pay() -> None:
    user = people.zhang_san()
    saver.saver(user, fen=20_000_000)
    found = at_the_window(user, "purchase", 10_000_001, people.wang_wu())
    saver.screened(found)
    assert found.case.levels == 2
    agreed(found, people.zhao_liu(), people.han_shiyi())
    assert found.case.status == CaseStatus.IN_EXECUTION
    assert found.status == PayoutStatus.ORDERED
    from withdrawals import queries

    order = queries.orders_of(found)[0]
    assert (order.status, order.warrant, order.made_by) == ("MADE", "", people.wang_wu())


def test_what_is_uploaded_waits_for_a_clerk_who_checks_it_and_sends_it_on() -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    account = saver.saver(user, fen=10_000_000)
    found = saver.screened(saver.ask(user, "lift", 1_500_000))
    assert found.case.status == CaseStatus.SUBMITTED
    assert saver.balance(account) == (10_000_000, 1_500_000)
    desk.take(case_id=found.case_id, by=teller, at=LATER)
    with transaction.atomic():
        for row in Requirement.objects.filter(case=found.case_id).exclude(status="CHECKED"):
            desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=teller, at=LATER)
        desk.accept(case_id=found.case_id, by=teller, at=LATER)
        desk.send_to_review(case_id=found.case_id, by=teller, at=LATER)
    agreed(found, people.zhao_liu())
    assert found.status == PayoutStatus.PAID


def test_a_refusal_frees_the_money_and_uses_nothing_up() -> None:
    user = people.zhang_san()
    account = saver.saver(user, fen=10_000_000)
    found = at_the_window(user, "illness", 2_000_000, people.wang_wu())
    saver.screened(found)
    no = {"decision": ReviewDecision.REFUSE, "reason": "票据不是本年度的"}
    desk.review(case_id=found.case_id, by=world.rank(people.zhao_liu(), grade=2, limit_fen=10_000_000), at=LATER, **no)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.note) == (PayoutStatus.RELEASED, "票据不是本年度的")
    assert saver.balance(account) == (10_000_000, 0)
    assert at_the_window(user, "illness", 2_000_000, people.wang_wu()).status == PayoutStatus.HELD


def test_taking_it_back_frees_the_money_once() -> None:
    user = people.zhang_san()
    account = saver.saver(user)
    found = saver.ask(user, "lift", 1_500_000)
    desk.recall(case_id=found.case_id, by=user, at=LATER)
    saver.follow(LATER)
    operations.screen(withdrawal_id=found.pk, at=LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.RELEASED
    assert saver.balance(account) == (5_000_000, 0)


def test_nobody_handles_their_spouses_withdrawal() -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    account = saver.saver(user)
    saver.marry(user, teller)
    with pytest.raises(desk.TooNear):
        at_the_window(user, "illness", 1_000, teller)
    assert saver.balance(account) == (5_000_000, 0)


def test_somebody_elses_account_is_not_asked_from() -> None:
    user, other = people.zhang_san(), people.qian_qi()
    saver.saver(user)
    own = saver.application(user, "hardship", 1_000)
    with pytest.raises(operations.NotTheirAccount):
        operations.apply(application=own, channel="PORTAL", by=other, at=make.AT)
