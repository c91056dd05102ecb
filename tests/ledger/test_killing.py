"""kill -9 in the middle of posting: what was said to be done is done, and nothing is half done."""

from __future__ import annotations

import pytest

from ledger import queries
from ledger.models import Account, Hold, Journal
from tests.ledger import books
from tests.ledger.killing import kill_after, start_poster

pytestmark = pytest.mark.django_db(transaction=True)


def attack(rounds: int, acts: int, seed: str = "") -> None:
    """Kill two posters a round; the books must stand after each."""
    books.open_books()
    for number in range(6):
        books.funded(f"P{number}", 10_000)
    for turn in range(rounds):
        posters = [start_poster(f"{seed}{turn}a"), start_poster(f"{seed}{turn}b")]
        keys = [key for poster in posters for key in kill_after(poster, acts)]
        assert all(keys), "a poster ended by itself"
        assert_whole(keys)


def assert_whole(keys: list[str]) -> None:
    """Every act that was acknowledged is there, and every act that is there is whole."""
    found = set(Hold.objects.values_list("key", flat=True))
    assert set(keys) <= found
    parts = dict.fromkeys(found, 0)
    for key in Journal.objects.exclude(key__startswith="fund:").values_list("key", flat=True):
        parts[key.rpartition(":")[0]] += 1
    assert set(parts.values()) <= {4}
    assert set(Hold.objects.values_list("status", flat=True)) <= {"POSTED"}
    assert sum(Account.objects.filter(code__startswith="P").values_list("balance_fen", flat=True)) == 60_000
    assert queries.verify_books() == []


def test_a_killed_poster_leaves_whole_books() -> None:
    attack(rounds=1, acts=15)
