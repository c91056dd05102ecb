"""Money withdrawn without right: demanded, returned at once or in parts, late, enforced; bans laid and lifted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bank import operations as bank
from bank.models import BankAccount, Expectation
from common.errors import WrongState
from common.money import yuan_plain
from deposits import queries as deposits
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from ledger.models import Account, Entry
from notifications.models import Message
from policy.models import BusinessDate
from risk.models import Ban, Outcome
from risk.states.screening import OutcomeKind
from tests import make, people
from tests.withdrawals import saver
from withdrawals import operations, tasks
from withdrawals.models import Instalment, Recovery, Withdrawal
from withdrawals.operations import cancelling, recovery
from withdrawals.operations.recovery import BadPlan, NoCourt, NothingToRecover
from withdrawals.queries import recovery as queries
from withdrawals.states import PayoutStatus
from withdrawals.states.recovery import InstalmentStatus, RecoveryStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def paid(fen: int = 900_000) -> Withdrawal:
    """A withdrawal for hardship that the bank has paid."""
    user = people.zhang_san()
    saver.saver(user)
    return saver.asked_and_paid(user, "hardship", fen)


def demanded(found: Withdrawal | None = None, fen: int = 900_000) -> Recovery:
    """All of it demanded back by hand."""
    found = found or paid(fen)
    return recovery.demand_by_hand(
        withdrawal_id=found.pk, fen=fen, why="救助证系伪造", by=people.zhao_liu(), at=make.AT
    )


def receive(fen: int, remark: str, serial: str = "ZH1", on: str = "2026-10-10") -> None:
    """Money with a number in its remark arrives; the news is followed."""
    account = BankAccount.objects.get()
    balance = (account.statement_balance_fen or 100_000_000_00) + fen
    head = (
        "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
        "reversal_flag\n"
    )
    line = (
        f"{account.number},{on},10:00:00,{serial},C,{yuan_plain(fen)},{yuan_plain(balance)},"
        f"6217000000001111,张三,{remark},转账,\n"
    )
    bank.import_statement(name=f"{serial}.csv", content=(head + line).encode(), by=None, at=make.AT)
    while recovery.follow_recovered(at=make.AT):
        pass


def day(on: date) -> None:
    """The open business date."""
    BusinessDate.objects.update(on=on)


def test_a_demand_has_a_number_a_day_and_is_told() -> None:
    """Thirty days: 9 November."""
    made = demanded()
    (part,) = queries.instalments_of(made)
    assert (made.status, made.due_on, part.fen) == (RecoveryStatus.DEMANDED, date(2026, 11, 9), 900_000)
    assert Expectation.objects.get(reference=part.number).amount_fen == 900_000
    assert Message.objects.filter(person=made.person, key__startswith="recovery_demanded").exists()


def test_what_comes_back_lies_on_the_account_with_the_bank_s_date_and_frees_the_limit() -> None:
    made = demanded()
    account = made.account
    before = saver.balance(account)[0]
    receive(900_000, queries.instalments_of(made)[0].number)
    made.refresh_from_db()
    assert (made.status, made.came_fen, made.ended_at is not None) == (RecoveryStatus.REFUNDED, 900_000, True)
    assert saver.balance(account) == (before + 900_000, 0)
    entry = Entry.objects.filter(account=account.ledger_account_id, credit_fen=900_000).latest("id")
    assert entry.value_on == date(2026, 10, 10)
    assert made.withdrawal is not None
    made.withdrawal.refresh_from_db()
    assert made.withdrawal.recovered_fen == 900_000
    assert queries.recoverable_fen(made.withdrawal) == 0


def test_the_same_is_not_demanded_twice_nor_more_than_was_paid() -> None:
    found = paid()
    demanded(found, 600_000)
    for fen in (300_001, 0):
        with pytest.raises(NothingToRecover):
            demanded(found, fen)
    with pytest.raises(NoCourt):
        recovery.demand_by_hand(withdrawal_id=found.pk, fen=1, why=" ", by=people.zhao_liu(), at=make.AT)


def test_what_was_never_paid_is_not_demanded() -> None:
    user = people.zhang_san()
    saver.saver(user)
    waiting = saver.ask(user, "hardship", 900_000)
    assert waiting.status == PayoutStatus.HELD
    with pytest.raises(NothingToRecover):
        demanded(waiting)


def test_parts_come_one_by_one_each_with_its_own_number() -> None:
    """9,000.00 in four parts of 2,250.00; the first demand's number is not waited for any more."""
    made = demanded()
    first = queries.instalments_of(made)[0]
    plan = {"recovery_id": made.pk, "by": people.zhao_liu(), "at": make.AT}
    with pytest.raises(BadPlan):
        recovery.agree_plan(parts=1, first_on=date(2026, 11, 1), **plan)
    recovery.agree_plan(parts=4, first_on=date(2026, 10, 31), **plan)
    first.refresh_from_db()
    parts = [each for each in queries.instalments_of(made) if each.status == InstalmentStatus.OPEN]
    assert first.status == InstalmentStatus.DROPPED
    assert [(each.due_on.day, each.fen) for each in parts] == [
        (31, 225_000),
        (30, 225_000),
        (31, 225_000),
        (31, 225_000),
    ]
    receive(225_000, parts[1].number)
    made.refresh_from_db()
    assert (made.status, made.came_fen, made.rest_fen) == (RecoveryStatus.PLANNED, 225_000, 675_000)
    for place, part in enumerate([parts[0], parts[2], parts[3]]):
        receive(225_000, part.number, serial=f"ZH{place + 2}")
    made.refresh_from_db()
    assert made.status == RecoveryStatus.REFUNDED


