"""Business between two centres: whose time it is, who decides, and that no step is left out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Case, Centre, CrossCase, Kind
from desk.operations import Asked
from desk.rules import crossing as rules
from desk.states.cases import CaseStatus, Whose
from desk.states.crossing import Direction
from policy import queries as policy
from tests import people
from tests.desk import voices, world
from tests.desk.world import AT

LATER = AT + timedelta(days=2)


def asked(kind: str = "cross-certificate", **facts: object) -> Asked:
    name = "张三"
    number, phone = people.DOCUMENTS[name]
    given = {
        "kind": kind,
        "centre_id": Centre.objects.get(code="370800").pk,
        "name": name,
        "document_type": "01",
        "document_number": number,
        "phone": phone,
        "asked": "出具异地贷款缴存证明",
    }
    return Asked(**{**given, **facts})  # type: ignore[arg-type]


def accepted(direction: str = Direction.OUT, kind: str = "cross-certificate") -> CrossCase:
    teller = people.wang_wu()
    if direction == Direction.OUT:
        made = desk.open_crossing(asked=asked(kind), by=teller, at=AT)
    else:
        made = desk.receive_crossing(asked=asked("cross-query", their_number="JN1"), by=teller, at=AT)
    world.check_all(made.case)
    desk.accept_case(case_id=made.case_id, by=teller, at=AT)
    return CrossCase.objects.get(pk=made.pk)


def forwarded() -> CrossCase:
    made = accepted()
    return desk.forward_crossing(case_id=made.case_id, via="POST", tracking="EMS1", by=people.wang_wu(), at=AT)


def test_the_clock_of_the_other_centre_runs_from_forwarding() -> None:
    calendar = policy.Calendar(published={2026}, working={})
    assert rules.answer_due("cross-rent", date(2026, 11, 27), calendar) == date(2026, 12, 2)
    assert rules.answer_due("cross-new", date(2026, 11, 27), calendar) == date(2026, 12, 4)


@pytest.mark.django_db
def test_the_thirteen_national_services_are_offered() -> None:
    kinds = Kind.objects.filter(family="CROSS").order_by("order")
    assert [kind.code for kind in kinds] == list(rules.ANSWER_DAYS)
    assert {kind.prefix for kind in kinds} == {f"K{place:X}" for place in range(1, 14)}
    assert len(queries.cross_versions(date(2026, 11, 23))) == 13


@pytest.mark.django_db
def test_out_checked_forwarded_answered_told() -> None:
    made, teller = forwarded(), people.wang_wu()
    case = Case.objects.get(pk=made.case_id)
    assert (case.whose, made.answer_due_on) == (Whose.OTHER, date(2026, 11, 24))
    answer = {"outcome": "AGREED", "answer": "证明已寄出", "their_number": "JN9"}
    desk.record_centres_answer(case_id=case.pk, by=teller, at=LATER, **answer)
    case.refresh_from_db()
    assert case.whose == Whose.OURS
    done = desk.tell_centres_answer(case_id=case.pk, by=teller, at=LATER)
    assert done.status == CaseStatus.DONE
    theirs = case.spans.get(whose=Whose.OTHER)
    assert theirs.seconds == 2 * 24 * 3600
    assert case.rating_invitations.exists()
    assert queries.crossings_open(teller, 9) == []


@pytest.mark.django_db
def test_a_refusal_of_the_other_centre_is_told_with_its_reason() -> None:
    made, teller = forwarded(), people.wang_wu()
    desk.record_centres_answer(case_id=made.case_id, outcome="REFUSED", answer="账户已销户", by=teller, at=LATER)
    told = desk.tell_centres_answer(case_id=made.case_id, by=teller, at=LATER)
    assert (told.status, told.reason) == (CaseStatus.REFUSED, "账户已销户")


@pytest.mark.django_db
def test_no_step_is_left_out_or_done_twice() -> None:
    teller = people.wang_wu()
    opened = desk.open_crossing(asked=asked("cross-rent"), by=teller, at=AT)
    with pytest.raises(WrongState):  # the identity is not checked yet
        desk.forward_crossing(case_id=opened.case_id, via="POST", tracking="", by=teller, at=AT)
    made = accepted()
    with pytest.raises(WrongState):
        desk.record_centres_answer(case_id=made.case_id, outcome="AGREED", answer="x", by=teller, at=AT)
    with pytest.raises(WrongState):
        desk.decide_crossing(case_id=made.case_id, outcome="AGREED", answer="x", by=teller, at=AT)
    desk.forward_crossing(case_id=made.case_id, via="POST", tracking="", by=teller, at=AT)
    for act in (desk.forward_crossing, desk.answer_centre):
        with pytest.raises(WrongState):
            act(case_id=made.case_id, via="POST", tracking="", by=teller, at=AT)
    with pytest.raises(WrongState):
        desk.tell_centres_answer(case_id=made.case_id, by=teller, at=AT)


@pytest.mark.django_db
def test_another_window_does_not_forward_it() -> None:
    made = accepted()
    with pytest.raises(desk.TakenByOther):
        desk.forward_crossing(case_id=made.case_id, via="POST", tracking="", by=people.zhao_liu(), at=AT)
    assert CrossCase.objects.get().sent_at is None


@pytest.mark.django_db
def test_a_centre_that_is_late_is_urged() -> None:
    made, teller = forwarded(), people.wang_wu()
    assert not queries.crossings_late(teller, date(2026, 11, 24)).exists()
    assert queries.crossings_late(teller, date(2026, 11, 25)).get() == made
    with pytest.raises(desk.NoReason):
        desk.urge_centre(case_id=made.case_id, note=" ", by=teller, at=LATER)
    assert desk.urge_centre(case_id=made.case_id, note="已致电", by=teller, at=LATER).urges == 1


@pytest.mark.django_db
def test_in_received_decided_answered() -> None:
    made, teller = accepted(Direction.IN), people.wang_wu()
    desk.decide_crossing(case_id=made.case_id, outcome="AGREED", answer="近三年明细已出具", by=teller, at=AT)
    assert Case.objects.get(pk=made.case_id).status == CaseStatus.IN_EXECUTION
    desk.answer_centre(case_id=made.case_id, via="PLATFORM", tracking="", by=teller, at=LATER)
    assert Case.objects.get(pk=made.case_id).status == CaseStatus.DONE


@pytest.mark.django_db
def test_in_refused_and_still_answered() -> None:
    made, teller = accepted(Direction.IN), people.wang_wu()
    desk.decide_crossing(case_id=made.case_id, outcome="REFUSED", answer="查无此户", by=teller, at=AT)
    assert queries.crossings_open(teller, 9) == [made]
    desk.answer_centre(case_id=made.case_id, via="PLATFORM", tracking="", by=teller, at=LATER)
    assert queries.crossings_open(teller, 9) == []


@pytest.mark.django_db
def test_what_is_not_built_here_is_not_received() -> None:
    with pytest.raises(desk.NotBuiltHere):
        desk.receive_crossing(asked=asked("cross-settled", their_number="JN1"), by=people.wang_wu(), at=AT)
    assert not CrossCase.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_the_order() -> None:
    made = accepted()
    with pytest.raises(IntegrityError), transaction.atomic():
        CrossCase.objects.filter(pk=made.pk).update(outcome="AGREED", answer="x", answered_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CrossCase.objects.filter(pk=made.pk).update(sent_at=AT)


@pytest.mark.django_db
def test_the_pages_lead_from_step_to_step() -> None:
    teller = people.browser(people.wang_wu())
    number, _phone = people.DOCUMENTS["张三"]
    centre = Centre.objects.get(code="370800")
    answers = {"kind": "cross-rent", "centre": centre.pk, "name": "张三", "document_type": "01", "asked": "租房提取"}
    wrong = teller.post("/counter/crossings/out/", {**answers, "document_number": "1"}).content.decode()
    assert "请先更正" in wrong
    page = teller.post("/counter/crossings/out/", {**answers, "document_number": number}, follow=True)
    assert "去核对、受理" in page.content.decode()
    case = Case.objects.get()
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT)
    path = f"/counter/crossings/{case.pk}/"
    assert "请先更正" in teller.post(f"{path}forward/", {"via": "BALLOON"}).content.decode()
    steps = [
        ("forward/", {"via": "POST", "tracking": "EMS1"}, "从现在起计对方时间"),
        ("urge/", {"urge-note": "已致电"}, "已记录催办"),
        ("answer/", {"outcome": "AGREED", "answer": "已付款"}, "请告知申请人"),
        ("tell/", {}, "已告知申请人"),
        ("tell/", {}, "现在不能这样办"),
    ]
    for step, said, words in steps:
        assert words in teller.post(f"{path}{step}", said, follow=True).content.decode(), step
    assert case.number in teller.get("/counter/crossings/?direction=OUT").content.decode()
    page = teller.get("/counter/crossings/in/").content.decode()
    assert "cross-settled" not in page and "cross-rent" in page
    assert people.browser(people.zhang_san()).get(path).status_code == 403
    assert people.browser(voices.director()).get(path).status_code == 200
