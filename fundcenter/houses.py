"""Houses bought with the fund's money, looked up again in the register of real estate (domain §4.4, F04)."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from common.transactions import operation
from desk import registers
from risk import operations as risk
from risk import queries

logger = logging.getLogger(__name__)
PATIENCE = 5.0
"""Seconds the register may take; what is not answered is asked again tomorrow."""
DOWN = 5
"""After so many questions in a row without an answer the register is down, and the round ends."""


def look_up_again(*, at: datetime) -> int:
    """Ask about every house that is due. Returns how many were answered; a register that is down ends the round."""
    count = silent = 0
    for case in queries.houses_to_ask(timezone.localdate(at)):
        try:
            answered = _ask_about(case, at=at)
        except Exception:
            # What one house brings up does not keep the others from being asked; it comes again tomorrow.
            logger.exception("house of %s not looked up", case)
            note_silence(case=case, at=at)
            continue
        count, silent = (count + 1, 0) if answered else (count, silent + 1)
        if silent >= DOWN:
            break
    return count


def _ask_about(case: str, *, at: datetime) -> bool:
    """Put the question outside any transaction: a slow register holds no lock. Whether it answered."""
    try:
        answer = _answer_to(_question(case))
    except registers.RegisterDown:
        note_silence(case=case, at=at)
        return False
    note_answer(case=case, owners=answer.owners, registered_on=_day(answer.registered_on), at=at)
    return True


def _answer_to(question: registers.HouseQuestion) -> registers.HouseAnswer:
    """What the register says of a house. A sale cancels the seller's certificate: then it is found by its address."""
    for asked in (question, replace(question, certificate="")):
        try:
            answer = registers.ask("house", asked, timeout=PATIENCE)
        except registers.NotFound:
            if not question.address:
                break
            continue
        assert isinstance(answer, registers.HouseAnswer)
        return answer
    return registers.HouseAnswer()


@operation
def note_silence(*, case: str, at: datetime) -> None:
    """The register did not answer about this house."""
    risk.note_no_answer(case=case, on=timezone.localdate(at))


@operation
def note_answer(*, case: str, owners: str, registered_on: date | None, at: datetime) -> int:
    """Write down what the register said of a house; how many cases are looked at again because it was sold."""
    again = risk.note_owners(
        case=case,
        owners=owners,
        registered_on=registered_on,
        on=timezone.localdate(at),
        source=_("不动产登记复查"),
        at=at,
    )
    return len(again)


def _question(case: str) -> registers.HouseQuestion:
    screening = queries.latest(case)
    assert screening is not None
    facts = queries.stored_facts(screening)
    assert facts.house is not None
    person = Person.objects.get(pk=facts.applicant_id)
    return registers.HouseQuestion(
        name=person.name,
        number=person.document_number,
        certificate=facts.house.title_number,
        address=facts.house.address,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
