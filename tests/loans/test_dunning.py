"""Late loans: reminded, dunned step by step, talks and promises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from common.errors import WrongState
from loans import tasks
from loans.models import CollectionNote, DunningStep, Loan
from loans.operations import dunning, repaying
from loans.operations.dunning import NothingSaid, Promise
from loans.operations.repaying import Money
from loans.queries import dunning as queries
from loans.rules import dunning as rules
from notifications.models import Message
from policy import queries as policy
from policy.loan_care import LoanCareTerms
from tests import people
from tests.loans import world
from tests.make import AT

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)


def late(days: int = 1) -> Loan:
    """A loan whose first instalment was missed so many days ago."""
    loan = world.loan(card_account="")
    world.run_days(DUE, DUE + timedelta(1))
    world.move_to(DUE + timedelta(days))
    loan.refresh_from_db()
    return loan


def paid(loan: Loan, fen: int, key: str = "paid") -> None:
    on = policy.book_date()
    with transaction.atomic():
        money = Money([world.bank_line(fen)], on, "测试")
        repaying.pay_in(repaying.lock_loan(loan.pk), key=key, money=money, on=on, by=None, at=AT)


def rungs(loan: Loan) -> list[tuple[str, str]]:
    return list(DunningStep.objects.filter(loan=loan).order_by("due_on", "id").values_list("rung", "status"))


@pytest.mark.parametrize(
    ("days", "count"), [(0, 0), (1, 1), (6, 1), (7, 2), (30, 3), (60, 4), (89, 4), (90, 5), (180, 6), (900, 6)]
)
def test_steps_come_on_their_days(days: int, count: int) -> None:
    assert len(rules.rungs_come(DUE, DUE + timedelta(days), LoanCareTerms())) == count


def test_on_the_first_day_a_message_goes_out_and_only_once(open_day: date) -> None:
    loan = late()
    assert queries.to_climb(policy.book_date()) == [loan.pk]
    assert (dunning.climb(loan_id=loan.pk, at=AT), dunning.climb(loan_id=loan.pk, at=AT)) == (1, 0)
    assert rungs(loan) == [("MESSAGE", "DONE")]
    said = Message.objects.filter(key__startswith="loan_dunned:")
    assert said.exists() and all("2,001.92元" in each.body for each in said), "with the penalty of a day"


def test_after_a_month_call_and_letter_wait_and_are_dropped_when_it_is_paid(open_day: date) -> None:
    loan = late(30)
    assert dunning.climb(loan_id=loan.pk, at=AT) == 3
    assert rungs(loan) == [("MESSAGE", "DONE"), ("CALL", "TO_DO"), ("LETTER", "TO_DO")]
    call = DunningStep.objects.get(rung="CALL")
    with pytest.raises(NothingSaid):
        dunning.do_step(step_id=call.pk, result=" ", by=people.wang_wu(), at=AT)
    dunning.do_step(step_id=call.pk, result="答应月底还", by=people.wang_wu(), at=AT)
    with pytest.raises(WrongState):
        dunning.do_step(step_id=call.pk, result="又打了一次", by=people.wang_wu(), at=AT)
    paid(loan, 2_100_00)
    assert queries.to_climb(policy.book_date()) == [loan.pk]
    assert dunning.climb(loan_id=loan.pk, at=AT) == 0
    assert rungs(loan) == [("MESSAGE", "DONE"), ("CALL", "DONE"), ("LETTER", "DROPPED")]
    assert queries.to_climb(policy.book_date()) == []


def test_borrowers_are_reminded_five_days_before_and_once(open_day: date) -> None:
    world.loan(is_offset=True)
    assert dunning.remind(on=DUE - timedelta(6), at=AT) == 0
    assert dunning.remind(on=DUE - timedelta(5), at=AT) > 0
    assert dunning.remind(on=DUE - timedelta(5), at=AT) == 0
    body = Message.objects.filter(key__startswith="loan_due_soon:")[0].body
    assert "10月20日应还2,001.70元" in body and "先冲还公积金账户" in body


def test_the_daily_task_climbs_reminds_and_judges_and_may_run_twice(open_day: date, time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)
    loan = late(7)
    assert tasks.follow_dunning() == 2
    assert rungs(loan) == [("MESSAGE", "DONE"), ("CALL", "TO_DO")]
    assert tasks.follow_dunning() == 0


def test_a_promise_is_judged_after_its_day_by_what_was_paid(open_day: date) -> None:
    loan = late(3)
    today = policy.book_date()
    given = {"loan_id": loan.pk, "kind": "CALL", "text": "工资发了就还", "by": people.wang_wu(), "at": AT}
    kept = dunning.note(**given, promise=Promise(today + timedelta(2), 1_000_00))
    broken = dunning.note(**given, promise=Promise(today + timedelta(2), 1_000_01))
    with pytest.raises(NothingSaid):
        dunning.note(**given, promise=Promise(today - timedelta(1), 1_00))
    with pytest.raises(NothingSaid):
        dunning.note(**given, promise=Promise(today, 0))
    paid(loan, 1_000_00)
    world.move_to(today + timedelta(2))
    assert queries.promises_to_judge(policy.book_date()) == [], "the day itself still counts"
    world.move_to(today + timedelta(3))
    assert queries.promises_to_judge(policy.book_date()) == [kept.pk, broken.pk]
    assert dunning.judge_promise(note_id=kept.pk) and dunning.judge_promise(note_id=broken.pk)
    assert not dunning.judge_promise(note_id=kept.pk)
    found = CollectionNote.objects.order_by("id").values_list("promise", flat=True)
    assert list(found) == ["KEPT", "BROKEN"]
