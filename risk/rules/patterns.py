"""Rings: people who are no family and yet share a house, an agent, a phone or a device (domain §4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ring:
    """From how many families within how many days one thing makes a ring."""

    families: int
    days: int


RINGS: dict[str, Ring] = {
    "HOUSE": Ring(families=3, days=730),
    "AGENT": Ring(families=7, days=90),
    "PHONE": Ring(families=3, days=365),
    "DEVICE": Ring(families=5, days=90),
}
"""By kind of link. A bank account that several people are paid to is blocked at once by F11; a clerk alone joins
nobody: whom a clerk serves is the discipline office's to look at."""


@dataclass(frozen=True)
class Member:
    """One applicant of a group with the relatives that the application named."""

    person_id: int
    relatives: frozenset[int]


def families(members: Iterable[Member]) -> int:
    """How many families the members make: whoever is named as somebody's relative is of that family."""
    home: dict[int, int] = {}

    def root(person: int) -> int:
        home.setdefault(person, person)
        while home[person] != person:
            home[person] = home[home[person]]
            person = home[person]
        return person

    people = []
    for member in members:
        people.append(member.person_id)
        for relative in member.relatives:
            home[root(relative)] = root(member.person_id)
    return len({root(person) for person in people})
