"""What a square metre costs where: which price holds for an address on a day, and what F09 makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import InternalError, transaction

from risk import operations, queries
from risk.models import AreaPrice
from risk.operations.prices import UnclearPrice, set_price
from risk.queries.prices import price_at
from risk.rules.prices import Price, price_for
from tests import people
from tests.make import AT
from tests.risk.told import ON, facts, house

NEW, OLD = date(2026, 1, 1), date(2025, 1, 1)
CITY = [Price("", 5_000_00, NEW), Price("", 4_800_00, OLD)]


@pytest.mark.parametrize(
    ("address", "prices", "fen"),
    [
        ("辽源市龙山区人民大街12号", [Price("龙山区", 6_000_00, NEW), *CITY], 6_000_00),
        ("辽源市西安区安家街8号", [Price("龙山区", 6_000_00, NEW), *CITY], 5_000_00),
        ("辽源市 龙 山 区 人民大街", [Price("龙山区", 6_000_00, NEW), Price("龙山区", 5_900_00, OLD)], 6_000_00),
        ("辽源市西安区安家街8号", [Price("龙山区", 6_000_00, NEW)], None),
        ("人民大街12号", CITY, 5_000_00),
        ("南区新村1号", [Price("区", 1, NEW), Price("南区", 7_000_00, NEW)], 7_000_00),  # the fuller name
        ("人民大街12号", [], None),
    ],
)
def test_the_price_of_the_district_that_the_address_names_else_of_the_city(
    address: str, prices: list[Price], fen: int | None
) -> None:
    assert price_for(address, prices) == fen


def priced(fen: int = 6_000_00, **changes: Any) -> AreaPrice:
    told = {"city": "辽源市", "district": "龙山区", "since": OLD, "document": "辽源统计公报2025", **changes}
    return set_price(fen=fen, by=people.shen_shisi(), at=AT, **told)


@pytest.mark.django_db
def test_the_price_of_the_acceptance_date_holds_and_rows_are_final() -> None:
    priced()
    row = priced(7_000_00, since=ON + timedelta(days=1))
    assert price_at(house(), ON) == 6_000_00
    assert price_at(house(), ON + timedelta(days=1)) == 7_000_00
    assert price_at(house(), OLD - timedelta(days=1)) is None
    assert price_at(house(), ON, as_of=AT - timedelta(days=1)) is None
    assert price_at(house(city="白城市", address="白城市洮北区1号"), ON) is None
    with pytest.raises(InternalError), transaction.atomic():
        AreaPrice.objects.filter(pk=row.pk).update(fen=1)
    for wrong in ({"fen": 0}, {"city": " "}, {"document": ""}):
        with pytest.raises(UnclearPrice):
            priced(**wrong)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(("fen", "codes"), [(6_000_00, []), (6_000_02, ["F09"])])
def test_a_house_below_half_of_its_district_s_price_is_reviewed(fen: int, codes: list[str]) -> None:
    """100 m² for 300,000.00: exactly half of 6,000.00, and a cent below half of 6,000.02."""
    priced(fen)
    told = facts(house=house(price_fen=300_000_00, own_money_fen=100_000_00, district_price_fen=None))
    with transaction.atomic():
        handed = operations.hand_over(facts=told, at=AT)
        operations.run(screening_id=handed.pk, at=AT)
    assert [each.code for each in queries.standing(told.case).findings] == codes


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_who_writes_rules_keeps_the_prices_and_investigators_read_them() -> None:
    typed = {"city": "辽源市", "district": "龙山区", "fen": "6,000.00", "since": "2026-01-01", "document": "公报"}
    writer, reader = people.browser(people.jiang_shier()), people.browser(people.shen_shisi())
    with time_machine.travel(AT, tick=False):
        assert writer.post("/office/risk/prices/new/", typed).status_code == 302
        assert "6,000.00" in reader.get("/office/risk/prices/").content.decode()
        page = writer.get(f"/office/risk/rules/{queries.published().pk}/").content.decode()
    assert "没有诉讼信息可以比对" in page
