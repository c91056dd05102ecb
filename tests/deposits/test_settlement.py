"""The yearly settlement of interest: worked examples, trials, workers, kills, corrections."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from common import money
from common.errors import WrongState
from deposits import operations, papers, queries, tasks
from deposits.models import EmployerAccount, InterestDifference, InterestRun, PersonalAccount
from deposits.operations import settling
from deposits.queries.interest import owed_between
from deposits.rules import interest as rules
from deposits.rules.interest import Change, Rate
from deposits.states import RunStatus
from ledger import operations as ledger
from ledger import queries as books
from ledger.models import Account, Journal
from ledger.states import Reason
from notifications.models import Message
from policy import queries as policy
from policy.models import BusinessDate
from tests import make, people
from tests.conftest import OPEN_DAY
from tests.deposits import savings, world
from tests.ledger import books as ledger_books

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, LAST = date(2024, 7, 1), date(2025, 6, 30)
RATES = [Rate(FIRST, Decimal("1.5"))]
EXAMPLE_2 = [(FIRST, 36_482_57), *savings.monthly(15, 1_560_00, FIRST, 12), (date(2025, 3, 10), -18_000_00)]


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    """An employer; the centre's parameters hold since 2000."""
    return world.employer_account()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three accounts a chunk, so that a dozen of people are a long run."""
    monkeypatch.setattr(settling, "CHUNK_ACCOUNTS", 3)


def trial(year: int = 2025) -> InterestRun:
    """A trial that was counted."""
    run = operations.prepare_settlement(fund_year=year, by=people.zhou_jiu(), at=make.AT)
    tasks.count_interest()
    run.refresh_from_db()
    return run


def settle(year: int = 2025) -> InterestRun:
    """A year settled."""
    run = trial(year)
    operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
    tasks.settle_interest()
    run.refresh_from_db()
    return run


def credited(run: InterestRun) -> dict[int, int]:
    """What each ledger account got."""
    rows = Journal.objects.filter(reason=Reason.INTEREST_SETTLED, value_on=run.last)
    found = rows.filter(entries__credit_fen__gt=0).values_list("entries__account", "entries__credit_fen")
    return dict(found)


def owed() -> int:
    """What 211 says is accrued and not credited."""
    return books.balance_fen(Account.objects.get(code="211"))


def end_month(month: str) -> None:
    """A month of the books closed by two persons."""
    slip = ledger.prepare_month_end(month=month, by=people.sun_ba(), at=make.AT)
    ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=make.AT)


def test_the_worked_example_is_credited_to_the_fen_on_the_last_day(employer: EmployerAccount) -> None:
    account = savings.account(employer, 1, EXAMPLE_2)
    run = settle()
    assert run.status == RunStatus.DONE
    assert credited(run) == {account.ledger_account_id: 612_83}
    assert (run.expected_fen, run.fen, run.people) == (612_83, 612_83, 1)
    assert savings.balance(account) == 37_815_40
    assert books.balance_on(account.ledger_account, LAST) == 37_815_40
    assert books.balance_on(account.ledger_account, LAST - timedelta(days=1)) == 37_202_57
    assert books.verify_books() == []


def test_the_interest_earns_from_the_first_of_july_on(employer: EmployerAccount) -> None:
    account = savings.account(employer, 1, [(FIRST, 20_000_00)])
    settle()
    second = settle(2026)
    on_it = rules.earned(
        opening_fen=20_304_17,
        changes=[],
        rates=[Rate(FIRST, Decimal("1.5"))],
        first=date(2025, 7, 1),
        last=date(2026, 6, 30),
    )
    assert credited(second) == {account.ledger_account_id: on_it.fen}


@pytest.mark.parametrize(("basis", "year_days"), [("act/360", 360), ("act/365", 365)])
def test_spans_days_and_the_statement_agree_on_random_movements(
    employer: EmployerAccount, basis: str, year_days: int
) -> None:
    make.parameter("interest_day_basis", basis, date(2023, 7, 1))
    make.parameter("deposit_rate_percent", "1.2345", date(2024, 11, 17))
    make.parameter("deposit_rate_percent", "0.35", date(2025, 2, 1))
    dice = random.Random(20250630)
    plans = [savings.at_random(dice, FIRST, LAST) for _ in range(40)]
    accounts = [savings.account(employer, place, plan) for place, plan in enumerate(plans)]
    before = credited(settle(2024))  # some had money before
    run = settle()
    found = credited(run)
    rates = [Rate(since, percent) for since, percent in policy.rates("deposit_rate_percent")]
    days = [FIRST + timedelta(days=step) for step in range(365)]
    for account, plan in zip(accounts, plans, strict=True):
        moves = [*plan, (date(2024, 6, 30), before.get(account.ledger_account_id, 0))]
        by_spans = owed_between(account, FIRST, LAST).fen
        by_days = sum((sum(fen for on, fen in moves if on <= day) * _rate(rates, day) for day in days), Decimal(0))
        assert found.get(account.ledger_account_id, 0) == by_spans
        assert by_spans == money.round_fen(by_days / (100 * year_days))
    assert run.fen == sum(found.values()) == run.expected_fen
    assert books.verify_books() == []


def test_years_with_two_rates_agree_too(employer: EmployerAccount) -> None:
    """Until 2016: what was carried over earned a rate of its own; spans, days and the statement say the same."""
    make.parameter("deposit_rates_apart", "true", date(2023, 7, 1))
    make.parameter("deposit_rates_apart", "false", date(2025, 7, 1))
    make.parameter("carried_over_rate_percent", "2.6", date(2023, 7, 1))
    make.parameter("carried_over_rate_percent", "1.1", date(2025, 3, 1))
    make.parameter("deposit_rate_percent", "0.35", date(2023, 7, 1))
    dice = random.Random(20160221)
    plans = [savings.at_random(dice, FIRST, LAST) for _ in range(30)]
    accounts = [savings.account(employer, place, plan) for place, plan in enumerate(plans)]
    before = credited(settle(2024))
    run = settle()
    found = credited(run)
    carried_rates = [Rate(since, percent) for since, percent in policy.rates("carried_over_rate_percent")]
    for account, plan in zip(accounts, plans, strict=True):
        moves = [*plan, (date(2024, 6, 30), before.get(account.ledger_account_id, 0))]
        carried = sum(fen for on, fen in moves if on < FIRST)
        current, by_days = 0, Decimal(0)
        for day in (FIRST + timedelta(days=step) for step in range(365)):
            current += sum(fen for on, fen in moves if on == day)
            if current < 0:
                carried, current = carried + current, 0
            by_days += carried * _rate(carried_rates, day) + current * Decimal("0.35")
        assert found.get(account.ledger_account_id, 0) == owed_between(account, FIRST, LAST).fen
        assert owed_between(account, FIRST, LAST).fen == money.round_fen(by_days / 36000)
        half = owed_between(account, date(2025, 1, 1), date(2025, 8, 1))
        assert all(date(2025, 1, 1) <= span.first <= span.last <= date(2025, 8, 1) for span in half.spans)
    assert any(fen < 0 for plan in plans for _on, fen in plan)
    assert run.fen == sum(found.values()) == run.expected_fen


def _rate(rates: list[Rate], day: date) -> Decimal:
    return max((each for each in rates if each.since <= day), key=lambda each: each.since).percent


def test_the_day_basis_of_a_year_is_that_of_its_last_day(employer: EmployerAccount) -> None:
    """20,000 over 365 days: 304.17 by 360, 300.00 by 365 (domain §3.3, example 1)."""
    make.parameter("interest_day_basis", "act/365", date(2025, 6, 30))
    account = savings.account(employer, 1, [(FIRST, 20_000_00)])
    assert credited(settle()) == {account.ledger_account_id: 300_00}
    assert "÷ 365" in papers.interest_note(queries.year_of(account, 2025))


def test_the_vouchers_are_what_the_persons_got(employer: EmployerAccount) -> None:
    for place in range(8):
        savings.account(employer, place, [(FIRST, 10_000_00 + place * 1_000)])
    run = settle()
    sums = [
        journal.entries.filter(debit_fen__gt=0).get().debit_fen
        for journal in Journal.objects.filter(reason=Reason.INTEREST_SETTLED)
    ]
    assert len(sums) == 3
    assert sum(sums) == run.fen == sum(credited(run).values())


def test_every_account_with_money_gets_interest_sealed_and_held_ones_too(employer: EmployerAccount) -> None:
    account = savings.account(employer, 1, [(FIRST, 20_000_00)])
    type(account).objects.filter(pk=account.pk).update(status="02", sealed_on=FIRST)
    with transaction.atomic():
        ledger.hold(account_id=account.ledger_account_id, fen=20_000_00, key="court", by=None, at=make.AT)
    savings.account(employer, 2, [])
    assert credited(settle()) == {account.ledger_account_id: 304_17}


def test_a_year_in_which_nobody_earned_is_settled_too(employer: EmployerAccount) -> None:
    savings.account(employer, 1, [])
    run = settle()
    assert (run.status, run.fen, run.people) == (RunStatus.DONE, 0, 0)


class TestTold:
    """Everybody hears of their interest once."""

    def test_each_person_is_told_amount_and_balance_once(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, EXAMPLE_2)
        savings.account(employer, 2, [])
        settle()
        assert (tasks.tell_interest(), tasks.tell_interest()) == (1, 0)
        rows = Message.objects.filter(template__event="interest_settled", channel="INBOX")
        assert [row.person_id for row in rows] == [account.person_id]
        assert "612.83" in rows[0].body and "37,815.40" in rows[0].body and "2025年度" in rows[0].body

    def test_nobody_is_told_of_years_long_past(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, EXAMPLE_2)
        run = trial()
        operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT, tell=False)
        tasks.settle_interest()
        assert tasks.tell_interest() == 0
        assert not Message.objects.filter(template__event="interest_settled").exists()


class TestTrial:
    """What is looked at before anything is posted."""

    def test_it_shows_totals_and_the_largest_changes_against_last_year(self, employer: EmployerAccount) -> None:
        steady = savings.account(employer, 1, [(FIRST, 20_000_00)])
        grown = savings.account(employer, 2, [(FIRST, 1_000_00), (date(2025, 8, 1), 90_000_00)])
        settle()
        run = trial(2026)
        assert run.last_year_fen == 304_17 + 15_21
        assert [row[0] for row in run.largest] == [grown.ledger_account_id, steady.ledger_account_id]
        assert run.largest[1] == [steady.ledger_account_id, 308_79, 304_17]
        assert Journal.objects.filter(reason=Reason.INTEREST_SETTLED, value_on=run.last).count() == 0

    def test_the_year_must_be_over(self, employer: EmployerAccount) -> None:
        with pytest.raises(operations.YearNotOver):
            trial(2027)

    def test_years_go_in_order(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        with pytest.raises(operations.YearBeforeOpen):
            trial(2026)

    def test_who_tried_it_does_not_begin_it(self, employer: EmployerAccount) -> None:
        run = trial()
        with pytest.raises(operations.SamePerson):
            operations.start_settlement(run_id=run.pk, by=people.zhou_jiu(), at=make.AT)

    def test_a_movement_after_the_trial_asks_for_another(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        run = trial()
        savings.book(account, [(LAST, 100)], "late")
        with pytest.raises(operations.TrialIsOld):
            operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
        operations.count_settlement_again(run_id=run.pk, by=people.zhou_jiu(), at=make.AT)
        tasks.count_interest()
        operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)

    def test_a_second_trial_or_settlement_of_a_year_is_refused(self, employer: EmployerAccount) -> None:
        run = trial()
        with pytest.raises(operations.SettledBefore):
            trial()
        operations.drop_settlement(run_id=run.pk, reason="数据要改", by=people.zhou_jiu(), at=make.AT)
        settle()
        with pytest.raises(operations.SettledBefore):
            trial()

    def test_begun_twice_is_refused_and_posts_once(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        run = settle()
        with pytest.raises(WrongState):
            operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
        assert tasks.settle_interest() == 0
        assert savings.balance(account) == 20_304_17


def test_four_workers_at_once_post_each_chunk_once(employer: EmployerAccount) -> None:
    for place in range(30):
        savings.account(employer, place, [(FIRST, 10_000_00 + place)])
    run = trial()
    operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
    counts: list[int] = []

    def work() -> None:
        counts.append(tasks.settle_interest())
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.refresh_from_db()
    assert sum(counts) == 10
    assert (run.status, run.people, run.fen) == (RunStatus.DONE, 30, run.expected_fen)
    assert books.verify_books() == []


class TestBooks:
    """Accrual and settlement in the chart of accounts."""

    def test_what_was_accrued_is_used_and_the_rest_is_expense(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        for quarter in (date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31)):
            operations.accrue_quarter(last=quarter, at=make.AT)
        assert owed() == 76_67 + 76_67 + 75_00
        settle()
        assert owed() == 0
        assert books.balance_fen(Account.objects.get(code="411-01")) == 304_17

    def test_a_quarter_is_accrued_once(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        first = operations.accrue_quarter(last=date(2024, 9, 30), at=make.AT)
        assert operations.accrue_quarter(last=date(2024, 9, 30), at=make.AT) == first
        assert owed() == 76_67

    def test_a_month_that_ends_a_quarter_is_closed_after_its_interest(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        ledger_books.seal(OPEN_DAY, date(2027, 1, 4))
        for month in ("202610", "202611"):
            end_month(month)
        with pytest.raises(ledger.PeriodUnready, match="还没有入账"):
            end_month("202612")
        tasks.follow_interest()
        end_month("202612")
        accrued = Journal.objects.get(key=queries.accrual_key(date(2026, 12, 31)))
        assert accrued.value_on == date(2026, 12, 31)
        assert books.net_on("311", date(2026, 12, 31)) < 0 == books.net_on("411", date(2026, 12, 31))

    def test_a_settlement_under_way_keeps_its_last_month_open(self, employer: EmployerAccount) -> None:
        assert not queries.accrual_waits(LAST)  # nobody earned anything
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        operations.accrue_quarter(last=LAST, at=make.AT)
        assert not queries.accrual_waits(LAST)
        run = trial()
        operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
        assert queries.accrual_waits(LAST)
        tasks.settle_interest()
        assert not queries.accrual_waits(LAST)

    def test_the_quarter_that_is_over(self) -> None:
        assert operations.next_quarter_end(date(2026, 10, 10)) == date(2026, 9, 30)
        assert operations.next_quarter_end(date(2026, 9, 30)) == date(2026, 6, 30)
        assert operations.next_quarter_end(date(2026, 1, 1)) == date(2025, 12, 31)


class TestCorrections:
    """An entry dated back into a settled year."""

    def test_the_difference_is_posted_today_and_once(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        run = settle()
        savings.book(account, [(date(2025, 1, 1), 7_200_00)], "back")
        assert tasks.follow_interest() >= 1
        [difference] = InterestDifference.objects.all()
        assert (difference.fen, difference.due_fen) == (54_30, 304_17 + 54_30)
        assert difference.journal.value_on == policy.book_date()
        assert savings.balance(account) == 27_200_00 + 304_17 + 54_30
        tasks.follow_interest()
        assert InterestDifference.objects.count() == 1
        assert queries.year_of(account, run.fund_year).interest.fen == 304_17 + 54_30

    def test_too_much_is_taken_back(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        settle()
        savings.book(account, [(FIRST, -10_000_00)], "back")
        tasks.follow_interest()
        [difference] = InterestDifference.objects.all()
        assert difference.fen == 152_08 - 304_17
        assert savings.balance(account) == 10_000_00 + 152_08

    def test_what_is_no_longer_there_cannot_be_taken_back_and_stops_nobody(self, employer: EmployerAccount) -> None:
        poor = savings.account(employer, 1, [(FIRST, 20_000_00)])
        other = savings.account(employer, 2, [(FIRST, 20_000_00)])
        settle()
        savings.book(poor, [(FIRST, -20_000_00), (date(2026, 10, 1), -304_17)], "back")
        savings.book(other, [(date(2025, 1, 1), 7_200_00)], "back")
        tasks.follow_interest()
        assert [each.account_id for each in InterestDifference.objects.all()] == [other.pk]


class TestClosing:
    """Interest within the year, because the money leaves."""

    def closing(self, account: PersonalAccount, on: date) -> int:
        """The account is settled on a day; how much."""
        with transaction.atomic():
            BusinessDate.objects.update(on=on)
            return operations.settle_closing(account=account, key="closing-1", case="", memo="", by=None, at=make.AT)

    def test_it_runs_to_the_day_before(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        assert self.closing(account, date(2025, 6, 30)) == 303_33
        assert books.balance_fen(Account.objects.get(code="411-01")) == 303_33

    def test_what_is_accrued_comes_from_there(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        operations.accrue_quarter(last=date(2024, 9, 30), at=make.AT)
        assert self.closing(account, date(2024, 10, 11)) == 85_00
        assert owed() == 0
        assert books.balance_fen(Account.objects.get(code="411-01")) == 85_00

    def test_an_account_that_stays_after_all_gets_only_the_rest(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        early = self.closing(account, date(2025, 2, 1))
        BusinessDate.objects.update(on=date(2026, 10, 10))
        run = settle()
        rest = credited(run)[account.ledger_account_id]
        whole = rules.earned(
            opening_fen=20_000_00,
            changes=[Change(date(2025, 2, 1), early)],
            rates=[Rate(FIRST, Decimal("1.5"))],
            first=FIRST,
            last=LAST,
        )
        assert early + rest == whole.fen
        tasks.follow_interest()
        assert InterestDifference.objects.count() == 0
        others = [fault for fault in books.verify_books() if "neither sealed" not in fault.check]  # the days we made up
        assert others == []

    def test_a_chunk_under_way_and_a_closing_do_not_wait_for_each_other(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        told: list[int] = []

        def close() -> None:
            told.append(self.closing(account, date(2025, 6, 30)))
            connections.close_all()

        with transaction.atomic():
            settling.keep_apart(shared=True)  # as a chunk does
            thread = threading.Thread(target=close)
            thread.start()
            with connection.cursor() as cursor:
                while True:  # until the closing waits for the chunk
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    if cursor.fetchone() != (0,):
                        break
                cursor.execute(
                    "SELECT 1 FROM ledger_account WHERE id = %s FOR NO KEY UPDATE NOWAIT", [account.ledger_account_id]
                )
        thread.join(30)
        assert told == [303_33]

    def test_a_year_that_is_over_and_not_settled_is_credited_first(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        year = rules.earned(opening_fen=20_000_00, changes=[], rates=RATES, first=FIRST, last=LAST).fen
        rest = rules.earned(
            opening_fen=20_000_00 + year, changes=[], rates=RATES, first=date(2025, 7, 1), last=date(2025, 7, 4)
        ).fen
        assert self.closing(account, date(2025, 7, 5)) == year + rest
        assert books.balance_on(account.ledger_account, LAST) == 20_000_00 + year
        BusinessDate.objects.update(on=date(2026, 10, 10))
        assert settle().fen == 0
        savings.book(account, [(date(2025, 1, 1), 7_200_00)], "back")
        tasks.follow_interest()
        assert [each.fen for each in InterestDifference.objects.all()] == [54_30]

    def test_what_changed_in_a_settled_year_is_put_right_first(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        settle(2025)
        settle(2026)
        savings.book(account, [(date(2025, 1, 1), 7_200_00)], "back")
        self.closing(account, date(2026, 10, 10))
        assert [each.fen for each in InterestDifference.objects.order_by("id")] == [54_30, 7_200_00 * 365 * 3 // 72_000]
        tasks.follow_interest()
        assert InterestDifference.objects.count() == 2

    def test_who_earned_nothing_in_a_settled_year_owes_it_nothing(self, employer: EmployerAccount) -> None:
        poor = savings.account(employer, 1, [(FIRST, 1)])
        savings.account(employer, 2, [(FIRST, 20_000_00)])
        settle(2025)
        assert queries.unsettled_since(poor) == date(2025, 7, 1)


class TestAccrualBesideTheRun:
    """211 says what is owed and no more."""

    def test_a_settled_quarter_is_not_accrued_again(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        settle(2025)
        assert operations.accrue_quarter(last=LAST, at=make.AT) is None
        assert owed() == 0

    def test_a_late_run_leaves_the_accrual_of_the_new_year(self, employer: EmployerAccount) -> None:
        savings.account(employer, 1, [(FIRST, 20_000_00)])
        operations.accrue_quarter(last=date(2025, 9, 30), at=make.AT)
        before = owed()
        settle(2025)
        assert owed() == before > 0

    def test_a_difference_that_was_refused_is_tried_again(self, employer: EmployerAccount) -> None:
        account = savings.account(employer, 1, [(FIRST, 20_000_00)])
        settle(2025)
        savings.book(account, [(FIRST, -20_000_00), (date(2026, 10, 1), -304_17)], "back")
        tasks.follow_interest()
        assert InterestDifference.objects.count() == 0
        BusinessDate.objects.update(on=date(2026, 10, 12))
        tasks.follow_interest()
        savings.book(account, [(date(2026, 10, 12), 1_000_00)], "new")
        tasks.follow_interest()
        assert [each.fen for each in InterestDifference.objects.all()] == [-304_17]
