"""The tree, terms, posts and members' files; who sees what of them."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import WrongState
from partybuilding.models import Member, Post, Term
from partybuilding.operations import guard, organisation
from partybuilding.queries import organisation as queries
from partybuilding.queries import scope
from tests import people
from tests.partybuilding import world as building
from tests.partybuilding.world import AT, TODAY, World

pytestmark = pytest.mark.django_db


def test_the_tree_knows_its_depth_its_heads_and_its_people(world: World) -> None:
    tree = queries.tree(world.affairs, TODAY)
    assert [(node.organisation.name, node.depth, node.count) for node in tree.party] == [
        ("中心党总支", 0, 7),
        ("第一支部", 1, 5),
        ("第一支部一组", 2, 0),
        ("第二支部", 1, 2),
    ]
    assert str(tree.party[1].head.member) == "吕十八"  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "parent"), [("GROUP", None), ("GROUP", "general"), ("LEADING", "general")])
def test_what_has_no_place_there_is_refused(world: World, kind: str, parent: str | None) -> None:
    above = getattr(world, parent) if parent else None
    with pytest.raises(organisation.WrongPlace):
        building.organise(kind, "某组织", above, world.affairs)


def test_a_name_is_taken_once(world: World) -> None:
    with pytest.raises(organisation.ThereAlready):
        building.organise("BRANCH", "第一支部", world.general, world.affairs)


def test_a_term_of_three_years_is_told_six_months_before_its_end(world: World) -> None:
    term = organisation.begin_term(
        organisation_id=world.first.pk, since=date(2024, 4, 13), approval="", by=world.affairs, at=AT
    )
    assert (term.number, term.until) == (1, date(2027, 4, 13))
    assert not queries.is_ending(term, date(2026, 10, 12))
    assert queries.is_ending(term, date(2026, 10, 13))
    assert list(queries.terms_ending(date(2026, 10, 12))) == []
    assert list(queries.terms_ending(date(2026, 10, 13))) == [term]
    later = organisation.begin_term(
        organisation_id=world.first.pk, since=date(2026, 10, 1), approval="批复", by=world.affairs, at=AT
    )
    assert (later.number, Term.objects.get(pk=term.pk).ended_on) == (2, date(2026, 10, 1))
    with pytest.raises(guard.TooEarly):
        organisation.begin_term(
            organisation_id=world.first.pk, since=date(2026, 9, 30), approval="", by=world.affairs, at=AT
        )
    with pytest.raises(organisation.WrongPlace):
        organisation.begin_term(organisation_id=world.group.pk, since=TODAY, approval="", by=world.affairs, at=AT)


def test_a_new_secretary_relieves_the_old_one(world: World) -> None:
    organisation.fill_post(
        organisation_id=world.first.pk,
        member_id=world.files["甲二"].pk,
        kind="SECRETARY",
        since=TODAY,
        by=world.affairs,
        at=AT,
    )
    held = Post.objects.filter(organisation=world.first, kind="SECRETARY").order_by("id")
    assert [(str(each.member), each.until) for each in held] == [("吕十八", TODAY), ("甲二", None)]


def test_a_post_is_for_full_members_of_the_branch(world: World) -> None:
    young = building.enrol("甲九", building.citizen(9), world.first, world.affairs, joined=date(2026, 3, 1))
    for member in (young, world.files["乙一"]):
        with pytest.raises(organisation.WrongPlace):
            organisation.fill_post(
                organisation_id=world.first.pk,
                member_id=member.pk,
                kind="DEPUTY",
                since=TODAY,
                by=world.affairs,
                at=AT,
            )


def test_a_member_moves_out_and_comes_back_with_the_same_file(world: World) -> None:
    member = world.files["甲一"]
    organisation.move_out(member_id=member.pk, on=TODAY, to="市直机关", by=world.affairs, at=AT)
    assert not Post.objects.filter(member=member, until=None).exists()
    with pytest.raises(WrongState):
        organisation.move_out(member_id=member.pk, on=TODAY, to="市直机关", by=world.affairs, at=AT)
    back = building.enrol("甲一", building.citizen(1), world.second, world.affairs)
    assert (back.pk, back.branch, back.status) == (member.pk, world.second, "HERE")
    with pytest.raises(organisation.ThereAlready):
        building.enrol("甲一", building.citizen(1), world.second, world.affairs)


def test_a_branch_with_people_is_not_dissolved(world: World) -> None:
    with pytest.raises(organisation.StillInUse):
        organisation.end_organisation(organisation_id=world.second.pk, on=TODAY, by=world.affairs, at=AT)
    organisation.end_organisation(organisation_id=world.group.pk, on=TODAY, by=world.affairs, at=AT)


def test_the_secretary_puts_people_into_groups_of_the_own_branch_only(world: World) -> None:
    member = world.files["施十九"]
    organisation.assign(
        member_id=member.pk, branch_id=world.first.pk, group_id=world.group.pk, by=world.secretary, at=AT
    )
    assert list(queries.roll(world.group)) == [member]
    for member_name, branch in (("施十九", world.second), ("乙一", world.second)):
        with pytest.raises(guard.NotYours):
            organisation.assign(
                member_id=world.files[member_name].pk,
                branch_id=branch.pk,
                group_id=None,
                by=world.secretary,
                at=AT,
            )


def test_everybody_sees_their_own_branch(world: World) -> None:
    assert set(scope.organisations_visible_to(world.member)) == {world.first, world.group}
    assert {str(each) for each in scope.members_visible_to(world.member)} == {
        "吕十八",
        "施十九",
        "甲一",
        "甲二",
        "甲三",
    }
    assert [str(each) for each in scope.files_visible_to(world.member)] == ["施十九"]
    assert scope.files_visible_to(world.secretary).count() == 5
    assert scope.files_visible_to(world.affairs).count() == 7
    assert not scope.organisations_visible_to(people.wang_wu()).exists()
    assert not scope.organisations_worked_by(world.member).exists()


def test_who_has_moved_out_sees_nothing_any_more(world: World) -> None:
    organisation.move_out(member_id=world.files["施十九"].pk, on=TODAY, to="外地", by=world.affairs, at=AT)
    assert not scope.members_visible_to(world.member).exists()


def test_political_birthdays_of_the_next_fortnight(world: World) -> None:
    found = queries.birthdays(world.secretary, TODAY)
    assert [(str(each.member), each.on, each.years) for each in found] == [("吕十八", date(2026, 10, 20), 18)]


def test_a_joining_day_in_the_future_is_refused(world: World) -> None:
    with pytest.raises(guard.TooEarly):
        building.enrol("甲八", building.citizen(8), world.first, world.affairs, joined=date(2026, 10, 13))
    assert not Member.objects.filter(person__name="甲八").exists()
