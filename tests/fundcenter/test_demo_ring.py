"""The demo centre's ring: seven people, one house, one agent, one clerk; found, explained, handed over."""

from __future__ import annotations

import pytest

from fundcenter.demo import ring
from risk.models import Ban, RiskCase, Screening
from risk.queries import cases as queries
from risk.queries import insiders
from risk.states.cases import RiskCaseStatus
from tests import people
from tests.make import AT
from tests.risk import suspicions


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_the_ring_is_one_case_that_ends_with_the_police_and_a_clerk_with_the_discipline_office() -> None:
    staff = {"1010": people.wang_wu(), "1015": people.shen_shisi(), "1013": people.jiang_shier()}
    chosen = [suspicions.person(place).pk for place in range(1, 12)]
    done = ring.play_ring(people=chosen, staff=staff, at=AT)
    assert done.status == RiskCaseStatus.ORDERED
    assert done.matters.filter(is_established=True).count() == 7
    assert Ban.objects.count() == 8
    tally = queries.tally(people.jiang_shier(), AT.date())
    assert (tally.handed_over, tally.detained, tally.suspected) == (1, 3, 1)
    said = {code for _case, finding in queries.findings_of(done) for code in [finding.code]}
    assert {"F05", "F07"} <= said
    assert [finding.staff.name for finding in insiders.findings_visible_to(people.yang_shiwu())] == ["王五"]
    assert Screening.objects.filter(status="REVIEW").exists()
    assert RiskCase.objects.filter(is_insider=False, status=RiskCaseStatus.SUSPECTED).count() == 1
