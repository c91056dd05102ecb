"""Interest beside the yearly run: when money leaves within a year, and when a settled year has changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from common import months
from common.states import lock
from common.transactions import operation, step
from deposits.models import InterestClosing, InterestDifference, InterestRun, PersonalAccount
from deposits.operations.settling import EXPENSE, PAYABLE, keep_apart
from deposits.queries import interest
from deposits.queries import settling as queries
from deposits.rules import interest as rules
from deposits.rules.interest import Interest
from deposits.states import RunStatus
from ledger import operations as ledger
from ledger.models import Entry, Journal
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


@step
def settle_closing(*, account: PersonalAccount, key: str, case: str, memo: str, by: User | None, at: datetime) -> int:
    """Credit an account whose money leaves with the interest up to yesterday, and keep it locked; how much, in fen.

    The ledger account must not be locked before: a chunk of the yearly run that waits for it is what this waits for.
    A fund year that is over and not settled yet is credited first, valued on its last day; settled years that an entry
    was dated back into are put right. 211 for the days already accrued, 411-01 for the others / 201 (domain §6.2, §11).
    """
    keep_apart(shared=False)
    ledger.lock_accounts({account.ledger_account_id})
    yesterday, total = policy.book_date() - timedelta(days=1), 0
    for run in InterestRun.objects.filter(status=RunStatus.DONE).order_by("fund_year"):
        made = _put_right(run, account, at)
        total += made.fen if made else 0
    since = interest.unsettled_since(account)
    while since is not None and since <= yesterday:
        year = months.fund_year(since)
        last = min(queries.fund_year_days(year)[1], yesterday)
        earned = interest.owed_between(account, since, last)
        if earned.fen > 0:
            _credit_closing(account, earned, f"{key}-{year}", last, case=case, memo=memo, by=by, at=at)
        total += earned.fen
        since = last + timedelta(days=1)
    return total


@step
def _credit_closing(
    account: PersonalAccount,
    earned: Interest,
    key: str,
    last: date,
    *,
    case: str,
    memo: str,
    by: User | None,
    at: datetime,
) -> None:
    on = policy.book_date()
    accrued = _accrued_part(earned)
    parts = [(PAYABLE, accrued), (EXPENSE, earned.fen - accrued)]
    employer = account.employer_account.employer
    journal = ledger.post(
        key=key,
        reason=Reason.INTEREST_SETTLED,
        on=on,
        value_on=last,
        debits=[
            ledger.Line(ledger.subject_account(subject=subject, on=on).pk, fen) for subject, fen in parts if fen > 0
        ],
        credits=[ledger.Line(account.ledger_account_id, earned.fen, employer.pk)],
        by=by,
        at=at,
        case=case,
        memo=memo,
        branch_id=employer.branch_id,
    )
    InterestClosing.objects.create(
        account=account, value_on=last, fen=earned.fen, accrued_fen=accrued, journal=journal, at=at
    )


def _accrued_part(earned: Interest) -> int:
    """What of it was earned on days that are accrued, in fen: up to the last quarter end that is."""
    done = Journal.objects.filter(key__startswith="interest-accrued-").order_by("-value_on").first()
    if done is None:
        return 0
    days = [span.up_to(done.value_on) for span in earned.spans if span.first <= done.value_on]
    return min(rules.interest(days).fen, earned.fen)


@operation
def put_right(*, run_id: int, account_id: int, at: datetime) -> InterestDifference | None:
    """Post what an account's settled year now differs by, since an entry was dated back into it (domain §3.2).

    411-01 / 201, or the other way round, valued today. None where nothing differs. Raises InsufficientBalance where
    less is left than is to be taken back.
    """
    run = lock(InterestRun, run_id)
    return _put_right(run, lock(PersonalAccount, account_id), at)


@step
def _put_right(run: InterestRun, account: PersonalAccount, at: datetime) -> InterestDifference | None:
    if account.closed_on is not None:
        return None
    due = interest.owed_between(account, run.first, run.last).fen
    due -= queries.closed_fen(account, run.first, run.last)
    given = _given(run, account)
    if due == given:
        return None
    fen, on = due - given, policy.book_date()
    own = ledger.Line(account.ledger_account_id, abs(fen), account.employer_account.employer_id)
    expense = ledger.Line(ledger.subject_account(subject=EXPENSE, on=on).pk, abs(fen))
    made = run.differences.filter(account=account).count()
    journal = ledger.post(
        key=f"{run.key}-difference-{account.pk}-{made + 1}",
        reason=Reason.INTEREST_CORRECTED,
        on=on,
        value_on=on,
        debits=[expense if fen > 0 else own],
        credits=[own if fen > 0 else expense],
        memo=str(run),
        by=None,
        at=at,
    )
    return InterestDifference.objects.create(run=run, account=account, due_fen=due, fen=fen, journal=journal, at=at)


def _given(run: InterestRun, account: PersonalAccount) -> int:
    """What the run gave an account, and what was put right since."""
    rows = Entry.objects.filter(account=account.ledger_account_id, value_on=run.last)
    settled = sum(rows.filter(journal__in=run.chunks.values("journal")).values_list("credit_fen", flat=True))
    return settled + sum(run.differences.filter(account=account).values_list("fen", flat=True))


def dated_back(run: InterestRun, day: date) -> list[int]:
    """Accounts with an entry booked on `day` and valued within or before the settled year."""
    rows = Entry.objects.filter(on=day, value_on__lte=run.last, account__personal_account__closed_on=None)
    rows = rows.exclude(journal__reason=Reason.INTEREST_SETTLED).exclude(account__personal_account=None)
    return sorted(set(rows.values_list("account__personal_account", flat=True)))


@operation
def looked_until(*, run_id: int, day: date) -> None:
    """Note that every entry booked before `day` has been looked at."""
    run = lock(InterestRun, run_id)
    run.looked_on = day
    run.save(update_fields=["looked_on"])
