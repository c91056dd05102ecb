"""The money goes out: ordered from the hold, booked with the bank's date, returned, ordered again, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import Door
from bank import operations as bank
from bank.models import Outcome
from bank.states import OrderStatus, OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from ledger.models import Hold
from ledger.states import HoldStatus, Reason
from policy import queries as policy
from risk import operations as checks
from risk import queries as risk
from risk.states.screening import ScreeningStatus
from withdrawals import queries
from withdrawals.models import Withdrawal
from withdrawals.operations import messages, screening
from withdrawals.operations.applying import NotTheirAccount, payee_of, refuse_beyond
from withdrawals.queries import allowing, guards
from withdrawals.rules.asking import Application, PayTo
from withdrawals.states import PAYOUT_MOVES, PayeeKind, PayoutStatus

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import PaymentOrder

BANK_SOURCE = "withdrawals"
TASK = "withdrawals.tasks.follow_payments"


class NotReturned(BusinessError):
    """The payment has not come back."""


class NewsWaits(BusinessError):
    """The bank has said something of this withdrawal's payments that the books have not heard yet."""


class Waits(BusinessError):
    """Money does not leave while a check is pending or held, or something lies on the account."""


@dataclass(frozen=True)
class Closing:
    """What a closing reason does instead of the plain payment, each a step on the locked withdrawal.

    `carry_out(withdrawal, case, at=)`: the case is granted and in execution. `settled(withdrawal, order, at=)`,
    `returned(withdrawal, order, at=)` and `came_back(withdrawal, order, at=)`: what the bank says of an order.
    """

    carry_out: Callable[..., None]
    settled: Callable[..., None]
    returned: Callable[..., None]
    came_back: Callable[..., None]


CLOSING: dict[str, Closing] = {}
"""Reason code → what it does: filled by withdrawals.operations.closing."""


# --- ordered


@step
def carry_out(withdrawal: Withdrawal, *, at: datetime) -> None:
    """The case is granted: everything is looked at once more, and the money is ordered. Raises Waits."""
    case = lock(Case, withdrawal.case_id)
    refuse_waiting(withdrawal, case, at=at)
    withdrawal.accepted_at, withdrawal.decided_at = case.accepted_at, case.decided_at
    withdrawal.save(update_fields=["accepted_at", "decided_at"])
    if case.status == CaseStatus.APPROVED:
        desk.begin_execution(case_id=case.pk, by=None, at=at)
        case = lock(Case, case.pk)
    closing = CLOSING.get(withdrawal.reason.code)
    if closing is not None:
        closing.carry_out(withdrawal, case, at=at)
    else:
        order(withdrawal, fen=withdrawal.asked_fen, by=case.owner, at=at)


def refuse_waiting(withdrawal: Withdrawal, case: Case, *, at: datetime) -> None:
    """Raise Waits while the checks hold the money, something was laid on the account since, or the card is gone."""
    if not risk.may_pay(case.number) or _is_unseen(case):
        raise Waits(_("风险核查还没有放行，暂不付款。"))
    if not _is_payee_good(withdrawal, timezone.localdate(at)):
        raise Waits(_("收款账户已解绑或停用，暂不付款，请更正收款账户。"))
    account = PersonalAccount.objects.get(pk=withdrawal.account_id)
    laid = guards.blocks(account, timezone.localdate(at), reason=withdrawal.reason.code)
    if laid:
        raise Waits(laid[0].words)


def _is_unseen(case: Case) -> bool:
    """Whether a person is to look at what the newest checks found, and nobody did when the case was decided."""
    newest = risk.latest(case.number)
    if newest is None or newest.status != ScreeningStatus.REVIEW:
        return False
    return case.is_automatic or case.decided_at is None or (newest.ran_at or newest.handed_at) > case.decided_at


def _is_payee_good(withdrawal: Withdrawal, on: date) -> bool:
    """Whether money may still go where it was to go: a card of one's own still bound, a payee still in the register."""
    if withdrawal.payee_kind == PayeeKind.HEIR:
        return True
    if withdrawal.payee_kind == PayeeKind.OWN_CARD:
        return withdrawal.payee_account in [each.number for each in people.cards_of(withdrawal.person_id)]
    rows = queries.payees_on(withdrawal.payee_kind, on).filter(pk=withdrawal.payee_id or 0)
    return withdrawal.payee_account in [each.account for each in rows]


