"""Photos of the hall: what they really are is looked at, and they are kept outside the web root under random names."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.transactions import step
from desk.models import Check, Finding, HallPhoto

MAX_BYTES = 8 * 1024 * 1024
MOST = 6
"""Photos of one thing."""


class PhotoRefused(BusinessError):
    """Not a photo, too large, too many, or without a word on what it shows."""


@dataclass(frozen=True)
class NewPhoto:
    """What somebody took, and what it shows."""

    content: bytes
    alt: str


@step
def keep_photo(
    *,
    photo: NewPhoto,
    check: Check | None = None,
    finding: Finding | None = None,
    is_after: bool = False,
    by: User,
    at: datetime,
) -> HallPhoto:
    """Keep a photo of a check or a finding. Raises PhotoRefused."""
    kind = _kind_of(photo.content)
    if kind is None:
        raise PhotoRefused(_("请上传 JPG、PNG 或 WebP 照片。"))
    if len(photo.content) > MAX_BYTES:
        raise PhotoRefused(_("照片不能超过 8 MB，请压缩后再传。"))
    if not photo.alt.strip():
        raise PhotoRefused(_("请用一句话说明照片拍的是什么。"))
    if HallPhoto.objects.filter(check_made=check, finding=finding).count() >= MOST:
        raise PhotoRefused(_("最多 %(most)d 张照片。") % {"most": MOST})
    folder, name = secrets.token_hex(1), secrets.token_hex(16)
    kept = default_storage.save(f"hall/{folder}/{name}", ContentFile(photo.content))
    return HallPhoto.objects.create(
        check_made=check,
        finding=finding,
        is_after=is_after,
        alt=photo.alt.strip()[:120],
        name=kept,
        content_type=kind,
        size=len(photo.content),
        sha256=hashlib.sha256(photo.content).hexdigest(),
        by=by,
        at=at,
    )


def _kind_of(content: bytes) -> str | None:
    """What a file is, by its first bytes; whatever its name says."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None
