"""The English catalogue: which words the code and templates use, and what is missing. No system gettext.

The Chinese sentence in the code is the key; `locale/en/LC_MESSAGES/django.po` holds its English. Words are found by
reading Python's syntax tree and Django's template tokens, so that a comment or a docstring never counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.template.base import Lexer, TokenType

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
NOT_OURS = {".venv", "var", "tests", "benchmarks", "node_modules", ".git"}

_SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_QUOTED = r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'"
_TRANSLATE = re.compile(rf"^(?:translate|trans)\s+(?:{_QUOTED})(?:.*?\bcontext\s+(?:{_QUOTED}))?", re.DOTALL)
_BLOCK = re.compile(r"^(?:blocktranslate|blocktrans)\b")
_CONSTANT = re.compile(rf"_\(\s*(?:{_QUOTED})\s*\)")
_PLACE = re.compile(r"^\s*(\w+)")


@dataclass(frozen=True, order=True)
class Word:
    """One text to translate. `plural` is empty where the text has one form."""

    msgid: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Found:
    """A word and the first place that uses it."""

    word: Word
    place: str


def used_words(root: Path) -> list[Found]:
    """Every word that code and templates under `root` use, in order, each once."""
    found: dict[Word, str] = {}
    for path in _files(root):
        place = path.relative_to(root)
        read = words_of_python if path.suffix == ".py" else words_of_template
        for word, line in read(path.read_text()):
            found.setdefault(word, f"{place}:{line}")
    return [Found(word, found[word]) for word in sorted(found)]


def _files(root: Path) -> Iterator[Path]:
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        parts = path.relative_to(root).parts
        if NOT_OURS & set(parts) or "migrations" in parts:
            continue
        if path.suffix == ".py" or "templates" in parts:
            yield path


def words_of_python(text: str) -> Iterator[tuple[Word, int]]:
    """Words in gettext calls of a module, each with its line."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in _SINGLE and texts:
            yield Word(texts[0]), node.lineno
        elif name in _PLURAL and len(texts) == 2:
            yield Word(texts[0], plural=texts[1]), node.lineno
        elif name in _CONTEXT and len(texts) == 2:
            yield Word(texts[1], context=texts[0]), node.lineno


def words_of_template(text: str) -> Iterator[tuple[Word, int]]:
    """Words in translate, blocktranslate and `_("…")` of a template, each with its line."""
    tokens = iter(Lexer(text).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        line = token.lineno or 0
        for constant in _CONSTANT.finditer(token.contents):
            yield Word(_one_of(constant.groups())), line
        if token.token_type == TokenType.BLOCK:
            match = _TRANSLATE.match(token.contents)
            if match:
                yield Word(_one_of(match.groups()[:2]), context=_one_of(match.groups()[2:])), line
            elif _BLOCK.match(token.contents):
                yield _block_word(token.contents, tokens), line


def _block_word(opening: str, tokens: Iterator[object]) -> Word:
    """The word of one blocktranslate, as Django looks it up: variables as %(name)s, trimmed where it says so."""
    forms, plural = ["", ""], 0
    for token in tokens:
        contents, kind = token.contents, token.token_type  # type: ignore[attr-defined]
        if kind == TokenType.BLOCK and contents.strip().startswith("plural"):
            plural = 1
        elif kind == TokenType.BLOCK:
            break
        elif kind == TokenType.VAR:
            name = _PLACE.match(contents)
            forms[plural] += f"%({name.group(1)})s" if name else ""
        elif kind == TokenType.TEXT:
            forms[plural] += contents.replace("%", "%%")
    if re.search(r"\btrimmed\b", opening):
        forms = [" ".join(line.strip() for line in form.strip().splitlines()).strip() for form in forms]
    context = re.search(rf"\bcontext\s+(?:{_QUOTED})", opening)
    return Word(forms[0], plural=forms[1], context=_one_of(context.groups()) if context else "")


def _one_of(groups: tuple[str | None, ...]) -> str:
    return next((group for group in groups if group is not None), "").replace('\\"', '"').replace("\\'", "'")


def missing(root: Path) -> list[Found]:
    """Words in use that the catalogue lacks or has not translated."""
    known = {_word_of(entry) for entry in _catalogue(root) if entry.translated() and not entry.obsolete}
    return [found for found in used_words(root) if found.word not in known]


def collect(root: Path) -> tuple[int, int]:
    """Bring the catalogue's keys up to date, translations kept; how many were added and how many dropped."""
    catalogue = _catalogue(root)
    known = {_word_of(entry): entry for entry in catalogue}
    used = used_words(root)
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for found in used:
        fresh.append(known.get(found.word) or _entry(found.word))
    fresh.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    path = root / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    words = {found.word for found in used}
    return len(words - known.keys()), len(known.keys() - words)


def compile_catalogue(root: Path) -> bool:
    """Write the .mo beside the catalogue where it is older; whether it was written."""
    source = root / CATALOGUE
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    draft = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(target)
    return True


def _catalogue(root: Path) -> polib.POFile:
    path = root / CATALOGUE
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def _word_of(entry: polib.POEntry) -> Word:
    return Word(entry.msgid, plural=entry.msgid_plural or "", context=entry.msgctxt or "")


def _entry(word: Word) -> polib.POEntry:
    plural = {"msgid_plural": word.plural, "msgstr_plural": {0: "", 1: ""}} if word.plural else {}
    python_format = ["python-format"] if "%(" in word.msgid else []
    return polib.POEntry(msgid=word.msgid, msgctxt=word.context or None, flags=python_format, **plural)
