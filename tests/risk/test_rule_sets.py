"""A version of the rules: draft, shadow, published by another; what is in use never changes."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from common.errors import WrongState
from risk import operations, queries
from risk.models import Finding, RuleSet, RuleSetting
from risk.rules.registry import RULES, UnclearSetting, defaults
from risk.states.rule_sets import RuleSetStatus
from risk.states.screening import Action, ScreeningStatus
from tests import people
from tests.make import AT
from tests.risk.told import facts

pytestmark = pytest.mark.django_db


def drafted() -> RuleSet:
    """A draft by the investigator."""
    return operations.draft_rule_set(purpose="放宽房价下限", by=people.shen_shisi(), at=AT)


def changed(draft: RuleSet, code: str = "F02", by: Any = None, **changes: Any) -> RuleSetting:
    """One rule of a draft, changed by the investigator unless somebody else does."""
    own = draft.settings.get(code=code)
    told = {"severity": own.severity, "action": own.action, "params": own.params, "is_on": own.is_on, **changes}
    return operations.change_setting(rule_set_id=draft.pk, code=code, by=by or people.shen_shisi(), at=AT, **told)


def tried() -> RuleSet:
    """A version on trial that only tells where the published one stops."""
    draft = drafted()
    changed(draft, action=Action.INFO)
    return operations.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)


def publish(rule_set: RuleSet, by: Any = None, why: str = "试运行一个月无漏报") -> RuleSet:
    with transaction.atomic():
        return operations.publish_rule_set(rule_set_id=rule_set.pk, why=why, by=by or people.jiang_shier(), at=AT)


def screened(**changes: Any) -> Any:
    with transaction.atomic():
        handed = operations.hand_over(facts=facts(**changes), at=AT)
        return operations.run(screening_id=handed.pk, at=AT)


def test_the_first_version_is_what_the_rules_begin_with() -> None:
    kept = {each.code: each for each in queries.settings_of(queries.published())}
    assert kept == {each.code: each for each in defaults()}


def test_a_version_on_trial_decides_nothing() -> None:
    tried()
    screening = screened(register_differences=("没有查到合同",))
    assert screening.status == ScreeningStatus.BLOCKED
    assert [(each.is_shadow, each.action) for each in screening.findings.order_by("id")] == [
        (False, Action.BLOCK),
        (True, Action.INFO),
    ]
    assert [each.is_shadow for each in queries.standing(screening.case).findings] == [False]


def test_a_shadow_finding_is_not_there_to_be_cleared() -> None:
    tried()
    screening = screened(register_differences=("没有查到合同",))
    shadow = screening.findings.get(is_shadow=True)
    with transaction.atomic(), pytest.raises(operations.NotCleared):
        operations.clear(finding_id=shadow.pk, by=people.jiang_shier(), reason="试运行", at=AT)


def test_once_published_it_decides_and_the_old_one_rests() -> None:
    old = queries.published()
    publish(tried())
    assert screened(register_differences=("没有查到合同",)).status == ScreeningStatus.CLEAR
    old.refresh_from_db()
    assert old.status == RuleSetStatus.RETIRED
    assert queries.shadow() is None


def test_a_draft_is_not_published_without_a_trial() -> None:
    with pytest.raises(WrongState):
        publish(drafted())


@pytest.mark.parametrize("who", [people.shen_shisi, people.zheng_yi])
def test_nobody_publishes_what_they_had_a_hand_in(who: Any) -> None:
    draft = drafted()
    changed(draft, by=people.zheng_yi())
    operations.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    with pytest.raises(operations.NotPublishable):
        publish(draft, by=who())


def test_the_table_too_knows_that_two_persons_are_needed() -> None:
    version = tried()
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=version.pk).update(published_by=version.made_by)


def test_a_version_says_why_it_is_drafted_and_published() -> None:
    with pytest.raises(operations.NotPublishable):
        operations.draft_rule_set(purpose=" ", by=people.shen_shisi(), at=AT)
    with pytest.raises(operations.NotPublishable):
        publish(tried(), why=" ")


def test_only_a_draft_is_changed() -> None:
    version = tried()
    with pytest.raises(operations.NotPublishable):
        changed(version)
    with pytest.raises(InternalError), transaction.atomic():
        version.settings.update(is_on=False)
    with pytest.raises(InternalError), transaction.atomic():
        version.settings.all().delete()
    operations.redraft_rule_set(rule_set_id=version.pk, by=people.shen_shisi(), at=AT)
    assert changed(version, is_on=False).is_on is False


def test_what_is_published_never_changes_again() -> None:
    published = publish(tried())
    for change in ({"why": "改"}, {"number": 99}, {"status": RuleSetStatus.DRAFT}):
        with pytest.raises(InternalError), transaction.atomic():
            RuleSet.objects.filter(pk=published.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        RuleSetting.objects.create(rule_set=published, code="F99", severity=1, action=Action.INFO)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM risk_ruleset WHERE id = %s", [published.pk])


def test_only_one_version_is_on_trial() -> None:
    tried()
    with pytest.raises(operations.NotPublishable):
        tried()


def test_a_version_that_lacks_a_rule_is_not_tried() -> None:
    draft = drafted()
    draft.settings.get(code="F01").delete()
    with pytest.raises(operations.NotPublishable):
        operations.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    assert len(RULES) == 27


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"params": {"percent": 50}}, UnclearSetting),
        ({"code": "F09", "params": {"percent": -1, "least_fen": 1}}, UnclearSetting),
        ({"action": "SHOUT"}, operations.NotPublishable),
        ({"severity": 9}, operations.NotPublishable),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        changed(drafted(), **wrong)


def test_a_parameter_of_a_draft_takes_effect_when_it_is_published() -> None:
    draft = drafted()
    changed(draft, "F09", params={"percent": 50, "least_fen": 600_000_00})
    assert screened().status == ScreeningStatus.CLEAR
    operations.start_shadow(rule_set_id=draft.pk, by=people.shen_shisi(), at=AT)
    publish(draft)
    assert "F09" in [each.code for each in screened(case="TQ2").findings.all()]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_one() -> None:
    version, bosses = tried(), [people.jiang_shier(), people.zheng_yi()]
    start, problems = Barrier(2), []

    def go(by: Any) -> None:
        start.wait()
        try:
            publish(version, by=by)
        except WrongState as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[by]) for by in bosses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(problems) == 1
    assert RuleSet.objects.filter(status=RuleSetStatus.PUBLISHED).count() == 1
    assert Finding.objects.count() == 0
