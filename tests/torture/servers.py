"""A database server of one's own, which may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundcenter import servers
from tests.ledger.killing import ROOT


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


def kill_server(folder: Path) -> None:
    """kill -9 of the server and all that it started."""
    pid = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    for each in [pid, *map(int, children.split())]:
        os.kill(each, signal.SIGKILL)
    wait_until_gone(pid)
