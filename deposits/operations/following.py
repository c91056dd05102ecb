"""News about letters between centres: what the counter decided, and what the platform says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from common.errors import BusinessError
from common.transactions import operation, step
from deposits.models import TransferLetter
from deposits.operations import letters, moving_in, moving_out
from deposits.operations.moving_out import Asked
from deposits.platform import Heard, Incoming, PlatformDown, platform
from deposits.states import AWAY_LETTERS, LetterDirection
from desk import operations as desk
from desk.models import Centre
from desk.states.cases import CaseOutcomeKind

if TYPE_CHECKING:
    from desk.models import CaseOutcome


@operation
def follow_letter_case(*, at: datetime) -> bool:
    """Act on the counter's oldest news of a transfer; False where there is none."""
    outcomes = desk.claim_outcomes(source=letters.SOURCE, limit=1, at=at)
    for outcome in outcomes:
        _follow(outcome, at=at)
    return bool(outcomes)


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    letter_id = TransferLetter.objects.filter(case=outcome.case_id).values_list("pk", flat=True).first()
    if letter_id is None:
        return
    letter = letters.found(letter_id)
    ready = outcome.kind == CaseOutcomeKind.READY
    if letter.is_in:
        if ready and letters.is_new(letter):
            moving_in.send_letter(letter, at=at)
        elif not ready:
            moving_in.case_ended(letter, at=at)
    elif ready:
        moving_out.carry_out(letter, by=None, at=at)
    else:
        moving_out.case_ended(letter, outcome.case.reason, at=at)


@operation
def hear(*, letter_id: int, heard: Heard, at: datetime) -> TransferLetter:
    """Act on where the platform says a letter stands; one that has ended hears nothing more."""
    letter = letters.found(letter_id)
    if letter.is_open:
        (moving_in.hear if letter.is_in else moving_out.hear)(letter, heard, at=at)
    return letter


def ask_platform(*, at: datetime) -> int:
    """Ask the platform about every letter that is away; how many answered. While it is away everything waits."""
    door, heard = platform(), 0
    away = TransferLetter.objects.filter(Q(direction=LetterDirection.IN) | Q(made_by=None), status__in=AWAY_LETTERS)
    for letter_id, number in away.order_by("id").values_list("pk", "number"):
        try:
            said = door.progress(number)
        except PlatformDown:
            continue
        hear(letter_id=letter_id, heard=said, at=at)
        heard += 1
    return heard


def receive_letters(*, at: datetime) -> int:
    """Take in the letters that other centres have sent us; how many came."""
    try:
        waiting = platform().incoming()
    except PlatformDown:
        return 0
    return sum(_received(each, at=at) for each in waiting)


def _received(incoming: Incoming, *, at: datetime) -> bool:
    said = incoming.application
    if TransferLetter.objects.filter(number=said.number).exists():
        return False
    # The first six digits of a letter's number are the centre that asks.
    centre = Centre.objects.filter(code=said.number[:6]).first()
    if centre is None:
        return False
    asked = Asked(
        number=said.number,
        centre_id=centre.pk,
        name=said.name,
        document_type=said.document_type,
        document_number=said.document_number,
        payee_account=said.payee_account,
        payee_name=said.payee_name,
        payee_bank_no=said.payee_bank_no,
        their_account=said.their_account,
    )
    try:
        moving_out.receive_letter(asked=asked, by=None, at=at)
    except BusinessError:
        return False
    return True
