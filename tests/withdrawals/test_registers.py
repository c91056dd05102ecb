"""What registers are asked about homes, and which answers are at odds with what was told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from desk import registers
from desk.models import RegisterAnswer
from desk.states.cases import CaseStatus
from risk import queries as risk
from tests import make, people
from tests.withdrawals import saver
from tests.withdrawals.test_screening import somebody
from withdrawals.operations import evidence
from withdrawals.rules import handing
from withdrawals.rules.particulars import PUBLIC, REGISTERED, House, Lease, Particulars
from withdrawals.states import PayoutStatus

SOLD = "95"
LEASE = Lease(PUBLIC, "G1", "安家街8号", "", 250_000, date(2026, 1, 1), date(2026, 12, 31))
RENTED = {"lease": "G1", "address": "安家街8号", "rent": "2500.00"}
HOUSE = House(title_number="吉（2024）第1号", address="人民大街1号", signed_on=date(2026, 9, 15))
OWNED = {"certificate": "吉（2024）第1号", "address": "人民大街1号", "registered_on": "2026-09-15"}


def asked(register: str, told: Particulars, family: tuple[str, ...] = ("张三",)) -> registers.Question:
    """What a register is asked about 张三."""
    found = handing.question(register, told, name="张三", number="1", spouse=("", ""), family=family)
    assert found is not None
    return found


def leased(lease: Lease, **answer: str) -> list[str]:
    """In what a lease and its registration are at odds."""
    return registers.differences(asked("lease", Particulars(lease=lease)), registers.LeaseAnswer(**RENTED, **answer))


def owned(*family: str, **answer: str) -> list[str]:
    """In what a house told and its registration are at odds."""
    found = registers.HouseAnswer(**{**OWNED, **answer})
    return registers.differences(asked("house", Particulars(house=HOUSE), family), found)


def test_a_lease_of_the_market_is_not_public_rental() -> None:
    assert leased(LEASE, kind="公租房", until="2026-12-31") == []
    assert leased(LEASE, kind="市场租赁", until="2026-12-31") == ["kind"]
    assert leased(replace(LEASE, kind=REGISTERED), kind="公租房", until="2026-12-31") == ["kind"]


def test_a_lease_that_has_ended_is_not_made_longer_by_the_applicant() -> None:
    assert leased(LEASE, kind="公租房", until="2026-06-30") == ["until"]


def test_one_of_the_family_owns_the_house() -> None:
    assert owned("张三", owners="张三") == []
    assert owned("张三", "钱七", owners="钱七、孙八") == []
    assert owned("张三", "钱七", owners="孙八") == ["owners"]
    assert owned("张三", "钱七", owners="") == ["owners"]


def test_the_day_of_the_title_is_the_registers() -> None:
    assert owned("张三", owners="张三", registered_on="2019-03-01") == ["registered_on"]
    with_contract = replace(HOUSE, contract_number="LY1")
    question = asked("house", Particulars(house=with_contract))
    assert registers.differences(question, registers.HouseAnswer(**OWNED, owners="张三")) == []


def test_one_of_the_family_is_the_buyer() -> None:
    question = asked("sale", Particulars(house=saver.house()), ("张三", "钱七"))
    assert isinstance(question, registers.SaleQuestion)
    same = {each: getattr(question, each) for each in ("contract", "address", "price", "paid", "signed_on")}
    assert registers.differences(question, registers.SaleAnswer(**same, buyers="钱七")) == []
    assert registers.differences(question, registers.SaleAnswer(**same, buyers="孙八")) == ["buyers"]


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_a_strangers_house_goes_to_a_person() -> None:
    found = saver.screened(saver.ask(somebody(SOLD), "property_fee", 260_000))
    assert RegisterAnswer.objects.get(case=found.case_id, register="house").differing == ["owners"]
    assert [each.code for each in risk.standing(found.case.number).findings] == ["F02"]
    assert (found.case.status, found.status) == (CaseStatus.SUBMITTED, PayoutStatus.HELD)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_the_spouse_is_one_of_the_family() -> None:
    one, other = people.zhang_san(), people.qian_qi()
    saver.saver(one)
    saver.marry(one, other)
    found = saver.ask(one, "property_fee", 260_000)
    row = RegisterAnswer.objects.get(case=found.case_id, register="house")
    assert '"owners": "张三、钱七"' in row.question


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_the_checks_hear_what_was_answered_behind_the_same_words() -> None:
    user = people.zhang_san()
    saver.saver(user)
    make.parameter("rent_steady_months", "0")
    found = saver.screened(saver.ask(user, "rent", 100_000, replace(saver.TOLD["rent"], marriage="已婚")))
    first = evidence.facts_of(found, found.case)
    row = RegisterAnswer.objects.get(case=found.case, register="civil")
    said = json.loads(row.answer) | {"registered_on": "2001-01-01"}
    RegisterAnswer.objects.filter(pk=row.pk).update(answer=json.dumps(said, ensure_ascii=False))
    then = evidence.facts_of(found, found.case)
    assert then.register_differences == first.register_differences
    assert len(first.register_grounds) == 1 and then.register_grounds != first.register_grounds


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_who_says_to_be_married_and_has_nobody_on_file_is_looked_at_by_a_person() -> None:
    """Else each of the couple would have a family's limit of their own, and nobody asks about the other's home."""
    user = people.zhang_san()
    saver.saver(user)
    make.parameter("rent_steady_months", "0")
    found = saver.screened(saver.ask(user, "rent", 100_000, replace(saver.TOLD["rent"], marriage="已婚")))
    assert RegisterAnswer.objects.get(case=found.case, register="civil").status == "DIFFERS"
    assert (found.status, found.case.is_automatic) == (PayoutStatus.HELD, False)
    assert [each.code for each in risk.standing(found.case.number).findings] == ["F02"]


@pytest.mark.parametrize(
    ("address", "city", "away"),
    [
        ("吉林省长春市朝阳区红旗街1号", "", "长春"),
        ("长春市朝阳区红旗街1号", "辽源市", "长春"),
        ("红旗街1号", "长春市", "长春"),
        ("吉林省辽源市龙山区人民大街1号", "", ""),
        ("人民大街1号", "辽源", ""),
        ("人民大街1号", "", ""),
    ],
)
def test_a_house_out_of_town_is_so_without_a_tick(address: str, city: str, away: str) -> None:
    found = handing.risk_house(House(address=address, city=city), "辽源市")
    assert found is not None
    assert (found.is_out_of_town, found.city) == (bool(away), away or city)


def test_the_tick_can_only_add() -> None:
    found = handing.risk_house(House(address="人民大街1号", city="辽源", is_out_of_town=True), "辽源市")
    assert found is not None and found.is_out_of_town


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_a_house_out_of_town_is_looked_at_though_nobody_said_so() -> None:
    user = people.zhang_san()
    saver.saver(user)
    away = saver.house(address="吉林省长春市朝阳区红旗街1号1栋1单元101室")
    found = saver.screened(saver.ask(user, "purchase", 900_000, Particulars(house=away)))
    assert [each.code for each in risk.standing(found.case.number).findings] == ["F08"]
    assert found.status == PayoutStatus.HELD
