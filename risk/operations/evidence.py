"""Files that prove something in a risk case: judged by their content, kept encrypted, never shown as a page."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from common.crypto import encrypt_bytes
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation
from risk.models import RiskCase, RiskFile
from risk.operations.cases import refuse_near, remark
from risk.states.cases import MediaKind

if TYPE_CHECKING:
    from accounts.models import User

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 100
WHERE = "risk_file:"
"""What the seal of a file names, with the file's own token behind it: two files cannot be exchanged."""
_SIGNS = {b"%PDF-": MediaKind.PDF, b"\xff\xd8\xff": MediaKind.JPEG, b"\x89PNG\r\n\x1a\n": MediaKind.PNG}


class BadFile(BusinessError):
    """The file is empty, too large, or not what its name says."""


class FileKnown(BusinessError):
    """The very same file is in the case, or the case is full."""


def add_file(*, case_id: int, name: str, what: str, content: bytes, by: User, at: datetime) -> RiskFile:
    """Put a paper into a case. It is written before the transaction, which only notes it. Raises BadFile, FileKnown."""
    media_kind = _kind_of(content)
    token = secrets.token_hex(24)
    sealed = encrypt_bytes(content, where=f"{WHERE}{token}")
    stored = storages["private"].save(f"risk/{token[:2]}/{token}", ContentFile(sealed))
    try:
        return _note(
            case_id=case_id,
            name=_spoken_name(name),
            what=what,
            media_kind=media_kind,
            content=content,
            stored=stored,
            by=by,
            at=at,
        )
    except BaseException:
        storages["private"].delete(stored)
        raise


@operation
def _note(
    *,
    case_id: int,
    name: str,
    what: str,
    media_kind: MediaKind,
    content: bytes,
    stored: str,
    by: User,
    at: datetime,
) -> RiskFile:
    risk_case = lock(RiskCase, case_id)
    refuse_near(risk_case, by)
    sha256 = hashlib.sha256(content).hexdigest()
    if risk_case.files.filter(sha256=sha256).exists():
        raise FileKnown(_("这个文件已经在案件里了。"))
    if risk_case.files.count() >= MOST_FILES:
        raise FileKnown(_("一件案件最多保存 %(most)d 个文件。") % {"most": MOST_FILES})
    kept = risk_case.files.create(
        name=name, what=what, media_kind=media_kind, size=len(content), sha256=sha256, stored=stored, by=by, at=at
    )
    remark(risk_case, "file", by=by, at=at, note=f"{name} {what}")
    return kept


def _kind_of(content: bytes) -> MediaKind:
    if not content:
        raise BadFile(_("文件是空的，请重新选择。"))
    if len(content) > MOST_BYTES:
        raise BadFile(_("文件超过 %(most)d MB，请拆成几份。") % {"most": MOST_BYTES // (1024 * 1024)})
    for sign, kind in _SIGNS.items():
        if content.startswith(sign):
            return kind
    raise BadFile(_("只收 PDF 文件和照片（JPG、PNG），请按内容另存后再上传。"))


def _spoken_name(name: str) -> str:
    """The last part of any path, nothing that does not print."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if unicodedata.category(each)[0] != "C").strip()[-100:] or _("未命名")
