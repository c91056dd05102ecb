"""Single figures of a personal account for its owner's pages: a year's contributions, one entry, a day's balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Sum

from common.months import fund_year
from deposits.models import AccountMerge, PersonalAccount
from deposits.queries.explain import Explained, explained_entries
from ledger.models import Entry
from ledger.states import Reason

CONTRIBUTIONS = (Reason.RECEIPT_ALLOCATED, Reason.SUSPENSE_ALLOCATED, Reason.REVERSAL)
"""Why money comes to a personal account from an employer, and goes back when a month is reversed."""


def year_span(year: int) -> tuple[date, date]:
    """First and last day of a fund year, named by the calendar year it ends in."""
    return date(year - 1, 7, 1), date(year, 6, 30)


def contributed_fen(account: PersonalAccount, year: int) -> int:
    """What was contributed in a fund year, by value date, in fen."""
    return contributed_of([account], year)[account.pk]


def contributed_of(accounts: Collection[PersonalAccount], year: int) -> dict[int, int]:
    """What was contributed to several accounts in a fund year, in fen, by the account's id.

    What came to an account before it became part of another counts for that one. Two statements for all.
    """
    own = {each.ledger_account_id: each.pk for each in accounts}
    merged = AccountMerge.objects.filter(target__in=own.values(), done_at__isnull=False)
    own |= dict(merged.values_list("source__ledger_account", "target"))
    entries = Entry.objects.filter(
        account_id__in=own, value_on__range=year_span(year), journal__reason__in=CONTRIBUTIONS
    )
    rows = entries.order_by().values_list("account_id").annotate(fen=Sum(F("credit_fen") - F("debit_fen")))
    found: Counter[int] = Counter()
    for account_id, fen in rows:
        found[own[account_id]] += int(fen)
    return {pk: found[pk] for pk in own.values()}


def fund_years(account: PersonalAccount, today: date) -> list[int]:
    """The fund years that an account has lived through, newest first; at least the one of `today`."""
    first = (
        Entry.objects.filter(account_id=account.ledger_account_id)
        .order_by("value_on", "id")
        .values_list("value_on", flat=True)
        .first()
    )
    oldest = min(fund_year(first or account.opened_on), fund_year(account.opened_on))
    return list(range(fund_year(today), min(oldest, fund_year(today)) - 1, -1))


def explained_entry(account: PersonalAccount, entry_id: int) -> Explained | None:
    """One entry of the account with its reason and the balance after it; None where it is no entry of the account."""
    entry = Entry.objects.filter(account_id=account.ledger_account_id, pk=entry_id).first()
    if entry is None:
        return None
    of_the_day = explained_entries(account, entry.value_on, entry.value_on)
    return next(line for line in of_the_day if line.entry.pk == entry_id)


@dataclass(frozen=True)
class BalanceOn:
    """An account's balance at the end of a day, and what it is made of. In fen."""

    day: date
    in_fen: int
    out_fen: int
    count: int
    last_on: date | None

    @property
    def balance_fen(self) -> int:
        """What came in less what went out."""
        return self.in_fen - self.out_fen


def balance_on(account: PersonalAccount, day: date) -> BalanceOn:
    """The balance at the end of `day` by value date, from the entries alone."""
    entries = Entry.objects.filter(account_id=account.ledger_account_id, value_on__lte=day)
    figures = entries.aggregate(
        came=Sum("credit_fen", default=0), went=Sum("debit_fen", default=0), count=Count("pk"), last=Max("value_on")
    )
    return BalanceOn(day, figures["came"], figures["went"], figures["count"], figures["last"])
