"""Whoever has died, as two persons have seen from the papers, logs in no more."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts import operations as accounts
from accounts.models import Door, LoginSession, User
from accounts.operations.doors import DoorShut
from deposits.models import PersonalAccount
from tests import make, people
from tests.withdrawals import ended
from tests.withdrawals.test_closing import GOOD_CARDS, granted, heirs, inherit
from withdrawals import operations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def opened(person_id: int, door: str = Door.DEPOSITOR) -> User:
    with transaction.atomic():
        return accounts.open_door(person_id=person_id, door=door, password="Xiang-ri-kui-2026", by=None, at=make.AT)


def test_the_log_in_ends_once_the_inheritance_is_granted_and_not_before() -> None:
    account = ended.sealed(fen=10_000_000)
    user = opened(account.person_id)
    session = LoginSession.objects.create(user=user, session_key="a" * 32, at=make.AT, seen_at=make.AT)
    found = inherit(account, heirs(*GOOD_CARDS))
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    user.refresh_from_db()
    assert user.is_active
    granted(found)
    user.refresh_from_db()
    session.refresh_from_db()
    assert (user.is_active, session.ended_at) == (False, make.AT)
    with pytest.raises(DoorShut):
        opened(account.person_id)
    heir = found.shares.order_by("id")[0].person_id
    assert opened(heir).is_active


def test_a_door_that_was_never_opened_stays_shut_too_and_twice_is_once() -> None:
    person = PersonalAccount.objects.get(pk=ended.sealed().pk).person_id
    with transaction.atomic():
        assert accounts.shut_doors(person_id=person, reason="TQ1", by=None, at=make.AT) == 1
        assert accounts.shut_doors(person_id=person, reason="TQ1", by=None, at=make.AT) == 0
    with pytest.raises(DoorShut):
        opened(person)


def test_doors_of_the_staff_are_another_matter() -> None:
    teller = people.wang_wu()
    with transaction.atomic():
        accounts.shut_doors(person_id=teller.person_id, reason="TQ1", by=None, at=make.AT)
    teller.refresh_from_db()
    assert teller.is_active
