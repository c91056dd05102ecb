"""Many at once on one account, and two workers on one withdrawal: real threads."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from bank.models import PaymentOrder
from ledger.models import Entry, Hold
from ledger.states import HoldStatus
from tests import make, people
from tests.ledger.threads import together
from tests.withdrawals import saver
from withdrawals import operations, queries
from withdrawals.models import Withdrawal
from withdrawals.rules.particulars import Particulars
from withdrawals.states import UNDER_WAY, PayoutStatus

pytestmark = [pytest.mark.django_db(transaction=True)]
AT_ONCE = 64


def test_sixty_four_at_once_never_take_more_than_there_is(open_day: date) -> None:
    user = people.zhang_san()
    account = saver.saver(user, fen=2_000_000)
    card = saver.card(user)

    def ask(place: int) -> Withdrawal:
        own = operations.Application(
            "purchase",
            user.person_id,
            100_000,
            Particulars(house=saver.house(place + 1)),
            operations.PayTo(card_id=card.pk),
        )
        return operations.apply(application=own, channel="PORTAL", by=user, at=make.AT)

    answers = together([partial(ask, place) for place in range(AT_ONCE)])
    made = [each for each in answers if isinstance(each, Withdrawal)]
    assert len(made) == 20
    assert all(isinstance(each, operations.NotAllowed) for each in answers if each not in made)
    assert saver.balance(account) == (2_000_000, 2_000_000)
    held = Hold.objects.filter(account=account.ledger_account_id, status=HoldStatus.HELD)
    assert {each.case for each in held} == {each.case.number for each in made}
    assert Withdrawal.objects.filter(status__in=UNDER_WAY).count() == held.count() == 20


def test_two_workers_screen_and_pay_one_withdrawal_once(open_day: date) -> None:
    user = people.zhang_san()
    account = saver.saver(user)
    found = saver.ask(user, "hardship", 900_000)
    together([partial(operations.screen, withdrawal_id=found.pk, at=make.AT)] * 4)
    together([saver.follow] * 4)
    found.refresh_from_db()
    assert (found.status, found.orders) == (PayoutStatus.PAID, 1)
    assert PaymentOrder.objects.count() == 1
    assert Entry.objects.filter(account=account.ledger_account_id, debit_fen__gt=0).count() == 1
    assert saver.balance(account) == (4_100_000, 0)


def test_a_couple_asks_at_once_and_has_one_family_limit(open_day: date) -> None:
    make.parameter("rent_steady_months", "0")
    one, other = people.zhang_san(), people.qian_qi()
    saver.saver(one)
    saver.saver(other, place=2)
    saver.card(other, "6217000000000002")
    saver.marry(one, other)
    asks = [
        saver.application(one, "rent", 1_000_000),
        saver.application(other, "rent", 1_000_000, card="6217000000000002"),
    ]

    def ask(place: int) -> Withdrawal:
        return operations.apply(application=asks[place], channel="PORTAL", by=(one, other)[place], at=make.AT)

    answers = together([partial(ask, 0), partial(ask, 1)])
    assert sum(isinstance(each, Withdrawal) for each in answers) == 1
    assert queries.uses_of([one.person_id, other.person_id])[0].fen == 1_000_000


def test_the_card_is_corrected_once_by_two_clicks(open_day: date) -> None:
    user = people.zhang_san()
    saver.saver(user)
    saver.card(user, saver.REFUSED)
    found = saver.screened(saver.ask(user, "hardship", 900_000, card=saver.REFUSED))
    to = operations.PayTo(card_id=saver.card(user).pk)
    answers = together([partial(operations.pay_again, case_id=found.case_id, to=to, by=user, at=make.AT)] * 2)
    assert sum(isinstance(each, operations.NotReturned) for each in answers) == 1
    assert PaymentOrder.objects.count() == 2
