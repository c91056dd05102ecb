"""What becomes of a declared list: allocated when its money is there, made void, or reversed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from bank import operations as bank
from bank import queries as bank_queries
from bank.states import OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.months import month_words, shift
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.models import EmployerAccount, RemittanceList, TakenAccount, WrongMonth
from deposits.operations import arrears, debits, effective, messages, wrong
from deposits.states import LIST_MOVES, WAITING_STATUSES, ListPurpose, ListStatus
from ledger import operations as ledger
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class LaterMonthAllocated(BusinessError):
    """A later month is allocated; that one is reversed first."""


class LaterMonthWaiting(BusinessError):
    """A later month waits for money; its list is made void first, or this month could never be declared again."""


class BackPaid(BusinessError):
    """Something was reckoned from what this month paid: a back payment is undone first, a correction stands."""


class MoneyGone(BusinessError):
    """A credited person has closed the account or withdrawn below the amount."""


@operation
def void_list(*, list_id: int, reason: str, by: User | None, at: datetime) -> RemittanceList:
    """Make a waiting list void; money that came for it goes to the employer's suspense.

    Raises WrongState, BeingFetched.
    """
    remittance = lock(RemittanceList, list_id)
    debits.refuse_fetching(remittance, by=by, at=at)
    move(remittance, "void", LIST_MOVES, by=by, at=at, note=reason)
    bank.cancel_expectation(key=remittance.expectation_key, by=by, at=at)
    return remittance


_LINES = """
    SELECT account_id, debit, 0::bigint, NULL::bigint
    FROM unnest(%(debit_accounts)s::bigint[], %(debit_fens)s::bigint[]) AS taken (account_id, debit)
    UNION ALL
    SELECT a.ledger_account_id, 0, i.employer_fen + i.employee_fen, %(employer)s::bigint
    FROM deposits_remittanceitem i JOIN deposits_personalaccount a ON a.id = i.account_id
    WHERE i.list_id = %(list)s
"""

_PAID_THROUGH = """
    UPDATE deposits_personalaccount a SET paid_through = %(month)s
    FROM deposits_remittanceitem i WHERE i.list_id = %(list)s AND i.account_id = a.id AND a.paid_through < %(month)s
"""


_SEVERAL_PAID_THROUGH = """
    UPDATE deposits_personalaccount a SET paid_through = paid.month
    FROM (
        SELECT i.account_id, max(m.month) AS month
        FROM deposits_remittanceitem i JOIN deposits_remittancemonth m ON m.item_id = i.id
        WHERE i.list_id = %(list)s GROUP BY i.account_id
    ) AS paid WHERE paid.account_id = a.id AND a.paid_through < paid.month
