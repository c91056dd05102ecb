"""Files handed in for the papers of a case: made harmless, kept encrypted, scanned, dropped when their term is over."""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from common.errors import BusinessError, WrongState
from common.states import lock, move
from common.transactions import operation, step, wake
from desk import queries
from desk.files import images, pdfs, scanning, sniffing, storage
from desk.models import Case, Draft, Paper, PaperUse, Requirement
from desk.operations import life, moving, papers
from desk.states.cases import REQUIREMENT_MOVES, CheckedBy, RequirementStatus
from desk.states.papers import KEPT, PAPER_MOVES, MediaType, PaperStatus

if TYPE_CHECKING:
    from accounts.models import User

MOST_FILES = 20
"""Files of one required paper: a contract photographed page by page fits."""
SPARE_LIFE = timedelta(days=30)
"""How long a file is kept that belongs to no case, as long as the draft it may have been for."""
logger = logging.getLogger(__name__)


class AlreadyThere(BusinessError):
    """The very same file is there already."""


class TooManyFiles(BusinessError):
    """A required paper has as many files as it may have."""


class FileInUse(BusinessError):
    """The file belongs to a case and is no longer its owner's to delete."""


class NotReusable(BusinessError):
    """The earlier paper is not the applicant's, was not checked, or is too old to be used again."""


@dataclass(frozen=True)
class _Made:
    """A file as it is kept."""

    content: bytes
    media_type: MediaType
    pages: int
    sha256: str


def _make_harmless(content: bytes) -> _Made:
    """What is kept of an upload. Raises BadFile."""
    kind = sniffing.kind_of(content)
    sha256 = hashlib.sha256(content).hexdigest()
    if kind == "pdf":
        return _Made(content, MediaType.PDF, pdfs.page_count(content), sha256)
    return _Made(images.normalised(content), MediaType.JPEG, 1, sha256)


