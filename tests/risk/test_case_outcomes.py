"""What follows for whom: agents, employers, what was established in part, what others hold, what is denied."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from accounts.models import Person
from notifications.models import Message
from risk import operations as kernel
from risk import queries as standing
from risk.models import Ban, ListEntry, Outcome, RiskCase
from risk.operations import cases, decisions, hand_overs, patterns
from risk.queries import cases as queries
from risk.rules.facts import House
from risk.states.cases import HandOverStatus, RiskCaseStatus, SnoozeStatus
from risk.states.screening import OutcomeKind
from tests import people
from tests.make import AT
from tests.risk import suspicions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = AT + timedelta(hours=3)


def _verified(**more: object) -> RiskCase:
    """Three applications for one house by unrelated people, in one case that 沈十四 verifies."""
    for screening in suspicions.ring(3, **more):
        cases.open_found(screening_id=screening.pk, at=AT)
    return cases.take(case_id=RiskCase.objects.get().pk, by=people.shen_shisi(), at=AT)


def _decided(risk_case: RiskCase, *, established: set[str], responsible: set[str]) -> RiskCase:
    cases.propose(
        case_id=risk_case.pk,
        verdict="ESTABLISH",
        people=[row.pk for row in risk_case.people.all() if row.person.name in responsible],
        is_forged=True,
        grounds="合同系伪造",
        matters={row.pk: (row.case in established, 0) for row in risk_case.matters.all()},
        by=people.shen_shisi(),
        at=AT,
    )
    return decisions.decide(case_id=risk_case.pk, agreed=True, reason="清楚", by=people.jiang_shier(), at=LATER)


def test_an_agent_goes_on_the_list_of_agents_and_the_applicant_on_that_of_the_dishonest() -> None:
    agent = suspicions.person(50, "中介老王")
    done = _decided(_verified(agent_id=agent.pk), established={"TQ0002"}, responsible={"某2", "中介老王"})
    assert done.status == RiskCaseStatus.ESTABLISHED and done.refund_due_on is None
    listed = dict(ListEntry.objects.filter(ended_at=None).values_list("kind", "case"))
    assert listed == {"AGENT": done.number, "DISHONEST": done.number}
    assert {ban.person.name for ban in Ban.objects.all()} == {"某2", "中介老王"}
    again = suspicions.screened(
        "TQ0100", suspicions.person(60), house=None, agent_id=agent.pk, accepted_on=date(2026, 10, 11), at=LATER
    )
    assert [each.code for each in again.findings.all()] == ["L05"]


def test_what_was_not_established_goes_on_and_its_applicant_is_told() -> None:
    done = _decided(_verified(), established={"TQ0002"}, responsible={"某2"})
    assert [matter.case for matter in done.matters.filter(is_established=True)] == ["TQ0002"]
    assert not standing.may_pay("TQ0002") and standing.may_pay("TQ0003")
    assert Outcome.objects.get(kind=OutcomeKind.ESTABLISHED).amount_fen == 0
    told = Message.objects.filter(channel="INBOX", title="核查完成").values_list("person__name", flat=True)
    assert list(told) == ["某3"]


def test_the_clerks_of_the_employer_are_told_of_whom_but_not_the_person_themselves() -> None:
    employer = people.employer()
    clerk = people.li_si()
    _decided(_verified(employer_id=employer.pk), established={"TQ0002"}, responsible={"某2"})
    told = Message.objects.get(channel="INBOX", title="职工骗提骗贷通报")
    assert told.person_id == clerk.person_id and "某2" in told.body


def test_loan_fraud_bans_for_five_years() -> None:
    screening = suspicions.screened("DK0001", suspicions.person(1), house=None)
    assert screening.status == "CLEAR"
    with transaction.atomic():
        ban = kernel.lay_ban(
            key="x",
            person_id=suspicions.person(1).pk,
            business="LOAN",
            decided_on=date(2026, 10, 10),
            reason="骗贷",
            source="本中心",
            by=None,
            at=AT,
        )
    assert ban.until == date(2031, 10, 9)


def test_an_application_that_another_open_case_holds_stays_held() -> None:
    risk_case = suspicions.verifying()
    held = queries.screening_of("TQ0002")
    assert held is not None
    with transaction.atomic():
        suspicion = cases.Suspicion(key="hand:9", origin="HAND", title="另案", screenings=(held.pk,))
        cases.open_or_join(suspicion=suspicion, by=None, at=AT)
    answers = {"verdict": "DISMISS", "people": [], "is_forged": False, "grounds": "属实", "matters": {}}
    cases.propose(case_id=risk_case.pk, by=people.shen_shisi(), at=AT, **answers)
    decisions.decide(case_id=risk_case.pk, agreed=True, reason="属实", by=people.jiang_shier(), at=LATER)
    assert not standing.may_pay("TQ0002")


def test_a_case_is_handed_to_a_colleague_before_and_while_it_is_verified() -> None:
    risk_case = suspicions.suspicion()
    shen, yang = people.shen_shisi(), people.yang_shiwu()
    first = cases.assign(case_id=risk_case.pk, to_id=yang.pk, by=shen, at=AT)
    assert (first.status, first.assignee) == (RiskCaseStatus.VERIFYING, yang)
    second = cases.assign(case_id=risk_case.pk, to_id=shen.pk, by=yang, at=AT)
    assert (second.status, second.assignee) == (RiskCaseStatus.VERIFYING, shen)
    with pytest.raises(cases.NotYours):
        cases.assign(case_id=risk_case.pk, to_id=people.wang_wu().pk, by=shen, at=AT)
    assert set(queries.investigators(risk_case, date(2026, 10, 10))) >= {shen, yang}


def test_a_wait_that_is_denied_and_a_hand_over_that_is_rejected_change_nothing() -> None:
    risk_case = suspicions.verifying()
    shen, jiang = people.shen_shisi(), people.jiang_shier()
    due = risk_case.due_on
    asked = cases.ask_snooze(case_id=risk_case.pk, until=date(2026, 11, 20), reason="等回函", by=shen, at=AT)
    denied = hand_overs.decide_snooze(snooze_id=asked.pk, agreed=False, reason="不用等", by=jiang, at=AT)
    handed = hand_overs.propose_hand_over(
        case_id=risk_case.pk, receiver="POLICE", office="公安局", reason="伪造", by=shen, at=AT
    )
    rejected = hand_overs.decide_hand_over(hand_over_id=handed.pk, agreed=False, reason="证据不足", by=jiang, at=AT)
    risk_case.refresh_from_db()
    assert (denied.status, rejected.status) == (SnoozeStatus.DENIED, HandOverStatus.REJECTED)
    assert (risk_case.due_on, risk_case.snoozed_until) == (due, None)
    assert queries.tally(shen, date(2026, 10, 10)).handed_over == 0
    again = hand_overs.propose_hand_over(
        case_id=risk_case.pk, receiver="POLICE", office="公安局", reason="补充证据", by=shen, at=AT
    )
    assert again.pk != handed.pk


def test_an_old_screening_is_not_let_go_for_a_new_one() -> None:
    cheap = House(title_number="吉（2026）辽源市不动产权第0000001号", price_fen=50_000_00)
    old = suspicions.screened("TQ0001", suspicions.person(1), house=cheap)
    new = suspicions.screened("TQ0001", suspicions.person(1), house=cheap, amount_fen=1)
    assert old.pk != new.pk
    with pytest.raises(decisions.HeldByCase):
        decisions.let_go(screening_id=old.pk, reason="没问题", by=people.jiang_shier(), at=AT)
    decisions.let_go(screening_id=new.pk, reason="没问题", by=people.jiang_shier(), at=AT)
    assert standing.may_pay("TQ0001")


def test_related_cases_are_found_by_what_they_share() -> None:
    first = suspicions.suspicion()
    other_house = House(title_number="桂（2026）南宁市不动产权第0099999号", address="南宁市西乡塘区大学东路9号1栋901室")
    for place in (21, 22):
        screening = suspicions.screened(
            f"TQ00{place}", suspicions.person(place), house=other_house, phone="13800009999"
        )
        cases.open_found(screening_id=screening.pk, at=AT)
    suspicions.screened("TQ0002", suspicions.person(2), phone="13800009999")
    related = queries.related_to(first, people.shen_shisi())
    assert [(each.risk_case.key != first.key, each.shared) for each in related] == [(True, ("手机号码",))]
    assert queries.related_to(first, people.zhao_liu()) == []


def test_a_decided_ring_is_brought_up_again_for_what_is_new() -> None:
    _decided(_verified(), established={"TQ0001", "TQ0002", "TQ0003"}, responsible={"某2"})
    held = [row.case for row in RiskCase.objects.get().matters.all()]
    assert held == ["TQ0002", "TQ0003"]
    patterns.look_for_rings(today=suspicions.DAY, at=LATER)
    assert RiskCase.objects.count() == 2
    assert Person.objects.filter(name="某1").exists()


def test_a_tip_holds_the_money_that_no_rule_stopped_until_it_is_decided() -> None:
    screening = suspicions.screened("TQ0001", suspicions.person(1), house=None)
    assert screening.status == "CLEAR" and standing.may_pay("TQ0001")
    shen = people.shen_shisi()
    risk_case = cases.open_by_hand(title="举报", about="TQ0001", text="电话举报", by=shen, at=AT)
    assert not standing.may_pay("TQ0001")
    cases.take(case_id=risk_case.pk, by=shen, at=AT)
    answers = {"people": [], "is_forged": False, "grounds": "查实", "matters": {risk_case.matters.get().pk: (True, 0)}}
    cases.propose(case_id=risk_case.pk, verdict="ESTABLISH", by=shen, at=AT, **answers)
    assert not standing.may_pay("TQ0001")
    decisions.decide(case_id=risk_case.pk, agreed=True, reason="清楚", by=people.jiang_shier(), at=LATER)
    assert not standing.may_pay("TQ0001")


def test_a_tip_that_came_to_nothing_lets_the_money_go() -> None:
    suspicions.screened("TQ0001", suspicions.person(1), house=None)
    shen = people.shen_shisi()
    risk_case = cases.open_by_hand(title="举报", about="TQ0001", text="电话举报", by=shen, at=AT)
    cases.take(case_id=risk_case.pk, by=shen, at=AT)
    answers = {"people": [], "is_forged": False, "grounds": "不实", "matters": {}}
    cases.propose(case_id=risk_case.pk, verdict="DISMISS", by=shen, at=AT, **answers)
    decisions.decide(case_id=risk_case.pk, agreed=True, reason="不实", by=people.jiang_shier(), at=LATER)
    assert standing.may_pay("TQ0001")
