"""What an application tells, in the words of the registers and of the fraud checks. Pure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from common.money import yuan_plain
from desk import registers
from risk.rules import facts as risk
from risk.rules import normal
from withdrawals.rules.particulars import PUBLIC, House, Particulars

PUBLIC_LEASE, MARKET_LEASE = "公租房", "市场租赁"
"""A lease's kind in the words of the register."""


def risk_house(house: House | None, home: str = "") -> risk.House | None:
    """The house as the fraud checks see it.

    Whether it is out of town follows from where it is, beside the centre's city `home`; the tick can only add to it.
    """
    if house is None:
        return None
    away = _away(house, home)
    return risk.House(
        title_number=house.title_number,
        contract_number=house.contract_number,
        address=house.address,
        city=away or house.city,
        area_m2=_area(house.area),
        price_fen=house.price_fen or None,
        own_money_fen=house.own_money_fen or None,
        owners=house.owners,
        co_owner_person_ids=house.co_owner_ids,
        is_share_purchase=house.is_share_purchase,
        transfers=tuple(risk.Transfer(each.on, each.to) for each in house.transfers),
        is_out_of_town=house.is_out_of_town or bool(away),
    )


def _away(house: House, home: str) -> str:
    """The city other than `home` that the house is in, by its address or as told; nothing where none is known."""
    known = (normal.address(house.address).partition(":")[0], normal.city(house.city))
    return next((each for each in known if home and each and each != normal.city(home)), "")


def risk_papers(told: Particulars) -> tuple[risk.Paper, ...]:
    """The numbered papers."""
    return tuple(risk.Paper(each.kind, each.number) for each in told.papers)


def _area(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def question(
    register: str,
    told: Particulars,
    *,
    name: str,
    number: str,
    spouse: tuple[str, str],
    family: tuple[str, ...] = (),
) -> registers.Question | None:
    """What a register is asked about a person; None where nothing was told that it could know.

    `spouse`: name and document number of whoever is on file as spouse, or two empty texts. `family`: names of whom
    one has to own or to buy the house.
    """
    asks = _ASKS.get(register)
    if asks is None:
        return None
    if register == "civil":
        return asks(told, {"name": name, "number": number, "spouse": spouse})
    if register in ("sale", "house"):
        return asks(told, {"name": name, "number": number, "family": "、".join(dict.fromkeys(family or (name,)))})
    return asks(told, {"name": name, "number": number})


def _sale(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if told.house is None:
        return None
    price, paid = yuan_plain(told.house.price_fen), yuan_plain(told.house.own_money_fen)
    signed = f"{told.house.signed_on:%Y-%m-%d}" if told.house.signed_on else ""
    return registers.SaleQuestion(
        name=who["name"],
        number=who["number"],
        contract=told.house.contract_number,
        address=told.house.address,
        price=price,
        paid=paid,
        seller=told.house.seller,
        buyers=who["family"],
        signed_on=signed,
    )


def _house(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if told.house is None:
        return None
    # The day told is the title's only where there is no contract of sale.
    is_title = told.house.signed_on is not None and not told.house.contract_number
    return registers.HouseQuestion(
        name=who["name"],
        number=who["number"],
        certificate=told.house.title_number,
        address=told.house.address,
        owners=who["family"],
        registered_on=f"{told.house.signed_on:%Y-%m-%d}" if is_title else "",
    )


def _homes(told: Particulars, who: dict[str, Any]) -> registers.Question:
    return registers.HomesQuestion(**who, homes="0")


def _lease(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if told.lease is None:
        return None
    return registers.LeaseQuestion(
        **who,
        lease=told.lease.number,
        kind=PUBLIC_LEASE if told.lease.kind == PUBLIC else MARKET_LEASE,
        address=told.lease.address,
        rent=yuan_plain(told.lease.monthly_rent_fen),
        until=f"{told.lease.until:%Y-%m-%d}" if told.lease.until else "",
    )


def _repayment(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if told.loan is None:
        return None
    contract, lender, paid = told.loan.contract_number, told.loan.lender, yuan_plain(told.loan.paid_fen)
    return registers.RepaymentQuestion(**who, contract=contract, lender=lender, paid=paid)


def _invoice(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if told.cost is None:
        return None
    issued = f"{told.cost.issued_on:%Y-%m-%d}" if told.cost.issued_on else ""
    total = yuan_plain(told.cost.total_fen)
    return registers.InvoiceQuestion(**who, invoice=told.cost.invoice_number, total=total, issued_on=issued)


def _relief(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if told.hardship is None:
        return None
    need = yuan_plain(told.hardship.monthly_need_fen)
    return registers.ReliefQuestion(**who, certificate=told.hardship.certificate, need=need)


def _civil(told: Particulars, who: dict[str, Any]) -> registers.Question:
    """Whoever has nobody on file as spouse says so: the register is to agree."""
    name, number = who.pop("spouse")
    marriage = "已婚" if name else told.marriage or "未婚"
    return registers.CivilQuestion(**who, marriage=marriage, spouse_name=name, spouse_number=number)


def _social(told: Particulars, who: dict[str, Any]) -> registers.Question | None:
    if not told.closing:
        return None
    given = {key: told.closing[key] for key in ("employer", "standing") if key in told.closing}
    return registers.SocialQuestion(**who, **given)


_ASKS: dict[str, Callable[[Particulars, dict[str, Any]], registers.Question | None]] = {
    "sale": _sale,
    "house": _house,
    "homes": _homes,
    "lease": _lease,
    "repayment": _repayment,
    "invoice": _invoice,
    "relief": _relief,
    "civil": _civil,
    "social": _social,
}