@step
def order(
    withdrawal: Withdrawal,
    *,
    fen: int,
    by: User | None,
    at: datetime,
    note: str = "",
) -> PaymentOrder:
    """Order the payment of a locked withdrawal from its hold: it leaves at once within the automatic limits."""
    case = Case.objects.get(pk=withdrawal.case_id)
    refuse_move(withdrawal, "order", PAYOUT_MOVES)
    made = bank.make_order(
        key=f"{withdrawal.key}-{withdrawal.orders + 1}",
        source=BANK_SOURCE,
        amount_fen=fen,
        payee_account=withdrawal.payee_account,
        payee_name=withdrawal.payee_name,
        payee_bank_no=withdrawal.payee_bank_no,
        summary=_("住房公积金提取 %(number)s") % {"number": case.number},
        case=case.number,
        wake=TASK,
        hold_key=withdrawal.hold_key,
        warrant=case.number,
        by=by,
        at=at,
    )
    _remember(withdrawal, "")
    facts: dict[str, Any] = {"orders": withdrawal.orders + 1}
    if withdrawal.ordered_at is None:
        facts["ordered_at"] = at
    move(withdrawal, "order", PAYOUT_MOVES, by=by, at=at, note=note, **facts)
    return made


# --- the bank's answer


@step
def answered(outcome: Outcome, *, at: datetime) -> None:
    """Act on what the bank says of an order of ours."""
    paid = outcome.order
    assert paid is not None
    withdrawal = screening.locked(Withdrawal.objects.values_list("pk", flat=True).get(case__number=paid.case))
    closing = CLOSING.get(withdrawal.reason.code)
    if outcome.kind == OutcomeKind.SETTLED:
        (closing.settled if closing else settled)(withdrawal, paid, at=at)
    elif outcome.kind == OutcomeKind.RETURNED_LATE:
        (closing.came_back if closing else came_back)(withdrawal, paid, at=at)
    else:
        (closing.returned if closing else returned)(withdrawal, paid, at=at)


