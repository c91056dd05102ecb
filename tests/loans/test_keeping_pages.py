"""Standing loans for the staff: lists, one loan, late ones, classes beside the books, the director's day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Look
from loans.models import CollectionNote, DunningStep, Loan, Repayment
from loans.operations import dunning
from loans.queries import managing, portfolio
from loans.rules import liquidity
from policy import queries as policy
from tests import people
from tests.loans import world
from tests.make import AT

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)


@pytest.fixture
def late(open_day: date) -> Loan:
    """A loan that has been late for a month, its ladder climbed."""
    loan = world.loan(card_account="")
    world.run_days(DUE, DUE + timedelta(1))
    world.move_to(DUE + timedelta(30))
    dunning.climb(loan_id=loan.pk, at=AT)
    loan.refresh_from_db()
    return loan


def page(name: str, *args: Any, user: Any = None, query: str = "") -> str:
    answer = people.browser(user or people.wang_wu()).get(reverse(f"loans:counter_{name}", args=args) + query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_the_list_finds_a_loan_by_number_borrower_state_and_class(late: Loan) -> None:
    assert late.number in page("loans")
    assert late.number in page("loans", query=f"?number={late.number}&name=张三&status=5&risk_class=02")
    assert late.number not in page("loans", query="?status=2")
    assert late.number not in page("loans", query="?name=李四")


def test_one_loan_shows_what_is_late_and_how_it_was_dunned_and_the_look_is_noted(late: Loan) -> None:
    text = page("loan", late.pk)
    for word in ("逾期 30 天", "催收函", "电话催收", "500,000.00", "关注"):
        assert word in text, word
    assert Look.objects.filter(person=late.borrower_id, what="贷款").count() == 1
    payment = Repayment.objects.filter(loan=late).order_by("id")[0]
    assert "发放" in page("loan_payment", payment.pk)


def test_loans_are_not_for_everybody(late: Loan) -> None:
    for user in (people.zheng_yi(), people.zhang_san(), people.qian_qi()):
        assert people.browser(user).get(reverse("loans:counter_loan", args=[late.pk])).status_code == 403
    auditor = people.browser(people.wu_shi())
    assert auditor.get(reverse("loans:counter_loan", args=[late.pk])).status_code == 200
    assert auditor.get(reverse("loans:counter_note", args=[late.pk])).status_code == 403
    assert auditor.get(reverse("loans:counter_loan", args=[late.pk + 99])).status_code == 404


def test_what_falls_due_is_listed_by_day(open_day: date) -> None:
    loan = world.loan(is_offset=True)
    text = page("due", query="?since=2026-10-20&until=2026-10-20")
    assert loan.number in text and "2,001.70" in text and "先冲还贷，再扣卡" in text
    assert portfolio.coming(DUE, DUE) == [(DUE, 1, 200_170)]
    assert loan.number not in page("due", query="?since=2026-10-21")


def test_late_loans_steps_and_letters(late: Loan) -> None:
    assert late.number in page("overdue") and "918.37" in page("overdue")
    assert "催收函" in page("dunning")
    step = DunningStep.objects.get(loan=late, rung="LETTER")
    browser = people.browser(people.wang_wu())
    letter = browser.get(reverse("loans:counter_dunning_paper", args=[step.pk]))
    assert letter.status_code == 200 and letter.content.startswith(b"%PDF")
    call = DunningStep.objects.get(loan=late, rung="CALL")
    assert browser.get(reverse("loans:counter_dunning_paper", args=[call.pk])).status_code == 404
    act = reverse("loans:counter_dunning_step", args=[step.pk])
    assert browser.post(act, {"result": ""}).status_code == 200
    assert browser.post(act, {"result": "挂号信已寄出"}).status_code == 302
    assert "挂号信已寄出" in page("loan", late.pk)
    assert "当前为“已办”" in browser.post(act, {"result": "再登记一次"}).content.decode()


def test_a_talk_is_noted_with_its_promise(late: Loan) -> None:
    browser, act = people.browser(people.wang_wu()), reverse("loans:counter_note", args=[late.pk])
    half = browser.post(act, {"kind": "CALL", "text": "月底还", "promised_on": "2026-11-30", "promised": ""})
    assert "同时写明日期和金额" in half.content.decode()
    past = browser.post(act, {"kind": "CALL", "text": "月底还", "promised_on": "2026-11-01", "promised": "100"})
    assert "不能早于今天" in past.content.decode()
    browser.post(act, {"kind": "CALL", "text": "月底还", "promised_on": "2026-11-30", "promised": "2000"})
    assert CollectionNote.objects.get().promised_fen == 200_000
    assert "承诺 11-30 还 2,000.00 元" in page("loan", late.pk)


def test_classes_stand_beside_the_books(late: Loan) -> None:
    text = page("classes", query="?check=1")
    assert "相符" in text and "已逐笔核对" in text and "500,000.00" in text
    rows = {row.code: (row.count, row.owed_fen, row.late_fen) for row in portfolio.by_class()}
    assert rows["02"] == (1, 50_000_000, 91_837) and rows["01"] == (0, 0, 0)
    Loan.objects.filter(pk=late.pk).update(planned_fen=late.planned_fen - 1)
    wrong = page("classes")
    assert "不符" in wrong and late.number in wrong


def test_the_directors_day_counts_money_ratio_weeks_and_lateness(late: Loan) -> None:
    today = policy.book_date()
    flow = managing.flow(date(2026, 9, 1), today)
    assert (flow.lent_fen, flow.repaid_fen) == (50_000_000, 0)
    standing = managing.standing(today, policy.service_on(today))
    assert (standing.loans_fen, standing.late.fen, standing.late.stat_fen) == (50_000_000, 91_837, 0)
    assert standing.cash_fen == -50_000_000
    assert len(managing.weeks_ahead(today, 0)) == managing.WEEKS
    text = page("day", user=people.jiang_shier())
    assert "个贷率" in text and "往后几周的资金" in text and "时间花在哪里" in text
    assert "时间花在哪里" not in page("day")


class TestLiquidity:
    """Pure figures."""

    def test_ratio_and_overdue_rate_are_rounded_half_up(self) -> None:
        assert liquidity.loan_ratio(98_450, 100_000) == Decimal("98.5")
        assert liquidity.overdue_rate(1, 100_000) == Decimal("0.01")
        assert (liquidity.loan_ratio(1, 0), liquidity.overdue_rate(1, 0)) == (0, 0)

    @pytest.mark.parametrize(
        ("ratio", "badge"), [("84.9", "good"), ("85.0", "warn"), ("94.9", "warn"), ("95.0", "bad"), ("120", "bad")]
    )
    def test_the_lines_are_85_and_95(self, ratio: str, badge: str) -> None:
        assert liquidity.colour(Decimal(ratio), Decimal(85), Decimal(95)) == badge

    def test_what_is_promised_leaves_in_the_first_week(self) -> None:
        weeks = liquidity.weeks_ahead(1_000, [100, 200], usual_fen=-50, promised_fen=800)
        assert [week.balance_fen for week in weeks] == [250, 400]


def test_lists_ask_as_often_for_one_loan_as_for_many(late: Loan) -> None:
    def asked() -> list[int]:
        counts = []
        for name in ("loans", "due", "overdue", "dunning"):
            with CaptureQueriesContext(connection) as caught:
                page(name)
            counts.append(len(caught))
        return counts

    asked()  # what is loaded once for all
    before = asked()
    for user in (people.qian_qi(), people.li_si(), people.sun_ba()):
        more = world.loan(user, co_borrower_id=late.borrower_id)
        Loan.objects.filter(pk=more.pk).update(status="5", overdue_since=DUE)
        dunning.climb(loan_id=more.pk, at=AT)
    assert asked() == before


def test_the_customers_page_shows_their_loans(late: Loan) -> None:
    address = reverse("fundcenter:counter_customer", args=[late.borrower_id])
    assert late.number in people.browser(people.wang_wu()).get(address).content.decode()
