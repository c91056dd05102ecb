"""`make run`: the whole centre on this machine, until Ctrl-C."""

from __future__ import annotations

import http.client
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fundcenter import demo, servers, serving, words

SERVERS_EVERY = 5
"""Seconds between two looks at the embedded servers: one that died is started again."""


class Interrupted(Exception):
    """Somebody asked the run to stop."""


class Command(BaseCommand):
    help = "Start database, broker, web, worker and timed jobs with the demo centre; Ctrl-C stops all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        var_dir = Path(settings.VAR_DIR).resolve()
        try:
            lock = serving.only_one(var_dir)
        except serving.AlreadyRunning as other:
            raise CommandError(f"The centre is running already: {other}") from None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        children: list[serving.Child] = []
        try:
            self._prepare(var_dir)
            self._start(children, var_dir, lock, host=options["host"], port=options["port"])
            self._watch(children, var_dir)
        except (Interrupted, KeyboardInterrupt):
            self._say("\nStopping…")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anything behind
            serving.stop(children)
            if settings.EVALUATION:
                servers.stop(var_dir)
        self._say("Stopped.")

    def _prepare(self, var_dir: Path) -> None:
        """Everything that has to be there before the first page."""
        cleared = serving.end_left_over(var_dir)
        if cleared:
            self._say(f"Ended {cleared} processes that an earlier run left behind.")
        self._say("Preparing the database…")
        words.compile_catalogue(settings.BASE_DIR)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if settings.EVALUATION and demo.is_missing():
            self._say("Building the demo centre (once, under a minute)…")
            began = time.monotonic()
            demo.begin()
            self._say(f"Built in {time.monotonic() - began:.0f} s.")

    def _start(self, children: list[serving.Child], var_dir: Path, lock: Any, *, host: str, port: int) -> None:
        """Start web and worker, adding them to `children`, and tell where the centre answers."""
        sock = serving.listen(host, port)
        taken = sock.getsockname()[1]
        address = f"http://{host}:{taken}/"
        for child in (_web(var_dir, sock.fileno()), _worker(var_dir)):
            children.append(child)
            child.start(var_dir)
        sock.close()
        serving.tell_address(lock, address)
        _wait_for_page(host, taken, children)
        if any(child.ended is not None for child in children):
            return
        if taken != port:
            self._say(f"Port {port} is taken, so this is port {taken}.")
        self._say(f"\n  {address}\n")
        if settings.EVALUATION:
            self._say(demo.log_ins_table(address))
            self._say(demo.partners_table(address))
            self._say(f"\n  短信不会真正发出，内容（含验证码）写在 {var_dir / 'log' / 'worker.log'}")
        self._say(f"\nLogs: {var_dir / 'log'}. Ctrl-C stops all.")

    def _watch(self, children: list[serving.Child], var_dir: Path) -> None:
        looked = time.monotonic()
        for ended in serving.watch(children):
            if ended is not None:
                raise CommandError(
                    f"{ended.name} ended by itself (code {ended.ended}), so everything stops. The end of its log:\n"
                    f"{ended.last_lines()}"
                )
            if settings.EVALUATION and time.monotonic() - looked > SERVERS_EVERY:
                servers.revive(var_dir, durable=settings.DURABLE)
                looked = time.monotonic()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _wait_for_page(host: str, port: int, children: list[serving.Child]) -> None:
    """Wait until the front page is served, or a child has ended, or a minute has passed."""
    until = time.monotonic() + 60
    while time.monotonic() < until and all(child.ended is None for child in children):
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


def _web(var_dir: Path, fd: int) -> serving.Child:
    return serving.Child(
        name="The web server",
        command=[
            *(sys.executable, "-m", "gunicorn", "fundcenter.wsgi", "--bind", f"fd://{fd}", "--no-control-socket"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--timeout", "120", "--graceful-timeout", "10", "--worker-tmp-dir", "/dev/shm"),
        ],
        log=var_dir / "log" / "web.log",
        environment={"STATEMENT_TIMEOUT_MS": "60000"},
        keep_open=(fd,),
    )


def _worker(var_dir: Path) -> serving.Child:
    (var_dir / "beat").mkdir(exist_ok=True)
    return serving.Child(
        name="The worker",
        command=[
            *(sys.executable, "-m", "celery", "-A", "fundcenter", "worker", "--beat", "--concurrency", "2"),
            *("--schedule", str(var_dir / "beat" / "schedule"), "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ],
        log=var_dir / "log" / "worker.log",
    )
