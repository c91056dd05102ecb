"""What an application tells, in the words of the outside registers. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from common.money import yuan_plain
from desk import registers
from loans.rules.telling import Told


@dataclass(frozen=True)
class Who:
    """Somebody by name and document number."""

    name: str
    number: str


def question(
    register: str, told: Told, *, who: Who, spouse: Who | None, is_spouse: bool = False, is_own: bool = False
) -> registers.Question:
    """What a register is asked about somebody. `is_own`: the title is the borrower's own, else the seller's.

    Raises KeyError for a register that loans do not ask.
    """
    house, name, number = told.house, who.name, who.number
    if register == "credit":
        return registers.CreditQuestion(name, number, agreement=told.agreement)
    if register == "homes":
        return registers.HomesQuestion(name, number, homes=str(told.homes_spouse if is_spouse else told.homes))
    if register == "civil":
        marriage = "已婚" if spouse else told.marriage or "未婚"
        near = spouse or Who("", "")
        return registers.CivilQuestion(
            name, number, marriage=marriage, spouse_name=near.name, spouse_number=near.number
        )
    if register == "sale":
        return registers.SaleQuestion(
            name,
            number,
            contract=house.contract_number,
            address=house.address,
            price=yuan_plain(house.price_fen),
            paid=yuan_plain(house.paid_fen),
            seller=house.seller,
            buyers="、".join(each.name for each in (who, spouse) if each is not None),
            signed_on=f"{house.signed_on:%Y-%m-%d}" if house.signed_on else "",
        )
    if register == "house":
        owners = name if is_own else house.seller
        return registers.HouseQuestion(
            name, number, certificate=house.title_number, address=house.address, owners=owners
        )
    if register == "repayment" and told.old_loan is not None:
        old = told.old_loan
        return registers.RepaymentQuestion(name, number, contract=old.contract_number, lender=old.lender)
    raise KeyError(register)
