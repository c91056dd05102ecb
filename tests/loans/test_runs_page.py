"""The staff follow the due day and the change of rates; an accountant begins it by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from loans.models import DueRun
from tests import make, people
from tests.loans import world

pytestmark = pytest.mark.django_db
DUE, PAGE, NOW = date(2026, 10, 20), "/counter/loans/runs/", "/counter/loans/runs/now/"


@pytest.fixture(autouse=True)
def morning(time_machine: Any) -> None:
    time_machine.move_to(make.AT, tick=False)


def test_a_run_shows_what_fell_due_and_what_savings_gave(open_day: date) -> None:
    make.bank_account()
    world.loan(borrower_id=world.depositor(1, 1_000_00).person_id, is_offset=True)
    world.run_days(DUE)
    shown = people.browser(people.wang_wu()).get(PAGE).content.decode()
    assert "2026-10-20" in shown and "2,001.70" in shown and "1,000.00" in shown and "已完成" in shown
    assert "现在扣收" not in shown


def test_a_run_is_not_begun_before_its_day_has_come(open_day: date) -> None:
    """Ten days before: the day was opened when the one before it was closed."""
    world.move_to(DUE)
    accountant = people.browser(people.sun_ba())
    assert "现在扣收" not in accountant.get(PAGE).content.decode()
    assert "还没有到" in accountant.post(NOW, follow=True).content.decode()
    assert not DueRun.objects.exists()


def test_an_accountant_begins_the_run_of_the_day_once(open_day: date, time_machine: Any) -> None:
    world.loan(card_account="")
    world.move_to(DUE)
    time_machine.move_to(datetime.combine(DUE, time(9), tzinfo=timezone.get_current_timezone()), tick=False)
    accountant = people.browser(people.sun_ba())
    assert "现在扣收" in accountant.get(PAGE).content.decode()
    for _turn in range(2):
        answer = accountant.post(NOW, follow=True)
        assert "不会重复扣款" in answer.content.decode()
    assert DueRun.objects.get().on == DUE


def test_a_teller_follows_it_and_does_not_begin_it(open_day: date) -> None:
    teller = people.browser(people.wang_wu())
    assert "现在扣收" not in teller.get(PAGE).content.decode()
    assert teller.post(NOW).status_code == 403
    assert people.browser(people.zhang_san()).get(PAGE).status_code == 403


def test_the_changes_of_rates_are_listed(open_day: date) -> None:
    world.rates_stand(2026)
    shown = people.browser(people.sun_ba()).get(PAGE).content.decode()
    assert "年度调息" in shown and "0 / 0" in shown


def test_a_visitor_logs_in_first(open_day: date) -> None:
    assert Client().get(PAGE).status_code == 302
