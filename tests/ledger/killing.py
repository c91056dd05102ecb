"""Processes that post and are killed in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def start_poster(seed: str, url: str = "") -> subprocess.Popen[str]:
    """A poster on this test's database, or on the one named."""
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
        [sys.executable, "-m", "tests.ledger.poster", seed],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def kill_after(poster: subprocess.Popen[str], acts: int) -> list[str]:
    """Kill the process with SIGKILL after some committed acts; all keys that it said were committed."""
    assert poster.stdout is not None
    keys = [poster.stdout.readline().strip() for _ in range(acts)]
    poster.kill()
    keys += [line.strip() for line in poster.stdout.readlines() if line.endswith("\n")]
    poster.wait(30)
    return keys
