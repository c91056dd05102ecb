"""Transfers between centres in a real browser: no axe finding and nothing too wide, in and out, at every door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from deposits import tasks
from deposits.models import TransferLetter
from tests import make, people
from tests.browser.conftest import walk
from tests.deposits import letters
from tests.deposits import world as fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def both(open_day: date) -> dict[str, TransferLetter]:
    """张三's money has been announced by another centre; 陈一's account is asked for by the same."""
    make.bank_account()
    employer = fund.employer_account()
    letters.paying(employer)
    coming = letters.informed()
    leaver = fund.account_of("陈一")
    letters.operations.seal(account_id=leaver.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    going = letters.received(name="陈一", document_number=leaver.person.document_number)
    letters.approved(going)
    tasks.exchange_letters()
    return {"in": coming, "out": going}


def test_the_pages_of_transfers_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], both: dict[str, TransferLetter]
) -> None:
    coming, going = both["in"], both["out"]
    walks: list[tuple[Any, dict[str, str]]] = [
        (
            people.wang_wu(),
            {
                "letters": "/counter/letters/",
                "letter-in": f"/counter/letters/{coming.pk}/",
                "letter-out": f"/counter/letters/{going.pk}/",
                "letter-negotiate": f"/counter/letters/{coming.pk}/negotiate/",
                "receive-letter": "/counter/letters/receive/",
                "counter-transfer-in": "/counter/transfer-in/",
                "case-transfer": f"/counter/cases/{coming.case_id}/",
            },
        ),
        (
            people.zhang_san(),
            {
                "my-letter": f"/portal/letters/{coming.pk}/",
                "my-transfers": "/portal/transfers/",
                "my-transfer-in": "/portal/transfer-in/",
            },
        ),
    ]
    wrong: list[str] = []
    for user, pages in walks:
        page = new_page()
        login(page, user)
        wrong += walk(page, pages)
    assert wrong == []
