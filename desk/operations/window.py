"""Acts of the desk's own pages: the kernel's steps, each in its own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from common.transactions import operation
from desk.models import Case
from desk.operations import clocks, life, reviewing

if TYPE_CHECKING:
    from accounts.models import User


@operation
def accept_case(*, case_id: int, by: User, at: datetime) -> Case:
    """Accept a case at the window. Raises as `life.accept`."""
    return life.accept(case_id=case_id, by=by, at=at)


@operation
def refuse_case(*, case_id: int, reason: str, by: User, at: datetime) -> Case:
    """Say no before review. Raises as `life.refuse`."""
    return life.refuse(case_id=case_id, reason=reason, by=by, at=at)


@operation
def send_case(*, case_id: int, by: User, at: datetime) -> Case:
    """Send a case to its reviewers, or decide it where its amount needs none. Raises as `send_to_review`."""
    return reviewing.send_to_review(case_id=case_id, by=by, at=at)


@operation
def stop_case(*, case_id: int, whose: str, reason: str, by: User, at: datetime) -> Case:
    """Stop the clock with a reason. Raises as `stop_clock`."""
    return clocks.stop_clock(case_id=case_id, whose=whose, reason=reason, by=by, at=at)


@operation
def resume_case(*, case_id: int, by: User, at: datetime) -> Case:
    """Let our clock run again. Raises as `resume_clock`."""
    return clocks.resume_clock(case_id=case_id, by=by, at=at)
