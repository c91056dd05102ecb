"""What a payroll list is judged against, and what comes out of the judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from deposits.files.columns import CellError
from deposits.states import ChangeKind

ERROR_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person with an open account: here (`here`) or at another employer. `state` is GRZHZT, "01" or "02"."""

    account_number: str
    name: str
    state: str
    base_fen: int
    here: bool = True
    objected: bool = False
    """Once had the account taken back from this employer."""
    frozen: bool = False
    """Frozen neither in nor out: stands in no list, and its state stays."""


@dataclass(frozen=True)
class Expected:
    """What the centre knows of the employer and the month. Rates are percent; `known` goes by document number."""

    employer_number: str
    employer_name: str
    month: str
    employer_rate: Decimal
    employee_rate: Decimal
    unit_fen: int
    floor_fen: int
    cap_fen: int
    today: date
    known: Mapping[str, KnownPerson] = field(default_factory=dict)
    minimum_age_years: int = 0
    """Youngest age at which an account may be opened; 0 asks nothing."""


class CheckedRow(NamedTuple):
    """One person's line, proved. A line that seals pays nothing: base and both parts are 0."""

    row_no: int
    account_number: str
    name: str
    document_type: str
    document_number: str
    base_fen: int
    employer_fen: int
    employee_fen: int
    change: ChangeKind
    card_number: str
    mobile: str
    remark: str


@dataclass(frozen=True)
class Checked:
    """The judgement. With a single error there are no rows: a list is taken as a whole or not at all."""

    rows: list[CheckedRow]
    errors: list[CellError]
    warnings: list[CellError]
    error_count: int
    """All faults found; `errors` holds the first ERROR_LIMIT of them."""
    head_count: int = 0
    """People who pay this month: all lines but those that seal."""
    total_fen: int = 0

    @property
    def more(self) -> int:
        """Faults beyond those listed (还有 n 处)."""
        return self.error_count - len(self.errors)
