"""What is asked for, as pages and API hand it over. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from withdrawals.rules.particulars import Particulars, plain


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


def matter_of(reason: str, told: Particulars, house_key: str) -> str:
    """What a limit that holds for one house, loan, invoice or project goes by; empty where there is none.

    `house_key` is the house's normal form: title number, else contract number, else address (domain §4.4).
    """
    if reason in ("purchase", "build", "decorate"):
        return f"house:{house_key}" if house_key else ""
    if reason == "repay" and told.loan:
        return f"loan:{plain(told.loan.lender)}:{plain(told.loan.contract_number)}"
    if reason == "lift":
        return f"lift:{house_key}" if house_key else ""
    if told.cost and told.cost.invoice_number:
        return f"{reason}:{plain(told.cost.invoice_number)}"
    return ""
