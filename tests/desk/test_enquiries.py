"""Questions (首问负责): they always have an owner, and who was asked first stays written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Enquiry, Escalation
from desk.states.enquiries import ENQUIRY_MOVES, EnquiryStatus
from notifications.models import Message
from tests import people
from tests.desk import voices
from tests.desk.world import AT

pytestmark = pytest.mark.django_db


def asked(**facts: object) -> Enquiry:
    given = {"question": "异地购房能提取吗？", "way": "WINDOW", "branch_id": people.branch().pk, "by": people.wang_wu()}
    return desk.record_enquiry(**{**given, "at": AT, **facts})  # type: ignore[arg-type]


def test_who_is_asked_first_owns_the_question_until_the_next_working_day() -> None:
    made = asked()
    assert (made.first_asked, made.owner, made.due_on) == (people.wang_wu(), people.wang_wu(), date(2026, 11, 24))
    assert queries.my_open_enquiries(people.wang_wu()).get() == made
    assert not queries.enquiries_late(date(2026, 11, 24)).exists()
    assert queries.enquiries_late(date(2026, 11, 25)).get() == made


def test_a_question_answered_on_the_spot_is_closed() -> None:
    made = asked(answer="可以。", rests_on="条例第二十四条")
    assert (made.status, made.answered_by, made.rests_on) == (
        EnquiryStatus.ANSWERED,
        people.wang_wu(),
        "条例第二十四条",
    )
    assert not queries.my_open_enquiries(people.wang_wu()).exists()


def test_a_hand_over_counts_once_the_taker_has_signed() -> None:
    made, giver, taker = asked(), people.wang_wu(), people.zhao_liu()
    desk.hand_over_enquiry(enquiry_id=made.pk, taker_id=taker.pk, note="需查档案", by=giver, at=AT)
    assert queries.my_open_enquiries(giver).get() == made
    assert queries.enquiries_handed_to(taker).get() == made
    with pytest.raises(WrongState):
        desk.answer_enquiry(enquiry_id=made.pk, answer="x", by=giver, at=AT)
    with pytest.raises(desk.WrongTaker):
        desk.take_enquiry(enquiry_id=made.pk, by=voices.head_of_branch(), at=AT)
    taken = desk.take_enquiry(enquiry_id=made.pk, by=taker, at=AT)
    assert (taken.owner, taken.first_asked, taken.taker) == (taker, giver, None)
    with pytest.raises(desk.NotTheirQuestion):
        desk.answer_enquiry(enquiry_id=made.pk, answer="x", by=giver, at=AT)
    desk.answer_enquiry(enquiry_id=made.pk, answer="可以", by=taker, at=AT)
    assert [each.action for each in made.events.order_by("id")] == ["ask", "hand_over", "take", "answer"]


def test_an_offer_can_be_declined_or_taken_back_and_needs_a_note() -> None:
    made, giver, taker = asked(), people.wang_wu(), people.zhao_liu()
    with pytest.raises(desk.NoReason):
        desk.hand_over_enquiry(enquiry_id=made.pk, taker_id=taker.pk, note=" ", by=giver, at=AT)
    for back in (taker, giver):
        desk.hand_over_enquiry(enquiry_id=made.pk, taker_id=taker.pk, note="请答", by=giver, at=AT)
        with pytest.raises(desk.WrongTaker):
            desk.decline_enquiry(enquiry_id=made.pk, note="不是我的", by=voices.director(), at=AT)
        returned = desk.decline_enquiry(enquiry_id=made.pk, note="不归我管", by=back, at=AT)
        assert (returned.status, returned.owner) == (EnquiryStatus.OPEN, giver)


def test_it_goes_only_to_somebody_who_can_answer() -> None:
    made = asked()
    for taker in (people.wang_wu(), people.wu_shi()):
        with pytest.raises(desk.WrongTaker):
            desk.hand_over_enquiry(enquiry_id=made.pk, taker_id=taker.pk, note="x", by=people.wang_wu(), at=AT)
    with pytest.raises(desk.WrongTaker):
        desk.escalate_enquiry(enquiry_id=made.pk, to_id=people.zhao_liu().pk, note="x", by=people.wang_wu(), at=AT)
    with pytest.raises(desk.NotTheirQuestion):
        desk.hand_over_enquiry(enquiry_id=made.pk, taker_id=people.zhao_liu().pk, note="x", by=people.zhao_liu(), at=AT)


def test_the_duty_manager_may_not_refuse_what_came_up() -> None:
    made, head = asked(), voices.head_of_branch()
    up = desk.escalate_enquiry(enquiry_id=made.pk, to_id=head.pk, note="答复不了", by=people.wang_wu(), at=AT)
    assert (up.status, up.owner) == (EnquiryStatus.ESCALATED, head)
    assert Message.objects.filter(key__startswith="enquiry_escalated", person=head.person).exists()
    with pytest.raises(WrongState):
        desk.decline_enquiry(enquiry_id=made.pk, note="不归我", by=head, at=AT)
    assert desk.answer_enquiry(enquiry_id=made.pk, answer="可以", by=head, at=AT).status == EnquiryStatus.ANSWERED


def test_a_leader_moves_the_questions_of_somebody_who_is_away() -> None:
    made = asked()
    desk.hand_over_enquiry(
        enquiry_id=made.pk, taker_id=people.zhao_liu().pk, note="王五休假", by=voices.head_of_branch(), at=AT
    )
    assert desk.take_enquiry(enquiry_id=made.pk, by=people.zhao_liu(), at=AT).owner == people.zhao_liu()


def test_a_question_from_afar_goes_to_who_has_the_fewest() -> None:
    people.wang_wu(), people.zhao_liu()
    asked()
    made = desk.send_enquiry(question="怎么查余额？", branch_id=people.branch().pk, by=people.zhang_san(), at=AT)
    assert (made.first_asked, made.owner, made.person) == (
        people.zhao_liu(),
        people.zhao_liu(),
        people.zhang_san().person,
    )
    desk.answer_enquiry(enquiry_id=made.pk, answer="首页就有。", by=people.zhao_liu(), at=AT)
    assert Message.objects.filter(key=f"enquiry_answered:enquiry-{made.pk}", channel="INBOX").exists()


def test_a_question_without_anybody_to_answer_is_not_lost_silently() -> None:
    with pytest.raises(desk.NobodyThere):
        desk.send_enquiry(question="怎么查？", branch_id=people.branch().pk, by=people.zhang_san(), at=AT)


def test_a_question_may_turn_out_to_be_a_complaint() -> None:
    made = asked(person_id=people.zhang_san().person_id)
    moved = desk.make_complaint(enquiry_id=made.pk, kind="COMPLAINT", title="等太久", by=people.wang_wu(), at=AT)
    assert moved.status == EnquiryStatus.COMPLAINED
    assert moved.complaint is not None
    assert (moved.complaint.text, moved.complaint.person) == (made.question, people.zhang_san().person)
    with pytest.raises(WrongState):
        desk.answer_enquiry(enquiry_id=made.pk, answer="x", by=people.wang_wu(), at=AT)


def test_who_was_asked_first_stays_written() -> None:
    made = asked()
    with pytest.raises(Exception, match="first_asked_stands|Cannot update"), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).update(first_asked=people.zhao_liu())
    with pytest.raises(Exception, match="enquiry_stays|Cannot delete"), transaction.atomic():
        Enquiry.objects.filter(pk=made.pk).delete()


def test_each_sees_the_questions_that_concern_them() -> None:
    made = asked(person_id=people.zhang_san().person_id)
    seen = {
        each.__name__: queries.enquiries_visible_to(each()).exists()
        for each in (people.zhang_san, people.qian_qi, people.wang_wu, people.zhao_liu, voices.head_of_branch)
    }
    assert seen == {
        "zhang_san": True,
        "qian_qi": False,
        "wang_wu": True,
        "zhao_liu": False,
        "head_of_branch": True,
    }
    assert queries.enquiry_figures(date(2026, 11, 23), date(2026, 11, 23)).open == 1
    assert made.asked_at + timedelta(0) == AT


def test_every_status_is_reached_by_a_move() -> None:
    assert {target for _sources, target in ENQUIRY_MOVES.values()} == set(EnquiryStatus)


def test_the_page_of_a_question_leads_to_the_duty_manager_with_its_number() -> None:
    made = asked()
    client = people.browser(people.wang_wu())
    url = f"{reverse('desk:counter_escalate')}?from=enquiry&reference={made.pk}"
    text = client.get(reverse("desk:counter_enquiry", args=[made.pk])).content.decode()
    assert url.replace("&", "&amp;") in text
    assert f'value="{made.pk}"' in client.get(url).content.decode()
    client.post(url, {"question": "异地购房的材料谁来认定", "reference": str(made.pk)})
    matter = Escalation.objects.get()
    assert (matter.source, matter.reference) == ("ENQUIRY", str(made.pk))
