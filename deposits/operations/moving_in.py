"""Money that comes from another centre with its owner: the letter, what the old centre says, the money, the credit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bank import operations as bank
from bank import queries as bank_queries
from bank.models import BankAccount
from bank.states import AccountKind, ExpectationStatus, OutcomeKind
from common.errors import BusinessError, WrongState
from common.money import yuan
from common.states import refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.models import TransferLetter
from deposits.operations import letter_endings, letters, messages
from deposits.operations.encumbrances import lock_open_account
from deposits.platform import Heard
from deposits.rules import letters as rules
from deposits.rules.letters import AccountInfo
from deposits.states import LETTER_IN_MOVES, LetterDirection, LetterStatus, LetterWord
from desk import operations as desk
from desk.models import Case
from desk.states.cases import Channel, Whose
from ledger import operations as ledger
from ledger.states import Reason
from policy import queries as policy
from risk import operations as risk

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Outcome

KIND = "transfer_in"
BANK_SOURCE = "deposits.letters_in"
EARLY = timedelta(days=90)
"""So long before the information the money may have come."""


class MoneyGone(BusinessError):
    """The money that the bank took back is no longer on the account."""


class CannotMoveIn(BusinessError):
    """Money cannot come from another centre for this person now; the sentence says why."""


@operation
def apply_transfer_in(
    *,
    person_id: int,
    centre_id: int,
    their_account: str,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
    draft_id: int | None = None,
) -> Case:
    """Open the case of a transfer from another centre. What the portal asks for is accepted at once: nothing is to
    be looked at, and the letter goes out. Raises CannotMoveIn and as `desk.open_case`."""
    account = lock_open_account(person_id)
    why_not = queries.why_not_in(person_id)
    if why_not or account is None:
        raise CannotMoveIn(why_not)
    centre = queries.other_centres().get(pk=centre_id)
    case = desk.open_case(
        kind=KIND,
        title=_("异地转入：%(centre)s") % {"centre": centre.name},
        person_id=person_id,
        channel=channel,
        branch_id=branch_id or account.employer_account.employer.branch_id,
        tags=["window"] if channel != Channel.PORTAL else [],
        draft_id=draft_id,
        by=by,
        at=at,
    )
    letter = TransferLetter.objects.create(
        direction=LetterDirection.IN,
        status=LetterStatus.NEW,
        centre=centre,
        case=case,
        person_id=person_id,
        account=account,
        name=account.person.name,
        document_type=account.person.document_type,
        document_number=account.person.document_number,
        their_account=their_account,
        made_by=by,
        made_at=at,
    )
    letter.events.create(action="ask", after=letter.status, by=by, at=at)
    if channel == Channel.PORTAL:
        desk.accept(case_id=case.pk, by=None, at=at)
        desk.send_to_review(case_id=case.pk, by=None, at=at)
    return case


@step
def send_letter(letter: TransferLetter, *, at: datetime) -> None:
    """The case is approved: the letter gets its number and goes to the old centre, whose time it is now."""
    payee = BankAccount.objects.filter(is_active=True, kind=AccountKind.FUND).order_by("id").first()
    letters.go(
        letter,
        "send",
        by=None,
        at=at,
        number=letters.next_number(policy.book_date()),
        verify_code=desk.verify_code(),
        sent_at=at,
        payee_account=payee.number if payee else "",
        payee_name=payee.name if payee else "",
    )
    letters.say(letter, LetterWord.APPLY, at=at)
    reason = _("联系函 %(number)s 已发往%(centre)s")
    facts = {"number": letter.number, "centre": letter.centre.name}
    assert letter.case_id is not None
    desk.stop_clock(case_id=letter.case_id, whose=Whose.OTHER, reason=reason % facts, by=None, at=at)


# --- what the old centre says


@step
def hear(letter: TransferLetter, heard: Heard, *, at: datetime) -> None:
    """Act on where the old centre says a locked letter stands. Hearing it again does nothing."""
    if heard.code == LetterStatus.INFORMED and heard.info is not None:
        _informed(letter, heard.info, at=at)
    elif heard.code == LetterStatus.ACCEPTED and letters.may(letter, "accept"):
        letters.go(letter, "accept", by=None, at=at, note=heard.note)
    elif heard.code == LetterStatus.REFUSED and letters.may(letter, "refuse"):
        if bank_queries.is_covered(letter.expectation_key):
            return  # they have paid in full, whatever they say: it is credited
        reason = heard.note or _("转出中心不予办理")
        letter_endings.drop_expectation(letter, at=at)
        letters.go(letter, "refuse", by=None, at=at, note=reason)
        letters.end_case(letter.case_id or 0, reason=reason, at=at)
    elif heard.code == LetterStatus.FAILED and letters.may(letter, "fail"):
        letters.go(letter, "fail", by=None, at=at, note=heard.note or _("转出中心付款未成功"))
    elif heard.code == LetterStatus.NEGOTIATING and heard.note:
        _negotiate_once(letter, heard.note, at=at)


@step
def _informed(letter: TransferLetter, info: AccountInfo, *, at: datetime) -> None:
    """The old centre has closed the account: its money is waited for, or asked about where the information is wrong."""
    known = letter.info
    if letter.case is None or not (letter.case.is_open or letter.journal_id):
        return  # the window has voided it in this moment: the letter is about to be cancelled
    if not letters.may(letter, "inform") or (known == info and letter.status != LetterStatus.FAILED):
        return
    faults = rules.faults_of(info, name=letter.name, document_number=letter.document_number)
    if faults:
        _negotiate_once(letter, "".join(faults), at=at)
        return
    letter_endings.drop_expectation(letter, at=at)
    letters.go(
        letter,
        "inform",
        by=None,
        at=at,
        infos=letter.infos + 1,
        principal_fen=info.principal_fen,
        interest_fen=info.interest_fen,
        opened_month=info.opened_month,
        paid_through=info.paid_through,
        is_continuous=info.is_continuous,
        loans=info.loans,
        has_unsettled_loan=info.has_unsettled_loan,
        is_fraud=info.is_fraud,
        months_counted=rules.months_counted(info),
    )
    letters.bring_to_execution(letter.case_id or 0, at=at, note=_("对方中心已提供账户信息"))
    _expect(letter, at=at)
    if info.is_fraud:
        _remember_fraud(letter, at=at)


@step
def _remember_fraud(letter: TransferLetter, *, at: datetime) -> None:
    """The old centre's mark goes on here: who has it is looked at by a person (domain §4.4, BDC905 FrLoanFlag)."""
    risk.list_entry(
        person_id=letter.person_id or 0,
        source=letter.centre.name,
        reason=_("转出中心注明有骗提骗贷记录"),
        since=timezone.localdate(at),
        until=None,
        case=letter.number,
        by=None,
        at=at,
    )


