"""The demo centre's application for a loan stands: projects under agreement, all green, with the reviewers."""

from __future__ import annotations

import pytest

from fundcenter.demo import loan_applications
from loans.models import Project
from tests import make, people
from tests.loans import borrowers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def test_one_application_is_with_the_reviewers_on_the_fast_lane() -> None:
    borrowers.borrower(people.zhang_san(), fen=5_000_000)
    staff = {"1001": people.wang_wu(), "1002": people.zhao_liu()}
    made = loan_applications.fill_applications(staff=staff, depositor=None, at=make.AT)
    assert made is not None
    made.refresh_from_db()
    made.case.refresh_from_db()
    assert (made.lane, made.case.status) == ("FAST", "IN_REVIEW")
    assert Project.objects.filter(status="ACTIVE").count() == 2


def test_where_nobody_may_borrow_there_is_none() -> None:
    borrowers.borrower(people.zhang_san(), count=5)
    staff = {"1001": people.wang_wu(), "1002": people.zhao_liu()}
    assert loan_applications.fill_applications(staff=staff, depositor=None, at=make.AT) is None
