"""Elections: the rules at their boundaries, a tie, and ballots that nobody can be linked to."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from common.errors import WrongState
from partybuilding.models import Ballot, BallotCode, Candidate, Election, Post
from partybuilding.operations import elections, guard
from partybuilding.queries import elections as queries
from partybuilding.rules import elections as rules
from partybuilding.rules.elections import Result
from tests import people
from tests.partybuilding.world import AT, TODAY, World


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (3, 4), (4, 5), (5, 6), (6, 8), (7, 9), (10, 12)])
def test_a_fifth_more_candidates_than_seats(seats: int, least: int) -> None:
    assert rules.least_candidates(seats) == least


@pytest.mark.parametrize(
    ("attended", "entitled", "enough"), [(4, 5, True), (3, 5, False), (24, 30, True), (23, 30, False), (6, 5, False)]
)
def test_four_fifths_attend(attended: int, entitled: int, enough: bool) -> None:
    assert rules.has_quorum(attended, entitled) == enough


@pytest.mark.parametrize(
    ("seats", "attended", "ballots", "result", "elected", "tied"),
    [
        (2, 5, [[1, 2]] * 3 + [[3]] * 2, Result.ELECTED, [1, 2], []),
        (2, 5, [[1, 2]] * 3 + [[3]] * 3, Result.VOID, [], []),
        (2, 6, [[1, 2]] * 3 + [[1, 3]] * 3, Result.SHORT, [1], []),
        (2, 4, [[1, 2, 3]] * 2 + [[1]] * 2, Result.SHORT, [], []),
        (2, 5, [[1, 2], [1, 2], [1, 3], [2, 3], [3]], Result.TIED, [], [1, 2, 3]),
        (2, 5, [[1, 2], [1, 2], [1, 3], [1, 3], [2, 3]], Result.TIED, [1], [2, 3]),
        (2, 3, [[1], [1], []], Result.SHORT, [1], []),
        (1, 3, [[9], [1], [1]], Result.ELECTED, [1], []),
    ],
)
def test_a_count(
    seats: int, attended: int, ballots: list[list[int]], result: Result, elected: list[int], tied: list[int]
) -> None:
    facts = {"seats": seats, "attended": attended, "issued": attended, "candidates": [1, 2, 3]}
    found = rules.count(ballots=ballots, **facts)  # type: ignore[arg-type]
    assert (found.result, found.elected, found.tied) == (result, elected, tied)
    assert rules.count(ballots=list(reversed(ballots)), **facts) == found  # type: ignore[arg-type]


def nominated(world: World, *, ballot: str = "PAPER", seats: int = 2) -> tuple[Election, dict[str, int]]:
    """The first branch (five members) elects, with three candidates."""
    election = elections.call_election(
        organisation_id=world.first.pk, title="第二届支委会选举", seats=seats, ballot=ballot, by=world.secretary, at=AT
    )
    names = {}
    for name in ("吕十八", "甲一", "甲二"):
        made = elections.nominate(
            election_id=election.pk,
            member_id=world.files[name].pk,
            nominated_by="党员大会",
            by=world.secretary,
            at=AT,
        )
        names[name] = made.pk
    return election, names


def enter(world: World, election: Election, *ballots: list[int]) -> None:
    for choices in ballots:
        elections.enter_ballots(election_id=election.pk, choices=choices, copies=1, by=world.secretary, at=AT)


@pytest.mark.django_db
def test_a_tie_for_the_last_seat_is_voted_again_and_the_new_committee_takes_its_seats(world: World) -> None:
    election, c = nominated(world)
    act: dict[str, Any] = {"election_id": election.pk, "by": world.secretary, "at": AT}
    with pytest.raises(elections.TooFew):
        elections.open_vote(attended=3, **act)
    elections.open_vote(attended=5, **act)
    a, b, d = c["吕十八"], c["甲一"], c["甲二"]
    enter(world, election, [a, b], [a, b], [a, d], [a, d], [b, d])
    assert elections.close_vote(**act).result == Result.TIED
    with pytest.raises(elections.WrongBallot):
        enter(world, election, [b])
    elections.vote_again(attended=5, **act)
    with pytest.raises(elections.WrongBallot):
        enter(world, election, [a])
    enter(world, election, [b], [b], [b], [d], [d])
    assert elections.close_vote(**act).elected == [b]
    with pytest.raises(guard.NotYours):
        elections.approve_election(approval="工委〔2026〕3号", since=TODAY, **act)
    elections.approve_election(
        election_id=election.pk, approval="工委〔2026〕3号", since=TODAY, by=world.affairs, at=AT
    )
    held = Post.objects.filter(organisation=world.first, until=None).order_by("member_id")
    assert [(str(each.member), each.kind) for each in held] == [("吕十八", "COMMITTEE"), ("甲一", "COMMITTEE")]
    assert world.first.terms.get().until.year == 2029
    first, second = election.rounds.order_by("number")
    assert queries.count_of(first).tied == [b, d]
    assert queries.count_of(second) == queries.count_of(second)


@pytest.mark.django_db
def test_more_ballots_than_were_issued_are_no_election(world: World) -> None:
    election, c = nominated(world)
    act: dict[str, Any] = {"election_id": election.pk, "by": world.secretary, "at": AT}
    elections.open_vote(attended=4, **act)
    elections.enter_ballots(choices=[c["甲一"]], copies=5, **act)
    assert elections.close_vote(**act).result == Result.VOID
    with pytest.raises(WrongState):
        elections.vote_again(attended=5, **act)


@pytest.mark.django_db
def test_too_few_candidates_and_strangers(world: World) -> None:
    election, _c = nominated(world, seats=3)
    with pytest.raises(elections.TooFew, match="至少 4 名"):
        elections.open_vote(election_id=election.pk, attended=5, by=world.secretary, at=AT)
    for name in ("乙一", "甲一"):
        with pytest.raises(elections.NotEligible):
            elections.nominate(
                election_id=election.pk, member_id=world.files[name].pk, nominated_by="", by=world.secretary, at=AT
            )


@pytest.mark.django_db
def test_a_code_votes_once_within_the_seats_and_while_the_vote_is_open(world: World) -> None:
    election, c = nominated(world, ballot="SCREEN")
    act: dict[str, Any] = {"election_id": election.pk, "by": world.secretary, "at": AT}
    codes = elections.open_vote(attended=5, **act)
    with pytest.raises(elections.WrongBallot):
        elections.cast(code=codes[0], choices=list(c.values()))
    elections.cast(code=codes[0].lower(), choices=[c["甲一"]])
    for code in (codes[0], "AAAA-AAAA-AAAA"):
        with pytest.raises(elections.WrongBallot):
            elections.cast(code=code, choices=[])
    elections.cast(code=codes[1], choices=[])
    elections.close_vote(**act)
    with pytest.raises(elections.WrongBallot):
        elections.cast(code=codes[2], choices=[])


def _counts() -> dict[str, int]:
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            rows[table] = cursor.fetchone()[0]
    return rows


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_a_ballot_cannot_be_linked_to_a_voter_with_the_whole_database(world: World) -> None:
    """Voting on the screen writes a ballot, marks a code, and nothing else anywhere: no person, time, sequence, log."""
    election, c = nominated(world, ballot="SCREEN")
    codes = elections.open_vote(election_id=election.pk, attended=4, by=world.secretary, at=AT)
    url = reverse("partybuilding:public_vote")
    before = _counts()
    for code in codes:
        client = Client()
        assert "甲二" in client.post(url, {"code": code}).content.decode()
        done = client.post(url, {"code": code, "cast": "1", "choices": [c["甲一"], c["甲二"]]})
        assert "已投票" in done.content.decode()
        assert "sessionid" not in client.cookies
    changed = {table: count - before[table] for table, count in _counts().items() if count != before[table]}
    assert changed == {"partybuilding_ballot": 4}
    kinds = {field.name: type(field) for field in Ballot._meta.get_fields()}
    assert set(kinds) == {"id", "round", "choices"}
    assert kinds["id"] is models.UUIDField
    assert {field.name for field in BallotCode._meta.get_fields()} == {"digest", "round", "is_used"}
    for model in apps.get_models():
        fields = [f for f in model._meta.get_fields() if getattr(f, "related_model", None) in (Ballot, BallotCode)]
        assert all(field.auto_created for field in fields), model
    keys = set(Ballot.objects.values_list("pk", flat=True))
    elections.close_vote(election_id=election.pk, by=world.secretary, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM partybuilding_ballot ORDER BY ctid")
        rows = cursor.fetchall()
    assert keys.isdisjoint(row[0] for row in rows)
    assert len({row[1] for row in rows}) == 1
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_an_election_by_hand(world: World) -> None:
    secretary, affairs = people.browser(world.secretary), people.browser(world.affairs)

    def address(name: str, *args: object) -> str:
        return reverse(f"partybuilding:counter_{name}", args=args)

    facts = {"organisation": world.first.pk, "title": "支委会选举", "seats": "1", "ballot": "PAPER"}
    secretary.post(address("call_election"), facts)
    election = Election.objects.get()
    for name in ("吕十八", "甲一"):
        secretary.post(address("nominate", election.pk), {"member": world.files[name].pk})
    secretary.post(address("open_vote", election.pk), {"attended": "5"})
    chosen = Candidate.objects.get(member=world.files["甲一"])
    entered = secretary.post(address("enter_ballots", election.pk), {"choices": [chosen.pk], "copies": "4"})
    assert entered.status_code == 302
    assert "收票以后才显示得票。" in secretary.get(address("election", election.pk)).content.decode()
    secretary.post(address("close_vote", election.pk))
    assert "当选" in secretary.get(address("election", election.pk)).content.decode()
    affairs.post(address("approve_election", election.pk), {"approval": "工委〔2026〕3号", "since": "2026-10-12"})
    election.refresh_from_db()
    assert election.status == "APPROVED"


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_the_codes_are_shown_once(world: World) -> None:
    election, _c = nominated(world, ballot="SCREEN")
    secretary = people.browser(world.secretary)
    url = reverse("partybuilding:counter_open_vote", args=[election.pk])
    page = secretary.post(url, {"attended": "5"})
    assert page.content.decode().count("投票码") >= 5
    assert "no-store" in page["Cache-Control"]
