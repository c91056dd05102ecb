"""What an applicant tells of house, lease, loan or cost: frozen, kept as JSON, amounts in fen. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

NO_LEASE, REGISTERED, PUBLIC = "NONE", "REGISTERED", "PUBLIC"
"""Kinds of lease: none registered, registered with the housing authority (租赁备案), public rental (公租房)."""


@dataclass(frozen=True)
class Transfer:
    """A change of the house's title: on which day, to whom."""

    on: date
    to: str


@dataclass(frozen=True)
class House:
    """A house bought, built, overhauled, decorated or kept. `own_money_fen`: price less the loan.

    `signed_on`: day of the registered contract, or of the title of a second-hand house; `area` in m², as text.
    """

    title_number: str = ""
    contract_number: str = ""
    address: str = ""
    city: str = ""
    is_out_of_town: bool = False
    area: str = ""
    price_fen: int = 0
    own_money_fen: int = 0
    signed_on: date | None = None
    seller: str = ""
    owners: tuple[str, ...] = ()
    co_owner_ids: tuple[int, ...] = ()
    is_share_purchase: bool = False
    transfers: tuple[Transfer, ...] = ()


@dataclass(frozen=True)
class Lease:
    """What is rented: `kind` is NO_LEASE, REGISTERED or PUBLIC."""

    kind: str = NO_LEASE
    number: str = ""
    address: str = ""
    landlord: str = ""
    monthly_rent_fen: int = 0
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Loan:
    """A home loan of another lender. `paid_fen`: principal and interest paid in the last 12 months."""

    lender: str = ""
    contract_number: str = ""
    borrowers: tuple[str, ...] = ()
    paid_fen: int = 0
    last_paid_on: date | None = None
    payoff_on: date | None = None


@dataclass(frozen=True)
class Cost:
    """A cost with its paper: building, decorating, property fee, own share of a lift, own-paid part of a treatment."""

    invoice_number: str = ""
    total_fen: int = 0
    subsidy_fen: int = 0
    issued_on: date | None = None
    payee: str = ""
    what: str = ""


@dataclass(frozen=True)
class Hardship:
    """The family's need as civil affairs say (低保、临时困难)."""

    certificate: str = ""
    monthly_need_fen: int = 0


@dataclass(frozen=True)
class Paper:
    """A paper named by its number: contract, invoice, title, lease."""

    kind: str
    number: str


@dataclass(frozen=True)
class Particulars:
    """Everything told in one application; what a reason does not need is None. `closing`: facts of closing reasons."""

    house: House | None = None
    lease: Lease | None = None
    loan: Loan | None = None
    cost: Cost | None = None
    hardship: Hardship | None = None
    marriage: str = ""
    is_multi_child: bool = False
    closing: Mapping[str, str] = field(default_factory=dict)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The numbered papers that stand behind it."""
        named = [
            ("contract", self.house.contract_number if self.house else ""),
            ("title", self.house.title_number if self.house else ""),
            ("lease", self.lease.number if self.lease else ""),
            ("loan", self.loan.contract_number if self.loan else ""),
            ("invoice", self.cost.invoice_number if self.cost else ""),
            ("hardship", self.hardship.certificate if self.hardship else ""),
            ("death", self.closing.get("certificate", "")),
            ("inheritance", "" if self.closing.get("proof") == "PROMISE" else self.closing.get("proof_number", "")),
        ]
        return tuple(Paper(kind, number) for kind, number in named if number)


def to_text(told: Particulars) -> str:
    """As JSON text."""
    return json.dumps(asdict(told), ensure_ascii=False, sort_keys=True, default=str)


def from_text(text: str) -> Particulars:
    """What `to_text` wrote; fields unknown today are left out."""
    given: dict[str, Any] = json.loads(text) if text else {}
    parts: dict[str, Any] = {}
    for name, kind in _PARTS.items():
        parts[name] = _part(kind, given[name]) if given.get(name) else None
    return Particulars(
        **parts,
        marriage=given.get("marriage", ""),
        is_multi_child=bool(given.get("is_multi_child")),
        closing=given.get("closing") or {},
    )


_PARTS: dict[str, type[Any]] = {"house": House, "lease": Lease, "loan": Loan, "cost": Cost, "hardship": Hardship}
_DATES = {"signed_on", "since", "until", "last_paid_on", "payoff_on", "issued_on"}


def _part(kind: type[Any], given: Mapping[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for name in kind.__dataclass_fields__:
        if name not in given:
            continue
        value = given[name]
        if name in _DATES:
            value = date.fromisoformat(value) if value else None
        elif name == "transfers":
            value = tuple(Transfer(date.fromisoformat(each["on"]), each["to"]) for each in value)
        elif isinstance(value, list):
            value = tuple(value)
        values[name] = value
    return kind(**values)


def named_payee(told: Particulars, kind: str) -> str:
    """Whom an application names as the seller, lender or landlord that a payee of the kind has to be; or nothing."""
    if kind == "DEVELOPER":
        return told.house.seller if told.house else ""
    if kind == "LENDER":
        return told.loan.lender if told.loan else ""
    if kind == "LANDLORD":
        return told.lease.landlord if told.lease else ""
    return ""
