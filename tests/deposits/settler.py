"""A worker that settles interest until it is killed: `python -m tests.deposits.settler`. Prints each chunk it posted.

Chunks are of three accounts, so that a small centre is a long run.
"""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

from tests.ledger.killing import ROOT


def start(url: str = "") -> subprocess.Popen[str]:
    """A worker on this test's database, or on the one named."""
    parameters = connection.get_connection_params()
    url = url or f"postgresql://{parameters['user']}@/{parameters['dbname']}?host={parameters['host']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "PERSONAL_DATA_KEY": settings.PERSONAL_DATA_KEY,
        "BLIND_INDEX_KEY": settings.BLIND_INDEX_KEY,
        "PYTHONWARNINGS": "ignore",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.deposits.settler"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def main() -> None:
    """Settle what is to be settled, chunk by chunk."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundcenter.settings_test")
    import django

    django.setup()
    from deposits import operations, queries
    from tests.make import AT

    for run_id in queries.runs_to_post():
        while chunk := operations.settle_chunk(run_id=run_id, at=AT):
            print(chunk.number, flush=True)
        operations.finish_settlement(run_id=run_id, at=AT)


if __name__ == "__main__":
    main()
