"""What both directions of a transfer between centres share: the letter's moves, its number, words for the platform."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.errors import WrongState
from common.states import lock, move, refuse_move
from common.transactions import operation, step, wake
from deposits.models import LetterMessage, TransferLetter
from deposits.operations import news
from deposits.platform import Application, PlatformDown, platform
from deposits.rules import letters as rules
from deposits.states import LETTER_IN_MOVES, LETTER_OUT_MOVES, OPEN_LETTERS, LetterDirection, LetterStatus, LetterWord
from desk import operations as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CaseStatus, Whose

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
SOURCE = "deposits.transfers"
TASK = "deposits.tasks.follow_transfers"
EXCHANGE = "deposits.tasks.exchange_letters"


@step
def go(letter: TransferLetter, action: str, *, by: User | None, at: datetime, note: str = "", **facts: Any) -> None:
    """Move a locked letter by the table of its direction; the note is kept on it."""
    moves = LETTER_IN_MOVES if letter.is_in else LETTER_OUT_MOVES
    if moves[action][1] not in OPEN_LETTERS:
        facts.setdefault("ended_at", at)
    refuse_move(letter, action, moves)
    if letter.note != note[:200]:
        letter.note = note[:200]
        letter.save(update_fields=["note"])
    move(letter, action, moves, by=by, at=at, note=note[:200], **facts)


def may(letter: TransferLetter, action: str) -> bool:
    """Whether the table allows the action now."""
    moves = LETTER_IN_MOVES if letter.is_in else LETTER_OUT_MOVES
    return letter.status in moves[action][0]


@step
def remark(letter: TransferLetter, action: str, *, by: User | None, at: datetime, note: str) -> None:
    """Write an event that moves nothing; the note is kept on the letter."""
    letter.note = note[:200]
    letter.save(update_fields=["note"])
    letter.events.create(action=action, before=letter.status, after=letter.status, by=by, at=at, note=note[:200])


@step
def next_number(on: date) -> str:
    """The next contact letter number of a business date: our code, the day, a sequence (domain §2.9)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO deposits_lettersequence (day, last) VALUES (%s, 1)"
            " ON CONFLICT (day) DO UPDATE SET last = deposits_lettersequence.last + 1 RETURNING last",
            [on],
        )
        return rules.letter_number(settings.CENTRE_CODE, on, cursor.fetchone()[0])


@step
def say(letter: TransferLetter, word: LetterWord, *, at: datetime, note: str = "") -> None:
    """Write a word for the platform, delivered after commit and again until it is. Paper is answered on paper."""
    if not letter.is_by_platform:
        return
    LetterMessage.objects.create(letter=letter, word=word, note=note[:200], at=at)
    wake(EXCHANGE)


def deliver_waiting(*, at: datetime) -> int:
    """Deliver what waits, in order; a letter whose word does not get through keeps its later words back. How many."""
    sent, stuck = 0, set()
    waiting = LetterMessage.objects.filter(sent_at=None).order_by("id").values_list("pk", "letter_id")
    for message_id, letter_id in waiting[:500]:
        if letter_id in stuck:
            continue
        if deliver(message_id=message_id, at=at):
            sent += 1
        else:
            stuck.add(letter_id)
    return sent


@operation
def deliver(*, message_id: int, at: datetime) -> bool:
    """Deliver one word and note it; False where the platform is away or another worker has it in hand.

    The platform keeps the first of two equal words, so that a crash between its answer and our note does no harm.
    """
    rows = LetterMessage.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    message = rows.select_related("letter__centre").filter(pk=message_id, sent_at=None).first()
    if message is None:
        return False
    try:
        with transaction.atomic():
            _speak(message)
    except PlatformDown:
        message.tries += 1
        message.save(update_fields=["tries"])
        return False
    message.tries, message.sent_at = message.tries + 1, at
    message.save(update_fields=["tries", "sent_at"])
    return True


def _speak(message: LetterMessage) -> None:
    letter, door = message.letter, platform()
    if message.word != LetterWord.APPLY:
        info = letter.info if message.word == LetterWord.INFORM else None
        door.say(letter.number, message.word, message.note, info)
        return
    door.apply(
        Application(
            number=letter.number,
            from_centre=letter.centre.code,
            to_centre=settings.CENTRE_CODE,
            name=letter.name,
            document_type=letter.document_type,
            document_number=letter.document_number,
            their_account=letter.their_account,
            payee_account=letter.payee_account,
            payee_name=letter.payee_name,
            payee_bank_no=letter.payee_bank_no,
        )
    )


@step
def bring_to_execution(case_id: int, *, at: datetime, note: str = "") -> Case:
    """The case of a letter goes on in our time: its clock runs again, and it is carried out."""
    case = lock(Case, case_id)
    if case.status == CaseStatus.APPROVED:
        if case.whose != Whose.OURS:
            desk.resume_clock(case_id=case_id, by=None, at=at, note=note)
        desk.begin_execution(case_id=case_id, by=None, at=at, note=note)
    return lock(Case, case_id)


@step
def end_case(case_id: int, *, reason: str, at: datetime) -> None:
    """The case of a letter that comes to nothing ends with its reason, wherever it stands."""
    case = lock(Case, case_id)
    if case.status in BEFORE_DECISION:
        desk.refuse(case_id=case_id, reason=reason, by=None, at=at)
    elif case.status in (CaseStatus.APPROVED, CaseStatus.IN_EXECUTION):
        bring_to_execution(case_id, at=at)
        desk.abandon(case_id=case_id, reason=reason, by=None, at=at)


@step
def found(letter_id: int) -> TransferLetter:
    """The letter, locked."""
    return lock(TransferLetter, letter_id)


@step
def of_direction(letter_id: int, direction: LetterDirection) -> TransferLetter:
    """The letter, locked, for an act that only letters of one direction know. Raises WrongState."""
    letter = found(letter_id)
    if letter.direction != direction:
        raise WrongState(_("这件联系函不能办理这个事项。"))
    return letter


@step
def follow_news(
    claim: Callable[..., Sequence[Any]],
    source: str,
    act: Callable[..., None],
    letter_of: Callable[[Any], int | None],
    *,
    at: datetime,
) -> bool:
    """Act on the oldest news that can be acted on; False where there is none.

    What is refused is noted on its letter and tried again at the next sweep; it does not stand in the way of the
    others. Raises ledger.DayClosed: then the whole office waits.
    """
    return news.follow(claim, source, act, stuck=lambda each, why: _note_stuck(letter_of(each), why, at=at), at=at)


@step
def _note_stuck(letter_id: int | None, why: str, *, at: datetime) -> None:
    """Write once, not at every sweep, what keeps a letter from going on."""
    letter = TransferLetter.objects.filter(pk=letter_id).first() if letter_id else None
    if letter is None:
        logger.error("news of a letter that is not there: %s", why)
        return
    last = letter.events.order_by("-id").first()
    if last is None or (last.action, last.note) != ("stuck", why[:200]):
        logger.warning("letter %s cannot go on: %s", letter.pk, why)
        remark(found(letter.pk), "stuck", by=None, at=at, note=why)


def is_new(letter: TransferLetter) -> bool:
    """Whether it was never sent."""
    return letter.status == LetterStatus.NEW
