"""Business done while the customer waits: one act, one finished case, nothing said but the invitation to rate."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from desk import operations as desk
from desk.models import Case, CaseOutcome, ClockSpan, RatingInvitation
from desk.states.cases import CaseStatus, CheckedBy
from notifications.models import Message
from tests import people
from tests.desk import world

pytestmark = pytest.mark.django_db


def spot(**facts: Any) -> Case:
    """张三 asks 王五 for something that is done at once."""
    given = {
        "kind": "spot",
        "title": "当场办",
        "result": "办好了",
        "papers_seen": True,
        "by": people.wang_wu(),
        **facts,
    }
    if "person_id" not in given:
        given["person_id"] = people.zhang_san().person_id
    with transaction.atomic():
        return desk.on_the_spot(branch_id=people.branch().pk, at=world.AT, **given)


def test_one_act_leaves_one_finished_case_with_its_papers_events_and_clock() -> None:
    world.kind("spot", levels=())
    case = Case.objects.get(pk=spot().pk)
    teller = people.wang_wu()
    assert (case.status, case.owner, case.maker_person) == (CaseStatus.DONE, teller, teller.person)
    assert case.submitted_at == case.accepted_at == case.decided_at == case.done_at == case.closed_at == world.AT
    assert list(case.events.order_by("id").values_list("action", flat=True)) == [
        *("submit", "accept", "approve", "execute", "finish"),
    ]
    assert set(case.requirements.values_list("status", "how")) == {("CHECKED", CheckedBy.SEEN)}
    assert list(ClockSpan.objects.filter(case=case).values_list("seconds", flat=True)) == [0, 0, 0, 0]
    assert case.promised_due_at is not None
    assert not CaseOutcome.objects.exists()


def test_the_applicant_is_asked_to_rate_and_told_nothing_else() -> None:
    world.kind("spot", levels=())
    case = spot()
    assert RatingInvitation.objects.get().case == case
    assert set(Message.objects.values_list("template__event", flat=True)) <= {"rating_invited"}


def test_it_is_refused_without_the_papers_to_relatives_and_where_a_reviewer_is_needed() -> None:
    world.kind("spot", levels=())
    with pytest.raises(desk.PapersMissing, match="身份证"):
        spot(papers_seen=False)
    with pytest.raises(desk.TooNear):
        spot(person_id=people.wang_wu().person_id)
    world.kind("judged")
    with pytest.raises(desk.NotOnTheSpot):
        spot(kind="judged")
    assert not Case.objects.exists()


def test_a_second_time_is_another_case_and_an_open_one_of_the_same_matter_stands_in_the_way() -> None:
    world.kind("spot", levels=())
    assert spot().pk != spot().pk
    waiting = world.open_case("spot")
    with pytest.raises(desk.AlreadyOpen, match=waiting.number):
        spot()
