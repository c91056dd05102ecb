"""The customer's whole picture: one page, one look, the same number of questions however much there is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Look
from tests import people
from tests.desk import world

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
