"""A depositor of the demo centre objects to the newest entry of their account; the window finds it on its worklist."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from deposits import operations, queries
from deposits.operations import Objected
from desk.states.cases import Channel

WORDS = "本月工资比基数高，请核对缴存基数有没有报错。"


def fill_objection(*, depositor: User | None, at: datetime) -> None:
    """Object in the portal, where there is an account with something on it. Nothing is booked."""
    account = queries.own_account(depositor) if depositor is not None else None
    newest = queries.recent_entries(account, 1) if account is not None else []
    if depositor is None or account is None or not newest:
        return
    said = Objected(words=WORDS, entry_id=newest[0].entry.pk, evidence="工资条")
    operations.object_to_balance(account_id=account.pk, objected=said, channel=Channel.PORTAL, by=depositor, at=at)
