"""Months and years close in order, by two persons, once; the surplus divides as the committee fixed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from common.errors import BusinessError
from ledger import operations as ledger
from ledger import queries, rules
from ledger.models import Account, Slip
from ledger.states import Reason, SlipKind, SlipStatus
from policy import operations as policy
from policy.rules import ParameterLine
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.ledger.threads import together
from tests.make import AT

pytestmark = pytest.mark.django_db
NOVEMBER, JANUARY = date(2026, 11, 2), date(2027, 1, 4)


@pytest.fixture(autouse=True)
def day() -> date:
    return books.open_books()


def control(subject: str) -> Account:
    with transaction.atomic():
        return ledger.subject_account(subject=subject, on=OPEN_DAY)


def earn(fen: int, key: str, *, on: date = OPEN_DAY, value_on: date | None = None) -> None:
    """Bank interest on 101."""
    books.transfer(books.bank(), control("401-01"), fen, key, on=on, value_on=value_on, reason=Reason.BANK_INTEREST)


def spend(fen: int, key: str, *, on: date = OPEN_DAY) -> None:
    """Interest paid to depositors, accrued."""
    books.transfer(control("411-01"), control("211"), fen, key, on=on, reason=Reason.INTEREST_ACCRUED)


def confirmed(slip: Slip) -> Slip:
    return ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=AT)


def end_month(month: str) -> Slip:
    return confirmed(ledger.prepare_month_end(month=month, by=people.sun_ba(), at=AT))


def closed_year() -> None:
    """October earned 1,000.00 and spent 400.00; October to December are closed, the year's end is next."""
    earn(100_000, "i")
    spend(40_000, "s")
    books.seal(OPEN_DAY, JANUARY)
    for month in ("202610", "202611", "202612"):
        end_month(month)


def fixed_method(method: str) -> None:
    """The committee's decision in the policy parameters."""
    with transaction.atomic():
        policy.register_document(
            number="管委会〔2026〕3号", title="关于风险准备金的决议", issuer="管委会", effective_from=date(2026, 1, 1)
        )
        line = ParameterLine("reserve_method", method, date(2026, 1, 1), "管委会〔2026〕3号", "管委会", "首次登记")
        policy.set_parameter(line=line, today=OPEN_DAY, by=None)


def test_a_months_income_and_expense_go_to_the_surplus() -> None:
    earn(100_000, "i")
    spend(40_000, "s")
    books.seal(OPEN_DAY, NOVEMBER)
    slip = end_month("202610")
    assert slip.journal is not None
    assert (slip.journal.on, slip.journal.value_on) == (NOVEMBER, date(2026, 10, 31))
    end = date(2026, 10, 31)
    assert [queries.net_on(code, end) for code in ("401", "411", "311")] == [0, 0, 60_000]
    books.assert_books_balance()


def test_while_a_day_of_the_month_is_open_it_does_not_close() -> None:
    earn(100_000, "i")
    with pytest.raises(ledger.PeriodOpen, match="2026-10-10"):
        ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    books.seal(OPEN_DAY, date(2026, 10, 31))
    with pytest.raises(ledger.PeriodOpen):
        ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)


def test_months_close_in_order_and_once() -> None:
    books.seal(OPEN_DAY, date(2026, 12, 1))
    for month in ("202609", "202611"):
        with pytest.raises(ledger.PeriodOutOfOrder, match="2026-10"):
            ledger.prepare_month_end(month=month, by=people.sun_ba(), at=AT)
    waiting = ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    for month, refusal in (("202610", ledger.SlipExists), ("202611", ledger.PeriodOutOfOrder)):
        with pytest.raises(refusal):
            ledger.prepare_month_end(month=month, by=people.sun_ba(), at=AT)
    assert confirmed(waiting).journal is None  # nothing was earned: the month is closed all the same
    with pytest.raises(ledger.SlipExists):
        ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    end_month("202611")


def test_a_month_sent_back_is_prepared_again() -> None:
    books.seal(OPEN_DAY, NOVEMBER)
    slip = ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    ledger.reject_slip(slip_id=slip.pk, reason="先补一笔", by=people.zhou_jiu(), at=AT)
    end_month("202610")


def test_what_came_in_between_makes_the_slip_old() -> None:
    earn(100, "i")
    books.seal(OPEN_DAY, NOVEMBER)
    slip = ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    earn(50, "late", on=NOVEMBER, value_on=OPEN_DAY)
    with pytest.raises(ledger.SlipIsOld):
        confirmed(slip)
    assert Slip.objects.get().status == SlipStatus.WAITING
    ledger.withdraw_slip(slip_id=slip.pk, by=people.sun_ba(), at=AT)
    end_month("202610")
    assert queries.net_on("311", date(2026, 10, 31)) == 150


