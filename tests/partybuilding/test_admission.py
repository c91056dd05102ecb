"""An applicant's way from the letter to the archive: step by step, by whom, and what blocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from common.errors import WrongState
from partybuilding.models import Applicant, Member
from partybuilding.operations import admission, guard
from partybuilding.operations.organisation import ThereAlready
from partybuilding.queries import admission as queries
from partybuilding.rules.admission import STEPS, Who
from partybuilding.rules.votes import Vote
from tests.partybuilding import world as building
from tests.partybuilding.world import AT, World

pytestmark = pytest.mark.django_db
LATER = datetime(2030, 1, 7, 1, tzinfo=UTC)
CARRIED = Vote(6, 5, 0, 5, 0, 0)
BEGIN = date(2024, 1, 10)
DAYS = {
    **{1: BEGIN, 2: date(2024, 2, 1), 3: date(2024, 7, 1), 4: date(2024, 7, 10), 5: date(2024, 7, 11)},
    **{6: date(2025, 7, 1), 7: date(2025, 7, 1), 8: date(2025, 7, 10), 9: date(2025, 7, 11)},
    **{10: date(2025, 8, 1), 11: date(2025, 9, 1), 12: date(2025, 9, 2), 13: date(2025, 9, 8)},
    **{14: date(2025, 9, 9), 15: date(2025, 9, 16), 16: date(2025, 9, 20), 17: date(2025, 12, 1)},
    **{18: date(2025, 12, 2), 19: date(2025, 12, 3), 20: date(2025, 12, 4), 21: date(2026, 9, 1)},
    **{22: date(2026, 9, 2), 23: date(2026, 9, 16), 24: date(2026, 10, 1), 25: date(2026, 10, 2)},
}


def applied(world: World) -> Applicant:
    return admission.apply_to_join(
        name="丙一",
        document_number=building.citizen(31, "19950101"),
        branch_id=world.first.pk,
        on=BEGIN,
        papers=["入党申请书"],
        by=world.secretary,
        at=AT,
    )


def walk(world: World, applicant: Applicant, until: int) -> Applicant:
    """Do every step up to one, with what each needs."""
    for number in range(applicant.step + 1, until + 1):
        prepare(world, applicant, number)
        facts = {"applicant_id": applicant.pk, "number": number, "on": DAYS[number], "by": world.affairs, "at": LATER}
        papers = [str(paper) for paper in STEPS[number - 1].papers]
        if STEPS[number - 1].is_vote:
            admission.vote(figures=CARRIED, papers=papers, **facts)  # type: ignore[arg-type]
        else:
            admission.take_step(papers=papers, note="", **facts)  # type: ignore[arg-type]
    applicant.refresh_from_db()
    return applicant


def prepare(world: World, applicant: Applicant, number: int) -> None:
    facts = {"applicant_id": applicant.pk, "by": world.affairs, "at": LATER}
    if number == 5:
        back(world, applicant, "甲一", "TRAINER")
    elif number == 6:
        admission.add_review(on=date(2025, 1, 5), text="表现良好。", **facts)  # type: ignore[arg-type]
    elif number == 9:
        back(world, applicant, "甲一", "INTRODUCER")
        back(world, applicant, "甲二", "INTRODUCER")
    elif number == 11:
        admission.record_training(day_count=3, hours=0, passed=True, **facts)  # type: ignore[arg-type]


def back(world: World, applicant: Applicant, name: str, role: str) -> None:
    admission.add_backer(
        applicant_id=applicant.pk, member_id=world.files[name].pk, role=role, by=world.secretary, at=AT
    )


def take(world: World, applicant: Applicant, number: int, on: date | None = None) -> Applicant:
    return admission.take_step(
        applicant_id=applicant.pk, number=number, on=on or DAYS[number], papers=[], note="", by=world.affairs, at=LATER
    )


def test_from_the_letter_to_the_archive(world: World) -> None:
    applicant = walk(world, applied(world), 17)
    member = applicant.member
    assert member is not None
    assert (member.stage, member.joined_on, str(member)) == ("PROBATIONARY", DAYS[15], "丙一")
    walk(world, applicant, 25)
    member.refresh_from_db()
    assert (member.stage, member.full_on) == ("FULL", date(2026, 9, 16))
    assert queries.is_over(applicant)
    assert not applicant.steps.exclude(warnings="").exists()


def test_an_extension_keeps_blocking_until_its_end(world: World) -> None:
    applicant = walk(world, applied(world), 22)
    facts = {"applicant_id": applicant.pk, "by": world.secretary, "at": LATER}
    with pytest.raises(admission.NotYet):
        admission.extend_probation(months=5, on=date(2026, 9, 16), **facts)  # type: ignore[arg-type]
    with pytest.raises(admission.NotYet):
        admission.extend_probation(months=6, on=date(2026, 9, 15), **facts)  # type: ignore[arg-type]
    admission.extend_probation(months=6, on=date(2026, 9, 16), **facts)  # type: ignore[arg-type]
    with pytest.raises(admission.NotYet, match="只能延长一次"):
        admission.extend_probation(months=6, on=date(2027, 3, 16), **facts)  # type: ignore[arg-type]
    vote = {"number": 23, "figures": CARRIED, "papers": [], **facts}
    with pytest.raises(admission.NotYet, match="2027-03-16"):
        admission.vote(on=date(2027, 3, 15), **vote)  # type: ignore[arg-type]
    admission.vote(on=date(2027, 3, 16), **vote)  # type: ignore[arg-type]
    take(world, applicant, 24, date(2027, 4, 1))
    assert Member.objects.get(person=applicant.person).full_on == date(2027, 3, 16)


def test_a_probation_that_is_cancelled_ends_the_file(world: World) -> None:
    applicant = walk(world, applied(world), 20)
    with pytest.raises(guard.NotYours):
        admission.stop(applicant_id=applicant.pk, reason="不合格", by=world.secretary, at=AT)
    admission.stop(applicant_id=applicant.pk, reason="不合格", by=world.affairs, at=AT)
    assert Member.objects.get(person=applicant.person).status == "ENDED"
    with pytest.raises(WrongState):
        take(world, applicant, 21)


def test_what_is_too_early_blocks_with_its_sentence(world: World) -> None:
    applicant = applied(world)
    with pytest.raises(WrongState):
        take(world, applicant, 3)
    walk(world, applicant, 4)
    with pytest.raises(admission.NotYet, match="一至两名正式党员"):
        take(world, applicant, 5)
    walk(world, applicant, 5)
    with pytest.raises(admission.NotYet, match="考察记录"):
        take(world, applicant, 6)
    admission.add_review(applicant_id=applicant.pk, on=date(2025, 1, 5), text="好。", by=world.secretary, at=LATER)
    with pytest.raises(admission.NotYet, match="距上次考察"):
        admission.add_review(applicant_id=applicant.pk, on=date(2025, 4, 7), text="好。", by=world.secretary, at=LATER)
    take(world, applicant, 6, date(2025, 6, 1))
    with pytest.raises(admission.NotYet, match="还差 1 天"):
        take(world, applicant, 7, date(2025, 6, 30))


def test_a_vote_that_is_not_carried_stands_and_can_be_held_again(world: World) -> None:
    applicant = walk(world, applied(world), 14)
    facts = {"applicant_id": applicant.pk, "number": 15, "papers": [], "by": world.secretary, "at": LATER}
    lost = admission.vote(on=DAYS[15], figures=Vote(6, 3, 0, 3, 0, 0), **facts)  # type: ignore[arg-type]
    applicant.refresh_from_db()
    assert (lost.result, applicant.step) == ("NO_QUORUM", 14)
    with pytest.raises(admission.WrongVote):
        admission.vote(on=DAYS[15], figures=Vote(6, 7, 0, 6, 0, 0), **facts)  # type: ignore[arg-type]
    with pytest.raises(admission.WrongVote):
        take(world, applicant, 15)
    won = admission.vote(on=DAYS[15], figures=Vote(6, 4, 0, 4, 0, 0), **facts)  # type: ignore[arg-type]
    applicant.refresh_from_db()
    assert (won.result, applicant.step, applicant.votes.count()) == ("PASSED", 15, 2)


@pytest.mark.parametrize("number", [step.number for step in STEPS if step.number > 1])
def test_who_may_do_each_step(world: World, number: int) -> None:
    """The branch's steps are the secretary's, the higher body's are entered by party affairs; a member does none."""
    step = STEPS[number - 1]
    applicant = Applicant(pk=1, branch=world.first)
    for user, may in ((world.member, False), (world.secretary, step.who == Who.BRANCH), (world.affairs, True)):
        if may:
            admission._refuse_step(applicant, number, user)
        else:
            with pytest.raises(guard.NotYours):
                admission._refuse_step(applicant, number, user)


