"""Every operation × every role: the branch's secretary, party affairs, members, another branch, business staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from common.errors import BusinessError
from partybuilding.operations import admission, dues, elections, growing, guard, meetings, organisation, supervision
from partybuilding.rules.votes import Vote
from tests import people
from tests.partybuilding.test_admission import applied
from tests.partybuilding.test_dues import charged
from tests.partybuilding.test_elections import nominated
from tests.partybuilding.test_meetings import WORDS, held
from tests.partybuilding.world import AT, TODAY, World

pytestmark = pytest.mark.django_db
LEAD, WORK = {"affairs"}, {"affairs", "secretary"}
Act = Callable[..., object]


def acts(world: World) -> list[tuple[Act, set[str], dict[str, Any]]]:
    """Every operation with who may, and what it is called with: rows of the first branch."""
    first, member = world.first.pk, world.files["施十九"].pk
    meeting = held(world)
    topic = meeting.topics.get().pk
    planned = meetings.plan_meeting(
        organisation_id=first, kind="LECTURE", on=TODAY, theme="", by=world.secretary, at=AT
    ).pk
    applicant, election = applied(world).pk, nominated(world)[0].pk
    payer = charged(world, "202609").pk
    payment = dues.pay(
        member_id=payer, month_names=["202609"], paid_on=TODAY, channel="CASH", by=world.secretary, at=AT
    ).pk
    post = world.first.posts.order_by("id")[0].pk
    person = {"name": "丁一", "document_number": "", "branch_id": first}
    vote = Vote(5, 4, 0, 4, 0, 0)
    step = {"applicant_id": applicant, "on": TODAY, "papers": []}
    return [
        (
            organisation.found_organisation,
            LEAD,
            {"kind": "BRANCH", "name": "新", "parent_id": None, "founded_on": TODAY, "approval": ""},
        ),
        (organisation.end_organisation, LEAD, {"organisation_id": first, "on": TODAY}),
        (organisation.begin_term, LEAD, {"organisation_id": first, "since": TODAY, "approval": ""}),
        (
            organisation.fill_post,
            LEAD,
            {"organisation_id": first, "member_id": member, "kind": "DEPUTY", "since": TODAY},
        ),
        (organisation.leave_post, LEAD, {"post_id": post, "until": TODAY}),
        (organisation.move_out, LEAD, {"member_id": world.files["甲三"].pk, "on": TODAY, "to": "外地"}),
        (organisation.assign, WORK, {"member_id": member, "branch_id": first, "group_id": None}),
        (organisation.record_deed, WORK, {"member_id": member, "kind": "AWARD", "on": TODAY, "text": "奖", "hours": 0}),
        (meetings.plan_year, WORK, {"organisation_id": first, "year": 2026}),
        (meetings.plan_meeting, WORK, {"organisation_id": first, "kind": "LIFE", "on": TODAY, "theme": ""}),
        (
            meetings.call_meeting,
            WORK,
            {
                **{"meeting_id": planned, "starts_at": AT, "place": "", "theme": ""},
                **{"host_id": member, "recorder_id": member},
            },
        ),
        (meetings.cancel_meeting, WORK, {"meeting_id": planned, "reason": "改期"}),
        (
            meetings.assign_resolution,
            WORK,
            {"topic_id": topic, "text": "办", "owner_id": member, "due_on": TODAY},
        ),
        # The recorder, 施十九, writes the minutes of the own meeting.
        (meetings.write_topic, WORK | {"member"}, {"topic_id": topic, "words": WORDS}),
        (meetings.submit_minutes, WORK | {"member"}, {"meeting_id": meeting.pk, "summary": ""}),
        (meetings.approve_minutes, WORK, {"meeting_id": meeting.pk}),
        (meetings.send_back_minutes, WORK, {"meeting_id": meeting.pk, "reason": "改"}),
        (admission.apply_to_join, WORK, {**person, "on": TODAY, "papers": []}),
        (admission.take_step, WORK, {**step, "number": 2, "note": ""}),
        (admission.take_step, LEAD, {**step, "number": 4, "note": ""}),
        (admission.vote, WORK, {**step, "number": 15, "figures": vote}),
        (admission.add_backer, WORK, {"applicant_id": applicant, "member_id": member, "role": "TRAINER"}),
        (admission.add_review, WORK, {"applicant_id": applicant, "on": TODAY, "text": "好"}),
        (
            admission.record_training,
            LEAD,
            {"applicant_id": applicant, "day_count": 3, "hours": 0, "passed": True},
        ),
        (admission.extend_probation, WORK, {"applicant_id": applicant, "months": 6, "on": TODAY}),
        (admission.stop, WORK, {"applicant_id": applicant, "reason": "本人撤回"}),
        (dues.fix_base, WORK, {"member_id": member, "since": "202601", "base_fen": 1}),
        (dues.charge_month, WORK, {"branch_id": first, "month": "202610"}),
        (dues.pay, WORK, {"member_id": member, "month_names": ["202610"], "paid_on": TODAY, "channel": "CASH"}),
        (dues.void_payment, WORK, {"payment_id": payment, "reason": "错"}),
        (dues.hand_in, WORK, {"branch_id": first, "quarter": "2026Q3", "on": TODAY, "paper": "1"}),
        (elections.call_election, WORK, {"organisation_id": first, "title": "x", "seats": 1, "ballot": "PAPER"}),
        (elections.nominate, WORK, {"election_id": election, "member_id": member, "nominated_by": ""}),
        (elections.open_vote, WORK, {"election_id": election, "attended": 5}),
        (elections.enter_ballots, WORK, {"election_id": election, "choices": [], "copies": 1}),
        (elections.discard_ballots, WORK, {"election_id": election}),
        (elections.close_vote, WORK, {"election_id": election}),
        (elections.vote_again, WORK, {"election_id": election, "attended": 5}),
        (elections.leave_open, WORK, {"election_id": election, "reason": "x"}),
        (elections.approve_election, LEAD, {"election_id": election, "approval": "x", "since": TODAY}),
        (
            growing.record_talk,
            WORK,
            {
                **{"organisation_id": first, "kind": "ONE", "on": TODAY, "content": ""},
                **{"host_id": world.files["吕十八"].pk, "member_ids": [member]},
            },
        ),
        (
            growing.record_session,
            WORK,
            {
                **{"branch_id": first, "kind": "LECTURE", "title": "x", "on": TODAY},
                **{"hours": 1, "member_ids": [member]},
            },
        ),
        (
            supervision.begin_check,
            WORK,
            {"organisation_id": first, "kind": "FOCUSED", "title": "x", "decision": "", "on": TODAY},
        ),
    ]


def test_who_may_do_what(world: World) -> None:
    rows = acts(world)
    world.affairs.role_grants.update(role="PARTY_SECRETARY")
    elsewhere = User.objects.get(pk=world.affairs.pk)  # 何十七 as a secretary sees the second branch only
    assert not elsewhere.may("party:lead")  # type: ignore[arg-type]
    roles = {"member": world.member, "secretary": world.secretary, "elsewhere": elsewhere, "teller": people.wang_wu()}
    wrong = [
        (act.__name__, name)
        for act, may, facts in rows
        for name, user in roles.items()
        if name not in may and not _refused(act, user, facts)
    ]
    assert wrong == []


def test_who_may_is_not_turned_away(world: World) -> None:
    roles = {"member": world.member, "secretary": world.secretary, "affairs": world.affairs}
    wrong = [
        (act.__name__, name)
        for act, may, facts in acts(world)
        for name in sorted(may)
        if _refused(act, roles[name], facts)
    ]
    assert wrong == []


def _refused(act: Act, user: User, facts: dict[str, Any]) -> bool:
    """Whether the act is not this person's; whether it can happen now is another question."""
    try:
        act(by=user, at=AT, **facts)
    except guard.NotYours:
        return True
    except BusinessError:
        return False
    except Exception as problem:
        # An empty document number is refused by the person's record, after the question of who may.
        return "NotYours" in type(problem).__name__
    return False
