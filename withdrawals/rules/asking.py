"""What is asked for, as pages and API hand it over. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common.names import plain
from withdrawals.rules.particulars import Particulars


@dataclass(frozen=True)
class PayTo:
    """To whom: one's own bound card (`card_id`), or a payee of the register (`payee_id`)."""

    kind: str = "OWN_CARD"
    card_id: int | None = None
    payee_id: int | None = None


@dataclass(frozen=True)
class Application:
    """A withdrawal asked for: reason code, whose account, how much in fen, what for, to whom.

    `relation`: what the account's owner is to `subject_id`, who buys, borrows or rents (SELF: the owner).
    """

    reason: str
    person_id: int
    amount_fen: int
    particulars: Particulars
    payee: PayTo = PayTo()
    relation: str = "SELF"
    subject_id: int | None = None


def matters_of(reason: str, told: Particulars, house_keys: Iterable[str]) -> tuple[str, ...]:
    """What a limit that holds for one house, loan, certificate, invoice or project goes by, the main one first.

    `house_keys` are all that the house can be found by: title number, contract number, address (domain §4.4). Whoever
    comes first by contract and later by title asks for one house.
    """
    if reason in ("purchase", "build", "decorate"):
        return tuple(f"house:{each}" for each in house_keys)
    if reason == "repay" and told.loan:
        return (f"loan:{plain(told.loan.lender)}:{plain(told.loan.contract_number)}",)
    if reason == "lift":
        return tuple(f"lift:{each}" for each in house_keys)
    if told.hardship and told.hardship.certificate:
        return (f"{reason}:{plain(told.hardship.certificate)}",)
    if told.cost and told.cost.invoice_number:
        return (f"{reason}:{plain(told.cost.invoice_number)}",)
    return ()
