"""An account that goes to another centre with its owner: their letter, the closing interest, the payment, our word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import queries as people
from common import identity
from common.errors import BusinessError, WrongState
from common.states import lock
from common.transactions import operation, step
from deposits import queries
from deposits.models import PersonalAccount, TransferLetter
from deposits.operations import letter_payments, letters
from deposits.operations.encumbrances import lock_open_account
from deposits.operations.letter_payments import ENDED_UNPAID, NotReturned
from deposits.operations.owed_interest import settle_closing
from deposits.platform import Heard
from deposits.rules import letters as rules
from deposits.states import LetterDirection, LetterStatus, LetterWord
from desk import operations as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CaseStatus, Channel
from ledger import operations as ledger
from ledger.models import Account

if TYPE_CHECKING:
    from accounts.models import User

KIND = "transfer_out"


class BadLetter(BusinessError):
    """What the letter says cannot be: its number, or whose it is."""


@dataclass(frozen=True)
class Asked:
    """A contact letter of another centre: its number, whose account, and where the money goes."""

    number: str
    centre_id: int
    name: str
    document_type: str
    document_number: str
    payee_account: str
    payee_name: str
    payee_bank_no: str = ""
    their_account: str = ""


@operation
def receive_letter(*, asked: Asked, by: User | None, at: datetime) -> TransferLetter:
    """Take in a letter, typed by staff or brought by the platform (`by` None); the same number gives the first back.

    Who has no open account here, or another letter under way, is refused at once; for the rest a case is opened, and
    its owner hears of it. Raises BadLetter.
    """
    if not rules.is_letter_number(asked.number) or asked.number.startswith(settings.CENTRE_CODE[:6]):
        raise BadLetter(_("联系函编号应为转入中心的六位代码、年月日和四位序号，共十六位数字。"))
    known = TransferLetter.objects.filter(number=asked.number).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _take_in(asked, by=by, at=at)
    except (IntegrityError, desk.AlreadyOpen):
        twin = TransferLetter.objects.filter(number=asked.number).first()
        return twin or _refuse_at_once(asked, _("该职工已有一件异地转出正在办理。"), by=by, at=at)


@step
def _take_in(asked: Asked, *, by: User | None, at: datetime) -> TransferLetter:
    account = _account_named(asked)
    if account is None:
        return _refuse_at_once(asked, _("未查到该职工在本中心的个人账户，请核对姓名和证件号码。"), by=by, at=at)
    employer = account.employer_account.employer
    facts = {"centre": queries.other_centres().get(pk=asked.centre_id).name}
    case = desk.open_case(
        kind=KIND,
        title=_("异地转出：%(centre)s") % facts,
        person_id=account.person_id,
        channel=Channel.WINDOW if by else Channel.API,
        branch_id=employer.branch_id,
        amount_fen=Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id),
        by=by,
        at=at,
    )
    return _write(asked, LetterStatus.SENT, account=account, case=case, by=by, at=at)


def _account_named(asked: Asked) -> PersonalAccount | None:
    """The open account of whom the letter names, locked: two letters about one person wait for each other here."""
    document = (asked.document_type, identity.normalise(asked.document_number))
    person_id, name = people.people_by_document([document]).get(document, (0, ""))
    if "".join(name.split()) != "".join(asked.name.split()):
        return None
    return lock_open_account(person_id)


@step
def _refuse_at_once(asked: Asked, reason: str, *, by: User | None, at: datetime) -> TransferLetter:
    letter = _write(asked, LetterStatus.REFUSED, account=None, case=None, note=reason, by=by, at=at)
    letters.say(letter, LetterWord.REFUSE, at=at, note=reason)
    return letter


@step
def _write(
    asked: Asked,
    status: LetterStatus,
    *,
    account: PersonalAccount | None,
    case: Case | None,
    by: User | None,
    at: datetime,
    note: str = "",
) -> TransferLetter:
    letter = TransferLetter.objects.create(
        direction=LetterDirection.OUT,
        number=asked.number,
        verify_code=desk.verify_code(),
        status=status,
        centre_id=asked.centre_id,
        case=case,
        person_id=account.person_id if account else None,
        account=account,
        name=asked.name,
        document_type=asked.document_type,
        document_number=identity.normalise(asked.document_number),
        their_account=asked.their_account,
        payee_account=asked.payee_account,
        payee_name=asked.payee_name,
        payee_bank_no=asked.payee_bank_no,
        note=note,
        made_by=by,
        made_at=at,
        sent_at=at,
        ended_at=at if status == LetterStatus.REFUSED else None,
    )
    letter.events.create(action="receive", after=letter.status, by=by, at=at, note=note)
    return letter


# --- carried out


@step
def carry_out(letter: TransferLetter, *, by: User | None, at: datetime) -> bool:
    """Settle the interest to the day before, hold everything and order the payment (domain §2.9, §3.2).

    What stands in the way is written on letter and case, and nothing else happens. Whether it was done.
    """
    case = letters.bring_to_execution(letter.case_id or 0, at=at)
    account = lock_open_account(letter.person_id or 0)
    whys = queries.why_not_out(account, case_id=case.pk) if account else [_("个人账户已销户。")]
    if whys or account is None:
        reason = "".join(whys)[:200]
        letters.remark(letter, "cannot_pay", by=by, at=at, note=reason)
        desk.fail_execution(case_id=case.pk, reason=reason, by=by, at=at)
        return False
    interest = settle_closing(
        account=account, key=f"{letter.key}-interest", case=case.number, memo=_("转出结息，计至前一日"), by=None, at=at
    )
    principal = Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id) - interest
    info = queries.info_of(account, principal_fen=principal, interest_fen=interest)
    letters.go(
        letter,
        "accept",
        by=by,
        at=at,
        account=account,
        principal_fen=principal,
        interest_fen=interest,
        opened_month=info.opened_month,
        paid_through=info.paid_through,
        is_continuous=info.is_continuous,
        loans=info.loans,
        has_unsettled_loan=info.has_unsettled_loan,
        is_fraud=info.is_fraud,
    )
    letters.say(letter, LetterWord.ACCEPT, at=at)
    ledger.hold(
        key=letter.key,
        account_id=account.ledger_account_id,
        fen=letter.total_fen,
        by=by,
        at=at,
        case=case.number,
    )
    letter_payments.order(letter, case, by=by or case.owner, at=at)
    return True


@operation
def try_again(*, letter_id: int, by: User, at: datetime) -> TransferLetter:
    """What stood in the way is settled: carry the transfer out after all. Raises WrongState, desk.TakenByOther."""
    letter = letters.of_direction(letter_id, LetterDirection.OUT)
    case = desk.lock_own(case_id=letter.case_id or 0, by=by)
    if letter.status != LetterStatus.SENT or case.status != CaseStatus.IN_EXECUTION:
        raise WrongState(_("这件转出现在不需要重新办理。"))
    carry_out(letter, by=by, at=at)
    return letter


@operation
def refuse_letter(*, letter_id: int, reason: str, by: User, at: datetime) -> TransferLetter:
    """The transfer cannot be carried out, or its payment came back and is not wanted any more: the money is free again.

    Raises NotReturned while a payment is under way, NewsWaits, WrongState, desk.TakenByOther, desk.NoReason.
    """
    letter = letters.of_direction(letter_id, LetterDirection.OUT)
    case = desk.lock_own(case_id=letter.case_id or 0, by=by)
    last = queries.orders_of(letter).first()
    if last is not None and last.status not in ENDED_UNPAID:
        raise NotReturned(_("转出款正在支付或已付出，不能再退回联系函。"))
    letter_payments.refuse_unheard(letter)
    if case.status != CaseStatus.IN_EXECUTION:
        raise WrongState(_("办件还没有进入执行，请在办件上作出“不予办理”的决定。"))
    desk.abandon(case_id=case.pk, reason=reason, by=by, at=at)
    if letter.status == LetterStatus.ACCEPTED:
        ledger.release(hold_key=letter.key, at=at)
    _refuse(letter, reason, by=by, at=at)
    return letter


@step
def _refuse(letter: TransferLetter, reason: str, *, by: User | None, at: datetime) -> None:
    letters.go(letter, "refuse", by=by, at=at, note=reason)
    letters.say(letter, LetterWord.REFUSE, at=at, note=reason)


@step
def case_ended(letter: TransferLetter, reason: str, *, at: datetime) -> None:
    """The case was refused, recalled or voided: the other centre hears why."""
    if letter.status == LetterStatus.SENT:
        _refuse(letter, reason or _("申请人撤回"), by=None, at=at)


# --- what the new centre says


@step
def hear(letter: TransferLetter, heard: Heard, *, at: datetime) -> None:
    """Act on what the new centre says of a locked letter: confirmed, asked about, cancelled. Again does nothing."""
    if heard.code in (LetterStatus.DONE, LetterStatus.DONE_AFTER):
        action = "finish_after" if letter.status == LetterStatus.NEGOTIATING else "finish"
        if letters.may(letter, action):
            letters.go(letter, action, by=None, at=at)
    elif heard.code == LetterStatus.NEGOTIATING and letters.may(letter, "negotiate"):
        letters.go(letter, "negotiate", by=None, at=at, note=heard.note, was_negotiated=True)
    elif heard.code == LetterStatus.CANCELLED and letters.may(letter, "cancel"):
        case = lock(Case, letter.case_id)
        if case.status in BEFORE_DECISION:  # once it is approved the money is on its way
            letters.go(letter, "cancel", by=None, at=at, note=_("转入中心撤销"))
            letters.end_case(case.pk, reason=_("转入中心撤销了联系函"), at=at)


@operation
def confirm_letter(*, letter_id: int, by: User, at: datetime) -> TransferLetter:
    """The new centre has confirmed on paper that the money came. Raises WrongState, desk.TakenByOther."""
    letter = letters.of_direction(letter_id, LetterDirection.OUT)
    desk.lock_own(case_id=letter.case_id or 0, by=by)
    if letter.is_by_platform:
        raise WrongState(_("这件联系函由平台传送，对方在平台上确认。"))
    letters.go(letter, "finish_after" if letter.status == LetterStatus.NEGOTIATING else "finish", by=by, at=at)
    return letter


@operation
def inform_again(*, letter_id: int, note: str, by: User, at: datetime) -> TransferLetter:
    """Answer the new centre's question with our information once more. Raises WrongState, desk.TakenByOther."""
    letter = letters.of_direction(letter_id, LetterDirection.OUT)
    desk.lock_own(case_id=letter.case_id or 0, by=by)
    if letter.status != LetterStatus.NEGOTIATING:
        raise WrongState(_("对方中心没有提出协商。"))
    letters.remark(letter, "inform_again", by=by, at=at, note=note)
    letters.say(letter, LetterWord.INFORM, at=at, note=note)
    return letter
