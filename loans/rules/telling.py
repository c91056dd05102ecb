"""What an applicant tells of house, family, debts and an old loan: frozen, kept as JSON, amounts in fen. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class House:
    """The home that is bought, built or already mortgaged.

    `signed_on`: day of the registered contract (building: of the permit; taking over: of the bank's contract).
    `paid_fen`: what was paid of one's own. `built_year` of a second-hand home; `area` in square metres, as text.
    """

    contract_number: str = ""
    title_number: str = ""
    address: str = ""
    area: str = ""
    price_fen: int = 0
    appraisal_fen: int | None = None
    paid_fen: int = 0
    signed_on: date | None = None
    seller: str = ""
    built_year: int | None = None


@dataclass(frozen=True)
class OldLoan:
    """A bank's home loan that the fund takes over (商转公): lender, contract, what is left, since when it is paid."""

    lender: str = ""
    contract_number: str = ""
    left_fen: int = 0
    since: date | None = None


@dataclass(frozen=True)
class Elsewhere:
    """Contributions at another centre by its certificate (异地贷款缴存使用证明): base and balance in fen."""

    centre: str = ""
    certificate: str = ""
    months: int = 0
    base_fen: int = 0
    balance_fen: int = 0


@dataclass(frozen=True)
class Told:
    """Everything told in one application. `homes`: what each of the couple owns already, this home not counted."""

    house: House = House()
    homes: int = 0
    homes_spouse: int = 0
    other_debt_fen: int = 0
    marriage: str = ""
    is_multi_child: bool = False
    is_talent: bool = False
    agreement: str = ""
    bank: str = ""
    bank_fen: int = 0
    """The commercial part of a combined loan, and who lends it."""
    old_loan: OldLoan | None = None
    elsewhere: Elsewhere | None = None

    @property
    def homes_before(self) -> int:
        """How many homes the couple has already."""
        return self.homes + self.homes_spouse


def to_text(told: Told) -> str:
    """As JSON text."""
    return json.dumps(asdict(told), ensure_ascii=False, sort_keys=True, default=str)


def from_text(text: str) -> Told:
    """What `to_text` wrote; fields unknown today are left out."""
    given: dict[str, Any] = json.loads(text) if text else {}
    for name, kind in _PARTS.items():
        given[name] = _part(kind, given[name]) if given.get(name) else _PARTS_EMPTY[name]
    return Told(**{name: given[name] for name in Told.__dataclass_fields__ if name in given})


_PARTS: dict[str, type[Any]] = {"house": House, "old_loan": OldLoan, "elsewhere": Elsewhere}
_PARTS_EMPTY: dict[str, Any] = {"house": House(), "old_loan": None, "elsewhere": None}
_DATES = {"signed_on", "since"}


def _part(kind: type[Any], given: Mapping[str, Any]) -> Any:
    values = {name: given[name] for name in kind.__dataclass_fields__ if name in given}
    for name in _DATES & values.keys():
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return kind(**values)
