"""The loan committee: above its limit nothing goes to the reviewers without its vote."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from desk import operations as desk
from desk.models import Case, Kind
from loans.models import Application, Matter
from loans.operations import checking, committee
from loans.queries import committee as queries
from loans.rules import committee as rules
from loans.states.committee import Word
from tests import make, people
from tests.desk.world import AT
from tests.loans import desked

pytestmark = pytest.mark.usefixtures("open_day")
LARGE = 600_001_00


def large(fen: int = LARGE) -> Application:
    """An accepted application for so much, in 王五's hands."""
    found = desked.application(asked_fen=fen)
    desked.accepted(found)
    return found


def brought(special: str = "", fen: int = LARGE) -> Matter:
    return committee.bring(case_id=large(fen).case_id, special=special, by=people.wang_wu(), at=AT)


def vote(matter: Matter, *words: str) -> None:
    members = (people.zhao_liu(), people.han_shiyi(), people.jiang_shier())
    for member, word in zip(members, words, strict=False):
        committee.vote(matter_id=matter.pk, word=word, reason="已看材料", by=member, at=AT)


def conclude(matter: Matter) -> Matter:
    return committee.conclude(matter_id=matter.pk, minutes="三位委员到会。", by=people.han_shiyi(), at=AT)


def refused(application: Application) -> str:
    return checking.unready(Case.objects.get(pk=application.case_id))


def test_above_the_limit_the_reviewers_wait_for_the_committee() -> None:
    found = large()
    assert "审贷委员会表决" in refused(found)
    Kind.objects.filter(code=desked.CODE).update(source="loans")
    with pytest.raises(desk.NotReady, match="审贷委员会"):
        desked.sent(found)
    matter = committee.bring(case_id=found.case_id, by=people.wang_wu(), at=AT)
    assert "还在表决" in refused(found)
    vote(matter, Word.YES, Word.YES, Word.NO)
    assert conclude(matter).status == "PASSED"
    assert "委员会" not in refused(found)
    assert "同意 2 票" in Case.objects.get(pk=found.case_id).events.filter(action="committee").latest("id").note


def test_at_the_limit_nobody_is_bothered() -> None:
    found = large(600_000_00)
    assert queries.why_not_yet(found, found.case) == ""
    with pytest.raises(committee.NotBeforeCommittee, match="不用经过"):
        committee.bring(case_id=found.case_id, by=people.wang_wu(), at=AT)


def test_half_is_not_more_than_half_and_abstaining_is_no_yes() -> None:
    matter = brought()
    vote(matter, Word.YES, Word.ABSTAIN, Word.ABSTAIN)
    assert conclude(matter).status == "REJECTED"
    assert "没有通过" in refused(matter.application)


def test_too_few_members_conclude_nothing() -> None:
    matter = brought()
    vote(matter, Word.YES, Word.YES)
    with pytest.raises(committee.NoQuorum, match="已有 2 位"):
        conclude(matter)


def test_a_member_votes_once_and_the_database_says_so_too() -> None:
    matter = brought()
    vote(matter, Word.YES)
    with pytest.raises(committee.MayNotVote, match="每位委员一票"):
        vote(matter, Word.NO)
    given = matter.votes.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        matter.votes.create(word="NO", reason="x", by=given.by, by_person_id=given.by_person_id, at=AT)


def test_a_no_says_why_and_minutes_are_written() -> None:
    matter = brought()
    with pytest.raises(desk.NoReason):
        committee.vote(matter_id=matter.pk, word=Word.NO, reason=" ", by=people.zhao_liu(), at=AT)
    vote(matter, Word.YES, Word.YES, Word.YES)
    with pytest.raises(desk.NoReason, match="纪要"):
        committee.conclude(matter_id=matter.pk, minutes=" ", by=people.han_shiyi(), at=AT)