@step
def settled(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """Paid: 201 / 101 with the bank's date (domain §6.2), the case ends, its owner hears of it."""
    on = policy.book_date()
    assert paid.value_date is not None
    account = PersonalAccount.objects.select_related("employer_account__employer").get(pk=withdrawal.account_id)
    employer = account.employer_account.employer
    journal = ledger.post_hold(
        hold_key=paid.hold_key,
        key=paid.key,
        reason=Reason.CLOSING_WITHDRAWAL if withdrawal.reason.closes else Reason.WITHDRAWAL,
        on=on,
        value_on=min(paid.value_date, on),
        credits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        memo=_("%(reason)s提取") % {"reason": withdrawal.reason.label},
        employer_id=employer.pk,
        branch_id=employer.branch_id,
        by=None,
        at=at,
    )
    facts: dict[str, Any] = {"journal": journal, "value_on": journal.value_on, "settled_at": at, "sms_sent_at": None}
    move(withdrawal, "settle", PAYOUT_MOVES, by=None, at=at, note=paid.number, **facts)
    case = lock(Case, withdrawal.case_id)
    said = {"amount": yuan(paid.amount_fen), "tail": paid.payee_tail}
    if case.status == CaseStatus.IN_EXECUTION:
        result = _("%(amount)s 元已转入尾号 %(tail)s 的账户") % said
        desk.finish(case_id=case.pk, by=None, at=at, result=result)
    else:  # it had come back after the end of the case, and has been paid anew
        desk.note(case, "paid_anew", by=None, at=at, text=_("退回的 %(amount)s 元已重新付出，尾号 %(tail)s") % said)
    messages.tell_paid(withdrawal, paid, at=at)


@step
def returned(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """Never paid: the hold stays, the card is to be corrected."""
    reason = why_unpaid(paid)
    move(withdrawal, "return", PAYOUT_MOVES, by=None, at=at, note=reason)
    _remember(withdrawal, reason)
    case = lock(Case, withdrawal.case_id)
    if case.status == CaseStatus.IN_EXECUTION:
        desk.fail_execution(case_id=case.pk, reason=reason, by=None, at=at)
    else:
        desk.note(case, "returned", by=None, at=at, text=reason)
    messages.tell_returned(withdrawal, paid, reason, at=at)


def why_unpaid(paid: PaymentOrder) -> str:
    """Why an order came to nothing, for its payee: what the bank says; a colleague's note on a rejection is ours."""
    if paid.status == OrderStatus.REJECTED:
        return _("付款复核没有通过，请核对收款账户")
    return (paid.message or _("银行退回"))[:200]


@step
def came_back(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """Paid, and taken back by the bank later: 101 / 201 on the same value date, so that no interest is lost.

    Where the account has been closed since, the money waits under 219 (domain §6.2).
    """
    on = policy.book_date()
    assert withdrawal.value_on is not None
    ledger.post(
        key=f"{paid.key}-returned",
        reason=Reason.PAYMENT_RETURNED,
        on=on,
        value_on=withdrawal.value_on,
        debits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        credits=[_back_to(withdrawal, paid.amount_fen)],
        case=paid.case,
        memo=paid.number,
        by=None,
        at=at,
    )
    reason = paid.message or _("付款后被银行退回")
    move(withdrawal, "return_late", PAYOUT_MOVES, by=None, at=at, note=reason)
    _remember(withdrawal, reason)
    desk.note(lock(Case, withdrawal.case_id), "returned_late", by=None, at=at, text=reason)
    messages.tell_returned(withdrawal, paid, reason, at=at)


def _back_to(withdrawal: Withdrawal, fen: int) -> ledger.Line:
    account = PersonalAccount.objects.select_related("employer_account").get(pk=withdrawal.account_id)
    if account.status in OPEN_STATUSES:
        return ledger.Line(account.ledger_account_id, fen, account.employer_account.employer_id)
    waiting = ledger.open_account(
        code=f"219-{withdrawal.key}",
        name=_("退回的提取款 %(number)s") % {"number": account.number},
        subject="219",
        on=policy.book_date(),
        is_guarded=True,
    )
    return ledger.Line(waiting.pk, fen)


def _remember(withdrawal: Withdrawal, note: str) -> None:
    withdrawal.note = note[:200]
    withdrawal.save(update_fields=["note"])


# --- paid again, or given up


@operation
def pay_again(*, case_id: int, to: PayTo, by: User, at: datetime) -> Withdrawal:
    """The payment came back or waits: order it once more, to a corrected card or payee, after the checks have seen it.

    While the checks hold it, or before it was ever ordered, it waits and leaves by itself as soon as it may.
    Raises NotReturned, NewsWaits, BadPayee, NotTheirAccount, desk.TakenByOther.
    """
    withdrawal = _returned_one(case_id, by)
    told = withdrawal.particulars
    payee = payee_of(withdrawal.reason, withdrawal.person_id, to, timezone.localdate(at), told=told)
    late = withdrawal.status == PayoutStatus.CAME_BACK
    withdrawal.payee_kind, withdrawal.payee = to.kind, payee.row
    withdrawal.payee_account, withdrawal.payee_tail = payee.account, payee.account[-4:]
    withdrawal.payee_name, withdrawal.payee_bank_no = payee.name, payee.bank_no
    withdrawal.save(update_fields=["payee_kind", "payee", "payee_account", "payee_tail", "payee_name", "payee_bank_no"])
    if late:
        _refuse_used_up(withdrawal, at)
        _hold_anew(withdrawal, by=by, at=at)
    tail = _("更正收款账户，尾号 %(tail)s") % {"tail": withdrawal.payee_tail}
    move(withdrawal, "pay_again", PAYOUT_MOVES, by=by, at=at, note=tail, hold_key=withdrawal.hold_key)
    case = lock(Case, case_id)
    desk.note(case, "pay_again", by=by, at=at, text=tail)
    screening.run_checks(withdrawal, at=at)
    try:
        refuse_waiting(withdrawal, case, at=at)
    except Waits as why:
        _remember(withdrawal, str(why))
    else:
        _remember(withdrawal, "")
        if withdrawal.orders:  # else it is carried out as what was granted and never ordered
            order(withdrawal, fen=withdrawal.asked_fen, by=case.owner, at=at)
    return withdrawal


def _refuse_used_up(withdrawal: Withdrawal, at: datetime) -> None:
    """What came back has used nothing up meanwhile: raise NotAllowed where its limit has gone to another."""
    account = PersonalAccount.objects.get(pk=withdrawal.account_id)
    asked = Application(
        reason=withdrawal.reason.code,
        person_id=withdrawal.person_id,
        amount_fen=withdrawal.asked_fen,
        particulars=withdrawal.particulars,
        relation=withdrawal.relation,
        subject_id=withdrawal.subject_id,
    )
    if account.status in OPEN_STATUSES and not withdrawal.reason.closes:
        found = allowing.judge(withdrawal.reason, account, asked, on=withdrawal.judged_on, own=withdrawal)
        refuse_beyond(withdrawal.asked_fen, found)


@step
def _hold_anew(withdrawal: Withdrawal, *, by: User, at: datetime) -> None:
    """The money that came back lies on the account (or under 219) and is held there again."""
    case = Case.objects.get(pk=withdrawal.case_id)
    withdrawal.hold_key = f"{withdrawal.key}-late-{withdrawal.orders}"
    ledger.hold(
        key=withdrawal.hold_key,
        account_id=_back_to(withdrawal, withdrawal.asked_fen).account,
        fen=withdrawal.asked_fen,
        by=by,
        at=at,
        case=case.number,
    )


@operation
def give_up(*, case_id: int, reason: str, by: User, at: datetime) -> Withdrawal:
    """A payment that came back is not wanted any more: the money is free again.

    Raises NotReturned, NewsWaits, desk.NoReason, desk.TakenByOther, NotTheirAccount.
    """
    withdrawal = _returned_one(case_id, by)
    case = lock(Case, case_id)
    if withdrawal.reason.closes or not queries.may_give_up(withdrawal):
        raise NotReturned(_("这笔提取款没有被银行退回。"))
    if case.status == CaseStatus.IN_EXECUTION:
        desk.abandon(case_id=case_id, reason=reason, by=by if by.door == Door.STAFF else None, at=at)
    else:
        desk.note(case, "give_up", by=by, at=at, text=reason)
    release(withdrawal, by=by, at=at, note=reason)
    return withdrawal


@step
def release(withdrawal: Withdrawal, *, by: User | None, at: datetime, note: str) -> None:
    """Let go of the money of a locked withdrawal that comes to nothing; one that is over or paid stays as it is."""
    if withdrawal.status not in PAYOUT_MOVES["release"][0]:
        return
    held = Hold.objects.filter(key=withdrawal.hold_key, status=HoldStatus.HELD)
    if held.exists():
        ledger.release(hold_key=withdrawal.hold_key, at=at)
    move(withdrawal, "release", PAYOUT_MOVES, by=by, at=at, note=note[:200])
    _remember(withdrawal, note)
    checks.note_ended(case=Case.objects.values_list("number", flat=True).get(pk=withdrawal.case_id), at=at)


@step
def _returned_one(case_id: int, by: User) -> Withdrawal:
    """The withdrawal whose payment came back, or waits though it is granted, locked, for its owner or a clerk."""
    withdrawal = screening.locked(Withdrawal.objects.values_list("pk", flat=True).get(case=case_id))
    if by.door == Door.STAFF:
        desk.lock_own(case_id=case_id, by=by)
    elif by.person_id != withdrawal.person_id:
        raise NotTheirAccount(_("只有本人可以更正收款账户。"))
    case = Case.objects.get(pk=case_id)
    if not queries.may_correct(withdrawal, case):
        raise NotReturned(_("这笔提取款没有被银行退回。"))
    if withdrawal.reason.closes and withdrawal.status != PayoutStatus.HELD:
        raise NotReturned(_("销户提取按收款人分别付款，请在销户付款页更正收款账户。"))
    if Outcome.objects.filter(source=BANK_SOURCE, claimed_at=None, order__case=case.number).exists():
        raise NewsWaits(_("银行的消息还没有处理完，请稍后再试。"))
    return withdrawal
