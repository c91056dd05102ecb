"""What is read to applicants: whole sentences, in both languages, that name nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from risk.rules import sentences
from risk.rules.registry import RULES

VALUES: list[tuple[str, dict[str, Any]]] = [
    ("F00", {}),
    ("F01", {"paper": "contract", "other": "person"}),
    ("F01", {"paper": "unheard-of", "other": "house"}),
    ("F02", {"differences": ["面积不一致。", "没有查到合同"]}),
    ("F03", {"months": 12, "count": 3}),
    ("F04", {"days": 6, "on": "2026-11-28"}),
    ("F05", {"groups": 2}),
    ("F06", {"sum_fen": 20_000_001, "limit_fen": 20_000_000}),
    ("F07", {}),
    ("F08", {"city": ""}),
    ("F08", {"city": "长春市"}),
    ("F09", {"by": "total", "price_fen": 9_000_000, "least_fen": 10_000_000}),
    ("F09", {"by": "metre", "percent": 50, "price_fen": 1}),
    ("F10", {"months": 24, "count": 2}),
    ("F11", {"count": 2}),
    ("F12", {"months": 12, "count": 3}),
    ("F13", {"by": "agent", "days": 30, "count": 5}),
    ("F13", {"by": "device", "days": 30, "count": 5}),
    ("F13", {"by": "address", "days": 30, "count": 5}),
    ("F14", {"months": 6}),
    ("F15", {"month": "202611", "percent": 180}),
    ("F16", {"months": 12, "on": "2026-05-01"}),
    *[("F17", {"what": what}) for what in sentences.WORK_ENDS],
    ("F18", {"days": 3}),
    ("F19", {"count": 2}),
    *[("F20", {"what": what}) for what in sentences.HANDLING],
    ("L01", {"source": "公安机关"}),
    *[(code, {"source": "公安机关"}) for code in ("L02", "L03", "L04", "L05")],
    ("B01", {"on": "2026-11-22", "until": "2029-11-21"}),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("code", "values"), VALUES)
def test_every_sentence_is_whole(code: str, values: dict[str, Any], language: str) -> None:
    with translation.override(language):
        text = sentences.say(code, values)
    assert "%(" not in text and "{" not in text and "None" not in text and "%%" not in text
    assert text.endswith("。" if language == "zh-hans" else ".") or text.endswith((").", "）。"))


def test_every_rule_has_its_words_here() -> None:
    assert {code for code, _values in VALUES} == set(RULES)


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        (
            "case",
            {"on": "2026-11-22", "case": "TQ1", "fen": 10_000_000},
            "2026-11-22 受理的业务 TQ1，金额 100,000.00 元",
        ),
        ("transfer", {"on": "2026-11-22", "to": "某买方"}, "2026-11-22 产权转移给 某买方"),
        (
            "list",
            {"label": "138****0001", "source": "公安机关", "reason": "涉案"},
            "138****0001，来源：公安机关，原因：涉案",
        ),
        ("text", {"text": "没有查到合同"}, "没有查到合同"),
    ],
)
def test_evidence_is_a_line_for_the_investigator(kind: str, values: dict[str, Any], text: str) -> None:
    assert sentences.evidence(kind, values) == text
