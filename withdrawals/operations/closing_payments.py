"""The payment of one payee of an account that ends: ordered, returned, ordered again, taken back by the bank."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door
from bank import operations as bank
from common import identity
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk.models import Case
from ledger import operations as ledger
from ledger.models import Account, Hold
from ledger.states import HoldStatus, Reason
from notifications import operations as notifications
from policy import queries as policy
from withdrawals.models import ClosingShare, Withdrawal
from withdrawals.operations import messages, payout, screening
from withdrawals.queries import closing as queries
from withdrawals.states import PAYOUT_MOVES, PayeeKind, PayoutStatus
from withdrawals.states.closing import SHARE_MOVES

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import PaymentOrder


class NotReturned(BusinessError):
    """The payment has not come back."""


class NewsWaits(BusinessError):
    """The bank has said something of these payments that the books have not heard yet."""


class BadPayee(BusinessError):
    """The account is no card of the payee's."""


@step
def order(share: ClosingShare, withdrawal: Withdrawal, *, by: User | None, at: datetime) -> None:
    """Order the payment of a payee from its hold."""
    assert share.fen
    move(share, "order", SHARE_MOVES, by=by, at=at, orders=share.orders + 1)
    bank.make_order(
        key=f"{share.key}-{share.orders}",
        source=payout.BANK_SOURCE,
        amount_fen=share.fen,
        payee_account=share.payee_account,
        payee_name=share.payee_name,
        summary=_("公积金销户提取 %(number)s") % {"number": withdrawal.case.number},
        case=withdrawal.case.number,
        hold_key=share.hold_key,
        wake=payout.TASK,
        warrant=withdrawal.case.number,
        by=by,
        at=at,
    )


@operation
def pay_share_again(*, share_id: int, account: str, bank_name: str = "", by: User, at: datetime) -> ClosingShare:
    """The bank returned an owner's money: order it again, to another card bound in their name.

    The card of an heir is typed at a window and confirmed by a second person (heir_cards.py). While the checks hold the
    new card, it waits and leaves by itself as soon as it may; what they found stands.
    Raises NotReturned, NewsWaits, BadPayee, desk.TakenByOther.
    """
    withdrawal, share = returned_share(share_id, by)
    if withdrawal.payee_kind == PayeeKind.HEIR:
        raise BadPayee(_("继承人的收款账户须一人录入、另一人复核。"))
    number = card_number(account)
    bound = share.person.cards.filter(ended_at=None)
    if number not in [each.number for each in bound]:
        raise BadPayee(_("只能付到本人已绑定的银行卡，请先绑定。"))
    withdrawal.payee_account, withdrawal.payee_tail = number, number[-4:]
    withdrawal.save(update_fields=["payee_account", "payee_tail"])
    return pay_to(share, withdrawal, number, bank_name, by=by, at=at)


@step
def returned_share(share_id: int, by: User | None) -> tuple[Withdrawal, ClosingShare]:
    """A payee's money that came back, locked after its withdrawal and case: for the payee or the case's owner (`by`
    None: for whoever may decide). Raises NotReturned, NewsWaits, desk.TakenByOther."""
    found = ClosingShare.objects.get(pk=share_id)
    withdrawal = screening.locked(found.withdrawal_id)
    withdrawal.case = _case_for(withdrawal.case_id, found, by) if by else lock(Case, withdrawal.case_id)
    share = lock(ClosingShare, share_id)
    if not queries.may_correct(share):
        raise NotReturned(_("这笔款项没有被银行退回。"))
    if queries.has_unheard_news(withdrawal):
        raise NewsWaits(_("银行的消息还没有处理完，请稍后再试。"))
    return withdrawal, share


def card_number(account: str) -> str:
    """A card's number as it is kept. Raises BadPayee."""
    try:
        return identity.check_bank_card(account)
    except identity.InvalidNumber as refusal:
        raise BadPayee(_("%(what)s。") % {"what": refusal}) from refusal


@step
def pay_to(
    share: ClosingShare, withdrawal: Withdrawal, number: str, bank_name: str, *, by: User | None, at: datetime
) -> ClosingShare:
    """Order a payee's money that came back anew, to `number`; while the checks hold that card, it waits."""
    share.payee_account, share.payee_tail, share.bank_name = number, number[-4:], bank_name or share.bank_name
    share.save(update_fields=["payee_account", "payee_tail", "bank_name"])
    if not Hold.objects.filter(key=share.hold_key, status=HoldStatus.HELD).exists():
        _hold_anew(share, withdrawal, by=by, at=at)
    tail = _("更正收款账户，尾号 %(tail)s") % {"tail": share.payee_tail}
    move(share, "pay_again", SHARE_MOVES, by=by, at=at, note=tail)
    desk.note(withdrawal.case, "pay_again", by=by, at=at, text=tail)
    screening.run_checks(withdrawal, at=at)
    try:
        _order_again(share, withdrawal, by=by, at=at)
    except payout.Waits as why:
        remember(share, str(why))
    return share


