"""The embedded servers: started once, found again, started anew after a kill, stopped by whoever owns them."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from fundcenter import servers


@pytest.fixture(scope="module")
def var_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="servers-"))
    yield folder
    servers.stop(folder)
    shutil.rmtree(folder)


def ask(url: str) -> int:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 41 + 1")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


def postmaster(var_dir: Path) -> int:
    return int((var_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    for _ in range(100):
        with suppress(ProcessLookupError):
            os.kill(process, 0)
            time.sleep(0.05)
            continue
        return


def run_until_cut(connection: Any, script: str) -> None:
    with suppress(psycopg2.OperationalError), connection.cursor() as cursor:
        cursor.execute(script)


def wait_for_work(url: str, backend: int) -> None:
    """Until that connection's query runs."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'", [backend])
            if cursor.fetchone():
                return
            connection.rollback()
            time.sleep(0.02)
    raise AssertionError("the query does not run")


def test_postgres_is_started_found_again_and_survives_a_kill(var_dir: Path) -> None:
    url = servers.database_url(var_dir, durable=False)
    first = postmaster(var_dir)
    assert (servers.database_url(var_dir, durable=False), postmaster(var_dir)) == (url, first)
    kill(first)
    assert servers.database_url(var_dir, durable=False) == url
    assert postmaster(var_dir) != first
    assert ask(url) == 42


def test_a_pid_file_that_names_somebody_else_is_no_server(var_dir: Path) -> None:
    servers.database_url(var_dir, durable=False)
    kill(postmaster(var_dir))
    file = var_dir / "postgres" / "postmaster.pid"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert ask(servers.database_url(var_dir, durable=False)) == 42


@pytest.mark.parametrize("turn", range(3))
def test_a_server_killed_in_the_middle_of_work_is_back_at_once(var_dir: Path, turn: int) -> None:
    """Its children notice only when their query is through; until then they hold the memory of the dead."""
    url = servers.database_url(var_dir, durable=False)
    with closing(psycopg2.connect(url)) as busy:
        number = busy.get_backend_pid()
        # Counts for two seconds without waiting for anything, as a long query would.
        script = "DO $$ BEGIN WHILE clock_timestamp() < statement_timestamp() + interval '2 s' LOOP END LOOP; END $$"
        hand = threading.Thread(target=partial(run_until_cut, busy, script))
        hand.start()
        wait_for_work(url, number)
        os.kill(postmaster(var_dir), signal.SIGKILL)
        assert ask(servers.database_url(var_dir, durable=False)) == 42
        hand.join()


def test_a_socket_lock_that_names_somebody_else_is_no_server(var_dir: Path) -> None:
    servers.database_url(var_dir, durable=False)
    kill(postmaster(var_dir))
    lock = var_dir / "pg" / ".s.PGSQL.5432.lock"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert ask(servers.database_url(var_dir, durable=False)) == 42


def test_redis_is_started_found_again_and_revived(var_dir: Path) -> None:
    servers.redis_url(var_dir)
    client = redis.Redis(unix_socket_path=str(servers._socket_path(var_dir, "redis.sock")))
    first = client.info()["process_id"]
    servers.redis_url(var_dir)
    assert client.info()["process_id"] == first
    os.kill(first, signal.SIGKILL)
    servers.revive(var_dir, durable=False)
    assert client.info()["process_id"] != first


def test_stop_stops_both_and_is_quiet_the_second_time(var_dir: Path) -> None:
    url = servers.database_url(var_dir, durable=False)
    servers.redis_url(var_dir)
    servers.stop(var_dir)
    servers.stop(var_dir)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)
    assert not (var_dir / "postgres" / "postmaster.pid").exists()


def test_a_folder_too_deep_for_a_socket_gets_one_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    path = servers._socket_path(deep, "redis.sock")
    assert len(str(path)) < 100
    assert path.parent.stat().st_uid == os.getuid()
    assert servers._socket_path(deep, "redis.sock") == path
    path.parent.rmdir()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_named_with_the_way_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(servers.CannotStart, match="belongs to somebody else"):
        servers.database_url(tmp_path / "var")
