"""Estates without heirs: noticed by one, booked by another when the notice is over, ended by an heir who comes."""

from __future__ import annotations

from datetime import date

import pytest

from deposits import queries as deposits
from deposits.states import PersonalAccountStatus
from ledger.models import Entry
from tests import make, people
from tests.withdrawals import ended
from withdrawals.models import Estate
from withdrawals.operations import estates
from withdrawals.operations.closing import CannotClose
from withdrawals.states.closing import EstateStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def _noticed(noticed_on: date = date(2025, 10, 9)) -> Estate:
    account = ended.sealed(fen=10_000_000)
    return estates.notice_estate(
        account_id=account.pk, proof="死亡证明和居委会查证", notice="辽公积金公告〔2025〕8号", noticed_on=noticed_on,
        by=people.wang_wu(), at=make.AT,
    )  # fmt: skip


def test_after_the_notice_another_person_makes_it_surplus() -> None:
    """100,000.00 since 1 July with 101 days at 1.5 % / 360: 420.83 of interest, all of it into 401-05."""
    estate = _noticed()
    booked = estates.book_estate(estate_id=estate.pk, by=people.zhao_liu(), at=make.AT)
    assert (booked.status, booked.interest_fen, booked.fen) == (EstateStatus.BOOKED, 42_083, 10_042_083)
    account = booked.account
    account.refresh_from_db()
    assert (account.status, account.ledger_account.balance_fen) == (PersonalAccountStatus.WITHDRAWN, 0)
    income = Entry.objects.filter(account__subject__code="401-05").values_list("credit_fen", flat=True)
    assert list(income) == [booked.fen]
    assert not deposits.encumbrances_of(account.person_id).exists()


def test_the_notice_has_to_be_over_the_last_day_included() -> None:
    """Noticed on 10 October 2025: until 10 October 2026, booked from the day after."""
    estate = _noticed(date(2025, 10, 10))
    assert estate.until == date(2026, 10, 10)
    with pytest.raises(estates.NoticeRuns):
        estates.book_estate(estate_id=estate.pk, by=people.zhao_liu(), at=make.AT)


def test_who_noticed_it_does_not_book_it() -> None:
    """Two persons."""
    estate = _noticed()
    with pytest.raises(estates.SamePerson):
        estates.book_estate(estate_id=estate.pk, by=people.wang_wu(), at=make.AT)


def test_while_the_notice_runs_the_account_is_bound_and_an_heir_frees_it() -> None:
    """Nothing leaves meanwhile; who claims it ends the notice, and it is not booked any more."""
    estate = _noticed()
    with pytest.raises(CannotClose):
        estates.notice_estate(
            account_id=estate.account_id, proof="死亡证明", notice="二次公告", noticed_on=date(2026, 1, 1),
            by=people.wang_wu(), at=make.AT,
        )  # fmt: skip
    with pytest.raises(estates.NoGrounds):
        estates.claim_estate(estate_id=estate.pk, reason=" ", by=people.wang_wu(), at=make.AT)
    claimed = estates.claim_estate(estate_id=estate.pk, reason="其妹持公证书主张", by=people.wang_wu(), at=make.AT)
    assert claimed.status == EstateStatus.CLAIMED
    assert not deposits.encumbrances_of(estate.account.person_id).exists()
    with pytest.raises(Exception, match="有继承人"):
        estates.book_estate(estate_id=estate.pk, by=people.zhao_liu(), at=make.AT)


def test_grounds_are_named_and_the_notice_is_not_of_tomorrow() -> None:
    """What two persons sign must say why."""
    account = ended.sealed()
    past, coming = date(2026, 1, 1), date(2026, 10, 11)
    for proof, notice, day in (("", "公告", past), ("依据", " ", past), ("依据", "公告", coming)):
        with pytest.raises(estates.NoGrounds):
            estates.notice_estate(
                account_id=account.pk, proof=proof, notice=notice, noticed_on=day, by=people.wang_wu(), at=make.AT
            )
    assert ended.balance(account) == (10_000_000, 0)
