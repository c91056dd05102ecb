"""Four eyes: whoever tries to approve their own work, by whichever route, is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts import operations as accounts
from accounts.models import EmployerClerk, Relation, User
from accounts.permissions import Role
from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Case, Review
from desk.rules import reviewing as rules
from desk.rules.reviewing import Level
from desk.states.cases import CaseStatus
from tests import make, people
from tests.deposits.world import citizen_number
from tests.desk import world
from tests.desk.world import AT

pytestmark = pytest.mark.django_db
LEVELS = [Level(1, "复核", -1, 2), Level(2, "主任", 10_000_000, 3), Level(3, "中心主任", 50_000_000, 4)]
THREE = ((-1, 2), (10_000_000, 3), (50_000_000, 4))


def reviewer(name: str, number: str, grade: int, place: int, limit_fen: int = 1_000_000_000) -> User:
    """One more reviewer, beside those of the cast."""
    with transaction.atomic():
        user = accounts.hire_staff(
            name=name,
            document_number=citizen_number(place),
            number=number,
            branch_id=people.branch().pk,
            grade=grade,
            limit_fen=limit_fen,
            by=None,
            at=AT,
        ).user
        accounts.grant_role(user_id=user.pk, role=Role.REVIEWER, since=people.SINCE, by=None, at=AT)
    return User.objects.get(pk=user.pk)


def approve(case: Case, by: User, decision: str = "APPROVE", reason: str = "") -> Case:
    return desk.review(case_id=case.pk, decision=decision, reason=reason, by=by, at=AT)


# --- rules


@pytest.mark.parametrize(("fen", "count"), [(0, 1), (10_000_000, 1), (10_000_001, 2), (50_000_000, 2), (50_000_001, 3)])
def test_the_amount_says_how_many_levels(fen: int, count: int) -> None:
    assert len(rules.levels_for(fen, LEVELS)) == count


def test_only_small_verified_whole_cases_decide_themselves() -> None:
    terms = {"auto_limit_fen": 2_000_000, "verified": True, "gaps": 0}
    assert rules.may_decide_itself(amount_fen=2_000_000, **terms)
    assert not rules.may_decide_itself(amount_fen=2_000_001, **terms)
    assert not rules.may_decide_itself(amount_fen=1, **{**terms, "verified": False})
    assert not rules.may_decide_itself(amount_fen=1, **{**terms, "gaps": 1})
    assert not rules.may_decide_itself(amount_fen=0, **{**terms, "auto_limit_fen": 0})


# --- one's own


def test_the_maker_never_reviews() -> None:
    head = world.rank(people.zhao_liu(), grade=5)
    case = world.in_review(by=head)
    with pytest.raises(desk.MayNotReview, match="自己经办"):
        approve(case, head)


def test_whoever_handed_the_case_in_never_reviews_it_though_another_accepted() -> None:
    head = world.rank(people.zhao_liu(), grade=5)
    case = world.open_case(by=head)
    desk.take(case_id=case.pk, by=people.wang_wu(), at=AT)
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.MayNotReview):
        approve(case, head)


def test_an_employee_cannot_approve_their_own_case_by_any_route() -> None:
    head = world.rank(people.zhao_liu(), grade=5)
    case = world.open_case(person_id=head.person_id)
    for act in (
        lambda: desk.take(case_id=case.pk, by=head, at=AT),
        lambda: desk.accept_case(case_id=case.pk, by=head, at=AT),
        lambda: desk.refuse_case(case_id=case.pk, reason="无", by=head, at=AT),
    ):
        with pytest.raises((desk.TooNear, desk.TakenByOther)):
            act()
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.TooNear):
        desk.hand_over(giver_id=people.wang_wu().pk, taker_id=head.pk, note="交给他", by=people.wang_wu(), at=AT)
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.TooNear):
        desk.take_review(case_id=case.pk, by=head, at=AT)
    with pytest.raises(desk.TooNear):
        approve(case, head)
    # As the agent of somebody else, as a relative, and by the back door of the database.
    agent = world.in_review(person_id=people.qian_qi().person_id, agent_id=head.person_id)
    with pytest.raises(desk.TooNear):
        approve(agent, head)
    Relation.objects.create(
        person=head.person, relative=people.zhang_san().person, kind="CHILD", proof="户口簿", since=date(2000, 1, 1)
    )
    child = world.in_review()
    with pytest.raises(desk.TooNear):
        approve(child, head)
    for who in ("reviewer_person", "maker_person"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**{who: head.person_id})


def test_a_role_alone_is_not_enough_and_no_role_is_nothing() -> None:
    case = world.in_review()
    with pytest.raises(desk.MayNotReview, match="没有复核权限"):
        approve(case, people.sun_ba())
    with pytest.raises(desk.MayNotReview, match="职级"):
        world.rank(people.wang_wu(), grade=3)
        approve(case, people.zhao_liu())


# --- rank and limit


def test_the_last_word_needs_a_limit_that_reaches() -> None:
    case = world.in_review(amount_fen=5_000_000)
    with pytest.raises(desk.MayNotReview, match="单笔权限"):
        approve(case, world.rank(people.zhao_liu(), grade=2, limit_fen=4_999_999))
    approve(case, world.rank(people.zhao_liu(), grade=2, limit_fen=5_000_000))
    assert Case.objects.get(pk=case.pk).status == CaseStatus.APPROVED


def test_three_levels_are_three_persons() -> None:
    world.kind("big", levels=THREE)
    case = world.in_review("big", amount_fen=60_000_000)
    first, second = reviewer("甲", "2001", 2, 301), reviewer("乙", "2002", 3, 302)
    third = reviewer("丙", "2003", 4, 303)
    approve(case, first)
    with pytest.raises(desk.MayNotReview, match="另一人"):
        approve(case, first)
    with pytest.raises(desk.MayNotReview, match="职级"):
        approve(case, reviewer("丁", "2004", 2, 304))
    approve(case, second)
    approve(case, third)
    done = Case.objects.get(pk=case.pk)
    assert done.status == CaseStatus.APPROVED
    assert (done.reviewer_person_id, done.authoriser_person_id) == (first.person_id, third.person_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(authoriser_person=first.person_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(authoriser_person=None)


def test_a_deputy_judges_with_the_rank_of_whom_they_stand_in_for() -> None:
    world.kind("big", levels=((-1, 4),))
    case = world.in_review("big", amount_fen=100)
    head, deputy = reviewer("甲", "2001", 4, 301), world.rank(people.zhao_liu(), grade=1, limit_fen=0)
    with pytest.raises(desk.MayNotReview):
        approve(case, deputy)
    deputy.role_grants.create(
        role=Role.REVIEWER,
        since=date(2026, 11, 20),
        until=date(2026, 11, 30),
        deputising_for=head,
        granted_by=people.zheng_yi(),
    )
    approve(case, deputy)
    assert Review.objects.get(case=case).deputising_for == head


def test_a_deputys_term_ends() -> None:
    world.kind("big", levels=((-1, 4),))
    case = world.in_review("big")
    head, deputy = reviewer("甲", "2001", 4, 301), people.zhao_liu()
    deputy.role_grants.create(
        role=Role.REVIEWER, since=date(2026, 11, 1), until=date(2026, 11, 22), deputising_for=head
    )
    with pytest.raises(desk.MayNotReview):
        approve(case, deputy)


# --- back and forth


def test_a_case_returned_twice_by_the_reviewer_is_judged_anew_each_time() -> None:
    case, teller, judge = world.in_review(), people.wang_wu(), people.zhao_liu()
    for place in (1, 2):
        with pytest.raises(desk.NoReason):
            approve(case, judge, "SEND_BACK")
        approve(case, judge, "SEND_BACK", f"第{place}次：金额不符")
        assert Case.objects.get(pk=case.pk).status == CaseStatus.ACCEPTED
        desk.send_case(case_id=case.pk, by=teller, at=AT)
    approve(case, judge)
    assert [(each.round, each.decision) for each in Review.objects.order_by("id")] == [
        (1, "SEND_BACK"),
        (2, "SEND_BACK"),
        (3, "APPROVE"),
    ]


def test_a_reviewer_who_said_no_ends_the_case_with_a_reason() -> None:
    case = world.in_review()
    approve(case, people.zhao_liu(), "REFUSE", "材料不实")
    done = Case.objects.get(pk=case.pk)
    assert (done.status, done.reason) == (CaseStatus.REFUSED, "材料不实")
    with pytest.raises(WrongState):
        approve(case, people.zhao_liu())


def test_a_review_in_somebodys_hands_is_theirs_until_they_leave_it() -> None:
    case, judge = world.in_review(), people.zhao_liu()
    other = reviewer("甲", "2001", 3, 301)
    desk.take_review(case_id=case.pk, by=judge, at=AT)
    with pytest.raises(desk.TakenByOther, match="赵六"):
        approve(case, other)
    desk.leave_review(case_id=case.pk, by=judge, at=AT)
    approve(case, other)


def test_the_maker_does_not_refuse_while_reviewers_judge() -> None:
    case = world.in_review()
    with pytest.raises(WrongState):
        desk.refuse_case(case_id=case.pk, reason="不办了", by=people.wang_wu(), at=AT)


def test_the_review_queue_shows_no_one_their_own() -> None:
    head = world.rank(people.zhao_liu(), grade=5)
    mine, others = world.in_review(by=head), world.in_review(person_id=people.qian_qi().person_id)
    assert list(queries.to_review(head)) == [others]
    assert mine not in queries.to_review(head)


# --- without a person


def test_an_automatic_approval_within_the_limit_is_sampled_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    world.kind("auto", sample_percent=5)
    for place, (draw, sampled) in enumerate([(4, True), (5, False)]):
        monkeypatch.setattr("secrets.randbelow", lambda _most, draw=draw: draw)
        who = (people.zhang_san, people.qian_qi)[place]()
        case = world.accepted("auto", person_id=who.person_id, amount_fen=2_000_000)
        with transaction.atomic():
            desk.approve_automatically(case_id=case.pk, verified=True, at=AT)
        done = Case.objects.get(pk=case.pk)
        assert (done.status, done.is_automatic, done.is_sampled) == (CaseStatus.APPROVED, True, sampled)
    case = Case.objects.get(is_sampled=True)
    desk.record_sample(case_id=case.pk, finding="无问题", by=people.zhao_liu(), at=AT)
    with pytest.raises(desk.MayNotReview):
        desk.record_sample(case_id=case.pk, finding="再看一次", by=people.zhao_liu(), at=AT)


def test_what_is_not_verified_or_too_much_needs_a_person() -> None:
    case = world.accepted(amount_fen=2_000_001)
    with pytest.raises(desk.NeedsAPerson), transaction.atomic():
        desk.approve_automatically(case_id=case.pk, verified=True, at=AT)
    small = world.accepted(person_id=people.qian_qi().person_id, amount_fen=1)
    with pytest.raises(desk.NeedsAPerson), transaction.atomic():
        desk.approve_automatically(case_id=small.pk, verified=False, at=AT)


# --- by detours


def test_giving_a_case_away_does_not_make_its_maker_a_reviewer() -> None:
    maker = world.rank(people.zhao_liu(), grade=5)
    case = world.in_review(by=maker)
    desk.hand_over(giver_id=maker.pk, taker_id=people.wang_wu().pk, note="给你", by=maker, at=AT)
    with pytest.raises(desk.MayNotReview):
        approve(case, maker)
    assert case not in queries.to_review(maker)


def test_a_junior_taker_does_not_lower_the_grade_a_reviewer_needs() -> None:
    maker = world.rank(people.zhao_liu(), grade=5)
    case = world.in_review(by=maker)
    desk.hand_over(giver_id=maker.pk, taker_id=people.wang_wu().pk, note="给你", by=maker, at=AT)
    with pytest.raises(desk.MayNotReview, match="职级"):
        approve(case, reviewer("甲", "2001", 4, 301))


def test_who_ticked_the_papers_does_not_review() -> None:
    judge = world.rank(people.zhao_liu(), grade=5)
    case = world.open_case(by=people.zhang_san(), channel="PORTAL")
    world.check_all(case, by=judge)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.MayNotReview):
        approve(case, judge)


def test_nobody_ticks_or_voids_the_papers_of_their_own() -> None:
    teller = people.wang_wu()
    case = world.open_case(person_id=teller.person_id, by=people.zhang_san(), channel="PORTAL")
    row = case.requirements.get(code="identity")
    for act in (
        lambda: desk.check_paper(requirement_id=row.pk, how="SEEN", by=teller, at=AT),
        lambda: desk.void(case_id=case.pk, reason="不办", by=teller, at=AT),
        lambda: desk.stop_case(case_id=case.pk, whose="OTHER", reason="等等", by=teller, at=AT),
    ):
        with pytest.raises(desk.TooNear):
            act()


def test_whoever_sends_a_case_that_the_system_accepted_is_its_maker() -> None:
    judge = world.rank(people.zhao_liu(), grade=5)
    case = world.open_case(by=people.zhang_san(), channel="PORTAL")
    world.check_all(case)
    with transaction.atomic():
        desk.accept(case_id=case.pk, by=None, at=AT)
    desk.send_case(case_id=case.pk, by=judge, at=AT)
    with pytest.raises(desk.MayNotReview):
        approve(case, judge)


def test_a_deputy_lends_no_rank_from_the_maker_nor_from_who_left() -> None:
    world.kind("big", levels=((-1, 4),))
    head, deputy = reviewer("甲", "2001", 4, 301), world.rank(people.zhao_liu(), grade=1, limit_fen=0)
    deputy.role_grants.create(
        role=Role.REVIEWER, since=date(2026, 11, 1), until=date(2026, 11, 30), deputising_for=head
    )
    own = world.in_review("big", by=head)
    with pytest.raises(desk.MayNotReview):
        approve(own, deputy)
    other = world.in_review("big", person_id=people.qian_qi().person_id)
    User.objects.filter(pk=head.pk).update(is_active=False)
    with pytest.raises(desk.MayNotReview):
        approve(other, deputy)


def test_a_leader_frees_a_review_that_somebody_away_has_in_hand() -> None:
    case = world.in_review()
    desk.take_review(case_id=case.pk, by=people.zhao_liu(), at=AT)
    desk.leave_review(case_id=case.pk, by=people.wang_wu(), at=AT)
    assert Case.objects.get(pk=case.pk).reviewing is not None
    desk.leave_review(case_id=case.pk, by=people.han_shiyi(), at=AT)
    assert Case.objects.get(pk=case.pk).reviewing is None


# --- who acted for the employer before


def _former_clerk(user: User, *, ended: datetime) -> int:
    """The id of an employer for which the user's person acted until `ended`."""
    employer = people.employer()
    clerk = accounts.authorise_clerk(
        employer_id=employer.pk, person_id=user.person_id, mandate="授权书", by=people.zheng_yi(), at=make.AT
    )
    EmployerClerk.objects.filter(pk=clerk.pk).update(ended_at=ended)
    return employer.pk


