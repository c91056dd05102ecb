"""What an account's balance is, was, and was thought to be. All on the account's normal side, in fen."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet, Sum

from ledger.models import Account, AccountSnapshot, Entry


def balance_fen(account: Account) -> int:
    """The account's balance now. A guarded account's is cached; a control account's is its last snapshot plus the
    entries since."""
    if account.is_guarded:
        return Account.objects.values_list("balance_fen", flat=True).get(pk=account.pk)
    last = AccountSnapshot.objects.filter(account=account).order_by("-on").first()
    since = Entry.objects.filter(account=account)
    if last is not None:
        since = since.filter(on__gt=last.on)
    return (last.balance_fen if last else 0) + sign(account) * net_fen(since)


def balance_on(account: Account, day: date) -> int:
    """The balance at the end of `day` by value date, from the entries alone."""
    return sign(account) * net_fen(Entry.objects.filter(account=account, value_on__lte=day))


def balance_known_on(account: Account, day: date, *, booked_by: date) -> int:
    """What the books booked up to the end of `booked_by` said the balance at the end of `day` was."""
    entries = Entry.objects.filter(account=account, value_on__lte=day, on__lte=booked_by)
    return sign(account) * net_fen(entries)


def net_fen(entries: QuerySet[Entry]) -> int:
    """Credits less debits of the entries."""
    return int(entries.aggregate(net=Sum(F("credit_fen") - F("debit_fen"), default=0))["net"])


def sign(account: Account) -> int:
    """1 where credits raise the account's balance, -1 where debits do."""
    return 1 if account.is_credit else -1
