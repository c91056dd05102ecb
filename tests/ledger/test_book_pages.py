"""Pages of statements, slips, periods and placements: the right hands, the right figures, as pages and as files."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from ledger import operations as ledger
from ledger import queries
from ledger.models import Journal, Placement, Slip, Subject, Voucher
from ledger.states import Reason, SlipStatus
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.ledger.test_periods import closed_year, confirmed, earn, fixed_method
from tests.ledger.test_placements import terms
from tests.make import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(open_day: date) -> date:
    return books.open_books()


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"ledger:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, *args: Any, **data: Any) -> str:
    return client.post(reverse(f"ledger:{name}", args=args), data, follow=True).content.decode()


def sun() -> Client:
    return people.browser(people.sun_ba())


def zhou() -> Client:
    return people.browser(people.zhou_jiu())


# --- the checklist


def test_the_home_page_lists_what_keeps_the_day_open_and_hides_the_button() -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, date(2026, 10, 12))
    shown = page(zhou(), "office_home", check="on")
    assert "还有 1 张凭证待复核" in shown and "检查单上有" in shown
    assert reverse("ledger:office_close_day") not in shown
    refused = post(zhou(), "office_close_day", on="2026-10-12")
    assert "还不能日结：以前各日的凭证已复核：还有 1 张凭证待复核" in refused
    ledger.review_voucher(voucher_id=Voucher.objects.get().pk, by=people.zhou_jiu(), at=AT)
    assert reverse("ledger:office_close_day") in page(zhou(), "office_home", check="on")


def test_the_home_page_opens_before_the_books_are_checked() -> None:
    books.funded("A", 100)
    shown = page(zhou(), "office_home")
    assert "?check=on" in shown and "报表平衡" not in shown and reverse("ledger:office_close_day") not in shown
    assert "报表平衡" in page(zhou(), "office_home", check="on")
    address, asks = reverse("ledger:office_home") + "?check=on", {"HX-Request": "true", "HX-Target": "day-check"}
    part = zhou().get(address, headers=asks).content.decode()
    assert "报表平衡" in part and "<!doctype" not in part and "已日结" not in part


# --- statements


def test_statements_show_the_books_and_lead_down_to_the_entries() -> None:
    earn(100_000, "i")
    books.transfer(books.bank(), books.account("A"), 500_000, "in", reason=Reason.RECEIPT_ALLOCATED)
    client = people.browser(people.wu_shi())
    shown = page(client, "office_report", "balance", until="2026-10-10")
    assert "6,000.00" in shown and "合计相符" in shown and "?subject=101" in shown
    assert "1,000.00" in page(client, "office_report", "surplus")
    assert "还没有年末结转" in page(client, "office_report", "distribution")
    assert reverse("ledger:office_account", args=[books.bank().pk]) in page(client, "office_report", "cash")
    books.seal(OPEN_DAY, date(2026, 10, 12))
    shown = page(client, "office_general", subject="201", since="2026-10-01", until="2026-10-31")
    assert "5,000.00" in shown and "?day=2026-10-10&amp;reason=RECEIPT_ALLOCATED" in shown
    vouchers = page(client, "office_vouchers", day="2026-10-10", reason="RECEIPT_ALLOCATED")
    assert vouchers.count("202610-") < 4 and "汇缴入账" in vouchers


def test_a_statement_asked_wrongly_says_so_and_one_that_does_not_exist_is_not_found() -> None:
    client = sun()
    assert "截止日期不能早于起始日期" in page(client, "office_report", "cash", since="2026-10-02", until="2026-10-01")
    assert "截止日期不能早于" in page(client, "office_general", subject="101", since="2026-10-02", until="2026-10-01")
    assert client.get(reverse("ledger:office_report", args=["none"])).status_code == 404
    export = reverse("ledger:office_report", args=["balance"]) + "?until=2026-10-10&export=doc"
    assert client.get(export).status_code == 404


@pytest.mark.parametrize("slug", ["balance", "surplus", "distribution", "cash"])
def test_each_statement_is_a_paper_and_a_table(slug: str) -> None:
    earn(123_456, "i")
    client = sun()
    asked = {"until": "2026-10-10", "since": "2026-10-01", "year": "2026"}
    paper = client.get(reverse("ledger:office_report", args=[slug]), {**asked, "export": "pdf"})
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    table = client.get(reverse("ledger:office_report", args=[slug]), {**asked, "export": "xlsx"})
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(table.streaming_content)))
    values = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert 1234.56 in values or slug == "distribution"


def test_the_trial_balance_is_printed_too() -> None:
    earn(100, "i")
    paper = sun().get(reverse("ledger:office_trial"), {"since": "2026-10-01", "until": "2026-10-10", "export": "pdf"})
    assert paper.content.startswith(b"%PDF")


def test_a_voucher_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, date(2026, 10, 12))
    voucher = Voucher.objects.get()
    assert sun().get(reverse("ledger:office_voucher_paper", args=[voucher.pk])).content.startswith(b"%PDF")
    monkeypatch.setattr("ledger.papers.PAPER_LINES", 1)
    ledger.review_voucher(voucher_id=voucher.pk, by=people.zhou_jiu(), at=AT)
    assert sun().get(reverse("ledger:office_voucher_paper", args=[voucher.pk])).content.startswith(b"%PDF")


def test_the_general_ledger_is_printed_and_says_where_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, date(2026, 10, 12))
    asked = {"subject": "201", "since": "2026-10-01", "until": "2026-10-31"}
    paper = sun().get(reverse("ledger:office_general"), {**asked, "export": "pdf"})
    assert paper.content.startswith(b"%PDF")
    subject = Subject.objects.get(pk="201")
    whole = queries.general(subject, OPEN_DAY, OPEN_DAY)
    assert [row.amounts for row in whole.rows] == [(None, None, 0), (0, 100, 100)]
    monkeypatch.setattr("ledger.queries.reports.PAPER_LINES", 0)
    assert "只打印前 0 行" in queries.general(subject, OPEN_DAY, OPEN_DAY).notes[1]


# --- slips


SLIP = {
    "value_on": "2026-10-10",
    "memo": "公证费",
    "account_1": "411-04",
    "debit_1": "50",
    "account_2": "101",
    "credit_2": "50.00",
}


def test_a_slip_is_made_by_one_and_posted_by_another_on_the_page() -> None:
    books.bank()
    shown = post(sun(), "office_new_slip", **SLIP)
    slip = Slip.objects.get()
    assert "已制单，请另一人复核入账。" in shown
    assert reverse("ledger:office_confirm_slip", args=[slip.pk]) not in shown
    assert "待复核" in page(sun(), "office_slips", status="WAITING")
    assert sun().post(reverse("ledger:office_confirm_slip", args=[slip.pk])).status_code == 403
    assert reverse("ledger:office_confirm_slip", args=[slip.pk]) in page(zhou(), "office_slip", slip.pk)
    assert "已复核入账。" in post(zhou(), "office_confirm_slip", slip.pk)
    assert "不能执行此操作" in post(zhou(), "office_confirm_slip", slip.pk)
    journal = Journal.objects.get()
    assert "制作红字冲销" in page(sun(), "office_journal", journal.pk)
    assert "请写明冲销的原因" in post(sun(), "office_reverse_journal", journal.pk)
    assert "红字冲销" in post(sun(), "office_reverse_journal", journal.pk, reason="记错")
    assert "正在等待复核" in post(sun(), "office_reverse_journal", journal.pk, reason="记错")


def test_a_slip_with_a_half_row_or_a_wrong_account_comes_back_with_what_is_wrong() -> None:
    books.bank()
    assert "第 1 行要有账号" in post(sun(), "office_new_slip", **{**SLIP, "account_1": ""})
    assert "没有账号为“9”" in post(sun(), "office_new_slip", **{**SLIP, "account_1": "9"})
    assert "必须相等" in post(sun(), "office_new_slip", **{**SLIP, "debit_1": "51"})
    assert not Slip.objects.exists()
    assert "手工记账" in page(sun(), "office_new_slip")


def test_a_slip_is_sent_back_with_a_reason_or_withdrawn() -> None:
    books.bank()
    post(sun(), "office_new_slip", **SLIP)
    first = Slip.objects.get()
    assert "已退回" not in post(zhou(), "office_reject_slip", first.pk)
    assert "已退回，没有记账。" in post(zhou(), "office_reject_slip", first.pk, reason="没有发票")
    assert "没有发票" in page(sun(), "office_slip", first.pk)
    post(sun(), "office_new_slip", **SLIP)
    second = Slip.objects.latest("pk")
    assert "已撤回，没有记账。" in post(sun(), "office_withdraw_slip", second.pk)


# --- periods


def test_a_month_is_closed_on_the_page() -> None:
    assert "还没有可以结转的月份" in page(sun(), "office_periods")
    earn(100, "i")
    books.seal(OPEN_DAY, date(2026, 10, 31))
    assert "本月各日都日结后才能结转" in page(sun(), "office_periods")
    assert "还没有日结" in post(sun(), "office_prepare_month_end", 202610)
    assert "不是月份" in post(sun(), "office_prepare_month_end", 202613)
    books.seal(date(2026, 10, 31), date(2026, 11, 2))
    shown = post(sun(), "office_prepare_month_end", 202610)
    assert "月末结转 202610" in shown and "401-01" in shown
    assert "月末结转等待复核" in page(zhou(), "office_periods")
    post(zhou(), "office_confirm_slip", Slip.objects.get().pk)
    assert "2026-11" in page(sun(), "office_periods")


def test_a_year_is_ended_and_its_surplus_shared_on_the_page() -> None:
    closed_year()
    assert "2026 年年末结转" in page(sun(), "office_periods")
    post(sun(), "office_prepare_year_end", 2026)
    assert "年末结转等待复核" in page(sun(), "office_periods")
    confirmed(Slip.objects.get(kind="YEAR_END"))
    assert "分配增值收益" in page(sun(), "office_periods")
    asked = {"fee_fen": "100", "basis": "财综〔2027〕1号"}
    assert "还没有确定风险准备金的提取方法" in post(sun(), "office_share_surplus", 2026, **asked, look="1")
    fixed_method("income_60")
    assert "360.00" in post(sun(), "office_share_surplus", 2026, **asked, look="1")
    assert not Slip.objects.filter(kind="SURPLUS").exists()
    assert "只剩 240.00 元" in post(sun(), "office_share_surplus", 2026, **{**asked, "fee_fen": "241"})
    assert "600.00" in page(sun(), "office_share_surplus", 2026)
    assert "已制单" in post(sun(), "office_share_surplus", 2026, **asked)
    confirmed(Slip.objects.get(kind="SURPLUS"))
    assert "已入账" in page(sun(), "office_periods")
    assert "财综〔2027〕1号" in page(sun(), "office_report", "distribution", year="2026")


# --- placements


def test_a_term_deposit_lives_on_its_pages() -> None:
    till = books.bank()
    books.transfer(till, books.account("A"), 100_000_000, "in")
    form = {
        "kind": "TERM",
        "holder": "建设银行",
        "paper": "0001",
        "amount_fen": "100000",
        "rate_percent": "1.5",
        "since": "2026-10-10",
        "until": "2026-10-09",
        "source": f"{till.pk}",
    }
    assert "到期日要晚于起息日" in post(sun(), "office_new_placement", **form)
    assert "已制单" in post(sun(), "office_new_placement", **{**form, "until": "2026-11-10"})
    placement = Placement.objects.get()
    post(zhou(), "office_confirm_slip", Slip.objects.get().pk)
    assert "存续中" in page(sun(), "office_placements") or "即将到期" in page(sun(), "office_placements")
    books.seal(OPEN_DAY, date(2026, 11, 10))
    assert "91.67" in page(sun(), "office_placements") and "已到期" in page(sun(), "office_placements")
    assert "没有说明是哪个月" in post(sun(), "office_accrue_placements", month="202613")
    assert "已制单" in post(sun(), "office_accrue_placements", month="202610")
    assert "已经计提" in post(sun(), "office_accrue_placements", month="202610")
    confirmed(Slip.objects.get(kind="ACCRUE"))
    assert "125.00" in page(sun(), "office_placement", placement.pk)
    assert "必填" in post(sun(), "office_roll_placement", placement.pk) or Slip.objects.count() == 2
    home = {"value_on": "2026-11-10", "interest_fen": "125", "into": f"{till.pk}"}
    assert "收回日期" in post(sun(), "office_collect_placement", placement.pk, **{**home, "value_on": "2026-10-10"})
    assert "已制单" in post(sun(), "office_collect_placement", placement.pk, **home)
    again = {"paper": "0002", "interest_fen": "125", "rate_percent": "1.4", "until": "2027-11-10"}
    assert "等待复核" in post(sun(), "office_roll_placement", placement.pk, **again)
    confirmed(Slip.objects.get(kind="COLLECT"))
    assert "已收回" in page(sun(), "office_placement", placement.pk)
    assert queries.net_on("101", date(2026, 11, 10)) == 100_012_500


def test_the_auditor_sees_all_and_has_no_buttons() -> None:
    client, till = people.browser(people.wu_shi()), books.bank()
    ledger.place(terms=terms(), source_id=till.pk, by=people.sun_ba(), at=AT)
    slip = Slip.objects.get(status=SlipStatus.WAITING)
    for name, args in (
        ("office_slips", []),
        ("office_slip", [slip.pk]),
        ("office_periods", []),
        ("office_placements", []),
        ("office_placement", [Placement.objects.get().pk]),
    ):
        assert '<button class="btn btn-act' not in page(client, name, *args)
    for name in ("office_new_slip", "office_new_placement"):
        assert client.get(reverse(f"ledger:{name}")).status_code == 403
    assert client.post(reverse("ledger:office_confirm_slip", args=[slip.pk])).status_code == 403
