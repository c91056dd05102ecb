"""Schedules against the worked tables of domain §5.5 and §5.6, to the fen; and against themselves on random loans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.rules import schedules
from loans.rules.schedules import CannotPlan, Method, Mode, Plan

LEVEL, PRINCIPAL = Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL
LOAN = Plan(500_000_00, 360, Decimal("2.6"))


@pytest.mark.parametrize(
    ("plan", "first", "interest", "last"),
    [
        (LOAN, 2_001_70, 220_611_14, 2_000_84),
        (Plan(500_000_00, 360, Decimal("2.6"), PRINCIPAL), 2_472_22, 195_541_52, 1_391_50),
        (Plan(200_000_00, 60, Decimal("2.1")), 3_514_31, 10_858_50, 3_514_21),
        (Plan(200_000_00, 60, Decimal("2.1"), PRINCIPAL), 3_683_33, 10_675_00, 3_339_36),
        (Plan(300_000_00, 240, Decimal("3.075")), 1_675_08, 102_018_74, 1_674_62),
        (Plan(300_000_00, 240, Decimal("3.075"), PRINCIPAL), 2_018_75, 92_634_45, 1_253_20),
    ],
)
def test_the_loans_of_the_table(plan: Plan, first: int, interest: int, last: int) -> None:
    found = schedules.schedule(plan)
    assert (found[0].payment_fen, schedules.total_interest(found), found[-1].payment_fen) == (first, interest, last)


@pytest.mark.parametrize(
    ("method", "number", "payment", "principal", "interest", "balance"),
    [
        (LEVEL, 1, 2_001_70, 918_37, 1_083_33, 499_081_63),
        (LEVEL, 2, 2_001_70, 920_36, 1_081_34, 498_161_27),
        (LEVEL, 3, 2_001_70, 922_35, 1_079_35, 497_238_92),
        (LEVEL, 12, 2_001_70, 940_49, 1_061_21, 488_847_31),
        (LEVEL, 359, 2_001_70, 1_993_06, 8_64, 1_996_51),
        (LEVEL, 360, 2_000_84, 1_996_51, 4_33, 0),
        (PRINCIPAL, 1, 2_472_22, 1_388_89, 1_083_33, 498_611_11),
        (PRINCIPAL, 2, 2_469_21, 1_388_89, 1_080_32, 497_222_22),
        (PRINCIPAL, 3, 2_466_20, 1_388_89, 1_077_31, 495_833_33),
        (PRINCIPAL, 12, 2_439_12, 1_388_89, 1_050_23, 483_333_32),
        (PRINCIPAL, 359, 1_394_91, 1_388_89, 6_02, 1_388_49),
        (PRINCIPAL, 360, 1_391_50, 1_388_49, 3_01, 0),
    ],
)
def test_the_instalments_of_the_table(
    method: Method, number: int, payment: int, principal: int, interest: int, balance: int
) -> None:
    found = schedules.schedule(Plan(500_000_00, 360, Decimal("2.6"), method))[number - 1]
    assert (found.number, found.payment_fen, found.principal_fen) == (number, payment, principal)
    assert (found.interest_fen, found.balance_fen) == (interest, balance)


def test_a_loan_without_interest_is_divided() -> None:
    found = schedules.schedule(Plan(100_00, 3, Decimal(0)))
    assert [each.payment_fen for each in found] == [33_33, 33_33, 33_34]


class TestDueDates:
    """The due day of each month by itself; the first period by days where it is no whole month."""

    def test_a_broken_first_period(self) -> None:
        plan = Plan(300_000_00, 240, Decimal("2.6"))
        found = schedules.schedule(plan, disbursed_on=date(2025, 9, 8), due_day=20)
        assert found[0].due_on == date(2025, 10, 20)
        assert (found[0].interest_fen, found[0].principal_fen) == (910_00, 954_36)
        assert found[0].payment_fen == 1_864_36
        assert found[1] == schedules.Instalment(
            2, date(2025, 11, 20), 1_604_36, 1_604_36 - 647_93, 647_93, 299_045_64 - 956_43
        )
        assert sum(each.principal_fen for each in found) == 300_000_00

    def test_paid_out_after_the_due_day_the_first_period_is_short(self) -> None:
        found = schedules.schedule(LOAN, disbursed_on=date(2025, 9, 25), due_day=20)
        assert found[0].due_on == date(2025, 10, 20)
        assert found[0].interest_fen == schedules.days_interest(500_000_00, Decimal("2.6"), 25)

    def test_on_the_day_of_disbursement_without_drift(self) -> None:
        found = schedules.schedule(Plan(100_000_00, 15, Decimal("2.1")), disbursed_on=date(2027, 12, 31))
        days = [each.due_on for each in found]
        assert days[:4] == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]
        assert days[13] == date(2029, 2, 28)
        assert found[0].interest_fen == schedules.month_interest(100_000_00, Decimal("2.1"))

    def test_the_last_day_of_a_short_month_is_its_due_day(self) -> None:
        found = schedules.schedule(LOAN, disbursed_on=date(2026, 4, 30), due_day=31)
        assert found[0].due_on == date(2026, 5, 31)
        assert found[0].interest_fen == 1_083_33

    def test_a_loan_of_one_month_clears_at_once(self) -> None:
        [only] = schedules.schedule(Plan(10_000_00, 1, Decimal("2.1")), disbursed_on=date(2026, 1, 5), due_day=20)
        assert (only.principal_fen, only.balance_fen) == (10_000_00, 0)
        assert only.payment_fen == 10_000_00 + schedules.days_interest(10_000_00, Decimal("2.1"), 46)


class TestPrepayment:
    """100,000 paid early on the due date of instalment 24 (§5.6)."""

    def test_with_a_lower_payment(self) -> None:
        found = schedules.prepay(LOAN, after_instalment=24, amount_fen=100_000_00, mode=Mode.REDUCE_PAYMENT)
        assert (found.balance_before_fen, found.balance_after_fen) == (477_401_18, 377_401_18)
        assert (len(found.instalments), found.payment_fen, found.last_payment_fen) == (336, 1_582_41, 1_581_15)
        assert (found.remaining_interest_fen, found.interest_saved_fen) == (154_287_32, 40_881_84)

    def test_with_a_shorter_term(self) -> None:
        found = schedules.prepay(LOAN, after_instalment=24, amount_fen=100_000_00, mode=Mode.SHORTEN_TERM)
        assert (len(found.instalments), found.payment_fen, found.last_payment_fen) == (243, 2_001_70, 1_234_62)
        assert (found.remaining_interest_fen, found.interest_saved_fen) == (108_244_84, 86_924_32)
        assert found.instalments[0].number == 25

    def test_equal_principal_keeps_its_part_or_works_it_out_anew(self) -> None:
        plan = Plan(360_000_00, 360, Decimal("2.6"), PRINCIPAL)
        shorter = schedules.prepay(plan, after_instalment=60, amount_fen=100_000_50, mode=Mode.SHORTEN_TERM)
        assert (shorter.level_fen, len(shorter.instalments)) == (1_000_00, 200)
        assert shorter.instalments[-1].principal_fen == 999_50
        lower = schedules.prepay(plan, after_instalment=60, amount_fen=150_000_00, mode=Mode.REDUCE_PAYMENT)
        assert (lower.level_fen, len(lower.instalments)) == (500_00, 300)

    def test_all_of_it_leaves_nothing(self) -> None:
        found = schedules.prepay(LOAN, after_instalment=24, amount_fen=477_401_18, mode=Mode.SHORTEN_TERM)
        assert (found.instalments, found.payment_fen, found.last_payment_fen, found.balance_after_fen) == ((), 0, 0, 0)
        assert found.interest_saved_fen == 195_169_16

    @pytest.mark.parametrize(
        ("after", "fen", "field"),
        [
            (24, 0, "amount_fen"),
            (24, 477_401_19, "amount_fen"),
            (360, 1, "after_instalment"),
            (-1, 1, "after_instalment"),
        ],
    )
    def test_what_cannot_be_is_refused_by_name(self, after: int, fen: int, field: str) -> None:
        with pytest.raises(CannotPlan) as refusal:
            schedules.prepay(LOAN, after_instalment=after, amount_fen=fen, mode=Mode.REDUCE_PAYMENT)
        assert refusal.value.field == field

    def test_twelve_days_after_a_due_date_the_whole_costs_their_interest(self) -> None:
        found = schedules.pay_off(LOAN, after_instalment=24, days=12)
        assert (found.interest_fen, found.total_fen) == (413_75, 477_814_93)


class TestRateChange:
    """400,000 over 240 months from 2.85 to 2.6 on 1 January 2026 (§5.5)."""

    OLD = Plan(400_000_00, 240, Decimal("2.85"))

    def test_by_days_of_both_rates(self) -> None:
        paid = schedules.schedule(self.OLD, disbursed_on=date(2024, 8, 20))
        assert (paid[0].payment_fen, paid[15].due_on, paid[15].balance_fen) == (
            2_188_47,
            date(2025, 12, 20),
            379_827_56,
        )
        rest = Plan(379_827_56, 224, Decimal("2.6"))
        found = schedules.change_rate(rest, old_rate=Decimal("2.85"), days_before=12, days_after=19, number=17)
        assert found.level_fen == 2_142_09
        assert (found.first.interest_fen, found.first.principal_fen) == (882_04, 1_319_13)
        assert (found.first.number, found.first.payment_fen) == (17, 2_201_17)

    def test_wholly_at_the_new_rate(self) -> None:
        rest = Plan(379_827_56, 224, Decimal("2.6"))
        found = schedules.change_rate(rest, old_rate=Decimal("2.85"), days_before=0, days_after=0)
        assert (found.first.interest_fen, found.first.payment_fen) == (822_96, 2_142_09)


LOANS = st.builds(
    Plan,
    principal_fen=st.integers(1, 3_000_000_00),
    months=st.integers(1, 360),
    annual_rate=st.decimals("0", "24", places=3),
    method=st.sampled_from(Method),
)


@given(LOANS)
def test_every_schedule_pays_back_what_was_lent(plan: Plan) -> None:
    found = schedules.schedule(plan)
    assert len(found) == plan.months
    assert sum(each.principal_fen for each in found) == plan.principal_fen
    assert found[-1].balance_fen == 0
    assert all(each.interest_fen >= 0 and each.principal_fen >= 0 for each in found)
    assert all(each.payment_fen == each.principal_fen + each.interest_fen for each in found)


@given(LOANS, st.data())
def test_prepaid_and_paid_to_the_end_nothing_is_left(plan: Plan, data: st.DataObject) -> None:
    after = data.draw(st.integers(0, plan.months - 1))
    balance = schedules.balance_after(schedules.schedule(plan), plan.principal_fen, after)
    if balance == 0:
        return
    amount = data.draw(st.integers(1, balance))
    for mode in Mode:
        found = schedules.prepay(plan, after_instalment=after, amount_fen=amount, mode=mode)
        assert found.balance_before_fen - amount == found.balance_after_fen
        assert len(found.instalments) <= plan.months - after
        assert all(each.principal_fen >= 0 for each in found.instalments)
        assert not found.instalments or found.instalments[-1].balance_fen == 0
