"""Two at once: a draft handed in by two hundred hands, a case opened by two, a number drawn by many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from accounts.models import User
from desk import operations as desk
from desk.models import Case, ClockSpan, Draft, KindVersion
from desk.states.cases import Channel
from tests import people
from tests.desk import world
from tests.desk.world import AT

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, AT_A_TIME = 200, 16


def together(act: object, times: int) -> list[object]:
    """What `times` calls of `act(place)` at once gave: results, or the refusals."""

    def call(place: int) -> object:
        try:
            return act(place)  # type: ignore[operator]
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(call, range(times)))


def draft() -> Draft:
    world.kind()
    mine = people.zhang_san()
    return desk.save_draft(
        kind="try", fields={"a": "1"}, channel=Channel.PORTAL, person_id=mine.person_id, by=mine, at=AT
    )


def submit(person_id: int, by: User, branch_id: int, draft_id: int | None = None) -> Case:
    with transaction.atomic():
        return desk.open_case(
            kind="try",
            title="试办",
            channel=Channel.PORTAL,
            person_id=person_id,
            branch_id=branch_id,
            draft_id=draft_id,
            by=by,
            at=AT,
        )


def test_two_hundred_submits_of_one_draft_make_one_case(open_day: date) -> None:
    saved, mine, branch = draft(), people.zhang_san(), people.branch().pk
    answers = together(lambda _place: submit(mine.person_id, mine, branch, saved.pk), HANDS)
    made = [each for each in answers if isinstance(each, Case)]
    assert len(made) == 1
    assert {type(each) for each in answers} == {Case, desk.AlreadySubmitted}
    assert Case.objects.count() == 1
    assert ClockSpan.objects.count() == 1


def test_many_submits_without_a_draft_make_one_open_case_of_the_matter(open_day: date) -> None:
    world.kind()
    mine, branch = people.zhang_san(), people.branch().pk
    answers = together(lambda _place: submit(mine.person_id, mine, branch), 32)
    assert {type(each) for each in answers} == {Case, desk.AlreadyOpen}
    assert Case.objects.count() == 1


def test_two_tellers_take_one_case_and_one_is_told_who_has_it(open_day: date) -> None:
    case = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL)
    hands = [people.wang_wu(), people.zhao_liu()]
    answers = together(lambda place: desk.take(case_id=case.pk, by=hands[place % 2], at=AT), 8)
    owner = Case.objects.get(pk=case.pk).owner
    told = [each for each in answers if isinstance(each, desk.TakenByOther)]
    assert len(told) == 4
    assert all(str(owner) in str(each) for each in told)


def test_numbers_drawn_at_once_are_all_different(open_day: date) -> None:
    world.kind("free", exclusion="")
    mine, branch = people.zhang_san(), people.branch().pk

    def one(_place: int) -> Case:
        with transaction.atomic():
            return desk.open_case(
                kind="free",
                title="试办",
                channel=Channel.PORTAL,
                person_id=mine.person_id,
                branch_id=branch,
                by=mine,
                at=AT,
            )

    made = together(one, 40)
    assert len({case.number for case in made if isinstance(case, Case)}) == 40


def test_what_may_be_asked_twice_a_day_is_not_asked_three_times_at_once(open_day: date) -> None:
    kind = world.kind().kind
    draft = desk.draft_version(kind_id=kind.pk, valid_from=AT.date(), by=people.zheng_yi(), at=AT)
    draft.channels.update(most_a_day=2)
    KindVersion.objects.filter(pk=draft.pk).update(exclusion="")
    desk.publish_draft(version_id=draft.pk, by=people.chen_shisan(), at=AT)
    mine, branch = people.zhang_san(), people.branch().pk
    answers = together(lambda _place: submit(mine.person_id, mine, branch), 16)
    assert Case.objects.count() == 2
    assert {type(each) for each in answers} == {Case, desk.ChannelClosed}
