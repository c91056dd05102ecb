"""Payments on the system's authority: within the limits nobody's hand, above them three as ever, by constraint."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bank import operations
from bank.models import AutomaticDay, PaymentOrder
from bank.states import OrderStatus
from common.errors import WrongState
from tests import make, people
from tests.bank import money
from tests.ledger.threads import together
from tests.make import AT

pytestmark = pytest.mark.django_db


def granted(fen: int = 500_000, key: str = "w-1", **more: Any) -> PaymentOrder:
    """A payment that a case has granted."""
    with transaction.atomic():
        return operations.make_order(
            key=key,
            source="withdrawals",
            amount_fen=fen,
            payee_account="6217000000000001",
            payee_name="张三",
            summary="提取",
            warrant="TQZ20261010000001",
            by=more.pop("by", None),
            at=AT,
            **more,
        )


def test_within_the_limits_it_is_authorised_at_once_by_nobody() -> None:
    money.account()
    order = granted(by=people.sun_ba())
    assert (order.status, order.warrant) == (OrderStatus.AUTHORISED, "TQZ20261010000001")
    assert (order.made_by, order.reviewed_by, order.authorised_by, order.authorised_at) == (None, None, None, AT)
    assert [each.action for each in order.events.order_by("id")] == ["make", "warrant"]
    assert granted() == order
    day = AutomaticDay.objects.get()
    assert (day.order_count, day.total_fen) == (1, 500_000)


def test_the_limit_itself_still_leaves_and_a_fen_more_waits() -> None:
    money.account()
    make.parameter("automatic_payment_limit_fen", "500000")
    assert granted(500_000).status == OrderStatus.AUTHORISED
    above = granted(500_001, "w-2", by=people.sun_ba())
    assert (above.status, above.warrant, above.made_by) == (OrderStatus.MADE, "", people.sun_ba())
    with pytest.raises(operations.SamePerson):
        operations.review_order(order_id=above.pk, by=people.sun_ba(), at=AT)


def test_a_days_sum_has_its_limit() -> None:
    money.account()
    make.parameter("automatic_payment_day_limit_fen", "900000")
    assert granted(500_000).status == OrderStatus.AUTHORISED
    assert granted(400_001, "w-2").status == OrderStatus.MADE
    assert granted(400_000, "w-3").status == OrderStatus.AUTHORISED
    assert AutomaticDay.objects.get().total_fen == 900_000


def test_the_database_lets_no_other_order_leave_without_three_persons() -> None:
    money.account()
    order = money.order()
    rows = PaymentOrder.objects.filter(pk=order.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status=OrderStatus.AUTHORISED, authorised_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():  # a warrant does not stand beside a person's name
        rows.update(status=OrderStatus.AUTHORISED, authorised_at=AT, warrant="x")


def test_a_person_may_still_stop_it_before_it_is_sent_and_nobody_authorises_it_again() -> None:
    money.account()
    order = granted()
    with pytest.raises(WrongState):
        operations.review_order(order_id=order.pk, by=people.zhou_jiu(), at=AT)
    operations.reject_order(order_id=order.pk, by=people.zhou_jiu(), at=AT, note="核实中")
    assert PaymentOrder.objects.get().status == OrderStatus.REJECTED


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_exceed_the_day(open_day: object) -> None:
    money.account()
    make.parameter("automatic_payment_day_limit_fen", "1000000")
    made = together([partial(granted, 300_000, f"w-{place}") for place in range(8)])
    assert sorted(each.status for each in made).count(OrderStatus.AUTHORISED) == 3
    assert AutomaticDay.objects.get().total_fen == 900_000
