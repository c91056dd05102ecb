"""F05's families against a plain search: any persons, any relations, in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from risk.rules.facts import PARENT, SPOUSE, Relative
from risk.rules.houses import f05
from tests.risk.told import facts, house, known, row

PEOPLE = st.integers(1, 7)
TIES = st.frozensets(st.tuples(PEOPLE, PEOPLE).filter(lambda pair: pair[0] < pair[1]), max_size=8)


def families(withdrew: set[int], spouses: frozenset[tuple[int, int]], parents: frozenset[tuple[int, int]]) -> int:
    """How many families those who withdrew are, searched from each: through them and their spouses only."""
    told = {pair for pair in spouses | parents if withdrew & set(pair)}
    people = withdrew | {each for pair in spouses if withdrew & set(pair) for each in pair}
    seen: set[int] = set()
    count = 0
    for start in sorted(withdrew):
        if start in seen:
            continue
        count, reach = count + 1, [start]
        while reach:
            one = reach.pop()
            seen.add(one)
            near = {other for pair in told if one in pair for other in pair}
            reach += sorted(near & people - seen)
    return count


def others(pairs: frozenset[tuple[int, int]], person: int) -> tuple[int, ...]:
    """Whom the pairs tie to a person."""
    return tuple(sorted({other for pair in pairs if person in pair for other in pair} - {person}))


@settings(max_examples=200)
@given(st.sets(PEOPLE, min_size=1), TIES, TIES, st.randoms())
def test_families_are_those_of_a_plain_search(
    withdrew: set[int], spouses: frozenset[tuple[int, int]], parents: frozenset[tuple[int, int]], order: object
) -> None:
    parents = parents - spouses
    first, *rest = sorted(withdrew)
    rows = [row(person_id=each, spouse_ids=others(spouses, each), relative_ids=others(parents, each)) for each in rest]
    order.shuffle(rows)  # type: ignore[attr-defined]
    told = facts(
        applicant_id=first,
        house=house(own_money_fen=None),
        relatives=(
            *(Relative(each, SPOUSE) for each in others(spouses, first)),
            *(Relative(each, PARENT) for each in others(parents, first)),
        ),
    )
    hit = f05(told, known(*rows), {"groups": 2, "months": 24})
    count = families(withdrew, spouses, parents)
    assert (hit.values["groups"] if hit else 1) == count
