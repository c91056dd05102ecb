"""One person's money comes from another centre, and another's goes there: from the first word to the last fen."""

from __future__ import annotations

import pytest

from bank.models import PaymentOrder
from deposits import queries, tasks
from deposits.models import EmployerAccount, LetterMessage, SandboxLetter, TransferLetter
from deposits.platform import sandbox
from deposits.states import LetterStatus, LetterWord, PersonalAccountStatus
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import queries as books
from ledger.models import Account, Entry
from ledger.states import Reason
from notifications.models import Message
from tests import people
from tests.deposits import letters
from tests.deposits.conftest import employer

__all__ = ["employer"]


@pytest.mark.django_db
def test_the_money_of_another_centre_comes_and_is_credited_on_the_banks_date(employer: EmployerAccount) -> None:
    account = letters.paying(employer)
    before = letters.balance(account)
    case = letters.ask("220100000123")
    assert Case.objects.get(pk=case.pk).status == CaseStatus.APPROVED
    tasks.follow_transfers()
    letter = TransferLetter.objects.get(case=case)
    assert (letter.status, letter.number[:6], len(letter.number)) == (LetterStatus.SENT, "220400", 16)
    assert Case.objects.get(pk=case.pk).whose == "OTHER"
    tasks.exchange_letters()
    letter = letters.now_(letter)
    assert (letter.status, letter.total_fen) == (LetterStatus.INFORMED, sandbox.announced("220100000123"))
    assert (letter.months_counted, Case.objects.get(pk=case.pk).status) == (60, CaseStatus.IN_EXECUTION)

    letters.receive(letter.total_fen, remark=f"公积金转移 {letter.number}")
    letter = letters.now_(letter)
    assert letter.status == LetterStatus.DONE
    assert letters.balance(account) == before + letter.total_fen
    assert letter.journal is not None and letter.journal.reason == Reason.TRANSFER_IN
    assert queries.months_from_elsewhere(account.person_id) == 60
    assert Case.objects.get(pk=case.pk).status == CaseStatus.DONE
    tasks.exchange_letters()
    words = [said["word"] for said in SandboxLetter.objects.get(number=letter.number).words]
    assert words == [LetterWord.CONFIRM]
    assert not LetterMessage.objects.filter(sent_at=None).exists()
    assert Message.objects.filter(person=account.person_id, template__event="transferred_in").exists()
    assert books.verify_books() == []


@pytest.mark.django_db
def test_an_account_goes_to_another_centre_with_its_interest_and_is_closed(employer: EmployerAccount) -> None:
    account = letters.leaving(employer)
    principal = letters.balance(account)
    letters.pushed()
    tasks.exchange_letters()
    letter = TransferLetter.objects.get(number=letters.NUMBER)
    assert (letter.status, letter.case is not None) == (LetterStatus.SENT, True)
    letter = letters.approved(letter)
    # 31 days from 10 October to 9 November: 算头不算尾
    interest = round(principal * 31 * 15 / 10 / 36_000)
    assert (letter.status, letter.principal_fen, letter.interest_fen) == (LetterStatus.ACCEPTED, principal, interest)
    assert Account.objects.get(pk=account.ledger_account_id).available_fen == 0
    order = letters.pay_out()
    assert order.amount_fen == principal + interest
    letter = letters.now_(letter)
    assert letter.status == LetterStatus.INFORMED
    account.refresh_from_db()
    assert (account.status, account.closed_on is not None) == (PersonalAccountStatus.TRANSFERRED, True)
    reasons = Entry.objects.filter(account=account.ledger_account_id).order_by("id").values_list("journal__reason")
    assert [reason for (reason,) in reasons][-2:] == [Reason.INTEREST_SETTLED, Reason.TRANSFER_OUT]
    assert letter.case is not None and letter.case.status == CaseStatus.DONE
    tasks.exchange_letters()
    tasks.exchange_letters()
    assert letters.now_(letter).status == LetterStatus.DONE
    assert Message.objects.filter(person=account.person_id, template__event="transferred_out").exists()
    assert PaymentOrder.objects.count() == 1
    assert books.subject_balance_fen("411-01", letter.value_on) == interest
    assert books.verify_books() == []
    assert people.zhang_san().person_id == account.person_id
