"""Democratic appraisal: weights, one third, nobody rates themselves as a peer, once per person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.errors import WrongState
from partybuilding.models import Appraisal, AppraisalResult, Score
from partybuilding.operations import appraisal, guard
from partybuilding.queries import appraisal as queries
from partybuilding.rules import appraisal as rules
from tests import people
from tests.partybuilding.world import AT, World


@pytest.mark.parametrize(
    ("points", "score"),
    [
        ({"SELF": [90], "PEER": [80, 90], "MASS": [70], "ORG": [100]}, "86.0"),
        ({"SELF": [91], "PEER": [85], "MASS": [88], "ORG": [90]}, "87.8"),
        ({"SELF": [0], "PEER": [1, 1, 0], "MASS": [0], "ORG": [0]}, "0.3"),
        ({"SELF": [90], "PEER": [], "MASS": [70], "ORG": [100]}, None),
    ],
)
def test_the_composite_score(points: dict[str, list[int]], score: str | None) -> None:
    assert rules.composite(points) == (Decimal(score) if score else None)


@pytest.mark.parametrize(("members", "most"), [(2, 0), (3, 1), (5, 1), (6, 2), (30, 10)])
def test_a_third_at_most_is_excellent(members: int, most: int) -> None:
    assert rules.most_excellent(members) == most


def opened(world: World) -> Appraisal:
    return appraisal.begin_appraisal(branch_id=world.first.pk, year=2026, by=world.secretary, at=AT)


def everybody(world: World, points: int = 90) -> dict[int, int]:
    return {world.files[name].pk: points for name in ("吕十八", "施十九", "甲一", "甲二", "甲三")}


@pytest.mark.django_db
def test_somebody_tries_to_vote_twice_and_for_themselves(world: World) -> None:
    found = opened(world)
    own = world.files["施十九"]
    assert queries.to_rate(found, own)[0] == own
    assert appraisal.rate(appraisal_id=found.pk, points=everybody(world), by=world.member, at=AT) == 5
    with pytest.raises(appraisal.RatedAlready):
        appraisal.rate(appraisal_id=found.pk, points={own.pk: 100}, by=world.member, at=AT)
    assert found.scores.get(subject=own).source == "SELF"
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(
            appraisal=found, subject=world.files["甲一"], voter=world.files["甲一"], source="PEER", points=99
        )


@pytest.mark.django_db
def test_only_the_branch_rates_the_branch_and_within_the_points(world: World) -> None:
    found = opened(world)
    with pytest.raises(guard.NotYours):
        appraisal.rate(appraisal_id=found.pk, points=everybody(world), by=world.affairs, at=AT)
    for points in ({world.files["乙一"].pk: 90}, {world.files["甲一"].pk: 101}, {}):
        with pytest.raises(appraisal.WrongScore):
            appraisal.rate(appraisal_id=found.pk, points=points, by=world.member, at=AT)
    with pytest.raises(appraisal.RatedAlready):
        opened(world)


def filled(world: World) -> Appraisal:
    """Everything there: two of the branch have users, for the others the database holds their sheets."""
    found = opened(world)
    for user in (world.secretary, world.member):
        appraisal.rate(appraisal_id=found.pk, points=everybody(world), by=user, at=AT)
    for name in ("甲一", "甲二", "甲三"):
        member = world.files[name]
        Score.objects.create(appraisal=found, subject=member, voter=member, source="SELF", points=80)
    appraisal.enter_scores(appraisal_id=found.pk, source="MASS", points=everybody(world), by=world.secretary, at=AT)
    with pytest.raises(appraisal.WrongScore):
        appraisal.enter_scores(appraisal_id=found.pk, source="ORG", points=everybody(world), by=world.secretary, at=AT)
    appraisal.enter_scores(appraisal_id=found.pk, source="ORG", points=everybody(world), by=world.affairs, at=AT)
    return found


@pytest.mark.django_db
def test_grades_are_fixed_once_with_a_third_excellent_at_most(world: World) -> None:
    found = filled(world)
    grades = dict.fromkeys(everybody(world), "GOOD")
    two = {**grades, world.files["甲一"].pk: "EXCELLENT", world.files["甲二"].pk: "EXCELLENT"}
    act = {"appraisal_id": found.pk, "by": world.secretary, "at": AT}
    with pytest.raises(appraisal.TooManyExcellent, match="最多 1 人"):
        appraisal.close_appraisal(grades=two, **act)  # type: ignore[arg-type]
    appraisal.close_appraisal(grades={**grades, world.files["甲一"].pk: "EXCELLENT"}, **act)  # type: ignore[arg-type]
    result = AppraisalResult.objects.get(member=world.files["甲一"])
    assert (str(result), result.score) == ("优秀", Decimal("88.0"))
    with pytest.raises(WrongState):
        appraisal.close_appraisal(grades=grades, **act)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_missing_source_keeps_it_open(world: World) -> None:
    found = opened(world)
    with pytest.raises(appraisal.Incomplete):
        appraisal.close_appraisal(
            appraisal_id=found.pk, grades=dict.fromkeys(everybody(world), "GOOD"), by=world.secretary, at=AT
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_an_appraisal_by_hand(world: World) -> None:
    secretary, member = people.browser(world.secretary), people.browser(world.member)

    def address(name: str, *args: object) -> str:
        return reverse(f"partybuilding:counter_{name}", args=args)

    secretary.post(address("begin_appraisal"), {"branch": world.first.pk, "year": "2026"})
    found = Appraisal.objects.get()
    sheet = {f"member_{pk}": "90" for pk in everybody(world)}
    assert member.post(address("rate", found.pk), sheet).status_code == 302
    assert "您已经评过了。" in member.get(address("rate", found.pk), follow=True).content.decode()
    page = member.get(address("appraisal", found.pk)).content.decode()
    assert "施十九" in page
    assert "甲一" not in page
    assert secretary.post(address("enter_mass_scores", found.pk), sheet).status_code == 302
    missing = secretary.post(address("close_appraisal", found.pk), {f"member_{pk}": "GOOD" for pk in everybody(world)})
    assert "还不齐" in missing.content.decode()
