"""Withdrawals asked for through a partner's system, on the short leave that the depositor gave it."""

from __future__ import annotations

from datetime import datetime

from common.transactions import operation
from desk.states.cases import Channel
from withdrawals.models import Withdrawal
from withdrawals.operations.applying import open_withdrawal
from withdrawals.rules.asking import Application


@operation
def apply_for_partner(*, application: Application, at: datetime, device: str = "") -> Withdrawal:
    """Ask for a withdrawal in the name of a depositor who has let the partner do so; nobody of ours acts.

    The partner's own address is left out: it is the same for all its customers. Raises as `applying.apply`.
    """
    return open_withdrawal(application=application, channel=Channel.API, device=device, by=None, at=at)
