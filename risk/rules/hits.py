"""What a rule gives back, and what it is given beside facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from common.crypto import blind_index
from risk.rules.facts import Transfer
from risk.rules.links import Row
from risk.rules.sentences import say

Params = Mapping[str, int]
Line = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Hit:
    """A rule that hit: the values of its sentence, the cases it concerns and the lines of its evidence."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    cases: tuple[str, ...] = ()
    evidence: tuple[Line, ...] = ()

    @property
    def sentence(self) -> str:
        """What a clerk can read to the applicant."""
        return say(self.code, self.values)

    def content(self) -> str:
        """What is kept of it, as JSON."""
        return json.dumps({"values": dict(self.values), "evidence": self.evidence}, ensure_ascii=False, sort_keys=True)

    def digest(self) -> str:
        """What it rests on: equal for the same hit on the same grounds."""
        return blind_index(f"{self.code}|{self.content()}|{','.join(self.cases)}", kind="risk.hit")


def about(code: str, rows: Iterable[Row], **values: Any) -> Hit:
    """A hit that rests on other applications."""
    cases = sorted(rows, key=lambda row: (row.on, row.case))
    lines: list[Line] = [
        ("case", {"on": row.on.isoformat(), "case": row.case, "fen": row.amount_fen}) for row in cases[:SHOWN]
    ]
    return Hit(code, values, tuple(dict.fromkeys(row.case for row in cases)), tuple(lines))


def moved(code: str, transfers: Iterable[Transfer], **values: Any) -> Hit:
    """A hit that rests on transfers of a house."""
    lines: list[Line] = [("transfer", {"on": each.on.isoformat(), "to": each.to}) for each in transfers]
    return Hit(code, values, (), tuple(lines[:SHOWN]))


SHOWN = 50
"""More lines of evidence than this help nobody."""