def test_a_part_that_has_half_come_is_not_planned_anew() -> None:
    made = demanded()
    receive(100_000, queries.instalments_of(made)[0].number)
    with pytest.raises(BadPlan, match="部分款项"):
        recovery.agree_plan(recovery_id=made.pk, parts=3, first_on=date(2026, 11, 1), by=people.zhao_liu(), at=make.AT)


def test_it_is_late_the_day_after_and_then_before_the_court() -> None:
    """9 November still is in time. Late money is taken all the same."""
    made = demanded()
    day(date(2026, 11, 9))
    assert queries.recoveries_missed(date(2026, 11, 9)) == []
    assert not recovery.miss_recovery(recovery_id=made.pk, at=make.AT)
    with pytest.raises(WrongState):
        recovery.enforce_recovery(recovery_id=made.pk, court="龙山区法院", by=people.zhao_liu(), at=make.AT)
    day(date(2026, 11, 10))
    assert queries.recoveries_missed(date(2026, 11, 10)) == [made.pk]
    assert recovery.miss_recovery(recovery_id=made.pk, at=make.AT)
    assert not recovery.miss_recovery(recovery_id=made.pk, at=make.AT)
    with pytest.raises(NoCourt):
        recovery.enforce_recovery(recovery_id=made.pk, court=" ", by=people.zhao_liu(), at=make.AT)
    recovery.enforce_recovery(
        recovery_id=made.pk, court="龙山区人民法院（2026）吉0402执77号", by=people.zhao_liu(), at=make.AT
    )
    receive(900_000, queries.instalments_of(made)[0].number, on="2026-11-10")
    made.refresh_from_db()
    assert made.status == RecoveryStatus.REFUNDED


def test_the_timed_job_notes_what_is_late_once(time_machine: Any) -> None:
    made = demanded()
    heading, rows = queries.own_data(made.person)
    assert (heading, rows[0]["应退金额（分）"]) == ("退回提取款", 900_000)
    day(date(2026, 11, 10))
    time_machine.move_to(make.AT, tick=False)
    assert (tasks.follow_recoveries(), tasks.follow_recoveries()) == (1, 0)
    made.refresh_from_db()
    assert made.status == RecoveryStatus.OVERDUE


