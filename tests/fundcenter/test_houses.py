"""Houses bought with the fund's money, looked up again: sold, kept, unknown, the register silent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import operations as accounts
from common.identity import citizen_check_digit
from fundcenter import houses, tasks
from risk import operations, queries
from risk.models import HouseTransfer, HouseWatch, Screening
from risk.rules.facts import SPOUSE, Relative
from risk.states.screening import ScreeningStatus
from tests.make import AT
from tests.risk.told import facts, house

pytestmark = pytest.mark.django_db
BOUGHT = date(2026, 9, 1)
DUE = date(2026, 10, 1)


def buyer(digits: str = "00", day: str = "12") -> int:
    """A person whose number makes the sandbox behave: digits 15 and 16 as given."""
    number = f"220402198605{day}{digits}1"
    with transaction.atomic():
        return accounts.find_or_create_person(
            name="张三",
            document_type="01",
            document_number=number + citizen_check_digit(number),
            phone="",
            by=None,
            at=AT,
        ).pk


def bought(case: str = "TQ1", digits: str = "00", on: date = BOUGHT, **changes: Any) -> str:
    """A purchase withdrawal that was screened."""
    told = facts(case, buyer(digits), accepted_on=on, **changes)
    with transaction.atomic():
        screening = operations.hand_over(facts=told, at=AT)
        operations.run(screening_id=screening.pk, at=AT)
    return case


def asked(on: date) -> int:
    """The round of a day."""
    return houses.look_up_again(at=AT + (on - date(2026, 10, 10)))


def test_a_house_is_first_looked_up_after_thirty_days() -> None:
    bought()
    assert (asked(DUE - timedelta(days=1)), asked(DUE), asked(DUE)) == (0, 1, 0)
    watch = HouseWatch.objects.get()
    assert (watch.asked_on, watch.next_on) == (DUE, DUE + timedelta(days=30))
    assert not HouseTransfer.objects.exists()


@pytest.mark.parametrize("digits", ["95", "96"])
def test_a_house_that_was_sold_makes_its_case_looked_at_again(digits: str) -> None:
    case = bought(digits=digits)
    asked(DUE)
    screening = queries.latest(case)
    assert screening is not None and (screening.number, screening.status) == (2, ScreeningStatus.PENDING)
    with transaction.atomic():
        screening = operations.run(screening_id=screening.pk, at=AT)
    assert [each.code for each in screening.findings.all()] == ["F04"]
    asked(DUE + timedelta(days=30))
    assert Screening.objects.filter(case=case).count() == 2


def test_a_register_that_knows_nothing_or_something_odd_accuses_nobody() -> None:
    bought(digits="94")
    asked(DUE)
    with transaction.atomic():
        told = {"on": DUE, "at": AT, "source": "测试", "case": "TQ1"}
        assert operations.note_owners(owners=" ", registered_on=None, **told) == []
        assert operations.note_owners(owners="王五、张 三", registered_on=None, **told) == []
    assert not HouseTransfer.objects.exists()


def test_the_watch_is_locked_after_the_case_as_a_hand_over_does() -> None:
    bought()
    told = {"on": DUE, "at": AT, "source": "测试", "case": "TQ1", "registered_on": DUE}
    with transaction.atomic(), CaptureQueriesContext(connection) as asked_for:
        operations.note_owners(owners="王五", **told)
    said = [query["sql"] for query in asked_for.captured_queries]
    case, watch = (
        next(place for place, sql in enumerate(said) if words in sql)
        for words in ("pg_advisory_xact_lock", 'FROM "risk_housewatch"')
    )
    assert case < watch


def test_a_house_that_went_to_the_spouse_is_not_sold() -> None:
    bought(relatives=(Relative(7, SPOUSE, "李四"),))
    with transaction.atomic():
        told = {"on": DUE, "at": AT, "source": "测试", "case": "TQ1", "registered_on": DUE}
        assert operations.note_owners(owners="李四", **told) == []
        assert len(operations.note_owners(owners="王五", **told)) == 1


@pytest.mark.parametrize("registered_on", [date(2012, 1, 1), date(2030, 1, 1), None])
def test_the_day_of_the_sale_lies_between_the_purchase_and_the_question(registered_on: date | None) -> None:
    bought()
    houses.note_answer(case="TQ1", owners="王五", registered_on=registered_on, at=AT)
    assert BOUGHT <= HouseTransfer.objects.order_by("id")[0].on <= date(2026, 10, 10)


def test_nobody_cares_after_the_days_of_the_rule_and_one_round_more() -> None:
    bought()
    days = []
    while (watch := HouseWatch.objects.get()).next_on is not None:
        days.append((watch.next_on - BOUGHT).days)
        asked(watch.next_on)
    assert days == [30, 60, 90, 120, 150, 180, 210]


def test_a_silent_register_is_asked_tomorrow_and_keeps_nobody_waiting() -> None:
    silent, known = bought(digits="90", on=BOUGHT - timedelta(days=1)), bought("TQ2")
    assert asked(DUE) == 1
    assert HouseWatch.objects.get(case=silent).next_on == DUE + timedelta(days=1)
    assert HouseWatch.objects.get(case=known).asked_on == DUE


def test_a_register_that_is_down_ends_the_round() -> None:
    for number in range(houses.DOWN + 1):
        bought(f"TQ{number}", digits="90")
    assert asked(DUE) == 0
    assert HouseWatch.objects.filter(next_on=DUE).count() == 1


def test_a_house_that_fails_does_not_keep_the_others_from_being_asked() -> None:
    broken, known = bought(on=BOUGHT - timedelta(days=1)), bought("TQ2")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE risk_storedfacts SET content = 'x' WHERE \"case\" = %s", [broken])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert asked(DUE) == 1
    assert HouseWatch.objects.get(case=broken).next_on == DUE + timedelta(days=1)
    assert HouseWatch.objects.get(case=known).asked_on == DUE


@pytest.mark.parametrize(
    "changes", [{"reason": "rent"}, {"house": None}, {"house": house(title_number=" ")}, {"is_purchase": False}]
)
def test_only_registered_houses_that_were_bought_are_watched(changes: dict) -> None:
    bought(**changes)
    assert not HouseWatch.objects.exists()


def test_a_case_that_ended_without_money_is_watched_no_more(time_machine: Any) -> None:
    bought()
    with transaction.atomic():
        operations.note_ended(case="TQ1", at=AT)
    time_machine.move_to(AT, tick=False)
    assert tasks.look_up_houses() == 0
