"""Timed jobs: what is refused does not keep the rest waiting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from deposits import tasks
from deposits.models import EmployerAccount, TermsChange
from deposits.states import FreezeKind, FreezeStatus, TermsStatus
from desk import operations as desk
from desk.models import CaseOutcome
from ledger.models import Account
from tests import people
from tests.deposits import test_freezes, test_terms, world
from tests.deposits.test_freezes import AT, ordered
from tests.ledger import books

pytestmark = pytest.mark.django_db


def decided(account: EmployerAccount) -> TermsChange:
    """Other rates that the reviewer agreed to and that nobody has carried out yet."""
    EmployerAccount.objects.filter(pk=account.pk).update(status="01")
    case = test_terms.ask(account, test_terms.rates())
    test_terms.accept(case)
    with transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=AT)
    desk.review(case_id=case.pk, decision="APPROVE", by=people.zhao_liu(), at=AT)
    return TermsChange.objects.get(case=case)


def test_rates_that_cannot_be_carried_out_do_not_keep_other_employers_waiting(
    employer: EmployerAccount, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = decided(employer)
    TermsChange.objects.filter(pk=stuck.pk).update(status=TermsStatus.REFUSED)
    other = decided(world.employer_account("龙山区实验小学", world.SCHOOL, 10))
    assert tasks.follow_terms() == 1
    other.refresh_from_db()
    assert other.status == TermsStatus.WAITING
    waiting = CaseOutcome.objects.get(claimed_at=None, source="deposits.terms")
    assert waiting.case_id == stuck.case_id and "waits" in caplog.text
    TermsChange.objects.filter(pk=stuck.pk).update(status=TermsStatus.ASKED)
    assert tasks.follow_terms() == 1  # tried again, and nothing is left
    assert tasks.follow_terms() == 0


def test_a_freeze_that_cannot_end_does_not_keep_the_next_from_ending(employer: EmployerAccount) -> None:
    world.allocated(employer)
    until = date(2026, 10, 15)
    freezes = [
        test_freezes.frozen(world.account_of(name), ordered(FreezeKind.AMOUNT, amount_fen=100_000, until=until))
        for name in ("张三", "陈一")
    ]
    control = Account.objects.get(subject="101")
    books.post_hold(f"{freezes[0].key}-1", control, 100_000, "spent past the freeze")
    test_freezes.day(until + timedelta(days=1))
    assert tasks.follow_changes() == 1
    for freeze in freezes:
        freeze.refresh_from_db()
    assert [freeze.status for freeze in freezes] == [FreezeStatus.ACTIVE, FreezeStatus.EXPIRED]