"""


@operation
def allocate(*, list_id: int, by: User | None, at: datetime) -> RemittanceList:
    """Credit every person of a list whose money is all there, in one transaction to the exact total.

    Value date: that of the last receipt needed. Allocating twice gives the allocated list back. Raises WrongState,
    here or of the bank's expectation while money is missing.
    """
    return _allocate(list_id, by, at)


@operation
def follow_bank(*, at: datetime) -> int:
    """Act on one piece of news from the bank: allocate what is covered, note the rest. 0 when there is none.

    A list that cannot be allocated although its money is there (somebody on it closed the account meanwhile) does
    not stand in the way of the others: it keeps waiting, with the reason in its timeline.
    """
    outcomes = bank.claim_outcomes(source="deposits", limit=1, at=at)
    for outcome in outcomes:
        assert outcome.expectation is not None, "deposits hears of its expectations alone"
        remittance = RemittanceList.objects.get(number=outcome.expectation.reference)
        lock(EmployerAccount, remittance.employer_account_id)
        note_received(remittance.pk, at)
        debits.fit(remittance, at=at)
        if outcome.kind == OutcomeKind.COVERED and bank_queries.is_covered(remittance.expectation_key):
            _try_to_allocate(remittance, at)
    return len(outcomes)


def _try_to_allocate(remittance: RemittanceList, at: datetime) -> None:
    try:
        with transaction.atomic():  # so that a refusal leaves the note and nothing else
            _allocate(remittance.pk, None, at)
    except ledger.DayClosed:
        raise  # the whole office is waiting, not this list: the news stays for the next sweep
    except BusinessError as refusal:
        remittance.refresh_from_db()
        status = remittance.status
        remittance.events.create(
            action="cannot_allocate", before=status, after=status, by=None, at=at, note=str(refusal)
        )


@step
def _allocate(list_id: int, by: User | None, at: datetime) -> RemittanceList:
    account = _lock_account(list_id)
    remittance = lock(RemittanceList, list_id)
    if remittance.status == ListStatus.ALLOCATED:
        return remittance
    credit(remittance, account, by=by, at=at)
    debits.recall(remittance, by=by, at=at)
    arrears.look_after_payment(remittance.employer_account_id, at)
    assert remittance.value_on is not None
    messages.tell_credited(remittance, remittance.value_on, at)
    messages.tell_clerks(
        remittance.employer_account,
        "list_allocated",
        remittance,
        at,
        by=by,
        people=str(remittance.person_count),
        amount=yuan(remittance.total_fen),
    )
    return remittance


@step
def _lock_account(list_id: int) -> EmployerAccount:
    """Lock the employer's account of a list: before the list itself, as everybody does."""
    return lock(EmployerAccount, RemittanceList.objects.values_list("employer_account_id", flat=True).get(pk=list_id))


_LOCK_PEOPLE = """
    SELECT count(*) FROM (
        SELECT a.id FROM deposits_personalaccount a
        WHERE a.id IN (SELECT account_id FROM deposits_remittanceitem WHERE list_id = %(list)s)
        ORDER BY a.id FOR NO KEY UPDATE
    ) AS locked
"""


