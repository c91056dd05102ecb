"""kill -9 while withdrawals are screened and paid: each is paid once or not at all, and nothing is stuck."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tests.withdrawals import payer

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 10


def finished() -> None:
    """What is left is done by a worker that lives."""
    for minutes in range(600, 660, 3):
        payer.work(minutes)


def test_workers_killed_at_random_pay_each_withdrawal_once_or_never(open_day: date) -> None:
    payer.begun(COUNT)
    payer.kill_workers(random.Random(11), 2)
    finished()
    payer.assert_paid_once_or_never(COUNT)
