"""The bank's desk through a browser: who comes in, what a page shows, what a button does."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bank import operations
from bank.models import BankAccount, DayReconciliation, PaymentBatch, PaymentOrder, Receipt, Reversal, SuspenseItem
from bank.states import Channel, ExpectationStatus, OrderStatus, ReceiptStatus
from tests import people
from tests.bank import money
from tests.make import AT

pytestmark = pytest.mark.django_db

LISTS = [
    "office_home",
    "office_statements",
    "office_receipts",
    "office_suspense",
    "office_reversals",
    "office_orders",
    "office_batches",
    "office_reconciliations",
]


def page(name: str, *args: object) -> str:
    return reverse(f"bank:{name}", args=args)


def upload(content: bytes, name: str = "对账单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def imported() -> None:
    money.account()
    money.first_month_expected()
    money.day(date(2026, 10, 13))
    operations.import_statement(name="s.csv", content=money.STATEMENT.read_bytes(), by=people.sun_ba(), at=AT)


@pytest.mark.parametrize("name", LISTS)
def test_pages_open_for_the_accountant_and_the_auditor_and_nobody_else(name: str) -> None:
    money.account()
    for user in (people.sun_ba(), people.wu_shi()):
        assert people.browser(user).get(page(name)).status_code == 200
    for user in (people.wang_wu(), people.zhang_san(), people.zheng_yi()):
        assert people.browser(user).get(page(name)).status_code == 403
    assert people.browser().get(page(name)).status_code == 302


@pytest.mark.parametrize("name", LISTS)
def test_pages_show_the_first_month(name: str) -> None:
    imported()
    assert people.browser(people.sun_ba()).get(page(name)).status_code == 200


def test_a_statement_is_uploaded_and_its_lines_are_shown() -> None:
    money.account()
    browser = people.browser(people.sun_ba())
    answer = browser.post(page("office_upload"), {"file": upload(money.STATEMENT.read_bytes())}, follow=True)
    text = answer.content.decode()
    assert "导入 7 笔新明细，跳过 1 笔重复" in text
    assert "其中 6 笔起息日在当前会计日期之后" in text
    assert "JH20261011100283" in text
    assert "0880453207335095" not in text
    again = browser.post(page("office_upload"), {"file": upload(money.STATEMENT.read_bytes())}, follow=True)
    assert "这份文件已经导入过" in again.content.decode()


def test_a_broken_statement_is_refused_with_row_and_column() -> None:
    money.account()
    lines = money.running(("A1", 100, {}), ("A2", 200, {}))
    lines[1]["balance"] = "1.00"
    answer = people.browser(people.sun_ba()).post(page("office_upload"), {"file": upload(money.file(lines))})
    assert answer.status_code == 422
    assert "第 3 行“balance”：余额不连续" in answer.content.decode()
    assert Receipt.objects.count() == 0


def test_a_file_of_another_kind_and_an_empty_one_are_refused() -> None:
    money.account()
    browser = people.browser(people.sun_ba())
    assert browser.post(page("office_upload"), {"file": upload(b"MZ", "a.exe")}).status_code == 422
    assert browser.post(page("office_upload"), {"file": upload(b"  ")}).status_code == 422


def test_a_proposal_is_confirmed_or_declined() -> None:
    money.account()
    employer = money.payer()
    for serial, key in (("A1", "list-1"), ("A2", "list-2")):
        expected = money.expectation(employer, 1_000, key=key, paying="", reference="")
        opening = BankAccount.objects.get().statement_balance_fen or money.OPENING_FEN
        money.take_in((serial, 1_000, {"name": employer.name}), opening_fen=opening)
        receipt = Receipt.objects.get(line__bank_serial=serial)
        assert receipt.status == ReceiptStatus.PROPOSED
        browser = people.browser(people.sun_ba())
        assert "确认，用于这张清册" in browser.get(page("office_receipt", receipt.pk)).content.decode()
        verb = "office_receipt_confirm" if serial == "A1" else "office_receipt_decline"
        assert browser.post(page(verb, receipt.pk)).status_code == 302
        expected.refresh_from_db()
        assert expected.status == (ExpectationStatus.COVERED if serial == "A1" else ExpectationStatus.OPEN)


def test_unidentified_money_is_assigned_to_an_employer_and_used_at_once() -> None:
    money.account()
    employer = money.payer()
    expected = money.expectation(employer, 1_000)
    money.take_in(("A1", 1_500, {"name": "某人"}))
    receipt = Receipt.objects.get()
    browser = people.browser(people.sun_ba())
    wrong = browser.post(page("office_receipt_assign", receipt.pk), {"account_number": "9"})
    assert wrong.status_code == 422
    answer = browser.post(page("office_receipt_assign", receipt.pk), {"account_number": "10000001", "use": "on"})
    assert answer.status_code == 302
    expected.refresh_from_db()
    assert expected.status == ExpectationStatus.COVERED
    item = SuspenseItem.objects.get()
    assert (item.account.code, item.free_fen) == ("219-01-10000001", 500)
    assert money.books_agree()


def test_use_at_once_asks_for_exactly_one_waiting_matter() -> None:
    money.account()
    money.payer()
    money.take_in(("A1", 1_500, {"name": "某人"}))
    url = page("office_receipt_assign", Receipt.objects.get().pk)
    answer = people.browser(people.sun_ba()).post(url, {"account_number": "10000001", "use": "on"})
    assert "请先转入暂收款" in answer.content.decode()


def test_suspense_is_used_from_its_page_and_an_employers_is_not_refunded_there() -> None:
    money.account()
    employer = money.payer()
    money.take_in(("A1", 1_500, {"remark": "单位10000001", "payer": "0880000000000001", "name": employer.name}))
    expected = money.expectation(employer, 1_000)
    item = SuspenseItem.objects.get()
    browser = people.browser(people.sun_ba())
    assert "使用暂收款" in browser.get(page("office_suspense_item", item.pk)).content.decode()
    bad = browser.post(page("office_suspense_use", item.pk), {"expectation": expected.key, "amount": "-1"})
    assert bad.status_code == 422
    browser.post(page("office_suspense_use", item.pk), {"expectation": expected.key, "amount": "10.00"})
    expected.refresh_from_db()
    assert expected.status == ExpectationStatus.COVERED
    assert browser.post(page("office_suspense_refund", item.pk), {"amount": "5.00"}).status_code == 404
    assert not PaymentOrder.objects.exists()


def test_money_that_nobody_knows_is_refunded_from_its_page() -> None:
    money.account()
    money.take_in(("A1", 1_500, {"payer": "0880000000000001", "name": "某人"}))
    item = SuspenseItem.objects.get()
    browser = people.browser(people.sun_ba())
    assert browser.post(page("office_suspense_refund", item.pk), {"amount": "0"}).status_code == 422
    browser.post(page("office_suspense_refund", item.pk), {"amount": "5.00"})
    order = PaymentOrder.objects.get()
    assert (order.amount_fen, order.payee_account) == (500, "0880000000000001")
    assert order.number in browser.get(page("office_suspense_item", item.pk)).content.decode()


def test_a_payment_goes_through_three_persons_on_its_page() -> None:
    money.account()
    order = money.order()
    maker, second, third = (people.browser(u()) for u in (people.sun_ba, people.zhou_jiu, people.feng_er))
    assert maker.post(page("office_order_review", order.pk)).status_code == 403
    second.post(page("office_order_review", order.pk))
    assert "授权付款" not in second.get(page("office_order", order.pk)).content.decode()
    refused = second.post(page("office_order_authorise", order.pk), follow=True)
    assert "必须是三个不同的人" in refused.content.decode()
    assert "授权付款" in third.get(page("office_order", order.pk)).content.decode()
    third.post(page("office_order_authorise", order.pk))
    order.refresh_from_db()
    assert order.status == OrderStatus.AUTHORISED


def test_a_payment_is_rejected_with_a_reason() -> None:
    money.account()
    order = money.order()
    browser = people.browser(people.zhou_jiu())
    assert "请写明理由" in browser.post(page("office_order_reject", order.pk), follow=True).content.decode()
    browser.post(page("office_order_reject", order.pk), {"note": "账号不对"})
    order.refresh_from_db()
    assert (order.status, order.message) == (OrderStatus.REJECTED, "账号不对")


def test_the_bank_is_asked_and_an_unknown_payment_declared_unpaid() -> None:
    money.account()
    order = money.authorised(payee="6217000000009007")
    from bank.gateways.sandbox import SandboxGateway

    operations.send_order(order_id=order.pk, gateway=SandboxGateway(), at=AT)
    browser = people.browser(people.feng_er())
    assert "绝不会重复付款" in browser.get(page("office_order", order.pk)).content.decode()
    browser.post(page("office_order_ask", order.pk))
    order.refresh_from_db()
    assert (order.status, order.message) == (OrderStatus.UNKNOWN, "银行查无此笔")
    assert "认定未付" not in browser.get(page("office_order", order.pk)).content.decode()
    people.browser(people.zhou_jiu()).post(page("office_order_note_unpaid", order.pk), {"note": "银行〔2026〕7号函"})
    assert "周九已登记银行的书面答复" in browser.get(page("office_order", order.pk)).content.decode()
    browser.post(page("office_order_unpaid", order.pk), {"note": "银行书面答复"})
    order.refresh_from_db()
    assert order.status == OrderStatus.RETURNED


def test_payments_leave_as_a_file_and_come_back_as_results() -> None:
    account = money.account(channel=Channel.FILE)
    order = money.authorised(123_456)
    browser = people.browser(people.sun_ba())
    browser.post(page("office_batch_export", account.pk))
    batch = PaymentBatch.objects.get()
    text = browser.get(page("office_batch_file", batch.pk)).content.decode()
    assert f"1,1234.56,6217000000000001,张三,105245000017,提取,{order.number}" in text
    heads = "line_no,business_no,amount,status,bank_serial,host_date,message\n"
    results = f"{heads}1,{order.number},1234.56,00,B1,2026-10-10,成功\n".encode()
    address, totals = page("office_batch_results", batch.pk), {"count": 1, "total": "1234.56"}
    assert browser.post(address, {"file": upload(results), **totals}).status_code == 403
    assert "请交财务主管登记" in browser.get(page("office_batch", batch.pk)).content.decode()
    chief = people.browser(people.zhou_jiu())
    for wrong in ({"count": 1, "total": "1"}, {"count": 2, "total": "1234.56"}, {"count": 1}, {"total": "1234.56"}):
        assert chief.post(address, {"file": upload(results), **wrong}).status_code == 422
    order.refresh_from_db()
    assert order.status == OrderStatus.SENT
    assert "1,234.56" in chief.post(address, {"file": upload(results), **totals}, follow=True).content.decode()
    order.refresh_from_db()
    assert order.status == OrderStatus.SETTLED
    assert browser.get(page("office_batch", batch.pk)).status_code == 200
    assert "没有已授权" in browser.post(page("office_batch_export", account.pk), follow=True).content.decode()


def test_a_day_is_reconciled_from_the_page() -> None:
    imported()
    account = BankAccount.objects.get()
    browser = people.browser(people.sun_ba())
    browser.post(page("office_reconcile"), {"account": account.pk, "day": "2026-10-13"})
    done = DayReconciliation.objects.get()
    assert "相符" in browser.get(page("office_reconciliation", done.pk)).content.decode()
    assert browser.post(page("office_reconcile"), {"account": account.pk, "day": "x"}).status_code == 302


def test_open_items_are_shown_with_their_age() -> None:
    account = money.account()
    money.take_in(("A1", -300, {"name": "银行", "remark": "手续费"}))
    done = operations.reconcile_day(bank_account_id=account.pk, day=date(2026, 10, 12), by=None, at=AT)
    text = people.browser(people.sun_ba()).get(page("office_reconciliation", done.pk)).content.decode()
    assert "手续费" in text
    assert '<td class="money">2</td>' in text


def test_a_reversal_without_original_is_named_and_booked() -> None:
    money.account()
    money.take_in(
        ("A1", 1_000, {"payer": "111111"}),
        ("A2", 1_000, {"payer": "111111"}),
        ("A3", -1_000, {"payer": "111111", "flag": "1"}),
    )
    reversal = Reversal.objects.get()
    browser = people.browser(people.sun_ba())
    assert "没有找到" in browser.get(page("office_reversals")).content.decode()
    browser.post(page("office_reversal_name", reversal.pk), {"bank_serial": ""})
    browser.post(page("office_reversal_name", reversal.pk), {"bank_serial": "A2"})
    assert "冲正入账" in browser.get(page("office_reversals")).content.decode()
    browser.post(page("office_reversal_book", reversal.pk))
    assert Receipt.objects.get(line__bank_serial="A2").status == ReceiptStatus.REVERSED
    assert money.books_agree()


def test_buttons_answer_only_to_post_and_to_who_may() -> None:
    imported()
    receipt = Receipt.objects.order_by("id")[0]
    for name in ("office_receipt_confirm", "office_receipt_decline", "office_receipt_assign"):
        assert people.browser(people.sun_ba()).get(page(name, receipt.pk)).status_code == 405
        assert people.browser(people.wu_shi()).post(page(name, receipt.pk)).status_code == 403
        assert people.browser(people.sun_ba()).post(page(name, 999_999)).status_code == 404


@pytest.mark.parametrize("name", ["office_receipts", "office_suspense", "office_orders", "office_statements"])
def test_a_list_asks_the_same_number_of_questions_however_long(name: str) -> None:
    money.account()
    browser = people.browser(people.sun_ba())
    browser.get(page(name))
    counts = []
    for round in range(2):
        first = money.OPENING_FEN + round * 3_000
        money.take_in(*[(f"L{round}{n}", 100, {"payer": f"62{n}"}) for n in range(30)], opening_fen=first)
        money.order(key=f"pay-{round}")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page(name)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
