"""News about letters between centres: what the counter decided, and what the platform says."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError
from django.db.models import Q

from common.errors import BusinessError
from common.transactions import operation, step
from deposits import queries
from deposits.models import TransferLetter
from deposits.operations import letter_endings, letters, moving_in, moving_out
from deposits.operations.moving_out import Asked
from deposits.platform import Heard, Incoming, PlatformDown, platform
from deposits.states import AWAY_LETTERS, LetterDirection
from desk import operations as desk
from desk.states.cases import CaseOutcomeKind

if TYPE_CHECKING:
    from desk.models import CaseOutcome

logger = logging.getLogger(__name__)
REFUSALS = (BusinessError, ObjectDoesNotExist, DataError, IntegrityError)
"""What one letter may fail of: our rules, or words of another centre that do not fit."""


@operation
def follow_letter_case(*, at: datetime) -> bool:
    """Act on the counter's oldest news of a transfer; False where there is none."""
    return letters.follow_news(desk.claim_outcomes, letters.SOURCE, _follow, _letter_of, at=at)


def _letter_of(outcome: CaseOutcome) -> int | None:
    return TransferLetter.objects.filter(case=outcome.case_id).values_list("pk", flat=True).first()


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    letter_id = _letter_of(outcome)
    if letter_id is None:
        return
    letter = letters.found(letter_id)
    ready = outcome.kind == CaseOutcomeKind.READY
    if letter.is_in:
        if ready and letters.is_new(letter):
            moving_in.send_letter(letter, at=at)
        elif not ready:
            letter_endings.case_ended(letter, at=at)
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
            hear(letter_id=letter_id, heard=door.progress(number), at=at)
        except PlatformDown:
            continue
        except REFUSALS as problem:  # one letter does not stand in the way of the others
            logger.warning("what is said of letter %s cannot be taken in: %s", number, problem)
            continue
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
    centre = queries.other_centres().filter(code=said.number[:6]).first()
    if centre is None:
        logger.warning("letter %s comes from a centre that is not known or not active", said.number)
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
    except REFUSALS as problem:
        logger.warning("letter %s cannot be taken in: %s", said.number, problem)
        return False
    return True
