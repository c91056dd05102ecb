"""Who of the staff has a case in hand, as the fraud checks see them (domain §4.4, F20)."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import BankCard, Door, Person, Relation, User
from risk.rules.facts import Handler


def handlers_of(users: Iterable[User | None]) -> tuple[Handler, ...]:
    """The staff among some users, with their relatives, phones and cards."""
    staff = {each for each in users if each is not None and each.door == Door.STAFF}
    return tuple(_handler(each.person_id) for each in sorted(staff, key=lambda each: each.pk))


def _handler(person_id: int) -> Handler:
    near = Relation.objects.filter(person=person_id, until=None).values_list("relative_id", flat=True)
    cards = BankCard.objects.filter(person=person_id, ended_at=None)
    phone = Person.objects.get(pk=person_id).phone
    return Handler(
        person_id=person_id,
        relative_ids=tuple(sorted(set(near))),
        phones=(phone,) if phone else (),
        cards=tuple(each.number for each in cards.order_by("id")),
    )
