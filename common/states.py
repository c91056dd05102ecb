"""Locking a record and moving its status by a table.

A record with a status has a `status` field and an append-only `events` relation (action, before, after, by, at,
note). `MOVES` maps an action to (statuses it is allowed from, status it leads to).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from common.errors import WrongState
from common.transactions import step

Moves = Mapping[str, tuple[Collection[str], str]]
M = TypeVar("M", bound=models.Model)
_NOTHING: Mapping[str, Any] = {}


@step
def lock(model: type[M], pk: Any) -> M:
    """The row `pk`, locked against other writers until the transaction ends. Raises `model.DoesNotExist`."""
    return model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)


def allowed(status: str, moves: Moves) -> list[str]:
    """Actions that the table allows from `status`, in the table's order: the buttons of a page."""
    return [action for action, (sources, _target) in moves.items() if status in sources]


def refuse_move(record: Any, action: str, moves: Moves) -> None:
    """Raise WrongState where the table does not allow the action: for acts that work before they move."""
    if record.status not in moves[action][0]:
        raise WrongState(
            _("%(record)s当前为“%(status)s”，不能执行此操作。")
            % {"record": record, "status": record.get_status_display()}
        )


@step
def move(
    record: Any,
    action: str,
    moves: Moves,
    *,
    by: Any,
    at: datetime,
    note: str = "",
    event: Mapping[str, Any] = _NOTHING,
    **facts: Any,
) -> None:
    """Change the status of a locked `record`, write `facts` in the same UPDATE and add the event row.

    `by` is the acting user, or None for the system; `event` fills columns that this record's events have beside the
    common ones. Raises WrongState where the table does not allow the action.
    """
    refuse_move(record, action, moves)
    target = moves[action][1]
    before, record.status = record.status, target
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(update_fields=["status", *facts])
    record.events.create(action=action, before=before, after=target, by=by, at=at, note=note, **event)
