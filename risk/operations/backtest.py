"""Trying a version of the rules on past applications, portion by portion, and publishing only what was tried."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step, wake
from risk import queries as kernel
from risk.models import Backtest, RuleSet, Screening
from risk.operations.rule_sets import publish_rule_set
from risk.queries import backtest as found
from risk.rules import stored
from risk.rules.backtest import Past, Score, is_lost, judge
from risk.rules.registry import Setting, verdict
from risk.rules.registry import run as run_rules
from risk.states.backtest import BacktestStatus
from risk.states.screening import ScreeningStatus

if TYPE_CHECKING:
    from accounts.models import User

PORTION = 200
LISTED = 50
"""Lost cases that are kept by number; beyond them only their count."""
TASK = "risk.tasks.run_backtests"
_ACTIONS = {ScreeningStatus.BLOCKED: "block", ScreeningStatus.REVIEW: "review"}


class AlreadyRunning(BusinessError):
    """This version is being tried already, or it is the one in use."""


class NotTried(BusinessError):
    """The version was not tried as it now is against the one in use, or loses confirmed cases without a reason."""


def fingerprint_of(settings: list[Setting]) -> str:
    """Equal for equal settings: a result holds only for what was tried."""
    plain = [[each.code, each.is_on, int(each.severity), str(each.action), dict(each.params)] for each in settings]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


@operation
def start(*, rule_set_id: int, by: User, at: datetime) -> Backtest:
    """Begin to try a version on everything that was ever screened. Raises AlreadyRunning."""
    rule_set, against = lock(RuleSet, rule_set_id), kernel.published()
    if rule_set.pk == against.pk:
        raise AlreadyRunning(_("这一版正在使用，不需要回测。"))
    if rule_set.backtests.filter(status=BacktestStatus.RUNNING).exists():
        raise AlreadyRunning(_("这一版正在回测，请等结果。"))
    made = Backtest.objects.create(
        rule_set=rule_set,
        against=against,
        fingerprint=fingerprint_of(kernel.settings_of(rule_set)),
        until=found.last_screening(),
        tried=Score().as_json,
        published=Score().as_json,
        by=by,
        at=at,
    )
    wake(TASK)
    return made


@operation
def run_portion(*, backtest_id: int, at: datetime) -> bool:
    """Reckon the next applications; whether more are left. May run twice: what was reckoned is not again."""
    test = lock(Backtest, backtest_id)
    if test.status != BacktestStatus.RUNNING:
        return False
    rows = found.portion(test.reached, test.until, PORTION)
    if rows:
        _reckon(test, rows)
        test.reached = rows[-1].pk
    else:
        test.status, test.done_at = BacktestStatus.DONE, at
    test.save(update_fields=["status", "done_at", "reached", "tried", "published", "lost", "lost_count"])
    return bool(rows)


@step
def _reckon(test: Backtest, rows: list[Screening]) -> None:
    newest, labels = found.is_newest(rows), found.labels_of(rows)
    assert test.against is not None
    versions = kernel.settings_of(test.rule_set), kernel.settings_of(test.against)
    tried, published = Score.of_json(test.tried), Score.of_json(test.published)
    for row in rows:
        if row.pk not in newest:
            continue
        label, amount = labels[row.case], row.facts.amount_fen
        ours, theirs = _actions(row, versions)
        tried += judge(Past(label, ours, amount))
        published += judge(Past(label, theirs, amount))
        if is_lost(label, tried=ours, published=theirs):
            test.lost_count += 1
            test.lost = [*test.lost, row.case][:LISTED]
    test.tried, test.published = tried.as_json, published.as_json


def _actions(row: Screening, versions: tuple[list[Setting], ...]) -> list[str]:
    """The strongest action that each version takes on one application's facts."""
    facts = stored.from_json(row.facts.content)
    known = kernel.known_of(facts, told_on=timezone.localdate(row.facts.at), as_of=row.handed_at)
    verdicts = [verdict(setting.action for setting, _hit in run_rules(facts, known, each)) for each in versions]
    return [_ACTIONS.get(each, "") for each in verdicts]


@step
def refuse_untried(*, rule_set_id: int, lost_reason: str) -> Backtest:
    """The backtest that lets a version be published. Raises NotTried: without one, or with lost cases and no reason."""
    rule_set = RuleSet.objects.get(pk=rule_set_id)
    test = found.done_for(rule_set, fingerprint_of(kernel.settings_of(rule_set)), kernel.published())
    if test is None:
        raise NotTried(_("请先对这一版做回测：要与正在使用的版本比较过，才能发布。"))
    if test.lost_count and not lost_reason.strip():
        raise NotTried(_("这一版会漏掉 %(count)d 件已认定的案件，请写明为什么仍要发布。") % {"count": test.lost_count})
    return test


@operation
def publish(*, rule_set_id: int, why: str, lost_reason: str, by: User, at: datetime) -> RuleSet:
    """Make a version on trial the one that decides: tried on the past, by another person, with the reason.

    Raises NotTried, and NotPublishable, WrongState as `rule_sets.publish_rule_set`.
    """
    test = refuse_untried(rule_set_id=rule_set_id, lost_reason=lost_reason)
    reason = why.strip()
    if test.lost_count and reason:
        reason = _("%(why)s（漏掉 %(count)d 件：%(lost)s）") % {
            "why": reason,
            "count": test.lost_count,
            "lost": lost_reason.strip(),
        }
    return publish_rule_set(rule_set_id=rule_set_id, why=reason, by=by, at=at)
