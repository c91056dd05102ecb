"""The annual report from the books: counted, frozen by one, published by another, read by everybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings

from common.errors import WrongState
from deposits import operations, queries
from deposits.models import AnnualReport, OutsideFigure, PersonalAccount, ReportFigure
from deposits.operations.settling import SamePerson
from deposits.queries import reports
from deposits.states import ReportStatus
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from policy import operations as policy
from tests import make, people
from tests.deposits import savings, world
from tests.deposits.pages import said, text_of
from tests.deposits.pdf import text_of_pdf

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 5)
OFFICE = "/counter/report/"


@pytest.fixture
def year(open_day: date) -> int:
    """October 2026 paid by three people, and a saver with money of the years before; it is January 2027 now."""
    make.bank_account()
    world.allocated(world.employer_account())
    saver = savings.account(
        world.employer_account("龙山区实验小学", world.SCHOOL, 10),
        1,
        [(date(2025, 3, 1), 500_000), (date(2025, 9, 1), -100_000), (date(2026, 5, 1), 300_000)],
    )
    assert savings.balance(saver) == 700_000
    with transaction.atomic():
        policy.set_book_date(on=NEXT_YEAR)
    return 2026


def loans(_first: date, last: date, _known_on: date) -> dict[str, int]:
    """What an app above will tell."""
    return {"loan_balance_fen": 500_000 if last.year == 2026 else 400_000, "overdue_fen": 50}


def prepare(year: int, **more: Any) -> AnnualReport:
    return operations.prepare_report(year=year, by=people.sun_ba(), at=make.AT, **more)


def publish(report: AnnualReport) -> AnnualReport:
    return operations.publish_report(report_id=report.pk, by=people.zhou_jiu(), at=make.AT)


# --- figures


def test_a_year_is_what_its_books_say(year: int) -> None:
    found = reports.figures_of(year, NEXT_YEAR)
    october = sum(each.monthly_fen for each in PersonalAccount.objects.filter(number__startswith="2000"))
    paid = found["collected_fen"] - 300_000
    assert paid > 0 and paid == found["paid_of_due_fen"] == found["due_fen"]
    assert october in (0, paid)
    assert (found["employers_active"], found["depositors_active"]) == (1, 3)
    assert (found["employers_new"], found["accounts_new"], found["accounts_open"]) == (2, 4, 4)
    assert found["withdrawn_fen"] == 0
    assert found["deposit_balance_fen"] == paid + 700_000
    before = reports.figures_of(2025, NEXT_YEAR)
    assert (before["collected_fen"], before["withdrawn_fen"], before["deposit_balance_fen"]) == (400_000, 0, 400_000)


def test_what_came_less_what_went_is_always_the_balance(year: int) -> None:
    for each in (2024, 2025, 2026, 2027):
        found = reports.figures_of(each, NEXT_YEAR)
        assert found["total_collected_fen"] - found["total_withdrawn_fen"] == found["deposit_balance_fen"]


def test_the_average_is_of_month_ends_by_the_banks_dates(year: int) -> None:
    """Nothing until February, 5,000 to August, 4,000 from September on."""
    found = reports.figures_of(2025, NEXT_YEAR)["average_balance_fen"]
    assert found == (6 * 500_000 + 4 * 400_000 + 6) // 12


def test_a_reversed_month_has_not_been_collected(open_day: date) -> None:
    make.bank_account()
    remittance = world.allocated(world.employer_account())
    assert reports.figures_of(2026, open_day)["collected_fen"] == remittance.total_fen
    operations.reverse_list(list_id=remittance.pk, reason="单位报错基数", by=people.zhao_liu(), at=make.AT)
    found = reports.figures_of(2026, open_day)
    assert (found["collected_fen"], found["withdrawn_fen"], found["depositors_active"]) == (0, 0, 0)


def test_a_reversed_withdrawal_has_not_gone(year: int) -> None:
    saver = PersonalAccount.objects.get(person__name="储户1")
    mine = ledger.Line(saver.ledger_account_id, 200_000, saver.employer_account.employer_id)
    bank = Account.objects.get(code="101-savings")
    days: dict[str, Any] = {"on": NEXT_YEAR, "by": None, "at": make.AT}
    with transaction.atomic():
        gone = ledger.post(
            key="gone",
            reason=Reason.WITHDRAWAL,
            value_on=date(2026, 7, 1),
            debits=[mine],
            credits=[ledger.Line(bank.pk, 200_000)],
            **days,
        )
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    collected, withdrawn = reports.came_and_went(first, last, NEXT_YEAR)
    assert withdrawn == 200_000
    with transaction.atomic():
        ledger.reverse(journal_id=gone.pk, key="undo", value_on=date(2026, 7, 2), **days)
    assert reports.came_and_went(first, last, NEXT_YEAR) == (collected, 0)


def test_figures_of_loans_join_by_a_registry_and_are_not_there_before(year: int) -> None:
    assert "loan_balance_fen" not in reports.figures_of(year, NEXT_YEAR)
    with override_settings(REPORT_FIGURES=["tests.deposits.test_reports.loans"]):
        told = reports.told(year, reports.by_year(year, NEXT_YEAR))
    ratios = {each.indicator.name: (each.value, each.before) for each in told.ratios}
    balance = reports.figures_of(year, NEXT_YEAR)["deposit_balance_fen"]
    assert ratios["loan_ratio"][0] == round(Decimal(50_000_000) / balance, 2)
    assert ratios["loan_ratio"][1] == Decimal("100.00")
    assert ratios["overdue_ratio"][0] == Decimal("0.1000")
    assert "reserve_ratio" not in ratios


# --- prepared and published


def test_a_year_that_is_not_over_is_not_reported(open_day: date) -> None:
    make.bank_account()
    world.allocated(world.employer_account())
    with pytest.raises(operations.ReportYearNotOver):
        prepare(2026)
    with pytest.raises(operations.NothingToReport):
        prepare(1999)


def test_one_prepares_another_publishes_and_the_figures_stand(year: int) -> None:
    report = prepare(year, note="本年政策没有调整。")
    with pytest.raises(SamePerson):
        operations.publish_report(report_id=report.pk, by=people.sun_ba(), at=make.AT)
    publish(report)
    report.refresh_from_db()
    assert (report.status, report.known_on) == (ReportStatus.PUBLISHED, NEXT_YEAR)
    assert reports.frozen(report) == reports.by_year(year, NEXT_YEAR)
    for rows in (ReportFigure.objects.filter(report=report),):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(value=1)
    with pytest.raises(WrongState):
        operations.drop_report(report_id=report.pk, reason="不要了", by=people.sun_ba(), at=make.AT)


def test_what_was_booked_since_is_prepared_anew(year: int) -> None:
    report = prepare(year)
    saver = PersonalAccount.objects.get(person__name="储户1")
    savings.book(saver, [(date(2026, 12, 1), 100)], tag="late")
    with pytest.raises(operations.FiguresMoved):
        publish(report)
    again = prepare(year)
    report.refresh_from_db()
    assert report.status == ReportStatus.DROPPED
    assert publish(again).status == ReportStatus.PUBLISHED


def test_a_corrected_report_replaces_the_one_before(year: int) -> None:
    first = publish(prepare(year))
    second = publish(prepare(year))
    first.refresh_from_db()
    assert (first.status, second.status) == (ReportStatus.REPLACED, ReportStatus.PUBLISHED)
    assert list(queries.published_reports()) == [second]


def test_an_outside_figure_has_a_source_and_the_newest_counts(year: int) -> None:
    facts: dict[str, Any] = {"year": year, "by": people.sun_ba(), "at": make.AT}
    operations.record_outside_figure(name="urban_employees", value=5, source="统计公报（初稿）", **facts)
    operations.record_outside_figure(name="urban_employees", value=6, source="2026 年统计公报", **facts)
    told = reports.told(year, reports.by_year(year, NEXT_YEAR))
    assert {each.indicator.name: each.value for each in told.ratios}["coverage"] == Decimal("50.00")
    assert [each.value for each in queries.outside_figures(year)] == [6]
    for wrong in ({"name": "loan_balance_fen"}, {"value": 0}, {"source": " "}):
        given = {"name": "urban_employees", "value": 5, "source": "x", **wrong}
        with pytest.raises(operations.NotAFigure):
            operations.record_outside_figure(**given, **facts)


# --- pages


def test_from_the_accountants_page_to_the_public_one(year: int) -> None:
    maker, chief = people.browser(people.sun_ba()), people.browser(people.zhou_jiu())
    assert "还没有编制过" in said(maker, f"{OFFICE}?year=2026") and "没有结束" in said(maker, OFFICE)
    outside = {"name": "urban_employees", "value": "12", "source": "2026 年统计公报"}
    assert "2026 年统计公报" in text_of(maker, f"{OFFICE}outside/2026/", outside)
    assert maker.post(f"{OFFICE}outside/2026/", {**outside, "value": "-1"}).status_code == 422
    text_of(maker, f"{OFFICE}outside/2026/", {"name": "home_loans_fen", "value": "1,234.50", "source": "人民银行"})
    assert OutsideFigure.objects.get(name="home_loans_fen").value == 123_450
    page = text_of(maker, f"{OFFICE}prepare/2026/", {"note": "本年新设一个管理部。"})
    report = AnnualReport.objects.get()
    assert "覆盖率" in page and "25.00%" in page and "编制人不能自己发布" in page
    url = f"{OFFICE}{report.pk}/"
    assert "由另一人核对后发布" in text_of(maker, f"{url}publish/", {})
    assert Client().get("/about/report/2026/").status_code == 404
    assert "还没有发布年度报告" in said(Client(), "/about/report/")
    assert "已发布" in text_of(chief, f"{url}publish/", {})
    public = said(Client(), "/about/report/2026/")
    assert "本年新设一个管理部。" in public and "实缴职工人数 ÷ 城镇在岗职工人数" in public
    assert "个贷率" not in public and "孙八" not in public
    assert "2026 年年度报告" in said(Client(), "/about/report/")
    text = text_of_pdf(Client().get("/about/report/2026.pdf").content)
    assert "25.00%" in text and "年度报告" in text
    sheet = Client().get("/about/report/2026.xlsx")
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    for address in ("/about/report/2026.doc", "/about/report/2025.pdf", f"{OFFICE}{report.pk}/report.doc"):
        assert (chief if address.startswith(OFFICE) else Client()).get(address).status_code == 404
    assert chief.get(f"{url}report.pdf").status_code == 200
    assert chief.post(f"{url}nonsense/").status_code == 404


def test_a_report_is_given_up_with_a_reason(year: int) -> None:
    maker, report = people.browser(people.sun_ba()), prepare(year)
    url = f"{OFFICE}{report.pk}/drop/"
    assert "请写明原因" in text_of(maker, url, {"reason": ""})
    assert "数据来源待核" in text_of(maker, url, {"reason": "数据来源待核"})
    assert "不能执行此操作" in text_of(maker, url, {"reason": "再来一次"})


def test_an_auditor_reads_and_changes_nothing(year: int) -> None:
    report = prepare(year)
    auditor = people.browser(people.wu_shi())
    assert auditor.get(f"{OFFICE}{report.pk}/").status_code == auditor.get(OFFICE).status_code == 200
    for address in ("outside/2026/", f"{report.pk}/publish/", "prepare/2026/"):
        assert auditor.post(f"{OFFICE}{address}").status_code == 403
    assert people.browser(people.wang_wu()).get(OFFICE).status_code == 403
    assert "账上没有这一年的业务" in said(auditor, f"{OFFICE}?year=2024")
    assert auditor.get(f"{OFFICE}?year=nonsense").status_code == 200


def test_a_year_too_early_says_so_on_the_page(year: int) -> None:
    maker = people.browser(people.sun_ba())
    assert "还没有结束" in text_of(maker, f"{OFFICE}prepare/2027/", {})
    for act in ("prepare", "outside"):
        assert maker.post(f"{OFFICE}{act}/2028/").status_code == maker.post(f"{OFFICE}{act}/1990/").status_code == 404
