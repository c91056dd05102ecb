"""Money that comes from another centre: in every order, wrong, twice, cancelled, refused, the platform away."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from bank import operations as bank
from bank.models import Receipt, Reversal, SuspenseItem
from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, LetterMessage, PersonalAccount, SandboxLetter, TransferLetter
from deposits.operations import CannotMoveIn
from deposits.platform import Heard, sandbox
from deposits.states import EncumbranceKind, LetterStatus, LetterWord
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus, Channel
from ledger import queries as books
from risk.models import ListEntry
from risk.states.lists import ListKind
from tests import make, people
from tests.deposits import letters
from tests.desk import world as desk_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's account, who may ask."""
    return letters.paying(employer)


def test_half_a_year_has_to_be_paid_here_first(account: PersonalAccount) -> None:
    make.parameter("transfer_in_months", "6")
    with pytest.raises(CannotMoveIn, match="满 6 个月"):
        letters.ask()
    assert not TransferLetter.objects.exists()


def test_who_has_no_account_or_a_sealed_one_is_told_why(account: PersonalAccount) -> None:
    stranger = people.qian_qi()
    with pytest.raises(CannotMoveIn, match="还没有您的个人账户"):
        letters.ask(person_id=stranger.person_id, by=stranger)
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    with pytest.raises(CannotMoveIn, match="已封存"):
        letters.ask()


def test_one_transfer_at_a_time(account: PersonalAccount) -> None:
    letters.ask()
    with pytest.raises(CannotMoveIn, match="正在办理"):
        letters.ask()


def test_at_a_window_the_identity_is_looked_at_before_the_letter_goes(account: PersonalAccount) -> None:
    teller = people.wang_wu()
    case = letters.ask(channel=Channel.WINDOW, by=teller)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.SUBMITTED
    with pytest.raises(desk.PapersMissing):
        desk.accept_case(case_id=case.pk, by=teller, at=letters.AT)
    desk_world.check_all(case)
    desk.accept_case(case_id=case.pk, by=teller, at=letters.AT)
    desk.send_case(case_id=case.pk, by=teller, at=letters.AT)
    tasks.follow_transfers()
    assert TransferLetter.objects.get(case=case).status == LetterStatus.SENT


def test_the_money_may_come_before_the_information(account: PersonalAccount) -> None:
    letter = letters.sent("220100009102")
    fen = sandbox.announced("220100009102")
    letters.receive(fen, remark=letter.number)
    assert SuspenseItem.objects.get(left_fen=fen).employer is None
    for _time in range(4):
        tasks.exchange_letters()
    tasks.follow_transfers()
    letter = letters.now_(letter)
    assert (letter.status, letter.value_on) == (LetterStatus.DONE, Receipt.objects.latest("id").value_date)
    actions = list(letter.events.order_by("id").values_list("action", flat=True))
    assert actions == ["ask", "send", "accept", "inform", "finish"]
    assert books.verify_books() == []


def test_money_that_comes_twice_is_credited_once(account: PersonalAccount) -> None:
    letter = letters.informed()
    before = letters.balance(account)
    letters.receive(letter.total_fen, remark=letter.number)
    letters.receive(letter.total_fen, remark=letter.number, serial="YD2")
    assert letters.balance(account) == before + letter.total_fen
    assert SuspenseItem.objects.get(left_fen__gt=0).free_fen == letter.total_fen
    assert books.verify_books() == []


def test_credited_money_that_the_bank_takes_back_is_reversed_and_may_come_again(account: PersonalAccount) -> None:
    teller = people.wang_wu()
    letter = letters.informed()
    before = letters.balance(account)
    letters.receive(letter.total_fen, remark=letter.number)
    with pytest.raises(WrongState, match="没有冲正"):
        operations.take_back_credit(letter_id=letter.pk, by=teller, at=letters.AT)
    letters.take_back(letter.total_fen, serial="YD1")
    operations.take_back_credit(letter_id=letter.pk, by=teller, at=letters.AT)
    assert (letters.now_(letter).status, letters.balance(account)) == (LetterStatus.FAILED, before)
    reversal = Reversal.objects.get()
    bank.book_reversal(reversal_id=reversal.pk, by=people.sun_ba(), at=letters.AT)
    tasks.exchange_letters()
    letter = letters.now_(letter)
    assert (letter.status, letter.infos) == (LetterStatus.INFORMED, 2)
    letters.receive(letter.total_fen, remark=letter.number, serial="YD9")
    letter = letters.now_(letter)
    assert letters.balance(account) == before + letter.total_fen
    assert letter.status in (LetterStatus.DONE, LetterStatus.DONE_AFTER)
    assert books.verify_books() == []


