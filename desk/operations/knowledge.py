"""The register of hard problems (疑难问题记录册): entered, answered by rules, confirmed anew when a rule changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from desk.models import Citation, Escalation, Problem, ProblemAnswer, ProblemUse
from desk.operations.hall import NoReason, NotYours, tell
from desk.queries import hall as people
from desk.queries import knowledge as queries
from desk.rules import knowledge as rules
from desk.states.knowledge import PROBLEM_MOVES, AnswerKind, CitationKind
from policy import rules as policy_rules
from policy.models import Document


class NoSuchRule(BusinessError):
    """What is cited is not on record."""


class NotAnswered(BusinessError):
    """There is no answer yet."""


class NothingChanged(BusinessError):
    """The answer is the one that stands already."""


@dataclass
class Rule:
    """A rule that an answer rests on, as somebody names it: a parameter, a document or a text of the Regulation."""

    kind: str
    parameter: str = ""
    document_id: int | None = None
    regulation_id: int | None = None
    article: str = ""


@operation
def add_problem(
    *,
    branch_id: int,
    family: str,
    question: str,
    asked: str = "",
    handling: str = "",
    tags: Sequence[str] = (),
    found_on: date,
    case_id: int | None = None,
    escalation_id: int | None = None,
    by: User,
    at: datetime,
) -> Problem:
    """Enter a question worth remembering; it waits for its answer."""
    text = rules.search_text(question, *tags, handling)
    matter = Escalation.objects.filter(pk=escalation_id).first() if escalation_id else None
    problem = Problem.objects.create(
        branch_id=branch_id,
        family=family,
        tags=list(tags),
        question=question,
        found_by=by,
        found_on=found_on,
        asked=asked,
        handling=handling,
        case_id=case_id or (matter.case_id if matter else None),
        escalation=matter,
        created_at=at,
        search_text=text,
        search_keys=rules.search_keys(text),
    )
    problem.events.create(action="add", before="", after=problem.status, by=by, at=at, note="")
    return problem


@operation
def answer_problem(
    *, problem_id: int, text: str, cited: Sequence[Rule], note: str = "", by: User, at: datetime
) -> ProblemAnswer:
    """Answer a question, or change the answer, with the rules it rests on. Raises NoSuchRule, WrongState."""
    problem = lock(Problem, problem_id)
    refuse_move(problem, "answer", PROBLEM_MOVES)
    kind = AnswerKind.CHANGED if problem.version else AnswerKind.FIRST
    answer = _new_version(problem, kind, text, cited, note, by=by, at=at)
    words = rules.search_text(problem.question, *problem.tags, problem.handling, text)
    move(
        problem,
        "answer",
        PROBLEM_MOVES,
        by=by,
        at=at,
        note=note,
        version=answer.number,
        search_text=words,
        search_keys=rules.search_keys(words),
    )
    return answer


@operation
def confirm_answer(*, problem_id: int, note: str = "", by: User, at: datetime) -> ProblemAnswer:
    """Stand for the answer as it is, under the rules as they are today. Raises WrongState."""
    problem = lock(Problem, problem_id)
    refuse_move(problem, "confirm", PROBLEM_MOVES)
    newest = problem.answers.get(number=problem.version)
    cited = [
        Rule(each.kind, each.parameter, each.document_id, each.regulation_id, each.article)
        for each in queries.citations_of(newest)
    ]
    answer = _new_version(problem, AnswerKind.CONFIRMED, newest.text, cited, note, by=by, at=at)
    move(problem, "confirm", PROBLEM_MOVES, by=by, at=at, note=note, version=answer.number)
    return answer


def _new_version(
    problem: Problem, kind: AnswerKind, text: str, cited: Sequence[Rule], note: str, *, by: User, at: datetime
) -> ProblemAnswer:
    """A further version with its rules as they stand."""
    _refuse_unknown(cited)
    answer = ProblemAnswer.objects.create(
        problem=problem, number=problem.version + 1, kind=kind, text=text, note=note, by=by, at=at
    )
    book = queries.rule_book(cited, timezone.localtime(at).date())
    Citation.objects.bulk_create(
        Citation(
            answer=answer,
            kind=each.kind,
            parameter=each.parameter,
            document_id=each.document_id,
            regulation_id=each.regulation_id,
            article=each.article,
            standing=book.standing(each),
            words=book.words(each)[:300],
        )
        for each in cited
    )
    return answer


def _refuse_unknown(cited: Iterable[Rule]) -> None:
    book = queries.rule_book([], date.min)
    texts = {each.pk for each in book.regulations}
    for each in cited:
        known = {
            CitationKind.PARAMETER: lambda rule: rule.parameter in policy_rules.LABELS,
            CitationKind.DOCUMENT: lambda rule: Document.objects.filter(pk=rule.document_id).exists(),
            CitationKind.REGULATION: lambda rule: rule.regulation_id in texts,
        }[CitationKind(each.kind)]
        if not known(each):
            raise NoSuchRule(_("所引的依据没有登记，请重新选择。"))


@operation
def turn_amber(*, problem_id: int, at: datetime) -> bool:
    """A rule under the answer has changed: it waits to be confirmed, and who answered is told. May run twice."""
    problem = lock(Problem, problem_id)
    if problem.status not in PROBLEM_MOVES["turn_amber"][0]:
        return False
    answer = problem.answers.get(number=problem.version)
    changed = [each for each in queries.citations_now(answer, timezone.localtime(at).date()) if each.is_stale]
    if not changed:
        return False
    words = "；".join(each.now for each in changed)
    move(problem, "turn_amber", PROBLEM_MOVES, by=None, at=at, note=words)
    context = {"number": str(problem.pk), "rule": _name_of(changed[0].citation)}
    tell(answer.by_id, "answer_amber", f"problem-{problem.pk}-{answer.number}", context, by=None, at=at)
    return True


def _name_of(citation: Citation) -> str:
    """A rule's short name."""
    if citation.kind == CitationKind.PARAMETER:
        return str(policy_rules.LABELS.get(citation.parameter, citation.parameter))
    document = citation.document if citation.document is not None else citation.regulation.document  # type: ignore[union-attr]
    return str(document.title)


