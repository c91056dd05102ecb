"""What a file is by its content, never by its name, and whether it is taken."""

from __future__ import annotations

from django.utils.translation import gettext as _

from common.errors import BusinessError

MOST_BYTES = 10 * 1024 * 1024
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class BadFile(BusinessError):
    """The file is empty, too large, of a kind that is not taken, damaged or locked; the sentence says what to do."""


def kind_of(content: bytes) -> str:
    """ "jpeg", "png", "webp" or "pdf". Raises BadFile."""
    if not content:
        raise BadFile(_("文件是空的，请重新选择。"))
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise BadFile(_("文件超过 %(most)d MB。请重新拍照时选低一些的清晰度，或拆成几份。") % {"most": most})
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        raise BadFile(
            _("这是苹果手机的 HEIC 照片，暂时打不开。请在“设置—相机—格式”里选“兼容性最佳”后重拍，或截屏后上传。")
        )
    raise BadFile(_("只收照片（JPG、PNG、WEBP）和 PDF 文件。如果是 Word 文档，请另存为 PDF 或拍照上传。"))
