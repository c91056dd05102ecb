"""What the night finds: rings of people who are no family, and people with several accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from risk import tasks
from risk.models import RiskCase
from risk.operations import insiders, patterns
from risk.rules.facts import Relative
from risk.rules.patterns import Member, families
from tests import people
from tests.make import AT
from tests.risk import suspicions
from tests.risk.suspicions import DAY


def test_a_family_counts_once_whoever_names_whom() -> None:
    parents = Member(1, frozenset({2})), Member(2, frozenset())
    child = Member(3, frozenset({2}))
    assert families([*parents, child]) == 1
    assert families([*parents, child, Member(4, frozenset())]) == 2
    assert families([]) == 0


@given(st.lists(st.tuples(st.integers(1, 9), st.frozensets(st.integers(1, 9), max_size=3)), max_size=12))
def test_the_order_of_the_members_makes_no_difference(pairs: list[tuple[int, frozenset[int]]]) -> None:
    members = [Member(*pair) for pair in pairs]
    assert families(members) == families(reversed(members))
    assert families(members) <= len({member.person_id for member in members})


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_three_families_with_one_house_are_one_case_however_often_the_night_looks() -> None:
    suspicions.ring(3)
    assert patterns.look_for_rings(today=DAY, at=AT) is not None
    assert patterns.look_for_rings(today=DAY, at=AT) is None
    found = RiskCase.objects.get()
    assert found.origin == "PATTERN"
    assert {row.case for row in found.matters.all()} == {"TQ0001", "TQ0002", "TQ0003"}
    suspicions.screened("TQ0004", suspicions.person(4))
    patterns.look_for_rings(today=DAY, at=AT)
    assert RiskCase.objects.get().matters.count() == 4


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_a_family_with_one_house_is_no_ring() -> None:
    first = suspicions.person(1)
    suspicions.screened("TQ0001", first)
    for place in (2, 3):
        relatives = (Relative(first.pk, "PARENT"),)
        suspicions.screened(f"TQ{place:04d}", suspicions.person(place), relatives=relatives)
    patterns.look_for_rings(today=DAY, at=AT)
    assert not RiskCase.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize(("days", "found"), [(729, 1), (730, 0)])
def test_the_window_reaches_back_two_years_with_both_ends(days: int, found: int) -> None:
    suspicions.screened("TQ0001", suspicions.person(1), accepted_on=DAY - timedelta(days=days))
    for place in (2, 3):
        suspicions.screened(f"TQ{place:04d}", suspicions.person(place))
    patterns.look_for_rings(today=DAY, at=AT)
    assert RiskCase.objects.count() == found


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_the_ring_of_a_house_joins_the_case_that_its_block_opened() -> None:
    opened = suspicions.suspicion()
    suspicions.screened("TQ0003", suspicions.person(3))
    patterns.look_for_rings(today=DAY, at=AT)
    assert RiskCase.objects.get() == opened
    assert opened.matters.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_several_accounts_of_one_person_are_brought_up_once() -> None:
    person = suspicions.person(1)
    for _time in range(2):
        with transaction.atomic():
            patterns.note_duplicate_accounts(person_id=person.pk, accounts=["100002", "100001"], at=AT)
    found = RiskCase.objects.get()
    assert "F19" in found.title and "某1" in found.title
    assert "100001、100002" in found.events.get(action="join").note


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_one_ring_that_shares_house_agent_and_phone_is_one_case_that_says_so() -> None:
    agent = suspicions.person(50, "中介老王")
    suspicions.ring(7, agent_id=agent.pk, phone="13800001234")
    patterns.look_for_rings(today=DAY, at=AT)
    found = RiskCase.objects.get()
    said = " ".join(found.events.values_list("note", flat=True))
    assert found.matters.count() == 7
    assert "同一房屋" in said and "同一代办人 中介老王" in said and "138****1234" in said


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_six_families_with_one_agent_are_no_ring_yet() -> None:
    agent = suspicions.person(50)
    for place in range(1, 7):
        suspicions.screened(f"TQ{place:04d}", suspicions.person(place), house=None, agent_id=agent.pk)
    patterns.look_for_rings(today=DAY, at=AT)
    assert not RiskCase.objects.exists()
    suspicions.screened("TQ0007", suspicions.person(7), house=None, agent_id=agent.pk)
    patterns.look_for_rings(today=DAY, at=AT)
    assert RiskCase.objects.get().matters.count() == 7


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_the_timed_jobs_open_the_cases_and_look_at_night_and_do_nothing_twice() -> None:
    suspicions.ring(3)
    with time_machine.travel(AT, tick=False):
        assert tasks.open_cases() == 2
        assert tasks.open_cases() == 0
        assert tasks.look_at_night() == 2  # the house by its title number and by its address
        assert tasks.look_at_night() == 0
        assert tasks.run_backtests() == 0
    assert RiskCase.objects.get().matters.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_one_case_that_cannot_be_opened_keeps_neither_the_rest_nor_the_staff_unseen() -> None:
    suspicions.ring(3)
    clerk = people.wang_wu().person_id
    acts = [insiders.Act(f"f:{place}", "APPROVE", clerk, AT, f"TQ{place}", seconds=5) for place in range(5)]
    with transaction.atomic(), connection.cursor() as cursor:
        insiders.note_staff_acts(acts=acts)
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE risk_storedfacts SET content = 'x' WHERE \"case\" = 'TQ0002'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    with time_machine.travel(AT, tick=False):
        assert tasks.open_cases() == 1
        assert tasks.look_at_night() == 1
    assert set(RiskCase.objects.values_list("origin", flat=True)) == {"FINDING", "INSIDER"}
