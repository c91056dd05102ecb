"""Lists narrowed, exported and looked at in the admin."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bank import operations
from bank.models import BankAccount, DayReconciliation, StatementImport
from tests import people
from tests.bank import money
from tests.make import AT

pytestmark = pytest.mark.django_db


def text(name: str, query: str = "", *args: object) -> str:
    answer = people.browser(people.sun_ba()).get(reverse(f"bank:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_receipts_are_narrowed_by_status_and_day() -> None:
    money.account()
    money.payer()
    money.take_in(("FIRST1", 100, {"remark": "10000001"}), ("SECOND", 100, {}), ("THIRD1", 100, {"day": "2026-10-11"}))
    assert {serial in text("office_receipts") for serial in ("FIRST1", "SECOND", "THIRD1")} == {True}
    strays = text("office_receipts", "?status=UNIDENTIFIED")
    assert ("SECOND" in strays, "FIRST1" in strays) == (True, False)
    tomorrow = text("office_receipts", "?day=2026-10-11")
    assert ("THIRD1" in tomorrow, "SECOND" in tomorrow) == (True, False)


def test_suspense_is_narrowed_by_employer_and_age() -> None:
    money.account()
    employer = money.payer()
    money.take_in(("FIRST1", 100, {"remark": "10000001"}), ("SECOND", 100, {}))
    own = text("office_suspense", "?number=10000001")
    assert (employer.name in own, "无单位暂收款" in own) == (True, False)
    assert "没有符合条件的记录" in text("office_suspense", "?before=2026-10-10")


def test_orders_are_narrowed_by_status() -> None:
    money.account()
    order = money.order()
    assert order.number in text("office_orders", "?status=MADE")
    assert order.number not in text("office_orders", "?status=SENT")


@pytest.mark.parametrize("name", ["office_receipts", "office_suspense", "office_orders", "office_reconciliations"])
def test_lists_are_exported(name: str) -> None:
    money.account()
    money.order()
    money.take_in(("FIRST1", 100, {}))
    answer = people.browser(people.sun_ba()).get(reverse(f"bank:{name}") + "?export=xlsx")
    assert answer.status_code == 200


def test_a_statements_lines_are_exported_with_their_status() -> None:
    money.account()
    money.take_in(("FIRST1", 100, {}), ("FEE001", -10, {}), ("BACK01", -7, {"flag": "1"}))
    pk = StatementImport.objects.get().pk
    answer = people.browser(people.sun_ba()).get(reverse("bank:office_statement", args=[pk]) + "?export=xlsx")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_a_file_full_of_faults_shows_the_first_thirty() -> None:
    money.account()
    lines = money.running(*[(f"A{n}", 100, {}) for n in range(40)])
    for line in lines:
        line["direction"] = "X"
    file = SimpleUploadedFile("a.csv", money.file(lines))
    answer = people.browser(people.sun_ba()).post(reverse("bank:office_upload"), {"file": file})
    page = answer.content.decode()
    assert "第 31 行" in page
    assert "第 32 行" not in page
    assert "另有 10 处。" in page


def test_days_without_statement_and_days_that_differ_are_said_in_words() -> None:
    account = money.account()
    on = date(2026, 10, 10)
    operations.reconcile_day(bank_account_id=account.pk, day=on, by=None, at=AT)
    assert "没有对账单" in text("office_reconciliations")
    assert "无法核对" in text("office_reconciliation", "", DayReconciliation.objects.get().pk)
    money.take_in(("A1", 100, {}), opening_fen=money.OPENING_FEN + 7)
    operations.reconcile_day(bank_account_id=account.pk, day=on, by=None, at=AT)
    assert "余额不符" in text("office_reconciliations")
    assert "0.07 元差额没有对应的明细" in text("office_reconciliation", "", DayReconciliation.objects.get().pk)


def test_a_missing_statement_is_said_on_the_page() -> None:
    money.account()
    money.take_in(("A1", 100, {}))
    money.take_in(("A2", 100, {}), opening_fen=money.OPENING_FEN + 600)
    pk = StatementImport.objects.order_by("-id")[0].pk
    assert "相差 5.00 元" in text("office_statement", "", pk)


def test_models_say_who_they_are() -> None:
    account = money.account()
    order = money.order()
    money.take_in(("A1", 100, {}))
    assert str(account) == f"建设银行 {money.NUMBER}"
    assert str(BankAccount.objects.get().lines.get()) == "A1"
    assert str(StatementImport.objects.get()) == "对账单.csv"
    assert (str(order), str(order.status)) == (order.number, "MADE")
