"""What one application asks for: frozen, whatever the way in."""

from __future__ import annotations

from dataclasses import dataclass

from loans.rules.schedules import Method
from loans.rules.telling import Told
from loans.states.applying import HouseKind, Product


@dataclass(frozen=True)
class Payee:
    """Where the money goes where no registered project says so: the seller's supervised account, the old lender's."""

    account: str = ""
    name: str = ""
    bank_no: str = ""


@dataclass(frozen=True)
class Asked:
    """Who borrows how much for which home, how it is paid back and to whom it goes. `card_id`: a card of one's own."""

    borrower_id: int
    told: Told
    product: str = Product.FUND
    house_kind: str = HouseKind.NEW
    co_borrower_id: int | None = None
    project_id: int | None = None
    asked_fen: int = 0
    months: int = 0
    method: str = Method.EQUAL_INSTALMENT.value
    card_id: int | None = None
    payee: Payee = Payee()
