"""What settings.py reads and .env.example lists is the same; production has no soft defaults."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

from tests.conventions.source import ROOT


def _read_by_settings() -> set[str]:
    names = set()
    for node in ast.walk(ast.parse((ROOT / "fundcenter/settings.py").read_text())):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = ast.unparse(node.func)
        if called == "env" or called.startswith("env.") or called == "_secret":
            names.add(node.args[0].value)
    return names


def test_env_example_lists_what_settings_read() -> None:
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == _read_by_settings()


def test_settings_refuse_a_named_database_without_secrets_or_broker() -> None:
    for given, missing in (
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "s", "PERSONAL_DATA_KEY": "00" * 32, "BLIND_INDEX_KEY": "00" * 32}, "REDIS_URL"),
    ):
        clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "VAR_DIR", "LANG")}
        run = subprocess.run(
            [sys.executable, "-c", "import fundcenter.settings"],
            cwd=ROOT,
            env={**clean, "DATABASE_URL": "postgresql://nobody@localhost:1/none", **given},
            capture_output=True,
            text=True,
        )
        assert run.returncode != 0
        assert f"Set the {missing} environment variable" in run.stderr


def test_settings_stay_in_one_readable_file() -> None:
    assert len((ROOT / "fundcenter/settings.py").read_text().splitlines()) <= 330
    assert len((ROOT / "fundcenter/settings_test.py").read_text().splitlines()) <= 25


def test_no_text_is_put_together_before_it_is_translated() -> None:
    """An f-string inside gettext has no key in the catalogue."""
    from tests.conventions.source import modules

    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("_", "gettext", "gettext_lazy")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr)
    ]
    assert wrong == []
