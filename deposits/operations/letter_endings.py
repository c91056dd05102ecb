"""How a letter for money from another centre ends without it: cancelled, given up, or with its case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import operations as bank
from common.errors import WrongState
from common.states import refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.models import TransferLetter
from deposits.operations import letters
from deposits.states import LETTER_IN_MOVES, LetterDirection, LetterStatus, LetterWord
from desk import operations as desk

if TYPE_CHECKING:
    from accounts.models import User


@step
def drop_expectation(letter: TransferLetter, *, at: datetime) -> None:
    """Nobody waits for the announced money any more; what came of it is free in suspense."""
    if letter.infos:
        bank.cancel_expectation(key=letter.expectation_key, at=at)


@operation
def cancel_transfer_in(*, letter_id: int, by: User, at: datetime) -> TransferLetter:
    """The person, or the window at their word, no longer wants it: only until the old centre has closed the account,
    which it has once it told what lies there.

    Before the letter is sent the request itself is recalled. Raises WrongState, desk.NotTheirs.
    """
    letter = letters.of_direction(letter_id, LetterDirection.IN)
    if letter.status == LetterStatus.NEW:
        raise WrongState(_("联系函还没有发出，请直接撤回办件。"))
    if by.person_id != letter.person_id:
        desk.lock_own(case_id=letter.case_id or 0, by=by)
    if letter.is_open and not queries.may_cancel(letter):
        raise WrongState(_("对方中心已销户并转出资金，不能再撤销。"))
    refuse_move(letter, "cancel", LETTER_IN_MOVES)
    drop_expectation(letter, at=at)
    letters.go(letter, "cancel", by=by, at=at)
    letters.say(letter, LetterWord.CANCEL, at=at)
    letters.end_case(letter.case_id or 0, reason=_("申请人撤销"), at=at)
    return letter


@operation
def give_up_letter(*, letter_id: int, reason: str, by: User, at: datetime) -> TransferLetter:
    """It comes to nothing more, although the old centre has told what lies there: the letter ends with the reason.

    Money that came for it is free in suspense, to be refunded. Raises WrongState, desk.TakenByOther, desk.NoReason.
    """
    letter = letters.of_direction(letter_id, LetterDirection.IN)
    desk.lock_own(case_id=letter.case_id or 0, by=by)
    refuse_move(letter, "give_up", LETTER_IN_MOVES)
    if not reason.strip():
        raise desk.NoReason(_("请写明理由。"))
    drop_expectation(letter, at=at)
    letters.go(letter, "give_up", by=by, at=at, note=reason)
    letters.say(letter, LetterWord.CANCEL, at=at, note=reason)
    letters.end_case(letter.case_id or 0, reason=reason, at=at)
    return letter


@step
def case_ended(letter: TransferLetter, *, at: datetime) -> None:
    """The case was refused, recalled or voided: a letter not sent is dropped, one that is away is cancelled."""
    if letters.is_new(letter) or queries.may_cancel(letter):
        was_sent = not letters.is_new(letter)
        drop_expectation(letter, at=at)
        letters.go(letter, "cancel", by=None, at=at)
        if was_sent:
            letters.say(letter, LetterWord.CANCEL, at=at)