@step
def _expect(letter: TransferLetter, *, at: datetime) -> None:
    bank.expect(
        key=letter.expectation_key,
        amount_fen=letter.total_fen,
        employer_id=None,
        reference=letter.number,
        account_number="",
        source=BANK_SOURCE,
        wake=letters.TASK,
        by=None,
        at=at,
    )
    assert letter.sent_at is not None
    since = timezone.localdate(letter.sent_at) - EARLY
    bank.match_earlier(expectation_key=letter.expectation_key, since=since, by=None, at=at)


@step
def _negotiate(letter: TransferLetter, note: str, *, by: User | None, at: datetime) -> None:
    letters.go(letter, "negotiate", by=by, at=at, note=note, was_negotiated=True)
    letters.say(letter, LetterWord.NEGOTIATE, at=at, note=note)


@step
def _negotiate_once(letter: TransferLetter, note: str, *, at: datetime) -> None:
    """Ask, where that is possible and this is not what was asked last."""
    if letters.may(letter, "negotiate") and note[:200] != letter.note:
        _negotiate(letter, note, by=None, at=at)


@operation
def negotiate(*, letter_id: int, note: str, by: User, at: datetime) -> TransferLetter:
    """Ask the old centre about its information or money. Raises WrongState, desk.TakenByOther, desk.NoReason."""
    letter = letters.of_direction(letter_id, LetterDirection.IN)
    desk.lock_own(case_id=letter.case_id or 0, by=by)
    if not note.strip():
        raise desk.NoReason(_("请写明要协商什么。"))
    _negotiate(letter, note, by=by, at=at)
    return letter


# --- the money


@operation
def follow_receipt(*, at: datetime) -> bool:
    """Act on the bank's oldest news of money for a letter in; False where there is none."""
    return letters.follow_news(bank.claim_outcomes, BANK_SOURCE, _received, _letter_of, at=at)


def _letter_of(outcome: Outcome) -> int:
    assert outcome.expectation is not None
    return int(outcome.expectation.key.split("-")[1])


@step
def _received(outcome: Outcome, *, at: datetime) -> None:
    assert outcome.expectation is not None
    key = outcome.expectation.key
    letter = letters.found(_letter_of(outcome))
    if not letter.is_open or key != letter.expectation_key:
        return
    came, told = outcome.expectation.received_fen, letter.total_fen
    if outcome.kind == OutcomeKind.COVERED:
        excess = bank_queries.excess_fen(key)
        if excess:
            facts = {"came": yuan(came + excess), "more": yuan(excess)}
            _negotiate(letter, _("到账 %(came)s 元，比账户信息多 %(more)s 元。") % facts, by=None, at=at)
        elif letter.status == LetterStatus.FAILED:  # they say that they could not pay: a person looks first
            note = _("对方中心称付款未成功，但款项已足额到账，请核对后入账。")
            letters.remark(letter, "came_after_all", by=None, at=at, note=note)
        else:
            _try_to_credit(letter, at=at)
    elif outcome.kind == OutcomeKind.PARTLY and outcome.expectation.status == ExpectationStatus.PARTLY:
        facts = {"came": yuan(came), "less": yuan(told - came)}
        _negotiate(letter, _("到账 %(came)s 元，比账户信息少 %(less)s 元。") % facts, by=None, at=at)
    elif outcome.kind == OutcomeKind.UNCOVERED:
        letters.remark(letter, "uncovered", by=None, at=at, note=_("到账款项被银行冲正"))


