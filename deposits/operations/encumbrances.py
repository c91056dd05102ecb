"""What lies on somebody's account: put in and lifted by the apps above, in their own acts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import step
from deposits.models import Encumbrance, Freeze, PersonalAccount
from deposits.states import FREEZES_IN_FORCE, OPEN_STATUSES, EncumbranceKind, FreezeKind
from ledger.operations import KeyReused

if TYPE_CHECKING:
    from accounts.models import User


class FrozenWhole(BusinessError):
    """The account is frozen, neither in nor out: its state stays as it is."""


@step
def encumber(
    *,
    key: str,
    person_id: int,
    kind: EncumbranceKind,
    source: str,
    sentence: str,
    since: date,
    until: date | None = None,
    by: User | None,
    at: datetime,
) -> Encumbrance:
    """Lay something on a person's account: it is not closed and goes nowhere while this holds.

    `sentence` is what people read. The same key gives the first one back; for somebody else it raises KeyReused.
    """
    lock_open_account(person_id)
    found, created = Encumbrance.objects.get_or_create(
        key=key,
        defaults={
            "person_id": person_id,
            "kind": kind,
            "source": source,
            "sentence": sentence,
            "since": since,
            "until": until,
            "by": by,
            "at": at,
        },
    )
    if not created and (found.person_id, found.kind) != (person_id, kind):
        raise KeyReused(key)
    return found


@step
def lift(*, key: str, by: User | None, at: datetime) -> Encumbrance:
    """What was laid on the account is over; lifting twice does nothing."""
    found = Encumbrance.objects.select_for_update(of=("self",), no_key=True).get(key=key)
    if found.lifted_at is None:
        found.lifted_by, found.lifted_at = by, at
        found.save(update_fields=["lifted_by", "lifted_at"])
    return found


@step
def lock_open_account(person_id: int) -> PersonalAccount | None:
    """The person's open account, locked: what lies on it and what leaves it wait for each other here."""
    rows = PersonalAccount.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(person=person_id, status__in=OPEN_STATUSES).first()


@step
def refuse_frozen(account: PersonalAccount) -> None:
    """Raise FrozenWhole where a locked account is frozen both ways: it is neither sealed nor unsealed nor moved."""
    rows = Freeze.objects.filter(account=account, kind=FreezeKind.NEITHER, status__in=FREEZES_IN_FORCE)
    freeze = rows.order_by("id").first()
    if freeze is not None:
        facts = {"authority": freeze.authority, "number": freeze.document_number}
        raise FrozenWhole(_("账户已被%(authority)s冻结（%(number)s，不收不付），解除以前不能办理。") % facts)
