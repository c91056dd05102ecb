"""The demo's library stands without the rest of the demo."""

from __future__ import annotations

from datetime import date

import pytest

from fundcenter.demo.library import fill_library
from library.models import Copy, Hold, Loan, Title
from tests import people
from tests.library.shelves import AT


@pytest.mark.django_db
def test_the_demos_library_has_two_hundred_titles_and_a_queue(open_day: date) -> None:
    fill_library(staff={"1018": people.xu_shiliu()}, depositor=people.zhang_san(), at=AT)
    assert Title.objects.count() > 200
    assert Copy.objects.count() > 240
    assert (Loan.objects.filter(status="OPEN").count(), Hold.objects.filter(status="WAITING").count()) == (4, 3)
    assert Loan.objects.filter(status="OPEN", due_on__lt=AT.date()).count() == 1
