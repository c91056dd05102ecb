"""The payment of an account that goes to another centre: ordered, returned, ordered again, booked, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bank import operations as bank
from bank.states import OrderStatus, OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits import queries
from deposits.models import PersonalAccount, TransferLetter
from deposits.operations import letters, messages
from deposits.states import LetterDirection, LetterWord, PersonalAccountStatus
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from ledger.models import Account, Hold
from ledger.states import HoldStatus, Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Outcome, PaymentOrder

BANK_SOURCE = "deposits.letters_out"
ENDED_UNPAID = (OrderStatus.RETURNED, OrderStatus.REJECTED)


class NotReturned(BusinessError):
    """No payment of this letter has come back."""


class NewsWaits(BusinessError):
    """The bank has said something of this letter's payments that the books have not heard yet."""


def refuse_unheard(letter: TransferLetter) -> None:
    """Raise NewsWaits while news of the locked letter's payments waits: only after it is clear where the money is."""
    if queries.has_unheard_news(letter):
        raise NewsWaits(_("银行的消息还没有处理完，请稍后再试。"))


@step
def order(letter: TransferLetter, case: Case, *, by: User | None, at: datetime, hold_key: str = "") -> None:
    """Order the payment of a letter from its hold; two others review and authorise it."""
    letter.orders += 1
    letter.save(update_fields=["orders"])
    bank.make_order(
        key=f"{letter.key}-{letter.orders}",
        source=BANK_SOURCE,
        amount_fen=letter.total_fen,
        payee_account=letter.payee_account,
        payee_name=letter.payee_name,
        payee_bank_no=letter.payee_bank_no,
        summary=_("住房公积金转出 %(number)s") % {"number": letter.number},
        case=case.number,
        hold_key=hold_key or letter.key,
        wake=letters.TASK,
        by=by,
        at=at,
    )


@operation
def pay_letter_again(*, letter_id: int, payee_account: str, payee_name: str, by: User, at: datetime) -> TransferLetter:
    """The bank returned the payment: order it again, to the other centre's corrected account. The hold stays.

    Raises NotReturned, NewsWaits, WrongState, desk.TakenByOther.
    """
    letter = letters.of_direction(letter_id, LetterDirection.OUT)
    case = desk.lock_own(case_id=letter.case_id or 0, by=by)
    last = queries.orders_of(letter).first()
    if last is None or last.status not in ENDED_UNPAID:
        raise NotReturned(_("这笔转出款没有被银行退回。"))
    refuse_unheard(letter)
    letter.payee_account, letter.payee_name = payee_account, payee_name
    letter.save(update_fields=["payee_account", "payee_name"])
    hold_key = last.hold_key
    if not Hold.objects.filter(key=hold_key, status=HoldStatus.HELD).exists():
        # Paid once and come back: the money lies in 219 and is held there anew.
        hold_key = f"{letter.key}-late-{letter.orders}"
        waiting = Account.objects.get(code=_late_code(letter))
        ledger.hold(key=hold_key, account_id=waiting.pk, fen=letter.total_fen, by=by, at=at, case=case.number)
    order(letter, case, by=by, at=at, hold_key=hold_key)
    tail = {"tail": payee_account[-4:]}
    letters.remark(letter, "pay_again", by=by, at=at, note=_("更正收款账户，尾号 %(tail)s") % tail)
    return letter


# --- the bank's answer


@operation
def follow_letter_payment(*, at: datetime) -> bool:
    """Act on the bank's oldest answer to a payment of a letter out; False where there is none."""
    return letters.follow_news(bank.claim_outcomes, BANK_SOURCE, _answered, _letter_of, at=at)


def _letter_of(outcome: Outcome) -> int:
    assert outcome.order is not None
    return TransferLetter.objects.values_list("pk", flat=True).get(case__number=outcome.order.case)


@step
def _answered(outcome: Outcome, *, at: datetime) -> None:
    paid = outcome.order
    assert paid is not None
    letter = letters.found(_letter_of(outcome))
    assert letter.case is not None
    if outcome.kind == OutcomeKind.SETTLED:
        _paid(letter, paid, at=at)
    elif outcome.kind == OutcomeKind.RETURNED_LATE:
        _came_back(letter, paid, at=at)
    else:
        reason = paid.message or _("银行退回")
        letters.remark(letter, "returned", by=None, at=at, note=reason)
        if letter.case.status == CaseStatus.IN_EXECUTION:
            desk.fail_execution(case_id=letter.case.pk, reason=reason, by=None, at=at)


