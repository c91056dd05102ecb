"""Versions of the rules: drafted, tried beside the published one, published by another person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from risk import queries
from risk.models import RuleSet, RuleSetting
from risk.rules.registry import RULES, check_params, with_new_rules
from risk.states.rule_sets import RULE_SET_MOVES, RuleSetStatus
from risk.states.screening import Action, Severity

if TYPE_CHECKING:
    from accounts.models import User


class NotPublishable(BusinessError):
    """It lacks a reason or a trial, is a draft no more, or the person had a hand in it."""


@operation
def draft_rule_set(*, purpose: str, by: User, at: datetime) -> RuleSet:
    """Copy the published version into a draft, with rules written since. Raises NotPublishable without a purpose."""
    if not purpose.strip():
        raise NotPublishable(_("请写明为什么要修改规则。"))
    published = lock(RuleSet, queries.published().pk)
    newest = queries.rule_sets().values_list("number", flat=True)[0]
    draft = RuleSet.objects.create(number=newest + 1, purpose=purpose.strip()[:200], made_by=by, made_at=at)
    RuleSetting.objects.bulk_create(
        RuleSetting(
            rule_set=draft,
            code=each.code,
            is_on=each.is_on,
            severity=each.severity,
            action=each.action,
            params=each.params,
        )
        for each in with_new_rules(queries.settings_of(published))
    )
    return draft


@operation
def change_setting(
    *,
    rule_set_id: int,
    code: str,
    severity: int,
    action: str,
    params: Mapping[str, object],
    is_on: bool,
    by: User,
    at: datetime,
) -> RuleSetting:
    """Change one rule of a draft. Raises NotPublishable, UnclearSetting."""
    draft = lock(RuleSet, rule_set_id)
    if draft.status != RuleSetStatus.DRAFT:
        raise NotPublishable(_("只有草稿可以修改，试运行中的版本请先退回草稿。"))
    if action not in Action.values or severity not in Severity.values:
        raise NotPublishable(_("请选择处理方式和程度。"))
    found, _made = RuleSetting.objects.update_or_create(
        rule_set=draft,
        code=code,
        defaults={"severity": severity, "action": action, "params": check_params(code, params), "is_on": is_on},
    )
    if by.person_id not in draft.editors:
        draft.editors = [*draft.editors, by.person_id]
        draft.save(update_fields=["editors"])
    return found


@operation
def start_shadow(*, rule_set_id: int, by: User, at: datetime) -> RuleSet:
    """Let a draft run beside the published version; it decides nothing. Raises NotPublishable, WrongState."""
    draft = lock(RuleSet, rule_set_id)
    refuse_move(draft, "shadow", RULE_SET_MOVES)
    if queries.shadow() is not None:
        raise NotPublishable(_("已有另一版在试运行，请先结束它。"))
    if set(draft.settings.values_list("code", flat=True)) != set(RULES):
        raise NotPublishable(_("这一版的规则不全，请重新起草。"))
    move(draft, "shadow", RULE_SET_MOVES, by=by, at=at, shadowed_at=at)
    return draft


@operation
def redraft_rule_set(*, rule_set_id: int, by: User, at: datetime) -> RuleSet:
    """End a trial: the version may be changed again. Raises WrongState."""
    found = lock(RuleSet, rule_set_id)
    move(found, "redraft", RULE_SET_MOVES, by=by, at=at)
    return found


@step
def publish_rule_set(*, rule_set_id: int, why: str, by: User, at: datetime) -> RuleSet:
    """Make the version on trial the one that decides, from now on. Raises NotPublishable, WrongState.

    A step: what a backtest must say before is asked by the act around it.
    """
    old = lock(RuleSet, queries.published().pk)
    new = lock(RuleSet, rule_set_id)
    refuse_move(new, "publish", RULE_SET_MOVES)
    if not why.strip():
        raise NotPublishable(_("请写明发布理由。"))
    drafter = [new.made_by.person_id] if new.made_by is not None else []
    if by.person_id in {*drafter, *new.editors}:
        raise NotPublishable(_("起草或改过这一版的人不能自己发布，请另一位核对后发布。"))
    move(old, "retire", RULE_SET_MOVES, by=by, at=at)
    move(new, "publish", RULE_SET_MOVES, by=by, at=at, published_by=by, published_at=at, why=why.strip()[:200])
    return new
