"""Votes of a branch meeting on admission and on becoming full (发展党员工作细则 Art. 21–22, 36; 党章 Art. 5–7).

More than half of the members with the right to vote attend; carried when more than half of those who *should* attend
agree. A written opinion that an absent member handed in before counts as a vote, not towards the quorum.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Outcome(StrEnum):
    """What a vote comes to."""

    PASSED = "PASSED"
    NO_QUORUM = "NO_QUORUM"
    NOT_CARRIED = "NOT_CARRIED"


class ImpossibleVote(ValueError):
    """More people or votes than there can be; its text is a sentence for the screen."""


@dataclass(frozen=True)
class Vote:
    """The figures: members with the right to vote who should attend and who came, written opinions, votes."""

    should_attend: int
    attended: int
    written: int
    agree: int
    oppose: int
    abstain: int


def outcome(vote: Vote) -> Outcome:
    """Quorum first, then the majority of those who should attend. Raises ImpossibleVote."""
    _refuse_impossible(vote)
    if vote.attended * 2 <= vote.should_attend:
        return Outcome.NO_QUORUM
    return Outcome.PASSED if vote.agree * 2 > vote.should_attend else Outcome.NOT_CARRIED


def _refuse_impossible(vote: Vote) -> None:
    if min(vars(vote).values()) < 0:
        raise ImpossibleVote(_("人数和票数不能是负数。"))
    if vote.should_attend == 0:
        raise ImpossibleVote(_("没有有表决权的党员，不能表决。"))
    if vote.attended > vote.should_attend:
        raise ImpossibleVote(_("到会的有表决权党员不能多于应到的。"))
    if vote.attended + vote.written > vote.should_attend:
        raise ImpossibleVote(_("到会和书面表态的人数之和不能多于应到人数。"))
    if vote.agree + vote.oppose + vote.abstain > vote.attended + vote.written:
        raise ImpossibleVote(_("票数不能多于到会和书面表态的人数之和。"))
