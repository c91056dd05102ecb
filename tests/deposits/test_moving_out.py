"""An account that goes to another centre: what bars it, payments that come back, letters that come twice."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from bank.gateways.base import Result
from bank.models import PaymentOrder
from bank.operations import payments
from common.errors import BusinessError, WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, LetterMessage, PersonalAccount, SandboxLetter, TransferLetter
from deposits.operations import BadLetter, NewsWaits, NotReturned
from deposits.platform import Heard
from deposits.states import EncumbranceKind, LetterStatus, LetterWord, PersonalAccountStatus
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from ledger import queries as books
from ledger.models import Account, Hold
from ledger.states import Reason
from tests import make, people
from tests.deposits import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's sealed account a month after its only contribution."""
    return letters.leaving(employer)


def lay(account: PersonalAccount, kind: EncumbranceKind, sentence: str) -> None:
    with transaction.atomic():
        operations.encumber(
            key=f"test-{kind}",
            person_id=account.person_id,
            kind=kind,
            source="test",
            sentence=sentence,
            since=date(2026, 10, 1),
            by=None,
            at=make.AT,
        )


def test_a_number_that_cannot_be_is_refused(account: PersonalAccount) -> None:
    for number in ("123", "2201002613400001", "2204002610100001"):
        with pytest.raises(BadLetter):
            letters.received(number=number)


def test_who_is_not_known_here_is_refused_at_once(account: PersonalAccount) -> None:
    for facts in ({"name": "张三丰"}, {"document_number": people.DOCUMENTS["钱七"][0]}):
        number = f"220100261010{len(facts['name' if 'name' in facts else 'document_number']):04d}"
        letter = letters.came(number=number, **facts)
        assert (letter.status, letter.case) == (LetterStatus.REFUSED, None)
        assert LetterMessage.objects.get(letter=letter).word == LetterWord.REFUSE
    assert not Case.objects.filter(kind__code="transfer_out").exists()


def test_the_same_letter_twice_is_one_and_another_one_is_refused(account: PersonalAccount) -> None:
    first = letters.received()
    assert letters.received().pk == first.pk
    second = letters.received(number="2201002610100002")
    assert (second.status, "正在办理" in second.note) == (LetterStatus.REFUSED, True)


def test_a_pushed_letter_is_taken_in_once(account: PersonalAccount) -> None:
    letters.pushed()
    for _time in range(3):
        tasks.exchange_letters()
    assert TransferLetter.objects.get().case is not None


@pytest.mark.parametrize("how", ["refuse", "void"])
def test_a_case_that_ends_with_no_tells_the_other_centre_why(account: PersonalAccount, how: str) -> None:
    letter = letters.came()
    desk.take(case_id=letter.case_id, by=people.wang_wu(), at=letters.AT)
    verb: Any = desk.refuse_case if how == "refuse" else desk.void
    verb(case_id=letter.case_id, reason="证件号码与档案不符", by=people.wang_wu(), at=letters.AT)
    tasks.follow_transfers()
    assert letters.now_(letter).status == LetterStatus.REFUSED
    assert LetterMessage.objects.get(letter=letter).word == LetterWord.REFUSE
    assert PersonalAccount.objects.get(pk=account.pk).status == PersonalAccountStatus.SEALED


