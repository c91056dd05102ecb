"""What every template keeps to: the content-security policy, and components that say what they expect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE),
    "address outside the house": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "f-string or format in a translation": re.compile(r"\{%\s*(?:translate|trans)\s+f[\"']"),
}


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_keeps_to_the_policy(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_component_opens_with_what_it_expects(path: Path) -> None:
    before = path.read_text().partition("{% comment %}")[0]
    assert "{% comment %}" in path.read_text()
    assert re.sub(r"\{%\s*load [^%]*%\}", "", before).strip() == ""


def test_styles_and_scripts_load_nothing_from_outside() -> None:
    assets = [*(settings.BASE_DIR / "static").rglob("*.css"), *(settings.BASE_DIR / "static").rglob("*.js")]
    outside = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import|\beval\(|new Function")
    assert [path.name for path in assets if outside.search(path.read_text())] == []
