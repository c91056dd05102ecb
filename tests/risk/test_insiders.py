"""What stands out in what the staff do, and that the discipline office alone sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from accounts import operations as accounts
from accounts.models import LookKind, Relation
from desk import operations as desk
from desk.models import Case
from fundcenter import insiders as feeding
from risk.models import InsiderFinding, RiskCase, StaffAct
from risk.operations import insiders
from risk.operations.insiders import Act
from risk.queries import insiders as queries
from risk.rules.insiders import InsiderTerms, is_fast, is_night
from risk.states.insiders import ActKind, InsiderRule
from tests import make, people
from tests.desk import world
from tests.make import AT
from tests.risk import suspicions

DAY = date(2026, 10, 10)
TERMS = InsiderTerms(30, 5, Decimal(80), 60, 5, 21, 6, 3, 10)


@pytest.mark.parametrize(("hour", "night"), [(20, False), (21, True), (0, True), (5, True), (6, False), (12, False)])
def test_night_is_from_nine_to_six(hour: int, night: bool) -> None:
    assert is_night(hour, TERMS) is night


@pytest.mark.parametrize(("hour", "night"), [(0, False), (1, True), (4, True), (5, False), (23, False)])
def test_a_night_that_begins_after_midnight_is_no_day(hour: int, night: bool) -> None:
    assert is_night(hour, replace(TERMS, night_from=1, night_to=5)) is night


@pytest.mark.parametrize(("seconds", "fast"), [(None, False), (0, True), (59, True), (60, False)])
def test_an_approval_within_a_minute_was_hardly_read(seconds: int | None, fast: bool) -> None:
    assert is_fast(seconds, TERMS) is fast


def _noted(acts: list[Act]) -> None:
    with transaction.atomic():
        insiders.note_staff_acts(acts=acts)


def _acts(kind: str, count: int, *, at: datetime = AT, **more: int | None) -> list[Act]:
    clerk = people.wang_wu().person_id
    return [
        Act(key=f"{kind}:{place}", kind=kind, staff_id=clerk, at=at, case=f"TQ{place:04d}", **more)
        for place in range(count)
    ]


def _rules(today: date = DAY) -> list[str]:
    return [hit.rule for hit in queries.hits_on(today, queries.terms_on(today))]


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


@pytest.mark.parametrize(("count", "found"), [(4, []), (5, [InsiderRule.AGENT])])
def test_one_clerk_for_one_agent_stands_out_from_the_fifth_case(count: int, found: list[str]) -> None:
    _noted(_acts(ActKind.HANDLE, count, agent_id=suspicions.person(1).pk))
    assert _rules() == found


def test_an_agent_who_goes_to_all_windows_does_not_point_at_one() -> None:
    agent = suspicions.person(1).pk
    _noted(_acts(ActKind.HANDLE, 5, agent_id=agent))
    other = people.zhao_liu().person_id
    _noted([Act(f"o:{place}", ActKind.HANDLE, other, AT, f"TR{place}", agent_id=agent) for place in range(2)])
    assert _rules() == []


@pytest.mark.parametrize(("seconds", "count", "found"), [(59, 5, [InsiderRule.FAST]), (60, 5, []), (59, 4, [])])
def test_approvals_in_a_minute_stand_out_from_the_fifth(seconds: int, count: int, found: list[str]) -> None:
    _noted(_acts(ActKind.APPROVE, count, seconds=seconds))
    assert _rules() == found


@pytest.mark.parametrize(("hour", "found"), [(12, []), (13, [InsiderRule.NIGHT]), (21, [InsiderRule.NIGHT]), (22, [])])
def test_edits_at_night_are_judged_by_the_local_clock(hour: int, found: list[str]) -> None:
    # 13:00 UTC is nine in the evening in Shanghai, 21:00 UTC five and 22:00 UTC six in the morning of the next day.
    _noted(_acts(ActKind.EDIT, 3, at=datetime(2026, 10, 9, hour, tzinfo=UTC)))
    assert _rules() == found


@pytest.mark.parametrize(("count", "found"), [(9, []), (10, [InsiderRule.LOOKS])])
def test_ten_people_looked_at_without_a_case_stand_out(count: int, found: list[str]) -> None:
    clerk = people.wang_wu().person_id
    _noted(
        [
            Act(f"look:{place}", ActKind.LOOK, clerk, AT, person_id=suspicions.person(place).pk)
            for place in range(1, count + 1)
        ]
    )
    assert _rules() == found


def test_business_of_a_relative_stands_out_at_once_whoever_is_named_as_whose() -> None:
    clerk, relative = people.wang_wu().person_id, suspicions.person(1).pk
    accounts.add_relation(
        person_id=relative,
        relative_id=clerk,
        kind="PARENT",
        proof="户口簿",
        since=date(2020, 1, 1),
        by=people.zhao_liu(),
        at=AT,
    )
    _noted([Act("event:1", ActKind.HANDLE, clerk, AT, "TQ0001", person_id=relative)])
    assert _rules() == [InsiderRule.RELATIVE]


@pytest.mark.parametrize(("days", "found"), [(29, 1), (30, 0)])
def test_the_window_is_thirty_days_with_both_ends(days: int, found: int) -> None:
    _noted(_acts(ActKind.APPROVE, 5, at=AT - timedelta(days=days), seconds=5))
    assert len(_rules()) == found


def test_each_night_says_a_thing_once_and_one_case_carries_a_colleague() -> None:
    _noted(_acts(ActKind.APPROVE, 5, seconds=5))
    for _time in range(2):
        insiders.look_at_staff(today=DAY, at=AT)
    finding = InsiderFinding.objects.get()
    assert "王五有 5 次审批用时不到 60 秒" in finding.sentence
    _noted([Act(f"more:{place}", ActKind.APPROVE, people.wang_wu().person_id, AT, seconds=5) for place in range(1)])
    insiders.look_at_staff(today=DAY + timedelta(days=1), at=AT + timedelta(days=1))
    assert RiskCase.objects.get().insider_findings.count() == 2


def test_nobody_but_the_discipline_office_sees_a_finding_and_nobody_their_own() -> None:
    _noted(_acts(ActKind.APPROVE, 5, seconds=5))
    yang = people.yang_shiwu()
    _noted([Act(f"own:{place}", ActKind.APPROVE, yang.person_id, AT, seconds=5) for place in range(5)])
    insiders.look_at_staff(today=DAY, at=AT)
    for someone in people.EVERYBODY:
        user = someone()
        seen = {finding.staff.name for finding in queries.findings_visible_to(user)}
        assert seen == ({"王五"} if user == yang else set()), user
        assert queries.acts_visible_to(user).exists() == (user == yang)


def test_the_same_act_is_noted_once() -> None:
    for _time in range(2):
        _noted(_acts(ActKind.HANDLE, 3))
    assert StaffAct.objects.count() == 3


def test_looks_without_a_case_are_handed_over_once_they_are_old_enough() -> None:
    case = world.open_case()
    clerk, person = people.wang_wu(), people.zhang_san().person
    for number in ("", case.number):
        accounts.look(person_id=person.pk, user=clerk, kind=LookKind.PAGE, what="资料", at=AT, case=number)
    assert feeding.feed_looks(at=AT + timedelta(minutes=4)) == 0
    assert feeding.feed_looks(at=AT + timedelta(minutes=6)) == 2
    assert feeding.feed_looks(at=AT + timedelta(minutes=7)) == 0
    act = StaffAct.objects.get()
    assert (act.kind, act.staff_id, act.person_id) == (ActKind.LOOK, clerk.person_id, person.pk)


def test_a_case_that_is_none_or_somebody_elses_hides_no_look() -> None:
    case, clerk = world.open_case(), people.wang_wu()
    agent, relative, stranger = people.qian_qi().person, people.li_si().person, suspicions.person(1)
    world.open_case("other", agent_id=agent.pk, mandate="委托书")
    Relation.objects.create(
        person=people.zhang_san().person, relative=relative, kind="SPOUSE", proof="结婚证", since=DAY
    )
    theirs = Case.objects.latest("id").number
    looks = [("x", stranger), (case.number, stranger), (case.number, agent), (case.number, relative), (theirs, agent)]
    for number, person in looks:
        accounts.look(person_id=person.pk, user=clerk, kind=LookKind.PAGE, what="资料", at=AT, case=number)
    assert feeding.feed_looks(at=AT + timedelta(minutes=6)) == 5
    fed = list(StaffAct.objects.order_by("id").values_list("person", flat=True))
    assert fed == [stranger.pk, stranger.pk, agent.pk]


def test_who_shares_a_suspicion_is_looked_at_for_its_case() -> None:
    suspicions.suspicion()
    for place in (2, 3):
        person, user = suspicions.person(place), people.shen_shisi()
        accounts.look(person_id=person.pk, user=user, kind=LookKind.PAGE, what="资料", at=AT, case="TQ0002")
    feeding.feed_looks(at=AT + timedelta(minutes=6))
    assert StaffAct.objects.get().person_id == suspicions.person(3).pk


def test_what_happens_at_the_counter_is_handed_over_with_who_when_and_how_soon() -> None:
    world.kind()
    reviewer = world.rank(people.zhao_liu(), grade=2)
    agent = people.qian_qi().person
    case = world.in_review(agent_id=agent.pk, mandate="委托书")
    desk.take_review(case_id=case.pk, by=reviewer, at=world.AT + timedelta(seconds=10))
    desk.review(case_id=case.pk, decision="APPROVE", by=reviewer, at=world.AT + timedelta(seconds=25))
    assert feeding.feed_events(at=world.AT + timedelta(minutes=10)) > 0
    assert feeding.feed_events(at=world.AT + timedelta(minutes=11)) == 0
    handled = StaffAct.objects.get(kind=ActKind.HANDLE)
    approved = StaffAct.objects.get(kind=ActKind.APPROVE)
    assert (handled.staff.name, handled.case, handled.agent) == ("王五", case.number, agent)
    assert (approved.staff_id, approved.person_id) == (reviewer.person_id, case.person_id)
    assert approved.seconds == 25


def test_the_limits_are_parameters_of_the_day() -> None:
    """From the tenth of October on three cases stand out; the day before five were needed."""
    make.parameter("insider_same_agent", "3", valid_from=DAY)
    agent = people.zhang_san().person_id
    _noted(_acts(ActKind.HANDLE, 3, at=AT - timedelta(days=2), agent_id=agent))
    assert (_rules(DAY - timedelta(days=1)), _rules()) == ([], [InsiderRule.AGENT])
    assert queries.terms_on(DAY - timedelta(days=1)) == TERMS