def ask_cancel(made: Recovery, by: Any, reason: str = "复议撤销") -> Recovery:
    return cancelling.ask_cancel(recovery_id=made.pk, reason=reason, by=by, at=make.AT)


def grant_cancel(made: Recovery, by: Any) -> Recovery:
    return cancelling.grant_cancel(recovery_id=made.pk, by=by, at=make.AT)


def test_one_that_does_not_stand_waits_for_nothing_once_two_have_said_so() -> None:
    made, one, other = demanded(), people.zhao_liu(), people.han_shiyi()
    with pytest.raises(cancelling.NobodyAsked):
        grant_cancel(made, other)
    with pytest.raises(NoCourt):
        ask_cancel(made, one, reason=" ")
    ask_cancel(made, one)
    with pytest.raises(cancelling.AlreadyAsked):
        ask_cancel(made, other)
    with pytest.raises(cancelling.SamePerson):
        grant_cancel(made, one)
    ended = grant_cancel(made, other)
    assert (ended.cancel_asked_by, ended.cancelled_by, ended.cancel_why) == (one, other, "复议撤销")
    assert Instalment.objects.get().status == InstalmentStatus.DROPPED
    with pytest.raises(WrongState):
        grant_cancel(made, other)
    assert made.withdrawal is not None and queries.recoverable_fen(made.withdrawal) == 900_000


def test_a_cancelling_that_another_declines_leaves_the_demand_and_may_be_asked_anew() -> None:
    made, one, other = demanded(), people.zhao_liu(), people.han_shiyi()
    ask_cancel(made, one)
    declined = {"recovery_id": made.pk, "at": make.AT}
    with pytest.raises(cancelling.SamePerson):
        cancelling.decline_cancel(reason="不该撤", by=one, **declined)
    with pytest.raises(NoCourt):
        cancelling.decline_cancel(reason=" ", by=other, **declined)
    left = cancelling.decline_cancel(reason="事实清楚", by=other, **declined)
    assert (left.status, left.cancel_why) == (RecoveryStatus.DEMANDED, "")
    assert ask_cancel(made, one).cancel_asked_by == one


def test_the_rows_themselves_know_no_demand_cancelled_by_one() -> None:
    made, one = demanded(), people.zhao_liu()
    alone = {"cancelled_by_person": one.person_id, "cancel_asked_by_person": one.person_id, "cancel_why": "自己撤"}
    for facts in ({}, alone):
        with pytest.raises(IntegrityError, match="recovery_cancelled_by_two"), transaction.atomic():
            Recovery.objects.filter(pk=made.pk).update(status="CANCELLED", ended_at=make.AT, **facts)


def test_nobody_has_a_hand_in_the_demand_on_whom_they_are_near() -> None:
    """Neither demanded, nor spread, nor enforced, nor cancelled by the spouse of who is to pay."""
    found, near, other = paid(), people.zhao_liu(), people.han_shiyi()
    saver.marry(people.zhang_san(), near)
    with pytest.raises(desk.TooNear):
        demanded(found)
    made = recovery.demand_by_hand(withdrawal_id=found.pk, fen=900_000, why="救助证系伪造", by=other, at=make.AT)
    with pytest.raises(desk.TooNear):
        recovery.agree_plan(recovery_id=made.pk, parts=2, first_on=date(2026, 11, 1), by=near, at=make.AT)
    with pytest.raises(desk.TooNear):
        recovery.enforce_recovery(recovery_id=made.pk, court="龙山区法院", by=near, at=make.AT)
    with pytest.raises(desk.TooNear):
        ask_cancel(made, near)
    ask_cancel(made, other)
    with pytest.raises(desk.TooNear):
        grant_cancel(made, near)


