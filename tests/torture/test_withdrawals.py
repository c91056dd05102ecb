"""Two hundred withdrawals while workers, and the server, are killed at random points: each paid once or never."""

from __future__ import annotations

import os
import random
import signal
from datetime import date
from pathlib import Path

import pytest

from fundcenter import servers
from tests.torture.measure import SEED, TIMES
from tests.torture.servers import kill_server, manage, own_server
from tests.withdrawals import payer, test_killed

pytestmark = pytest.mark.torture

__all__ = ["own_server"]


@pytest.mark.django_db(transaction=True)
def test_workers_killed_again_and_again_pay_each_once_or_never(open_day: date) -> None:
    payer.begun(200)
    payer.kill_workers(random.Random(SEED), 8 * TIMES)
    test_killed.finished()
    payer.assert_paid_once_or_never(200)


SETUP = """
from django.core.management import call_command; call_command('migrate', verbosity=0)
from django.db import transaction
from policy import operations as policy
from tests import make
from tests.conftest import OPEN_DAY
from tests.withdrawals import payer
with transaction.atomic(): policy.set_book_date(on=OPEN_DAY)
make.city()
payer.begun(200)
"""
AFTER = """
from tests.withdrawals import payer, test_killed
test_killed.finished()
payer.assert_paid_once_or_never(200)
"""


def test_the_server_and_the_worker_killed_together_pay_each_once_or_never(own_server: Path) -> None:
    dice = random.Random(SEED)
    url = servers.database_url(own_server, durable=True)
    manage(url, SETUP)
    for _ in range(4 * TIMES):
        worker = payer.start(url)
        assert worker.stdout is not None
        for _step in range(dice.randrange(10, 60)):
            worker.stdout.readline()
        kill_server(own_server)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(30)
        url = servers.database_url(own_server, durable=True)
    manage(url, AFTER)
