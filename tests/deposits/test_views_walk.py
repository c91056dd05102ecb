"""Every page of the deposit business opens for those it is for, with a small employer behind it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts import operations as accounts
from deposits.models import EmployerAccount
from tests import make, people
from tests.deposits import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    """李四's employer with three people and an allocated month."""
    make.bank_account()
    account = world.employer_account()
    people.zhang_san()
    world.allocated(account)
    return EmployerAccount.objects.get(pk=account.pk)


def test_portal_pages(employer: EmployerAccount) -> None:
    client = people.browser(people.zhang_san())
    page = client.get("/portal/").content.decode()
    assert "2,026.00" in page
    assert "8,437.56 × 12%" in page
    for name in ("entries", "statement", "balance", "bill"):
        response = client.get(reverse(f"deposits:portal_{name}"))
        assert response.status_code == 200, name
        assert "2,026.00" in response.content.decode(), name
