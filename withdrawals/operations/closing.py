"""An account that ends (销户提取): interest to the day before, each payee's money ordered and booked; then closed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import operations as accounts
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from desk.models import Case
from desk.queries import kinds
from desk.rules.reviewing import levels_for
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from ledger.models import Account, Hold
from ledger.states import HoldStatus, Reason
from policy import queries as policy
from risk import operations as checks
from withdrawals.models import ClosingShare, Withdrawal
from withdrawals.operations import closing_payments as payments
from withdrawals.operations import payout, screening
from withdrawals.queries import closing as queries
from withdrawals.rules import closing as rules
from withdrawals.rules import heirs
from withdrawals.states import PAYOUT_MOVES, PayoutStatus
from withdrawals.states.closing import SHARE_MOVES, ShareStatus

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import PaymentOrder

WITHDRAW = {"withdraw": ({PersonalAccountStatus.SEALED}, PersonalAccountStatus.WITHDRAWN)}


class CannotClose(BusinessError):
    """Something stands in the way of ending the account; the sentence says what."""


class NotWaiting(BusinessError):
    """The closing is not one that could not be carried out."""


class MoneyUnderWay(BusinessError):
    """Money of the closing is being paid, or has been: it is not given up any more."""


class NothingPaid(BusinessError):
    """Nobody has their money yet, or all have: there is no rest to be left."""


# --- carried out


@step
def carry_out(withdrawal: Withdrawal, case: Case, *, at: datetime, by: User | None = None) -> None:
    """Settle the interest to the day before and order each payee's payment (domain §3.2, §6.2).

    The case is in execution. What stands in the way is written on it, and nothing else happens.
    """
    account = lock(PersonalAccount, withdrawal.account_id)
    on = policy.book_date()
    whys = queries.why_not_close(account, withdrawal.reason.code, on, case_id=case.pk, own_hold=withdrawal.hold_key)
    if whys:
        desk.fail_execution(case_id=case.pk, reason="".join(whys)[:200], by=by, at=at)
        return
    if _has_outgrown(case, account, by=by, at=at):
        return
    interest = deposits.settle_closing(
        account=account,
        key=f"{withdrawal.key}-interest",
        case=case.number,
        memo=_("销户结息，计至前一日"),
        by=None,
        at=at,
    )
    if withdrawal.reason.code == rules.DEATH:
        accounts.shut_doors(person_id=account.person_id, reason=case.number, by=None, at=at)
    if withdrawal.hold_key:
        ledger.release(hold_key=withdrawal.hold_key, at=at)
    total = Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id)
    facts: dict[str, Any] = {"asked_fen": total, "interest_fen": interest, "hold_key": "", "ordered_at": at, "note": ""}
    move(withdrawal, "order", PAYOUT_MOVES, by=by, at=at, **facts)
    _share_out(withdrawal, account, total, by=by or case.owner, at=at)


@step
def _has_outgrown(case: Case, account: PersonalAccount, *, by: User | None, at: datetime) -> bool:
    """Whether more lies there than was decided and more persons decide of it: then it goes back to them."""
    principal = Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id)
    needed = len(levels_for(principal, kinds.levels_of(case.version)))
    if case.is_automatic and principal <= case.version.auto_limit_fen:
        needed = 0
    if not rules.needs_another_look(
        principal_fen=principal,
        reviewed_fen=case.amount_fen,
        levels_given=case.levels,
        levels_needed=needed,
        is_automatic=case.is_automatic,
    ):
        return False
    facts = {"was": yuan(case.amount_fen), "now": yuan(principal)}
    why = _("账户余额由 %(was)s 元增至 %(now)s 元，超过原来复核的金额，按新的金额重新复核。") % facts
    desk.reopen(case_id=case.pk, amount_fen=principal, reason=why, by=by, at=at)
    with suppress(BusinessError), transaction.atomic():  # else its owner sends it once nothing is in the way
        if case.owner_id is not None:
            desk.send_to_review(case_id=case.pk, by=None, at=at)
    return True


@step
def _share_out(
    withdrawal: Withdrawal, account: PersonalAccount, total_fen: int, *, by: User | None, at: datetime
) -> None:
    """What each payee has, held apart and ordered; an heir whose part is less than a fen has nothing to be paid."""
    shares = queries.shares_of(withdrawal) or [_own_share(withdrawal)]
    parts = [heirs.Share(each.person_id, each.parts, each.whole) for each in shares]
    for share, fen in zip(shares, heirs.amounts(total_fen, parts), strict=True):
        share.fen, share.hold_key = fen, share.key if fen else ""
        share.save(update_fields=["fen", "hold_key"])
        if not fen:
            move(share, "drop", SHARE_MOVES, by=by, at=at)
            continue
        number = withdrawal.case.number
        ledger.hold(key=share.key, account_id=account.ledger_account_id, fen=fen, by=by, at=at, case=number)
        payments.order(share, withdrawal, by=by, at=at)


@step
def _own_share(withdrawal: Withdrawal) -> ClosingShare:
    return ClosingShare.objects.create(
        withdrawal=withdrawal,
        person=withdrawal.person,
        payee_account=withdrawal.payee_account,
        payee_tail=withdrawal.payee_account[-4:],
        payee_name=withdrawal.payee_name,
    )


@operation
def try_again(*, case_id: int, by: User, at: datetime) -> bool:
    """What stood in the way is settled: carry the closing out after all; whether it was.

    Raises NotWaiting, payout.Waits, desk.TakenByOther.
    """
    withdrawal, case = _lock_own(case_id, by)
    if case.status != CaseStatus.IN_EXECUTION or withdrawal.status != PayoutStatus.HELD:
        raise NotWaiting(_("这件销户提取现在不需要重新办理。"))
    payout.refuse_waiting(withdrawal, case, at=at)
    carry_out(withdrawal, case, by=by, at=at)
    return withdrawal.status == PayoutStatus.ORDERED


@operation
def give_up(*, case_id: int, reason: str, by: User, at: datetime) -> Withdrawal:
    """The closing could not be carried out, or its payment came back and is not wanted any more: the money is free.

    Only while nothing was paid and nothing is under way. Raises MoneyUnderWay, NotWaiting, desk.NoReason.
    """
    withdrawal, case = _lock_own(case_id, by)
    if case.status != CaseStatus.IN_EXECUTION:
        raise NotWaiting(_("这件销户提取没有在执行。"))
    shares = queries.shares_of(withdrawal)
    done = (ShareStatus.WAITING, ShareStatus.RETURNED, ShareStatus.DROPPED)
    if queries.has_unheard_news(withdrawal) or any(each.journal_id or each.status not in done for each in shares):
        raise MoneyUnderWay(_("款项正在支付或已付出，不能终止。"))
    _end_unpaid(withdrawal, case, reason, by=by, at=at)
    return withdrawal


@operation
def leave_rest(*, case_id: int, reason: str, by: User, at: datetime) -> Withdrawal:
    """Some payees have their money, the others' came back and is not to be paid any more: it stays on the account.

    The case ends with what was paid; the account stays open with the rest, free for another application.
    Raises NothingPaid, MoneyUnderWay, NotWaiting, desk.NoReason.
    """
    withdrawal, case = _lock_own(case_id, by)
    if case.status != CaseStatus.IN_EXECUTION:
        raise NotWaiting(_("这件销户提取没有在执行。"))
    if queries.is_under_way(withdrawal):
        raise MoneyUnderWay(_("款项正在支付，银行答复后再办理。"))
    if not reason.strip():
        raise desk.NoReason(_("请写明理由。"))
    if not queries.may_leave_rest(withdrawal):
        raise NothingPaid(_("没有已付款又有退回的收款人，不能按部分付款办结。"))
    _end_part_paid(withdrawal, case, reason.strip(), by=by, at=at)
    return withdrawal


@step
def end_stopped(withdrawal: Withdrawal, *, reason: str, at: datetime) -> None:
    """Established to be fraud after its money was ordered: what came back is never paid.

    Nothing is under way. Of a case that was done and whose money came back later, the books already have it.
    """
    case = lock(Case, withdrawal.case_id)
    withdrawal.case = case
    if case.status != CaseStatus.IN_EXECUTION:
        return
    if any(each.status == ShareStatus.PAID for each in queries.shares_of(withdrawal)):
        _end_part_paid(withdrawal, case, reason, by=None, at=at)
    else:
        _end_unpaid(withdrawal, case, reason, by=None, at=at)


@step
def _end_unpaid(withdrawal: Withdrawal, case: Case, reason: str, *, by: User | None, at: datetime) -> None:
    desk.abandon(case_id=case.pk, reason=reason, by=by, at=at)
    _drop_unpaid(withdrawal, reason, by=by, at=at)
    if withdrawal.hold_key:
        ledger.release(hold_key=withdrawal.hold_key, at=at)
    move(withdrawal, "release", PAYOUT_MOVES, by=by, at=at, note=reason[:200], hold_key="")
    checks.note_ended(case=case.number, at=at)


@step
def _end_part_paid(withdrawal: Withdrawal, case: Case, reason: str, *, by: User | None, at: datetime) -> None:
    """The withdrawal is what was paid of it; the rest lies on the account as before."""
    left = _drop_unpaid(withdrawal, reason, by=by, at=at)
    paid = withdrawal.asked_fen - left
    if withdrawal.status in (PayoutStatus.RETURNED, PayoutStatus.CAME_BACK):
        payments.under_way_again(withdrawal, by=by, at=at)
    move(withdrawal, "settle", PAYOUT_MOVES, by=by, at=at, note=reason[:200], asked_fen=paid)
    said = _("已付 %(paid)s 元；其余 %(left)s 元不再付款，留在账户里：%(reason)s")
    facts = {"paid": yuan(paid), "left": yuan(left), "reason": reason}
    desk.finish(case_id=case.pk, by=by, at=at, result=(said % facts)[:200])


@step
def _drop_unpaid(withdrawal: Withdrawal, reason: str, *, by: User | None, at: datetime) -> int:
    """Nobody else is paid: what was held for the rest is free; how much, in fen."""
    left = 0
    for share in queries.shares_of(withdrawal):
        if share.status in (ShareStatus.PAID, ShareStatus.DROPPED):
            continue
        if Hold.objects.filter(key=share.hold_key, status=HoldStatus.HELD).exists():
            ledger.release(hold_key=share.hold_key, at=at)
        move(share, "drop", SHARE_MOVES, by=by, at=at, note=reason[:200])
        left += share.fen or 0
    return left


@step
def _lock_own(case_id: int, by: User) -> tuple[Withdrawal, Case]:
    """The withdrawal, locked after its account, then its case for the clerk who has it: the order of the house."""
    withdrawal = screening.locked(Withdrawal.objects.values_list("pk", flat=True).get(case=case_id))
    withdrawal.case = desk.lock_own(case_id=case_id, by=by)
    return withdrawal, withdrawal.case


# --- the bank's answer


@step
def settled(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """One payee's money is there."""
    _book(withdrawal, payments.share_of(paid), paid, at=at)
    _sum_up(withdrawal, at=at)


