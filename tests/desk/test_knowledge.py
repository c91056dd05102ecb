"""The register of hard problems: found by words, resting on rules, amber when a rule changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.errors import WrongState
from desk.models import Citation, Problem, ProblemAnswer
from desk.operations import knowledge
from desk.operations.hall import NoReason, NotYours
from desk.operations.knowledge import Rule
from desk.queries import knowledge as queries
from desk.rules import knowledge as rules
from desk.states.knowledge import CitationKind, ProblemStatus
from desk.tasks import turn_answers_amber
from notifications.models import Message
from policy import operations as policy
from policy.models import Document, RegulationVersion
from tests import make, people
from tests.make import AT

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 10)
CAP = Rule(CitationKind.PARAMETER, parameter="contribution_cap_fen", article="月缴存基数上限")


def problem(question: str = "缴存基数超过上限怎么申报？", **facts: object) -> Problem:
    """A question that 王五 met."""
    given = {"family": "DEPOSIT", "tags": ["基数", "上限"], "found_on": TODAY, "asked": "赵六", **facts}
    return knowledge.add_problem(branch_id=people.branch().pk, question=question, by=people.wang_wu(), at=AT, **given)  # type: ignore[arg-type]


def answered(*cited: Rule, text: str = "按上限申报，超过部分不计。", **facts: object) -> Problem:
    """A question with its answer."""
    found = problem(**facts)
    knowledge.answer_problem(problem_id=found.pk, text=text, cited=cited or [CAP], by=people.zhao_liu(), at=AT)
    found.refresh_from_db()
    return found


def found_by(typed: str) -> list[int]:
    rows = queries.matching(queries.problems_visible_to(people.wang_wu()), typed)
    return list(rows.order_by("id").values_list("pk", flat=True))


# --- rules


def test_words_are_compared_without_width_marks_and_case() -> None:
    assert rules.terms("  缴存基数，怎么 办Ａ ") == ["缴存基数怎么", "办a"]
    assert rules.terms("办") == []
    assert rules.search_keys("缴存基\n金") == ["缴存", "存基"]
    assert rules.tags_of("异地，退休 #退休、补缴") == ["异地", "退休", "补缴"]


def test_a_standing_tells_what_is_in_force_and_what_is_announced() -> None:
    first = rules.parameter_standing("1", date(2026, 1, 1), [])
    assert first == "2026-01-01=1"
    assert rules.parameter_standing("1", date(2026, 1, 1), [(date(2027, 1, 1), "2")]) != first
    assert rules.document_standing(date(2026, 1, 1), None) != rules.document_standing(
        date(2026, 1, 1), date(2027, 1, 1)
    )


# --- finding


def test_entries_are_found_by_any_words_in_them_that_stand_together() -> None:
    one, two = answered(), problem("退休人员能不能代办提取？", tags=["退休"], family="WITHDRAWAL")
    assert found_by("缴存基数") == [one.pk]
    assert found_by("超过部分") == [one.pk]  # of the answer
    assert found_by("退休 代办") == [two.pk]
    assert found_by("上限申报上限") == []
    assert found_by("百分之百_%") == []
    assert found_by("") == [one.pk, two.pk]


def test_the_register_asks_as_many_questions_however_long_it_is(django_assert_max_num_queries: object) -> None:
    client = people.browser(people.wang_wu())
    answered()
    client.get("/counter/hall/problems/?q=基数")
    with CaptureQueriesContext(connection) as few:
        client.get("/counter/hall/problems/?q=基数")
    for place in range(6):
        answered(question=f"第{place}个关于基数的问题")
    with CaptureQueriesContext(connection) as many:
        assert "第5个关于基数的问题" in client.get("/counter/hall/problems/?q=基数").content.decode()
    assert len(many) == len(few)


# --- answers and their rules


def test_an_answer_keeps_its_versions_and_the_rules_as_they_stood() -> None:
    found = answered()
    knowledge.answer_problem(
        problem_id=found.pk, text="按上限申报。", cited=[], note="说得更短", by=people.wang_wu(), at=AT
    )
    first, second = ProblemAnswer.objects.order_by("number")
    assert (first.kind, second.kind) == ("FIRST", "CHANGED")
    cited = Citation.objects.get()
    assert cited.answer == first
    assert "30,505.00" in cited.words
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        ProblemAnswer.objects.filter(pk=first.pk).update(text="改历史")


def test_what_is_not_on_record_cannot_be_cited() -> None:
    found = problem()
    for wrong in (
        Rule(CitationKind.PARAMETER, parameter="no_such_thing"),
        Rule(CitationKind.DOCUMENT, document_id=0),
        Rule(CitationKind.REGULATION, regulation_id=0),
    ):
        with pytest.raises(knowledge.NoSuchRule):
            knowledge.answer_problem(problem_id=found.pk, text="x", cited=[wrong], by=people.wang_wu(), at=AT)
    assert not ProblemAnswer.objects.exists()


def announce(value: str = "3200000", since: date = date(2027, 1, 1)) -> None:
    make.parameter("contribution_cap_fen", value, valid_from=since)


def test_an_answer_turns_amber_when_a_new_value_is_announced_and_green_when_confirmed() -> None:
    found = answered()
    assert queries.to_turn_amber(TODAY) == []
    announce()
    assert queries.stale_ids([found], TODAY) == {found.pk}
    assert queries.to_turn_amber(TODAY) == [found.pk]
    assert knowledge.turn_amber(problem_id=found.pk, at=AT) is True
    assert knowledge.turn_amber(problem_id=found.pk, at=AT) is False
    found.refresh_from_db()
    assert found.status == ProblemStatus.AMBER
    told = Message.objects.get(person=people.zhao_liu().person, channel="INBOX")
    assert "月缴存基数上限" in told.body
    knowledge.confirm_answer(problem_id=found.pk, note="明年起才变", by=people.wang_wu(), at=AT)
    found.refresh_from_db()
    assert (found.status, found.version) == (ProblemStatus.VALID, 2)
    assert queries.to_turn_amber(TODAY) == []
    # Once the announced value is in force, what was confirmed before has to be looked at again.
    assert queries.to_turn_amber(date(2027, 1, 1)) == [found.pk]


def test_a_corrected_value_turns_it_amber_too() -> None:
    found = answered()
    announce("3060000", date(2000, 1, 1))
    assert queries.to_turn_amber(TODAY) == [found.pk]


def test_a_repealed_document_and_a_new_regulation_turn_it_amber() -> None:
    document = Document.objects.order_by("id")[0]
    regulation = RegulationVersion.objects.order_by("-effective_from")[0]
    one = answered(Rule(CitationKind.DOCUMENT, document_id=document.pk))
    two = answered(Rule(CitationKind.REGULATION, regulation_id=regulation.pk, article="第二十四条"))
    assert queries.to_turn_amber(TODAY) == []
    document.effective_to = date(2026, 12, 31)
    document.save()
    RegulationVersion.objects.create(code="2027", document=document, effective_from=date(2027, 3, 1))
    assert queries.to_turn_amber(TODAY) == [one.pk, two.pk]


def test_an_answer_with_a_rule_nobody_touched_stays_green() -> None:
    found = answered(Rule(CitationKind.PARAMETER, parameter="payment_grace_days"))
    announce()
    assert queries.to_turn_amber(TODAY) == []
    assert knowledge.turn_amber(problem_id=found.pk, at=AT) is False


def test_only_the_newest_version_counts() -> None:
    found = answered()
    knowledge.answer_problem(problem_id=found.pk, text="不再引用。", cited=[], by=people.wang_wu(), at=AT)
    announce()
    assert queries.to_turn_amber(TODAY) == []


def test_the_timed_job_marks_and_may_run_twice() -> None:
    answered()
    announce("3200000", timezone.localdate())
    assert (turn_answers_amber(), turn_answers_amber()) == (1, 0)


# --- published, helped, retired


def test_publishing_is_the_heads_and_needs_an_answer() -> None:
    empty, found, head = problem(), answered(), people.han_shiyi()
    with pytest.raises(NotYours):
        knowledge.set_public(problem_id=found.pk, is_public=True, by=people.zhao_liu(), at=AT)
    with pytest.raises(knowledge.NotAnswered):
        knowledge.set_public(problem_id=empty.pk, is_public=True, by=head, at=AT)
    knowledge.set_public(problem_id=found.pk, is_public=True, by=head, at=AT)
    with pytest.raises(knowledge.NothingChanged):
        knowledge.set_public(problem_id=found.pk, is_public=True, by=head, at=AT)
    assert list(queries.public_problems()) == [found]


def test_the_public_finds_published_answers_whose_rules_stand_and_nothing_else() -> None:
    found = answered()
    problem("内部的问题怎么办？")
    stranger = people.browser()
    assert "缴存基数超过上限" not in stranger.get("/answers/").content.decode()
    knowledge.set_public(problem_id=found.pk, is_public=True, by=people.han_shiyi(), at=AT)
    page = stranger.get("/answers/?q=基数 上限").content.decode()
    assert "按上限申报" in page
    assert "内部的问题" not in page
    assert "没有查到" in stranger.get("/answers/?q=没有这种事").content.decode()
    announce("3200000", timezone.localdate())
    assert "按上限申报" not in stranger.get("/answers/").content.decode()  # before the job has marked it


def test_help_is_counted_once_a_person_and_day() -> None:
    found = answered()
    assert knowledge.note_help(problem_id=found.pk, by=people.wang_wu(), at=AT) is True
    assert knowledge.note_help(problem_id=found.pk, by=people.wang_wu(), at=AT) is False
    assert knowledge.note_help(problem_id=found.pk, by=people.zhao_liu(), at=AT) is True
    found.refresh_from_db()
    assert found.helped == 2
    with pytest.raises(knowledge.NotAnswered):
        knowledge.note_help(problem_id=problem().pk, by=people.wang_wu(), at=AT)


def test_a_retired_entry_is_hidden_and_has_to_be_answered_anew() -> None:
    found, head = answered(), people.han_shiyi()
    knowledge.set_public(problem_id=found.pk, is_public=True, by=head, at=AT)
    with pytest.raises(NoReason):
        knowledge.retire_problem(problem_id=found.pk, reason=" ", by=head, at=AT)
    retired = knowledge.retire_problem(problem_id=found.pk, reason="业务已停办", by=head, at=AT)
    assert not retired.is_public
    with pytest.raises(WrongState):
        knowledge.answer_problem(problem_id=found.pk, text="x", cited=[], by=head, at=AT)
    with pytest.raises(WrongState):
        knowledge.confirm_answer(problem_id=found.pk, by=head, at=AT)
    assert knowledge.restore_problem(problem_id=found.pk, by=head, at=AT).status == ProblemStatus.OPEN


def test_a_question_is_entered_answered_and_confirmed_on_its_pages() -> None:
    client = people.browser(people.wang_wu())
    answers = {
        "question": "外地转入的钱多久到账？",
        "family": "DEPOSIT",
        "tags": "异地 转移",
        "found_on": "2026-10-10",
        "asked": "12329",
        "handling": "查了平台",
        "case": "",
    }
    page = client.post("/counter/hall/problems/add/", answers, follow=True)
    found = Problem.objects.get()
    assert page.redirect_chain[-1][0] == f"/counter/hall/problems/{found.pk}/answer/"
    wrong = client.post("/counter/hall/problems/add/", {**answers, "case": "NOSUCH"}).content.decode()
    assert "没有这个编号的办件" in wrong
    text = {"text": "15 个工作日内。", "rule1": "P:payment_grace_days", "article1": "", "note": ""}
    page = client.post(f"/counter/hall/problems/{found.pk}/answer/", text, follow=True)
    assert "15 个工作日内" in page.content.decode()
    assert "发薪日后汇缴期限" in page.content.decode()
    make.parameter("payment_grace_days", "7", valid_from=timezone.localdate())
    page = client.get(f"/counter/hall/problems/{found.pk}/").content.decode()
    assert "依据有变" in page
    assert "重新确认" in page
    client.post(f"/counter/hall/problems/{found.pk}/confirm/", {"text": "核对过，仍然对"})
    assert "依据有变" not in client.get(f"/counter/hall/problems/{found.pk}/").content.decode()


def test_policy_changes_need_no_word_to_the_register() -> None:
    """The value is set where values are set; the register sees it by itself."""
    found = answered()
    document = Document.objects.order_by("id")[0]
    with transaction.atomic():
        policy.set_parameter(
            line=policy.ParameterLine(
                key="contribution_cap_fen",
                value="3200000",
                valid_from=date(2027, 7, 1),
                document_number=document.number,
                approved_by="管委会",
                note="",
            ),
            today=TODAY,
            by=None,
        )
    assert queries.to_turn_amber(TODAY) == [found.pk]
