"""Photos and papers of a visit: made harmless, scanned, kept encrypted with the enforcement file."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.transactions import operation
from deposits.models import EnforcementStep, VisitPaper
from deposits.operations import arrears
from deposits.states import ALIVE_FILES, Rung, RungStatus
from desk.files import images, pdfs, scanning, sniffing, storage
from desk.states.papers import MediaType

if TYPE_CHECKING:
    from accounts.models import User

MOST_PAPERS = 40
"""Photos and papers of one visit."""


class NoVisit(BusinessError):
    """Nobody has been there yet."""


class TooManyPapers(BusinessError):
    """There are as many as one visit may have."""


class PaperThere(BusinessError):
    """The very same file is there already."""


class SomeRefused(BusinessError):
    """Of several files these were refused; the others are kept."""


def add_visit_paper(*, file_id: int, name: str, content: bytes, by: User, at: datetime) -> VisitPaper:
    """Keep a photo or paper of the file's visit; it cannot be taken away again.

    Decoding, scanning and writing happen before the transaction, which only notes what is there. Raises
    sniffing.BadFile, NoVisit, PaperThere, TooManyPapers, WrongState.
    """
    kind, sha256 = sniffing.kind_of(content), hashlib.sha256(content).hexdigest()
    try:
        if scanning.scanner().scan(content):
            raise sniffing.BadFile(_("这个文件没有通过安全检查，请换一台设备重新拍照或扫描。"))
    except scanning.ScannerDown as problem:
        raise sniffing.BadFile(_("安全检查暂时不能用，请稍后再传。")) from problem
    if kind == "pdf":
        pdfs.page_count(content)
        media_type = MediaType.PDF
    else:
        content, media_type = images.normalised(content), MediaType.JPEG
    stored = storage.put(content)
    try:
        facts = {"name": name, "media_type": media_type, "size": len(content), "sha256": sha256, "stored": stored}
        return _note(file_id=file_id, facts=facts, by=by, at=at)
    except BaseException:
        storage.drop(stored)
        raise


@operation
def _note(*, file_id: int, facts: dict[str, object], by: User, at: datetime) -> VisitPaper:
    file = arrears.lock_file(file_id)
    if file.status not in ALIVE_FILES:
        raise WrongState(_("%(file)s已结案。") % {"file": file})
    visit = EnforcementStep.objects.filter(file=file, rung=Rung.CHECK, status=RungStatus.DONE).first()
    if visit is None:
        raise NoVisit(_("请先登记核查情况，再上传照片和材料。"))
    if visit.papers.filter(sha256=facts["sha256"]).exists():
        raise PaperThere(_("“%(name)s”已经在档案里了，不用重复上传。") % {"name": facts["name"]})
    if visit.papers.count() >= MOST_PAPERS:
        raise TooManyPapers(_("一次核查最多存 %(most)d 份照片和材料。") % {"most": MOST_PAPERS})
    return VisitPaper.objects.create(visit=visit, by=by, at=at, **facts)