def spoken_name(name: str) -> str:
    """What its owner calls the file: the last part of any path, nothing that does not print."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if unicodedata.category(each)[0] != "C").strip()[-100:] or _("未命名")


# --- handed in


def upload_paper(*, requirement_id: int, name: str, content: bytes, source: str, by: User, at: datetime) -> Paper:
    """Hand in a file for a required paper of a case, by the applicant or by the window that handles it.

    Decoding and writing happen before the transaction, which only notes what is there. Raises BadFile, AlreadyThere,
    TooManyFiles, NotTheirs, TakenByOther, WrongState.
    """
    made = _make_harmless(content)
    stored = storage.put(made.content)
    try:
        paper = _provide(
            requirement_id=requirement_id, made=made, stored=stored, name=name, source=source, by=by, at=at
        )
    except BaseException:
        storage.drop(stored)
        raise
    return paper


@operation
def _provide(*, requirement_id: int, made: _Made, stored: str, name: str, source: str, by: User, at: datetime) -> Paper:
    case, row = _locked(requirement_id)
    _refuse_upload(case, row, by)
    used = row.uses.filter(removed_at=None)
    _refuse_known(used.filter(paper__sha256=made.sha256, paper__status__in=KEPT).exists(), made, case)
    if used.count() >= MOST_FILES:
        raise TooManyFiles(
            _("“%(paper)s”已有 %(most)d 个文件，请先撤下不需要的。") % {"paper": row.label, "most": MOST_FILES}
        )
    owner = {"person_id": case.person_id, "employer_id": case.employer_id}
    paper = _create(made, stored, code=row.code, label=row.label, name=name, source=source, by=by, at=at, **owner)
    PaperUse.objects.create(requirement=row, paper=paper, by=by, at=at)
    _hand_in(case, row, by=by, at=at, note=paper.name)
    return paper


def _refuse_known(is_there: bool, made: _Made, case: Case) -> None:
    """The same bytes twice, or bytes that were found infected before."""
    if is_there:
        raise AlreadyThere(_("这个文件已经在这里了，不用重复上传。"))
    owners = Paper.objects.filter(person=case.person_id, employer=case.employer_id)
    if owners.filter(sha256=made.sha256, status=PaperStatus.INFECTED).exists():
        raise sniffing.BadFile(_("这个文件没有通过安全检查，请换一台设备重新拍照或扫描。"))


@step
def _create(made: _Made, stored: str, *, name: str, by: User, at: datetime, **facts: Any) -> Paper:
    paper = Paper.objects.create(
        name=spoken_name(name),
        media_type=made.media_type,
        size=len(made.content),
        pages=made.pages,
        sha256=made.sha256,
        stored=stored,
        uploaded_by=by,
        uploaded_at=at,
        **facts,
    )
    paper.events.create(action="upload", after=paper.status, by=by, at=at)
    wake("desk.tasks.scan_papers")
    return paper


@step
def _hand_in(case: Case, row: Requirement, *, by: User, at: datetime, note: str) -> None:
    """The required paper is there, to be checked."""
    move(row, "provide", REQUIREMENT_MOVES, by=by, at=at, note=note, how="", checked_by=None, checked_at=None)
    papers.supply_if_complete(case, by=by, at=at)


def _locked(requirement_id: int) -> tuple[Case, Requirement]:
    case = moving.locked(Requirement.objects.values_list("case_id", flat=True).get(pk=requirement_id))
    return case, lock(Requirement, requirement_id)


def _refuse_upload(case: Case, row: Requirement, by: User) -> None:
    """The applicant or who handles the case, while it is open and the paper is not checked."""
    if not case.is_open:
        raise WrongState(_("该办件已结束，不能再上传材料。"))
    if not queries.is_applicant(case, by):
        if not by.may(Permission.CASE_WORK):
            raise life.NotTheirs(_("只有申请人本人或经办窗口才能上传材料。"))
        moving.refuse_other(case, by)
    if row.status == RequirementStatus.CHECKED:
        raise WrongState(_("“%(paper)s”已经核对过，不用再上传。") % {"paper": row.label})


@operation
def withdraw_paper(*, use_id: int, by: User, at: datetime) -> Requirement:
    """Take a file back out of a case before it was checked. Raises NotTheirs, TakenByOther, WrongState."""
    case, row = _locked(PaperUse.objects.values_list("requirement_id", flat=True).get(pk=use_id))
    _refuse_upload(case, row, by)
    PaperUse.objects.filter(pk=use_id, removed_at=None).update(removed_by=by, removed_at=at)
    if row.status == RequirementStatus.PROVIDED and not row.uses.filter(removed_at=None).exists():
        move(row, "withdraw", REQUIREMENT_MOVES, by=by, at=at)
    return row


# --- before there is a case


def upload_for_draft(
    *, draft_id: int, code: str, label: str, name: str, content: bytes, source: str, by: User, at: datetime
) -> Paper:
    """Hand in a file while the form is still being filled in; it joins the case that the draft becomes.

    Raises BadFile, AlreadyThere, TooManyFiles.
    """
    made = _make_harmless(content)
    stored = storage.put(made.content)
    try:
        return _keep_for_draft(
            draft_id=draft_id, code=code, label=label, made=made, stored=stored, name=name, source=source, by=by, at=at
        )
    except BaseException:
        storage.drop(stored)
        raise


@operation
def _keep_for_draft(
    *, draft_id: int, code: str, label: str, made: _Made, stored: str, name: str, source: str, by: User, at: datetime
) -> Paper:
    draft = lock(Draft, draft_id)
    if draft.case_id is not None:
        raise WrongState(_("申请已提交，请在办件里上传材料。"))
    same = draft.papers.filter(code=code, status__in=KEPT)
    if same.filter(sha256=made.sha256).exists():
        raise AlreadyThere(_("这个文件已经在这里了，不用重复上传。"))
    if same.count() >= MOST_FILES:
        raise TooManyFiles(
            _("“%(paper)s”已有 %(most)d 个文件，请先撤下不需要的。") % {"paper": label, "most": MOST_FILES}
        )
    owner = {"person_id": draft.person_id, "employer_id": draft.employer_id}
    return _create(made, stored, code=code, label=label, name=name, source=source, by=by, at=at, draft=draft, **owner)


@step
def adopt_draft_papers(*, draft_id: int, case: Case, by: User | None, at: datetime) -> int:
    """Give the files of a draft to the case that it has become; how many found their paper."""
    rows = {row.code: row for row in Requirement.objects.filter(case=case)}
    found = 0
    for paper in Paper.objects.filter(draft=draft_id, status__in=KEPT).order_by("id"):
        row = rows.get(paper.code)
        if row is not None:
            PaperUse.objects.create(requirement=row, paper=paper, by=by, at=at)
            move(row, "provide", REQUIREMENT_MOVES, by=by, at=at, note=paper.name)
            found += 1
    return found


# --- used again


@operation
def reuse_paper(*, requirement_id: int, source_id: int, by: User, at: datetime) -> Requirement:
    """Use the paper that was checked in an earlier case (`source_id`, its requirement) again while it is valid.

    The window's word checks it at once; the applicant's hands its files in. Raises NotReusable, NotTheirs,
    TakenByOther, WrongState.
    """
    case, row = _locked(requirement_id)
    _refuse_upload(case, row, by)
    source = next((each for each in queries.reusable_for(case, row, at) if each.pk == source_id), None)
    if source is None:
        raise NotReusable(_("这份材料已过可沿用的期限，请重新提供。"))
    kept = PaperUse.objects.filter(requirement=source, removed_at=None, paper__status=PaperStatus.CLEAN)
    files = list(kept.order_by("id").values_list("paper", flat=True))
    for paper_id in files:
        lock(Paper, paper_id)
        known = {"requirement": row, "paper_id": paper_id, "removed_at": None}
        PaperUse.objects.get_or_create(**known, defaults={"reused_from": source, "by": by, "at": at})
    note = _("沿用 %(number)s 的材料") % {"number": source.case.number}
    if by.may(Permission.CASE_WORK):
        return papers.check(requirement_id=row.pk, how=CheckedBy.REUSED, by=by, at=at, note=note)
    if not files:
        raise NotReusable(_("以前的材料没有电子文件，请上传，或到窗口说明沿用。"))
    _hand_in(case, row, by=by, at=at, note=note)
    return row


# --- scanned


def scan_papers(*, at: datetime, limit: int = 100) -> int:
    """Scan files that wait, oldest first; how many were scanned. Stops where the scanner is down."""
    waiting = Paper.objects.filter(status=PaperStatus.PENDING).order_by("uploaded_at", "id")
    done = 0
    for paper_id, stored in list(waiting.values_list("pk", "stored")[:limit]):
        try:
            found = scanning.scanner().scan(storage.get(stored))
        except FileNotFoundError:
            # Somebody has dropped it in between, or the storage has lost it: the row waits and the log says so.
            logger.error("paper %s has no bytes to scan", paper_id)
            continue
        except scanning.ScannerDown as problem:
            logger.warning("papers wait for the scanner: %s", problem)
            break
        done += _note_scan(paper_id=paper_id, found=found, at=at)
    return done


@operation
def _note_scan(*, paper_id: int, found: str, at: datetime) -> int:
    cases = Case.objects.filter(requirements__uses__paper=paper_id).order_by("id").values_list("pk", flat=True)
    for case_id in list(dict.fromkeys(cases)):
        moving.locked(case_id)
    paper = lock(Paper, paper_id)
    if paper.status != PaperStatus.PENDING:
        return 0
    if not found:
        move(paper, "pass", PAPER_MOVES, by=None, at=at, scanned_at=at)
        return 1
    _forget_bytes(paper, "infect", at=at, note=found, scanned_at=at)
    for use in paper.uses.filter(removed_at=None).select_related("requirement"):
        _reject_infected(use, at=at)
    return 1


@step
def _reject_infected(use: PaperUse, *, at: datetime) -> None:
    """A required paper whose only files were harmful is not there."""
    row = lock(Requirement, use.requirement_id)
    good = row.uses.filter(removed_at=None, paper__status__in=KEPT)
    if row.status == RequirementStatus.PROVIDED and not good.exists():
        note = _("文件没有通过安全检查，请换一台设备重新拍照或扫描后上传。")
        move(row, "reject", REQUIREMENT_MOVES, by=None, at=at, note=note, how="")
        Requirement.objects.filter(pk=row.pk).update(note=note)


@step
def _forget_bytes(
    paper: Paper, action: str, *, at: datetime, by: User | None = None, note: str = "", **facts: Any
) -> None:
    """Move a locked paper to a status without bytes; they are destroyed once that is committed."""
    stored = paper.stored
    move(paper, action, PAPER_MOVES, by=by, at=at, note=note, stored="", **facts)
    transaction.on_commit(lambda: storage.drop(stored))


# --- destroyed


@operation
def discard_paper(*, paper_id: int, by: User, at: datetime) -> None:
    """Its owner deletes a file that is in no case. Raises FileInUse, WrongState."""
    paper = lock(Paper, paper_id)
    if paper.uses.filter(removed_at=None).exists():
        raise FileInUse(_("这份材料在办件里，不能删除；办结后按档案期限保管。"))
    _forget_bytes(paper, "drop", by=by, at=at, dropped_at=at)


def drop_old_papers(*, at: datetime, limit: int = 500) -> int:
    """Destroy the bytes of files whose term is over, and of those that belong to no case; how many."""
    done = 0
    for paper_id in queries.papers_past_term(at, spare=SPARE_LIFE)[:limit]:
        done += _drop(paper_id=paper_id, at=at)
    return done


@operation
def _drop(*, paper_id: int, at: datetime) -> int:
    paper = lock(Paper, paper_id)
    if paper.status not in KEPT or paper_id not in queries.papers_past_term(at, spare=SPARE_LIFE, only=paper_id):
        return 0
    _forget_bytes(paper, "drop", at=at, dropped_at=at)
    return 1
