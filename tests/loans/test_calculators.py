"""The calculators of loans, as pages and as API: the same figures as the rules, and bad questions named by field."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from loans import queries
from policy import queries as policy

pytestmark = pytest.mark.django_db

LOAN = {"principal_fen": 500_000_00, "months": 360, "annual_rate": "2.6", "method": "equal_instalment"}


def ask(name: str, **question: Any) -> tuple[int, dict[str, Any]]:
    """Status and body of an answer."""
    answer = Client().post(f"/api/v1/calculators/{name}", json.dumps(question), content_type="application/json")
    return answer.status_code, answer.json()


class TestApi:
    """POST /api/v1/calculators/…"""

    def test_a_schedule(self) -> None:
        status, found = ask("loan-schedule", **LOAN)
        assert status == 200
        assert (found["first_payment_fen"], found["last_payment_fen"], found["total_interest_fen"]) == (
            2_001_70,
            2_000_84,
            220_611_14,
        )
        assert found["instalments"][1] == {
            "number": 2,
            "due_on": None,
            "payment_fen": 2_001_70,
            "principal_fen": 920_36,
            "interest_fen": 1_081_34,
            "balance_fen": 498_161_27,
        }

    def test_a_schedule_with_due_dates(self) -> None:
        _status, found = ask(
            "loan-schedule",
            **{**LOAN, "principal_fen": 300_000_00, "months": 240},
            disbursed_on="2025-09-08",
            due_day=20,
        )
        first = found["instalments"][0]
        assert (first["due_on"], first["interest_fen"], first["principal_fen"]) == ("2025-10-20", 910_00, 954_36)

    def test_a_part_paid_early(self) -> None:
        early = {"after_instalment": 24, "amount_fen": 100_000_00}
        assert ask("prepayment", **LOAN, **early, mode="reduce_payment")[1] == {
            "balance_before_fen": 477_401_18,
            "balance_after_fen": 377_401_18,
            "months_left": 336,
            "payment_fen": 1_582_41,
            "last_payment_fen": 1_581_15,
            "remaining_interest_fen": 154_287_32,
            "interest_saved_fen": 40_881_84,
        }
        found = ask("prepayment", **LOAN, **early, mode="shorten_term")[1]
        assert (found["months_left"], found["last_payment_fen"]) == (243, 1_234_62)

    def test_all_paid_off(self) -> None:
        assert ask("payoff", **LOAN, after_instalment=24, days=12)[1] == {
            "interest_fen": 413_75,
            "total_fen": 477_814_93,
        }

    def test_a_late_instalment(self) -> None:
        late = {"principal_fen": 922_35, "interest_fen": 1_079_35, "annual_rate": "2.6", "days": 17}
        assert ask("penalty", **late, factor="1.5")[1] == {"penalty_fen": 3_69, "principal_only_fen": 1_70}
        assert ask("penalty", **late)[1]["penalty_fen"] == 3_69

    @pytest.mark.parametrize(
        ("name", "wrong", "field"),
        [
            ("loan-schedule", {"principal_fen": 0}, "principal_fen"),
            ("loan-schedule", {"principal_fen": "500000"}, "principal_fen"),
            ("loan-schedule", {"months": 361}, "months"),
            ("loan-schedule", {"annual_rate": 2.6}, "annual_rate"),
            ("loan-schedule", {"annual_rate": "99"}, "annual_rate"),
            ("loan-schedule", {"method": "free"}, "method"),
            ("loan-schedule", {"disbursed_on": "2026-02-30"}, "disbursed_on"),
            ("loan-schedule", {"due_day": 32}, "due_day"),
            ("prepayment", {"after_instalment": 360, "amount_fen": 1, "mode": "shorten_term"}, "after_instalment"),
            ("prepayment", {"after_instalment": 24, "amount_fen": 477_401_19, "mode": "shorten_term"}, "amount_fen"),
            ("prepayment", {"after_instalment": 24, "amount_fen": 1, "mode": "both"}, "mode"),
            ("payoff", {"after_instalment": 24, "days": -1}, "days"),
            ("payoff", {"after_instalment": 400, "days": 1}, "after_instalment"),
        ],
    )
    def test_a_bad_question_is_named_by_field(self, name: str, wrong: dict[str, Any], field: str) -> None:
        status, found = ask(name, **{**LOAN, **wrong})
        assert status == 400
        assert field in json.dumps(found)


class TestPages:
    """/calculator/loan/ and /calculator/loan/ceiling/"""

    def test_it_begins_with_a_loan_at_the_rate_of_the_day(self, open_day: date) -> None:
        page = Client().get("/calculator/loan/").content.decode()
        assert "2,001.70" in page and "220,611.14" in page

    def test_paying_early_shows_what_is_saved(self, open_day: date) -> None:
        asked = {"principal": "500000", "years": "30", "annual_rate": "2.6", "method": "equal_instalment"}
        page = Client().get("/calculator/loan/", {**asked, "early": "100000", "after": "24", "mode": "shorten_term"})
        assert "86,924.32" in page.content.decode()
        page = Client().get("/calculator/loan/", {**asked, "early": "500000", "after": "24"})
        assert "477,401.18" in page.content.decode()  # how much at most
        page = Client().get("/calculator/loan/", {**asked, "principal": "0"})
        assert "逐期还款计划" not in page.content.decode()

    def test_the_ceiling_names_the_limit_that_binds(self, open_day: date) -> None:
        asked = {"home": "first", "price": "950000", "years": "30", "base": "8200", "balance": "42300"}
        couple = {"partner_base": "6500", "partner_balance": "31650", "debt": "1200"}
        page = Client().get("/calculator/loan/ceiling/", {**asked, **couple}).content.decode()
        for amount in ("760,000.00", "800,000.00", "1,536,195.34", "1,109,250.00"):
            assert amount in page
        second = {"home": "second", "price": "620000", "years": "20", "base": "7600", "balance": "21480.35"}
        assert "322,000.00" in Client().get("/calculator/loan/ceiling/", second).content.decode()

    def test_sixty_months_have_the_lower_rate_and_history_is_kept(self, open_day: date) -> None:
        terms = policy.service_on(open_day)
        assert queries.rate_of(terms, is_first=True, months=60) == Decimal("2.10")
        assert queries.rate_of(terms, is_first=False, months=61) == Decimal("3.075")
        old = policy.service_on(date(2020, 1, 1))
        assert queries.rate_of(old, is_first=True, months=61) == Decimal("3.25")
        assert queries.rate_of(old, is_first=False, months=60) == Decimal("3.025")
