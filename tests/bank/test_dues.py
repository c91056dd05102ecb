"""Money that very many owe on one day: expected and fetched in a few statements, taken as it came."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from bank import operations
from bank.models import CollectionOrder, Expectation, SuspenseItem
from bank.operations import Fetch, NoCollectingAccount, Owed
from common.money import yuan_plain
from tests import make

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 10)


def owe(*owed: tuple[str, int]) -> None:
    with transaction.atomic():
        rows = [Owed(key, f"NO{key.upper()}00001", fen) for key, fen in owed]
        operations.expect_many(owed=rows, source="test", wake="", at=make.AT)


def receive(reference: str, fen: int, serial: str = "S1") -> None:
    account = make.bank_account()
    head = (
        "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
        "reversal_flag\n"
    )
    line = f"{account.number},2026-10-10,10:00:00,{serial},C,{yuan_plain(fen)},{yuan_plain(100_000_00 + fen)},"
    line += f"6217000099998888,付款人,{reference},转账,\n"
    operations.import_statement(name=f"{serial}.csv", content=(head + line).encode(), by=None, at=make.AT)


def take(key: str) -> operations.Taken | None:
    with transaction.atomic():
        return operations.take_all(expectation_key=key, on=ON, by=None, at=make.AT)


def test_many_are_expected_once_and_a_waiting_one_waits_for_the_new_sum(open_day: date) -> None:
    owe(("a1", 100), ("b1", 200))
    owe(("a1", 150))
    assert list(Expectation.objects.order_by("key").values_list("key", "amount_fen")) == [("a1", 150), ("b1", 200)]
    assert Expectation.objects.get(key="a1").events.count() == 1


@pytest.mark.parametrize("came", [300, 1_000, 1_700])
def test_what_came_is_taken_whole_less_or_more(open_day: date, came: int) -> None:
    owe(("a1", 1_000))
    receive("NOA100001", came)
    taken = take("a1")
    assert taken is not None and (taken.fen, taken.value_on) == (came, ON)
    assert sum(line.fen for line in taken.debits) == came
    ended = Expectation.objects.get(key="a1")
    assert (ended.status, ended.amount_fen, ended.received_fen) == ("DONE", came, came)
    assert SuspenseItem.objects.get().left_fen == 0
    assert take("a1") is None


def test_nothing_came_nothing_is_taken(open_day: date) -> None:
    owe(("a1", 1_000))
    assert take("a1") is None
    assert Expectation.objects.get().status == "OPEN"


def test_part_that_came_counts_when_more_is_owed(open_day: date) -> None:
    owe(("a1", 1_000))
    receive("NOA100001", 300)
    owe(("a1", 900))
    waiting = Expectation.objects.get()
    assert (waiting.status, waiting.amount_fen, waiting.missing_fen) == ("PARTLY", 1_200, 900)


def test_cards_are_asked_once_under_a_key(open_day: date) -> None:
    make.bank_account()
    fetch = Fetch("a1", "NOA100001", "DK1", "6217000012345678903", "张三", 500)
    for _turn in range(2):
        with transaction.atomic():
            operations.order_collections(fetches=[fetch], source="test", task="", at=make.AT)
    order = CollectionOrder.objects.get()
    assert (order.payer_account, order.payer_tail, order.amount_fen) == ("6217000012345678903", "8903", 500)
    assert order.events.count() == 1


def test_without_a_direct_line_nothing_is_fetched(open_day: date) -> None:
    with pytest.raises(NoCollectingAccount), transaction.atomic():
        operations.order_collections(fetches=[], source="test", task="", at=make.AT)


def test_no_more_is_taken_than_is_wanted_and_the_rest_is_free(open_day: date) -> None:
    owe(("a1", 1_000))
    receive("NOA100001", 1_700)
    with transaction.atomic():
        taken = operations.take_all(expectation_key="a1", on=ON, most=lambda _day: 900, by=None, at=make.AT)
    assert taken is not None and taken.fen == sum(line.fen for line in taken.debits) == 900
    item = SuspenseItem.objects.get()
    assert (item.left_fen, item.free_fen, item.reserved_fen) == (800, 800, 0)


def test_where_nothing_is_wanted_nothing_is_taken(open_day: date) -> None:
    owe(("a1", 1_000))
    receive("NOA100001", 700)
    with transaction.atomic():
        assert operations.take_all(expectation_key="a1", on=ON, most=lambda _day: 0, by=None, at=make.AT) is None
    assert SuspenseItem.objects.get().left_fen == 700
