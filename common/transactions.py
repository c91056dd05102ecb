"""One business act, one transaction.

`@operation` opens the one durable transaction of an act and is never nested. `@step` marks a verb that is part of
somebody else's act and refuses to run outside a transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from celery import current_app
from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
logger = logging.getLogger(__name__)


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` as one durable transaction; raises RuntimeError if one is already open."""
    return transaction.atomic(durable=True)(function)


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Let `function` run only inside a transaction; raises RuntimeError otherwise."""

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(f"{function.__qualname__} must run inside an operation")
        return function(*args, **kwargs)

    return checked


@step
def wake(task: str, **ids: Any) -> None:
    """After commit, tell Celery to run `task` (its dotted name) soon, with ids only.

    The row is the truth and the message only the messenger: while the broker is away the message is lost without
    harm, because beat sweeps the rows.
    """

    def send() -> None:
        try:
            current_app.send_task(task, kwargs=ids, retry=False, ignore_result=True)
        except Exception as problem:
            # Whatever keeps the broker from listening must not undo what is already committed.
            logger.warning("task %s not sent, beat will sweep: %s", task, problem)

    transaction.on_commit(send)
