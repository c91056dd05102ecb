"""Facts for tests: an honest purchase that no rule has anything to say about, changed as a test needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from risk.rules.facts import Facts, House, Paper
from risk.rules.links import Known, Row
from risk.states.screening import LinkKind

ON = date(2026, 11, 22)
"""The acceptance date of every application unless a test says otherwise."""


def house(**changes: Any) -> House:
    """A house in town, bought for 500,000 yuan, 200,000 of them own money."""
    told = House(
        title_number="辽（2026）辽源市不动产权第0012345号",
        contract_number="HT2026-0012345",
        address="辽源市龙山区人民大街12号3栋2单元501室",
        city="辽源市",
        area_m2=Decimal("100"),
        price_fen=500_000_00,
        own_money_fen=200_000_00,
        district_price_fen=6_000_00,
        owners=("张三",),
    )
    return replace(told, **changes)


def facts(case: str = "TQ202611220001", applicant_id: int = 1, **changes: Any) -> Facts:
    """An honest purchase of 100,000 yuan."""
    told = Facts(
        case=case,
        business="withdrawal",
        reason="purchase",
        accepted_on=ON,
        applicant_id=applicant_id,
        amount_fen=100_000_00,
        applicant_name="张三",
        house=house(),
        documents=(Paper("contract", "HT2026-0012345"),),
        payee_account="6217000010001234567",
        payee_name="张三",
        phone="13800000001",
    )
    return replace(told, **changes)


def row(kind: str = LinkKind.HOUSE, *, person_id: int = 2, case: str = "", on: date = ON, **changes: Any) -> Row:
    """A link of somebody else's purchase of 100,000 yuan."""
    told = Row(
        kind=kind,
        case=case or f"TQ{on:%Y%m%d}{person_id:04d}",
        person_id=person_id,
        on=on,
        business="withdrawal",
        is_purchase=True,
        amount_fen=100_000_00,
    )
    return replace(told, **changes)


def known(*rows: Row, **changes: Any) -> Known:
    """What is known beside the facts."""
    return Known(rows=rows, **changes)
