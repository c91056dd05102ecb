"""What an application tells, in the words of the registers and of the fraud checks. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from common.money import yuan_plain
from desk import registers
from risk.rules import facts as risk
from withdrawals.rules.particulars import House, Particulars


def risk_house(house: House | None) -> risk.House | None:
    """The house as the fraud checks see it."""
    if house is None:
        return None
    return risk.House(
        title_number=house.title_number,
        contract_number=house.contract_number,
        address=house.address,
        city=house.city,
        area_m2=_area(house.area),
        price_fen=house.price_fen or None,
        own_money_fen=house.own_money_fen or None,
        owners=house.owners,
        co_owner_person_ids=house.co_owner_ids,
        is_share_purchase=house.is_share_purchase,
        transfers=tuple(risk.Transfer(each.on, each.to) for each in house.transfers),
        is_out_of_town=house.is_out_of_town,
    )


def risk_papers(told: Particulars) -> tuple[risk.Paper, ...]:
    """The numbered papers."""
    return tuple(risk.Paper(each.kind, each.number) for each in told.papers)


def _area(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def question(
    register: str, told: Particulars, *, name: str, number: str, spouse: tuple[str, str]
) -> registers.Question | None:
    """What a register is asked about a person; None where nothing was told that it could know.

    `spouse`: name and document number of whoever is on file as spouse, or two empty texts.
    """
    house, lease, loan = told.house, told.lease, told.loan
    who = {"name": name, "number": number}
    if register == "sale" and house:
        price = yuan_plain(house.price_fen)
        return registers.SaleQuestion(**who, contract=house.contract_number, address=house.address, price=price)
    if register == "house" and house:
        return registers.HouseQuestion(**who, certificate=house.title_number, address=house.address)
    if register == "homes":
        return registers.HomesQuestion(**who, homes="0")
    if register == "lease" and lease:
        rent = yuan_plain(lease.monthly_rent_fen)
        return registers.LeaseQuestion(**who, lease=lease.number, address=lease.address, rent=rent)
    if register == "repayment" and loan:
        paid = yuan_plain(loan.paid_fen)
        return registers.RepaymentQuestion(**who, contract=loan.contract_number, lender=loan.lender, paid=paid)
    if register == "civil":
        marriage = told.marriage or ("已婚" if spouse[0] else "")
        return registers.CivilQuestion(**who, marriage=marriage, spouse_name=spouse[0], spouse_number=spouse[1])
    return registers.SocialQuestion(**who, **dict(told.closing)) if register == "social" and told.closing else None
