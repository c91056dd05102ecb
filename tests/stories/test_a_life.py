"""One person's account, from the first job to another city: every fen and every stop on the way."""

from __future__ import annotations

from datetime import date

import pytest

from bank import queries as bank
from deposits import operations, queries, tasks
from deposits.files.back import TypedBack, write_typed_back
from deposits.models import EmployerAccount, PersonalAccount, TransferLetter
from deposits.operations import back
from deposits.platform import sandbox
from deposits.rules.freezes import Order
from deposits.states import ChangeKind, FreezeKind, LetterStatus, PersonalAccountStatus
from ledger import operations as ledger
from ledger import queries as books
from ledger.models import Entry
from ledger.states import Reason
from tests import make, people
from tests.deposits import letters, world
from tests.deposits.conftest import employer
from tests.deposits.lists import line, next_list

__all__ = ["employer"]

COURT = Order(
    kind=FreezeKind.IN_ONLY,
    authority="龙山区人民法院",
    document_number="（2026）吉0402执1号",
    document_on=date(2026, 10, 9),
)


def now_() -> PersonalAccount:
    """The account as it stands."""
    return world.account_of("张三")


def fen() -> int:
    """What lies on it."""
    return now_().ledger_account.balance_fen


@pytest.mark.django_db
def test_a_life(employer: EmployerAccount) -> None:
    # The first month, 8,437.56 at 12 % a side.
    world.allocated(employer)
    assert fen() == 2_026_00
    school = goes_on_elsewhere()
    is_paid_what_was_missing(school)
    brings_the_years_in_changchun()
    letter = is_frozen_by_a_court()
    moves_to_changchun(letter)

    # Every fen has its reason, and the books agree with themselves.
    account = now_()
    entries = Entry.objects.filter(account=account.ledger_account_id).order_by("id")
    assert list(entries.values_list("journal__reason", flat=True)) == [
        Reason.RECEIPT_ALLOCATED,
        Reason.RECEIPT_ALLOCATED,
        Reason.RECEIPT_ALLOCATED,
        Reason.TRANSFER_IN,
        Reason.INTEREST_SETTLED,
        Reason.TRANSFER_OUT,
    ]
    assert all(each.why.line for each in queries.recent_entries(account, 10))
    assert bank.free_suspense_fen(school.employer_id) == 0
    assert books.verify_books() == []


def goes_on_elsewhere() -> EmployerAccount:
    """Leaves; the same account goes on at another employer, on another base, raised before its first list."""
    teller, account = people.wang_wu(), now_()
    operations.seal(account_id=account.pk, reason="离职", by=teller, at=make.AT)
    school = world.employer_account("龙山区实验小学", world.SCHOOL)
    EmployerAccount.objects.filter(pk=school.pk).update(first_month="202611")
    school.refresh_from_db()
    operations.unseal(
        account_id=account.pk, employer_account_id=school.pk, base_fen=800_000, by=teller, at=make.AT, agreed=True
    )
    assert (now_().employer_account_id, now_().status) == (school.pk, PersonalAccountStatus.NORMAL)
    operations.change_base(account_id=account.pk, month="202611", base_fen=900_000, by=teller, at=make.AT)
    november = world.declared(school, next_list(school, "202611", line(school, "张三", ChangeKind.NORMAL)))
    world.pay(november, serial="LIFE1")
    assert (november.total_fen, fen()) == (2 * 1_080_00, 2_026_00 + 2_160_00)
    assert now_().paid_through == "202611"
    return school


def is_paid_what_was_missing(school: EmployerAccount) -> None:
    """The base should have been 9,500.00: 60.00 a side are paid back for the month."""
    typed = TypedBack(now_().number, "202611", "202611", 950_000, "基数少报")
    upload = back.upload_back(
        employer_account_id=school.pk,
        name="补缴.csv",
        content=write_typed_back(employer_number=school.number, lines=[typed]),
        by=None,
        at=make.AT,
    )
    owed = back.declare_back(upload_id=upload.pk, by=None, at=make.AT)
    world.pay(owed, serial="LIFE2")
    assert fen() == 2_026_00 + 2_160_00 + 120_00


def brings_the_years_in_changchun() -> None:
    """Principal and interest come as one principal; the months there count."""
    make.parameter("transfer_in_months", "1")
    letter = letters.informed()
    letters.receive(letter.total_fen, remark=letter.number, serial="LIFE3")
    assert letters.now_(letter).status == LetterStatus.DONE
    assert fen() == 4_306_00 + sandbox.announced("220100000123")
    assert queries.months_from_elsewhere(now_().person_id) == 60


def is_frozen_by_a_court() -> TransferLetter:
    """Nothing leaves, though Changchun asks and the request is approved, until the court lets go."""
    teller, head, account = people.wang_wu(), people.zhao_liu(), now_()
    freeze = operations.propose_freeze(account_id=account.pk, order=COURT, by=teller, at=make.AT)
    operations.authorise_freeze(freeze_id=freeze.pk, by=head, at=make.AT)
    operations.seal(account_id=account.pk, reason="离职", by=teller, at=make.AT)
    ledger.close_day(on=date(2026, 10, 10), next_on=date(2026, 11, 10), by=None, at=make.AT)
    letters.pushed()
    tasks.exchange_letters()
    letter = letters.approved(TransferLetter.objects.get(number=letters.NUMBER))
    assert letter.status == LetterStatus.SENT and "冻结" in letter.note
    let_go = "（2026）吉0402执1号之一"
    operations.propose_lift(freeze_id=freeze.pk, document=let_go, reason="已履行", by=teller, at=make.AT)
    operations.authorise_lift(freeze_id=freeze.pk, by=head, at=make.AT)
    return letter


def moves_to_changchun(letter: TransferLetter) -> None:
    """The account is closed with its interest to the day before: 31 days from 10 October."""
    principal = fen()
    operations.try_again(letter_id=letter.pk, by=people.wang_wu(), at=make.AT)
    letter = letters.now_(letter)
    interest = round(principal * 31 * 15 / 10 / 36_000)
    assert (letter.principal_fen, letter.interest_fen) == (principal, interest)
    assert letters.pay_out().amount_fen == principal + interest
    assert (now_().status, fen()) == (PersonalAccountStatus.TRANSFERRED, 0)
