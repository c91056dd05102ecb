"""The papers of a case as its pages show them, the files behind them, and what may be used again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts import queries as accounts
from accounts.models import Door, User
from accounts.permissions import Permission
from desk import registers
from desk.models import Case, KindVersion, Notice, NoticeItem, Paper, PaperUse, Promise, RegisterAnswer, Requirement
from desk.queries.cases import is_applicant
from desk.states.cases import REQUIREMENT_BADGE, CaseStatus, CheckedBy, RequirementStatus
from desk.states.papers import KEPT, PAPER_BADGE, PaperStatus
from desk.states.registers import ANSWER_BADGE, UNANSWERED, AnswerStatus

BEFORE_REVIEW = (CaseStatus.SUBMITTED, CaseStatus.RETURNED, CaseStatus.ACCEPTED)
NOT_HERE = (RequirementStatus.MISSING, RequirementStatus.REJECTED)


# --- files


def papers_visible_to(user: User) -> QuerySet[Paper]:
    """Files in cases for staff who may see cases; one's own and those in cases one acts for; an employer's."""
    rows = Paper.objects.select_related("person", "employer", "uploaded_by__person")
    in_case = PaperUse.objects.filter(paper=OuterRef("pk"), removed_at=None)
    if user.door == Door.STAFF:
        return rows.filter(Exists(in_case)) if user.may(Permission.CASE_VIEW) else rows.none()
    if user.door == Door.DEPOSITOR:
        return rows.filter(Q(person=user.person_id) | Exists(in_case.filter(requirement__case__agent=user.person_id)))
    return rows.filter(employer__in=accounts.clerk_employers(user))


def uses_visible_to(user: User) -> QuerySet[PaperUse]:
    """Files as they stand in cases that the user may see."""
    papers = papers_visible_to(user).order_by().values("pk")
    return PaperUse.objects.filter(paper__in=papers, removed_at=None).select_related("requirement__case", "paper")


def case_of_paper(paper: Paper) -> Case | None:
    """The newest case that a file stands in."""
    use = paper.uses.filter(removed_at=None).select_related("requirement__case").order_by("-id").first()
    return use.requirement.case if use else None


@dataclass(frozen=True)
class OwnPaper:
    """A file as its owner sees it: where it is used, until when it may be used again, whether it may be deleted."""

    paper: Paper
    badge: str
    cases: list[Case]
    valid_until: date | None

    @property
    def may_delete(self) -> bool:
        """What is in no case is its owner's to delete."""
        return self.paper.status in KEPT and not self.cases