@pytest.mark.parametrize(
    ("ended", "barred"),
    [(AT, True), (datetime(2025, 11, 23, tzinfo=UTC), True), (datetime(2025, 11, 22, 15, tzinfo=UTC), False)],
)
def test_who_was_the_employers_clerk_a_year_ago_handles_and_reviews_nothing_of_it(
    ended: datetime, barred: bool
) -> None:
    teller, judge = people.wang_wu(), world.rank(people.zhao_liu(), grade=3)
    _former_clerk(judge, ended=ended)
    employer_id = _former_clerk(teller, ended=ended)
    other = people.li_si()
    case = world.open_case(employer_id=employer_id, by=other, channel="EMPLOYER")
    if not barred:
        desk.take(case_id=case.pk, by=teller, at=AT)
        return
    with pytest.raises(desk.TooNear, match="近期担任过该单位经办人"):
        desk.take(case_id=case.pk, by=teller, at=AT)
    head = people.han_shiyi()
    world.check_all(case, by=head)
    desk.accept_case(case_id=case.pk, by=head, at=AT)
    desk.send_case(case_id=case.pk, by=head, at=AT)
    with pytest.raises(desk.TooNear):
        approve(case, judge)


def test_the_centre_sets_how_long_a_former_clerk_keeps_away() -> None:
    make.parameter("staff_conflict_months", "6")
    teller = people.wang_wu()
    employer_id = _former_clerk(teller, ended=datetime(2026, 5, 1, tzinfo=UTC))
    case = world.open_case(employer_id=employer_id, by=people.li_si(), channel="EMPLOYER")
    desk.take(case_id=case.pk, by=teller, at=AT)


def test_months_before_the_last_of_a_month() -> None:
    assert rules.avoided_since(date(2027, 2, 28), 12) == date(2026, 2, 28)
    assert rules.avoided_since(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert rules.avoided_since(date(2026, 1, 15), 2) == date(2025, 11, 15)


def test_a_clerk_of_the_counter_who_was_dismissed_does_not_return_as_another_user() -> None:
    teller = people.wang_wu()
    with transaction.atomic():
        accounts.dismiss_staff(user_id=teller.pk, by=people.zheng_yi(), at=AT)
    with pytest.raises(accounts.NumberTaken), transaction.atomic():
        accounts.hire_staff(
            name="王五",
            document_number=people.DOCUMENTS["王五"][0],
            number="9999",
            branch_id=people.branch().pk,
            by=None,
            at=AT,
        )
