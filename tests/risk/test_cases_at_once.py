"""Two at once: workers who open the same case, investigators who take it, deciders, nights, backtests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from common.errors import BusinessError
from risk import operations as kernel
from risk.models import Ban, Outcome, RiskCase
from risk.operations import backtest, cases, decisions, patterns
from risk.queries import cases as queries
from risk.rules.backtest import Score
from risk.states.cases import RiskCaseStatus
from risk.states.screening import OutcomeKind
from tests import people
from tests.make import AT
from tests.risk import suspicions

pytestmark = pytest.mark.django_db(transaction=True)


def together(act: Callable[[int], Any], times: int) -> list[Any]:
    """What `times` calls at once gave: results, or the refusals."""

    def call(place: int) -> Any:
        try:
            return act(place)
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(call, range(times)))


def _faults(results: list[Any]) -> list[Any]:
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, BusinessError)]


def test_eight_workers_open_one_case_with_everything_in_it(open_day: date) -> None:
    *_first, second, third = suspicions.ring(3)
    both = [second.pk, third.pk]
    results = together(lambda place: cases.open_found(screening_id=both[place % 2], at=AT), 8)
    assert _faults(results) == []
    found = RiskCase.objects.get()
    assert {row.case for row in found.matters.all()} == {"TQ0002", "TQ0003"}
    assert found.amount_fen == 200_000_00


def test_a_suspicion_is_taken_by_one_of_many(open_day: date) -> None:
    suspicions.suspicion()
    hands = [people.shen_shisi(), people.jiang_shier(), people.yang_shiwu()]
    results = together(lambda place: cases.take_next(by=hands[place % 3], at=AT), 6)
    assert _faults(results) == []
    assert len([each for each in results if each is not None]) == 1
    assert RiskCase.objects.get().status == RiskCaseStatus.VERIFYING


def test_a_case_is_decided_once_by_whoever_is_first(open_day: date) -> None:
    risk_case = suspicions.proposed()
    jiang = people.jiang_shier()
    results = together(
        lambda place: decisions.decide(case_id=risk_case.pk, agreed=place % 2 == 0, reason="意见", by=jiang, at=AT),
        6,
    )
    assert _faults(results) == []
    assert len([each for each in results if isinstance(each, RiskCase)]) == 1
    followed = RiskCase.objects.get().status == RiskCaseStatus.ORDERED
    assert Ban.objects.count() == Outcome.objects.filter(kind=OutcomeKind.ESTABLISHED).count() == int(followed)


def test_refunds_at_once_never_exceed_what_is_owed(open_day: date) -> None:
    risk_case = suspicions.established()
    jiang = people.jiang_shier()
    results = together(
        lambda place: decisions.record_refund(case_id=risk_case.pk, fen=20_000_00, note="回单", by=jiang, at=AT), 6
    )
    assert _faults(results) == []
    assert len([each for each in results if isinstance(each, RiskCase)]) == 3
    assert RiskCase.objects.get().status == RiskCaseStatus.REFUNDED


def test_two_nights_at_once_find_one_ring(open_day: date) -> None:
    suspicions.ring(3)
    results = together(lambda _place: patterns.look_for_rings(today=AT.date(), at=AT), 4)
    assert _faults(results) == []
    assert RiskCase.objects.get().matters.count() == 3


def test_a_person_with_two_accounts_is_brought_up_once(open_day: date) -> None:
    person = suspicions.person(1)

    def bring_up(_place: int) -> Any:
        with transaction.atomic():
            return patterns.note_duplicate_accounts(person_id=person.pk, accounts=["1", "2"], at=AT)

    assert _faults(together(bring_up, 6)) == []
    assert RiskCase.objects.count() == 1


def test_workers_on_one_backtest_count_each_application_once(open_day: date) -> None:
    suspicions.ring(3)
    shen = people.shen_shisi()
    draft = kernel.draft_rule_set(purpose="试", by=shen, at=AT)
    test = backtest.start(rule_set_id=draft.pk, by=shen, at=AT)
    results = together(lambda _place: backtest.run_portion(backtest_id=test.pk, at=AT), 4)
    assert _faults(results) == []
    test.refresh_from_db()
    assert (test.status, Score.of_json(test.tried).seen) == ("DONE", 3)


def test_a_case_that_is_decided_meanwhile_is_not_joined(open_day: date) -> None:
    suspicions.established()
    again = suspicions.screened("TQ0009", suspicions.person(9))
    results = together(lambda _place: cases.open_found(screening_id=again.pk, at=AT), 4)
    assert _faults(results) == []
    assert RiskCase.objects.count() == 2
    newest = queries.screening_of("TQ0009")
    assert newest is not None and not queries.wants_case(newest)
