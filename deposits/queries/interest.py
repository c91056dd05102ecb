"""What an account's money earned since it was last settled, from the entries alone."""

from __future__ import annotations

from datetime import date, timedelta

from deposits.models import PersonalAccount
from deposits.rules import interest as rules
from deposits.rules.interest import Change, Interest, Rate
from ledger import queries as ledger
from ledger.models import Entry
from ledger.states import Reason
from policy import queries as policy


def deposit_rates() -> list[Rate]:
    """The rate of deposits by date (银发〔2016〕43号: since 2016-02-21 one for all of it)."""
    return [Rate(since, percent) for since, percent in policy.rates("deposit_rate_percent")]


def unsettled_since(account: PersonalAccount) -> date | None:
    """The first day whose interest is not yet settled: after the last settlement, else the first entry's."""
    entries = Entry.objects.filter(account=account.ledger_account_id)
    settled = entries.filter(journal__reason=Reason.INTEREST_SETTLED).order_by("-value_on", "-id").first()
    if settled is not None:
        return settled.value_on + timedelta(days=1)
    first = entries.order_by("value_on", "id").values_list("value_on", flat=True).first()
    return first


def closing_interest(account: PersonalAccount, on: date) -> Interest:
    """What is still owed when the account is closed on `on`: up to the day before (算头不算尾), domain §3.2."""
    since = unsettled_since(account)
    if since is None or since >= on:
        return Interest((), rules.ACT_360, 0)
    entries = Entry.objects.filter(account=account.ledger_account_id, value_on__gte=since, value_on__lt=on)
    moves = entries.order_by("value_on", "id").values_list("value_on", "credit_fen", "debit_fen")
    return rules.earned(
        opening_fen=ledger.balance_on(account.ledger_account, since - timedelta(days=1)),
        changes=[Change(day, came - went) for day, came, went in moves],
        rates=deposit_rates(),
        first=since,
        last=on - timedelta(days=1),
    )
