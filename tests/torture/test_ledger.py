"""The ledger under long attack: random sequences, many threads, kill -9 of posters and of the server itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from fundcenter import servers
from ledger import queries
from ledger.models import Journal
from tests.ledger import books, test_killing, test_machine
from tests.ledger.killing import kill_after, start_poster
from tests.ledger.test_concurrency import balance, failures, random_transfers
from tests.ledger.threads import together
from tests.torture.measure import SEED, TIMES
from tests.torture.servers import kill_server, manage, own_server

pytestmark = pytest.mark.torture

__all__ = ["own_server"]


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
        kill_server(own_server)
        said += kill_after(poster, 0)
        url = servers.database_url(own_server, durable=True)
    assert all(said)
    manage(url, f"from tests.ledger.test_killing import assert_whole; assert_whole({said!r})")
