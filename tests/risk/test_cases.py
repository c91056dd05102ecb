"""Risk cases: opened once, verified by one, decided by another, with everything that follows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from accounts import operations as accounts
from accounts.models import Relation
from common.errors import BusinessError, WrongState
from common.money import yuan
from notifications.models import Message
from risk import queries as standing
from risk.models import Ban, ListEntry, Outcome, RiskCase
from risk.operations import cases, decisions, evidence, hand_overs
from risk.queries import cases as queries
from risk.rules import cases as rules
from risk.states.cases import RiskCaseStatus
from risk.states.screening import OutcomeKind, ScreeningStatus
from tests import people
from tests.make import AT
from tests.risk import suspicions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = AT + timedelta(days=1)


def test_a_block_opens_one_case_however_often_the_job_runs() -> None:
    first = suspicions.suspicion()
    *_rest, last = queries.screenings_without_case() or [0]
    assert last == 0
    screening = queries.screening_of("TQ0002")
    assert screening is not None
    assert cases.open_found(screening_id=screening.pk, at=LATER) is None
    assert RiskCase.objects.count() == 1
    assert first.number == "FX202610100001"
    assert first.amount_fen == 100_000_00
    assert [row.case for row in first.matters.all()] == ["TQ0002"]


def test_a_second_application_for_the_house_joins_the_open_case() -> None:
    first = suspicions.suspicion()
    again = suspicions.screened("TQ0003", suspicions.person(3))
    joined = cases.open_found(screening_id=again.pk, at=LATER)
    assert joined == first
    assert joined is not None and joined.amount_fen == 200_000_00
    assert {row.person.name for row in joined.people.all()} == {"某2", "某3"}


def test_verifying_is_due_ten_working_days_after_the_day_it_arose() -> None:
    # 10 October 2026 is a shifted Saturday; ten working days on lies 23 October.
    assert suspicions.suspicion().due_on == date(2026, 10, 23)


@pytest.mark.parametrize(
    ("today", "snoozed", "late"),
    [
        (date(2026, 10, 23), None, False),
        (date(2026, 10, 24), None, True),
        (date(2026, 10, 24), date(2026, 10, 24), False),
        (date(2026, 10, 25), date(2026, 10, 24), True),
    ],
)
def test_the_due_day_itself_is_not_late_nor_is_a_wait_with_leave(today: date, snoozed: date | None, late: bool) -> None:
    assert rules.is_late(date(2026, 10, 23), today, snoozed) is late


def test_only_who_took_a_case_proposes_and_only_once() -> None:
    risk_case = suspicions.verifying()
    answers = {"verdict": "DISMISS", "people": [], "is_forged": False, "grounds": "查无此事", "matters": {}}
    with pytest.raises(cases.NotYours):
        cases.propose(case_id=risk_case.pk, by=people.jiang_shier(), at=AT, **answers)
    cases.propose(case_id=risk_case.pk, by=people.shen_shisi(), at=AT, **answers)
    with pytest.raises(WrongState):
        cases.propose(case_id=risk_case.pk, by=people.shen_shisi(), at=AT, **answers)


def test_more_than_was_asked_for_is_never_asked_back() -> None:
    with pytest.raises(cases.BadTerm):
        suspicions.proposed(refund_fen=100_000_01)
    assert RiskCase.objects.get().status == RiskCaseStatus.VERIFYING


def test_who_verified_does_not_decide_nor_does_who_may_not() -> None:
    risk_case = suspicions.proposed()
    with pytest.raises(decisions.NotTheirs):
        decisions.decide(case_id=risk_case.pk, agreed=True, reason="同意", by=people.shen_shisi(), at=AT)
    with pytest.raises(decisions.NotTheirs):
        decisions.decide(case_id=risk_case.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=AT)
    RiskCase.objects.filter(pk=risk_case.pk).update(proposed_by_person_id=people.jiang_shier().person_id)
    with pytest.raises(hand_overs.SamePerson):
        decisions.decide(case_id=risk_case.pk, agreed=True, reason="同意", by=people.jiang_shier(), at=AT)


def test_the_database_refuses_a_decision_of_one() -> None:
    risk_case = suspicions.proposed()
    own = risk_case.proposed_by_person_id
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskCase.objects.filter(pk=risk_case.pk).update(decided_by_person_id=own)


def test_established_bans_lists_orders_back_and_tells() -> None:
    risk_case = suspicions.established()
    assert risk_case.status == RiskCaseStatus.ORDERED
    assert (risk_case.refund_fen, risk_case.refund_due_on) == (60_000_00, date(2026, 11, 9))
    ban = Ban.objects.get()
    assert (ban.person.name, ban.since, ban.until) == ("某2", date(2026, 10, 10), date(2029, 10, 9))
    assert ListEntry.objects.get(ended_at=None).kind == "DISHONEST"
    news = Outcome.objects.get(kind=OutcomeKind.ESTABLISHED)
    assert (news.source, news.case, news.amount_fen, news.due_on) == (
        "withdrawals",
        "TQ0002",
        60_000_00,
        date(2026, 11, 9),
    )
    assert not standing.may_pay("TQ0002")
    told = Message.objects.get(channel="INBOX", person=ban.person_id)
    assert "2029-10-09" in told.body and yuan(60_000_00) in told.body


def test_dismissed_lets_the_application_go_on() -> None:
    risk_case = suspicions.proposed(verdict="DISMISS")
    decided = decisions.decide(case_id=risk_case.pk, agreed=True, reason="买卖属实", by=people.jiang_shier(), at=LATER)
    assert decided.status == RiskCaseStatus.DISMISSED
    assert standing.may_pay("TQ0002")
    assert not Ban.objects.exists() and not ListEntry.objects.exists()
    assert "核查完成" in Message.objects.get(channel="INBOX").title


def test_sent_back_it_is_verified_again_and_nothing_has_followed() -> None:
    risk_case = suspicions.proposed()
    again = decisions.decide(case_id=risk_case.pk, agreed=False, reason="缺合同", by=people.jiang_shier(), at=AT)
    assert again.status == RiskCaseStatus.VERIFYING
    assert not Ban.objects.exists() and not Outcome.objects.filter(kind=OutcomeKind.ESTABLISHED).exists()


def test_a_case_is_decided_once() -> None:
    risk_case = suspicions.established()
    with pytest.raises(WrongState):
        decisions.decide(case_id=risk_case.pk, agreed=True, reason="再来", by=people.jiang_shier(), at=AT)
    assert Ban.objects.count() == 1


def test_nobody_works_a_case_of_their_own_family() -> None:
    risk_case = suspicions.suspicion()
    shen = people.shen_shisi()
    accounts.add_relation(
        person_id=shen.person_id,
        relative_id=risk_case.people.get().person_id,
        kind="CHILD",
        proof="户口簿",
        since=date(2020, 1, 1),
        by=people.wang_wu(),
        at=AT,
    )
    with pytest.raises(cases.NotYours):
        cases.take(case_id=risk_case.pk, by=shen, at=AT)
    assert cases.take_next(by=shen, at=AT) is None


def test_next_is_what_is_due_first_and_belongs_to_one() -> None:
    suspicions.suspicion()
    first = cases.take_next(by=people.shen_shisi(), at=AT)
    assert first is not None and first.status == RiskCaseStatus.VERIFYING
    assert cases.take_next(by=people.jiang_shier(), at=AT) is None


def test_waiting_needs_a_reason_and_another_person() -> None:
    risk_case = suspicions.verifying()
    shen = people.shen_shisi()
    with pytest.raises(cases.BadTerm):
        cases.ask_snooze(case_id=risk_case.pk, until=date(2026, 10, 10), reason="等回函", by=shen, at=AT)
    with pytest.raises(cases.BadTerm):
        cases.ask_snooze(case_id=risk_case.pk, until=date(2027, 1, 9), reason="等回函", by=shen, at=AT)
    asked = cases.ask_snooze(case_id=risk_case.pk, until=date(2026, 11, 20), reason="等回函", by=shen, at=AT)
    with pytest.raises(cases.SnoozeKnown):
        cases.ask_snooze(case_id=risk_case.pk, until=date(2026, 11, 21), reason="等回函", by=shen, at=AT)
    with pytest.raises(hand_overs.SamePerson):
        hand_overs.decide_snooze(snooze_id=asked.pk, agreed=True, reason="可以", by=shen, at=AT)
    hand_overs.decide_snooze(snooze_id=asked.pk, agreed=True, reason="可以", by=people.jiang_shier(), at=AT)
    risk_case.refresh_from_db()
    assert (risk_case.snoozed_until, risk_case.due_on) == (date(2026, 11, 20), date(2026, 11, 20))
    with pytest.raises(hand_overs.HandedOver):
        hand_overs.decide_snooze(snooze_id=asked.pk, agreed=False, reason="不", by=people.jiang_shier(), at=AT)


def test_the_hand_over_takes_two_and_its_answer_counts() -> None:
    risk_case = suspicions.established()
    shen, jiang = people.shen_shisi(), people.jiang_shier()
    words = {"receiver": "POLICE", "office": "辽源市公安局经侦支队", "reason": "伪造合同"}
    handed = hand_overs.propose_hand_over(case_id=risk_case.pk, by=shen, at=AT, **words)
    with pytest.raises(hand_overs.HandedOver):
        hand_overs.propose_hand_over(case_id=risk_case.pk, by=shen, at=AT, **words)
    with pytest.raises(hand_overs.SamePerson):
        hand_overs.decide_hand_over(hand_over_id=handed.pk, agreed=True, reason="同意", by=shen, at=AT)
    with pytest.raises(WrongState):
        hand_overs.record_answer(
            hand_over_id=handed.pk, on=date(2026, 10, 10), answer="立案", detained=1, dismissed=0, by=shen, at=AT
        )
    hand_overs.decide_hand_over(hand_over_id=handed.pk, agreed=True, reason="同意", by=jiang, at=AT)
    for day in (date(2026, 10, 9), date(2026, 10, 11)):
        with pytest.raises(cases.BadTerm):
            hand_overs.record_answer(
                hand_over_id=handed.pk, on=day, answer="立案", detained=1, dismissed=0, by=shen, at=AT
            )
    hand_overs.record_answer(
        hand_over_id=handed.pk, on=date(2026, 10, 10), answer="立案侦查", detained=11, dismissed=3, by=shen, at=AT
    )
    counted = queries.tally(shen, date(2026, 10, 10))
    assert (counted.handed_over, counted.detained, counted.dismissed) == (1, 11, 3)


def test_a_suspicion_nobody_verifies_is_not_handed_over() -> None:
    risk_case = suspicions.suspicion()
    with pytest.raises(WrongState):
        hand_overs.propose_hand_over(
            case_id=risk_case.pk, receiver="POLICE", office="公安局", reason="伪造", by=people.shen_shisi(), at=AT
        )


@pytest.mark.parametrize("act", [decisions.record_refund, decisions.enforce])
def test_who_verified_a_case_does_not_close_its_order(act: Any) -> None:
    risk_case = suspicions.established()
    told = {"fen": 60_000_00} if act is decisions.record_refund else {}
    for someone in (people.shen_shisi(), people.yang_shiwu()):
        with pytest.raises(decisions.NotTheirs):
            act(case_id=risk_case.pk, note="回单", by=someone, at=LATER, **told)


def test_the_money_comes_back_in_parts_and_never_more_than_is_owed() -> None:
    risk_case = suspicions.established()
    with transaction.atomic():
        decisions.note_refund(case="TQ0002", fen=20_000_00, at=LATER)
    with pytest.raises(decisions.TooMuch):
        decisions.record_refund(
            case_id=risk_case.pk, fen=40_000_01, note="现金缴款单", by=people.jiang_shier(), at=LATER
        )
    done = decisions.record_refund(
        case_id=risk_case.pk, fen=40_000_00, note="银行回单", by=people.jiang_shier(), at=LATER
    )
    assert (done.status, done.refunded_fen) == (RiskCaseStatus.REFUNDED, 60_000_00)
    with transaction.atomic():
        assert decisions.note_refund(case="TQ0002", fen=1, at=LATER) == []


def test_the_court_enforces_only_after_the_term() -> None:
    risk_case = suspicions.established()
    last_day = datetime(2026, 11, 9, 4, tzinfo=UTC)
    with pytest.raises(decisions.TooEarly):
        decisions.enforce(case_id=risk_case.pk, note="裁定", by=people.jiang_shier(), at=last_day)
    done = decisions.enforce(
        case_id=risk_case.pk, note="裁定", by=people.jiang_shier(), at=last_day + timedelta(days=1)
    )
    assert done.status == RiskCaseStatus.ENFORCED


def test_an_appeal_lifts_the_ban_and_takes_the_person_off_the_list() -> None:
    risk_case = suspicions.established()
    ban = Ban.objects.get()
    with pytest.raises(BusinessError):
        decisions.lift(ban_id=ban.pk, reason="申诉", by=people.jiang_shier(), at=LATER)
    decisions.lift(ban_id=ban.pk, reason="申诉成立", by=people.shen_shisi(), at=LATER)
    assert not standing.bans_on([ban.person_id], date(2026, 10, 11)).exists()
    assert not ListEntry.objects.filter(ended_at=None).exists()
    assert risk_case.events.filter(action="ban_lifted").exists()


def test_what_a_case_holds_is_not_let_go_beside_it() -> None:
    suspicions.suspicion()
    screening = queries.screening_of("TQ0002")
    assert screening is not None
    with pytest.raises(decisions.HeldByCase):
        decisions.let_go(screening_id=screening.pk, reason="没问题", by=people.jiang_shier(), at=AT)


def test_after_a_decision_the_same_facts_open_no_second_case_but_new_facts_do() -> None:
    suspicions.established()
    assert queries.screenings_without_case() == []
    again = suspicions.screened("TQ0009", suspicions.person(9))
    assert again.status == ScreeningStatus.BLOCKED
    second = cases.open_found(screening_id=again.pk, at=LATER)
    assert second is not None and second.number == "FX202610100002"


def test_a_tip_opens_a_case_about_an_application_that_exists() -> None:
    suspicions.ring(1)
    shen = people.shen_shisi()
    with pytest.raises(cases.NoSuchMatter):
        cases.open_by_hand(title="举报", about="TQ7777", text="电话举报", by=shen, at=AT)
    made = cases.open_by_hand(title="举报", about="TQ0001", text="电话举报", by=shen, at=AT)
    assert [row.case for row in made.matters.all()] == ["TQ0001"]
    assert cases.open_by_hand(title="匿名信", about="", text="没有编号", by=shen, at=LATER) != made


def test_files_are_judged_by_their_content_and_kept_sealed() -> None:
    risk_case = suspicions.verifying()
    shen = people.shen_shisi()
    for content in (b"", b"<html>", b"MZ" + b"\0" * 100, b"%PDF-" + b"0" * (10 * 1024 * 1024)):
        with pytest.raises(evidence.BadFile):
            evidence.add_file(case_id=risk_case.pk, name="a.pdf", what="合同", content=content, by=shen, at=AT)
    kept = evidence.add_file(
        case_id=risk_case.pk, name="../../合同.pdf", what="伪造的合同", content=b"%PDF-1.7 x", by=shen, at=AT
    )
    assert kept.name == "合同.pdf"
    with pytest.raises(evidence.FileKnown):
        evidence.add_file(case_id=risk_case.pk, name="b.pdf", what="合同", content=b"%PDF-1.7 x", by=shen, at=AT)
    with storages["private"].open(kept.stored) as handle:
        assert b"%PDF" not in handle.read()


def test_colleagues_cases_are_the_discipline_offices_alone() -> None:
    with transaction.atomic():
        suspicion = cases.Suspicion(key="insider:1", origin="INSIDER", title="操作核实", is_insider=True)
        made = cases.open_or_join(suspicion=suspicion, by=None, at=AT)
    for someone in (people.shen_shisi(), people.jiang_shier()):
        assert made not in queries.cases_visible_to(someone)
        assert not queries.may_decide(someone, made)
    assert made in queries.cases_visible_to(people.yang_shiwu())
    with pytest.raises(cases.NotYours):
        cases.assign(case_id=made.pk, to_id=people.shen_shisi().pk, by=people.yang_shiwu(), at=AT)


def test_a_case_about_a_relative_is_neither_seen_nor_given_away() -> None:
    risk_case, shen = suspicions.verifying(), people.shen_shisi()
    near = people.jiang_shier()
    suspect = risk_case.people.order_by("id")[0].person
    Relation.objects.create(person=near.person, relative=suspect, kind="SPOUSE", proof="结婚证", since=AT.date())
    assert risk_case in queries.cases_visible_to(shen)
    assert risk_case not in queries.cases_visible_to(near)
    with pytest.raises(cases.NotYours):
        cases.assign(case_id=risk_case.pk, to_id=shen.pk, by=near, at=AT)
