"""The money's way at a bank that refuses, is slow, does not know, notifies twice, or takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from bank.models import PaymentOrder
from bank.operations import payments
from bank.states import OrderStatus
from common.states import lock
from desk.states.cases import CaseStatus
from ledger.models import Entry
from notifications.models import Message
from tests import make, people
from tests.withdrawals import saver
from withdrawals import operations, queries
from withdrawals.models import Withdrawal
from withdrawals.operations import Application, PayTo
from withdrawals.states import PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = make.AT + timedelta(hours=1)


def asked(card: str, fen: int = 900_000) -> Withdrawal:
    """A small verified withdrawal to a card that the bank treats its own way."""
    user = people.zhang_san()
    saver.saver(user)
    saver.card(user, card)
    return saver.screened(saver.ask(user, "hardship", fen, card=card))


def held(found: Withdrawal) -> tuple[int, int]:
    """Balance and holds of its account."""
    return saver.balance(found.account)


def test_a_payment_that_comes_back_stays_held_and_is_paid_once_to_another_card() -> None:
    found = asked(saver.REFUSED)
    user = people.zhang_san()
    assert (found.status, found.note) == (PayoutStatus.RETURNED, "收款账号不存在")
    assert found.case.status == CaseStatus.IN_EXECUTION
    assert held(found) == (5_000_000, 900_000)
    assert Message.objects.filter(person=user.person, key__startswith="withdrawal_returned").exists()
    good = saver.card(user)
    operations.pay_again(case_id=found.case_id, to=PayTo(card_id=good.pk), by=user, at=LATER)
    with pytest.raises(operations.NotReturned):
        operations.pay_again(case_id=found.case_id, to=PayTo(card_id=good.pk), by=user, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.payee_tail, found.orders) == (PayoutStatus.PAID, "0001", 2)
    assert held(found) == (4_100_000, 0)
    assert PaymentOrder.objects.filter(status=OrderStatus.SETTLED).count() == 1


def test_why_a_colleague_stopped_a_payment_stays_inside() -> None:
    """The owner hears that it was not paid, in words of ours; the colleague's note stands on the order alone."""
    user = people.zhang_san()
    saver.saver(user)
    make.parameter("automatic_payment_day_limit_fen", "1")
    found = saver.screened(saver.ask(user, "hardship", 900_000))
    order = PaymentOrder.objects.get()
    payments.reject_order(order_id=order.pk, by=people.zhou_jiu(), at=LATER, note="像是骗提，先查他")
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.note) == (PayoutStatus.RETURNED, "付款复核没有通过，请核对收款账户")
    assert not found.case.events.filter(note__contains="骗提").exists()
    told = Message.objects.filter(person=user.person, key__startswith="withdrawal_re")
    assert {each.key.split(":")[0] for each in told} == {"withdrawal_rejected"}
    assert not [each for each in told if "骗提" in each.body or "银行退回" in each.body]


