"""The day-close checklist across apps: a bank difference nobody can explain keeps the day open, the rest is shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from bank.models import PaymentOrder, SuspenseItem
from bank.states import OrderStatus
from fundcenter import closing
from ledger import operations as ledger
from ledger import queries as books
from policy import operations as policy
from policy import queries as policy_queries
from tests import people
from tests.bank import money
from tests.conftest import OPEN_DAY
from tests.ledger.books import transfer
from tests.make import AT

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def day(open_day: date) -> date:
    return open_day


def words(start: str) -> tuple[str, str]:
    """Verdict and words of the point whose label begins so."""
    point = next(each for each in books.day_points(policy_queries.book_date()) if each.label.startswith(start))
    return point.verdict.value, point.words


def test_a_difference_that_no_item_explains_keeps_the_day_open() -> None:
    money.account()
    money.take_in(("A1", 500_00, {}), opening_fen=money.OPENING_FEN + 1_00)
    assert words("银行与账面一致") == ("bad", "差额 1.00 元找不到对应的账项")
    with pytest.raises(ledger.DayNotReady, match="差额 1.00 元找不到对应的账项"):
        ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)
    assert policy_queries.book_date() == OPEN_DAY
    client = people.browser(people.sun_ba())
    shown = client.get(reverse("ledger:office_home"), {"check": "on"}).content.decode()
    assert "差额 1.00 元找不到对应的账项" in shown and reverse("bank:office_reconciliations") in shown
    client.post(reverse("ledger:office_close_day"), {"on": f"{OPEN_DAY}"})
    assert policy_queries.book_date() == OPEN_DAY


def test_open_items_are_shown_with_their_sum_and_the_day_closes() -> None:
    money.account()
    money.take_in(("F1", -30_00, {"remark": "手续费"}))
    assert words("银行与账面一致") == ("warn", "有 1 笔未达账项，合计 -30.00 元")
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)


def test_without_a_statement_the_list_says_so_and_with_a_clean_one_too() -> None:
    account = money.account()
    assert words("银行与账面一致") == ("warn", "还没有导入对账单")
    money.take_in(("A1", 500_00, {}))
    assert words("银行与账面一致")[0] == "good"
    assert str(account) in next(each.label for each in closing.bank_points(OPEN_DAY))


def test_suspense_is_shown_with_its_age_and_must_be_the_sum_of_its_items() -> None:
    assert words("暂收款") == ("good", "没有暂收款")
    money.account()
    money.take_in(("A1", 500_00, {}))
    item = SuspenseItem.objects.get()
    age = (OPEN_DAY - item.since).days
    assert words("暂收款") == ("warn", f"500.00 元，最早一笔已 {age} 天")
    SuspenseItem.objects.update(left_fen=499_00)
    assert words("暂收款") == ("bad", "总账 500.00 元，明细 499.00 元")


def test_a_payment_without_an_end_is_shown() -> None:
    money.account()
    order = money.send(money.authorised())
    PaymentOrder.objects.filter(pk=order.pk).update(status=OrderStatus.UNKNOWN)
    assert words("付款结果") == ("warn", "1 笔付款还不知道结果")


def test_balances_not_yet_shared_among_persons_are_a_note() -> None:
    assert words("缴存登记")[0] == "good"
    with transaction.atomic():
        loose = ledger.open_account(code="201-TOTAL", name="期初", subject="201", on=OPEN_DAY, is_guarded=True)
        till = ledger.open_account(code="T", name="T", subject="101", on=OPEN_DAY, is_guarded=False)
    transfer(till, loose, 1_000, "opening")
    assert words("缴存登记") == ("warn", "有 10.00 元期初余额还没有分到个人")


def test_the_last_quarters_interest_is_asked_for() -> None:
    assert words("上季度应付利息") == ("warn", "2026-3 季度还没有计提，系统每天自动补做")
    with transaction.atomic():
        expense = ledger.subject_account(subject="411-01", on=OPEN_DAY)
        payable = ledger.subject_account(subject="211", on=OPEN_DAY)
    transfer(expense, payable, 5, "interest-accrued-202609")
    assert words("上季度应付利息") == ("good", "2026-3 季度已计提")


def test_several_reasons_are_all_told() -> None:
    money.account()
    money.take_in(("A1", 500_00, {}), opening_fen=money.OPENING_FEN + 1_00)
    with transaction.atomic():
        ledger.seal_day(on=OPEN_DAY, next_on=NEXT_DAY, by=None, at=AT)
    with pytest.raises(ledger.DayNotReady) as refusal:
        ledger.close_day(on=NEXT_DAY, next_on=NEXT_DAY + timedelta(days=1), by=people.sun_ba(), at=AT)
    assert "凭证待复核" in str(refusal.value) and "找不到对应的账项" in str(refusal.value)


def test_the_checklist_of_a_new_centre_lets_its_first_day_close() -> None:
    with transaction.atomic():
        policy.set_book_date(on=OPEN_DAY)
    assert all(point.verdict != "bad" for point in books.day_points(OPEN_DAY))