def test_a_missing_paper_and_a_late_talk_are_noted(world: World) -> None:
    applicant = applied(world)
    take(world, applicant, 2, date(2024, 2, 11))
    said = applicant.steps.get(step=2).warnings
    assert "缺材料：谈话记录。" in said
    assert "超过规定期限 2 天" in said


def test_one_application_at_a_time_and_none_of_a_member(world: World) -> None:
    applied(world)
    with pytest.raises(ThereAlready):
        applied(world)
    with pytest.raises(ThereAlready):
        admission.apply_to_join(
            name="甲一",
            document_number=building.citizen(1),
            branch_id=world.first.pk,
            on=BEGIN,
            papers=[],
            by=world.secretary,
            at=AT,
        )


def test_an_applicant_under_eighteen_waits(world: World) -> None:
    with pytest.raises(admission.NotYet, match="十八周岁"):
        admission.apply_to_join(
            name="丙二",
            document_number=building.citizen(32, "20060111"),
            branch_id=world.first.pk,
            on=BEGIN,
            papers=[],
            by=world.secretary,
            at=AT,
        )


def test_backers_are_full_members_and_two_at_most(world: World) -> None:
    applicant = applied(world)
    young = building.enrol("甲九", building.citizen(9), world.first, world.affairs, joined=date(2026, 3, 1))
    world.files["甲九"] = young
    with pytest.raises(admission.NotFit):
        back(world, applicant, "甲九", "TRAINER")
    back(world, applicant, "甲一", "TRAINER")
    with pytest.raises(admission.NotFit):
        back(world, applicant, "甲一", "TRAINER")
    back(world, applicant, "甲二", "TRAINER")
    with pytest.raises(admission.NotFit):
        back(world, applicant, "甲三", "TRAINER")


def test_an_application_is_the_secretary_s_and_the_applicant_s(world: World) -> None:
    applied(world)
    assert queries.applicants_visible_to(world.secretary).count() == 1
    assert not queries.applicants_visible_to(world.member).exists()
