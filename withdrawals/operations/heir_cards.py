"""The corrected card of an heir: one person types it from the card, another compares it before money goes there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from desk import operations as desk
from desk.operations import moving
from withdrawals.models import CardCorrection, ClosingShare, Withdrawal
from withdrawals.operations import closing_payments as payments
from withdrawals.states import PayeeKind
from withdrawals.states.closing import CORRECTION_MOVES

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyTyped(BusinessError):
    """A card is typed already, and nobody has confirmed it yet."""


class SamePerson(BusinessError):
    """Whoever typed a card does not confirm it."""


class Differs(BusinessError):
    """The two persons read different numbers from the card."""


class NotAnHeir(BusinessError):
    """An owner's own money goes to a card bound in their name, and needs nobody to confirm it."""


class NoReason(BusinessError):
    """A correction that is not confirmed needs a reason."""


@operation
def type_card(*, share_id: int, account: str, bank_name: str = "", by: User, at: datetime) -> CardCorrection:
    """Put an heir's other card on record, in the hand of the case's owner; no money moves.

    Raises NotAnHeir, AlreadyTyped, payments.NotReturned, payments.NewsWaits, payments.BadPayee, desk.TakenByOther.
    """
    withdrawal, share = payments.returned_share(share_id, by)
    if withdrawal.payee_kind != PayeeKind.HEIR:
        raise NotAnHeir(_("账户所有人的款项只付到本人已绑定的银行卡。"))
    number = payments.card_number(account)
    try:
        with transaction.atomic():
            made = CardCorrection.objects.create(
                share=share,
                account=number,
                tail=number[-4:],
                bank_name=bank_name.strip()[:80],
                made_by=by,
                made_by_person_id=by.person_id,
                made_at=at,
            )
    except IntegrityError:
        raise AlreadyTyped(_("这位继承人的收款账户已经录入，等待另一人复核。")) from None
    made.events.create(action="type", after=made.status, by=by, at=at)
    facts = {"name": share.payee_name, "tail": made.tail}
    said = _("录入%(name)s更正后的收款账户，尾号 %(tail)s，待复核") % facts
    desk.note(withdrawal.case, "type_card", by=by, at=at, text=said)
    return made


@operation
def confirm_card(*, correction_id: int, account: str, by: User, at: datetime) -> ClosingShare:
    """A second person types the number from the card too: where both agree, the heir's money is ordered to it.

    Raises SamePerson, Differs, desk.TooNear, payments.NotReturned, payments.NewsWaits, payments.BadPayee, WrongState.
    """
    withdrawal, share, correction = _locked(correction_id, by)
    if payments.card_number(account) != correction.account:
        raise Differs(_("与录入的卡号不一致，请对照银行卡原件核对；录入有误的，请选择不通过。"))
    _decide(correction, "confirm", by=by, at=at)
    return payments.pay_to(share, withdrawal, correction.account, correction.bank_name, by=correction.made_by, at=at)


@operation
def refuse_card(*, correction_id: int, reason: str, by: User, at: datetime) -> CardCorrection:
    """It is not what stands on the card, or not the heir's: it is to be typed anew.

    Raises SamePerson, NoReason, desk.TooNear, payments.NotReturned, payments.NewsWaits, WrongState.
    """
    withdrawal, share, correction = _locked(correction_id, by)
    if not reason.strip():
        raise NoReason(_("请写明复核不通过的原因。"))
    _decide(correction, "refuse", by=by, at=at, note=reason.strip()[:200])
    payments.remember(share, reason.strip())
    desk.note(withdrawal.case, "refuse_card", by=by, at=at, text=reason.strip()[:200])
    return correction


@step
def _locked(correction_id: int, by: User) -> tuple[Withdrawal, ClosingShare, CardCorrection]:
    """The correction with what it is about, locked, for a second person who is near nobody of it."""
    share_id = CardCorrection.objects.values_list("share_id", flat=True).get(pk=correction_id)
    withdrawal, share = payments.returned_share(share_id, None)
    moving.refuse_near(withdrawal.case, by)
    correction = lock(CardCorrection, correction_id)
    if by.person_id == correction.made_by_person_id:
        raise SamePerson(_("录入人不能复核自己录入的收款账户。"))
    return withdrawal, share, correction


@step
def _decide(correction: CardCorrection, action: str, *, by: User, at: datetime, note: str = "") -> None:
    facts: dict[str, Any] = {"decided_by": by, "decided_by_person_id": by.person_id, "decided_at": at}
    move(correction, action, CORRECTION_MOVES, by=by, at=at, note=note, **facts)
