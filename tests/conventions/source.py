"""The project's own Python files, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    *("common", "policy", "accounts", "ledger", "notifications", "bank", "risk"),
    *("desk", "library", "partybuilding", "deposits", "loans", "withdrawals", "fundcenter"),
)


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the apps but migrations, by its path from the root."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a module, inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names of a function's decorators, without their arguments."""
    names = set()
    for node in function.decorator_list:
        target = node.func if isinstance(node, ast.Call) else node
        names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names
