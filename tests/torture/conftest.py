"""The last words of `make torture`: what held, what broke, and how to see it again."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.torture.measure import SEED, TIMES

BEGAN = time.monotonic()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """One line for each attack with its seconds, and the verdict. Quiet in other runs."""
    if config.getoption("markexpr") != "torture":
        return
    say = terminalreporter.write_line
    terminalreporter.section(f"torture · seed {SEED} · {TIMES} times the usual measure")
    counts = {"passed": 0, "failed": 0}
    for verdict, word in (("passed", "held "), ("failed", "BROKE")):
        for report in terminalreporter.stats.get(verdict, []):
            counts[verdict] += 1
            say(f"{word} {report.duration:7.1f} s  {report.nodeid}")
    broken = counts["failed"] + len(terminalreporter.stats.get("error", []))
    say(f"{counts['passed']} attacks held, {broken} broke, in {time.monotonic() - BEGAN:.0f} s.")
    say(f'Again: make torture SEED={SEED} TIMES={TIMES}. One alone: ARGS="-k name". Longer: TIMES={TIMES * 10}.')
