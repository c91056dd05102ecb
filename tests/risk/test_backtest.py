"""A version of the rules tried on the past: caught, missed, false alarms; and published only when tried."""

from __future__ import annotations

import pytest

from risk import operations as kernel
from risk import queries as standing
from risk.models import Backtest, RuleSet
from risk.operations import backtest, decisions
from risk.rules.backtest import CLEARED, CONFIRMED, UNKNOWN, Past, Score, is_lost, judge
from risk.rules.registry import RULES
from risk.states.rule_sets import RuleSetStatus
from tests import people
from tests.make import AT
from tests.risk import suspicions


@pytest.mark.parametrize(
    ("past", "score"),
    [
        (Past(CONFIRMED, "block", 500), Score(seen=1, caught=1, held=1, stopped_fen=500, minutes=60)),
        (Past(CONFIRMED, "review", 500), Score(seen=1, caught=1, stopped_fen=500, minutes=20)),
        (Past(CONFIRMED, "", 500), Score(seen=1, missed=1)),
        (Past(CLEARED, "block", 500), Score(seen=1, false_alarms=1, held=1, minutes=60)),
        (Past(CLEARED, "", 500), Score(seen=1)),
        (Past(UNKNOWN, "review", 500), Score(seen=1, minutes=20)),
    ],
)
def test_each_past_application_counts_as_what_became_of_it(past: Past, score: Score) -> None:
    assert judge(past) == score


def test_scores_add_up_and_survive_being_kept() -> None:
    total = judge(Past(CONFIRMED, "block", 500)) + judge(Past(CLEARED, "review", 300))
    assert (total.seen, total.caught, total.false_alarms, total.minutes) == (2, 1, 1, 80)
    assert Score.of_json(total.as_json) == total


@pytest.mark.parametrize(
    ("label", "tried", "published", "lost"),
    [
        (CONFIRMED, "", "block", True),
        (CONFIRMED, "review", "block", False),
        (CONFIRMED, "", "", False),
        (CLEARED, "", "block", False),
    ],
)
def test_only_a_confirmed_case_that_slips_through_is_lost(label: str, tried: str, published: str, lost: bool) -> None:
    assert is_lost(label, tried=tried, published=published) is lost


def _draft(code: str, **changes: object) -> RuleSet:
    """A draft by 沈十四 in which one rule differs."""
    shen = people.shen_shisi()
    draft = kernel.draft_rule_set(purpose="误报太多", by=shen, at=AT)
    rule = RULES[code]
    given = {"severity": rule.severity, "action": rule.action, "params": dict(rule.params), "is_on": True, **changes}
    kernel.change_setting(rule_set_id=draft.pk, code=code, by=shen, at=AT, **given)
    return draft


def _tried(rule_set: RuleSet) -> Backtest:
    test = backtest.start(rule_set_id=rule_set.pk, by=people.shen_shisi(), at=AT)
    while backtest.run_portion(backtest_id=test.pk, at=AT):
        pass
    test.refresh_from_db()
    return test


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def test_a_version_without_the_rule_that_caught_a_fraud_loses_the_case() -> None:
    suspicions.established()
    test = _tried(_draft("F05", is_on=False))
    ours, theirs = Score.of_json(test.tried), Score.of_json(test.published)
    assert (ours.seen, ours.caught, ours.missed) == (2, 0, 1)
    assert (theirs.caught, theirs.missed, theirs.stopped_fen) == (1, 0, 100_000_00)
    assert (test.lost_count, test.lost) == (1, ["TQ0002"])


def test_what_was_dismissed_is_a_false_alarm_of_the_version_that_stops_it() -> None:
    risk_case = suspicions.proposed(verdict="DISMISS")
    decisions.decide(case_id=risk_case.pk, agreed=True, reason="属实", by=people.jiang_shier(), at=AT)
    test = _tried(_draft("F05", is_on=False))
    assert Score.of_json(test.published).false_alarms == 1
    assert Score.of_json(test.tried).false_alarms == 0
    assert test.lost_count == 0


def test_a_backtest_that_is_done_is_not_run_again_and_the_version_in_use_is_not_tried() -> None:
    suspicions.ring(2)
    draft = _draft("F05", is_on=False)
    test = _tried(draft)
    assert not backtest.run_portion(backtest_id=test.pk, at=AT)
    backtest.start(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    with pytest.raises(backtest.AlreadyRunning):
        backtest.start(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    with pytest.raises(backtest.AlreadyRunning):
        backtest.start(rule_set_id=standing.published().pk, by=people.shen_shisi(), at=AT)


def _publish(rule_set: RuleSet, *, lost_reason: str = "") -> RuleSet:
    return backtest.publish(
        rule_set_id=rule_set.pk, why="误报少了", lost_reason=lost_reason, by=people.jiang_shier(), at=AT
    )


def test_nothing_untried_is_published_nor_what_was_changed_after_its_trial() -> None:
    suspicions.ring(2)
    draft = _draft("F05", is_on=False)
    kernel.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    with pytest.raises(backtest.NotTried):
        _publish(draft)
    _tried(draft)
    kernel.redraft_rule_set(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    rule = RULES["F09"]
    kernel.change_setting(
        rule_set_id=draft.pk,
        code="F09",
        severity=rule.severity,
        action=rule.action,
        params={"percent": 40, "least_fen": 100},
        is_on=True,
        by=people.shen_shisi(),
        at=AT,
    )
    kernel.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    with pytest.raises(backtest.NotTried):
        _publish(draft)


def test_a_version_that_loses_a_confirmed_case_is_published_only_with_a_reason_and_by_another() -> None:
    suspicions.established()
    draft = _draft("F05", is_on=False)
    kernel.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    _tried(draft)
    with pytest.raises(backtest.NotTried):
        _publish(draft)
    with pytest.raises(kernel.NotPublishable):
        backtest.publish(rule_set_id=draft.pk, why="误报少了", lost_reason="另有规则", by=people.shen_shisi(), at=AT)
    published = _publish(draft, lost_reason="另有规则")
    assert published.status == RuleSetStatus.PUBLISHED
    assert "漏掉 1 件：另有规则" in published.why