def test_money_for_a_closed_account_waits_under_219() -> None:
    made = demanded()
    PersonalAccount.objects.filter(pk=made.account_id).update(
        status=PersonalAccountStatus.WITHDRAWN, closed_on=date(2026, 10, 10)
    )
    receive(900_000, queries.instalments_of(made)[0].number)
    assert Account.objects.get(code=f"219-{made.number}").balance_fen == 900_000


# --- what the fraud checks say


def outcome(found: Withdrawal, kind: str, **more: Any) -> Outcome:
    """News as the risk cases write it."""
    return Outcome.objects.create(
        source="withdrawals", kind=kind, case=found.case.number, person_id=found.person_id, at=make.AT, **more
    )


def hear(news: Outcome) -> None:
    with transaction.atomic():
        recovery.hear_risk(news, at=make.AT)


def test_an_established_case_is_demanded_back_once_by_its_day() -> None:
    found = paid()
    news = outcome(found, OutcomeKind.ESTABLISHED, amount_fen=900_000, due_on=date(2026, 11, 1), note="FX2026000001")
    hear(news)
    hear(news)
    made = Recovery.objects.get()
    assert (made.total_fen, made.due_on, made.risk_case) == (900_000, date(2026, 11, 1), "FX2026000001")


def test_news_of_the_fraud_checks_comes_by_the_same_door_as_all_their_news() -> None:
    """follow_risk claims it; the money that comes back is told to the risk case, which has none of it on record."""
    found = paid()
    outcome(found, OutcomeKind.ESTABLISHED, amount_fen=900_000, due_on=date(2026, 11, 1), note="FX2026000001")
    while operations.follow_risk(at=make.AT):
        pass
    made = Recovery.objects.get()
    receive(900_000, queries.instalments_of(made)[0].number)
    made.refresh_from_db()
    assert made.status == RecoveryStatus.REFUNDED


def test_an_established_case_of_which_nothing_was_paid_demands_nothing() -> None:
    user = people.zhang_san()
    saver.saver(user)
    waiting = saver.ask(user, "hardship", 900_000)
    hear(outcome(waiting, OutcomeKind.ESTABLISHED, amount_fen=900_000, due_on=date(2026, 11, 1), note="FX1"))
    assert not Recovery.objects.exists()


def test_the_demand_of_a_risk_case_is_cancelled_only_after_its_appeal() -> None:
    found = paid()
    hear(outcome(found, OutcomeKind.ESTABLISHED, amount_fen=900_000, due_on=date(2026, 11, 1), note="FX2026000001"))
    made = Recovery.objects.get()
    ban = Ban.objects.create(
        key="ban-1", person_id=found.person_id, business="WITHDRAWAL", since=saver.ON, until=date(2029, 10, 9),
        reason="骗提住房公积金", source="本中心", case="FX2026000001", at=make.AT,
    )  # fmt: skip
    with pytest.raises(cancelling.NotAppealed):
        ask_cancel(made, people.zhao_liu())
    Ban.objects.filter(pk=ban.pk).update(lifted_at=make.AT, lifted_on=saver.ON, lift_reason="复议撤销")
    ask_cancel(made, people.zhao_liu())
    assert grant_cancel(made, people.han_shiyi()).status == RecoveryStatus.CANCELLED


def test_a_ban_lies_on_the_account_and_is_lifted_on_appeal() -> None:
    found = paid()
    ban = Ban.objects.create(
        key="ban-1", person_id=found.person_id, business="WITHDRAWAL", since=saver.ON, until=date(2029, 10, 9),
        reason="骗提住房公积金", source="本中心", at=make.AT,
    )  # fmt: skip
    hear(outcome(found, OutcomeKind.BAN, ban=ban))
    (laid,) = deposits.encumbrances_of(found.person_id)
    assert "2029-10-09" in laid.sentence
    lifted = outcome(found, OutcomeKind.BAN_LIFTED, ban=ban)
    hear(lifted)
    hear(lifted)
    assert not deposits.encumbrances_of(found.person_id).exists()
