"""What is handed down to the fraud checks: in the order of the rows, none passed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import operations as accounts
from accounts.models import LookKind
from desk.models import CaseEvent
from fundcenter import insiders
from risk.models import StaffAct
from tests import people
from tests.desk import world
from tests.make import AT
from tests.risk import suspicions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def test_a_look_that_is_too_young_is_not_passed_over() -> None:
    person, clerk = suspicions.person(1), people.wang_wu()
    for minutes in (2, 0):
        at = AT + timedelta(minutes=minutes)
        accounts.look(person_id=person.pk, user=clerk, kind=LookKind.PAGE, what="资料", at=at)
    assert insiders.feed_looks(at=AT + timedelta(minutes=6)) == 0
    assert insiders.feed_looks(at=AT + timedelta(minutes=8)) == 2
    assert StaffAct.objects.count() == 2


def test_an_event_that_is_too_young_is_not_passed_over() -> None:
    case = world.open_case()
    clerk = people.wang_wu()
    at = world.AT + timedelta(days=1)
    for minutes in (2, 0):
        case.events.create(
            action="accept", before=case.status, after=case.status, by=clerk, at=at + timedelta(minutes=minutes)
        )
    before = CaseEvent.objects.count() - 2
    assert insiders.feed_events(at=at + timedelta(minutes=6)) == before
    assert insiders.feed_events(at=at + timedelta(minutes=8)) == 2
