"""Two accounts of one person become one, to the fen and to the day; and what is refused."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts import rules as people_rules
from accounts.models import Person
from deposits import operations, queries
from deposits.models import AccountMerge, EmployerAccount, PersonalAccount
from deposits.operations import executing, merging, wrong
from deposits.operations.merging import Merging
from deposits.queries import merging as merging_queries
from deposits.rules import merging as rules
from deposits.states import EncumbranceKind, MergeProof, PersonalAccountStatus
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from ledger import queries as books
from notifications.models import Message
from tests import people
from tests.deposits import savings, world
from tests.deposits.corrections import NOW, agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(employer: EmployerAccount) -> tuple[PersonalAccount, PersonalAccount]:
    """Two sealed accounts with savings of their own."""
    pair = (
        savings.account(employer, 1, [(date(2026, 7, 10), 100_000), (date(2026, 8, 10), 50_000)]),
        savings.account(employer, 2, [(date(2026, 3, 5), 300_000), (date(2026, 9, 1), 20_000)]),
    )
    for each in pair:
        PersonalAccount.objects.filter(pk=each.pk).update(status="02", sealed_on=date(2026, 10, 1))
        each.refresh_from_db()
    return pair


def ask(source: PersonalAccount, target: PersonalAccount, **facts: Any) -> Case:
    given = {"proof": MergeProof.CORRECTED, "note": "已核验户口簿", **facts}
    return merging.ask_merge(
        merging=Merging(source_id=source.pk, target_id=target.pk, **given), by=people.wang_wu(), at=NOW
    )


def interest(account: PersonalAccount, until: date) -> Any:
    return queries.closing_interest(account, until)


def weight(account: PersonalAccount, until: date) -> int:
    return sum(span.accumulation_fen_days for span in interest(account, until).spans)


def test_balance_months_and_weights_go_over_and_the_other_account_is_closed(
    two: tuple[PersonalAccount, PersonalAccount],
) -> None:
    source, target = two
    PersonalAccount.objects.filter(pk=source.pk).update(paid_through="202609")
    until = date(2027, 2, 1)
    both = weight(source, until) + weight(target, until)
    case = agree(ask(source, target))
    assert case.status == CaseStatus.DONE
    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.status, source.person_id) == (PersonalAccountStatus.MERGED, target.person_id)
    assert (savings.balance(source), savings.balance(target)) == (0, 470_000)
    assert weight(target, until) == both
    assert weight(source, until) == 0
    assert target.paid_through == "202609"
    with transaction.atomic():
        wrong.set_paid_through([target.pk])  # as after a reversal: what the other account had paid stays
    target.refresh_from_db()
    assert target.paid_through == "202609"
    assert target in queries.other_accounts(source)
    assert "账户合并" in {each.title for each in queries.recent_entries(target, 5)}
    assert Message.objects.filter(person=target.person, body__contains="1,500.00").exists()
    with pytest.raises(merging.CannotMerge):
        ask(source, target)


@pytest.mark.parametrize("seed", range(6))
def test_for_any_movements_the_interest_of_the_merged_is_that_of_both(employer: EmployerAccount, seed: int) -> None:
    dice = random.Random(seed)
    first, last = date(2026, 1, 1), date(2026, 10, 9)
    moves = [[each for each in savings.at_random(dice, first, last) if each[0] <= last] for _each in range(2)]
    source, target = (savings.account(employer, place, each) for place, each in enumerate(moves, start=1))
    days = [last + timedelta(days=shift) for shift in (1, 40, 200)]
    both = [weight(source, day) + weight(target, day) for day in days]
    case = agree(ask(source, target))
    assert case.status == CaseStatus.DONE, case.reason
    assert [weight(target, day) for day in days] == both
    assert savings.balance(source) == 0
    for day in (first, date(2026, 6, 30), last):
        assert books.balance_on(source.ledger_account, day) == 0


def test_the_account_that_pays_is_the_one_that_stays(two: tuple[PersonalAccount, PersonalAccount]) -> None:
    source, target = two
    PersonalAccount.objects.filter(pk=source.pk).update(status="01")
    with pytest.raises(merging.CannotMerge, match="对调"):
        ask(source, target)
    other = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
    PersonalAccount.objects.filter(pk=target.pk).update(status="01", employer_account=other)
    with pytest.raises(merging.CannotMerge, match="封存"):
        ask(source, target)


def test_what_is_bound_or_under_way_does_not_go(two: tuple[PersonalAccount, PersonalAccount]) -> None:
    source, target = two
    with pytest.raises(merging.CannotMerge, match="两个不同"):
        ask(source, source)
    with pytest.raises(merging.CannotMerge, match="15 位"):
        ask(source, target, proof=MergeProof.OLD_NUMBER)
    with transaction.atomic():
        ledger.hold(key="x", account_id=source.ledger_account_id, fen=1, by=None, at=NOW)
    with pytest.raises(merging.CannotMerge, match="占用"):
        ask(source, target)
    with transaction.atomic():
        ledger.release(hold_key="x", at=NOW)
        operations.encumber(
            key="x",
            person_id=source.person_id,
            kind=EncumbranceKind.LOAN,
            source="test",
            sentence="有贷款",
            since=date(2026, 1, 1),
            by=None,
            at=NOW,
        )
    with pytest.raises(merging.CannotMerge, match="限制"):
        ask(source, target)
    assert not AccountMerge.objects.exists()


def test_what_comes_in_between_stops_it_and_is_tried_again(two: tuple[PersonalAccount, PersonalAccount]) -> None:
    source, target = two
    case = ask(source, target)
    with transaction.atomic():
        ledger.hold(key="x", account_id=source.ledger_account_id, fen=1, by=None, at=NOW)
    case = agree(case)
    assert case.status == CaseStatus.IN_EXECUTION
    assert executing.has_failed(case)
    assert not executing.try_again(case_id=case.pk, by=people.wang_wu(), at=NOW)
    with transaction.atomic():
        ledger.release(hold_key="x", at=NOW)
    assert executing.try_again(case_id=case.pk, by=people.wang_wu(), at=NOW)
    with pytest.raises(executing.NotFailed):
        executing.give_up(case_id=case.pk, reason="不办了", by=people.wang_wu(), at=NOW)


def test_given_up_nothing_has_changed(two: tuple[PersonalAccount, PersonalAccount]) -> None:
    source, target = two
    case = ask(source, target)
    with transaction.atomic():
        ledger.hold(key="x", account_id=source.ledger_account_id, fen=1, by=None, at=NOW)
    case = agree(case)
    executing.give_up(case_id=case.pk, reason="本人不办了", by=people.wang_wu(), at=NOW)
    source.refresh_from_db()
    assert source.status == PersonalAccountStatus.SEALED


# --- who may be one


def old_form(number: str) -> str:
    return number[:6] + number[8:17]


def test_a_number_of_15_digits_is_that_of_18() -> None:
    number = people.DOCUMENTS["张三"][0]
    assert rules.longer_number(old_form(number)) == number
    assert rules.same_citizen(old_form(number), number)
    assert rules.same_citizen(number, number)
    assert not rules.same_citizen(old_form(number), people.DOCUMENTS["李四"][0])
    for bad in ("", "12345678901234", "1234567890123A5", "220402861399016"):
        assert rules.longer_number(bad) == ""


def test_possible_duplicates_are_found_by_number_and_by_name_birth_and_phone(
    two: tuple[PersonalAccount, PersonalAccount],
) -> None:
    source, target = two
    number = target.person.document_number
    Person.objects.filter(pk=source.person_id).update(
        document_type="99",
        document_number=old_form(number),
        document_index=people_rules.document_index(old_form(number)),
    )
    found = merging_queries.possible_duplicates()
    assert [(each.by_number, {one.pk for one in each.accounts}) for each in found] == [(True, {source.pk, target.pk})]
    Person.objects.filter(pk__in=[source.person_id, target.person_id]).update(
        name="同名", birth_on=date(1990, 1, 1), phone_index="x" * 32
    )
    assert len(merging_queries.possible_duplicates()) == 1  # the same pair is named once
