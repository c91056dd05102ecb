"""A scratch database with production's durability, and the page that figures are written to."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
SMALL = bool(os.environ.get("BENCH_SMALL"))
"""A trial of the scripts with few rows and short rounds: the figures are printed and not kept."""


def prepare(name: str) -> None:
    """Start Django over an empty database of its own under var/bench, migrated. Call before importing models."""
    os.environ["VAR_DIR"] = str(ROOT / "var" / "bench")
    os.environ["DURABLE"] = "1"
    os.environ["REDIS_URL"] = "memory://localhost"
    os.environ["DJANGO_SETTINGS_MODULE"] = "fundcenter.settings"
    os.environ["LOG_LEVEL"] = "WARNING"
    import psycopg2

    from fundcenter import servers

    url = servers.database_url(Path(os.environ["VAR_DIR"]))
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "bench_{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "bench_{name}"')
    connection.close()
    os.environ["DATABASE_URL"] = url.replace("/postgres?", f"/bench_{name}?")
    for secret in ("SECRET_KEY", "PERSONAL_DATA_KEY", "BLIND_INDEX_KEY"):
        os.environ[secret] = "5a" * 32
    os.environ["ALLOWED_HOSTS"] = "testserver"
    os.environ["HTTPS"] = "0"

    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    call_command("migrate", verbosity=0)


def write(name: str, heading: str, lines: list[str]) -> None:
    """Write a section of the results under its heading, with when, where and how it was measured.

    Sections stand in RESULTS.md in the order of their names.
    """
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    head = [
        f"## {heading}",
        "",
        f"`python -m {sys.modules['__main__'].__spec__.name}` · {datetime.now(UTC):%Y-%m-%d} · commit {commit.strip()}"
        f" · {os.cpu_count()} cores, Python {platform.python_version()}",
        "",
    ]
    text = "\n".join([*head, *lines]) + "\n"
    print(text)
    if not SMALL:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.md").write_text(text + "\n")
