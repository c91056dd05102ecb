"""What the pages' tests stand on: a morning, 张三's account, card and browser."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import BankCard
from deposits.models import PersonalAccount
from tests import people
from tests.withdrawals import pages


@pytest.fixture
def morning(time_machine: Any) -> None:
    """A morning of the week after the demo's first day."""
    time_machine.move_to(pages.NOW, tick=False)


@pytest.fixture
def account(open_day: date) -> PersonalAccount:
    """张三's account with 42,310.55 on it."""
    return pages.depositor()


@pytest.fixture
def bound(account: PersonalAccount) -> BankCard:
    """张三's card."""
    return pages.card(people.zhang_san())


@pytest.fixture
def owner(account: PersonalAccount) -> Client:
    """张三's browser."""
    return people.browser(people.zhang_san())