@step
def _lock_people(remittance: RemittanceList) -> None:
    """Lock the personal accounts of a list, before their ledger accounts."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PEOPLE, {"list": remittance.pk})


@step
def credit(remittance: RemittanceList, account: EmployerAccount, *, by: User | None, at: datetime) -> None:
    """Take the money of a locked list, under its locked employer account, and credit every person on it.

    Nobody is told. Raises WrongState.
    """
    _lock_people(remittance)
    on = policy.book_date()
    taken = bank.take(expectation_key=remittance.expectation_key, on=on, by=by, at=at)
    values: dict[str, Any] = {
        "list": remittance.pk,
        "month": remittance.month,
        "employer": account.employer_id,
        "debit_accounts": [line.account for line in taken.debits],
        "debit_fens": [line.fen for line in taken.debits],
    }
    journal = ledger.post_select(
        key=remittance.expectation_key,
        reason=Reason.RECEIPT_ALLOCATED,
        on=on,
        value_on=taken.value_on,
        select=_LINES,
        params=values,
        by=by,
        at=at,
        memo=f"{account.employer.name} {remittance.period}"[:200],
        branch_id=account.employer.branch_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(_PAID_THROUGH if remittance.purpose == ListPurpose.REGULAR else _SEVERAL_PAID_THROUGH, values)
    move(
        remittance,
        "allocate",
        LIST_MOVES,
        by=by,
        at=at,
        journal=journal,
        value_on=taken.value_on,
        allocated_at=at,
        received_fen=remittance.total_fen,
    )
    if remittance.purpose == ListPurpose.BACK:
        return
    account.paid_through = remittance.month
    account.save(update_fields=["paid_through"])
    effective.take_effect(account, at=at)


@step
def note_received(list_id: int, at: datetime) -> None:
    """Show on the list how much of its money is reserved for it."""
    remittance = lock(RemittanceList, list_id)
    received = bank_queries.received_fen(remittance.expectation_key)
    if remittance.status not in WAITING_STATUSES or remittance.received_fen == received:
        return
    came, rest = yuan(received), yuan(remittance.total_fen - received)
    words = (
        _("已到账 %(came)s 元，还差 %(rest)s 元")
        if received < remittance.total_fen
        else _("已到账 %(came)s 元，款已到齐")
    )
    note = words % {"came": came, "rest": rest}
    action = "receive_part" if received else "lose_part"
    move(remittance, action, LIST_MOVES, by=None, at=at, note=note, received_fen=received)
    if remittance.missing_fen == 0:
        return
    messages.tell_clerks(
        remittance.employer_account,
        "payment_short",
        remittance,
        at,
        by=None,
        key=f"{remittance.number}-{received}",
        received=yuan(received),
        missing=yuan(remittance.missing_fen),
        number=remittance.number,
    )


@operation
def reverse_list(*, list_id: int, reason: str, by: User, at: datetime) -> RemittanceList:
    """Reverse an allocated month (冲账): the persons are debited, the money goes to the employer's suspense.

    Only while no later month is allocated or waits and every credited person still has the amount. Raises WrongState,
    LaterMonthAllocated, LaterMonthWaiting, BackPaid, MoneyGone. A back payment may be reversed at any time.
    """
    account = _lock_account(list_id)
    remittance = lock(RemittanceList, list_id)
    refuse_move(remittance, "reverse", LIST_MOVES)
    if WrongMonth.objects.filter(item__list=remittance, ended_at=None).exists():
        raise BackPaid(_("该清册已有职工办理错缴更正，不能再整张冲账。"))
    if remittance.purpose != ListPurpose.BACK:
        _refuse_later(remittance, account)
    _lock_people(remittance)
    on = policy.book_date()
    bank.give_back(expectation_key=remittance.expectation_key, by=by, at=at)
    try:
        reversal = ledger.reverse(
            journal_id=remittance.journal_id or 0,
            key=f"{remittance.expectation_key}-reversal",
            on=on,
            value_on=on,
            by=by,
            at=at,
            memo=reason[:200],
        )
    except (ledger.InsufficientBalance, ledger.AccountClosed) as short:
        raise MoneyGone(_("有职工已销户或余额不足以冲回本月金额，不能冲账。")) from short
    move(remittance, "reverse", LIST_MOVES, by=by, at=at, note=reason, reversal=reversal)
    wrong.set_paid_through(list(remittance.items.values_list("account_id", flat=True)))
    if remittance.purpose == ListPurpose.BACK:
        return remittance
    account.paid_through = _paid_before(remittance, account)
    account.save(update_fields=["paid_through"])
    effective.put_back(account, at=at)
    return remittance


def _paid_before(remittance: RemittanceList, account: EmployerAccount) -> str:
    """Through which month an employer had paid before a list: months come in strict order, so the one before it.

    "" where the list was the first of all, but for what the employer brought along from the former system.
    """
    before = shift(remittance.first_month or remittance.month, -1)
    taken = TakenAccount.objects.filter(account__employer_account=account, paid_through=before)
    return before if before >= account.first_month or taken.exists() else ""


def _refuse_later(remittance: RemittanceList, account: EmployerAccount) -> None:
    """Raise LaterMonthAllocated, LaterMonthWaiting, BackPaid where something was built upon a month."""
    if account.paid_through != remittance.month:
        raise LaterMonthAllocated(
            _("%(month)s已入账，请先冲销较晚的月份。") % {"month": month_words(account.paid_through)}
        )
    waiting = queries.waiting_list(account)
    if waiting is not None:
        raise LaterMonthWaiting(_("%(month)s的清册正在等候到账，请先作废该清册，再冲账。") % {"month": waiting.period})
    first = remittance.first_month or remittance.month
    live = account.lists.filter(purpose=ListPurpose.BACK, status__in=[*WAITING_STATUSES, ListStatus.ALLOCATED])
    rest_on_it = live.filter(items__months__month__range=(first, remittance.month)).first()
    if rest_on_it is not None:
        raise BackPaid(_("该月已办理补缴（%(number)s），请先作废或冲销补缴。") % {"number": rest_on_it.number})
