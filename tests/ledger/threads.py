"""Real threads on real connections, for tests with `transaction=True`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the acts at once, each on its own connection; what each gave back, or the exception it raised."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            gate.wait()
            results[place] = acts[place]()
        except Exception as error:  # noqa: BLE001 - handed to the test
            results[place] = error
        finally:
            connection.close()

    crowd = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in crowd), "a thread hangs"
    return results