@step
def returned(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """One payee's money came back unpaid: its hold stays, the card is to be corrected."""
    share, reason = payments.share_of(paid), payout.why_unpaid(paid)
    move(share, "return", SHARE_MOVES, by=None, at=at, note=reason)
    payments.remember(share, reason)
    if withdrawal.case.status == CaseStatus.IN_EXECUTION:
        desk.fail_execution(case_id=withdrawal.case_id, reason=reason, by=None, at=at)
    _sum_up(withdrawal, at=at)


@step
def came_back(withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """One payee's money was paid and the bank took it back."""
    payments.came_back(payments.share_of(paid), withdrawal, paid, at=at)
    _sum_up(withdrawal, at=at)


@step
def _book(withdrawal: Withdrawal, share: ClosingShare, paid: PaymentOrder, *, at: datetime) -> None:
    """Book one payee's payment 201 / 101 with the bank's date; the last one closes the account."""
    on = policy.book_date()
    assert paid.value_date is not None
    value_on = min(paid.value_date, on)
    account = lock(PersonalAccount, withdrawal.account_id)
    employer = account.employer_account.employer
    journal = ledger.post_hold(
        hold_key=paid.hold_key,
        key=paid.key,
        reason=Reason.CLOSING_WITHDRAWAL,
        on=on,
        value_on=value_on,
        credits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        memo=_("%(reason)s，付给%(name)s") % {"reason": withdrawal.reason, "name": share.payee_name},
        employer_id=employer.pk if share.journal_id is None else None,
        branch_id=employer.branch_id,
        by=None,
        at=at,
    )
    first: dict[str, Any] = {"journal": journal, "value_on": value_on} if share.journal_id is None else {}
    move(share, "settle", SHARE_MOVES, by=None, at=at, **first)
    withdrawal.journal, withdrawal.value_on, withdrawal.settled_at = journal, value_on, at
    withdrawal.save(update_fields=["journal", "value_on", "settled_at"])
    payments.tell_paid(share, withdrawal, paid, at=at)


@step
def _sum_up(withdrawal: Withdrawal, *, at: datetime) -> None:
    """Bring the withdrawal's status up to its payees'; once all are paid the account closes and the case is done."""
    statuses = {each.status for each in queries.shares_of(withdrawal)}
    is_bad = bool(statuses & {ShareStatus.RETURNED, ShareStatus.LATE})
    if is_bad and withdrawal.status == PayoutStatus.ORDERED:
        move(withdrawal, "return", PAYOUT_MOVES, by=None, at=at)
    elif is_bad and withdrawal.status == PayoutStatus.PAID:
        move(withdrawal, "return_late", PAYOUT_MOVES, by=None, at=at)
    elif statuses <= {ShareStatus.PAID, ShareStatus.DROPPED}:
        if withdrawal.status == PayoutStatus.RETURNED:
            payments.under_way_again(withdrawal, by=None, at=at)
        if withdrawal.status == PayoutStatus.ORDERED:
            move(withdrawal, "settle", PAYOUT_MOVES, by=None, at=at)
            _finish(withdrawal, at=at)


@step
def _finish(withdrawal: Withdrawal, *, at: datetime) -> None:
    """The first time all is paid: close the account and end the case."""
    case = withdrawal.case
    if case.status != CaseStatus.IN_EXECUTION:
        return  # it came back after the case was done, and has been paid anew
    _close(withdrawal, at=at)
    facts = {"amount": yuan(withdrawal.asked_fen), "interest": yuan(withdrawal.interest_fen)}
    desk.finish(
        case_id=case.pk, by=None, at=at, result=_("%(amount)s 元（含利息 %(interest)s 元）已付，账户销户") % facts
    )


@step
def _close(withdrawal: Withdrawal, *, at: datetime) -> None:
    """Close a sealed and empty account; where money still lies on it or it was taken up again, the case says so."""
    account = lock(PersonalAccount, withdrawal.account_id)
    book = Account.objects.get(pk=account.ledger_account_id)
    if account.status != PersonalAccountStatus.SEALED or book.balance_fen or book.held_fen:
        note = _("款项已付，账户仍有余额 %(left)s 元或已启封，没有销户，请核对。") % {"left": yuan(book.balance_fen)}
        desk.note(withdrawal.case, "not_closed", by=None, at=at, text=note)
        return
    on = policy.book_date()
    move(account, "withdraw", WITHDRAW, by=None, at=at, note=str(withdrawal), closed_on=on)
    ledger.close_account(account_id=account.ledger_account_id, on=on)


for _code in (rules.RETIRE, rules.DISABILITY, rules.ABROAD, rules.LEFT, rules.DEATH):
    payout.CLOSING[_code] = payout.Closing(carry_out=carry_out, settled=settled, returned=returned, came_back=came_back)
