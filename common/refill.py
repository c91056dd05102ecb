"""A page's form filled in again with what was once typed into it: HTML in, HTML out.

Works on any page of ours as the browser would: the form is found by where it leads, its fields by their names. What the
page itself puts into a form (hidden fields, buttons) stays the page's; passwords and files are never filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.utils.html import escape

_OF_THE_PAGE = {"hidden", "password", "file", "submit", "button", "image", "reset"}
_CHOICES = {"checkbox", "radio"}

Attributes = dict[str, str | None]
Edit = tuple[int, int, str]
"""From, to, and what stands there instead."""


@dataclass(frozen=True)
class Filled:
    """The page with the form filled in; where the form begins; names of fields that found no place in full."""

    html: str
    form_at: int
    left: list[str]


@dataclass
class _Control:
    """One field or button: its tag's place in the page, and for a text area or a list what lies inside."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    form: int
    close: int = 0
    options: list[tuple[Attributes, int, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Under which it is sent."""
        return self.attributes.get("name") or ""

    @property
    def kind(self) -> str:
        """An input's type; the tag of anything else."""
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def is_of_the_page(self) -> bool:
        """Whether people do not type it, or must type it anew."""
        return self.tag == "button" or self.kind in _OF_THE_PAGE or "disabled" in self.attributes


class _Reader(HTMLParser):
    """Forms and their controls, with their places in the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[tuple[Attributes, int]] = []
        self.controls: list[_Control] = []
        self._inside = -1
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a control, or a choice of the list it stands in."""
        start, attributes = self._place(), dict(attrs)
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            self._inside = len(self.forms)
            self.forms.append((attributes, start))
        elif tag in ("input", "textarea", "select", "button"):
            self.controls.append(_Control(tag, attributes, start, end, self._inside))
        elif tag == "option" and self.controls and self.controls[-1].tag == "select":
            self.controls[-1].options.append((attributes, start, end))

    def handle_endtag(self, tag: str) -> None:
        """Note where a form or a text area ends."""
        if tag == "form":
            self._inside = -1
        elif tag == "textarea" and self.controls and self.controls[-1].tag == "textarea":
            self.controls[-1].close = self._place()

    def controls_of(self, place: int) -> list[_Control]:
        """The controls of one form: those within, and those elsewhere that name it."""
        own = self.forms[place][0].get("id")
        return [
            each
            for each in self.controls
            if (each.attributes["form"] == own if "form" in each.attributes else each.form == place)
        ]

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def fill(html: str, *, page: str, action: str, fields: Mapping[str, Sequence[str]]) -> Filled | None:
    """Fill `fields` into the form of the page at `page` that leads to `action`; None where there is no such form.

    The form's hidden values must be those that were sent: they tell the rows of a page apart, and where they have
    changed, what was typed may belong to another row now.
    """
    reader = _Reader(html)
    places = [
        place
        for place, (attributes, _start) in enumerate(reader.forms)
        if _leads_to(attributes, page, action) and _is_same(reader.controls_of(place), fields)
    ]
    if not places:
        return None
    edits, left = _edits(reader.controls_of(places[0]), fields)
    form_at = reader.forms[places[0]][1]
    form_at += sum(len(new) - (end - start) for start, end, new in edits if end <= form_at)
    for start, end, new in sorted(edits, reverse=True):
        html = html[:start] + new + html[end:]
    return Filled(html, form_at, left)


def _leads_to(form: Attributes, page: str, action: str) -> bool:
    is_post = (form.get("method") or "").lower() == "post"
    return is_post and urljoin(page, form.get("action") or page) == action


def _is_same(controls: Iterable[_Control], fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether every hidden field that was sent still holds what was sent."""
    hidden = [each for each in controls if each.kind == "hidden" and each.name in fields]
    return all((each.attributes.get("value") or "") in fields[each.name] for each in hidden)


def _edits(controls: Iterable[_Control], fields: Mapping[str, Sequence[str]]) -> tuple[list[Edit], list[str]]:
    """What to change, and the names whose values found no place."""
    left = {name: [value for value in values if value] for name, values in fields.items()}
    queues = {name: list(values) for name, values in fields.items()}
    edits: list[Edit] = []
    for each in controls:
        if each.is_of_the_page:
            left.pop(each.name, None)
        elif each.kind in _CHOICES:
            edits.append(_choice(each, fields.get(each.name, []), left))
        elif each.tag == "select":
            edits += _options(each, fields.get(each.name), left)
        elif queues.get(each.name):
            value = queues[each.name].pop(0)
            _placed(left, each.name, value)
            edits.append(_text(each, value))
    return edits, sorted(name for name, values in left.items() if values)


def _text(control: _Control, value: str) -> Edit:
    if control.tag == "textarea":
        # A browser drops the first line break after the tag.
        return control.end, control.close or control.end, "\n" + escape(value)
    return control.start, control.end, _written("input", {**control.attributes, "value": value})


def _choice(control: _Control, values: Sequence[str], left: dict[str, list[str]]) -> Edit:
    value = control.attributes.get("value") or "on"
    if value in values:
        _placed(left, control.name, value)
    return control.start, control.end, _marked("input", control.attributes, "checked", value in values)


def _options(control: _Control, values: Sequence[str] | None, left: dict[str, list[str]]) -> list[Edit]:
    if values is None:
        return []
    known = {attributes.get("value") or "" for attributes, _start, _end in control.options}
    for value in known.intersection(values):
        _placed(left, control.name, value)
    if not known.intersection(values):
        return []
    return [
        (start, end, _marked("option", attributes, "selected", (attributes.get("value") or "") in values))
        for attributes, start, end in control.options
    ]


def _placed(left: dict[str, list[str]], name: str, value: str) -> None:
    if value in left.get(name, []):
        left[name].remove(value)


def _marked(tag: str, attributes: Attributes, mark: str, on: bool) -> str:
    plain = {name: value for name, value in attributes.items() if name != mark}
    return _written(tag, {**plain, mark: None} if on else plain)


def _written(tag: str, attributes: Attributes) -> str:
    words = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return f"<{' '.join([tag, *words])}>"
