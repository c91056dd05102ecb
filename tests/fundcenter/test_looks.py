"""Who opens a depositor's account in the books has looked at that depositor's data."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Look
from tests import make, people
from tests.deposits import world
from tests.desk import world as desk


@pytest.mark.django_db(transaction=True)
def test_a_depositors_account_in_the_books_is_not_opened_unseen(open_day: date) -> None:
    make.bank_account()
    world.allocated(world.employer_account())
    personal = world.account_of("张三")
    auditor = people.browser(people.wu_shi())
    response = auditor.get(reverse("ledger:office_account", args=[personal.ledger_account_id]))
    assert response.status_code == 200
    look = Look.objects.get(person=personal.person)
    assert look.what == "账簿中的分户账"


@pytest.mark.django_db(transaction=True)
def test_the_centres_own_accounts_are_nobodys_data(open_day: date) -> None:
    account = make.bank_account().ledger_account
    assert people.browser(people.wu_shi()).get(reverse("ledger:office_account", args=[account.pk])).status_code == 200
    assert not Look.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["accounts:counter_person", "deposits:counter_account"])
def test_a_look_is_for_a_case_of_the_person_alone(open_day: date, page: str) -> None:
    make.bank_account()
    world.allocated(world.employer_account())
    personal = world.account_of("张三")
    own, other = desk.open_case(person_id=personal.person_id), desk.open_case(person_id=people.qian_qi().person_id)
    url = reverse(page, args=[personal.pk if page.startswith("deposits") else personal.person_id])
    teller = people.browser(people.wang_wu())
    for case in (own.number, other.number, "x", ""):
        assert teller.get(url, {"case": case}).status_code == 200
    assert list(Look.objects.order_by("id").values_list("case", flat=True)) == [own.number, "", "", ""]
