"""Two employers for the tests of pages."""

from __future__ import annotations

from datetime import date

import pytest

from accounts import operations as accounts
from deposits.models import EmployerAccount
from tests import make, people
from tests.deposits import world


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    """李四's employer, nothing declared yet."""
    make.bank_account()
    account = world.employer_account()
    person = people.li_si().person
    for other in person.clerk_of.filter(ended_at=None):
        accounts.end_clerk(clerk_id=other.pk, by=people.wang_wu(), at=make.AT)
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    return account


@pytest.fixture
def other(employer: EmployerAccount) -> EmployerAccount:
    """An employer that 李四 has nothing to do with."""
    return world.employer_account("龙山区实验小学", world.SCHOOL, 10)


@pytest.fixture
def behind(employer: EmployerAccount) -> EmployerAccount:
    """李四's employer, whose October list waits for money that does not come. October was due on the tenth."""
    world.declared(employer)
    employer.refresh_from_db()
    return employer
