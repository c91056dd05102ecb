"""Term deposits and bonds: placed, accrued and brought home by two persons, interest to the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from common.errors import WrongState
from ledger import operations as ledger
from ledger import queries
from ledger.models import Account, Placement, Slip
from ledger.states import PlacementKind, PlacementStatus
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT

pytestmark = pytest.mark.django_db
END = date(2027, 1, 10)


@pytest.fixture(autouse=True)
def day() -> date:
    books.open_books()
    with transaction.atomic():
        ledger.open_account(code="101-01", name="活期", subject="101", on=OPEN_DAY, is_guarded=False)
    books.transfer(demand(), books.account("A"), 100_000_000, "in")
    return OPEN_DAY


def demand() -> Account:
    return Account.objects.get(code="101-01")


def terms(kind: PlacementKind = PlacementKind.TERM, *, until: date = END, paper: str = "0001") -> ledger.Terms:
    """A million yuan less nine hundred thousand: 100,000.00 at 1.5 % a year."""
    return ledger.Terms(kind, "建设银行", paper, 10_000_000, Decimal("1.5"), OPEN_DAY, until)


def confirmed(slip: Slip) -> Slip:
    return ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=AT)


def placed(kind: PlacementKind = PlacementKind.TERM, **changes: object) -> Placement:
    slip = ledger.place(terms=terms(kind, **changes), source_id=demand().pk, by=people.sun_ba(), at=AT)
    confirmed(slip)
    return Placement.objects.get(slips=slip)


def collect(placement: Placement, interest_fen: int, value_on: date) -> Slip:
    return ledger.collect(
        placement_id=placement.pk,
        interest_fen=interest_fen,
        into_id=demand().pk,
        value_on=value_on,
        by=people.sun_ba(),
        at=AT,
    )


def test_money_is_placed_when_the_second_person_posts_it() -> None:
    slip = ledger.place(terms=terms(), source_id=demand().pk, by=people.sun_ba(), at=AT)
    placement = Placement.objects.get()
    assert (placement.status, queries.balance_fen(placement.account)) == (PlacementStatus.PREPARED, 0)
    confirmed(slip)
    placement.refresh_from_db()
    assert (placement.status, queries.balance_fen(placement.account)) == (PlacementStatus.HELD, 10_000_000)
    assert queries.net_on("101", OPEN_DAY) == 100_000_000
    assert [row.amounts[3] for row in queries.cash(OPEN_DAY, OPEN_DAY).rows if row.account_id] == [
        90_000_000,
        10_000_000,
    ]
    assert str(placement) == "建设银行 0001"


def test_a_placement_sent_back_is_not_held() -> None:
    slip = ledger.place(terms=terms(), source_id=demand().pk, by=people.sun_ba(), at=AT)
    ledger.reject_slip(slip_id=slip.pk, reason="利率不对", by=people.zhou_jiu(), at=AT)
    assert Placement.objects.get().status == PlacementStatus.DROPPED
    with pytest.raises(WrongState):
        collect(Placement.objects.get(), 0, END)


def test_bonds_lie_on_their_own_subject_and_earn_their_own_income() -> None:
    placed(PlacementKind.BOND)
    assert [queries.net_on(code, OPEN_DAY) for code in ("101", "124")] == [90_000_000, 10_000_000]
    books.seal(OPEN_DAY, date(2026, 11, 2))
    confirmed(ledger.accrue_interest(month="202610", by=people.sun_ba(), at=AT))
    assert queries.net_on("401-04", date(2026, 10, 31)) == 9_167  # 22 days: 10th to 31st


def test_a_term_deposit_accrues_and_comes_home_with_the_rest_as_income() -> None:
    placement = placed()
    books.seal(OPEN_DAY, date(2027, 1, 11))
    confirmed(ledger.accrue_interest(month="202611", by=people.sun_ba(), at=AT))
    november = queries.accrued_fen(placement)
    assert november == queries.net_on("111", date(2026, 11, 30)) == 21_250  # a month and 21 days
    with pytest.raises(ledger.SlipExists):
        ledger.accrue_interest(month="202611", by=people.sun_ba(), at=AT)
    confirmed(collect(placement, 37_500, END))
    placement.refresh_from_db()
    assert (placement.status, placement.ended_on) == (PlacementStatus.ENDED, END)
    assert [queries.net_on(code, END) for code in ("101", "111", "401")] == [100_037_500, 0, 37_500]
    with pytest.raises(WrongState):
        collect(placement, 37_500, END)
    with pytest.raises(ledger.NothingToAccrue):
        ledger.accrue_interest(month="202612", by=people.sun_ba(), at=AT)
    books.assert_books_balance()


def test_an_early_draw_takes_back_what_was_accrued_beyond_it() -> None:
    placement = placed()
    books.seal(OPEN_DAY, date(2026, 11, 20))
    confirmed(ledger.accrue_interest(month="202610", by=people.sun_ba(), at=AT))
    assert queries.accrued_fen(placement) == 9_167
    confirmed(collect(placement, 1_000, date(2026, 11, 20)))
    assert [queries.net_on(code, date(2026, 11, 20)) for code in ("111", "401")] == [0, 1_000]


def test_a_roll_over_places_principal_and_interest_anew() -> None:
    old = placed()
    books.seal(OPEN_DAY, date(2027, 1, 11))
    slip = ledger.roll_over(
        placement_id=old.pk,
        interest_fen=37_500,
        paper="0002",
        rate_percent=Decimal("1.4"),
        until=date(2027, 7, 10),
        by=people.sun_ba(),
        at=AT,
    )
    with pytest.raises(ledger.SlipExists):
        collect(old, 37_500, END)
    confirmed(slip)
    new = Placement.objects.get(paper="0002")
    old.refresh_from_db()
    assert (old.status, old.ended_on, new.since, new.amount_fen, new.follows) == (
        PlacementStatus.ENDED,
        END,
        END,
        10_037_500,
        old,
    )
    assert queries.balance_fen(new.account) == 10_037_500
    assert queries.interest_of(new, new.until).whole_fen == 70_263


def test_a_roll_over_sent_back_leaves_the_old_one_as_it_was() -> None:
    old = placed()
    books.seal(OPEN_DAY, date(2027, 1, 11))
    for _time in range(2):
        slip = ledger.roll_over(
            placement_id=old.pk,
            interest_fen=0,
            paper="0002",
            rate_percent=Decimal(1),
            until=date(2027, 7, 10),
            by=people.sun_ba(),
            at=AT,
        )
        ledger.withdraw_slip(slip_id=slip.pk, by=people.sun_ba(), at=AT)
    old.refresh_from_db()
    assert old.status == PlacementStatus.HELD


def test_an_accrual_meanwhile_makes_the_coming_home_old() -> None:
    placement = placed()
    books.seal(OPEN_DAY, date(2027, 1, 11))
    home = collect(placement, 37_500, END)
    confirmed(ledger.accrue_interest(month="202610", by=people.sun_ba(), at=AT))
    with pytest.raises(ledger.SlipIsOld):
        confirmed(home)


def test_terms_that_do_not_fit_are_refused() -> None:
    sun, source = people.sun_ba(), demand()
    with pytest.raises(ledger.BadTerms, match="到期日"):
        ledger.place(terms=terms(until=OPEN_DAY), source_id=source.pk, by=sun, at=AT)
    held = placed()
    for wrong in (held.account_id, Account.objects.get(code="A").pk):
        with pytest.raises(ledger.BadTerms, match="活期"):
            ledger.place(terms=terms(paper="9"), source_id=wrong, by=sun, at=AT)
    with pytest.raises(ledger.BadTerms, match="收回日期"):
        collect(held, 0, OPEN_DAY)
    with pytest.raises(ledger.BadValueDate):
        collect(held, 0, END)


def test_what_comes_due_is_warned_of() -> None:
    placed(until=date(2026, 11, 1))
    labels = [point.label for point in queries.day_points(OPEN_DAY)]
    assert "定期存款和国债到期" in labels
    assert not queries.due_by(date(2026, 10, 31)).exists()
    assert queries.due_by(date(2026, 11, 1)).exists()


def test_what_came_as_a_receipt_comes_home_through_in_transit() -> None:
    placement = placed()
    transit = Account.objects.get(code="119")
    books.seal(OPEN_DAY, date(2027, 1, 11))
    assert transit in queries.receiving_accounts()
    slip = ledger.collect(
        placement_id=placement.pk, interest_fen=37_500, into_id=transit.pk, value_on=END, by=people.sun_ba(), at=AT
    )
    confirmed(slip)
    assert queries.net_on("119", END) == 10_037_500
