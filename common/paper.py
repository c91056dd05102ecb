"""Papers to hand out as PDF, set by typst in the house's fonts. What is on one is data; it is never read as markup."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header

TEMPLATES = Path(settings.BASE_DIR) / "templates"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with the portal and no others, so that a paper looks the same on every machine."""
    folder = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def set_paper(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template ("deposits/papers/list") and its data."""
    made: bytes = typst.compile(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), sys_inputs={"data": json.dumps(data)}
    )
    return made


def response(paper: bytes, name: str) -> HttpResponse:
    """A PDF to read in the browser; `name` without ending is what it is saved as."""
    answer = HttpResponse(paper, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    return answer
