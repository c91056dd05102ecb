"""Direct debit from one's own card: signed in the portal or at a window, tried on its day and once more.

Locks: as in `flexible`, then the mandate.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts import queries as accounts
from bank import operations as bank
from bank import queries as bank_queries
from bank.states import CollectionStatus
from common.errors import BusinessError
from common.money import yuan
from common.months import month_of
from common.states import lock, move
from common.transactions import operation, step
from deposits.models import FlexibleMember, OwnDebit, OwnMandate, OwnPayment
from deposits.operations import flexible, own_fetching
from deposits.operations.debits import MOST_TRIES, MandateHolds
from deposits.queries import flexible as found
from deposits.rules import flexible as rules
from deposits.states import MANDATE_MOVES, DebitStatus, MandateStatus, MemberStatus, OwnPurpose, Schedule
from notifications import operations as notifications
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NoFixedAmount(BusinessError):
    """Who chooses the months anew each time has no amount that could be fetched."""


class NotOwnCard(BusinessError):
    """The card is not bound to the owner of the agreement."""


@operation
def sign_own_mandate(*, member_id: int, card_id: int, day: int, by: User, at: datetime) -> OwnMandate:
    """Let the centre fetch the payment from a card of one's own on a day of the month (1–28).

    Raises WrongState, MandateHolds, NoFixedAmount, NotOwnCard.
    """
    member = flexible.lock_member(member_id)
    flexible.refuse_not_active(member)
    if member.schedule == Schedule.FREE:
        raise NoFixedAmount(_("自选月数的没有固定的金额，不能约定扣款；请先改为按月缴或按年缴。"))
    if found.mandate_of(member) is not None:
        raise MandateHolds(_("已经约定了自动扣款，要换卡或换日子，请先终止再约定。"))
    card = accounts.cards_of(member.account.person_id).filter(pk=card_id).first()
    if card is None:
        raise NotOwnCard(_("只能从本人已绑定的银行卡扣款。"))
    mandate = OwnMandate.objects.create(
        number=flexible.next_number("LT", policy.book_date()),
        member=member,
        payer_account=card.number,
        payer_bank=card.bank_name,
        day=day,
        signed_on=policy.book_date(),
        made_by=by,
    )
    mandate.events.create(action="sign", before="", after=mandate.status, by=by, at=at)
    return mandate


@operation
def end_own_mandate(*, mandate_id: int, by: User, at: datetime) -> OwnMandate:
    """No more is fetched; what the bank was handed goes on. Raises WrongState."""
    flexible.lock_member(OwnMandate.objects.values_list("member_id", flat=True).get(pk=mandate_id))
    mandate = lock(OwnMandate, mandate_id)
    move(mandate, "end", MANDATE_MOVES, by=by, at=at, ended_on=policy.book_date())
    return mandate


@operation
def try_own_debit(*, mandate_id: int, next_day: date, at: datetime) -> OwnDebit | None:
    """On a mandate's day: order the payment that is due, where none waits, and its money from the card.

    None where there is nothing to do, or where the card is no longer bound: then the mandate ends. `next_day` is the
    business date after this one. A try under way or done is not repeated; a failed one once, some days later. Raises
    bank.NoCollectingAccount.
    """
    member = flexible.lock_member(OwnMandate.objects.values_list("member_id", flat=True).get(pk=mandate_id))
    mandate, on = lock(OwnMandate, mandate_id), policy.book_date()
    if mandate.status != MandateStatus.ACTIVE or member.status != MemberStatus.ACTIVE:
        return None
    if not rules.is_day_to_fetch(on, next_day, signed_on=mandate.signed_on, day=mandate.day):
        return None
    if not _is_bound(mandate, member):
        _end_without_card(mandate, member, at)
        return None
    payment = _payment_due(member, on, at)
    last = found.last_try(payment) if payment else None
    if payment is None or not _may_try(last, on):
        return None
    missing = bank_queries.missing_fen(payment.key)
    if not missing:
        return None
    number = last.number + 1 if last else 1
    collection = own_fetching.order(mandate, payment, f"own-debit-{payment.number}-{number}", missing, at)
    return OwnDebit.objects.create(mandate=mandate, payment=payment, number=number, collection=collection, on=on)


def _is_bound(mandate: OwnMandate, member: FlexibleMember) -> bool:
    """Whether the card that may be fetched from is still its owner's own one here."""
    return any(card.number == mandate.payer_account for card in accounts.cards_of(member.account.person_id))


@step
def _end_without_card(mandate: OwnMandate, member: FlexibleMember, at: datetime) -> None:
    own_fetching.end_mandates(member, _("银行卡已解绑"), by=None, at=at)
    notifications.queue(
        person_id=member.account.person_id,
        template="own_debit_card_gone",
        context={"tail": mandate.payer_account[-4:]},
        key=mandate.number,
        at=at,
    )


def _may_try(last: OwnDebit | None, on: date) -> bool:
    if last is None:
        return True
    days = policy.service_on(on).debit_retry_days
    return last.status == DebitStatus.FAILED and last.number < MOST_TRIES and on >= last.on + timedelta(days=days)


@step
def _payment_due(member: FlexibleMember, on: date, at: datetime) -> OwnPayment | None:
    """The payment that waits, else a new one for the month that has come; what was tried in vain makes way.

    None while a payment for missed months waits: the leave is for the regular amount, and the owner was told to
    transfer that one. It never makes way by itself: its number may stand in a transfer at any time.
    """
    now, waiting = month_of(on), found.waiting_payment(member)
    if waiting is not None and waiting.purpose == OwnPurpose.BACK:
        return None
    if waiting is not None and waiting.last_month < now and _is_given_up(waiting):
        flexible.void_payment(lock(OwnPayment, waiting.pk), by=None, at=at)
        waiting = None
    if waiting is not None:
        return waiting
    if rules.next_month(member.account.paid_through, on) > now:
        return None
    return flexible.order_next(member, None, by=None, at=at)


def _is_given_up(payment: OwnPayment) -> bool:
    """Both tries failed, and nothing came another way."""
    last = found.last_try(payment)
    tried = last is not None and last.status == DebitStatus.FAILED and last.number >= MOST_TRIES
    return tried and bank_queries.missing_fen(payment.key) == payment.total_fen


@operation
def follow_own_debit(*, at: datetime) -> int:
    """Hear how one try ended: its owner is told of a failure; fetched money comes as a receipt. 0 without news."""
    ended = bank.claim_collections(source=own_fetching.SOURCE, limit=1, at=at)
    for collection in ended:
        tried = OwnDebit.objects.select_related("payment", "mandate__member__account").get(collection=collection)
        is_done = collection.status == CollectionStatus.SETTLED
        tried.status = DebitStatus.DONE if is_done else DebitStatus.FAILED
        tried.save(update_fields=["status"])
        if not is_done:
            _tell_failed(tried, collection.message, at)
    return len(ended)


@step
def _tell_failed(tried: OwnDebit, why: str, at: datetime) -> None:
    days = policy.service_on(tried.on).debit_retry_days
    again = _("%(days)d 天后再扣一次") % {"days": days} if tried.number < MOST_TRIES else _("不再扣款，请自行转账")
    notifications.queue(
        person_id=tried.mandate.member.account.person_id,
        template="own_debit_failed",
        context={
            "month": tried.payment.period.replace(" ", ""),
            "amount": yuan(tried.collection.amount_fen),
            "why": why,
            "again": again,
        },
        key=f"{tried.payment.number}-{tried.number}",
        at=at,
    )