def test_a_payment_that_came_back_can_be_given_up() -> None:
    found = asked(saver.REFUSED)
    operations.give_up(case_id=found.case_id, reason="不再提取", by=people.zhang_san(), at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    found.case.refresh_from_db()
    assert (found.status, found.case.status) == (PayoutStatus.RELEASED, CaseStatus.VOID)
    assert held(found) == (5_000_000, 0)


def test_nobody_else_changes_the_card() -> None:
    found = asked(saver.REFUSED)
    other = people.qian_qi()
    mine = saver.card(other, "6217000000000002")
    with pytest.raises(operations.NotTheirAccount):
        operations.pay_again(case_id=found.case_id, to=PayTo(card_id=mine.pk), by=other, at=LATER)
    with pytest.raises(operations.BadPayee):
        operations.pay_again(case_id=found.case_id, to=PayTo(card_id=mine.pk), by=people.zhang_san(), at=LATER)


@pytest.mark.parametrize(("card", "asks"), [(saver.UNKNOWN_PAID, 1), (saver.SLOW, 2), (saver.BREAKS, 1)])
def test_unknown_keeps_the_hold_until_the_bank_says_and_is_never_paid_twice(card: str, asks: int) -> None:
    found = asked(card)
    assert found.status == PayoutStatus.ORDERED
    assert held(found) == (5_000_000, 900_000)
    saver.follow(LATER)
    for _time in range(asks):
        saver.ask_bank(found)
    assert found.status == PayoutStatus.PAID
    assert PaymentOrder.objects.count() == 1
    assert held(found) == (4_100_000, 0)


def test_unknown_that_was_never_paid_waits_for_another_card() -> None:
    found = asked(saver.UNKNOWN_UNPAID)
    saver.ask_bank(found)
    saver.ask_bank(found)
    assert found.status == PayoutStatus.RETURNED
    assert held(found) == (5_000_000, 900_000)


def test_news_that_comes_twice_is_booked_once() -> None:
    found = asked(saver.TWICE)
    saver.follow(LATER)
    assert found.status == PayoutStatus.PAID
    assert Entry.objects.filter(account=found.account.ledger_account_id, debit_fen=900_000).count() == 1


def came_back(found: Withdrawal) -> None:
    """The bank takes a settled payment back, days later."""
    with transaction.atomic():
        order = lock(PaymentOrder, queries.orders_of(found)[0].pk)
        payments.return_late(order, value_on=saver.ON, on=saver.ON, by=None, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    found.case.refresh_from_db()


def test_money_that_comes_back_after_it_was_booked_lies_there_as_if_it_had_never_left() -> None:
    found = asked(saver.GOOD)
    value_on = found.value_on
    came_back(found)
    assert (found.status, found.case.status) == (PayoutStatus.CAME_BACK, CaseStatus.DONE)
    assert held(found) == (5_000_000, 0)
    back = Entry.objects.get(account=found.account.ledger_account_id, credit_fen=900_000)
    assert back.value_on == value_on
    assert back.employer_id == found.account.employer_account.employer_id
    application: Application = saver.application(people.zhang_san(), "hardship", 900_000)
    assert queries.allowance(application, saver.ON).most_fen == 960_000


def test_what_came_back_late_is_held_anew_and_paid_once_more() -> None:
    found = asked(saver.GOOD)
    came_back(found)
    user = people.zhang_san()
    other = saver.card(user, "6217000000000002")
    operations.pay_again(case_id=found.case_id, to=PayTo(card_id=other.pk), by=user, at=LATER)
    assert held(found) == (5_000_000, 900_000)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.orders) == (PayoutStatus.PAID, 2)
    assert held(found) == (4_100_000, 0)


def test_the_hour_of_the_message_is_the_last_stamp() -> None:
    found = asked(saver.GOOD)
    assert operations.stamp_messages(at=LATER) == 0
    told = Message.objects.filter(key=f"withdrawal_paid:withdrawal-{found.pk}-1", channel="SMS")
    told.update(status="SENT", sent_at=LATER, next_try_at=None)
    assert operations.stamp_messages(at=LATER) == 1
    found.refresh_from_db()
    assert found.sms_sent_at == LATER
    waited = {each.step: each for each in queries.form_to_money(make.AT, LATER)}
    assert (waited["whole"].count, waited["sms"].half_seconds) == (1, 3600)


def test_what_exceeds_the_limits_of_automatic_payments_waits_for_three_persons() -> None:
    make.parameter("automatic_payment_day_limit_fen", "1000000")
    assert asked(saver.GOOD).status == PayoutStatus.PAID
    second = saver.screened(saver.ask(people.zhang_san(), "repay", 100_001))
    assert second.status == PayoutStatus.ORDERED
    assert queries.orders_of(second)[0].status == OrderStatus.MADE
    third = saver.screened(saver.ask(people.zhang_san(), "purchase", 100_000))
    assert third.status == PayoutStatus.PAID
