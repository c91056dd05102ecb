"""Taking over what was before the portal: in order, silently, and balances once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from deposits import operations as deposits
from deposits.files.expected import CheckedRow
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from deposits.operations import MonthOutOfOrder, NewEmployer, history
from deposits.states import ChangeKind, ListStatus
from notifications.models import Message
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(open_day: date) -> EmployerAccount:
    new = NewEmployer(
        name="辽源市测试有限公司",
        social_credit_code="91350100M000100Y43",
        employer_rate=Decimal(12),
        employee_rate=Decimal(12),
        payday=5,
        first_month="202609",
        number="10000009",
    )
    return deposits.register_employer(new=new, branch_id=people.branch().pk, by=None, at=AT)


def declare(account: EmployerAccount, month: str) -> RemittanceList:
    number, phone = people.DOCUMENTS["张三"]
    row = CheckedRow(1, "", "张三", "01", number, 843_756, 101_300, 101_300, ChangeKind.NEW, "", phone, "")
    return history.declare_past_list(employer_account_id=account.pk, month=month, rows=[row], by=None, at=AT)


def test_a_past_list_opens_accounts_waits_for_its_money_and_tells_nobody(account: EmployerAccount) -> None:
    declared = declare(account, "202609")
    assert (declared.status, declared.total_fen, declared.upload_id) == (ListStatus.AWAITING, 202_600, None)
    assert PersonalAccount.objects.get().monthly_fen == 202_600
    assert not Message.objects.exists()


def test_a_month_that_has_not_begun_or_is_out_of_order_is_refused(account: EmployerAccount) -> None:
    with pytest.raises(history.TakeOverEnded):
        declare(account, "202611")
    with pytest.raises(MonthOutOfOrder):
        declare(account, "202610")


def test_balances_are_brought_along_once(account: EmployerAccount) -> None:
    declare(account, "202609")
    personal = PersonalAccount.objects.get()
    for _time in range(2):
        history.take_over_balances(key="old", fen_by_number={personal.number: 1_234_500}, by=None, at=AT)
    personal.ledger_account.refresh_from_db()
    assert personal.ledger_account.balance_fen == 1_234_500
    with pytest.raises(history.TakeOverEnded):
        history.take_over_balances(key="other", fen_by_number={"200000000000": 1}, by=None, at=AT)


def test_nothing_is_credited_where_the_bank_has_no_news(account: EmployerAccount) -> None:
    declare(account, "202609")
    assert history.allocate_past_lists(by=None, at=AT) == 0