def own_papers(
    *, person_id: int | None = None, employer_id: int | None = None, after: int | None = None, count: int = 30
) -> list[OwnPaper]:
    """Files of an owner, newest first, `count` of them before the one numbered `after`."""
    rows = Paper.objects.filter(person=person_id) if person_id else Paper.objects.filter(employer=employer_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    uses = PaperUse.objects.filter(removed_at=None).select_related("requirement__case__version").order_by("id")
    uses = uses.prefetch_related("requirement__case__version__documents")
    found = rows.prefetch_related(Prefetch("uses", uses, to_attr="in_cases")).order_by("-uploaded_at", "-id")[:count]
    return [_own(paper) for paper in found]


def _own(paper: Paper) -> OwnPaper:
    uses: list[PaperUse] = paper.in_cases  # type: ignore[attr-defined]
    days = max((_valid_days(use.requirement.case.version, paper.code) for use in uses), default=0)
    checked = [use.requirement.checked_at for use in uses if use.requirement.checked_at]
    until = timezone.localdate(max(checked)) + timedelta(days=days) if days and checked else None
    return OwnPaper(paper, PAPER_BADGE[paper.status], [use.requirement.case for use in uses], until)


def _valid_days(version: KindVersion, code: str) -> int:
    return next((each.valid_days for each in version.documents.all() if each.code == code), 0)


def papers_past_term(at: datetime, *, spare: timedelta, only: int | None = None) -> list[int]:
    """Files whose bytes are to be destroyed: their last case closed longer ago than its kind keeps them, or they are
    in no case and older than `spare`. Younger files than any term are never looked at."""
    kept = Paper.objects.filter(status__in=KEPT, uploaded_at__lt=at - spare)
    if only is not None:
        kept = kept.filter(pk=only)
    uses = PaperUse.objects.filter(paper=OuterRef("pk"), removed_at=None)
    years = set(KindVersion.objects.order_by().values_list("retention_years", flat=True).distinct())
    over = Q()
    for term in sorted(years):
        over |= Q(
            requirement__case__version__retention_years=term, requirement__case__closed_at__lt=_years_ago(at, term)
        )
    running = uses.exclude(over) if years else uses
    spares = kept.exclude(Exists(uses))
    rows = spares.values_list("pk", flat=True).order_by("pk")
    ids = list(rows[:500])
    if years:
        old = kept.filter(Exists(uses), uploaded_at__lt=_years_ago(at, min(years))).exclude(Exists(running))
        ids += old.values_list("pk", flat=True).order_by("pk")[:500]
    return ids


def _years_ago(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # 29 February
        return at.replace(year=at.year - years, day=28)


# --- used again


def reusable(case: Case, rows: Sequence[Requirement], at: datetime) -> dict[int, list[Requirement]]:
    """Papers checked in the applicant's earlier cases that are still valid, by the requirement they would answer."""
    days = {rule.code: rule.valid_days for rule in case.version.documents.all() if rule.valid_days}
    wanted = {row.code: row.pk for row in rows if row.code in days and row.status != RequirementStatus.CHECKED}
    if not wanted:
        return {}
    earlier = (
        Requirement.objects.filter(
            case__person=case.person_id,
            case__employer=case.employer_id,
            code__in=wanted,
            status=RequirementStatus.CHECKED,
            checked_at__gte=at - timedelta(days=max(days.values())),
        )
        .exclude(case=case)
        .exclude(how=CheckedBy.REUSED)
    )
    found: dict[int, list[Requirement]] = defaultdict(list)
    for source in earlier.select_related("case__version").order_by("-checked_at", "-id"):
        if source.checked_at >= at - timedelta(days=days[source.code]):  # type: ignore[operator]
            found[wanted[source.code]].append(source)
    return found


def reusable_for(case: Case, row: Requirement, at: datetime) -> list[Requirement]:
    """As `reusable`, for one paper."""
    return reusable(case, [row], at).get(row.pk, [])


# --- the papers of a case


@dataclass(frozen=True)
class Heard:
    """A question to a register as the window sees it, paper and register side by side."""

    answer: RegisterAnswer
    badge: str
    label: str
    facts: list[registers.Fact]

    @property
    def is_at_odds(self) -> bool:
        """Whether somebody has to decide."""
        return self.answer.status == AnswerStatus.DIFFERS

    @property
    def is_waiting(self) -> bool:
        """Whether the register has still to answer."""
        return self.answer.status in UNANSWERED


@dataclass(frozen=True)
class PaperLine:
    """One required paper with everything that belongs to it, and what may be done now."""

    row: Requirement
    badge: str
    uses: list[PaperUse]
    reusable: list[Requirement]
    heard: list[Heard]
    promise: Promise | None
    item: NoticeItem | None
    may: frozenset[str] = frozenset()
    is_next: bool = False

    @property
    def register_label(self) -> str:
        """What people call the register that may know."""
        return registers.label(self.row.register)

    @property
    def is_here(self) -> bool:
        """Whether it was handed in or checked."""
        return self.row.status not in NOT_HERE

    @property
    def pending(self) -> bool:
        """Whether a file of it is being scanned."""
        return any(use.paper.status == PaperStatus.PENDING for use in self.uses)


@dataclass(frozen=True)
class CasePapers:
    """All papers of a case for `desk/counter/_papers.html`, `_notice.html`, `_promise.html` and the portal's list."""

    case: Case
    lines: list[PaperLine]
    notices: list[Notice]
    promises: list[Promise]
    may_work: bool
    may_upload: bool
    may: dict[str, bool] = field(default_factory=dict)

    @property
    def notice(self) -> Notice | None:
        """The last notice."""
        return self.notices[-1] if self.notices else None

    @property
    def left(self) -> int:
        """How many papers nobody has checked yet."""
        return sum(line.row.status != RequirementStatus.CHECKED for line in self.lines)

    @property
    def wanting(self) -> int:
        """How many papers the applicant has still to hand in; promised ones have their own day."""
        return sum(not line.is_here and not line.row.is_tolerated for line in self.lines)

    @property
    def told(self) -> list[PaperLine]:
        """The papers of the last notice, in its order."""
        return sorted((line for line in self.lines if line.item), key=lambda line: line.item.order if line.item else 0)

    @property
    def rest(self) -> list[PaperLine]:
        """The papers that the last notice does not name."""
        return [line for line in self.lines if not line.item]

    @property
    def pending(self) -> bool:
        """Whether a file is being scanned or a register asked."""
        return any(line.pending or any(each.is_waiting for each in line.heard) for line in self.lines)


def case_papers(case: Case, user: User, at: datetime) -> CasePapers:
    """Everything about the papers of a case, in a constant number of queries. Who may see the case is asked before."""
    uses = PaperUse.objects.filter(removed_at=None).select_related("paper", "reused_from__case").order_by("id")
    rows = list(
        Requirement.objects.filter(case=case)
        .select_related("checked_by__person")
        .prefetch_related(Prefetch("uses", uses, to_attr="files"))
        .order_by("order", "id")
    )
    notices = list(case.notices_given.select_related("by__person").order_by("number"))
    items = {each.requirement_id: each for each in NoticeItem.objects.filter(notice=notices[-1])} if notices else {}
    promises = list(case.promises.select_related("requirement").order_by("id"))
    is_staff = user.door == Door.STAFF
    answers = _heard(case) if is_staff else {}
    may_work = is_staff and user.may(Permission.CASE_WORK) and case.is_open and case.owner_id in (None, user.pk)
    may_upload = may_work or (case.is_open and not is_staff and is_applicant(case, user))
    offers = reusable(case, rows, at) if may_upload else {}
    may = {row.pk: _may(case, row, answers.get(row.pk, []), may_work, may_upload) for row in rows}
    next_pk = next((pk for pk, acts in may.items() if "check" in acts), None)
    lines = [
        PaperLine(
            row=row,
            badge=REQUIREMENT_BADGE[row.status],
            uses=row.files,  # type: ignore[attr-defined]
            reusable=offers.get(row.pk, [])[:3],
            heard=answers.get(row.pk, []),
            promise=next((each for each in reversed(promises) if each.requirement_id == row.pk), None),
            item=items.get(row.pk),
            may=may[row.pk],
            is_next=row.pk == next_pk,
        )
        for row in rows
    ]
    return CasePapers(case, lines, notices, promises, may_work, may_upload, _may_with(case, rows, may_work))


def _may(case: Case, row: Requirement, answers: Sequence[Heard], may_work: bool, may_upload: bool) -> frozenset[str]:
    """Which acts on a paper the page offers; the operations refuse again."""
    before = case.status in BEFORE_REVIEW
    checked = row.status == RequirementStatus.CHECKED
    at_odds = any(each.is_at_odds for each in answers)
    acts = {
        "upload": may_upload and not checked,
        "check": may_work and not checked and not at_odds,
        "reject": may_work and (before or row.is_tolerated) and row.status in (RequirementStatus.PROVIDED, "CHECKED"),
        "undo": may_work and before and row.status in (RequirementStatus.CHECKED, RequirementStatus.REJECTED),
        "ask": may_work and not checked and not at_odds and row.register in registers.TYPES and bool(case.person_id),
    }
    return frozenset(name for name, allowed in acts.items() if allowed)


def _may_with(case: Case, rows: Sequence[Requirement], may_work: bool) -> dict[str, bool]:
    """Which acts on all papers together the page offers."""
    mains = all(row.status == RequirementStatus.CHECKED for row in rows if row.is_main)
    secondary = any(not row.is_main and not row.is_tolerated and row.status in NOT_HERE for row in rows)
    return {
        "notice": may_work and case.status in (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED),
        "promise": may_work
        and case.status in BEFORE_REVIEW
        and mains
        and secondary
        and case.version.tolerance_days > 0,
    }


def _heard(case: Case) -> dict[int | None, list[Heard]]:
    found: dict[int | None, list[Heard]] = defaultdict(list)
    for answer in RegisterAnswer.objects.filter(case=case).select_related("settled_by__person").order_by("-id"):
        found[answer.requirement_id].append(heard(answer))
    return found


def heard(answer: RegisterAnswer) -> Heard:
    """A question and what the register said, paper and register side by side where either says something."""
    lines: list[registers.Fact] = []
    if answer.answer:
        question = registers.question_from(answer.register, answer.question)
        known = registers.facts(question, registers.answer_from(answer.register, answer.answer))
        lines = [fact for fact in known if fact.found or fact.claimed]
    return Heard(answer, ANSWER_BADGE[answer.status], registers.label(answer.register), lines)


def answers_visible_to(user: User) -> QuerySet[RegisterAnswer]:
    """Questions to registers, for staff who work on cases."""
    rows = RegisterAnswer.objects.select_related("case", "settled_by__person")
    return rows if user.door == Door.STAFF and user.may(Permission.CASE_WORK) else rows.none()
