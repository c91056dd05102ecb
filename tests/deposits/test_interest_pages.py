"""The year's interest on pages: the accountant's settlement, the depositor's explanation, the calculators."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from deposits import operations, tasks
from deposits.models import InterestRun, PersonalAccount
from deposits.rules import interest as rules
from deposits.states import RunStatus
from tests import make, people
from tests.deposits import savings, world

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2024, 7, 1)


@pytest.fixture
def account(open_day: date) -> PersonalAccount:
    """张三's account with the money of the second worked example."""
    cache.clear()
    found = savings.account(
        world.employer_account(),
        1,
        [(FIRST, 36_482_57), *savings.monthly(15, 1_560_00, FIRST, 12), (date(2025, 3, 10), -18_000_00)],
    )
    PersonalAccount.objects.filter(pk=found.pk).update(person=people.zhang_san().person_id)
    found.refresh_from_db()
    return found


def test_two_accountants_settle_a_year(account: PersonalAccount) -> None:
    first, second = people.browser(people.zhou_jiu()), people.browser(people.feng_er())
    page = first.get("/counter/interest/").content.decode()
    assert "2025 年度可以结息" in page
    answer = first.post("/counter/interest/prepare/2025/")
    run = InterestRun.objects.get()
    assert answer.url == f"/counter/interest/{run.pk}/"
    assert "正在试算" in first.get(answer.url).content.decode()
    assert "HX-Refresh" not in first.get(answer.url, headers={"HX-Request": "true"}).headers
    tasks.count_interest()
    assert first.get(answer.url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = first.get(answer.url).content.decode()
    assert "612.83" in page and account.number in page and "请由另一人核对后入账" in page
    first.post(f"{answer.url}start/")
    run.refresh_from_db()
    assert run.status == RunStatus.READY
    assert "确认入账" in second.get(answer.url).content.decode()
    second.post(f"{answer.url}start/")
    tasks.settle_interest()
    page = second.get(answer.url).content.decode()
    assert "已完成" in page and "612.83" in page
    assert "2026 年度可以结息" in first.get("/counter/interest/").content.decode()


def test_a_trial_is_given_up_with_a_reason(account: PersonalAccount) -> None:
    accountant = people.browser(people.zhou_jiu())
    run = operations.prepare_settlement(fund_year=2025, by=people.zhou_jiu(), at=make.AT)
    tasks.count_interest()
    assert "请写明原因" in accountant.post(f"/counter/interest/{run.pk}/drop/", {"reason": ""}).content.decode()
    accountant.post(f"/counter/interest/{run.pk}/drop/", {"reason": "工资基数待更正"})
    run.refresh_from_db()
    assert run.status == RunStatus.DROPPED
    assert "工资基数待更正" in accountant.get(f"/counter/interest/{run.pk}/").content.decode()
    assert accountant.post(f"/counter/interest/{run.pk}/nonsense/").status_code == 404


def settle() -> None:
    """The year of the example, settled."""
    run = operations.prepare_settlement(fund_year=2025, by=people.zhou_jiu(), at=make.AT)
    tasks.count_interest()
    operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
    tasks.settle_interest()


class TestExplained:
    """What the depositor sees."""

    def test_every_span_stands_on_the_page(self, account: PersonalAccount) -> None:
        settle()
        page = people.browser(people.zhang_san()).get("/portal/interest/?year=2025").content.decode()
        for text in ("36,482.57", "510,755.98", "1,126,139.11", "14,707,898.05", "结息入账（2025-06-30）"):
            assert text in page
        assert "积数 14,707,898.05 × 1.5% ÷ 360 = 612.83 元" in page

    def test_an_open_year_is_an_estimate(self, account: PersonalAccount) -> None:
        page = people.browser(people.zhang_san()).get("/portal/interest/").content.decode()
        assert "还没有结息" in page and "2026-10-09" in page

    def test_as_paper_and_for_programs(self, account: PersonalAccount) -> None:
        settle()
        browser = people.browser(people.zhang_san())
        assert browser.get("/portal/interest/2025.pdf").content.startswith(b"%PDF")
        answer = browser.get("/portal/interest/2025.json").json()
        assert (answer["interest_fen"], answer["settled_fen"], len(answer["spans"])) == (612_83, 612_83, 14)
        assert answer["spans"][0] == {
            "first": "2024-07-01",
            "last": "2024-07-14",
            "days": 14,
            "balance_fen": 36_482_57,
            "annual_rate": "1.5",
            "accumulation_fen_days": 510_755_98,
        }
        assert browser.get("/portal/interest/2019.pdf").status_code == 404
        assert browser.get("/portal/interest/2025.txt").status_code == 404

    def test_through_the_api(self, account: PersonalAccount) -> None:
        browser = people.browser(people.zhang_san())
        answer = browser.get(f"/api/v1/accounts/{account.number}/interest/2025")
        assert answer.status_code == 200
        assert (answer.json()["interest_fen"], answer.json()["settled_fen"]) == (612_83, None)
        assert browser.get(f"/api/v1/accounts/{account.number}/interest/2001").status_code == 404
        stranger = people.browser(people.li_si())
        assert stranger.get(f"/api/v1/accounts/{account.number}/interest/2025").status_code in (403, 404)

    def test_without_money_there_is_a_friendly_page(self, open_day: date) -> None:
        employer = world.employer_account()
        found = savings.account(employer, 1, [])
        PersonalAccount.objects.filter(pk=found.pk).update(person=people.zhang_san().person_id)
        assert "账户里还没有入过账" in people.browser(people.zhang_san()).get("/portal/interest/").content.decode()


QUESTION: dict[str, Any] = {
    "opening_fen": 36_482_57,
    "start": "2024-07-01",
    "end": "2025-06-30",
    "movements": [
        *({"date": day.isoformat(), "amount_fen": fen} for day, fen in savings.monthly(15, 1_560_00, FIRST, 12)),
        {"date": "2025-03-10", "amount_fen": -18_000_00},
    ],
    "annual_rate": "1.5",
    "day_basis": "act/360",
}


def ask(**changes: Any) -> Any:
    """The calculator's answer to the worked example with changes."""
    cache.clear()
    body = json.dumps({**QUESTION, **changes})
    return Client().post("/api/v1/calculators/deposit-interest", body, content_type="application/json")


class TestCalculator:
    """The public calculator of interest."""

    def test_the_worked_example(self, db: None) -> None:
        assert ask().json() == {
            "days": 365,
            "accumulation_fen_days": 14_707_898_05,
            "interest_fen": 612_83,
            "balance_fen": 37_815_40,
        }

    @pytest.mark.parametrize(("basis", "fen"), [("act/360", 304_17), ("act/365", 300_00), ("30/360", 300_00)])
    def test_each_day_basis(self, db: None, basis: str, fen: int) -> None:
        assert ask(opening_fen=20_000_00, movements=[], day_basis=basis).json()["interest_fen"] == fen

    def test_without_movements_and_basis(self, db: None) -> None:
        question = {name: QUESTION[name] for name in ("opening_fen", "start", "end", "annual_rate")}
        answer = Client().post(
            "/api/v1/calculators/deposit-interest", json.dumps(question), content_type="application/json"
        )
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("changes", "attr"),
        [
            ({"end": "2024-06-30"}, "end"),
            ({"end": "2094-06-30"}, "end"),
            ({"opening_fen": -1}, "opening_fen"),
            ({"opening_fen": 1.5}, "opening_fen"),
            ({"annual_rate": 1.5}, "annual_rate"),
            ({"annual_rate": "-1"}, "annual_rate"),
            ({"day_basis": "act/act"}, "day_basis"),
            ({"start": "heute"}, "start"),
            ({"movements": [{"date": "2023-01-01", "amount_fen": 1}]}, "movements.0.date"),
            ({"movements": [{"date": "2025-01-01", "amount_fen": -36_482_58}]}, "movements.0.amount_fen"),
            ({"movements": [{"date": "2025-01-01", "amount_fen": 1}] * 1_001}, "movements"),
        ],
    )
    def test_a_wrong_question_is_refused_by_name(self, db: None, changes: dict[str, Any], attr: str) -> None:
        answer = ask(**changes)
        assert answer.status_code == 400
        assert [error["attr"] for error in answer.json()["errors"]] == [attr]

    def test_the_page_says_the_same_as_the_books(self, open_day: date) -> None:
        asked = "opening=20000&monthly=&day=15&start=2024-07-01&end=2025-06-30&annual_rate=1.5"
        page = Client().get(f"/calculator/interest/?{asked}").content.decode()
        assert "304.17" in page and "20,304.17" in page and "7,300,000.00" in page

    def test_the_page_begins_with_an_answer_and_keeps_what_was_typed(self, open_day: date) -> None:
        assert "本息合计" in Client().get("/calculator/interest/").content.decode()
        asked = "opening=abc&monthly=10&day=15&start=2025-07-01&end=2024-06-30&annual_rate=1.5"
        page = Client().get(f"/calculator/interest/?{asked}").content.decode()
        assert 'value="abc"' in page and "本息合计" not in page

    def test_movements_of_the_quote_are_judged_in_order_of_days(self) -> None:
        with pytest.raises(rules.CannotReckon):
            rules.quote(
                opening_fen=0,
                start=FIRST,
                end=date(2025, 6, 30),
                movements=[rules.Change(date(2024, 9, 1), 100), rules.Change(date(2024, 8, 1), -100)],
                annual_rate=rules.Decimal("1.5"),
                day_basis=rules.ACT_360,
            )
