"""One story for each reason whose data registers verify: asked, approved on the spot, paid, told."""

from __future__ import annotations

from datetime import date

import pytest

from bank.models import PaymentOrder
from desk.states.cases import CaseStatus
from ledger.models import Entry, Journal
from notifications.models import Message
from risk import queries as risk
from tests import people
from tests.withdrawals import saver
from withdrawals import operations, queries
from withdrawals.states import PayoutStatus

pytestmark = pytest.mark.django_db
NAMES = ("rent", "purchase", "repay", "property_fee", "hardship")
SMALL = {"rent": 1_800_000, "purchase": 2_000_000, "repay": 2_000_000, "property_fee": 260_000, "hardship": 960_000}


@pytest.fixture(autouse=True)
def ready(open_day: date) -> None:
    """A centre that can pay, where one paid month suffices for rent."""
    from tests import make

    make.parameter("rent_steady_months", "0")


@pytest.mark.parametrize("reason", NAMES)
def test_a_verified_withdrawal_is_paid_at_once_and_told(reason: str) -> None:
    user = people.zhang_san()
    account = saver.saver(user)
    found = saver.ask(user, reason, SMALL[reason])
    assert saver.balance(account) == (5_000_000, SMALL[reason])
    assert found.case.status == CaseStatus.SUBMITTED
    saver.screened(found)
    assert [each.sentence for each in risk.standing(found.case.number).findings] == []
    assert found.case.status == CaseStatus.DONE, found.note
    assert found.case.is_automatic and found.is_verified
    assert found.status == PayoutStatus.PAID
    assert saver.balance(account) == (5_000_000 - SMALL[reason], 0)
    order = PaymentOrder.objects.get()
    assert (order.warrant, order.made_by, order.authorised_by) == (found.case.number, None, None)
    journal = Journal.objects.get(pk=found.journal_id)
    assert (journal.reason, journal.case, journal.value_on) == ("WITHDRAWAL", found.case.number, found.value_on)
    own = Entry.objects.get(journal=journal, account=account.ledger_account_id)
    assert (own.debit_fen, own.employer_id) == (SMALL[reason], account.employer_account.employer_id)
    stamps = [found.submitted_at, found.accepted_at, found.screened_at, found.decided_at]
    assert all([*stamps, found.ordered_at, found.settled_at])
    told = Message.objects.filter(person=user.person, key=f"withdrawal_paid:withdrawal-{found.pk}-1")
    assert "到账" in told.get(channel="INBOX").title


def test_what_was_had_is_used_up_and_the_sentence_says_so() -> None:
    user = people.zhang_san()
    saver.saver(user)
    saver.asked_and_paid(user, "rent", 1_000_000)
    left = queries.allowance(saver.application(user, "rent", 1), saver.ON)
    assert left.most_fen == 800_000
    assert left.words == "最多可提 8,000.00 元：2026 年家庭限额 18,000.00 元，已用 10,000.00 元；账户余额 40,000.00 元"
    with pytest.raises(operations.NotAllowed, match="最多可提 8,000.00 元"):
        saver.ask(user, "rent", 800_001)
    assert saver.asked_and_paid(user, "rent", 800_000).status == PayoutStatus.PAID
