"""The register of hard problems: how entries are found, and whether the rules under an answer still stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from desk.models import Citation, Problem, ProblemAnswer
from desk.rules import knowledge as rules
from desk.states.knowledge import CitationKind, ProblemStatus
from policy import rules as policy_rules
from policy.models import Document, Parameter, RegulationVersion


def problems_visible_to(user: User) -> QuerySet[Problem]:
    """The register, for the staff."""
    rows = Problem.objects.select_related("branch", "found_by__person", "case", "escalation").defer(
        "search_text", "search_keys"
    )
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def public_problems() -> QuerySet[Problem]:
    """What everybody may read: published, and resting on rules that stand."""
    return Problem.objects.filter(is_public=True, status=ProblemStatus.VALID).defer("search_text", "search_keys")


def matching(rows: QuerySet[Problem], typed: str) -> QuerySet[Problem]:
    """Entries in which every word that was typed occurs; all of them where nothing useful was typed."""
    for term in rules.terms(typed):
        # The index finds by pairs of characters, the text then says whether they stand together.
        rows = rows.filter(search_keys__contains=rules.search_keys(term), search_text__contains=term)
    return rows


# --- how rules stand


class Cited(Protocol):
    """What names a rule: a citation, or one about to be made."""

    kind: str
    parameter: str
    document_id: int | None
    regulation_id: int | None


@dataclass(frozen=True)
class RuleBook:
    """How the rules that some citations name stand on a day. Four statements load it, however many there are."""

    day: date
    parameters: dict[str, list[tuple[date, str]]]
    documents: dict[int, Document]
    regulations: list[RegulationVersion]

    def standing(self, cited: Cited) -> str:
        """The rule as it stands; compared with what a version was confirmed against."""
        if cited.kind == CitationKind.PARAMETER:
            return self._parameter(cited.parameter)
        if cited.kind == CitationKind.DOCUMENT:
            document = self.documents[cited.document_id or 0]
            return rules.document_standing(document.effective_from, document.effective_to)
        in_force = [each.code for each in self.regulations if each.effective_from <= self.day]
        later = [each.code for each in self.regulations if each.effective_from > self.day]
        return rules.regulation_standing(in_force[-1] if in_force else "", later)

    def words(self, cited: Cited) -> str:
        """The same as people read it."""
        if cited.kind == CitationKind.PARAMETER:
            return self._parameter_words(cited.parameter)
        if cited.kind == CitationKind.DOCUMENT:
            document = self.documents[cited.document_id or 0]
            if document.effective_to:
                return _("%(title)s，%(day)s 失效") % {"title": document, "day": f"{document.effective_to:%Y-%m-%d}"}
            return str(document)
        version = next(each for each in self.regulations if each.pk == cited.regulation_id)
        newest = self.regulations[-1]
        if newest.pk != version.pk:
            return _("%(title)s；另有 %(day)s 起施行的新文本") % {
                "title": version.document,
                "day": f"{newest.effective_from:%Y-%m-%d}",
            }
        return str(version.document)

    def _parameter(self, key: str) -> str:
        in_force = [row for row in self.parameters.get(key, []) if row[0] <= self.day]
        later = [row for row in self.parameters.get(key, []) if row[0] > self.day]
        since, value = in_force[-1] if in_force else (date.min, "")
        return rules.parameter_standing(value, since, later)

    def _parameter_words(self, key: str) -> str:
        label = str(policy_rules.LABELS.get(key, key))
        parts = []
        for since, value in self._present(key):
            said = {"value": policy_rules.in_words(key, value), "day": f"{since:%Y-%m-%d}"}
            parts.append(_("%(value)s（%(day)s 起）") % said)
        return _("%(label)s：%(values)s") % {"label": label, "values": "，".join(parts) or _("没有值")}

    def _present(self, key: str) -> list[tuple[date, str]]:
        """The value in force and those announced."""
        rows = self.parameters.get(key, [])
        past = [row for row in rows if row[0] <= self.day]
        return [*past[-1:], *(row for row in rows if row[0] > self.day)]


def rule_book(cited: Iterable[Cited], day: date) -> RuleBook:
    """The rules that these name, as they stand on `day`."""
    cited = list(cited)
    parameters: dict[str, list[tuple[date, str]]] = {}
    rows = Parameter.objects.filter(key__in={each.parameter for each in cited if each.parameter})
    for key, since, value in rows.order_by("key", "valid_from").values_list("key", "valid_from", "value"):
        parameters.setdefault(key, []).append((since, value))
    documents = Document.objects.in_bulk({each.document_id for each in cited if each.document_id})
    regulations = RegulationVersion.objects.select_related("document").order_by("effective_from", "id")
    return RuleBook(day, parameters, documents, list(regulations))


def citations_of(answer: ProblemAnswer) -> QuerySet[Citation]:
    """What a version rests on."""
    return answer.citations.select_related("document", "regulation__document").order_by("id")


def current_citations(problem_ids: Iterable[int]) -> QuerySet[Citation]:
    """What the newest versions of these entries rest on."""
    newest = Citation.objects.filter(answer__problem__in=problem_ids, answer__number=F("answer__problem__version"))
    return newest.select_related("answer").order_by("id")


def stale_ids(problems: Iterable[Problem], day: date) -> set[int]:
    """Which of these entries rest on a rule that has changed since somebody stood for them."""
    found = list(current_citations([each.pk for each in problems]))
    book = rule_book(found, day)
    return {each.answer.problem_id for each in found if book.standing(each) != each.standing}


def to_turn_amber(day: date, limit: int = 200) -> list[int]:
    """Entries in force of which a cited rule has changed; found rule by rule, however large the register is."""
    newest = Citation.objects.filter(
        answer__number=F("answer__problem__version"), answer__problem__status=ProblemStatus.VALID
    )
    found: set[int] = set()
    for cited in _rules_cited():
        standing = rule_book([cited], day).standing(cited)
        same = Q(parameter=cited.parameter, document=cited.document_id)
        if cited.kind == CitationKind.REGULATION:
            same = Q(kind=CitationKind.REGULATION)
        rows = newest.filter(same).exclude(standing=standing)
        found |= set(rows.values_list("answer__problem_id", flat=True)[:limit])
    return sorted(found)[:limit]


def _rules_cited() -> list[Citation]:
    """One unsaved citation for each rule that is cited anywhere."""
    keys = [
        key
        for key in policy_rules.LABELS
        if Citation.objects.filter(parameter=key).exists()  # a few look-ups by index, not a walk over all rows
    ]
    documents = Document.objects.filter(Exists(Citation.objects.filter(document=OuterRef("pk")))).order_by("id")
    made = [Citation(kind=CitationKind.PARAMETER, parameter=key) for key in keys]
    made += [Citation(kind=CitationKind.DOCUMENT, document=each) for each in documents]
    return [*made, Citation(kind=CitationKind.REGULATION)]


@dataclass(frozen=True)
class CitationNow:
    """A citation beside the rule as it stands today."""

    citation: Citation
    is_stale: bool
    now: str


def citations_now(answer: ProblemAnswer, day: date) -> list[CitationNow]:
    """What a version rests on, and how each rule stands today."""
    found = list(citations_of(answer))
    book = rule_book(found, day)
    return [CitationNow(each, book.standing(each) != each.standing, book.words(each)) for each in found]


def answers_of(problem: Problem) -> list[ProblemAnswer]:
    """All versions of an answer, newest first."""
    return list(problem.answers.select_related("by__person").order_by("-number"))


def amber_problems(user: User, limit: int) -> list[Problem]:
    """Entries that wait to be confirmed, oldest first."""
    rows = problems_visible_to(user).filter(status=ProblemStatus.AMBER)
    return list(rows.order_by("created_at", "id")[:limit])


def citable() -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be cited, in groups, as choices of a form."""
    parameters = [(f"P:{key}", str(label)) for key, label in policy_rules.LABELS.items()]
    regulations = RegulationVersion.objects.select_related("document").order_by("-effective_from", "id")
    documents = Document.objects.order_by("-effective_from", "id")[:300]
    return [
        (str(CitationKind.PARAMETER.label), parameters),
        (str(CitationKind.REGULATION.label), [(f"R:{each.pk}", str(each.document)) for each in regulations]),
        (str(CitationKind.DOCUMENT.label), [(f"D:{each.pk}", str(each)) for each in documents]),
    ]
