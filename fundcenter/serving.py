"""The processes of `make run`: started together, watched together, stopped together.

Every child is marked in its environment with the run it belongs to, so that what a `kill -9` leaves behind is found
and ended at the next start. On Linux a child also learns at once when its parent is gone.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from fundcenter.servers import RUN_MARK

PATIENCE = 15
"""Seconds a child has to finish what it is doing before it is killed."""
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another `make run` holds this VAR_DIR; the text says where it answers."""


def only_one(var_dir: Path) -> IO[str]:
    """Take the right to run in `var_dir` until the process ends, however it ends. Raises AlreadyRunning."""
    handle = (var_dir / "serve.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        with suppress(ValueError):
            told = json.loads(handle.read())
            raise AlreadyRunning(f"{told['address']} (process {told['pid']})") from None
        raise AlreadyRunning("another process, which is just starting") from None
    handle.truncate(0)
    return handle


def tell_address(handle: IO[str], address: str) -> None:
    """Leave word in the lock file where this run answers."""
    handle.write(json.dumps({"pid": os.getpid(), "address": address}))
    handle.flush()


def listen(host: str, port: int, tries: int = 50) -> socket.socket:
    """A listening socket on `port`, or on the next free one. Raises OSError where none of `tries` is free."""
    for number in range(port, port + tries):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, number))
            sock.listen(512)
        except OSError:
            sock.close()
            continue
        sock.set_inheritable(True)
        return sock
    raise OSError(f"no free port between {port} and {port + tries - 1}")


def left_over(var_dir: Path) -> list[int]:
    """Processes of an earlier run of this `var_dir` that outlived it, by the mark in their environment."""
    mark = f"{RUN_MARK}={var_dir}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in entry.read_bytes().split(b"\0") and int(entry.parent.name) != os.getpid():
                found.append(int(entry.parent.name))
    return found


def end_left_over(var_dir: Path) -> int:
    """Kill what an earlier run left behind and return how many processes that were."""
    processes = left_over(var_dir)
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return len(processes)


def _follow_parent() -> None:
    """In the child, before it becomes its program: ask the kernel for SIGTERM when the parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program of the run, in a process group of its own, writing to its own log."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    def start(self, var_dir: Path) -> None:
        """Start the program; its log begins anew."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment, RUN_MARK: str(var_dir)},
                pass_fds=self.keep_open,
                start_new_session=True,  # a Ctrl-C in the terminal reaches us alone; we stop the rest in order
                preexec_fn=_follow_parent,
            )

    @property
    def ended(self) -> int | None:
        """The exit code of a program that ended, else None."""
        return self.process.poll() if self.process else None

    def last_lines(self, count: int = 15) -> str:
        """The end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def stop(children: list[Child]) -> None:
    """Ask all to end, wait a while, then insist. Grandchildren go with them."""
    for child in children:
        _signal(child, signal.SIGTERM, group=False)
    until = time.monotonic() + PATIENCE
    for child in children:
        if child.process:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
        _signal(child, signal.SIGKILL, group=True)


def _signal(child: Child, number: signal.Signals, *, group: bool) -> None:
    if child.process is None:
        return
    with suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(child.process.pid, number)
        elif child.process.poll() is None:
            child.process.send_signal(number)


def watch(children: list[Child], every: float = 0.5) -> Iterator[Child | None]:
    """Yield None at every look at the children, and the first that ended."""
    while True:
        for child in children:
            if child.ended is not None:
                yield child
                return
        yield None
        time.sleep(every)