@step
def _try_to_credit(letter: TransferLetter, *, at: datetime) -> None:
    try:
        with transaction.atomic():  # a refusal leaves its note and nothing else
            _credit(letter, by=None, at=at)
    except ledger.DayClosed:
        raise  # the whole office waits, not this letter
    except BusinessError as refusal:
        letter.refresh_from_db()
        letters.remark(letter, "cannot_credit", by=None, at=at, note=str(refusal))


@operation
def credit_as_told(*, letter_id: int, by: User, at: datetime) -> TransferLetter:
    """Credit what the old centre announced: more came, the rest stays in suspense for a refund; or it came although
    the old centre said that it could not pay.

    Raises WrongState, desk.TakenByOther.
    """
    letter = letters.of_direction(letter_id, LetterDirection.IN)
    desk.lock_own(case_id=letter.case_id or 0, by=by)
    if letter.status not in (LetterStatus.NEGOTIATING, LetterStatus.INFORMED, LetterStatus.FAILED):
        raise WrongState(_("该联系函现在不能入账。"))
    _credit(letter, by=by, at=at)
    return letter


@step
def _credit(letter: TransferLetter, *, by: User | None, at: datetime) -> None:
    """Take the money and credit it as principal on the bank's date: 219-01 / 201 (domain §2.9, §6.2)."""
    account = lock_open_account(letter.person_id or 0)
    if account is None:
        raise CannotMoveIn(_("该职工的个人账户已销户，转入款不能入账。"))
    on = policy.book_date()
    taken = bank.take(expectation_key=letter.expectation_key, on=on, by=by, at=at)
    employer = account.employer_account.employer
    assert letter.case is not None
    journal = ledger.post(
        key=letter.expectation_key,
        reason=Reason.TRANSFER_IN,
        on=on,
        value_on=taken.value_on,
        debits=taken.debits,
        credits=[ledger.Line(account.ledger_account_id, taken.fen, employer.pk)],
        by=by,
        at=at,
        case=letter.case.number,
        memo=_("%(centre)s转入，联系函 %(number)s") % {"centre": letter.centre.name, "number": letter.number},
        branch_id=employer.branch_id,
    )
    action = "finish_after" if letter.was_negotiated else "finish"
    letters.go(letter, action, by=by, at=at, journal=journal, value_on=taken.value_on, account=account)
    letters.say(letter, LetterWord.CONFIRM, at=at)
    said = _("转入 %(amount)s 元已记入您的账户") % {"amount": yuan(taken.fen)}
    if letter.case.is_open:
        desk.finish(case_id=letter.case.pk, by=by, at=at, result=said)
    else:  # the bank had taken the money back after it was credited once
        desk.note(letter.case, "credited_anew", by=by, at=at, text=said)
    messages.tell_moved_in(letter, account, at)


@operation
def take_back_credit(*, letter_id: int, by: User, at: datetime) -> TransferLetter:
    """The bank has reversed money that was credited: the credit is reversed too, and the letter waits for money again.

    Raises WrongState where the bank has reversed nothing, MoneyGone, desk.TakenByOther.
    """
    letter = letters.of_direction(letter_id, LetterDirection.IN)
    case = desk.lock_own(case_id=letter.case_id or 0, by=by)
    refuse_move(letter, "take_back", LETTER_IN_MOVES)
    if not bank_queries.was_taken_back(letter.expectation_key):
        raise WrongState(_("银行没有冲正这笔转入款。"))
    lock_open_account(letter.person_id or 0)
    if queries.has_open_letter(letter.person_id or 0, LetterDirection.IN):
        raise WrongState(_("该职工另有一件异地转入正在办理，办结后再冲回。"))
    on = policy.book_date()
    bank.give_back(expectation_key=letter.expectation_key, by=by, at=at)
    try:
        ledger.reverse(
            journal_id=letter.journal_id or 0, key=f"{letter.expectation_key}-back", on=on, value_on=on, by=by, at=at
        )
    except (ledger.InsufficientBalance, ledger.AccountClosed) as short:
        raise MoneyGone(_("转入的款项已被使用或账户已销户，不能冲回。")) from short
    note = _("银行冲正，入账已冲回，等对方重新付款")
    letters.go(letter, "take_back", by=by, at=at, note=note, ended_at=None)
    letters.say(letter, LetterWord.NEGOTIATE, at=at, note=note)
    desk.note(case, "taken_back", by=by, at=at, text=note)
    return letter
