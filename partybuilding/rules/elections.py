"""Elections of committees (中国共产党基层组织选举工作条例, 2020): candidates, quorum, ballots, who is elected, ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What a count comes to."""

    ELECTED = "ELECTED"
    TIED = "TIED"
    SHORT = "SHORT"
    VOID = "VOID"


@dataclass(frozen=True)
class Count:
    """A count: votes of each candidate, void ballots, who is elected, and between whom the last seats are tied."""

    result: Result
    votes: dict[int, int]
    void_ballots: int
    elected: list[int]
    tied: list[int]
    seats_left: int


def least_candidates(seats: int) -> int:
    """At least 20 % more candidates than seats (差额, Art. 11)."""
    return -(-seats * 12 // 10)


def has_quorum(attended: int, entitled: int) -> bool:
    """At least four fifths of those entitled attend (Art. 24)."""
    return entitled > 0 and attended <= entitled and attended * 5 >= entitled * 4


def count(
    *, seats: int, attended: int, issued: int, candidates: Collection[int], ballots: Sequence[Collection[int]]
) -> Count:
    """Count ballots, each the candidates it names (Art. 27–30).

    More ballots than were issued: the election is void. A ballot that names more than the seats is void, fewer is
    valid. Elected is who has the votes of more than half of those present, by order of votes; who ties for the last
    seats is voted on again. The same ballots always give the same count.
    """
    if len(ballots) > issued:
        return Count(Result.VOID, {}, 0, [], [], seats)
    valid = [set(each) for each in ballots if len(set(each)) <= seats and set(each) <= set(candidates)]
    counted = Counter(name for each in valid for name in each)
    votes = {name: counted.get(name, 0) for name in candidates}
    passed = sorted((name for name in votes if votes[name] * 2 > attended), key=lambda name: (-votes[name], name))
    void = len(ballots) - len(valid)
    if len(passed) <= seats:
        result = Result.ELECTED if len(passed) == seats else Result.SHORT
        return Count(result, votes, void, passed, [], seats - len(passed))
    line = votes[passed[seats - 1]]
    if votes[passed[seats]] < line:
        return Count(Result.ELECTED, votes, void, passed[:seats], [], 0)
    above = [name for name in passed if votes[name] > line]
    return Count(Result.TIED, votes, void, above, [n for n in passed if votes[n] == line], seats - len(above))