@step
def _paid(letter: TransferLetter, paid: PaymentOrder, *, at: datetime) -> None:
    """Book the payment 201 / 101 with the bank's date, close the account, tell the other centre and the person."""
    on = policy.book_date()
    assert paid.value_date is not None and letter.account is not None and letter.case is not None
    account = lock(PersonalAccount, letter.account_id)
    employer = account.employer_account.employer
    journal = ledger.post_hold(
        hold_key=paid.hold_key,
        key=paid.key,
        reason=Reason.TRANSFER_OUT,
        on=on,
        value_on=min(paid.value_date, on),
        credits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        memo=_("转往%(centre)s，联系函 %(number)s") % {"centre": letter.centre.name, "number": letter.number},
        employer_id=employer.pk if letter.journal_id is None else None,
        branch_id=employer.branch_id,
        by=None,
        at=at,
    )
    first = letter.journal_id is None
    facts: dict[str, Any] = {"journal": journal, "value_on": min(paid.value_date, on)} if first else {}
    if letters.may(letter, "inform"):
        letters.go(letter, "inform", by=None, at=at, **facts)
        letters.say(letter, LetterWord.INFORM, at=at)
    else:  # it came back after the other centre had confirmed, and has been paid anew
        letters.remark(letter, "paid_anew", by=None, at=at, note=_("退回的转出款已重新付出"))
    if first:
        _close(letter, account, at=at)
        said = _("%(amount)s 元（含利息 %(interest)s 元）已转往%(centre)s")
        words = {"amount": yuan(letter.total_fen), "interest": yuan(letter.interest_fen or 0)}
        desk.finish(case_id=letter.case.pk, by=None, at=at, result=said % {**words, "centre": letter.centre.name})
        messages.tell_moved_out(letter, at)


@step
def _close(letter: TransferLetter, account: PersonalAccount, *, at: datetime) -> None:
    """Close an account that is sealed and empty; one that an employer took up again meanwhile stays open.

    Where money still lies on a sealed one, letter and case say so, and the case's owner is told.
    """
    if account.status != PersonalAccountStatus.SEALED:
        return
    book = Account.objects.get(pk=account.ledger_account_id)
    if book.balance_fen or book.held_fen:
        assert letter.case is not None
        note = _("转出款已付，账户仍有余额 %(left)s 元，没有销户，请核对。") % {"left": yuan(book.balance_fen)}
        letters.remark(letter, "not_closed", by=None, at=at, note=note)
        desk.note(letter.case, "not_closed", by=None, at=at, text=note)
        return
    on = policy.book_date()
    moves = {"transfer_out": ({PersonalAccountStatus.SEALED}, PersonalAccountStatus.TRANSFERRED)}
    move(account, "transfer_out", moves, by=None, at=at, closed_on=on)
    ledger.close_account(account_id=account.ledger_account_id, on=on)


@step
def _came_back(letter: TransferLetter, paid: PaymentOrder, *, at: datetime) -> None:
    """It was paid and the bank took it back: 101 / 219 of the closed account (domain §6.2), until it is paid again."""
    on = policy.book_date()
    waiting = ledger.open_account(
        code=_late_code(letter),
        name=_("退回的转出款 %(number)s") % {"number": letter.number},
        subject="219",
        on=on,
        is_guarded=True,
    )
    assert letter.case is not None
    ledger.post(
        key=f"{paid.key}-returned",
        reason=Reason.PAYMENT_RETURNED,
        on=on,
        value_on=on,
        debits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        credits=[ledger.Line(waiting.pk, paid.amount_fen)],
        case=letter.case.number,
        memo=paid.number,
        by=None,
        at=at,
    )
    if letters.may(letter, "fail"):
        letters.go(letter, "fail", by=None, at=at, note=paid.message or _("付款后被银行退回"))
    else:  # the other centre had confirmed already: only the accountants can find out what happened
        letters.remark(letter, "returned_late", by=None, at=at, note=_("对方确认办结后，付款被银行退回"))
    desk.note(letter.case, "returned_late", by=None, at=at, text=paid.message)


def _late_code(letter: TransferLetter) -> str:
    return f"219-{letter.number}"