def test_what_is_valued_in_a_closed_month_closes_with_the_next() -> None:
    earn(100, "i")
    books.seal(OPEN_DAY, NOVEMBER)
    end_month("202610")
    earn(30, "late", on=NOVEMBER, value_on=OPEN_DAY)
    books.seal(NOVEMBER, date(2026, 12, 1))
    end_month("202611")
    assert queries.net_on("401", date(2026, 11, 30)) == 0
    assert queries.net_on("311", date(2026, 11, 30)) == 130


def test_a_month_whose_income_was_taken_back_carries_the_loss() -> None:
    books.transfer(control("401-01"), books.bank(), 70, "back")
    books.seal(OPEN_DAY, NOVEMBER)
    end_month("202610")
    assert queries.net_on("311", date(2026, 10, 31)) == -70
    books.assert_books_balance()


def test_the_year_ends_after_december_and_january_waits_for_it() -> None:
    earn(100_000, "i")
    books.seal(OPEN_DAY, date(2027, 2, 1))
    for month in ("202610", "202611"):
        end_month(month)
    with pytest.raises(ledger.PeriodOutOfOrder, match="2026-12"):
        ledger.prepare_year_end(year=2026, by=people.sun_ba(), at=AT)
    end_month("202612")
    with pytest.raises(ledger.PeriodOutOfOrder, match="2026 年"):
        ledger.prepare_month_end(month="202701", by=people.sun_ba(), at=AT)
    confirmed(ledger.prepare_year_end(year=2026, by=people.sun_ba(), at=AT))
    with pytest.raises(ledger.SlipExists):
        ledger.prepare_year_end(year=2026, by=people.sun_ba(), at=AT)
    with pytest.raises(ledger.PeriodOpen):
        ledger.prepare_year_end(year=2027, by=people.sun_ba(), at=AT)
    end_month("202701")
    assert queries.year_surplus_fen(2026) == 100_000
    assert [queries.net_on(code, date(2026, 12, 31)) for code in ("311", "321")] == [0, 100_000]


def test_a_surplus_is_divided_by_the_committees_method() -> None:
    closed_year()
    sun = people.sun_ba()
    with pytest.raises(ledger.PeriodOutOfOrder):
        ledger.prepare_distribution(year=2026, fee_fen=0, basis="财政批复", by=sun, at=AT)
    confirmed(ledger.prepare_year_end(year=2026, by=sun, at=AT))
    with pytest.raises(rules.NoMethod):
        ledger.prepare_distribution(year=2026, fee_fen=0, basis="财政批复", by=sun, at=AT)
    fixed_method("income_60")
    with pytest.raises(rules.SurplusTooSmall, match="240.00"):
        ledger.prepare_distribution(year=2026, fee_fen=24_001, basis="财政批复", by=sun, at=AT)
    slip = ledger.prepare_distribution(year=2026, fee_fen=10_000, basis="财综〔2027〕1号", by=sun, at=AT)
    with pytest.raises(ledger.SlipExists):
        ledger.prepare_distribution(year=2026, fee_fen=10_000, basis="再来", by=sun, at=AT)
    confirmed(slip)
    assert [queries.net_on(code, JANUARY) for code in ("301", "214-01", "214-02", "321")] == [36_000, 10_000, 14_000, 0]
    report = queries.distribution(2026)
    assert [row.amounts[0] for row in report.rows] == [60_000, 36_000, 10_000, 14_000, 0]
    assert "财综〔2027〕1号" in report.notes[0]
    books.assert_books_balance()


def test_the_reserve_is_topped_up_to_a_hundredth_of_the_loans() -> None:
    books.transfer(control("121-01"), books.bank(), 3_000_000, "lent")
    books.transfer(books.bank(), control("301"), 20_000, "reserve")
    closed_year()
    confirmed(ledger.prepare_year_end(year=2026, by=people.sun_ba(), at=AT))
    fixed_method("balance_1pct")
    slip = ledger.prepare_distribution(year=2026, fee_fen=0, basis="x", by=people.sun_ba(), at=AT)
    assert slip.figures == {
        "method": "balance_1pct",
        "surplus_fen": 60_000,
        "loans_fen": 3_000_000,
        "reserve_so_far_fen": 20_000,
        "fee_fen": 0,
    }
    confirmed(slip)
    assert [queries.net_on(code, JANUARY) for code in ("301", "214-01", "214-02")] == [30_000, 0, 50_000]


def test_a_method_that_does_not_exist_is_no_parameter() -> None:
    with pytest.raises(BusinessError):
        fixed_method("halves")


@pytest.mark.django_db(transaction=True)
def test_two_who_close_the_same_month_at_once_make_one_slip() -> None:
    books.open_books()
    earn(100, "i")
    books.seal(OPEN_DAY, NOVEMBER)
    makers = [people.sun_ba(), people.zhou_jiu()]

    def prepare(place: int) -> str:
        try:
            ledger.prepare_month_end(month="202610", by=makers[place], at=AT)
        except ledger.SlipExists:
            return "refused"
        return "made"

    assert sorted(together([lambda: prepare(0), lambda: prepare(1)])) == ["made", "refused"]
    assert Slip.objects.filter(kind=SlipKind.MONTH_END).count() == 1
