"""Complaints: never handled by whom they are about, answered in five days, and by the head if that does not do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Complaint
from desk.rules import complaints as rules
from desk.states.complaints import VOICE_MOVES, VoiceStatus
from notifications.models import Message
from policy import queries as policy
from tests import people
from tests.desk import voices
from tests.desk.world import AT

# --- rules


def test_a_complaint_is_answered_in_five_working_days_and_closed_in_fifteen() -> None:
    calendar = policy.Calendar(published={2026, 2027}, working={date(2027, 1, 1): False})
    found = rules.complaint_days(date(2026, 12, 28), calendar)
    assert (found.answer_on, found.close_on, found.provisional) == (date(2027, 1, 5), date(2027, 1, 19), False)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7kq2-m8hd-3twx", "7KQ2M8HD3TWX"),
        (" ７KQ2 M8HD 3TWX ", "7KQ2M8HD3TWX"),
        ("7KQ2M8HD3TW", ""),
        ("7KQ2M8HD3TW0", ""),
        ("", ""),
        ("'; DROP TABLE", ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert rules.clean_code(typed) == code
    if code:
        assert rules.code_groups(code) == "7KQ2-M8HD-3TWX"


def test_every_status_but_the_first_is_reached_by_a_move() -> None:
    assert {target for _sources, target in VOICE_MOVES.values()} == set(VoiceStatus) - {VoiceStatus.RECEIVED}


# --- taken in


@pytest.mark.django_db
def test_a_complaint_gets_a_code_and_its_days() -> None:
    made = voices.complaint()
    assert len(made.code) == 12
    assert (made.answer_due_on, made.close_due_on) == (date(2026, 11, 30), date(2026, 12, 14))
    assert queries.complaint_by_code(rules.code_groups(made.code).lower()) == made


@pytest.mark.django_db
def test_the_same_words_of_the_same_person_are_one_complaint_for_a_day() -> None:
    first = voices.complaint()
    assert voices.complaint(at=AT + timedelta(hours=23)) == first
    assert voices.complaint(at=AT + timedelta(hours=25)) != first
    nameless = {"person_id": None, "phone": ""}
    assert voices.complaint(**nameless) != voices.complaint(**nameless)
    by_phone = {"person_id": None, "phone": "13900000001"}
    assert voices.complaint(**by_phone) == voices.complaint(**by_phone)


@pytest.mark.django_db
def test_a_sixth_complaint_in_a_day_is_refused() -> None:
    for number in range(5):
        voices.complaint(text=f"第 {number} 件")
    with pytest.raises(desk.TooMany):
        voices.complaint(text="第 6 件")
    voices.complaint(text="第 6 件", at=AT + timedelta(hours=25))


@pytest.mark.django_db
def test_a_complaint_about_a_case_is_about_who_handled_it() -> None:
    made = voices.complaint(case_id=voices.done().pk)
    assert made.about == people.wang_wu()
    suggestion = voices.complaint(case_id=made.case_id, kind="SUGGESTION", text="建议")
    assert suggestion.about is None


# --- handled


@pytest.mark.django_db
def test_a_complaint_is_given_answered_and_told() -> None:
    made = voices.answered()
    assert (made.status, made.first_answer_in_time) == (VoiceStatus.ANSWERED, True)
    assert Message.objects.filter(key=f"complaint_answered:complaint-{made.pk}", channel="INBOX").exists()
    closed = desk.accept_answer(complaint_id=made.pk, by=people.zhang_san(), at=AT)
    assert (closed.status, closed.closed_at) == (VoiceStatus.CLOSED, AT)
    assert [each.action for each in made.events.order_by("id")] == ["receive", "assign", "answer", "content"]


@pytest.mark.django_db
def test_a_late_answer_is_late_for_ever() -> None:
    made, head = voices.complaint(), voices.head_of_branch()
    desk.assign_complaint(complaint_id=made.pk, owner_id=head.pk, by=head, at=AT)
    assert not queries.complaints_late(head, date(2026, 11, 30)).exists()
    assert queries.complaints_late(head, date(2026, 12, 1)).get() == made
    late = desk.answer_complaint(complaint_id=made.pk, text="x", finding="TRUE", by=head, at=AT + timedelta(days=8))
    assert late.first_answer_in_time is False


@pytest.mark.django_db
def test_whom_it_is_about_neither_sees_nor_handles_it() -> None:
    head, director = voices.head_of_branch(), voices.director()
    made = voices.complaint(about_id=head.pk)
    assert not queries.complaints_visible_to(head).exists()
    assert queries.complaints_visible_to(director).get() == made
    with pytest.raises(desk.OwnWork):
        desk.assign_complaint(complaint_id=made.pk, owner_id=director.pk, by=head, at=AT)
    with pytest.raises(desk.OwnWork):
        desk.assign_complaint(complaint_id=made.pk, owner_id=head.pk, by=director, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(owner=head, owner_person=head.person)


@pytest.mark.django_db
def test_nobody_hands_on_a_complaint_about_themselves() -> None:
    made, head = voices.complaint(), voices.head_of_branch()
    with pytest.raises(desk.OwnWork):
        desk.assign_complaint(complaint_id=made.pk, owner_id=voices.director().pk, about_id=head.pk, by=head, at=AT)


@pytest.mark.django_db
def test_only_its_owner_answers_and_only_who_handles_complaints_owns_one() -> None:
    made, head = voices.complaint(), voices.head_of_branch()
    with pytest.raises(desk.MayNotHandle):
        desk.assign_complaint(complaint_id=made.pk, owner_id=people.wang_wu().pk, by=head, at=AT)
    with pytest.raises(WrongState):
        desk.answer_complaint(complaint_id=made.pk, text="x", finding="TRUE", by=head, at=AT)
    desk.assign_complaint(complaint_id=made.pk, owner_id=voices.director().pk, by=head, at=AT)
    assert Message.objects.filter(key__startswith="complaint_assigned", person=voices.director().person).exists()
    with pytest.raises(desk.MayNotHandle):
        desk.answer_complaint(complaint_id=made.pk, text="x", finding="TRUE", by=head, at=AT)


# --- objected to


@pytest.mark.django_db
def test_an_objection_goes_to_the_head_once() -> None:
    made, director = voices.answered(), voices.director()
    objected = desk.object_to_answer(complaint_id=made.pk, reason="没解决", by=people.zhang_san(), at=AT)
    assert (objected.status, objected.owner) == (VoiceStatus.APPEALED, None)
    assert queries.complaints_waiting(director).get() == made
    assert not queries.complaints_waiting(voices.head_of_branch()).exists()
    with pytest.raises(desk.NotTheHead):
        desk.answer_again(complaint_id=made.pk, text="x", finding="TRUE", by=voices.head_of_branch(), at=AT)
    closed = desk.answer_again(complaint_id=made.pk, text="已复查", finding="PARTLY", by=director, at=AT)
    assert (closed.status, closed.finding, closed.answer) == (VoiceStatus.CLOSED, "PARTLY", "已增开一个窗口。")
    with pytest.raises(WrongState):
        desk.object_to_answer(complaint_id=made.pk, reason="还是没解决", by=people.zhang_san(), at=AT)


@pytest.mark.django_db
def test_where_the_head_answered_first_another_leader_answers_again() -> None:
    made, director, head = voices.complaint(), voices.director(), voices.head_of_branch()
    desk.assign_complaint(complaint_id=made.pk, owner_id=director.pk, by=director, at=AT)
    desk.answer_complaint(complaint_id=made.pk, text="x", finding="TRUE", by=director, at=AT)
    desk.object_to_answer(complaint_id=made.pk, reason="没解决", by=None, at=AT)
    with pytest.raises(desk.NotTheHead):
        desk.answer_again(complaint_id=made.pk, text="x", finding="TRUE", by=director, at=AT)
    assert desk.answer_again(complaint_id=made.pk, text="y", finding="TRUE", by=head, at=AT).second_by == head


@pytest.mark.django_db
def test_only_who_complained_says_whether_it_will_do() -> None:
    made = voices.answered()
    for act in (desk.accept_answer, desk.withdraw_complaint):
        with pytest.raises(desk.NotTheirWord):
            act(complaint_id=made.pk, by=people.qian_qi(), at=AT)
    with pytest.raises(desk.NotTheirWord):
        desk.object_to_answer(complaint_id=made.pk, reason="x", by=people.qian_qi(), at=AT)
    with pytest.raises(desk.NoReason):
        desk.object_to_answer(complaint_id=made.pk, reason=" ", by=people.zhang_san(), at=AT)


@pytest.mark.django_db
def test_silence_for_five_working_days_closes_it() -> None:
    made = voices.answered()
    assert not desk.close_silent_complaint(complaint_id=made.pk, at=AT + timedelta(days=7))
    assert desk.close_silent_complaint(complaint_id=made.pk, at=AT + timedelta(days=8))


@pytest.mark.django_db
def test_it_can_be_taken_back_before_the_answer_only() -> None:
    made = voices.complaint()
    assert desk.withdraw_complaint(complaint_id=made.pk, by=people.zhang_san(), at=AT).status == VoiceStatus.WITHDRAWN
    with pytest.raises(WrongState):
        desk.withdraw_complaint(complaint_id=voices.answered(text="y").pk, by=people.zhang_san(), at=AT)


@pytest.mark.django_db
def test_what_was_said_stands() -> None:
    made = voices.complaint()
    with pytest.raises(Exception, match="complaint_words_stand|Cannot update"), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(text="没事")


@pytest.mark.django_db
def test_the_rate_is_complaints_for_each_hundred_cases_done() -> None:
    voices.done()
    voices.done()
    voices.complaint()
    voices.complaint(kind="SUGGESTION", text="建议")
    found = queries.complaint_figures(date(2026, 11, 1), date(2026, 11, 30))
    assert (found.complaints, found.suggestions, found.done_cases, str(found.rate)) == (1, 1, 2, "50.00")