@operation
def order_waiting_share(*, share_id: int, at: datetime) -> ClosingShare:
    """Order what was to be paid again and had to wait for the checks. Raises payout.Waits while it still has to."""
    withdrawal = screening.locked(ClosingShare.objects.values_list("withdrawal_id", flat=True).get(pk=share_id))
    withdrawal.case = lock(Case, withdrawal.case_id)
    share = lock(ClosingShare, share_id)
    if queries.waits_again(share) and queries.shares_to_order().filter(pk=share_id).exists():
        _order_again(share, withdrawal, by=withdrawal.case.owner, at=at)
    return share


@step
def _order_again(share: ClosingShare, withdrawal: Withdrawal, *, by: User | None, at: datetime) -> None:
    """Order a corrected payment once the checks have seen it. Raises payout.Waits."""
    payout.refuse_waiting(withdrawal, withdrawal.case, at=at)
    remember(share, "")
    order(share, withdrawal, by=by, at=at)
    again = withdrawal.status in (PayoutStatus.RETURNED, PayoutStatus.CAME_BACK)
    if again and not any(queries.may_correct(each) for each in queries.shares_of(withdrawal)):
        under_way_again(withdrawal, by=by, at=at)


@step
def under_way_again(withdrawal: Withdrawal, *, by: User | None, at: datetime) -> None:
    """Nothing that came back waits any more: the withdrawal is under way as a whole."""
    move(withdrawal, "pay_again", PAYOUT_MOVES, by=by, at=at)
    move(withdrawal, "order", PAYOUT_MOVES, by=by, at=at)


@step
def share_of(paid: PaymentOrder) -> ClosingShare:
    """The payee of an order, locked."""
    return lock(ClosingShare, int(paid.key.split("-")[1]))


@step
def remember(share: ClosingShare, note: str) -> None:
    """The last thing that happened, for the page."""
    share.note = note[:200]
    share.save(update_fields=["note"])


@step
def _case_for(case_id: int, share: ClosingShare, by: User) -> Case:
    """The case, locked: for its owner at the counter, or for the payee themselves."""
    if by.door == Door.DEPOSITOR and by.person_id == share.person_id:
        return lock(Case, case_id)
    return desk.lock_own(case_id=case_id, by=by)


@step
def _hold_anew(share: ClosingShare, withdrawal: Withdrawal, *, by: User | None, at: datetime) -> None:
    """Paid once and come back: the money lies where `came_back` put it, and is held there anew."""
    lies = Account.objects.filter(code=_late_code(share)).values_list("pk", flat=True).first()
    share.hold_key = f"{share.key}-late-{share.orders}"
    share.save(update_fields=["hold_key"])
    account_id = lies or withdrawal.account.ledger_account_id
    ledger.hold(
        key=share.hold_key, account_id=account_id, fen=share.fen or 0, by=by, at=at, case=withdrawal.case.number
    )


@step
def came_back(share: ClosingShare, withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """It was paid and the bank took it back: 101 / 201 while the account is open, else 219 (domain §6.2)."""
    on = policy.book_date()
    account = PersonalAccount.objects.select_related("employer_account").get(pk=withdrawal.account_id)
    back = ledger.Line(account.ledger_account_id, paid.amount_fen, account.employer_account.employer_id)
    if account.status not in OPEN_STATUSES or Account.objects.filter(code=_late_code(share)).exists():
        name = _("退回的销户款 %(number)s") % {"number": withdrawal.case.number}
        waiting = ledger.open_account(code=_late_code(share), name=name, subject="219", on=on, is_guarded=True)
        back = ledger.Line(waiting.pk, paid.amount_fen)
    ledger.post(
        key=f"{paid.key}-returned",
        reason=Reason.PAYMENT_RETURNED,
        on=on,
        value_on=on,
        debits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        credits=[back],
        case=withdrawal.case.number,
        memo=paid.number,
        by=None,
        at=at,
    )
    note = (paid.message or _("付款后被银行退回"))[:200]
    move(share, "return_late", SHARE_MOVES, by=None, at=at, note=note)
    remember(share, note)
    desk.note(withdrawal.case, "returned_late", by=None, at=at, text=note)


def _late_code(share: ClosingShare) -> str:
    return f"219-closing-{share.pk}"


@step
def tell_paid(share: ClosingShare, withdrawal: Withdrawal, paid: PaymentOrder, *, at: datetime) -> None:
    """The payee hears that the money is there: the owner as of any withdrawal, an heir in words of their own."""
    if withdrawal.payee_kind != PayeeKind.HEIR:
        withdrawal.orders = share.orders
        withdrawal.save(update_fields=["orders"])
        messages.tell_paid(withdrawal, paid, at=at)
        return
    withdrawal.sms_sent_at = at
    withdrawal.save(update_fields=["sms_sent_at"])
    day = timezone.localtime(at)
    notifications.queue(
        person_id=share.person_id,
        template="closing_paid",
        context={
            "day": _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day},
            "reason": str(withdrawal.reason),
            "amount": yuan(share.fen or 0),
            "tail": share.payee_tail,
        },
        key=f"{share.key}-{share.orders}",
        at=at,
    )
