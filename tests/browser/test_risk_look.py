"""Fraud checks in a real browser: a ring of seven with one agent, its picture, a version of the rules on trial."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from risk import operations as kernel
from risk import tasks
from risk.models import Link, RiskCase
from risk.operations import backtest, cases, evidence, hand_overs, insiders, patterns
from risk.operations.insiders import Act
from risk.states.insiders import ActKind
from tests import people
from tests.browser.conftest import walk
from tests.make import AT
from tests.risk import suspicions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "欧阳司徒诸葛·艾力肯江买买提托合提努尔艾合买提"


@pytest.fixture
def ring(open_day: date) -> RiskCase:
    """Seven people, one house, one agent; found, worked, handed over; a colleague who approves in a second."""
    agent = suspicions.person(50, LONG)
    suspicions.ring(7, agent_id=agent.pk, phone="13800001234")
    tasks.open_cases()
    patterns.look_for_rings(today=AT.date(), at=AT)
    found = RiskCase.objects.order_by("id")[0]
    shen = people.shen_shisi()
    cases.take(case_id=found.pk, by=shen, at=AT)
    cases.add_note(case_id=found.pk, text="登记中心复函：合同系伪造。", by=shen, at=AT)
    evidence.add_file(case_id=found.pk, name="复函.pdf", what="合同系伪造", content=b"%PDF-1.7", by=shen, at=AT)
    hand_overs.propose_hand_over(
        case_id=found.pk, receiver="POLICE", office="辽源市公安局经侦支队", reason="伪造合同", by=shen, at=AT
    )
    cases.ask_snooze(case_id=found.pk, until=date(2026, 11, 20), reason="等待外地登记机构回函", by=shen, at=AT)
    clerk = people.wang_wu().person_id
    with transaction.atomic():
        insiders.note_staff_acts(acts=[Act(f"e:{n}", ActKind.APPROVE, clerk, AT, seconds=1) for n in range(5)])
    insiders.look_at_staff(today=AT.date(), at=AT)
    draft = kernel.draft_rule_set(purpose="低价房误报太多", by=shen, at=AT)
    kernel.start_shadow(rule_set_id=draft.pk, by=shen, at=AT)
    backtest.start(rule_set_id=draft.pk, by=shen, at=AT)
    tasks.run_backtests()
    return found


def test_the_pages_of_fraud_checks_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], ring: RiskCase
) -> None:
    here = "/office/risk/"
    case = f"{here}cases/{ring.pk}/"
    matter = ring.matters.order_by("id")[0]
    screening = matter.facts.screenings.order_by("-number")[0]
    house = Link.objects.filter(kind="HOUSE", case=matter.case).order_by("id")[0]
    draft = kernel.draft_rule_set(purpose="再改一版", by=people.shen_shisi(), at=AT)
    walks: list[tuple[Any, dict[str, str]]] = [
        (
            people.shen_shisi(),
            {
                "risk-home": here,
                "risk-case": case,
                "risk-propose": f"{case}do/propose/",
                "risk-new": f"{here}cases/new/",
                "risk-screenings": f"{here}screenings/",
                "risk-screening": f"{here}screenings/{screening.pk}/",
                "risk-find": f"{here}graph/",
                "risk-graph": f"{here}graph/{house.pk}/",
                "risk-lists": f"{here}lists/",
                "risk-list-import": f"{here}lists/import/",
                "risk-bans": f"{here}bans/",
                "risk-rules": f"{here}rules/",
                "risk-rule-set": f"{here}rules/{draft.pk - 1}/",
                "risk-rule": f"{here}rules/{draft.pk}/F09/",
            },
        ),
        (people.jiang_shier(), {"risk-hand-over": f"{here}hand-overs/{ring.hand_overs.get().pk}/"}),
        (people.yang_shiwu(), {"risk-insiders": f"{here}insiders/"}),
    ]
    wrong: list[str] = []
    for someone, pages in walks:
        page = new_page()
        login(page, someone)
        wrong += walk(page, pages)
    assert wrong == []
