"""A platform for evaluation and tests: other centres that answer at once, and misbehave on demand.

How the old centre behaves is chosen by the last four digits of the person's account number there:

    9101  refuses: a loan is not repaid
    9102  is slow: accepts at the second question, informs at the fourth
    9103  names another person in its information
    9104  announces 100.00 yuan less than it will pay, and puts it right once it is asked
    9105  cannot pay, and informs again at the question after
    9106  says that the person once cheated and still has a loan
    9107  is not reached at all

Anybody else is informed of at the first question after the letter: a principal that depends on the number, some
interest, five years without a gap. The sandbox moves no money: that comes with a bank statement.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction

from deposits.models import SandboxLetter
from deposits.platform.base import Application, Heard, Incoming, PlatformDown
from deposits.rules.letters import AccountInfo
from deposits.states import LetterStatus, LetterWord

REFUSES, SLOW, OTHER_PERSON, TOO_LITTLE, CANNOT_PAY, CHEATED, UNREACHABLE = (str(9101 + place) for place in range(7))
SHORT_FEN = 100_00


class SandboxPlatform:
    """See the module. What it was told stands in its own table, as it would at the other centre."""

    def apply(self, application: Application) -> None:
        """Take our letter on, once."""
        if _behaviour(application.their_account) == UNREACHABLE:
            raise PlatformDown("sandbox: not reached")
        SandboxLetter.objects.get_or_create(
            number=application.number, defaults={"facts": asdict(application), "is_ours": True}
        )

    def say(self, number: str, word: str, note: str, info: AccountInfo | None) -> None:
        """Note what was said."""
        with transaction.atomic():
            letter = SandboxLetter.objects.select_for_update().filter(number=number).first()
            if letter is None:
                raise PlatformDown(f"sandbox: knows no letter {number}")
            letter.words = [*letter.words, {"word": word, "note": note, "info": asdict(info) if info else None}]
            letter.save(update_fields=["words"])

    def progress(self, number: str) -> Heard:
        """Where the letter stands, as the digits ask for."""
        with transaction.atomic():
            letter = SandboxLetter.objects.select_for_update().filter(number=number).first()
            if letter is None:
                raise PlatformDown(f"sandbox: knows no letter {number}")
            letter.asked += 1
            letter.save(update_fields=["asked"])
        return self._ours(letter) if letter.is_ours else self._theirs(letter)

    def incoming(self) -> list[Incoming]:
        """Letters of other centres that nobody has answered."""
        waiting = SandboxLetter.objects.filter(is_ours=False, words=[]).order_by("id")
        return [Incoming(Application(**letter.facts)) for letter in waiting if not letter.asked]

    def _ours(self, letter: SandboxLetter) -> Heard:
        behaviour = _behaviour(letter.facts["their_account"])
        if behaviour == REFUSES:
            return Heard(LetterStatus.REFUSED, "该职工在我中心有未结清的住房公积金贷款。")
        if behaviour == SLOW and letter.asked < 4:
            return Heard(LetterStatus.ACCEPTED if letter.asked > 1 else LetterStatus.SENT)
        if behaviour == CANNOT_PAY and letter.asked == 2:
            return Heard(LetterStatus.FAILED, "付款未成功，更正后重新办理。")
        return Heard(LetterStatus.INFORMED, "", _info(letter, behaviour))

    def _theirs(self, letter: SandboxLetter) -> Heard:
        if any(said["word"] == LetterWord.INFORM for said in letter.words):
            return Heard(LetterStatus.DONE)
        return Heard(LetterStatus.SENT)


def push(application: Application) -> None:
    """Another centre sends us a letter: for trying out and tests."""
    SandboxLetter.objects.get_or_create(
        number=application.number, defaults={"facts": asdict(application), "is_ours": False}
    )


def announced(their_account: str) -> int:
    """What the account at the old centre really holds, principal and interest, in fen."""
    return _principal(their_account) + _interest(their_account)


def _behaviour(their_account: str) -> str:
    return their_account[-4:]


def _principal(their_account: str) -> int:
    digits = "".join(each for each in their_account if each.isdigit())[-6:] or "0"
    return 1_000_000 + int(digits) * 7


def _interest(their_account: str) -> int:
    return _principal(their_account) // 200


def _info(letter: SandboxLetter, behaviour: str) -> AccountInfo:
    facts: dict[str, Any] = letter.facts
    their_account = facts["their_account"]
    asked_again = any(said["word"] == LetterWord.NEGOTIATE for said in letter.words)
    short = SHORT_FEN if behaviour == TOO_LITTLE and not asked_again else 0
    return AccountInfo(
        name=facts["name"] if behaviour != OTHER_PERSON else "王某",
        document_number=facts["document_number"],
        principal_fen=_principal(their_account) - short,
        interest_fen=_interest(their_account),
        opened_month="202101",
        paid_through="202512",
        is_continuous=True,
        loans=1 if behaviour == CHEATED else 0,
        has_unsettled_loan=behaviour == CHEATED,
        is_fraud=behaviour == CHEATED,
    )
