"""Established to be fraud before the money went, while it goes, or after it came back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desk.states.cases import CaseStatus
from risk.models import Outcome
from tests import make, people
from tests.withdrawals import ended, saver
from tests.withdrawals.test_closing import GOOD_CARDS, granted, heirs, inherit
from tests.withdrawals.test_closing import ask as ask_closing
from withdrawals import operations
from withdrawals.models import Recovery, Withdrawal
from withdrawals.states import PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = make.AT + timedelta(hours=1)


def asked(card: str = saver.GOOD) -> Withdrawal:
    """A small withdrawal to a card that the bank treats its own way."""
    user = people.zhang_san()
    saver.saver(user)
    saver.card(user, card)
    return saver.ask(user, "hardship", 900_000, card=card)


def established(found: Withdrawal) -> Outcome:
    """The news as the risk case writes it, followed."""
    news = Outcome.objects.create(
        source="withdrawals",
        kind="ESTABLISHED",
        case=found.case.number,
        person_id=found.person_id,
        at=LATER,
        amount_fen=900_000,
        due_on=date(2026, 11, 9),
        note="FX2026000001",
    )
    saver.follow(LATER)
    for each in (news, found, found.case):
        each.refresh_from_db()
    return news


def test_what_the_bank_may_still_pay_is_demanded_back_once_it_has() -> None:
    found = saver.screened(asked(saver.UNKNOWN_PAID))
    news = established(found)
    assert (found.status, news.claimed_at) == (PayoutStatus.ORDERED, None)
    saver.ask_bank(found)
    saver.follow(LATER)
    assert found.status == PayoutStatus.PAID
    assert Recovery.objects.get().total_fen == 900_000


def test_what_came_back_is_never_paid_and_the_money_is_free() -> None:
    found = saver.screened(asked(saver.REFUSED))
    established(found)
    assert (found.status, found.case.status) == (PayoutStatus.RELEASED, CaseStatus.VOID)
    assert saver.balance(found.account) == (5_000_000, 0)
    assert not Recovery.objects.exists()


@pytest.mark.parametrize("granted", [False, True])
def test_what_was_never_ordered_ends_with_the_reason(granted: bool) -> None:
    found = asked()
    if granted:
        operations.screen(withdrawal_id=found.pk, at=make.AT)
        Withdrawal.objects.filter(pk=found.pk).update(payee_account=saver.REFUSED)  # unbound: it waits
        saver.follow()
    established(found)
    assert found.status == PayoutStatus.RELEASED
    assert found.case.status == (CaseStatus.VOID if granted else CaseStatus.REFUSED)
    assert "FX2026000001" in found.note
    assert saver.balance(found.account) == (5_000_000, 0)


def test_the_payments_of_an_account_that_ends_are_never_made_and_its_money_is_free() -> None:
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask_closing(user, card=saver.REFUSED))
    assert established(found).claimed_at is not None
    assert (found.status, found.case.status) == (PayoutStatus.RELEASED, CaseStatus.VOID)
    assert ended.balance(account) == (1_807_575, 0)
    assert not Recovery.objects.exists()


def test_of_heirs_of_whom_one_was_paid_the_paid_part_is_demanded_back_and_the_rest_stays() -> None:
    account = ended.sealed(fen=10_000_000)
    found = granted(inherit(account, heirs(GOOD_CARDS[0], saver.REFUSED, GOOD_CARDS[2])))
    established(found)
    assert (found.status, found.case.status, found.asked_fen) == (PayoutStatus.PAID, CaseStatus.DONE, 7_531_562)
    assert ended.balance(account) == (2_510_521, 0)
    assert Recovery.objects.get().total_fen == 900_000


def test_while_one_heir_s_payment_is_not_answered_the_news_waits() -> None:
    account = ended.sealed(fen=10_000_000)
    found = granted(inherit(account, heirs(saver.UNKNOWN_PAID, saver.REFUSED, GOOD_CARDS[2])))
    news = established(found)
    assert (found.status, news.claimed_at) == (PayoutStatus.RETURNED, None)
