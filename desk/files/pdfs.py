"""PDFs are never handed to a browser to open: their pages are drawn as pictures, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from desk.files.sniffing import BadFile

MOST_PAGES = 60
WORKER = Path(__file__).with_name("pdf_worker.py")
SECONDS = 30


def page_count(content: bytes) -> int:
    """How many pages. Raises BadFile where it is damaged, locked by a password, or too long."""
    pages = int(_run("count", MOST_PAGES, content) or b"0")
    if not pages:
        raise BadFile(_("PDF 打不开，可能已损坏或设了密码。请去掉密码后重新上传，或拍照上传。"))
    if pages > MOST_PAGES:
        raise BadFile(_("PDF 超过 %(most)d 页，请拆成几份上传。") % {"most": MOST_PAGES})
    return pages


def page_picture(content: bytes, page: int) -> bytes:
    """One page as a PNG. Raises BadFile where it cannot be drawn."""
    picture = _run("page", page, content)
    if not picture:
        raise BadFile(_("这一页打不开，请核对原件。"))
    return picture


def _run(task: str, number: int, content: bytes) -> bytes:
    """What the worker says; nothing where it fails or takes too long."""
    command = [sys.executable, "-I", str(WORKER), task, str(number)]
    here = {"PATH": os.environ.get("PATH", ""), "HOME": "/nonexistent"}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False, env=here)
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