def test_a_loan_bars_the_transfer_until_it_is_lifted_and_a_ban_goes_into_the_letter(account: PersonalAccount) -> None:
    lay(account, EncumbranceKind.LOAN, "住房公积金贷款还没有还清。")
    lay(account, EncumbranceKind.BAN, "三年内不得提取和贷款。")
    letter = letters.approved(letters.received())
    assert (letter.status, letter.note) == (LetterStatus.SENT, "住房公积金贷款还没有还清。")
    assert letter.case.status == CaseStatus.IN_EXECUTION  # type: ignore[union-attr]
    assert not PaymentOrder.objects.exists()
    with transaction.atomic():
        operations.lift(key="test-LOAN", by=None, at=letters.AT)
    operations.try_again(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    letter = letters.now_(letter)
    assert (letter.status, letter.is_fraud, letter.loans) == (LetterStatus.ACCEPTED, True, 1)
    with pytest.raises(WrongState):
        operations.try_again(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)


def test_an_account_that_still_pays_has_to_be_sealed_first(employer: EmployerAccount) -> None:
    letters.leaving(employer, days=False)
    account = PersonalAccount.objects.get(person__name="陈一")
    whys = queries.why_not_out(account, case_id=0)
    assert whys == ["账户还在缴存，请先由单位办理封存。"]


def test_on_the_day_it_came_money_earns_nothing(employer: EmployerAccount) -> None:
    account = letters.leaving(employer, days=False)
    letter = letters.approved(letters.received())
    assert (letter.interest_fen, letter.principal_fen) == (0, letters.balance(account))


def test_a_returned_payment_keeps_its_hold_and_goes_to_the_corrected_account(account: PersonalAccount) -> None:
    teller = people.wang_wu()
    letter = letters.approved(letters.received())
    again = {"letter_id": letter.pk, "payee_name": "长春市住房公积金管理中心", "by": teller, "at": letters.AT}
    with pytest.raises(NotReturned):
        operations.pay_letter_again(payee_account="22050110063600000888", **again)
    letters.pay_out(Result.RETURNED, message="账号不符")
    assert letters.now_(letter).note == "账号不符"
    assert Hold.objects.get(key=letter.key).status == "HELD"
    operations.pay_letter_again(payee_account="22050110063600000888", **again)
    order = letters.pay_out()
    assert (order.payee_account, PaymentOrder.objects.count()) == ("22050110063600000888", 2)
    assert letters.now_(letter).status == LetterStatus.INFORMED
    assert PersonalAccount.objects.get(pk=account.pk).status == PersonalAccountStatus.TRANSFERRED
    assert books.verify_books() == []


def test_a_returned_payment_that_is_not_wanted_any_more_frees_the_money(account: PersonalAccount) -> None:
    teller = people.wang_wu()
    letter = letters.approved(letters.received())
    with pytest.raises(NotReturned):
        operations.refuse_letter(letter_id=letter.pk, reason="对方中心撤回", by=teller, at=letters.AT)
    letters.pay_out(Result.RETURNED, message="账号不符")
    operations.refuse_letter(letter_id=letter.pk, reason="对方中心撤回", by=teller, at=letters.AT)
    letter = letters.now_(letter)
    assert (letter.status, letter.case.status) == (LetterStatus.REFUSED, CaseStatus.VOID)  # type: ignore[union-attr]
    book = Account.objects.get(pk=account.ledger_account_id)
    assert (book.held_fen, book.balance_fen) == (0, letter.total_fen)
    tasks.follow_transfers()
    assert books.verify_books() == []


def take_back(order: PaymentOrder) -> None:
    """The bank takes a settled payment back; what follows is followed."""
    with transaction.atomic():
        locked = PaymentOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
        day = date(2026, 11, 10)
        payments.return_late(locked, value_on=day, on=day, by=None, at=letters.AT)
    tasks.follow_transfers()


@pytest.mark.parametrize("confirmed", [False, True])
def test_what_comes_back_after_it_was_paid_lies_in_219_and_is_paid_again(
    account: PersonalAccount, confirmed: bool
) -> None:
    letter = letters.approved(letters.received())
    order = letters.pay_out()
    if confirmed:
        operations.confirm_letter(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    take_back(order)
    letter = letters.now_(letter)
    assert letter.status == (LetterStatus.DONE if confirmed else LetterStatus.FAILED)
    waiting = Account.objects.get(code=f"219-{letter.number}")
    assert waiting.balance_fen == letter.total_fen
    again = {"payee_account": "22050110063600000888", "payee_name": "长春市住房公积金管理中心"}
    operations.pay_letter_again(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT, **again)
    letters.pay_out(Result.RETURNED, message="户名不符")
    operations.pay_letter_again(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT, **again)
    letters.pay_out()
    waiting.refresh_from_db()
    assert letters.now_(letter).status == (LetterStatus.DONE if confirmed else LetterStatus.INFORMED)
    assert (waiting.balance_fen, waiting.held_fen) == (0, 0)
    assert books.verify_books() == []


def test_the_new_centre_asks_is_answered_and_confirms(account: PersonalAccount) -> None:
    teller = people.wang_wu()
    letter = letters.approved(letters.received())
    letters.pay_out()
    operations.hear(letter_id=letter.pk, heard=Heard(LetterStatus.NEGOTIATING, "缴至年月？"), at=letters.AT)
    assert letters.now_(letter).note == "缴至年月？"
    operations.inform_again(letter_id=letter.pk, note="缴至 2026 年 10 月", by=teller, at=letters.AT)
    operations.hear(letter_id=letter.pk, heard=Heard(LetterStatus.DONE_AFTER), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.DONE_AFTER
    with pytest.raises(WrongState):
        operations.inform_again(letter_id=letter.pk, note="再说一次", by=teller, at=letters.AT)


def test_the_new_centre_cancels_before_the_decision_and_not_after(account: PersonalAccount) -> None:
    letter = letters.received()
    operations.hear(letter_id=letter.pk, heard=Heard(LetterStatus.CANCELLED), at=letters.AT)
    letter = letters.now_(letter)
    assert (letter.status, letter.case.status) == (LetterStatus.CANCELLED, CaseStatus.REFUSED)  # type: ignore[union-attr]
    tasks.follow_transfers()
    second = letters.approved(letters.received(number="2201002610100002"))
    operations.hear(letter_id=second.pk, heard=Heard(LetterStatus.CANCELLED), at=letters.AT)
    assert letters.now_(second).status == LetterStatus.ACCEPTED


def test_an_account_taken_up_again_meanwhile_stays_open(account: PersonalAccount, employer: EmployerAccount) -> None:
    letter = letters.approved(letters.received())
    facts = {"employer_account_id": employer.pk, "base_fen": 600_000, "by": people.wang_wu(), "at": letters.AT}
    operations.unseal(account_id=account.pk, **facts)
    letters.pay_out()
    assert letters.now_(letter).status == LetterStatus.INFORMED
    assert PersonalAccount.objects.get(pk=account.pk).status == PersonalAccountStatus.NORMAL
    assert books.verify_books() == []


def test_a_letter_on_paper_is_confirmed_on_paper(account: PersonalAccount) -> None:
    letter = letters.approved(letters.received())
    with pytest.raises(WrongState):
        operations.confirm_letter(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    letters.pay_out()
    tasks.exchange_letters()
    assert (letters.now_(letter).status, LetterMessage.objects.exists()) == (LetterStatus.INFORMED, False)
    operations.confirm_letter(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.DONE


def test_the_sandbox_hears_what_the_account_was_worth(account: PersonalAccount) -> None:
    letters.pushed()
    tasks.exchange_letters()
    letter = letters.approved(TransferLetter.objects.get())
    letters.pay_out()
    tasks.exchange_letters()
    words = SandboxLetter.objects.get().words
    assert [said["word"] for said in words] == [LetterWord.ACCEPT, LetterWord.INFORM]
    assert words[-1]["info"]["principal_fen"] == letter.principal_fen


def test_before_the_banks_news_is_heard_nothing_is_paid_again_or_refused(account: PersonalAccount) -> None:
    letter = letters.approved(letters.received())
    order = letters.pay_out()
    with transaction.atomic():
        locked = PaymentOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
        day = date(2026, 11, 10)
        payments.return_late(locked, value_on=day, on=day, by=None, at=letters.AT)
    same = {"letter_id": letter.pk, "by": people.wang_wu(), "at": letters.AT}
    again = {"payee_account": "22050110063600000888", "payee_name": "长春市住房公积金管理中心"}
    with pytest.raises(NewsWaits):
        operations.pay_letter_again(**same, **again)
    with pytest.raises(NewsWaits):
        operations.refuse_letter(**same, reason="不再转出")
    tasks.follow_transfers()
    operations.pay_letter_again(**same, **again)
    assert PaymentOrder.objects.count() == 2


def test_the_acts_of_letters_in_are_refused_to_a_letter_out(account: PersonalAccount) -> None:
    letter = letters.received()
    same = {"letter_id": letter.pk, "by": people.zhang_san(), "at": letters.AT}
    for verb, more in (
        (operations.cancel_transfer_in, {}),
        (operations.give_up_letter, {"reason": "不办"}),
        (operations.negotiate, {"note": "再说"}),
        (operations.credit_as_told, {}),
        (operations.take_back_credit, {}),
    ):
        with pytest.raises(WrongState, match="不能办理"):
            verb(**same, **more)  # type: ignore[operator]
    assert letters.now_(letter).status == LetterStatus.SENT


def test_a_letter_of_the_platform_is_not_confirmed_by_staff(account: PersonalAccount) -> None:
    letter = letters.approved(letters.came())
    letters.pay_out()
    with pytest.raises(WrongState, match="平台"):
        operations.confirm_letter(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.INFORMED


def test_money_left_on_the_account_after_the_payment_is_said_on_letter_and_case(account: PersonalAccount) -> None:
    letter = letters.approved(letters.received())
    on = date(2026, 11, 10)
    with transaction.atomic():
        ledger.post(
            key="late-interest",
            reason=Reason.INTEREST_ACCRUED,
            on=on,
            value_on=on,
            debits=[ledger.Line(ledger.subject_account(subject="411-01", on=on).pk, 1_00)],
            credits=[ledger.Line(account.ledger_account_id, 1_00, account.employer_account.employer_id)],
            by=None,
            at=letters.AT,
        )
    letters.pay_out()
    letter = letters.now_(letter)
    assert (letter.status, "仍有余额 1.00 元" in letter.note) == (LetterStatus.INFORMED, True)
    assert PersonalAccount.objects.get(pk=account.pk).status == PersonalAccountStatus.SEALED
    assert letter.case.events.filter(action="not_closed", note=letter.note).exists()  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_one_letter_that_comes_by_two_ways_at_once_is_one(employer: EmployerAccount) -> None:
    letters.leaving(employer, days=False)
    teller, given, barrier = people.wang_wu(), letters.asked(), Barrier(4)
    got: list[int] = []
    refused: list[str] = []

    def come() -> None:
        try:
            barrier.wait()
            got.append(operations.receive_letter(asked=given, by=teller, at=letters.AT).pk)
        except BusinessError as problem:
            refused.append(str(problem))
        finally:
            connection.close()

    threads = [Thread(target=come) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(got)), refused) == (1, [])
    assert TransferLetter.objects.count() == 1
    assert Case.objects.filter(kind__code="transfer_out").count() == 1
