"""The customer's whole picture: one page, one look, the same number of questions however much there is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Look
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from desk.models import Requirement
from tests import make, people
from tests.deposits import world as fund
from tests.desk import files, world

pytestmark = pytest.mark.django_db


def url() -> str:
    return reverse("fundcenter:counter_customer", args=[people.zhang_san().person_id])


def test_everything_of_one_person_is_on_the_page_and_the_look_is_noted(open_day: date) -> None:
    case = world.accepted(at=timezone.now())
    done = world.open_case("other", at=timezone.now())
    page = people.browser(people.wang_wu()).get(url()).content.decode()
    assert case.number in page
    assert done.number in page
    assert people.DOCUMENTS["张三"][0] not in page
    look = Look.objects.get(person=people.zhang_san().person, what="客户全貌")
    assert look.user == people.wang_wu()


def test_it_is_for_staff_who_see_persons(open_day: date) -> None:
    assert people.browser(people.sun_ba()).get(url()).status_code == 403
    assert people.browser(people.qian_qi()).get(url()).status_code in (302, 403)
    nobody = reverse("fundcenter:counter_customer", args=[2_000_000_000])
    assert people.browser(people.wang_wu()).get(nobody).status_code == 404


def test_it_costs_the_same_however_many_cases_there_are(open_day: date, django_assert_max_num_queries: Any) -> None:
    for place in range(4):
        world.open_case(at=timezone.now(), matter=f"m{place}")
    client = people.browser(people.wang_wu())
    client.get(url())
    with django_assert_max_num_queries(30):
        client.get(url())


def test_twenty_accounts_cost_as_many_questions_as_one(open_day: date) -> None:
    make.bank_account()
    account = fund.employer_account()
    bases = {f"王{each}": 500_000 for each in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"}
    fund.pay(fund.declared(account, fund.list_file(account, bases)))
    rows = list(PersonalAccount.objects.order_by("id"))
    assert len(rows) == 20
    mine, client = people.zhang_san().person, people.browser(people.wang_wu())

    def cost() -> int:
        client.get(url())
        with CaptureQueriesContext(connection) as found:
            page = client.get(url()).content.decode()
        assert page.count("1,200.00") >= PersonalAccount.objects.filter(person=mine).count()
        return len(found)

    PersonalAccount.objects.filter(pk=rows[0].pk).update(person=mine)
    one = cost()
    closed = {"status": PersonalAccountStatus.MERGED, "closed_on": open_day}
    PersonalAccount.objects.filter(pk__in=[each.pk for each in rows[1:]]).update(person=mine, **closed)
    assert cost() == one


def test_papers_used_in_many_cases_cost_as_many_questions_as_in_one(open_day: date) -> None:
    client = people.browser(people.wang_wu())

    def cost() -> int:
        client.get(url())
        with CaptureQueriesContext(connection) as found:
            client.get(url())
        return len(found)

    def hand_in(code: str, colour: str) -> None:
        case = world.open_case(code, at=timezone.now())
        row = Requirement.objects.get(case=case, code="identity")
        content = files.picture(colour)
        desk.upload_paper(
            requirement_id=row.pk,
            name="a.jpg",
            content=content,
            source="SCAN",
            by=people.zhang_san(),
            at=timezone.now(),
        )

    hand_in("first", "red")
    one = cost()
    for code, colour in (("second", "blue"), ("third", "green"), ("fourth", "black")):
        hand_in(code, colour)
    assert cost() == one


def test_kinds_that_begin_on_one_page_stand_there_once(open_day: date) -> None:
    text = people.browser(people.wang_wu()).get(url()).content.decode()
    assert text.count("跨省通办") == 1
    assert reverse("desk:counter_open_crossing") in text


def test_the_next_customer_does_not_see_who_was_looked_for_before(open_day: date) -> None:
    client, search = people.browser(people.wang_wu()), reverse("fundcenter:counter_search")
    client.post(search, {"q": "李四"})
    assert "李四" in client.get(search).content.decode()
    assert "李四" not in client.get(search, {"new": "1"}).content.decode()
    assert "李四" not in client.get(search).content.decode()
