"""Templates are where their URL names say, and none lies about unused."""

from __future__ import annotations

import ast
import re

from django.urls import URLPattern, URLResolver, get_resolver

from tests.conventions.source import APPS, ROOT, modules

TEMPLATES = ROOT / "templates"
BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
FRAME = re.compile(r"layout/|components/|admin/|errors/|widgets/|django/")
QUOTED = re.compile(r"""["']([\w./\-]+\.(?:html|txt))["']""")
KINDS = ("public", "portal", "counter", "employer", "office")


def _names() -> set[str]:
    return {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")}


def _mentioned() -> set[str]:
    """Template names in the code's texts, and in the templates' own includes and extends."""
    found: set[str] = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if node.value.endswith((".html", ".txt")) else set()
    for name in _names():
        found |= set(QUOTED.findall((TEMPLATES / name).read_text()))
    return found


def _composed() -> list[re.Pattern[str]]:
    """Names put together from parts, such as f"deposits/{kind}/{page}.html"."""
    texts = [node for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    patterns = []
    for text in texts:
        parts = [re.escape(str(each.value)) if isinstance(each, ast.Constant) else "[a-z_]+" for each in text.values]
        if parts[-1].endswith(r"\.html"):
            patterns.append(re.compile("".join(parts)))
    return patterns


def test_every_template_is_used() -> None:
    mentioned, composed = _mentioned(), _composed()
    unused = [
        name
        for name in sorted(_names())
        if name not in mentioned
        and name not in BY_DJANGO
        and not FRAME.match(name)
        and not any(p.fullmatch(name) for p in composed)
    ]
    assert unused == []


def test_every_template_that_is_named_exists() -> None:
    ours = tuple(f"{app}/" for app in APPS)
    assert sorted(name for name in _mentioned() - _names() if name.startswith(ours)) == []


def test_templates_lie_in_the_folder_of_their_kind_of_person() -> None:
    """`templates/<app>/<kind>/<page>.html`; fragments of a page begin with an underscore."""
    odd = []
    for name in sorted(_names()):
        parts = name.split("/")
        is_fragment_of_app = len(parts) == 2 and parts[1].startswith("_")
        if parts[0] in APPS and not is_fragment_of_app and parts[1] not in (*KINDS, "admin", "mail", "papers"):
            odd.append(name)
    assert odd == []


def _patterns(resolver: URLResolver, namespace: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            found += _patterns(each, each.namespace or namespace)
        else:
            found.append((namespace, each))
    return found


def test_url_names_begin_with_the_kind_of_person_and_end_with_the_view() -> None:
    """`deposits:counter_lists` is `lists` in `deposits/views/counter.py`."""
    odd = []
    for namespace, pattern in _patterns(get_resolver()):
        if namespace not in APPS or pattern.callback is None:
            continue
        kind, _, view = (pattern.name or "").partition("_")
        module = pattern.callback.__module__
        if kind not in KINDS or not module.startswith(f"{namespace}."):
            if ".api" not in module:
                odd.append(f"{namespace}:{pattern.name} ({module})")
        elif f"views.{kind}" not in module or pattern.callback.__name__ != view:
            odd.append(f"{namespace}:{pattern.name} is {module}.{pattern.callback.__name__}")
    assert odd == []
