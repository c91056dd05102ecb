"""Somebody else at the window: with a written mandate, looked at by a person, for every kind of withdrawal."""

from __future__ import annotations

import pytest

from desk import queries as desk
from desk.models import DocumentRule, Kind
from desk.states.cases import CaseStatus
from tests import make, people
from tests.withdrawals import saver
from withdrawals import operations
from withdrawals.models import Withdrawal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def by_agent(seen: tuple[str, ...]) -> Withdrawal:
    """9,000.00 for hardship, of which the registers know everything, asked for by 钱七 in 张三's name."""
    user, agent = people.zhang_san(), people.qian_qi()
    saver.saver(user)
    own = saver.application(user, "hardship", 900_000)
    made = operations.apply(
        application=own,
        channel="WINDOW",
        by=people.wang_wu(),
        at=make.AT,
        agent_id=agent.person_id,
        mandate="委托书2026-10-10",
        seen=seen,
    )
    return saver.screened(made)


def test_every_kind_of_withdrawal_asks_an_agent_for_the_mandate() -> None:
    for kind in Kind.objects.filter(source="withdrawals"):
        version = desk.version_on(kind.code, saver.ON)
        papers = DocumentRule.objects.filter(version=version)
        assert papers.filter(code="mandate", needed_when="agent", register="").exists(), kind.code
        before = kind.versions.get(number=version.number - 1)
        assert papers.count() == before.documents.count() + 1
        assert version.stages.count() == before.stages.count() and version.levels.count() == before.levels.count()
        assert version.channels.count() == before.channels.count() and version.auto_limit_fen == before.auto_limit_fen


def test_an_agent_whose_mandate_nobody_has_seen_waits_for_a_clerk() -> None:
    found = by_agent(("identity",))
    assert found.case.status == CaseStatus.SUBMITTED
    assert found.case.requirements.filter(code="mandate").exists()


def test_an_agents_withdrawal_goes_to_a_reviewer_though_registers_know_the_rest() -> None:
    found = by_agent(("identity", "mandate"))
    assert (found.case.status, found.case.is_automatic, found.is_verified) == (CaseStatus.IN_REVIEW, False, False)


def test_nobody_shows_a_mandate_for_themselves() -> None:
    user = people.zhang_san()
    saver.saver(user)
    found = saver.asked_and_paid(user, "hardship", 900_000)
    assert found.case.status == CaseStatus.DONE
    assert not found.case.requirements.filter(code="mandate").exists()
