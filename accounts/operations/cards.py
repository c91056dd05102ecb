"""A person's own bank cards."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import BankCard, Person, User
from accounts.operations import news, trail
from accounts.operations.people import BadNumber
from accounts.permissions import Permission
from common import identity
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation


class NotTheirCard(BusinessError):
    """The card is held under another name, or somebody else asks."""


class CardKnown(BusinessError):
    """The card is bound already."""


class CardGone(BusinessError):
    """The card is no longer bound."""


@operation
def bind_card(
    *, person_id: int, number: str, holder: str, bank_name: str, by: User, at: datetime, address: str | None = None
) -> BankCard:
    """Bind a card of one's own, for money to be paid to. `holder` is the name on the card: it must be the person's.

    A last digit that fails Luhn is let through (`identity.card_fails_luhn`): some banks' old cards do.
    Raises BadNumber, NotTheirCard, CardKnown.
    """
    person = lock(Person, person_id)
    _refuse_others(person, by)
    try:
        number = identity.check_bank_card(number)
    except identity.InvalidNumber as refusal:
        raise BadNumber(_("%(what)s。") % {"what": refusal}) from refusal
    if rules.name_key(holder) != rules.name_key(person.name):
        raise NotTheirCard(_("只能绑定本人名下的银行卡，持卡人姓名须与登记姓名一致。"))
    index = rules.card_index(number)
    if person.cards.filter(number_index=index, ended_at=None).exists():
        raise CardKnown(_("这张银行卡已经绑定。"))
    card = BankCard.objects.create(person=person, number=number, number_index=index, bank_name=bank_name, bound_at=at)
    tail = {"tail": number[-4:]}
    news.tell(person, news.CARD, at=at)
    trail.record(user=by, action="card:bind", target=card, person=person, at=at, detail=tail, address=address)
    return card


@operation
def unbind_card(*, card_id: int, by: User, at: datetime, address: str | None = None) -> BankCard:
    """Take a card off. Money on its way to it keeps its own record. Raises NotTheirCard, CardGone."""
    card = lock(BankCard, card_id)
    _refuse_others(card.person, by)
    if card.ended_at is not None:
        raise CardGone(_("这张银行卡已经解绑。"))
    card.ended_at = at
    card.save(update_fields=["ended_at"])
    tail = {"tail": card.number[-4:]}
    news.tell(card.person, news.CARD, at=at)
    trail.record(user=by, action="card:unbind", target=card, person=card.person, at=at, detail=tail, address=address)
    return card


def _refuse_others(person: Person, by: User) -> None:
    """The person through their own door, or staff for somebody else."""
    counter = by.may(Permission.PERSON_EDIT) and by.person_id != person.pk
    if not (counter or (by.may(Permission.OWN_ACCOUNT) and by.person_id == person.pk)):
        raise NotTheirCard(_("银行卡只能由本人，或由工作人员为他人办理。"))