def test_information_that_comes_twice_is_heard_once(account: PersonalAccount) -> None:
    letter = letters.informed()
    tasks.exchange_letters()
    tasks.exchange_letters()
    assert letters.now_(letter).infos == 1


def test_too_much_money_is_asked_about_and_the_rest_stays_in_suspense(account: PersonalAccount) -> None:
    letter = letters.informed()
    before = letters.balance(account)
    letters.receive(letter.total_fen + 50_00, remark=letter.number)
    letter = letters.now_(letter)
    assert (letter.status, "多 50.00" in letter.note) == (LetterStatus.NEGOTIATING, True)
    assert letters.balance(account) == before
    operations.credit_as_told(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.DONE_AFTER
    assert letters.balance(account) == before + letter.total_fen
    assert SuspenseItem.objects.get(left_fen__gt=0).free_fen == 50_00
    with pytest.raises(WrongState):
        operations.credit_as_told(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    assert books.verify_books() == []


def test_information_that_was_too_low_is_put_right_and_the_money_that_waits_is_used(account: PersonalAccount) -> None:
    letter = letters.informed("220100009104")
    real = sandbox.announced("220100009104")
    assert letter.total_fen == real - sandbox.SHORT_FEN
    letters.receive(real, remark=letter.number)
    assert letters.now_(letter).status == LetterStatus.NEGOTIATING
    before = letters.balance(account)
    tasks.exchange_letters()
    tasks.follow_transfers()
    letter = letters.now_(letter)
    assert (letter.status, letter.total_fen, letter.infos) == (LetterStatus.DONE_AFTER, real, 2)
    assert letters.balance(account) == before + real
    assert books.verify_books() == []


def test_too_little_money_waits_for_the_rest(account: PersonalAccount) -> None:
    letter = letters.informed()
    letters.receive(letter.total_fen - 1_00, remark=letter.number)
    assert "少 1.00" in letters.now_(letter).note
    letters.receive(1_00, remark=letter.number, serial="YD2")
    assert letters.now_(letter).status == LetterStatus.DONE_AFTER


def test_information_about_another_person_is_asked_about_once(account: PersonalAccount) -> None:
    letter = letters.informed("220100009103")
    tasks.exchange_letters()
    letter = letters.now_(letter)
    assert (letter.status, letter.principal_fen) == (LetterStatus.NEGOTIATING, None)
    assert LetterMessage.objects.filter(letter=letter, word=LetterWord.NEGOTIATE).count() == 1


def test_a_refusal_ends_the_case_with_the_other_centres_reason(account: PersonalAccount) -> None:
    letter = letters.informed("220100009101")
    assert (letter.status, letter.note) == (LetterStatus.REFUSED, "该职工在我中心有未结清的住房公积金贷款。")
    assert letters.now_(letter).case.status == CaseStatus.VOID  # type: ignore[union-attr]
    tasks.follow_transfers()
    assert letters.ask().pk != letter.case_id


def test_what_failed_over_there_is_informed_again(account: PersonalAccount) -> None:
    letter = letters.informed("220100009105")
    tasks.exchange_letters()
    assert letters.now_(letter).status == LetterStatus.FAILED
    tasks.exchange_letters()
    letter = letters.now_(letter)
    assert (letter.status, letter.infos) == (LetterStatus.INFORMED, 2)
    letters.receive(letter.total_fen, remark=letter.number)
    assert letters.now_(letter).status == LetterStatus.DONE


def test_a_record_of_cheating_elsewhere_comes_along(account: PersonalAccount) -> None:
    letter = letters.informed("220100009106")
    assert (letter.is_fraud, letter.has_unsettled_loan, letter.loans) == (True, True, 1)
    entry = ListEntry.objects.get()
    assert (entry.kind, entry.source, entry.case) == (ListKind.DISHONEST, letter.centre.name, letter.number)


def test_while_the_platform_is_away_the_letter_waits(account: PersonalAccount) -> None:
    letter = letters.sent("220100009107")
    tasks.exchange_letters()
    message = LetterMessage.objects.get(letter=letter)
    assert (message.sent_at, message.tries) == (None, 1)
    TransferLetter.objects.filter(pk=letter.pk).update(their_account="220100000123")
    tasks.exchange_letters()
    assert letters.now_(letter).status == LetterStatus.INFORMED


def test_the_person_cancels_until_the_old_account_is_closed(account: PersonalAccount) -> None:
    letter = letters.sent("220100009102")
    person = people.zhang_san()
    with pytest.raises(desk.TakenByOther):
        desk.take(case_id=letter.case_id, by=people.wang_wu(), at=letters.AT)
        operations.cancel_transfer_in(letter_id=letter.pk, by=people.zhao_liu(), at=letters.AT)
    operations.cancel_transfer_in(letter_id=letter.pk, by=person, at=letters.AT)
    letter = letters.now_(letter)
    assert (letter.status, letter.case.status) == (LetterStatus.CANCELLED, CaseStatus.VOID)  # type: ignore[union-attr]
    tasks.exchange_letters()
    assert [word["word"] for word in SandboxLetter.objects.get(number=letter.number).words] == [LetterWord.CANCEL]
    with pytest.raises(WrongState):
        operations.cancel_transfer_in(letter_id=letter.pk, by=person, at=letters.AT)


def test_it_is_too_late_to_cancel_once_the_old_account_is_closed(account: PersonalAccount) -> None:
    letter = letters.informed()
    with pytest.raises(WrongState, match="不能再撤销"):
        operations.cancel_transfer_in(letter_id=letter.pk, by=people.zhang_san(), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.INFORMED


def test_a_request_recalled_before_it_was_decided_sends_no_letter(account: PersonalAccount) -> None:
    case = letters.ask(channel=Channel.WINDOW, by=people.wang_wu())
    desk.recall(case_id=case.pk, by=people.zhang_san(), at=letters.AT)
    tasks.follow_transfers()
    assert TransferLetter.objects.get(case=case).status == LetterStatus.CANCELLED
    assert not LetterMessage.objects.exists()


def test_a_case_voided_while_the_letter_is_away_cancels_it_and_hears_no_information(account: PersonalAccount) -> None:
    letter = letters.sent("220100009102")
    desk.take(case_id=letter.case_id, by=people.wang_wu(), at=letters.AT)
    desk.void(case_id=letter.case_id, reason="开错", by=people.wang_wu(), at=letters.AT)
    heard = Heard(LetterStatus.INFORMED, "", queries.info_of(account, principal_fen=1_00, interest_fen=0))
    operations.hear(letter_id=letter.pk, heard=heard, at=letters.AT)
    tasks.follow_transfers()
    assert letters.now_(letter).status == LetterStatus.CANCELLED


def test_an_ended_letter_hears_nothing_more(account: PersonalAccount) -> None:
    letter = letters.informed("220100009101")
    heard = Heard(LetterStatus.INFORMED, "", queries.info_of(account, principal_fen=1, interest_fen=0))
    operations.hear(letter_id=letter.pk, heard=heard, at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.REFUSED


def test_an_encumbrance_is_laid_once_and_lifted_once(account: PersonalAccount) -> None:
    facts = {"person_id": account.person_id, "source": "loans", "since": make.AT.date(), "by": None, "at": make.AT}
    for _time in range(2):
        with transaction.atomic():
            operations.encumber(key="loan-1", kind=EncumbranceKind.LOAN, sentence="有贷款未还清。", **facts)
    assert [str(each) for each in queries.encumbrances_of(account.person_id)] == ["有贷款未还清。"]
    for _time in range(2):
        with transaction.atomic():
            operations.lift(key="loan-1", by=None, at=make.AT)
    assert not queries.encumbrances_of(account.person_id)


@pytest.mark.django_db(transaction=True)
def test_four_workers_credit_the_money_once(employer: EmployerAccount) -> None:
    account = letters.paying(employer)
    letter = letters.informed()
    before = letters.balance(account)
    letters.arrive(letter.total_fen, remark=letter.number)
    barrier = Barrier(4)

    def work() -> None:
        try:
            barrier.wait()
            tasks.follow_transfers()
        finally:
            connection.close()

    threads = [Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert letters.now_(letter).status == LetterStatus.DONE
    assert letters.balance(account) == before + letter.total_fen
    assert books.verify_books() == []
