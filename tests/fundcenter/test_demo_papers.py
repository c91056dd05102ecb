"""The demo centre's papers, played with whatever cases there are."""

from __future__ import annotations

import pytest

from desk.models import Notice, Paper, Promise
from fundcenter.demo import papers
from tests import people
from tests.desk import world


@pytest.mark.usefixtures("open_day")
def test_open_cases_get_photos_a_notice_and_a_promise_and_none_is_no_fault() -> None:
    staff = {"1001": people.wang_wu()}
    papers.fill_papers(staff=staff, at=world.AT)
    assert not Paper.objects.exists()
    for code in ("one", "two", "three"):
        world.open_case(code, by=people.zhang_san())
    papers.fill_papers(staff=staff, at=world.AT)
    assert set(Paper.objects.values_list("status", flat=True)) == {"CLEAN"}
    assert (Paper.objects.count(), Notice.objects.count(), Promise.objects.count()) == (3, 1, 1)
