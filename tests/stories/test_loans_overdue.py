"""A story: a borrower falls behind, is told, catches up with a transfer, and pays to the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bank.models import CollectionOrder, SuspenseItem
from deposits.models import PersonalAccount
from loans.models import CardDebit, Loan
from loans.states.loans import Detail, LoanStatus
from notifications.models import Message
from tests import make
from tests.loans import world
from withdrawals.queries import guards

pytestmark = pytest.mark.django_db
DUE, SECOND, THIRD = date(2026, 10, 20), date(2026, 11, 20), date(2026, 12, 20)


@pytest.fixture
def borrower(open_day: date) -> PersonalAccount:
    make.bank_account()
    return world.depositor(1, 3_000_00)


def told(account: PersonalAccount, event: str) -> list[str]:
    rows = Message.objects.filter(person=account.person_id, template__event=event, channel="INBOX")
    return list(rows.order_by("id").values_list("body", flat=True))


def test_overdue_caught_up_and_paid_to_the_end(borrower: PersonalAccount) -> None:
    loan = world.loan(borrower_id=borrower.person_id, principal_fen=24_000_00, months=3, is_offset=True)
    assert loan.level_fen == 8_034_69

    # 20 October: savings give what they have, the card is asked for the rest and has nothing
    world.run_days(DUE)
    world.tasks.tell_offsets()
    assert "3,000.00元，余额不足" in told(borrower, "loan_offset_short")[0]
    world.cards_lack_money()
    assert CardDebit.objects.get().message == "付款账户余额不足"
    assert CollectionOrder.objects.get().amount_fen == 5_034_69

    # the day after: overdue, 122, nothing but repaying may be withdrawn for; the card is tried again
    world.run_days(DUE + timedelta(days=1))
    loan.refresh_from_db()
    assert loan.status == LoanStatus.OVERDUE and loan.overdue_account
    assert loan.overdue_account.balance_fen == 7_982_69 - (3_000_00 - 52_00)
    assert any("已逾期" in each.sentence for each in guards.blocks(borrower, policy_day(), reason="rent"))
    assert not guards.blocks(borrower, policy_day(), reason="repay")
    assert world.books_stand()

    # seventeen days late a transfer names the loan: penalty, interest and principal in their order
    world.move_to(DUE + timedelta(days=17))
    world.pay(loan, 5_034_69 + 9_27)
    line = loan.repayments.order_by("-id")[0]
    assert line.detail == Detail.OVERDUE_REPAID
    assert [(each.part, each.fen, each.days) for each in line.parts.order_by("id")] == [
        ("penalty", 9_27, 17),
        ("principal", 5_034_69, 0),
    ]
    assert "罚息9.27元" in told(borrower, "loan_repaid")[-1]
    loan.refresh_from_db()
    assert (loan.status, loan.overdue_since) == (LoanStatus.NORMAL, None)
    assert not guards.blocks(borrower, policy_day(), reason="rent")

    # from now on a transfer each month, the last one a little too much
    world.run_days(SECOND)
    world.pay(loan, 8_034_69, "JH2")
    world.run_days(THIRD)
    world.pay(loan, 8_100_00, "JH3")
    assert (loan.status, loan.settled_on, world.owed_fen(loan)) == (LoanStatus.SETTLED, THIRD, 0)
    free = [each.free_fen for each in SuspenseItem.objects.filter(left_fen__gt=0)]
    assert (loan.credit_account, free) == (None, [8_100_00 - last_payment(loan)])  # it is sent back
    assert world.laid_on(borrower) == []
    assert world.books_stand()


def policy_day() -> date:
    """The open business day."""
    return world.policy.book_date()


def last_payment(loan: Loan) -> int:
    """What the last instalment came to."""
    last = loan.instalments.get(number=3)
    return last.principal_fen + last.interest_fen
