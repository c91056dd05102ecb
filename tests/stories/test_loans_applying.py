"""A story: refused for five months of contributions, told when to come, and come back in time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deposits.models import Encumbrance, PersonalAccount, RemittanceItem, RemittanceList
from desk import operations as desk
from desk.models import Case
from loans.models import Application
from loans.operations import applying, following
from tests import make, people
from tests.loans import borrowers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = datetime(2026, 10, 28, 2, 0, tzinfo=UTC)


def october_is_paid(account: PersonalAccount) -> None:
    """The sixth month is allocated: the line of September carries October too."""
    item = RemittanceItem.objects.get(account=account)
    known = item.months.order_by("-month")[0]
    known.pk, known.month = None, "202610"
    known._state.adding = True
    known.save()
    RemittanceList.objects.filter(pk=item.list_id).update(month="202610")
    PersonalAccount.objects.filter(pk=account.pk).update(paid_through="202610")


def test_refused_for_five_months_told_when_to_come_and_granted_a_way_in_the_sixth() -> None:
    zhang = people.zhang_san()
    account = borrowers.borrower(zhang, count=5)
    with pytest.raises(applying.NotEligible) as refused:
        borrowers.ask_at_window(zhang)
    assert "目前连续 5 个月。按时缴存下去，2026 年 10 月的公积金到账以后就可以申请。" in str(refused.value)
    assert not Case.objects.exists() and not Encumbrance.objects.exists()

    october_is_paid(account)
    made = borrowers.checked(borrowers.ask_at_window(zhang, at=LATER), LATER)
    sentence = made.checks.get(kind="CONTRIBUTION").sentence
    assert "账户正常，缴到 2026 年 10 月。 已连续足额缴存 6 个月" in sentence
    assert (made.lane, made.case.status) == ("FAST", "IN_REVIEW")


def test_taken_back_the_accounts_are_free_and_another_home_can_be_asked_for() -> None:
    one, other = borrowers.couple()
    made = borrowers.ask(one, other)
    desk.recall(case_id=made.case_id, by=one, at=make.AT)
    while following.follow_case(at=make.AT):
        pass
    made = Application.objects.get(pk=made.pk)
    assert made.ended_at is not None
    assert not Encumbrance.objects.filter(source="loans.application", lifted_at=None).exists()
    assert borrowers.ask(other, one).pk != made.pk
