"""Money from another centre that goes wrong: taken back, failed, refused late, given up, in another's way."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from bank import operations as bank
from bank.models import Expectation, Outcome, Receipt, Reversal, SuspenseItem
from bank.states import ExpectationStatus, ReceiptStatus
from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, LetterMessage, PersonalAccount, TransferLetter
from deposits.operations import letters as steps
from deposits.platform import Heard
from deposits.states import LetterStatus, LetterWord
from desk import operations as desk
from desk.models import Centre
from desk.states.cases import CaseStatus
from ledger import queries as books
from tests import people
from tests.deposits import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's account, who may ask."""
    return letters.paying(employer)


def test_money_taken_back_is_not_credited_again_before_the_reversal_is_booked(account: PersonalAccount) -> None:
    letter = letters.informed()
    before = letters.balance(account)
    letters.receive(letter.total_fen, remark=letter.number)
    letters.take_back(letter.total_fen, serial="YD1")
    operations.take_back_credit(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    tasks.exchange_letters()
    tasks.follow_transfers()
    assert (letters.now_(letter).status, letters.balance(account)) == (LetterStatus.INFORMED, before)
    bank.book_reversal(reversal_id=Reversal.objects.get().pk, by=people.sun_ba(), at=letters.AT)
    letters.receive(letter.total_fen, remark=letter.number, serial="YD9")
    assert letters.balance(account) == before + letter.total_fen
    assert books.verify_books() == []


def failed(letter: TransferLetter) -> TransferLetter:
    """The letter, after the old centre said that it could not pay."""
    return operations.hear(letter_id=letter.pk, heard=Heard(LetterStatus.FAILED, "付款未成功"), at=letters.AT)


@pytest.mark.parametrize(("more", "said"), [(50_00, "多 50.00"), (-1_00, "少 1.00")])
def test_a_wrong_sum_after_a_failure_is_asked_about(account: PersonalAccount, more: int, said: str) -> None:
    letter = failed(letters.informed())
    letters.receive(letter.total_fen + more, remark=letter.number)
    letter = letters.now_(letter)
    assert (letter.status, said in letter.note) == (LetterStatus.NEGOTIATING, True)
    assert not Outcome.objects.filter(claimed_at=None).exists()


def test_the_told_sum_after_a_failure_is_credited_by_a_person(account: PersonalAccount) -> None:
    letter = failed(letters.informed())
    before = letters.balance(account)
    assert (queries.may_credit(letter), queries.may_cancel(letter)) == (False, True)
    letters.receive(letter.total_fen, remark=letter.number)
    letter = letters.now_(letter)
    assert (letter.status, "核对后入账" in letter.note) == (LetterStatus.FAILED, True)
    assert (queries.may_credit(letter), queries.may_cancel(letter)) == (True, False)
    with pytest.raises(WrongState):
        operations.cancel_transfer_in(letter_id=letter.pk, by=people.zhang_san(), at=letters.AT)
    operations.credit_as_told(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.DONE
    assert letters.balance(account) == before + letter.total_fen
    assert books.verify_books() == []


def test_news_that_is_refused_waits_and_lets_the_next_pass(account: PersonalAccount) -> None:
    letter = letters.informed()
    letters.arrive(1_00, remark=letter.number)
    letters.arrive(2_00, remark=letter.number, serial="YD2")
    first, second = Outcome.objects.filter(source="deposits.letters_in").order_by("id")
    acted: list[int] = []

    def act(news: Outcome, *, at: datetime) -> None:
        if news.pk == first.pk:
            raise WrongState("现在不行。")
        acted.append(news.pk)

    went = []
    for _time in range(2):
        with transaction.atomic():
            went.append(
                steps.follow_news(
                    bank.claim_outcomes, "deposits.letters_in", act, lambda _news: letter.pk, at=letters.AT
                )
            )
    assert (went, acted) == ([True, False], [second.pk])
    first.refresh_from_db()
    assert first.claimed_at is None
    assert list(letter.events.filter(action="stuck").values_list("note", flat=True)) == ["现在不行。"]


def test_one_letter_that_is_refused_does_not_stop_the_exchange(
    account: PersonalAccount, caplog: pytest.LogCaptureFixture
) -> None:
    letter = letters.sent()
    TransferLetter.objects.filter(pk=letter.pk).update(infos=1)  # with no expectation: a damaged row
    letters.pushed(name="某人")
    tasks.exchange_letters()
    assert letters.now_(letter).status == LetterStatus.SENT
    assert TransferLetter.objects.filter(number=letters.NUMBER).exists()
    assert letter.number in caplog.text


@pytest.mark.parametrize("known", [True, False])
def test_a_letter_of_a_centre_that_is_not_active_is_logged(
    account: PersonalAccount, known: bool, caplog: pytest.LogCaptureFixture
) -> None:
    letters.pushed(name="某人")
    if known:
        Centre.objects.filter(code=letters.CHANGCHUN).update(is_active=False)
    else:
        Centre.objects.filter(code=letters.CHANGCHUN).delete()
    tasks.exchange_letters()
    assert (TransferLetter.objects.exists(), letters.NUMBER in caplog.text) == (False, True)


def test_a_long_question_is_heard_once(account: PersonalAccount) -> None:
    letter = letters.informed()
    for _time in range(3):
        operations.hear(letter_id=letter.pk, heard=Heard(LetterStatus.NEGOTIATING, "问" * 300), at=letters.AT)
    assert letter.events.filter(action="negotiate").count() == 1
    assert LetterMessage.objects.filter(letter=letter, word=LetterWord.NEGOTIATE).count() == 1


def test_before_figures_are_told_even_a_negotiated_letter_is_cancelled(account: PersonalAccount) -> None:
    letter = letters.informed("220100009103")
    assert (letter.status, queries.may_cancel(letter)) == (LetterStatus.NEGOTIATING, True)
    operations.cancel_transfer_in(letter_id=letter.pk, by=people.zhang_san(), at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.CANCELLED


def test_money_without_the_number_is_given_to_its_letter_by_a_person(account: PersonalAccount) -> None:
    letter = letters.informed()
    before = letters.balance(account)
    letters.receive(letter.total_fen, remark="张三")
    receipt = Receipt.objects.latest("id")
    assert (letters.now_(letter).status, receipt.status) == (LetterStatus.INFORMED, ReceiptStatus.UNIDENTIFIED)
    client = people.browser(people.sun_ba())
    assert "用于异地转入" in client.get(reverse("bank:office_receipt", args=[receipt.pk])).content.decode()
    url = reverse("bank:office_receipt_matter", args=[receipt.pk])
    wrong = client.post(url, {"reference": "2204002610109999", "note": "户名相符"})
    assert (wrong.status_code, "没有等待到账" in wrong.content.decode()) == (422, True)
    assert client.post(url, {"reference": letter.number, "note": "户名金额相符"}).status_code == 302
    tasks.follow_transfers()
    assert (letters.now_(letter).status, letters.balance(account)) == (LetterStatus.DONE, before + letter.total_fen)
    with pytest.raises(bank.AlreadyUsed):
        bank.assign_to_matter(
            receipt_id=receipt.pk, expectation_key=letter.expectation_key, by=people.sun_ba(), at=letters.AT
        )
    assert books.verify_books() == []


def test_a_refusal_after_the_information_ends_the_letter_unless_the_money_is_there(account: PersonalAccount) -> None:
    letter = letters.informed()
    letters.receive(letter.total_fen + 50_00, remark=letter.number)
    no = Heard(LetterStatus.REFUSED, "账户已冻结")
    operations.hear(letter_id=letter.pk, heard=no, at=letters.AT)
    assert letters.now_(letter).status == LetterStatus.NEGOTIATING
    operations.credit_as_told(letter_id=letter.pk, by=people.wang_wu(), at=letters.AT)
    tasks.follow_transfers()
    second = letters.informed("220100000124")
    operations.hear(letter_id=second.pk, heard=no, at=letters.AT)
    second = letters.now_(second)
    assert (second.status, second.case.status) == (LetterStatus.REFUSED, CaseStatus.VOID)  # type: ignore[union-attr]
    assert Expectation.objects.get(key=second.expectation_key).status == ExpectationStatus.CANCELLED


def test_a_letter_that_comes_to_nothing_is_given_up_with_a_reason(account: PersonalAccount) -> None:
    teller = people.wang_wu()
    letter = letters.informed()
    letters.receive(letter.total_fen - 1_00, remark=letter.number)
    with pytest.raises(desk.NoReason):
        operations.give_up_letter(letter_id=letter.pk, reason=" ", by=teller, at=letters.AT)
    operations.give_up_letter(letter_id=letter.pk, reason="对方中心不再补款", by=teller, at=letters.AT)
    letter = letters.now_(letter)
    assert (letter.status, letter.case.status) == (LetterStatus.CANCELLED, CaseStatus.VOID)  # type: ignore[union-attr]
    assert SuspenseItem.objects.get(left_fen__gt=0).free_fen == letter.total_fen - 1_00
    tasks.exchange_letters()
    tasks.follow_transfers()
    with pytest.raises(WrongState):
        operations.give_up_letter(letter_id=letter.pk, reason="再说", by=teller, at=letters.AT)
    assert letters.ask().pk != letter.case_id


def test_the_acts_of_letters_out_are_refused_to_a_letter_in(account: PersonalAccount) -> None:
    letter = letters.informed()
    same = {"letter_id": letter.pk, "by": people.wang_wu(), "at": letters.AT}
    for verb, more in (
        (operations.confirm_letter, {}),
        (operations.refuse_letter, {"reason": "不办"}),
        (operations.try_again, {}),
        (operations.inform_again, {"note": "再说"}),
        (operations.pay_letter_again, {"payee_account": letters.PAYEE, "payee_name": "长春"}),
    ):
        with pytest.raises(WrongState, match="不能办理"):
            verb(**same, **more)  # type: ignore[operator]
    assert letters.now_(letter).status == LetterStatus.INFORMED
