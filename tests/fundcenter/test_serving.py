"""The processes of `make run`: one at a time, the next free port, nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundcenter import serving

SLEEPER = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]
PARENT = """
import sys, time
from pathlib import Path
from fundcenter import serving
var = Path(sys.argv[1])
child = serving.Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], var / "log")
child.start(var)
print(child.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[serving.Child]:
    made = serving.Child("sleeper", SLEEPER, tmp_path / "log" / "sleeper.log")
    yield made
    serving.stop([made])


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition: object, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_a_second_run_is_told_where_the_first_answers(tmp_path: Path) -> None:
    handle = serving.only_one(tmp_path)
    serving.tell_address(handle, "http://127.0.0.1:8000/")
    with pytest.raises(serving.AlreadyRunning, match="127.0.0.1:8000/ .process"):
        serving.only_one(tmp_path)
    handle.close()
    serving.only_one(tmp_path).close()


def test_a_taken_port_gives_the_next_free_one() -> None:
    taken = serving.listen("127.0.0.1", 18_000)
    port = taken.getsockname()[1]
    following = serving.listen("127.0.0.1", port)
    try:
        assert following.getsockname()[1] > port
    finally:
        taken.close()
        following.close()


def test_no_free_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        with pytest.raises(OSError, match=f"no free port between {port} and {port}"):
            serving.listen("127.0.0.1", port, tries=1)


def test_children_are_stopped_with_their_children(child: serving.Child, tmp_path: Path) -> None:
    child.start(tmp_path)
    assert child.process is not None
    assert child.ended is None
    serving.stop([child])
    assert child.ended == -signal.SIGTERM
    assert serving.left_over(tmp_path) == []


def test_a_child_that_ends_is_noticed_with_its_last_lines(tmp_path: Path) -> None:
    code = "print('first'); print('the reason'); raise SystemExit(3)"
    ending = serving.Child("ending", [sys.executable, "-c", code], tmp_path / "ending.log")
    ending.start(tmp_path)
    seen = next(each for each in serving.watch([ending], every=0.05) if each is not None)
    assert (seen.ended, seen.last_lines(1)) == (3, "the reason")


def test_children_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    process = int(parent.stdout.readline())
    assert alive(process)
    parent.kill()
    parent.wait()
    assert eventually(lambda: not alive(process))


def test_what_an_earlier_run_left_behind_is_found_by_its_mark_and_ended(tmp_path: Path) -> None:
    orphan = subprocess.Popen(SLEEPER, env={**os.environ, serving.RUN_MARK: str(tmp_path)}, stdout=subprocess.PIPE)
    stranger = subprocess.Popen(SLEEPER, env={**os.environ, serving.RUN_MARK: "/elsewhere"}, stdout=subprocess.PIPE)
    try:
        for each in (orphan, stranger):
            assert each.stdout is not None
            each.stdout.readline()
        assert serving.left_over(tmp_path) == [orphan.pid]
        assert serving.end_left_over(tmp_path) == 1
        assert orphan.wait(5) == -signal.SIGKILL
        assert stranger.poll() is None
    finally:
        for each in (orphan, stranger):
            each.kill()
            each.wait()
            assert each.stdout is not None
            each.stdout.close()
