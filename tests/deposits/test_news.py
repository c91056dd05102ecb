"""News acted on one by one: what cannot be done, or breaks, keeps nothing else waiting."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from common.errors import BusinessError
from deposits.operations import news
from ledger.operations import DayClosed
from risk import operations as risk
from risk.models import Outcome
from tests.make import AT

pytestmark = pytest.mark.django_db


def rows(*cases: str) -> list[Outcome]:
    """News of these cases, oldest first."""
    return [Outcome.objects.create(source="test", kind="ESTABLISHED", case=each, at=AT) for each in cases]


def act(outcome: Outcome, *, at: datetime) -> None:
    """Some can be acted on, some are refused, some break."""
    if outcome.case == "REFUSED":
        raise BusinessError("暂不能办理。")
    if outcome.case == "BROKEN":
        Outcome.objects.create(source="test", kind=None, case="X", at=at)
    if outcome.case == "CLOSED":
        raise DayClosed("已日结。")


def follow() -> bool:
    with transaction.atomic():
        return news.follow(risk.claim_outcomes, "test", act, at=AT)


def test_what_is_refused_or_breaks_waits_and_the_rest_is_acted_on(caplog: pytest.LogCaptureFixture) -> None:
    refused, broken, good = rows("REFUSED", "BROKEN", "GOOD")
    with caplog.at_level(logging.WARNING):
        assert follow()
        assert not follow()
    for each in (refused, broken, good):
        each.refresh_from_db()
    assert (refused.claimed_at, broken.claimed_at, good.claimed_at) == (None, None, AT)
    assert any(each.exc_info and each.exc_info[0] is IntegrityError for each in caplog.records)


def test_on_a_closed_day_all_of_it_waits() -> None:
    closed, good = rows("CLOSED", "GOOD")
    with pytest.raises(DayClosed):
        follow()
    for each in (closed, good):
        each.refresh_from_db()
        assert each.claimed_at is None