def test_whoever_handled_it_and_who_is_no_member_do_not_vote() -> None:
    matter = brought()
    for who in (people.wang_wu(), people.sun_ba()):
        with pytest.raises(committee.MayNotVote):
            committee.vote(matter_id=matter.pk, word=Word.YES, by=who, at=AT)
    found = desked.application(people.han_shiyi(), asked_fen=LARGE)
    desked.accepted(found)
    own = committee.bring(case_id=found.case_id, by=people.wang_wu(), at=AT)
    with pytest.raises(committee.MayNotVote, match="回避"):
        committee.vote(matter_id=own.pk, word=Word.YES, by=people.han_shiyi(), at=AT)


def test_what_is_concluded_is_not_voted_on_and_a_passed_amount_is_not_raised() -> None:
    matter = brought()
    vote(matter, Word.YES, Word.YES)
    committee.vote(matter_id=matter.pk, word=Word.YES, by=people.jiang_shier(), at=AT)
    conclude(matter)
    with pytest.raises(committee.NotBeforeCommittee, match="已有结论"):
        conclude(matter)
    Case.objects.filter(pk=matter.application.case_id).update(amount_fen=LARGE + 1)
    assert "重新提交" in refused(Application.objects.get(pk=matter.application_id))


def test_only_one_matter_is_open_and_it_is_taken_back_with_a_reason() -> None:
    matter = brought()
    with pytest.raises(committee.NotBeforeCommittee, match="正在表决"):
        committee.bring(case_id=matter.application.case_id, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.TakenByOther):
        committee.take_back(matter_id=matter.pk, reason="改金额", by=people.also_teller("孙八"), at=AT)
    committee.take_back(matter_id=matter.pk, reason="改金额", by=people.wang_wu(), at=AT)
    assert committee.bring(case_id=matter.application.case_id, by=people.wang_wu(), at=AT).pk != matter.pk


def test_a_special_approval_lifts_what_a_check_found_and_needs_its_reason() -> None:
    found = large(300_000_00)
    found.checks.create(kind="CREDIT", result="RED", sentence="近两年逾期 7 次。", asked_at=AT, answered_at=AT)
    assert "逾期 7 次" in refused(found)
    matter = committee.bring(case_id=found.case_id, special="已结清，系代扣失败", by=people.wang_wu(), at=AT)
    vote(matter, Word.YES, Word.YES, Word.YES)
    conclude(matter)
    assert queries.is_specially_approved(found) and "逾期" not in refused(found)


def test_votes_are_counted_by_the_rule() -> None:
    assert rules.tally(["YES", "YES", "NO"], 3).passes
    assert not rules.tally(["YES", "NO"], 2).passes
    assert not rules.tally(["YES", "YES"], 3).has_quorum
    assert (rules.is_needed(60_000_000, 60_000_000), rules.is_needed(60_000_001, 60_000_000)) == (False, True)


def test_the_pages_bring_vote_and_conclude() -> None:
    make.parameter("loan_committee_quorum", "1")
    found = large()
    maker, member = people.browser(people.wang_wu()), people.browser(people.han_shiyi())
    answer = maker.post(reverse("loans:counter_bring_matter", args=[found.case_id]), {"special": ""})
    matter = Matter.objects.get(application=found)
    page = reverse("loans:counter_matter", args=[matter.pk])
    assert answer["Location"] == page
    assert "撤回" in maker.get(page).content.decode() and "还没有委员表决" in member.get(page).content.decode()
    assert maker.get(reverse("loans:counter_vote_matter", args=[matter.pk])).status_code == 403
    assert (
        "请写明理由"
        in member.post(reverse("loans:counter_vote_matter", args=[matter.pk]), {"word": "NO"}).content.decode()
    )
    member.post(reverse("loans:counter_vote_matter", args=[matter.pk]), {"word": "YES", "reason": ""})
    member.post(reverse("loans:counter_conclude_matter", args=[matter.pk]), {"minutes": "到会一人。"})
    assert "已通过" in member.get(reverse("loans:counter_committee")).content.decode()
    assert people.browser(people.zheng_yi()).get(page).status_code == 403