@operation
def note_help(*, problem_id: int, case_id: int | None = None, by: User, at: datetime) -> bool:
    """The entry helped somebody; counted once a person and day. Raises NotAnswered."""
    problem = lock(Problem, problem_id)
    if not problem.version:
        raise NotAnswered(_("这个问题还没有解答。"))
    try:
        with transaction.atomic():
            ProblemUse.objects.create(problem=problem, case_id=case_id, by=by, on=timezone.localtime(at).date())
    except IntegrityError:
        return False
    Problem.objects.filter(pk=problem_id).update(helped=F("helped") + 1)
    return True


@operation
def set_public(*, problem_id: int, is_public: bool, by: User, at: datetime) -> Problem:
    """Show an answered question to everybody, or no longer. Raises NotYours, NotAnswered, NothingChanged."""
    problem = lock(Problem, problem_id)
    if not people.leads(by, problem.branch_id):
        raise NotYours(_("请由本管理部负责人决定是否公开。"))
    if not problem.version:
        raise NotAnswered(_("这个问题还没有解答，不能公开。"))
    if problem.is_public == is_public:
        raise NothingChanged(_("已经是这样了。"))
    problem.is_public = is_public
    problem.save(update_fields=["is_public"])
    action = "publish" if is_public else "unpublish"
    problem.events.create(action=action, before=problem.status, after=problem.status, by=by, at=at, note="")
    return problem


@operation
def retire_problem(*, problem_id: int, reason: str, by: User, at: datetime) -> Problem:
    """Take an entry out of use, with the reason. Raises NotYours, NoReason, WrongState."""
    problem = lock(Problem, problem_id)
    refuse_move(problem, "retire", PROBLEM_MOVES)
    if not people.leads(by, problem.branch_id):
        raise NotYours(_("请由本管理部负责人停用。"))
    if not reason.strip():
        raise NoReason(_("请写明停用的原因。"))
    move(problem, "retire", PROBLEM_MOVES, by=by, at=at, note=reason, is_public=False)
    return problem


@operation
def restore_problem(*, problem_id: int, by: User, at: datetime) -> Problem:
    """Take an entry back into use: it waits for an answer under today's rules. Raises NotYours, WrongState."""
    problem = lock(Problem, problem_id)
    refuse_move(problem, "restore", PROBLEM_MOVES)
    if not people.leads(by, problem.branch_id):
        raise NotYours(_("请由本管理部负责人恢复。"))
    move(problem, "restore", PROBLEM_MOVES, by=by, at=at)
    return problem
