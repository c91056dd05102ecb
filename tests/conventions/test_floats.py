"""No float where money is: no literal, no call, no true division outside Decimal arithmetic."""

from __future__ import annotations

import ast

from tests.conventions.source import modules

MONEY = ("common/", "policy/", "ledger/", "bank/", "desk/", "deposits/")


def test_no_float_in_money_code() -> None:
    wrong = []
    for path, tree in modules().items():
        if not path.startswith(MONEY):
            continue
        for node in ast.walk(tree):
            is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
            if is_literal or is_call:
                wrong.append(f"{path}:{getattr(node, 'lineno', 0)}")
    assert wrong == []


def test_nobody_multiplies_yuan_by_100_outside_the_edge() -> None:
    """`common/money.py` and the form fields convert; elsewhere `* 100` on an amount is a slip."""
    wrong = []
    for path, tree in modules().items():
        if not path.startswith(MONEY) or path in ("common/money.py", "common/forms.py"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
                sides = (node.left, node.right)
                if any(isinstance(side, ast.Constant) and side.value == 100 for side in sides) and "yuan" in ast.dump(
                    node
                ):
                    wrong.append(f"{path}:{node.lineno}")
    assert wrong == []
