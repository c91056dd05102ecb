"""How modules and functions are built: size, names, operations, clocks, foreign keys, timed jobs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import PROTECT
from django.utils.module_loading import import_string

from fundcenter.celery import TIMED_JOBS
from tests.conventions.source import APPS, ROOT, decorators, functions, modules

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "services", "service", "extras", "misc", "tools", "common_utils"}
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime"}
ROLES_OF_TODAY = "accounts/models/doors.py"
"""A user's roles are those of the real day: nobody who asks for a permission could hand the day in."""
AT_THE_EDGE = ("views", "api", "tasks", "management", "middleware", "templatetags", "admin", "backends", "forms")


def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for app in (*APPS, "tests")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        and (count := len(path.read_text().splitlines())) > (600 if app == "tests" else LONGEST_MODULE)
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path}: {function.name} ({length})"
        for path, tree in modules().items()
        for function in functions(tree)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in modules() if SAYS_NOTHING & {Path(path).stem, *Path(path).parts[:-1]}] == []


def test_every_operation_takes_keywords_only_and_its_time() -> None:
    wrong = []
    for path, tree in modules().items():
        if "operations" not in path:
            continue
        for function in functions(tree):
            if function.name.startswith("_") or "operation" not in decorators(function):
                continue
            names = {each.arg for each in function.args.kwonlyargs}
            if function.args.args or function.args.vararg or not names:
                wrong.append(f"{path}: {function.name} takes arguments by position")
    assert wrong == []


def test_only_the_edge_looks_at_the_clock() -> None:
    """Views, API, commands and tasks read the time and pass it on; nobody else calls a clock."""
    wrong = []
    for path, tree in modules().items():
        parts = [part.removesuffix(".py") for part in Path(path).parts]
        if any(edge in part for part in parts for edge in AT_THE_EDGE) or parts[0] == "fundcenter":
            continue
        if path == ROLES_OF_TODAY:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                if node.args or node.keywords:  # timezone.localdate(at) only converts
                    continue
                wrong.append(f"{path}:{node.lineno} {node.func.attr}()")
    assert wrong == []


def test_no_signals_and_no_save_override() -> None:
    wrong = [
        f"{path}: {function.name}"
        for path, tree in modules().items()
        for function in functions(tree)
        if "receiver" in decorators(function) or (function.name == "save" and path.split("/")[1].startswith("models"))
    ]
    assert wrong == []


def test_foreign_keys_to_the_books_protect_them() -> None:
    loose = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None)
        and not field.auto_created
        and getattr(field.related_model, "_meta", None)
        and field.related_model._meta.app_label == "ledger"
        and not issubclass(model, _history())
        and field.remote_field.on_delete is not PROTECT
    ]
    assert loose == []


def test_nobody_but_the_ledger_writes_its_rows() -> None:
    writes = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "delete", "save", "bulk_update"}
    books = {"Journal", "Entry", "Account", "Hold", "Voucher", "DaySeal", "AccountSnapshot", "SubjectDay"}
    sql = re.compile(r"(insert into|update|delete from|truncate)\s+ledger_", re.IGNORECASE)
    wrong = []
    for path, tree in modules().items():
        if path.startswith("ledger/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.search(node.value):
                wrong.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
                chain = ast.unparse(node.func.value).split(".")
                if chain[0] in books and "objects" in ".".join(chain):
                    wrong.append(f"{path}:{node.lineno}")
    assert wrong == []


def _history() -> type:
    from pghistory.models import Event

    return Event


@pytest.mark.parametrize("task", sorted(task for task, _every in TIMED_JOBS.values()))
def test_every_timed_job_names_a_task_that_exists(task: str) -> None:
    assert import_string(task).name == task
