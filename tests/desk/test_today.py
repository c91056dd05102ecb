"""Today's figures: counted from the rows, one's own beside the branch's, and the lists they lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from desk import operations as desk
from desk import queries
from desk.models import Case, Rating
from desk.queries import Today
from desk.states.cases import Channel
from tests import people
from tests.desk import world
from tests.desk.world import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """Pages read the clock."""
    time_machine.move_to(AT, tick=False)


def figures(user: Any = None, at: Any = AT) -> Today:
    return queries.today_of(user or people.wang_wu(), people.branch(), at)


def finished(code: str, *, minutes: int, **facts: Any) -> Case:
    """A case of a kind without review, carried out some minutes after it was accepted."""
    world.kind(code, levels=())
    case = world.in_review(code, **facts)
    at = facts.get("at", AT)
    with transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=at)
        desk.finish(case_id=case.pk, by=None, at=at + timedelta(minutes=minutes))
    return case


def test_a_day_without_anything_is_all_noughts() -> None:
    found = figures()
    assert (found.own.called, found.own.accepted, found.own.done, found.own.took) == (0, 0, 0, None)
    assert (found.tickets_waiting, found.cases_waiting, found.cases_free, found.drafts) == (0, 0, 0, 0)


def test_what_was_accepted_and_done_is_counted_for_oneself_and_the_branch() -> None:
    for place, minutes in enumerate((10, 20, 60)):
        finished(f"mine-{place}", minutes=minutes)
    finished("theirs", minutes=30, by=people.zhao_liu())
    world.accepted("open")
    world.open_case("free", by=people.zhang_san(), channel=Channel.PORTAL)
    found = figures(at=AT + timedelta(hours=2))
    assert (found.own.accepted, found.own.done, found.own.took) == (4, 3, 20)
    assert (found.branch.accepted, found.branch.done, found.branch.took) == (5, 4, 25)
    assert (found.cases_free, found.cases_waiting) == (1, 1)


def test_yesterday_does_not_count() -> None:
    finished("old", minutes=10, at=AT - timedelta(days=1))
    world.accepted("older", at=AT - timedelta(days=1))
    found = figures()
    assert (found.own.accepted, found.own.done) == (0, 0)


def test_what_is_due_today_and_what_is_late() -> None:
    world.kind("quick", promise_days=0, promise_minutes=60)
    world.accepted("quick")
    assert (figures().own.due, figures().own.late) == (1, 0)
    later = figures(at=AT + timedelta(hours=2))
    assert (later.own.due, later.own.late, later.branch.late) == (0, 1, 1)
    assert figures(people.zhao_liu(), AT + timedelta(hours=2)).own.late == 0


def test_no_share_is_shown_of_so_few_ratings_that_one_would_know_whose_they_are() -> None:
    teller = people.wang_wu()
    for place in range(5):
        case = finished(f"rated-{place}", minutes=5)
        found = figures().own
        assert (found.ratings, found.satisfied) == (place, None)
        level = 2 if place == 4 else 5
        facts = {"branch": case.branch, "kind": case.kind, "clerk": teller, "way": "LINK", "rated_at": AT}
        Rating.objects.create(case=case, level=level, **facts)
    assert (figures().own.ratings, figures().own.satisfied) == (5, 4)


def test_the_bench_shows_the_day_and_its_lists_agree_with_the_figures() -> None:
    done, open_case = finished("done", minutes=0), world.accepted("open")
    client = people.browser(people.wang_wu())
    text = client.get(reverse("fundcenter:counter_home")).content.decode()
    assert "今日窗口" in text
    cases, branch = reverse("desk:counter_cases"), people.branch().pk
    asked = f"tab=all&branch={branch}&since=2026-11-23&of="
    assert f"{asked}accepted".replace("&", "&amp;") in text
    accepted = client.get(f"{cases}?{asked}accepted").content.decode()
    assert done.number in accepted and open_case.number in accepted
    closed = client.get(f"{cases}?{asked}closed&status=DONE").content.decode()
    assert done.number in closed and open_case.number not in closed
    tomorrow = client.get(f"{cases}?tab=all&since=2026-11-24&of=accepted").content.decode()
    assert done.number not in tomorrow


def test_who_sees_no_cases_sees_no_such_sheet() -> None:
    text = people.browser(people.sun_ba()).get(reverse("fundcenter:counter_home")).content.decode()
    may = people.sun_ba().may("case:view")
    assert ("今日窗口" in text) is may


def test_the_figures_cost_the_same_however_much_was_done(django_assert_num_queries: Any) -> None:
    teller = people.wang_wu()
    branch = people.branch()
    for place in range(4):
        finished(f"k-{place}", minutes=place)
    with django_assert_num_queries(7):
        queries.today_of(teller, branch, AT)
