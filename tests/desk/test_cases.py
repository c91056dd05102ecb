"""A case from hand to hand: who may, in which order, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Relation
from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Case, CaseOutcome, ClockSpan, Requirement
from desk.states.cases import CaseOutcomeKind, CaseStatus, Channel, Whose
from policy.models import RegulationVersion
from tests import people
from tests.desk import world
from tests.desk.world import AT

pytestmark = pytest.mark.django_db


def now_(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# --- submitted


def test_a_case_gets_its_number_from_the_prefix_the_book_date_and_a_sequence() -> None:
    first = world.open_case()
    second = world.open_case(person_id=people.qian_qi().person_id)
    assert first.number == f"{first.kind.prefix}20261010000001"
    assert second.number.endswith("000002")
    assert len(first.number) <= 20


def test_a_case_asks_for_the_papers_of_its_situation() -> None:
    own = world.open_case()
    agent = world.open_case(person_id=people.qian_qi().person_id, agent_id=people.zhang_san().person_id)
    assert [row.code for row in own.requirements.all()] == ["identity", "proof"]
    assert [row.code for row in agent.requirements.all()] == ["identity", "proof", "mandate"]


def test_a_second_open_case_of_the_same_matter_is_refused_with_the_first_named() -> None:
    first = world.open_case()
    with pytest.raises(desk.AlreadyOpen, match=first.number) as refusal:
        world.open_case()
    assert refusal.value.case == first
    desk.void(case_id=first.pk, reason="重复", by=people.wang_wu(), at=AT)
    assert world.open_case().number != first.number


def test_a_matter_of_its_own_may_stand_beside_another() -> None:
    world.open_case(matter="item-1")
    world.open_case(matter="item-2")
    with pytest.raises(desk.AlreadyOpen):
        world.open_case(matter="item-1")


def test_the_database_refuses_a_second_open_case_too() -> None:
    first = world.open_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=world.open_case(matter="x").pk).update(exclusion=first.exclusion)


def test_a_kind_that_excludes_nothing_may_be_asked_for_twice() -> None:
    world.kind("free", exclusion="")
    assert world.open_case("free").pk != world.open_case("free").pk


def test_a_channel_that_is_not_offered_refuses_and_nothing_is_written() -> None:
    with pytest.raises(desk.ChannelClosed):
        world.open_case(channel=Channel.API)
    assert not Case.objects.exists()


def test_nobody_acts_for_themselves() -> None:
    own = people.zhang_san().person_id
    with pytest.raises(desk.WrongApplicant):
        world.open_case(person_id=own, agent_id=own)


def test_an_old_case_keeps_its_version() -> None:
    case = world.open_case()
    draft = desk.draft_version(kind_id=case.kind_id, valid_from=date(2026, 11, 24), by=people.zheng_yi(), at=AT)
    draft.documents.create(code="more", label="更多材料", order=9)
    desk.publish_draft(version_id=draft.pk, by=people.chen_shisan(), at=AT)
    later = world.open_case(person_id=people.qian_qi().person_id, at=AT + timedelta(days=1))
    assert (case.version.number, later.version.number) == (1, 2)
    assert later.requirements.filter(code="more").exists()
    assert not case.requirements.filter(code="more").exists()


# --- drafts


def draft(**facts: Any) -> Any:
    world.kind()
    mine = people.zhang_san()
    given = {"kind": "try", "fields": {"reason": "买房"}, "channel": Channel.PORTAL, "by": mine, "at": AT}
    return desk.save_draft(**{**given, "person_id": mine.person_id, **facts})


def test_a_draft_is_one_an_applicant_and_the_newest_word_counts() -> None:
    first = draft()
    second = draft(fields={"reason": "租房"}, channel=Channel.WINDOW, by=people.wang_wu(), at=AT + timedelta(hours=1))
    assert first.pk == second.pk
    assert "租房" in second.fields
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM desk_draft")
        assert "租房" not in cursor.fetchone()[0]


def test_a_draft_becomes_one_case_and_handing_it_in_again_says_when_and_where() -> None:
    saved = draft()
    case = world.open_case(draft_id=saved.pk, at=datetime(2026, 11, 23, 2, 42, tzinfo=AT.tzinfo))
    with pytest.raises(desk.AlreadySubmitted, match="10:42") as refusal:
        world.open_case(draft_id=saved.pk)
    assert refusal.value.case == case
    assert Case.objects.count() == 1


def test_old_drafts_are_forgotten_and_those_that_became_cases_stay() -> None:
    kept = draft()
    world.open_case(draft_id=kept.pk)
    old = draft()
    assert desk.drop_old_drafts(at=AT + timedelta(days=31)) == 1
    assert list(type(old).objects.all()) == [kept]


def test_nobody_sees_or_discards_another_persons_draft() -> None:
    saved = draft()
    assert not queries.drafts_visible_to(people.qian_qi()).exists()
    desk.discard_draft(draft_id=saved.pk, by=people.qian_qi())
    assert queries.drafts_visible_to(people.zhang_san()).get() == saved


# --- in whose hand


def test_a_case_that_somebody_has_in_hand_names_them() -> None:
    case = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL)
    desk.take(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.TakenByOther, match="王五"):
        desk.take(case_id=case.pk, by=people.zhao_liu(), at=AT)


def test_nobody_handles_themselves_relatives_or_who_shares_a_phone_or_card() -> None:
    teller, mine = people.wang_wu(), people.zhang_san()
    own = world.open_case(person_id=teller.person_id, by=mine, channel=Channel.PORTAL)
    with pytest.raises(desk.TooNear):
        desk.take(case_id=own.pk, by=teller, at=AT)
    case = world.open_case(by=mine, channel=Channel.PORTAL)
    tie = Relation.objects.create(
        person=mine.person, relative=teller.person, kind="SPOUSE", proof="结婚证", since=date(2020, 1, 1)
    )
    with pytest.raises(desk.TooNear):
        desk.take(case_id=case.pk, by=teller, at=AT)
    Relation.objects.filter(pk=tie.pk).update(until=date(2021, 1, 1))
    type(mine.person).objects.filter(pk=teller.person_id).update(phone_index=mine.person.phone_index)
    with pytest.raises(desk.TooNear):
        desk.take(case_id=case.pk, by=teller, at=AT)
    type(mine.person).objects.filter(pk=teller.person_id).update(phone_index="")
    for each in (mine.person, teller.person):
        each.cards.create(number="6222020200112233445", number_index="same", bound_at=AT)
    with pytest.raises(desk.TooNear):
        desk.take(case_id=case.pk, by=teller, at=AT)


def test_the_database_refuses_a_maker_who_is_the_applicant() -> None:
    case = world.accepted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(maker_person=case.person_id)


# --- accepted


def test_papers_not_looked_at_keep_a_case_from_being_accepted() -> None:
    case = world.open_case()
    with pytest.raises(desk.PapersMissing, match="身份证、证明"):
        desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)


def test_acceptance_fixes_the_law_and_the_deadlines() -> None:
    case = now_(world.accepted())
    assert case.regulation == RegulationVersion.objects.order_by("-effective_from").first()
    assert case.statutory_due_on == date(2026, 11, 26)
    assert timezone.localtime(case.promised_due_at).date() == date(2026, 11, 25)


@pytest.mark.parametrize(("day", "days"), [(date(2026, 9, 19), 15), (date(2026, 9, 20), 10)])
def test_the_law_of_the_acceptance_date_gives_the_days(day: date, days: int) -> None:
    world.kind("loan", statutory_parameter="loan_decision_days", statutory_days=None)
    at = datetime(day.year, day.month, day.day, 2, 0, tzinfo=AT.tzinfo)
    case = now_(world.accepted("loan", at=at))
    assert case.statutory_due_on == day + timedelta(days=days)
    assert case.regulation.effective_from <= day


def test_a_case_that_came_back_keeps_the_date_of_its_first_acceptance() -> None:
    case = world.accepted()
    with transaction.atomic():
        desk.return_for_papers(
            case_id=case.pk,
            reason="过期",
            due_on=date(2026, 12, 7),
            by=people.wang_wu(),
            at=AT + timedelta(hours=1),
        )
    with transaction.atomic():
        desk.supply(case_id=case.pk, by=None, at=AT + timedelta(days=2))
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT + timedelta(days=2, hours=1))
    again = now_(case)
    assert again.accepted_at == AT
    assert again.statutory_due_on == date(2026, 11, 26)
    # The applicant had it for two working days less an hour: the promise moves by that, the law does not.
    assert timezone.localtime(again.promised_due_at).replace(tzinfo=None) == datetime(2026, 11, 27, 16)


# --- the clock


def test_time_is_split_into_ours_the_applicants_and_others() -> None:
    case = world.open_case()
    world.check_all(case)
    act = {"case_id": case.pk, "by": people.wang_wu()}
    desk.accept_case(**act, at=AT + timedelta(minutes=5))
    desk.stop_case(**act, whose=Whose.OTHER, reason="等不动产登记", at=AT + timedelta(minutes=20))
    desk.resume_case(**act, at=AT + timedelta(minutes=80))
    desk.send_case(**act, at=AT + timedelta(minutes=90))
    spans = [(span.status, span.whose, span.seconds) for span in ClockSpan.objects.filter(case=case).order_by("id")]
    assert spans == [
        ("SUBMITTED", "OURS", 300),
        ("ACCEPTED", "OURS", 900),
        ("ACCEPTED", "OTHER", 3600),
        ("ACCEPTED", "OURS", 600),
        ("IN_REVIEW", "OURS", None),
    ]


def test_the_clock_stops_only_with_a_reason_and_only_once() -> None:
    case, teller = world.accepted(), people.wang_wu()
    with pytest.raises(desk.NoReason):
        desk.stop_case(case_id=case.pk, whose=Whose.OTHER, reason=" ", by=teller, at=AT)
    desk.stop_case(case_id=case.pk, whose=Whose.APPLICANT, reason="本人要求延后", by=teller, at=AT)
    with pytest.raises(WrongState):
        desk.stop_case(case_id=case.pk, whose=Whose.OTHER, reason="再停", by=teller, at=AT)
    with pytest.raises(desk.TakenByOther):
        desk.resume_case(case_id=case.pk, by=people.zhao_liu(), at=AT)


# --- ended


def test_the_applicant_takes_a_case_back_and_nobody_else_does() -> None:
    case = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL)
    for outsider in (people.qian_qi(), people.wang_wu()):
        with pytest.raises(desk.NotTheirs):
            desk.recall(case_id=case.pk, by=outsider, at=AT)
    desk.recall(case_id=case.pk, by=people.zhang_san(), at=AT)
    assert now_(case).status == CaseStatus.RECALLED
    assert CaseOutcome.objects.get(case=case).kind == CaseOutcomeKind.RECALLED
    assert not ClockSpan.objects.filter(case=case, ended_at=None).exists()


def test_a_refusal_needs_a_reason_and_tells_it() -> None:
    case, teller = world.accepted(), people.wang_wu()
    with pytest.raises(desk.NoReason):
        desk.refuse_case(case_id=case.pk, reason="", by=teller, at=AT)
    desk.refuse_case(case_id=case.pk, reason="连续缴存不足6个月", by=teller, at=AT)
    assert now_(case).events.order_by("-id")[0].told == "不予办理：连续缴存不足6个月"


def test_a_case_is_carried_out_only_after_it_was_approved() -> None:
    case = world.accepted()
    with pytest.raises(WrongState), transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=AT)
    with pytest.raises(WrongState), transaction.atomic():
        desk.finish(case_id=case.pk, by=None, at=AT)


def test_failed_execution_stays_in_execution_and_can_be_finished() -> None:
    world.kind("spot", levels=())
    case = world.in_review("spot")
    assert now_(case).status == CaseStatus.APPROVED
    with transaction.atomic():
        assert [each.case for each in desk.claim_outcomes(source="test", at=AT)] == [case]
        desk.begin_execution(case_id=case.pk, by=None, at=AT)
    with transaction.atomic():
        assert desk.claim_outcomes(source="test", at=AT) == []
        desk.fail_execution(case_id=case.pk, reason="银行退回", by=None, at=AT)
        desk.finish(case_id=case.pk, by=None, at=AT, result="已退款")
    assert [event.action for event in case.events.order_by("id")] == [
        "submit",
        "accept",
        "approve",
        "execute",
        "fail",
        "finish",
    ]


def test_no_money_leaves_while_a_promised_paper_is_out() -> None:
    world.kind("spot", levels=())
    case = world.open_case("spot")
    row = case.requirements.get(code="proof")
    desk.check_paper(requirement_id=case.requirements.get(code="identity").pk, how="SEEN", by=people.wang_wu(), at=AT)
    Requirement.objects.filter(pk=row.pk).update(is_tolerated=True)
    Case.objects.filter(pk=case.pk).update(gaps=1)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    assert not CaseOutcome.objects.exists()
    with pytest.raises(desk.PapersMissing), transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="IN_EXECUTION")
    desk.check_paper(requirement_id=row.pk, how="COPIED", by=people.wang_wu(), at=AT)
    assert CaseOutcome.objects.get(case=case).kind == CaseOutcomeKind.READY


# --- handed over


def test_a_shift_ends_with_a_hand_over_of_every_open_case() -> None:
    teller, taker = people.wang_wu(), people.zhao_liu()
    mine = [world.accepted(), world.accepted(person_id=people.qian_qi().person_id)]
    made = desk.hand_over(giver_id=teller.pk, taker_id=taker.pk, note="下班交接", by=teller, at=AT)
    assert set(made.cases.all()) == set(mine)
    assert {now_(case).owner for case in mine} == {taker}
    assert {now_(case).maker_person_id for case in mine} == {taker.person_id}
    with pytest.raises(desk.TakenByOther):
        desk.send_case(case_id=mine[0].pk, by=teller, at=AT)
    desk.acknowledge_hand_over(hand_over_id=made.pk, by=taker, at=AT)
    assert not queries.hand_overs_to(taker).exists()


def test_a_hand_over_is_whole_or_not_at_all() -> None:
    teller, taker = people.wang_wu(), people.zhao_liu()
    near = world.accepted(person_id=people.qian_qi().person_id)
    far = world.accepted()
    Relation.objects.create(
        person=taker.person, relative=near.person, kind="PARENT", proof="户口簿", since=date(2000, 1, 1)
    )
    with pytest.raises(desk.TooNear):
        desk.hand_over(giver_id=teller.pk, taker_id=taker.pk, note="交接", by=teller, at=AT)
    assert {now_(case).owner for case in (near, far)} == {teller}


def test_nobody_takes_a_colleagues_cases_by_themselves() -> None:
    world.accepted()
    with pytest.raises(desk.NothingToHandOver):
        desk.hand_over(
            giver_id=people.wang_wu().pk, taker_id=people.zhao_liu().pk, note="代交接", by=people.zhao_liu(), at=AT
        )


# --- seen


def test_cases_are_seen_by_who_asked_and_by_staff_only() -> None:
    case = world.open_case(agent_id=people.qian_qi().person_id)
    assert queries.cases_visible_to(people.zhang_san()).get() == case
    assert queries.cases_visible_to(people.qian_qi()).get() == case
    assert queries.cases_visible_to(people.wu_shi()).get() == case
    assert not queries.cases_visible_to(people.li_si()).exists()
    assert not queries.cases_visible_to(people.zheng_yi()).exists()


# --- found by an attacker


def test_a_draft_of_somebody_else_does_not_become_this_case() -> None:
    saved = draft()
    with pytest.raises(desk.WrongApplicant, match="草稿"):
        world.open_case(draft_id=saved.pk, person_id=people.qian_qi().person_id)


def test_time_stopped_before_acceptance_is_not_given_away() -> None:
    case = world.open_case(by=people.wang_wu())
    desk.take(case_id=case.pk, by=people.wang_wu(), at=AT)
    world.check_all(case)
    desk.stop_case(case_id=case.pk, whose=Whose.APPLICANT, reason="在想", by=people.wang_wu(), at=AT)
    later = AT + timedelta(days=10)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=later)
    assert timezone.localtime(now_(case).promised_due_at).date() == date(2026, 12, 7)


def test_papers_of_a_closed_case_are_not_ticked() -> None:
    case = world.open_case()
    desk.void(case_id=case.pk, reason="开错", by=people.wang_wu(), at=AT)
    with pytest.raises(WrongState):
        world.check_all(case)


def test_news_that_is_stale_does_not_hide_the_news_behind_it() -> None:
    world.kind("spot", levels=())
    first = world.in_review("spot")
    second = world.in_review("spot", person_id=people.qian_qi().person_id)
    desk.void(case_id=first.pk, reason="开错", by=people.wang_wu(), at=AT)
    with transaction.atomic():
        found = desk.claim_outcomes(source="test", at=AT)
    assert [(each.case, each.kind) for each in found] == [
        (second, CaseOutcomeKind.READY),
        (first, CaseOutcomeKind.VOID),
    ]


# --- drafts of a window


def test_what_a_window_typed_is_seen_there_and_by_whom_it_was_handed_to() -> None:
    teller, other = people.wang_wu(), people.han_shiyi()
    saved = draft(by=teller, channel=Channel.WINDOW)
    assert queries.drafts_visible_to(teller).get() == saved
    assert not queries.drafts_visible_to(other).exists()
    desk.hand_over(giver_id=teller.pk, taker_id=other.pk, note="下班", by=teller, at=AT)
    assert queries.drafts_visible_to(other).get() == saved
    assert not queries.drafts_visible_to(teller).exists()
    draft(by=people.zhang_san(), channel=Channel.PORTAL)
    assert not queries.drafts_visible_to(other).exists()
    assert queries.drafts_visible_to(people.zhang_san()).get() == saved
