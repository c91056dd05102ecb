"""The ledger under long attack: random sequences, many threads, kill -9 of posters and of the server itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from fundcenter import servers
from ledger import queries
from ledger.models import Journal
from tests.ledger import books, test_killing, test_machine
from tests.ledger.killing import ROOT, kill_after, start_poster
from tests.ledger.test_concurrency import balance, failures, random_transfers
from tests.ledger.threads import together
from tests.torture.measure import SEED, TIMES

pytestmark = pytest.mark.torture


@pytest.mark.django_db
def test_long_random_sequences_agree_with_the_model() -> None:
    test_machine.run(examples=150 * TIMES, steps=60, seed=SEED)


@pytest.mark.django_db(transaction=True)
def test_many_threads_lose_nothing() -> None:
    books.open_books()
    owners = [books.funded(f"A{number}", 100_000) for number in range(6)]
    count, seeds = 400 * TIMES, range(SEED * 100, SEED * 100 + 16)
    results = together([partial(random_transfers, seed, owners, count) for seed in seeds])
    assert failures(results) == []
    assert Journal.objects.filter(key__startswith="t").count() == 16 * count - sum(results)
    assert sum(balance(owner) for owner in owners) == 600_000
    assert queries.verify_books() == []


@pytest.mark.django_db(transaction=True)
def test_posters_killed_again_and_again_leave_whole_books() -> None:
    test_killing.attack(rounds=8 * TIMES, acts=60, seed=f"{SEED}-")


@pytest.fixture
def own_server() -> Iterator[Path]:
    """A durable server of its own, which may be killed."""
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    folder.chmod(0o755)
    yield folder
    servers.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


def manage(url: str, script: str) -> str:
    """Run a few lines of Python against another database, in a process of their own."""
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}
    for name in ("SECRET_KEY", "PERSONAL_DATA_KEY", "BLIND_INDEX_KEY"):
        environment[name] = "ab" * 32
    start = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'fundcenter.settings_test'; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", start + script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until_gone(pid: int) -> None:
    """Until the killed process was buried: PostgreSQL takes a zombie for a living server."""
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)


def test_what_was_acknowledged_survives_kill_9_of_the_server(own_server: Path) -> None:
    url = servers.database_url(own_server, durable=True)
    manage(
        url,
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from tests.ledger import books; books.open_books()\n"
        "for number in range(6): books.funded(f'P{number}', 10_000)",
    )
    said: list[str] = []
    for turn in range(3 * TIMES):
        poster = start_poster(f"{SEED}-s{turn}", url)
        assert poster.stdout is not None
        said += [poster.stdout.readline().strip() for _ in range(40)]
        pid = int((own_server / "postgres" / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
        for each in [pid, *map(int, children.split())]:
            os.kill(each, signal.SIGKILL)
        wait_until_gone(pid)
        said += kill_after(poster, 0)
        url = servers.database_url(own_server, durable=True)
    assert all(said)
    manage(url, f"from tests.ledger.test_killing import assert_whole; assert_whole({said!r})")
